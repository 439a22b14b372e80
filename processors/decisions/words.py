"""A text that a person typed, as words with places: what was read stays where it is, the rest goes between."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import pairwise

from processors.geometry import Box, bounding, overlap_1d
from processors.records import Word

PERSON = "person"
"""The engine of words that a person read."""
STRIKE = "~~"
# A word next to a typed one gives it room where there is none between words.
_LEAST_GAP = 1.0


def plain(text: str) -> str:
    """A typed text on one line, without control characters, with single spaces."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", text).split())


def folded(text: str) -> str:
    """What two texts have in common that say the same: letters and digits, without case and strikes."""
    return "".join(c for c in text.casefold() if c.isalnum())


def typed(text: str) -> tuple[tuple[str, bool], ...]:
    """The words of a typed text, and whether each stands between `~~`, which means that it is struck."""
    parts = plain(text).split(STRIKE)
    # A last mark without its partner strikes nothing.
    paired = (len(parts) - 1) // 2 * 2
    return tuple((word, k % 2 == 1 and k < paired) for k, part in enumerate(parts) for word in part.split())


def retyped(
    text: str, words: Sequence[Word], box: Box, holes: Sequence[Box] = (), own: Sequence[bool] = ()
) -> tuple[Word, ...]:
    """The words of `text`, each with a place on the line.

    Args:
        text: as typed; struck words between `~~`.
        words: of the line as read before, from left to right; none where nothing was read.
        box: of the line, in the units of the words.
        holes: redactions, which words beside them do not fill.
        own: of each word of `text` whether a person typed it: such a word stands in no hole. What was read and only
            accepted stands where it was read, even in there.

    Returns:
        Words that a person vouches for; words that were read alike keep their place.
    """
    near = [hole for hole in holes if overlap_1d(hole.y0, hole.y1, box.y0, box.y1) > 0]
    out, stands = _stood(text, words, box, near, own)
    return _closed(out, stands, near)


def placed(text: str, words: Sequence[Word], box: Box) -> tuple[Word, ...]:
    """As `retyped`, but that words do not fill the gaps behind them: to tell where each stands."""
    return tuple(_stood(text, words, box, (), ())[0])


def _stood(
    text: str, words: Sequence[Word], box: Box, holes: Sequence[Box], own: Sequence[bool]
) -> tuple[list[Word], list[int | None]]:
    """The words with places, and which of `words` each stands for."""
    new = typed(text)
    old = [w.text for w in words]
    matcher = SequenceMatcher(None, old, [w for w, _ in new], autojunk=False)
    out: list[Word] = []
    stands: list[int | None] = []
    for tag, i0, i1, j0, j1 in matcher.get_opcodes():
        if tag == "equal" or (tag == "replace" and i1 - i0 == j1 - j0):
            places = [w.bbox for w in words[i0:i1]]
            stands += range(i0, i1)
        else:
            free_of = holes if own and all(own[j0:j1]) else ()
            places = list(_spread([w for w, _ in new[j0:j1]], _room(words, i0, i1, box), free_of))
            stands += [None] * (j1 - j0)
        out += [
            Word(word, place, 1.0, PERSON, struck)
            for (word, struck), place in zip(new[j0:j1], places, strict=True)
        ]
    return out, stands


def _closed(words: list[Word], stands: Sequence[int | None], holes: Sequence[Box]) -> tuple[Word, ...]:
    """The words without wide gaps where a person typed one space; a gap that was read, or a redaction, stays."""
    for k, (left, right) in enumerate(pairwise(words)):
        read = stands[k], stands[k + 1]
        if read[0] is not None and read[1] is not None and read[1] == read[0] + 1:
            continue
        space = left.bbox.height / 2
        end = right.bbox.x0 - space
        if end > left.bbox.x1 and not any(left.bbox.x1 <= hole.centre[0] <= end for hole in holes):
            words[k] = replace(left, bbox=left.bbox._replace(x1=end))
    return tuple(words)


def _room(words: Sequence[Word], first: int, last: int, box: Box) -> Box:
    """Where typed words go that take the place of `words[first:last]`, or stand between two of them."""
    if first < last:
        return bounding(w.bbox for w in words[first:last])
    left = words[first - 1].bbox.x1 if first > 0 else box.x0
    right = words[first].bbox.x0 if first < len(words) else box.x1
    if right - left >= _LEAST_GAP:
        return Box(left, box.y0, right, box.y1)
    if not words:
        return box
    # No room at all: the typed words share the end of the word before, or the start of the one behind.
    near = words[first - 1].bbox if first > 0 else words[0].bbox
    x = near.x1 if first > 0 else near.x0
    half = near.width / 4
    return Box(x - half, near.y0, x + half, near.y1)


def _spread(texts: Sequence[str], room: Box, holes: Sequence[Box]) -> Iterator[Box]:
    """The texts side by side over the room, each as wide as it is long, none in a hole."""
    free = list(_free(room, holes)) or [(room.x0, room.x1)]
    whole = sum(b - a for a, b in free)
    total = sum(len(t) for t in texts) + max(0, len(texts) - 1)
    at = 0.0
    for text in texts:
        start, end = (whole * v / max(1, total) for v in (at, at + len(text)))
        at += len(text) + 1
        left, right = _placed(start, end, free)
        yield Box(left, room.y0, right, room.y1)


def _free(room: Box, holes: Sequence[Box]) -> Iterator[tuple[float, float]]:
    at = room.x0
    for hole in sorted(holes, key=lambda h: h.x0):
        if hole.x0 > at:
            yield at, min(hole.x0, room.x1)
        at = max(at, hole.x1)
        if at >= room.x1:
            return
    yield at, room.x1


def _placed(start: float, end: float, free: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """From a stretch of the free parts, laid end to end, to x0 and x1 within the part that has its middle."""
    before = 0.0
    for low, high in free:
        after = before + high - low
        if (start + end) / 2 <= after or (low, high) == free[-1]:
            return low + max(0.0, start - before), low + min(high - low, end - before)
        before = after
    raise AssertionError("there is always a last part")
