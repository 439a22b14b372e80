"""Finding struck words on an untouched raster."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from processors.components import set_places
from processors.config.strikes import DrawnConfig, StrikeConfig
from processors.geometry import Box, overlap_1d
from processors.marks.strikes.courses import Stroke
from processors.marks.strikes.crosses import find_crosses
from processors.marks.strikes.crowds import Ends, crowd, in_crowds, in_dust, lie_near
from processors.marks.strikes.filters import judge_stroke
from processors.marks.strikes.ink import (
    Mask,
    Pieces,
    at_working_scale,
    ink_of,
    letter_height,
    pieces_of,
)
from processors.marks.strikes.level import Crossing, crossings
from processors.marks.strikes.overstrike import find_bars, find_overstrikes, linked_share, outside
from processors.marks.strikes.panels import find_cut_words
from processors.marks.strikes.paths import strokes_of, without_strokes
from processors.marks.strikes.reach import letter_boxes, on_its_lines
from processors.marks.strikes.sieve import Letters, Surroundings, letters_of, surroundings
from processors.marks.strikes.slanted import find_slashes
from processors.marks.strikes.types import StrikeMark, StrikeMarks
from processors.marks.strikes.uprights import is_between_uprights
from processors.records import StrikeStyle
from processors.scan import Raster

ALONG = 0.6
"""Least share of a word's width along which one of two strokes runs."""

INNER = (0.1, 0.85)
"""Where in the height of a word the second of two strokes lies; lower ones are underlines."""

BARS = "bars: two strokes cross only a part of the letters"
"""Why a word is not struck in which bars of broken letters lie below each other."""

RULE = "rule: from one upright line to another"
"""Why a word is not struck that stands on a line of a form."""

AT_ONCE = 50_000
"""Columns of strokes whose surroundings are measured together: a thousand short strokes, or a few tens of rules."""

LITTLE = 0.75
"""A page reduced by no more than this still shows lines one pixel thin."""

SHORT = 2.0
"""A word of so few letters is narrower than this (its heights) that bars of one or two letters make two strokes."""

SAME = 0.8
"""Share of a struck place that must lie in a larger one to be a part of it."""


def find_strikes(
    grey: Raster, dpi: float, ignore: Sequence[Box], config: StrikeConfig, letter: float = 0.0
) -> StrikeMarks:
    """Struck words of a page.

    Args:
        grey: height x width, the untouched raster, 0 = black.
        dpi: its resolution (pixels per inch).
        ignore: redaction boxes, in pixels; nothing is looked for in them.
        config: thresholds.
        letter: height of the letters in pixels where it is known, else 0.

    Returns:
        Strikes found, and candidates turned down with the filter that did.
    """
    margin = config.margin_inches * dpi
    ignore = [box.grown(margin, margin) for box in ignore]
    seen = at_working_scale(grey, dpi, ignore, config, letter)
    if seen is None:
        return StrikeMarks((), ())
    scale, ink, pieces = seen.scale, seen.ink, seen.pieces
    letter = letter * scale or letter_height(pieces, dpi * scale, config)
    if letter == 0:
        return StrikeMarks((), ())
    found = _find(ink, pieces, letter, dpi * scale, config)
    found = [replace(m, box=m.box.scaled(1 / scale)) for m in found]
    if LITTLE <= scale <= 1:
        crosses = find_crosses(ink, pieces, letter, config)
        crosses = [replace(m, box=m.box.scaled(1 / scale)) for m in crosses]
    else:
        crosses = find_crosses(ink_of(grey, ignore), None, letter / scale, config)
    crosses = outside(crosses, [m.box for m in found if m.rejected_by is None], 0.5)
    found = outside(found, [m.box for m in crosses], 0.5) + crosses
    letters = letter_boxes(pieces.stats, letter) / scale
    found = [on_its_lines(m, letters, letter / scale) for m in found]
    found += find_cut_words(grey, dpi, seen, ignore, config)
    marks = sorted(found, key=lambda m: (m.box.y0, m.box.x0))
    return StrikeMarks(
        tuple(m for m in marks if m.rejected_by is None),
        tuple(m for m in marks if m.rejected_by is not None),
    )


def _find(ink: Mask, pieces: Pieces, letter: float, dpi: float, config: StrikeConfig) -> list[StrikeMark]:
    """All candidates: level strokes, words struck over as a whole, slanting strokes."""
    marks = _level(ink, pieces, letter, dpi, config)
    over = find_overstrikes(ink, pieces, letter, config.overstrike)
    over = [_undusted(m, pieces, letter, config) for m in over]
    whole = [m.box for m in over if m.rejected_by is None]
    slashed = [
        _undusted(_untextured(m, ink, pieces, letter, config), pieces, letter, config)
        for m in outside(find_slashes(ink, pieces, letter, config), whole, 0.5)
    ]
    slanting = [m.box for m in slashed if m.rejected_by is None]
    # Of flat slanting strokes, the search for level ones makes strikes of parts of the word.
    marks = outside(marks, slanting, 0.5)
    struck = [m.box for m in marks if m.rejected_by is None]
    barred = outside(find_bars(pieces, letter, config.overstrike), [*struck, *whole, *slanting], 0.5)
    slashed = outside(slashed, struck, 0.5)
    return outside(marks, whole, 0.5) + over + barred + slashed


def _with_surroundings(
    strokes: Sequence[Stroke], letters: Letters, letter: float, config: StrikeConfig
) -> Iterator[tuple[Stroke, Surroundings, int]]:
    """Strokes with what lies about some of them, and their place among these."""
    batch = np.cumsum([stroke.x1 - stroke.x0 for stroke in strokes], dtype=np.int64) // AT_ONCE
    edges = np.searchsorted(batch, np.arange(batch.max(initial=-1) + 2)).tolist()
    for first, end in pairwise(edges):
        some = strokes[first:end]
        about = surroundings(some, letters, letter, config)
        yield from ((stroke, about, k) for k, stroke in enumerate(some))


def _level(ink: Mask, pieces: Pieces, letter: float, dpi: float, config: StrikeConfig) -> list[StrikeMark]:
    first = strokes_of(pieces, letter, config)
    clean = without_strokes(ink, first) if first else ink
    changed = _changed(ink, clean, pieces)
    second = strokes_of(pieces_of(changed & clean), letter, config) if first else []
    found: list[Crossing] = []
    rejected: list[StrikeMark] = []
    strokes = first + second
    usual = min(letter, config.usual_inches * dpi)
    every = Ends.of(strokes)
    hopeless = in_crowds(every, letter, config) | in_dust(every, pieces, letter, config)
    idle = [stroke for stroke, skipped in zip(strokes, hopeless.tolist(), strict=True) if skipped]
    looked_at = [stroke for stroke, skipped in zip(strokes, hopeless.tolist(), strict=True) if not skipped]
    # only what is high enough for a letter and lies near a stroke is looked at without the strokes
    high = pieces.bottoms - pieces.tops >= config.part_h * letter
    close = pieces.connected.picked(high & lie_near(pieces, looked_at, letter, config))
    rest = pieces_of((without_strokes(clean, second) if second else clean) & close)
    letters = letters_of(rest, config.part_h * letter)
    for stroke, about, k in _with_surroundings(looked_at, letters, letter, config):
        judged = []
        if not about.idle[k]:
            heights = float(about.heights[k]), usual
            judged = judge_stroke(crossings(stroke, rest, about.near[k], heights, config), config)
        elif about.rules[k]:
            rejected.append(
                StrikeMark(
                    _extent(stroke), StrikeStyle.HORIZONTAL, 0.0, "rule: longer than its words, or than print"
                )
            )
        found += [c for c, reason in judged if reason is None]
        rejected += [StrikeMark(c.box, StrikeStyle.HORIZONTAL, 0.0, reason) for c, reason in judged if reason]
        if all(reason for _, reason in judged):
            idle.append(stroke)
    own = _under(pieces, [c.box for c in found])
    idle_ends = Ends.of(idle)
    clear: list[Crossing] = []
    for c in found:
        linked = linked_share(c.box, pieces, own, letter, config.overstrike)
        reason = _texture(c, idle_ends, every, linked, ink, config) or (
            _dust(c.box, c.letter, _most_dust(c, config), pieces, config)
            if c.stroke.x1 - c.stroke.x0 < config.long_h * c.letter
            else None
        )
        if reason is not None:
            rejected.append(StrikeMark(c.box, StrikeStyle.HORIZONTAL, 0.0, f"texture: {reason}"))
        elif is_between_uprights(c.stroke, ink, c.letter, config):
            rejected.append(StrikeMark(c.box, StrikeStyle.HORIZONTAL, 0.0, RULE))
        else:
            clear.append(c)
    return _merged(clear, strokes, config) + rejected


def _extent(stroke: Stroke) -> Box:
    """Around a stroke."""
    half = stroke.thickness / 2
    return Box(
        float(stroke.x0),
        float(stroke.centre.min()) - half,
        float(stroke.x1),
        float(stroke.centre.max()) + half,
    )


def _dust(box: Box, letter: float, most: float, pieces: Pieces, config: StrikeConfig) -> str | None:
    """Why what looks like strokes is toner: specks are all around it."""
    down, across = (r * letter for r in config.crowd_h)
    around = box.grown(across, down)
    near = (pieces.lefts < around.x1) & (pieces.rights > around.x0)
    near &= (pieces.tops < around.y1) & (pieces.bottoms > around.y0)
    specks = int((near & (pieces.stats[:, 4] < (config.speck_h * letter) ** 2)).sum())
    rate = specks * letter**2 / around.area
    return f"{rate:.1f} specks in a square of a letter" if rate > most else None


def _changed(ink: Mask, clean: Mask, pieces: Pieces) -> Mask:
    """The pieces from which strokes were taken: no others can show a new one."""
    lost = np.zeros(len(pieces.stats), dtype=bool)
    # both are 0 or 1
    lost[pieces.labels.reshape(-1).take(set_places((ink ^ clean).view(np.bool_)))] = True
    return pieces.connected.picked(lost)


def _texture(
    c: Crossing,
    idle: Ends,
    strokes: Ends,
    linked: float,
    ink: Mask,
    config: StrikeConfig,
) -> str | None:
    """Why a crossing stands in a halftone, in mottle or in clogged type, where strokes are everywhere."""
    if _darkness(c.box, c.letter, ink, config) > config.dark:
        return f"{_darkness(c.box, c.letter, ink, config):.0%} of the surroundings is ink"
    if _is_drawn(c, config.drawn) and not _is_ruled(c, idle):
        return None
    if linked > config.overstrike.linked and c.stroke.x1 - c.stroke.x0 < 2 * config.long_h * c.letter:
        return f"{linked:.0%} of the type around is linked"
    if crowd(c, idle, config) >= config.crowd:
        return "among strokes that strike nothing"
    return "among short strokes" if crowd(c, strokes, config) >= config.crowd_any else None


def _is_ruled(c: Crossing, idle: Ends) -> bool:
    """Whether another stroke has the same ends: the lines of a form, one below the other."""
    most = 0.5 * c.letter
    return bool(np.any((np.abs(idle.x0 - c.stroke.x0) <= most) & (np.abs(idle.x1 - c.stroke.x1) <= most)))


def _most_dust(c: Crossing, config: StrikeConfig) -> float:
    """How many specks may lie in a square of a letter's height about a short strike."""
    return config.very_dusty if _is_drawn(c, config.drawn) else config.dusty


def _is_drawn(c: Crossing, drawn: DrawnConfig) -> bool:
    """Whether a stroke is so plainly drawn through the whole word that strokes about it say nothing."""
    return (
        c.crossed >= drawn.crossed
        and c.covered >= drawn.covered
        and c.overhang >= -drawn.within_h
        and c.bare >= drawn.bare_h
        and c.stroke.scatter <= drawn.ragged_h * c.letter
        and c.stroke.steady >= drawn.steady
        and c.stroke.thickness >= drawn.thin_h * c.letter
    )


def _under(pieces: Pieces, boxes: Sequence[Box]) -> NDArray[np.int64]:
    """Labels of the pieces that reach into one of the boxes."""
    inside = np.zeros(len(pieces.stats), dtype=bool)
    for box in boxes:
        inside |= (
            (pieces.lefts < box.x1)
            & (pieces.rights > box.x0)
            & (pieces.tops < box.y1)
            & (pieces.bottoms > box.y0)
        )
    return np.flatnonzero(inside)


def _untextured(
    mark: StrikeMark, ink: Mask, pieces: Pieces, letter: float, config: StrikeConfig
) -> StrikeMark:
    """The mark, turned down where it stands in a halftone, in mottle or in clogged type."""
    dark = _darkness(mark.box, letter, ink, config)
    if dark > config.dark:
        return replace(mark, rejected_by=f"texture: {dark:.0%} of the surroundings is ink")
    linked = linked_share(mark.box, pieces, _under(pieces, [mark.box]), letter, config.overstrike)
    if linked > config.overstrike.linked and mark.box.width < 2 * config.long_h * letter:
        return replace(mark, rejected_by=f"texture: {linked:.0%} of the type around is linked")
    return mark


def _undusted(mark: StrikeMark, pieces: Pieces, letter: float, config: StrikeConfig) -> StrikeMark:
    """The mark, turned down where it stands among specks."""
    reason = mark.rejected_by is None and _dust(mark.box, letter, config.very_dusty, pieces, config)
    return replace(mark, rejected_by=f"texture: {reason}") if reason else mark


def _darkness(box: Box, letter: float, ink: Mask, config: StrikeConfig) -> float:
    """Share of ink around a box, 0..1."""
    down, across = (r * letter for r in config.crowd_h)
    around = box.grown(across, down).clipped(ink.shape[1], ink.shape[0])
    x0, y0, x1, y1 = (int(v) for v in around)
    return float(ink[y0:y1, x0:x1].mean())


def _merged(found: Sequence[Crossing], strokes: Sequence[Stroke], config: StrikeConfig) -> list[StrikeMark]:
    """One mark a word: parts of a struck word go with the whole; two strokes along a word are `double`."""
    words: list[list[Crossing]] = []
    for crossing in sorted(found, key=lambda c: -c.box.area):
        home = next((w for w in words if crossing.box.covered_by(w[0].box) >= SAME), None)
        if home is None:
            words.append([crossing])
        else:
            home.append(crossing)
    marks = []
    for group in words:
        box = group[0].box
        along = sum(_runs_along(stroke, box) for stroke in strokes)
        style = StrikeStyle.DOUBLE if along > 1 else StrikeStyle.HORIZONTAL
        sure = max(c.crossed * min(1.0, c.covered) for c in group)
        bars = style is StrikeStyle.DOUBLE and sure < config.sure_double and box.width < SHORT * box.height
        marks.append(StrikeMark(box, style, sure, BARS if bars else None))
    return marks


def _runs_along(stroke: Stroke, box: Box) -> bool:
    """Whether a stroke runs through most of a word, between the heads and the feet of its letters."""
    if overlap_1d(stroke.x0, stroke.x1, box.x0, box.x1) < ALONG * box.width:
        return False
    row = float(stroke.rows(np.array([box.centre[0]], dtype=np.int64))[0])
    return INNER[0] <= (row - box.y0) / box.height <= INNER[1]
