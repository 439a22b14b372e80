"""A page made ready for OCR: what is done is chosen by what it shows, and every step is kept."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from processors.clean.background import (
    dark_borders,
    flattened,
    is_inverted,
    paper_level,
    smoothed,
    unevenness,
)
from processors.clean.measure import PageMeasures, measure
from processors.clean.orientation import (
    Orientation,
    asked_orientation,
    find_orientation,
    known_orientation,
)
from processors.clean.panels import light_panels, turned_dark_on_light
from processors.clean.rules import without_rules
from processors.clean.tables import TABLE, table_cells
from processors.clean.trial import Reader, densest_strip, read_better
from processors.config.clean import CleanConfig
from processors.geometry import Affine
from processors.records import Step, Value
from processors.resampling import resampled
from processors.scan import Raster

LEAST_SIDE = 16
"""Rasters narrower or lower than this (pixels) hold no legible letter and are left alone."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What OCR sees of a page.

    Attributes:
        grey: height x width grey levels, dark type on light paper.
        dpi: pixels per inch of `grey`.
        to_source: from pixels of `grey` to pixels of the raster that came in.
        found: how the page lies, and by what that was decided.
        skew_degrees: by which the lines leaned clockwise after those turns, and were turned back.
        x_height: of lower-case letters in pixels of `grey`; 0 where there are too few.
        steps: what was done, with parameters and reasons.
        letters: components of the size and shape of letters.
        straight: `grey` before rules were taken out or mottling smoothed, for the second reader: that helps the first,
            not the second, which finds text in mottling and reads through rules, but not without the descenders that
            go with a rule: on typed releases its character error fell by an eighth. None where nothing was done.
        new_paper: whether light type, dark borders or shaded paper were changed in both: with them may go notes at the
            very edge.
        blur: sigma in pixels of `grey` by which mottling was smoothed; 0 where it was not.
        table: whether it is one large table (see `clean.tables`).
    """

    grey: Raster
    dpi: float
    to_source: Affine
    found: Orientation
    skew_degrees: float
    x_height: float
    steps: tuple[Step, ...]
    letters: int = 0
    straight: Raster | None = None
    new_paper: bool = False
    blur: float = 0.0
    table: bool = False

    @property
    def turns(self) -> int:
        """Quarter turns clockwise that were applied."""
        return self.found.turns


@dataclass(frozen=True, slots=True)
class Prepared:
    """A page before it is turned, straightened and cleaned.

    Attributes:
        page: height x width grey levels as they lie, dark type on light paper.
        dpi: pixels per inch.
        measures: of its type as it lies; None where it is too small for any.
        found: how it lies.
        steps: what was done.
        new_paper: whether light type, dark borders or shaded paper were changed.
    """

    page: Raster
    dpi: float
    measures: PageMeasures | None
    found: Orientation
    steps: tuple[Step, ...]
    new_paper: bool = False


def clean_page(
    grey: Raster,
    dpi: float,
    config: CleanConfig,
    reader: Reader | None = None,
    known: Orientation | None = None,
) -> Cleaned:
    """Turns, straightens, enlarges and cleans a page.

    Redactions must have been painted over and strikes taken out before: this erases dark areas without asking.

    Args:
        grey: height x width grey levels.
        dpi: pixels per inch.
        config: thresholds.
        reader: reads a strip of the page where measurements leave in doubt how to clean it; without one they decide.
        known: how the page lies, where another picture of it has told.
    """
    prepared = prepare_page(grey, dpi, config, reader, known)
    if prepared.found.is_open and known is None:
        prepared = replace(prepared, found=ask_orientation(prepared, config, reader))
    return clean_prepared(prepared, config, reader)


def prepare_page(
    grey: Raster,
    dpi: float,
    config: CleanConfig,
    reader: Reader | None = None,
    known: Orientation | None = None,
) -> Prepared:
    """The first part of `clean_page`: evens the paper, measures the type and tells how the page lies, if it can.

    Args:
        grey: as there.
        dpi: as there.
        config: as there.
        reader: as there.
        known: as there.
    """
    if min(grey.shape) < LEAST_SIDE:
        why = "too small for text"
        return Prepared(grey, dpi, None, Orientation(0, None, why), (_step("none", {"reason": why}),))
    steps: list[Step] = []
    page = _paper_behind(grey, dpi, config, steps)
    measures = measure(page, dpi, config)
    steps.append(_step("measure", _as_values(measures)))
    if known is None:
        found = find_orientation(page, dpi, measures.letters, config, reader, measures.x_height)
    else:
        found = known_orientation(page, dpi, measures.letters, known, config)
    return Prepared(page, dpi, measures, found, tuple(steps), page is not grey)


def ask_orientation(prepared: Prepared, config: CleanConfig, reader: Reader | None = None) -> Orientation:
    """How a page lies where that was left open; asking Tesseract costs as much as reading half of the page."""
    measures = prepared.measures
    if measures is None:
        return prepared.found
    return asked_orientation(prepared.page, prepared.dpi, measures.letters, config, reader, measures.x_height)


def clean_prepared(prepared: Prepared, config: CleanConfig, reader: Reader | None = None) -> Cleaned:
    """The last part of `clean_page`: turns, straightens, enlarges and cleans the page as it was prepared."""
    page, dpi, before, found = prepared.page, prepared.dpi, prepared.measures, prepared.found
    if before is None:
        return Cleaned(page, dpi, Affine(), found, 0.0, 0.0, prepared.steps)
    height, width = page.shape
    to_source = Affine.quarter_turns(found.turns, width, height).inverse()
    steps = list(prepared.steps)
    page, skew = _upright(page, found, config, steps)
    if found.turns % 2:
        # Letters that lay on their sides were measured across.
        before = measure(page, dpi, config)
        steps.append(_step("measure again", _as_values(before)))
    scale = wanted_scale(before.x_height, config)
    page, straight = _straightened(page, skew, scale, before, config, steps)
    high = before.x_height * scale
    freed, blur = _type_freed(page, dpi * scale, high, before, config, steps, reader)
    cells = table_cells(freed, high, config)
    if cells:
        steps.append(_step(TABLE, {"cells": cells, "reason": "the page is one large table"}))
    return Cleaned(
        grey=freed,
        dpi=dpi * scale,
        to_source=straight.inverse().then(to_source),
        found=found,
        skew_degrees=skew,
        x_height=round(high, 1),
        steps=tuple(steps),
        letters=before.letters,
        straight=page,
        new_paper=prepared.new_paper,
        blur=blur,
        table=cells > 0,
    )


def _step(name: str, parameters: dict[str, Value], matrix: Affine | None = None) -> Step:
    rows = tuple(tuple(round(v, 6) for v in row) for row in matrix.rows()) if matrix else None
    return Step(name=name, parameters=parameters, matrix=rows)


def _as_values(measures: PageMeasures) -> dict[str, Value]:
    return {
        "ink": measures.ink,
        "paper": measures.paper,
        "ink_share": measures.ink_share,
        "letters": measures.letters,
        "x_height": measures.x_height,
        "stroke": measures.stroke,
        "tiny_per_letter": measures.tiny_per_letter,
    }


def _paper_behind(grey: Raster, dpi: float, config: CleanConfig, steps: list[Step]) -> Raster:
    """Inversion, borders and shading: whatever would mislead the measurements."""
    page = grey
    if is_inverted(page, config):
        page = np.asarray(cv2.bitwise_not(page), dtype=np.uint8)
        steps.append(_step("invert", {"reason": "the page as a whole is light on dark"}))
    panels = light_panels(page, dpi, config)
    if panels is not None:
        share = round(cv2.countNonZero(panels) / panels.size, 4)
        page = turned_dark_on_light(page, panels, dpi)
        steps.append(_step("invert panels", {"share": share, "reason": "letters are cut out of dark areas"}))
    borders = dark_borders(page, dpi, config)
    if borders is not None:
        share = round(cv2.countNonZero(borders) / borders.size, 4)
        paper = int(np.median(page[::16, ::16][borders[::16, ::16] == 0]))
        page = np.where(borders > 0, np.uint8(paper), page)
        steps.append(_step("clear borders", {"share": share, "reason": "dark areas along the edges"}))
    level = paper_level(page, dpi, config)
    spread = unevenness(level)
    if spread > config.uneven_levels:
        page = flattened(page, level)
        steps.append(
            _step("flatten background", {"spread": round(spread, 1), "reason": "the paper is shaded"})
        )
    return np.asarray(page, dtype=np.uint8)


def _upright(
    page: Raster, found: Orientation, config: CleanConfig, steps: list[Step]
) -> tuple[Raster, float]:
    height, width = page.shape
    matrix = Affine.quarter_turns(found.turns, width, height)
    steps.append(_step("orientation", {"turns": found.turns, "reason": found.reason}, matrix))
    turned = np.ascontiguousarray(np.rot90(page, -found.turns)) if found.turns else page
    skew = found.skew if found.skew is not None and abs(found.skew) >= config.skew_least else 0.0
    return turned, skew


def wanted_scale(x_height: float, config: CleanConfig) -> float:
    """By how much to enlarge a page of that x-height; 1 where it is unknown or large enough."""
    if not 0 < x_height < config.small_x_height:
        return 1.0
    wanted = config.wanted_tiny if x_height < config.tiny_x_height else config.wanted_x_height
    return round(min(config.largest_scale, wanted / x_height), 3)


def _straightened(
    page: Raster, skew: float, scale: float, measures: PageMeasures, config: CleanConfig, steps: list[Step]
) -> tuple[Raster, Affine]:
    """Deskews and enlarges."""
    if skew == 0.0 and scale == 1.0:
        return page, Affine()
    height, width = page.shape
    matrix = Affine.rotation(-skew, width / 2, height / 2).then(Affine.scale(scale))
    size = (round(width * scale), round(height * scale))
    out = resampled(page, matrix, size)
    if skew:
        steps.append(_step("deskew", {"degrees": skew, "reason": "rows of ink are sharpest there"}, matrix))
    if scale != 1.0:
        reason = f"x-height of {measures.x_height:g} pixels is below {config.small_x_height:g}"
        steps.append(_step("enlarge", {"scale": scale, "reason": reason}, None if skew else matrix))
    return out, matrix


def _type_freed(
    page: Raster,
    dpi: float,
    x_height: float,
    measures: PageMeasures,
    config: CleanConfig,
    steps: list[Step],
    reader: Reader | None,
) -> tuple[Raster, float]:
    """Without mottling or rules, and the sigma of the smoothing: in mottled pages, clogged type looks like rules."""
    if x_height == 0:
        return page, 0.0
    specks = measures.tiny_per_letter
    reason = f"{specks:g} specks a letter"
    if specks >= config.mottled_tiny:
        return _smoothed(page, dpi, x_height, measures, config, steps, reason)
    ruled, share = without_rules(page, x_height, config)
    if reader is not None and specks >= config.trial_tiny:
        tried: list[Step] = []
        smooth, sigma = _smoothed(
            page, dpi, x_height, measures, config, tried, f"{reason}, and read better so"
        )
        strip = densest_strip(page, dpi, x_height, config)
        better, scores = read_better(ruled, smooth, strip, dpi, reader, config)
        steps.append(_trial_step(strip, scores, reason))
        if better:
            steps.extend(tried)
            return smooth, sigma
    if share:
        steps.append(_step("remove rules", {"share_of_ink": round(share, 4), "reason": "long thin ink"}))
    return ruled, 0.0


def _smoothed(
    page: Raster,
    dpi: float,
    x_height: float,
    measures: PageMeasures,
    config: CleanConfig,
    steps: list[Step],
    reason: str,
) -> tuple[Raster, float]:
    sigma = round(min(config.mottled_sigma * x_height, config.mottled_sigma_inches * dpi), 2)
    steps.append(_step("smooth mottling", {"sigma": sigma, "reason": reason}))
    return smoothed(page, sigma, measures, config), sigma


def _trial_step(strip: slice, scores: list[float], reason: str) -> Step:
    """What the trial compared: letters weighted by confidence on those rows, left as they are and smoothed."""
    found: dict[str, Value] = {"top": strip.start, "bottom": strip.stop}
    if scores:
        found |= {"as_it_is": scores[0], "smoothed": scores[1]}
    else:
        reason = f"{reason}; the engine failed on the strip"
    return _step("try smoothing", {**found, "reason": reason})
