"""Room between two words of a release where no redaction was found: what was turned down there, or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from processors.compare.flat import LINE
from processors.compare.sides import Cover, Leaf, Side
from processors.compare.tokens import Token
from processors.geometry import Box, bounding, overlap_1d

EMPTY = "the place is empty in the other release: whited out, a box that was not seen, or words that were not read"
_ON = 0.6
"""Share of a box in the room from which it belongs to it."""
_STANDS = 0.3
"""Share of a word's box in the room, or in what fills it, from which it stands there."""


@dataclass(frozen=True, slots=True)
class Space:
    """Room between two words.

    Attributes:
        page: of both.
        covers: what may have withheld words there; the room itself, one box a line, where nothing was seen.
        letters: how many characters have room there.
    """

    page: int
    covers: tuple[Cover, ...]
    letters: float


def space_between(side: Side, before: int, behind: int) -> Space | None:
    """The room between two tokens of one page that follow each other but for words misread in it; None without any.

    Boxes that the reading turned down go before bare paper, which counts only within one paragraph.
    """
    first, last = side.tokens[before], side.tokens[behind]
    if first.page != last.page or first.is_redaction or last.is_redaction:
        return None
    leaf = side.leaf(first.page)
    lines = list(_lines(first, last, side, leaf))
    if not lines:
        return None
    pitch = pitch_of(leaf)
    covers = tuple(c for c in leaf.covers if _is_no_token(c) and _in_lines(c.box, lines) >= _ON)
    if covers:
        height = LINE * leaf.height
        rows = [max(1, round(c.box.height / (1.5 * height))) * c.box.width for c in _apart(covers)]
        return Space(first.page, covers, sum(rows) / pitch)
    if first.paragraph != last.paragraph or any(
        _in_lines(box, lines) >= _STANDS for token in side.tokens[before + 1 : behind] for box in token.boxes
    ):
        return None
    room = sum(line.width for line in lines) / pitch - 1
    return Space(first.page, tuple(Cover(line, None, EMPTY) for line in lines if line.width > pitch), room)


def _is_no_token(cover: Cover) -> bool:
    """Whether the words around do not tell of it: what the reading did not take for a redaction."""
    return cover.redaction is None or cover.redaction.rejected_by is not None


def _lines(first: Token, last: Token, side: Side, leaf: Leaf) -> Iterator[Box]:
    """The room line by line, at most as far as the text of the page reaches."""
    start, end, height = first.boxes[-1], last.boxes[0], leaf.height
    if overlap_1d(start.y0, start.y1, end.y0, end.y1) > 0.5 * min(start.height, end.height):
        if end.x0 > start.x1:
            yield Box(start.x1, min(start.y0, end.y0), end.x0, max(start.y1, end.y1))
        return
    if end.centre[1] < start.centre[1]:
        return
    words = [box for token in side.tokens if token.page == first.page for box in token.boxes]
    left, right = min(box.x0 for box in words), max(box.x1 for box in words)
    yield Box(start.x1, start.y0, max(right, start.x1), start.y1)
    if end.y0 - start.y1 > height:
        yield Box(left, start.y1, right, end.y0)
    yield Box(min(left, end.x0), end.y0, end.x0, end.y1)


def _in_lines(box: Box, lines: Sequence[Box]) -> float:
    """Share of a box that lies in the room; what is drawn higher than type still belongs to its line."""
    return sum(box.overlap(line.grown(0, 0.25 * line.height)) for line in lines) / (box.area or 1e-9)


def on_a_line(one: Box, other: Box) -> bool:
    """Whether two boxes of words stand on one line."""
    return overlap_1d(one.y0, one.y1, other.y0, other.y1) > 0.5 * min(one.height, other.height)


def bare_beside(side: Side, before: int, behind: int) -> float:
    """Characters that have room on the wider side of redactions that alone stand between two words, on their line.

    Ink that nobody read may stand there.
    """
    boxes = [box for token in side.tokens[before + 1 : behind] for box in token.boxes]
    first, last = side.tokens[before], side.tokens[behind]
    if not boxes or any(not t.is_redaction or t.page != first.page for t in side.tokens[before + 1 : behind]):
        return 0.0
    rooms = ((first.boxes[-1], boxes[0]), (boxes[-1], last.boxes[0]))
    widest = max((right.x0 - left.x1 for left, right in rooms if on_a_line(left, right)), default=0.0)
    return widest / pitch_of(side.leaf(first.page)) - 1


def _apart(covers: Sequence[Cover]) -> list[Cover]:
    """Without those that lie in another one."""
    out: list[Cover] = []
    for cover in sorted(covers, key=lambda c: -c.box.area):
        if all(cover.box.covered_by(other.box) < _ON for other in out):
            out.append(cover)
    return out


def pitch_of(leaf: Leaf) -> float:
    """Usual width of a character in points, the space beside it included."""
    widths = leaf.words[:, 2] - leaf.words[:, 0]
    found = [float(w) / len(key) for w, key in zip(widths, leaf.keys, strict=True) if key]
    return (median(found) if found else 0.0) or 0.5 * leaf.height


def empty_places(boxes: Sequence[Box]) -> list[Cover]:
    """Covers for places where nothing was seen, one a line."""
    out: list[Box] = []
    for box in boxes:
        last = out[-1] if out else None
        if last is not None and overlap_1d(last.y0, last.y1, box.y0, box.y1) > 0.5 * box.height:
            out[-1] = bounding((last, box))
        else:
            out.append(box)
    return [Cover(box, None, EMPTY) for box in out]
