"""Which struck places hold a portion mark that a reader cannot see, and what it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from processors.config.overtyped import OvertypedConfig
from processors.geometry import Affine, Box
from processors.marks.overtyped.fit import Fit, fits
from processors.marks.overtyped.shapes import ABOVE, BELOW, parentheses_rows
from processors.marks.rasters import opened
from processors.marks.strikes.ink import Mask, Pieces, ink_of, pieces_of
from processors.marks.strikes.parentheses import are_slender, is_closing, is_opening
from processors.marks.strikes.types import StrikeMark
from processors.records import StrikeStyle
from processors.scan import Raster

TYPED_OVER = (StrikeStyle.X, StrikeStyle.TYPED)
"""How what is read here was struck; pens leave ink that no letter explains."""

OTHERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""Letters that are tried instead of the letters of a mark."""

ALIKE = {"O": "Q"}
"""Letters that are too much like a letter to be told from it under others."""

NEAR = {"C": "GO", "U": "O"}
"""Letters that have all that a letter has, or nearly: a letter struck over them may hide what else they have."""

ITEMS = frozenset(
    f"({item})"
    for item in (*"ABDEFGHIJKLMNOPQRVWXYZ12467", "II", "III", "IV", "VI", *map(str, range(10, 30)))
)
"""What numbers the items of lists and is no portion mark."""


@dataclass(frozen=True, slots=True)
class ReadMark:
    """A portion mark read by its shapes: what it is, a box around its parentheses, and how sure that is (0..1)."""

    text: str
    box: Box
    confidence: float


def typed_over(
    grey: Raster,
    marks: Sequence[StrikeMark],
    to_upright: Affine,
    texts: Sequence[str],
    config: OvertypedConfig,
) -> tuple[tuple[StrikeMark, ...], list[ReadMark]]:
    """The strikes, some from parenthesis to parenthesis now, and the portion marks that are read there.

    Args:
        grey: the untouched page; where it does not stand upright nothing is read.
        marks: strikes, in its pixels.
        to_upright: from its pixels to the page on which the readings shall stand.
        texts: portion marks that there are.
        config: thresholds.
    """
    out, read = [], []
    for mark in marks:
        tried = to_upright.keeps_upright and mark.style in TYPED_OVER
        found = read_overtyped(grey, mark.box, texts, config) if tried else None
        out.append(mark if found is None else replace(mark, box=found.box))
        if found is not None:
            read.append(replace(found, box=to_upright.box(found.box)))
    return tuple(out), read


def read_overtyped(grey: Raster, box: Box, texts: Sequence[str], config: OvertypedConfig) -> ReadMark | None:
    """The portion mark that stands under letters typed over it; None where none clearly does.

    Args:
        grey: the untouched page.
        box: of what was struck, pixels.
        texts: portion marks that there are.
        config: thresholds.
    """
    place = parenthesised(grey, box, config)
    if place is None:
        return None
    ink, around, touched = place
    if touched:
        config = replace(config, least_worst=config.touched_worst, least_ends=config.touched_ends)
    found = _clear(ink, texts, config)
    return None if found is None else ReadMark(found.text, around, config.right)


def _clear(ink: Mask, texts: Sequence[str], config: OvertypedConfig) -> Fit | None:
    """The text that alone explains the ink, of which each letter is seen and none would stand there better."""
    found = fits(ink, [*texts, *ITEMS], config)
    found = [replace(f, cost=f.cost + config.rare * (f.text in ITEMS)) for f in found]
    found.sort(key=lambda f: f.cost)
    if not found or found[0].text in ITEMS:
        return None
    best = found[0]
    if len(found) > 1 and found[1].cost - best.cost < config.clearance:
        return None
    seen = best.worst >= config.least_worst and best.missing <= config.most_missing
    if not seen or best.unexplained > config.most_unexplained or best.ends < config.least_ends:
        return None
    others = fits(ink, _with_other_letters(best.text), config)
    if others and others[0].cost < best.cost + (-config.better if "/" in best.text else config.worse):
        return None
    near = [
        best.text.replace(letter, o) for letter, like in NEAR.items() for o in like if letter in best.text
    ]
    unlike = all(f.cost >= best.cost + config.near_worse for f in others if f.text in near)
    return best if unlike or "/" in best.text else None


def _with_other_letters(text: str) -> list[str]:
    """The text with each of its letters in turn replaced by all others that look different."""
    return [
        text[:k] + other + text[k + 1 :]
        for k, letter in enumerate(text)
        for other in OTHERS
        if letter.isalpha() and other != letter and other not in ALIKE.get(letter, "")
    ]


def parenthesised(grey: Raster, box: Box, config: OvertypedConfig) -> tuple[Mask, Box, bool] | None:
    """The ink from parenthesis to parenthesis as `fits` wants it, where it is, and whether a redaction may hide a part.

    None where there are none, or where a redaction lies over a part or joins one of the ends.
    """
    around = box.grown(config.aside * box.height, config.beyond * box.height)
    x0, y0, x1, y1 = (round(v) for v in around.clipped(grey.shape[1], grey.shape[0]))
    cut = grey[y0:y1, x0:x1]
    if min(cut.shape, default=0) < config.least_px:
        return None
    redacted = _redacted(grey, (slice(y0, y1), slice(x0, x1)), max(2, round(config.box_h * box.height)))
    pieces = pieces_of(np.asarray(ink_of(cut) & (1 - redacted), np.uint8))
    here = box.moved(-x0, -y0)
    ends = _ends(pieces, here, config)
    if ends is None:
        return None
    left, right, top, bottom = ends
    level = redacted[int(here.y0) : int(here.y1)]
    if level[:, max(0, left - 2) : right + 2].any():
        return None
    kept = _own(pieces, left, right)[top:bottom, left:right]
    aside = round(config.touch_h * box.height)
    beside = level[:, max(0, left - aside) : right + aside]
    touched = bool(beside.any() or redacted[max(0, top - 2) : bottom + 2, left:right].any())
    found = Box(float(x0 + left), float(y0 + top), float(x0 + right), float(y0 + bottom))
    return _scaled(kept), found, touched


def _redacted(grey: Raster, place: tuple[slice, slice], side: int) -> Mask:
    """The ink of a place in which squares of such a side fit, and a pixel more, which parentheses may touch."""
    rows, columns = place
    top, left = max(0, rows.start - side), max(0, columns.start - side)
    boxes = opened(ink_of(grey[top : rows.stop + side, left : columns.stop + side]), side, side)
    boxes = boxes[rows.start - top :, columns.start - left :][
        : rows.stop - rows.start, : columns.stop - columns.start
    ]
    return np.asarray(cv2.dilate(boxes, np.ones((3, 3), np.uint8)), np.uint8)


def _own(pieces: Pieces, left: int, right: int) -> Mask:
    """The ink of the pieces whose middle lies between two columns."""
    middle = (pieces.lefts + pieces.rights) / 2
    inside = (middle >= left) & (middle <= right) & (np.arange(len(middle)) > 0)
    return pieces.connected.picked(inside)


def _ends(pieces: Pieces, box: Box, config: OvertypedConfig) -> tuple[int, int, int, int] | None:
    """First and last column and row of what stands between parentheses, these with it."""
    height, width = pieces.shape
    cut = (pieces.lefts <= 0) | (pieces.rights >= width) | (pieces.tops <= 0) | (pieces.bottoms >= height)
    tall = ~cut & (pieces.bottoms - pieces.tops >= config.least_height * box.height)
    tall[0] = False
    labels = np.flatnonzero(tall)
    core = [k for k in labels if min(pieces.rights[k], box.x1) - max(pieces.lefts[k], box.x0) > 0]
    if not core:
        return None
    first, last = min(core, key=lambda k: pieces.lefts[k]), max(core, key=lambda k: pieces.rights[k])
    near = config.near * box.height
    slender = labels[are_slender(pieces, labels, box.height * config.least_height)]
    before = [k for k in slender if -2 <= pieces.lefts[first] - pieces.rights[k] <= near or k == first]
    behind = [k for k in slender if -2 <= pieces.lefts[k] - pieces.rights[last] <= near or k == last]
    before = [k for k in before if is_opening(pieces, k)]
    behind = [k for k in behind if is_closing(pieces, k)]
    first, last = (*before, first)[0], (*behind, last)[0]
    between = [*core, first, last]
    return (
        int(pieces.lefts[first]),
        int(pieces.rights[last]),
        int(min(pieces.tops[k] for k in between)),
        int(max(pieces.bottoms[k] for k in between)),
    )


def _scaled(ink: Mask) -> Mask:
    """The ink at the size at which shapes are compared: its parentheses are as high as theirs."""
    top, foot = parentheses_rows()
    scale = (foot - top) / ink.shape[0]
    size = (max(1, round(ink.shape[1] * scale)), foot - top)
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    out = np.zeros((ABOVE + BELOW, size[0]), np.uint8)
    out[top:foot] = cv2.resize(ink * 255, size, interpolation=way) > 127
    return out
