"""Found marks against true ones, page by page.

A redaction is found where a box of the record and a true one overlap with an IoU of at least 0.5, one to one; a strike
where the smaller of two boxes is covered by half. What the truth is unsure of is neither asked for nor held against the
program.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from processors.geometry import Box
from processors.records import Page

MATCH = 0.5
"""IoU from which two boxes are the same redaction: what detectors are measured by since PASCAL VOC."""
TOUCH = 0.5
"""Share of the smaller box from which two boxes are the same strike: a word's box and its line's differ in height."""
UNSURE = 0.3
"""Share of a found box in one that the truth is unsure of, from which it is not counted."""


@dataclass(frozen=True, slots=True)
class TrueMark:
    """A true redaction or strike: its box in shares of the page, its codes, and whether the truth is unsure of it."""

    bbox: Box
    codes: tuple[str, ...] = ()
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class PageTruth:
    """What is true of one page; None where the truth says nothing of redactions, or of strikes.

    Attributes:
        file: name of the file, relative to the truth.
        page: 1-based.
        group: pages of one kind.
        redactions: all on the page.
        strikes: likewise.
        not_struck: places that look struck and are not.
    """

    file: str
    page: int
    group: str
    redactions: tuple[TrueMark, ...] | None
    strikes: tuple[TrueMark, ...] | None
    not_struck: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """Counts over pages; they add up.

    Attributes:
        pages: counted.
        missing: without a page in the records.
        boxes: true redactions.
        boxes_found: of them.
        boxes_false: redactions that are none.
        coded: found redactions that carry codes.
        codes_right: of them, those with exactly the true ones.
        struck: true strikes.
        struck_found: of them.
        strikes_called: strikes in the records.
        strikes_false: of them.
        traps: places that look struck and are not.
        trapped: of them, called struck.
        pages_without: pages without a redaction.
        pages_with_false: of them, those with a false one.
    """

    pages: int = 0
    missing: int = 0
    boxes: int = 0
    boxes_found: int = 0
    boxes_false: int = 0
    coded: int = 0
    codes_right: int = 0
    struck: int = 0
    struck_found: int = 0
    strikes_called: int = 0
    strikes_false: int = 0
    traps: int = 0
    trapped: int = 0
    pages_without: int = 0
    pages_with_false: int = 0

    def __add__(self, other: Score) -> Score:
        """Both counts together."""
        return Score(*(getattr(self, name) + getattr(other, name) for name in Score.__slots__))


def score_page(truth: PageTruth, page: Page | None) -> Score:
    """The counts of one page; `page` is None where the records lack it."""
    scale = (
        (1 / page.width, 1 / page.height) if page is not None and page.width and page.height else (1.0, 1.0)
    )
    counts = Score(pages=1, missing=int(page is None))
    if truth.redactions is not None:
        found = (
            [(r.bbox.scaled(*scale), tuple(c.code for c in r.codes)) for r in page.redactions] if page else []
        )
        counts += _redactions(truth.redactions, found)
    if truth.strikes is not None:
        called = [s.bbox.scaled(*scale) for s in page.strikes] if page else []
        counts += _strikes(truth.strikes, truth.not_struck, called)
    return counts


def _redactions(truth: Sequence[TrueMark], found: Sequence[tuple[Box, tuple[str, ...]]]) -> Score:
    sure, unsure = [t for t in truth if not t.unsure], [t.bbox for t in truth if t.unsure]
    pairs = matched([t.bbox for t in sure], [box for box, _ in found])
    paired = {j for _, j in pairs}
    false = [
        box
        for j, (box, _) in enumerate(found)
        if j not in paired and not any(box.overlap(u) > UNSURE * box.area for u in unsure)
    ]
    coded = [(sure[i].codes, found[j][1]) for i, j in pairs if sure[i].codes]
    return Score(
        boxes=len(sure),
        boxes_found=len(pairs),
        boxes_false=len(false),
        coded=len(coded),
        codes_right=sum({*map(_key, a)} == {*map(_key, b)} for a, b in coded),
        pages_without=int(not truth),
        pages_with_false=int(not truth and bool(false)),
    )


def _key(code: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", code.upper())


def matched(truth: Sequence[Box], found: Sequence[Box]) -> list[tuple[int, int]]:
    """Pairs of the same boxes, best first, each box in one pair at most."""
    pairs = sorted(((t.iou(f), i, j) for i, t in enumerate(truth) for j, f in enumerate(found)), reverse=True)
    out: list[tuple[int, int]] = []
    for iou, i, j in pairs:
        if iou >= MATCH and all(i != a and j != b for a, b in out):
            out.append((i, j))
    return out


def _strikes(truth: Sequence[TrueMark], traps: Sequence[Box], called: Sequence[Box]) -> Score:
    sure = [t.bbox for t in truth if not t.unsure]
    false = [box for box in called if not any(_touch(box, t.bbox) for t in truth)]
    return Score(
        struck=len(sure),
        struck_found=sum(any(_touch(t, box) for box in called) for t in sure),
        strikes_called=len(called),
        strikes_false=len(false),
        traps=len(traps),
        trapped=sum(any(_touch(box, trap) for trap in traps) for box in false),
    )


def _touch(one: Box, other: Box) -> bool:
    return one.overlap(other) >= TOUCH * min(one.area, other.area) > 0
