"""Light words on a dark panel that a dark stroke cuts: the stroke itself shows only where it parts their letters.

Every row between the heads and the feet of a word goes through some stems. Where a level lane meets none along the
whole word, and meets them again just above and below, something dark was drawn through it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from processors.components import components
from processors.config.panels import PanelConfig
from processors.config.strikes import StrikeConfig
from processors.geometry import Box
from processors.marks.strikes.ink import Inked, Mask, ink_of, letter_height, pieces_of
from processors.marks.strikes.types import StrikeMark
from processors.records import StrikeStyle
from processors.scan import Raster


@dataclass(frozen=True, slots=True)
class _Word:
    """A light word.

    Attributes:
        box: around it, in pixels of the panel.
        light: its light pixels.
        cut: dark pixels of narrow gaps between light ones above and below, one row wider on both sides; no counters.
    """

    box: Box
    light: NDArray[np.bool_]
    cut: NDArray[np.bool_]


def find_cut_words(
    grey: Raster, dpi: float, seen: Inked, ignore: Sequence[Box], config: StrikeConfig
) -> list[StrikeMark]:
    """Light words on dark panels that are cut by a dark stroke, boxes in pixels of the page.

    Args:
        grey: height x width, the untouched raster, 0 = black.
        dpi: its resolution (pixels per inch).
        seen: the page at the size at which strikes are looked for.
        ignore: redactions, in pixels of the page.
        config: thresholds.
    """
    marks = []
    for panel in _panels(seen, dpi, config.panel):
        x0, y0, x1, y1 = (round(v) for v in panel.clipped(grey.shape[1], grey.shape[0]))
        own = [box.moved(-x0, -y0) for box in ignore]
        for box, share in _cut_words(grey[y0:y1, x0:x1], dpi, own, config):
            marks.append(StrikeMark(box.moved(x0, y0), StrikeStyle.HORIZONTAL, share))
    return marks


def _panels(seen: Inked, dpi: float, config: PanelConfig) -> list[Box]:
    """Large dark rectangles of the page, in its pixels."""
    stats = seen.pieces.stats
    wide, high = (v * dpi * seen.scale for v in config.inches)
    large = (stats[:, 2] >= wide) & (stats[:, 3] >= high)
    large &= stats[:, 4] >= config.dark * stats[:, 2] * stats[:, 3]
    found = []
    for label in (np.flatnonzero(large[1:]) + 1).tolist():
        x, y, width, height = (int(v) for v in stats[label, :4])
        own = (seen.pieces.labels[y : y + height, x : x + width] == label).astype(np.uint8)
        if _is_rectangle(own, config):
            box = Box(float(x), float(y), float(x + width), float(y + height))
            found.append(box.scaled(1 / seen.scale))
    return found


def _is_rectangle(piece: Mask, config: PanelConfig) -> bool:
    """Whether a piece fills a rectangle, which may lean, but for what is cut out of it: emblems and pictures do not."""
    outlines, _ = cv2.findContours(piece, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    outline = max(outlines, key=cv2.contourArea)
    width, height = cv2.minAreaRect(outline)[1]
    return bool(cv2.contourArea(outline) >= config.filled * width * height)


def _cut_words(
    part: Raster, dpi: float, ignore: Sequence[Box], config: StrikeConfig
) -> list[tuple[Box, float]]:
    """The words of a panel that are cut, each with the share of its strokes that are."""
    light = np.asarray(1 - ink_of(part), np.uint8)
    for box in ignore:
        x0, y0, x1, y1 = (max(0, round(v)) for v in box)
        light[y0:y1, x0:x1] = 0
    letter = letter_height(pieces_of(light), dpi, config)
    if letter < config.panel.letter_px:
        return []
    words = _words(light, letter, config.panel)
    cut: list[tuple[Box, float]] = []
    for word in words if len(words) >= config.panel.words else ():
        share = _share_cut(word, letter, config.panel)
        if share >= config.panel.cut:
            cut.append((word.box, share))
        if 2 * len(cut) > len(words):
            # where most words are cut it is the scan that parts them
            return []
    return cut


def _words(light: Mask, letter: float, config: PanelConfig) -> list[_Word]:
    """Light words whose letters are whole once narrow gaps are closed."""
    gap = max(2, round(config.gap_h * letter))
    # an even kernel would move the picture by a row, and the edge of every letter would be a cut
    upright = np.ones((gap + 1 + gap % 2, 1), np.uint8)
    closed = np.asarray(cv2.morphologyEx(light, cv2.MORPH_CLOSE, upright), np.uint8)
    parting = (closed > light) & ~_counters(light, letter)
    near = np.ones((1, 2 * round(config.word_gap_h * letter / 2) + 1), np.uint8)
    found = pieces_of(np.asarray(cv2.dilate(closed, near), np.uint8))
    reach = near.shape[1] // 2
    words = []
    for k in range(1, len(found.stats)):
        x0, x1 = int(found.lefts[k]) + reach, int(found.rights[k]) - reach
        rows = slice(int(found.tops[k]), int(found.bottoms[k]))
        high = (rows.stop - rows.start) / letter
        within = x0 > 0 and x1 < light.shape[1] and rows.start > 0 and rows.stop < light.shape[0]
        lettered = config.height_h[0] <= high <= config.height_h[1] and x1 - x0 >= config.width_h * letter
        if not (within and lettered):
            continue
        own = found.labels[rows, x0:x1] == k
        ink = light[rows, x0:x1].astype(bool) & own
        cut = parting[rows, x0:x1] & own
        cut = np.asarray(cv2.dilate(cut.astype(np.uint8), np.ones((3, 1), np.uint8)) > 0)
        words.append(_Word(Box(float(x0), float(rows.start), float(x1), float(rows.stop)), ink, cut))
    return words


def _counters(light: Mask, letter: float) -> NDArray[np.bool_]:
    """What letters enclose, as that of an e: a stroke that parts a letter reaches out of it."""
    dark = components(1 - light, 4)
    inside = dark.stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1) < letter
    return dark.picked(inside).astype(bool)


def _share_cut(word: _Word, letter: float, config: PanelConfig) -> float:
    """Largest share of a word's strokes that one lane through it parts (0..1); 0 where it is no lane of a pen."""
    height, width = word.light.shape
    first, last = (round(share * height) for share in config.inner)
    lanes, columns = np.arange(first, last), np.arange(width)
    # both in one picture: looked up once
    both = word.light.astype(np.uint8) * np.uint8(2) | word.cut
    best = 0.0
    for slope in np.linspace(-config.slope, config.slope, config.slopes):
        rise = np.rint(slope * (columns - (width - 1) / 2)).astype(np.int64)
        rows = np.clip(lanes[:, None] + rise[None, :], 0, height - 1)
        here = both.reshape(-1).take(rows * width + columns)
        cut, inked = (here & np.uint8(1)).view(np.bool_), here > 0
        strokes = np.maximum(1, np.count_nonzero(inked, axis=1))
        likely = np.flatnonzero(np.count_nonzero(cut, axis=1) / strokes >= max(config.cut, best))
        parted = _parted(cut[likely], inked[likely])
        shares = np.count_nonzero(parted, axis=1) / strokes[likely]
        good = (shares >= config.cut) & _run_through(parted, letter, config)
        best = float(shares[good].max(initial=best))
        if best == 1.0:
            break
    return best


def _parted(cut: NDArray[np.bool_], inked: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The cuts along lanes beside which nothing of the letter is left: a bay, as at the foot of an e, has a back."""
    runs = np.cumsum(_begins(inked).reshape(-1)).reshape(inked.shape)
    with_back = np.bincount(runs[inked & ~cut], minlength=runs.max(initial=0) + 1) > 0
    return np.asarray(cut & ~with_back[runs])


def _begins(flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Where a run of set flags begins in each row."""
    begins = flags.copy()
    begins[:, 1:] &= ~flags[:, :-1]
    return begins


def _run_through(cuts: NDArray[np.bool_], letter: float, config: PanelConfig) -> NDArray[np.bool_]:
    """By lane, whether cuts are as many as the stems of a word, and no letter between them has none."""
    width = cuts.shape[1]
    places = np.where(cuts, np.arange(width), 0)
    before = np.maximum.accumulate(places, axis=1)
    gaps = np.where(cuts[:, 1:], places[:, 1:] - before[:, :-1], 0)
    longest = np.maximum(gaps.max(axis=1, initial=0), width - before[:, -1])
    stems = np.count_nonzero(_begins(cuts), axis=1)
    return np.asarray((stems >= config.stems) & (longest <= config.uncut_h * letter))
