"""A page for outputs that keep its layout: rows of words and redactions in reading order, rows in blocks.

Nothing here is text: what a reader cannot see on the page, because a digital redaction covers it, is in no row.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from processors.config.text import TextConfig
from processors.geometry import Box, bounding, overlap_1d
from processors.records import Line, LineKind, Page, Redaction, RedactionKind, Word
from processors.text.markdown import clean
from processors.text.weave import woven_lines

# Share of a word's area in a mark's box from which on the mark speaks of the word: boxes of OCR are rough.
_MARKED = 0.5
# A line further below the one before than this (heights of the higher one) begins another block: double spacing has 1.
_BLOCK_GAP = 2.0
# XML 1.0 has no way to write these, not even as references.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_POINTS_PER_INCH = 72.0


@dataclass(frozen=True, slots=True)
class Row:
    """What stands on one line of the page, from left to right.

    Attributes:
        index: of the line among the page's lines; None where redactions stand alone.
        kind: of the line, body where redactions stand alone.
        bbox: of the line, or around the redactions.
        items: words and redactions; words that a reader cannot see are left out.
    """

    index: int | None
    kind: LineKind
    bbox: Box
    items: tuple[Word | Redaction, ...]

    @property
    def words(self) -> tuple[Word, ...]:
        """The words alone."""
        return tuple(item for item in self.items if isinstance(item, Word))

    @property
    def redactions(self) -> tuple[Redaction, ...]:
        """The redactions alone."""
        return tuple(item for item in self.items if isinstance(item, Redaction))


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of one kind that follow each other downwards."""

    kind: LineKind
    bbox: Box
    rows: tuple[Row, ...]


@dataclass(slots=True)
class _Plan:
    """Where redactions go: into a line behind so many of its words, or behind a line, -1 for before the first."""

    inside: dict[tuple[int, int], list[Redaction]]
    behind: dict[int, list[list[Redaction]]]


def page_rows(page: Page, config: TextConfig) -> tuple[Row, ...]:
    """All lines of the page with its redactions in their places, in reading order; each redaction stands once."""
    plan = _plan(page, config)
    rows = [_alone(group) for group in plan.behind.get(-1, ())]
    for index, line in enumerate(page.lines):
        row = _row(page, index, line, plan, config)
        if row.items:
            rows.append(row)
        rows += [_alone(group) for group in plan.behind.get(index, ())]
    return tuple(rows)


def _plan(page: Page, config: TextConfig) -> _Plan:
    plan = _Plan({}, {})
    if not page.redactions:
        return plan
    places = {id(w): (i, k) for i, line in enumerate(page.lines) for k, w in enumerate(line.words)}
    last = -1
    placed: set[int] = set()
    for woven in woven_lines(page, config):
        found = [piece.redaction for piece in woven.pieces if piece.redaction is not None]
        placed.update(map(id, found))
        if woven.is_redaction:
            plan.behind.setdefault(last, []).append(found)
            continue
        last, before = places[id(woven.words[0])][0], 0
        for piece in woven.pieces:
            if piece.word is not None:
                before = places[id(piece.word)][1] + 1
            elif piece.redaction is not None:
                plan.inside.setdefault((last, before), []).append(piece.redaction)
    for redaction in page.redactions:
        if id(redaction) not in placed:
            _plan_by_place(redaction, page, plan)
    return plan


def _plan_by_place(redaction: Redaction, page: Page, plan: _Plan) -> None:
    """A redaction that printed words speak for stands behind the last of them, else where its height is."""
    inside = [
        (i, k + 1)
        for i, line in enumerate(page.lines)
        for k, word in enumerate(line.words)
        if is_marked(word.bbox, redaction.bbox)
    ]
    if inside:
        plan.inside.setdefault(inside[-1], []).append(redaction)
        return
    middle = redaction.bbox.centre[1]
    above = [i for i, line in enumerate(page.lines) if line.bbox.centre[1] <= middle]
    plan.behind.setdefault(above[-1] if above else -1, []).append([redaction])


def _row(page: Page, index: int, line: Line, plan: _Plan, config: TextConfig) -> Row:
    items: list[Word | Redaction] = []
    for k in range(len(line.words) + 1):
        items += plan.inside.get((index, k), ())
        if k < len(line.words) and not is_hidden(line.words[k].bbox, page, config):
            items.append(line.words[k])
    return Row(index, line.kind, line.bbox, tuple(items))


def _alone(redactions: Sequence[Redaction]) -> Row:
    return Row(None, LineKind.BODY, bounding(r.bbox for r in redactions), tuple(redactions))


def blocks(rows: Sequence[Row]) -> tuple[Block, ...]:
    """The rows in blocks: of one kind, one under the other, without a wide gap."""
    groups: list[list[Row]] = []
    for row in rows:
        if groups and _goes_on(groups[-1][-1], row):
            groups[-1].append(row)
        else:
            groups.append([row])
    return tuple(Block(g[0].kind, bounding(row.bbox for row in g), tuple(g)) for g in groups)


def _goes_on(above: Row, below: Row) -> bool:
    a, b = above.bbox, below.bbox
    same = above.kind is below.kind and (above.index is None) is (below.index is None)
    beside = overlap_1d(a.x0, a.x1, b.x0, b.x1) > 0
    return same and beside and b.y0 >= a.y0 and b.y0 - a.y1 <= _BLOCK_GAP * max(a.height, b.height)


def is_marked(word: Box, mark: Box) -> bool:
    """Whether a mark's box speaks of a word: at least half of the word lies in it."""
    return word.covered_by(mark) >= _MARKED


def is_hidden(box: Box, page: Page, config: TextConfig) -> bool:
    """Whether what is in the box lies under a digital redaction, and is no code printed upon it."""
    for redaction in page.redactions:
        if (
            redaction.kind is RedactionKind.DIGITAL
            and box.covered_by(redaction.bbox) >= config.hidden_overlap
        ):
            return not any(c.bbox is not None and is_marked(box, c.bbox) for c in redaction.codes)
    return False


def printed(text: str) -> str:
    """Text as XML can hold it: without control and direction-changing characters, as in the reading text."""
    return _NOT_XML.sub("\ufffd", clean(text))


def word_text(word: Word) -> str:
    """The word as XML can hold it; a sign for what cannot be written, since it still is a word with a place."""
    return printed(word.text) or "\ufffd"


def scale_of(page: Page) -> float:
    """Pixels of the raster that was read for one point; 1 where there was none."""
    return page.dpi / _POINTS_PER_INCH if page.dpi > 0 else 1.0


def turned_by(page: Page) -> float:
    """How far type on the page as shown is turned counterclockwise against upright, in degrees, 0 to 360."""
    turns = 0
    for step in page.steps:
        told = step.parameters.get("turns") if step.name == "orientation" else None
        turns += told if isinstance(told, int) else 0
    return round((90.0 * turns - page.skew_degrees) % 360.0, 2)
