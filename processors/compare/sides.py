"""Both releases as the comparison works on them: words, redactions and pages of each, and who matches whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median

import numpy as np
from numpy.typing import NDArray

from processors.compare.align import Pair
from processors.compare.flat import Flat, flatten
from processors.compare.tokens import Token, tokens_of
from processors.geometry import Box
from processors.language.struck import ILLEGIBLE
from processors.records import FindingStatus, MarkingKind, Page, Record, Redaction, RedactionKind

Boxes = NDArray[np.float64]
NONE = -1
"""Stands for a word that has no counterpart."""

_NEVER_TEXT = frozenset({"scanner_border", "scanner_edge", "photograph", "upright_bar"})
"""Filters that turn down what is the paper's edge or a picture: no text was ever there."""


_DARK = frozenset({RedactionKind.BLACK_BOX, RedactionKind.MARKER})
_USUAL_LEAST = 3
_USUAL_SHARE = 0.65
"""Redactions, and share of them in one tone, from which a release has a usual look."""


@dataclass(frozen=True, slots=True)
class Cover:
    """A place of a page from which words may have been withheld.

    Attributes:
        box: in points of the page laid flat.
        redaction: what the reading found there, or turned down; None for words struck out beyond reading.
        doubt: why it is not surely a redaction; empty if it is.
    """

    box: Box
    redaction: Redaction | None
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Leaf:
    """What a page offers to compare with.

    Attributes:
        flat: the page laid flat.
        words: boxes of all that was read, stamps and headers included; n x 4.
        covers: redactions and candidates for one.
        codes: boxes of exemption codes.
        height: usual height of type in points.
    """

    flat: Flat
    words: Boxes
    covers: tuple[Cover, ...]
    codes: tuple[Box, ...]
    height: float

    @property
    def page(self) -> Page:
        """The page, laid flat."""
        return self.flat.page

    def covers_of(self, redactions: Iterable[Redaction]) -> list[Cover]:
        """The covers of these redactions."""
        ids = {r.id for r in redactions}
        return [c for c in self.covers if c.redaction is not None and c.redaction.id in ids]


@dataclass(slots=True)
class Side:
    """One release: `match` has for each token the index of its counterpart in the other release, or `NONE`."""

    record: Record
    tokens: list[Token]
    match: list[int]
    leaves: dict[int, Leaf] = field(default_factory=dict)

    def leaf(self, number: int) -> Leaf:
        """The page of that number."""
        return self.leaves[number]

    def unmatched(self) -> Iterable[int]:
        """Indices of words without a counterpart."""
        return (k for k, t in enumerate(self.tokens) if self.match[k] == NONE and not t.is_redaction)


def side_of(record: Record) -> Side:
    """A release before anything is matched."""
    dark = _usual_look(record)
    leaves = {page.number: _leaf(flatten(page), dark) for page in record.pages}
    tokens = tokens_of(leaf.page for leaf in leaves.values())
    return Side(record, tokens, [NONE] * len(tokens), leaves)


def join(a: Side, b: Side, pairs: Sequence[Pair]) -> None:
    """Enters pairs of counterparts."""
    for i, j in pairs:
        a.match[i], b.match[j] = j, i


def part(a: Side, b: Side, i: int) -> None:
    """Takes back that token `i` of `a` has a counterpart."""
    b.match[a.match[i]], a.match[i] = NONE, NONE


def _leaf(flat: Flat, dark: bool | None) -> Leaf:
    page = flat.page
    read = [w for line in page.lines for w in line.words]
    words = [word.bbox for word in read if word.text != ILLEGIBLE]
    heights = [min(box.width, box.height) for box in words if box.area > 0]
    covers = [Cover(r.bbox, r, _doubt(r, dark)) for r in _standing(page)]
    area = page.width * page.height
    covers += [
        Cover(r.bbox, r, f"the reading turned the box down ({r.rejected_by})")
        for r in page.rejected
        if r.rejected_by not in _NEVER_TEXT and r.bbox.area < area / 2
    ]
    covers += [
        Cover(w.bbox, None, "words there are struck out beyond reading") for w in read if w.text == ILLEGIBLE
    ]
    codes = tuple(m.bbox for m in page.markings if m.kind is MarkingKind.EXEMPTION)
    boxes = np.array(words, dtype=np.float64).reshape(-1, 4)
    return Leaf(flat, boxes, tuple(covers), codes, median(heights) if heights else 10.0)


def _standing(page: Page) -> list[Redaction]:
    return [r for r in page.redactions if r.status is not FindingStatus.REJECTED]


def _usual_look(record: Record) -> bool | None:
    """Whether the redactions of a release are dark; None where it has few, or of both kinds."""
    dark = [r.kind in _DARK for page in record.pages for r in _standing(page)]
    if len(dark) < _USUAL_LEAST:
        return None
    share = sum(dark) / len(dark)
    return True if share >= _USUAL_SHARE else False if share <= 1 - _USUAL_SHARE else None


def _doubt(redaction: Redaction, dark: bool | None) -> str:
    """Why a redaction may be none. An office redacts in one way; a box of another look and without code may be dirt."""
    if redaction.status is FindingStatus.UNSURE:
        return "the reading is not sure of the redaction"
    unlike = dark is not None and (redaction.kind in _DARK) is not dark
    # A black box on the back of the sheet shines through as a grey one, its code with it.
    if unlike and (not redaction.codes or redaction.kind is RedactionKind.GREY_BOX):
        return "the box looks unlike the other redactions of its release"
    if redaction.kind is RedactionKind.GAP and not redaction.codes:
        return "white space without a code may be a redaction or none"
    return ""


def overlaps(box: Box, boxes: Boxes) -> Boxes:
    """Area that each of `boxes` shares with `box`, in square points."""
    if len(boxes) == 0:
        return np.zeros(0)
    across = np.minimum(boxes[:, 2], box.x1) - np.maximum(boxes[:, 0], box.x0)
    down = np.minimum(boxes[:, 3], box.y1) - np.maximum(boxes[:, 1], box.y0)
    return np.asarray(np.clip(across, 0, None) * np.clip(down, 0, None), dtype=np.float64)
