"""Which way up a page is, in quarter turns."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from processors.clean.skew import Points, best_angle, is_clear, text_points
from processors.clean.trial import Reader, densest_strip, sure_letters
from processors.config.clean import CleanConfig
from processors.errors import DeclassError
from processors.ocr.orientation import detect_orientation
from processors.scan import Raster

LINE_ROWS = 25
"""Rows of the reduced copy (100 to the inch) within which a line of type reaches its full profile: some 18 points."""

BODY_SHARE = 0.35
"""Of a line's highest row, what rows of its body reach: rows of ascenders hold a fifth to a third."""

LEAST_BODY = 4
"""Rows of the lowest body in which above and below mean anything."""


@dataclass(frozen=True, slots=True)
class Orientation:
    """How to set a page upright.

    Attributes:
        turns: quarter turns clockwise that set it upright, 0 to 3.
        skew: degrees by which its lines then still lean clockwise; None where the lines are too faint to tell.
        reason: what it was decided by.
        is_open: nothing has told yet that the page stands upright.
    """

    turns: int
    skew: float | None
    reason: str
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class _Profile:
    """The ink of a page as it stands, the angle (degrees) at which its rows are sharpest, and that sharpness."""

    points: Points
    angle: float
    sharp: float


def asymmetry(points: Points, degrees: float) -> float:
    """How much more sharply rows of `points` begin than end, -1..1; Latin text the right way up is negative.

    Letters stand on the baseline and reach up unevenly, so that the profile falls off below the line in one step.
    """
    t = math.radians(degrees)
    rows = points[:, 1] * math.cos(t) - points[:, 0] * math.sin(t)
    rows -= rows.min()
    steps = np.diff(np.bincount((rows + 0.5).astype(np.int64)).astype(np.float64))
    total = float(np.sum(steps**2))
    return float(np.sum(np.sign(steps) * steps**2)) / total if total > 0 else 0.0


def ascent(points: Points, degrees: float) -> float:
    """How much more ink stands above the body of the lines than hangs below it, -1..1; 0.1 to 0.7 in upright prose.

    The body is where the row profile reaches a good part of its local height; capitals have nothing beside it.
    """
    t = math.radians(degrees)
    rows = points[:, 1] * math.cos(t) - points[:, 0] * math.sin(t)
    rows -= rows.min()
    profile = np.pad(np.bincount((rows + 0.5).astype(np.int64)).astype(np.float32), LINE_ROWS)
    local = cv2.dilate(profile[:, None], np.ones((LINE_ROWS, 1), np.uint8))[:, 0]
    edges = np.diff(np.pad(((profile > BODY_SHARE * local) & (profile > 0)).astype(np.int8), 1))
    above = below = 0.0
    for start, end in zip(np.flatnonzero(edges == 1), np.flatnonzero(edges == -1), strict=True):
        beside = round(0.7 * (end - start))
        if end - start >= LEAST_BODY:
            above += float(profile[max(0, start - beside) : start].sum())
            below += float(profile[end : end + beside].sum())
    return (above - below) / max(1.0, above + below)


def turned_clockwise(points: Points, turns: int) -> Points:
    """The points after quarter turns of the page (up to a shift, which profiles do not feel)."""
    x, y = points[:, 0], points[:, 1]
    match turns % 4:
        case 1:
            return np.stack([-y, x]).T
        case 2:
            return -points
        case 3:
            return np.stack([y, -x]).T
        case _:
            return points


def find_orientation(
    grey: Raster,
    dpi: float,
    letters: int,
    config: CleanConfig,
    reader: Reader | None = None,
    x_height: float = 0.0,
) -> Orientation:
    """Decides by projection profiles, and by a strip that is surely read when it is turned as these say.

    Doubt leaves the page as it is, and open: `asked_orientation` may tell.

    Args:
        grey: dark text on light paper.
        dpi: pixels per inch.
        letters: how many letters the page has.
        config: thresholds.
        reader: reads the strip; without one the profiles decide alone.
        x_height: of the letters, in pixels; 0 where it is unknown, and no strip is read.
    """
    page = _profile(grey, dpi, letters, config)
    if page is None:
        return Orientation(0, None, "too few letters to tell")
    among, likely, doubt = _doubt(page, config)
    if not among:
        return _decided(page, 0, doubt, config)
    if reader is not None and x_height > 0:
        turns, sure = _read_turned(grey, dpi, x_height, likely, reader, config)
        if turns:
            return _decided(page, turns, f"{doubt}; {_surely(sure)} that way", config)
    return replace(_decided(page, 0, f"{doubt}; taken as it stands", config), is_open=True)


def asked_orientation(
    grey: Raster,
    dpi: float,
    letters: int,
    config: CleanConfig,
    reader: Reader | None = None,
    x_height: float = 0.0,
) -> Orientation:
    """Asks Tesseract how a page lies that `find_orientation` left open; what is still in doubt stays as it is.

    Before that, a strip of the page is read as it stands, which costs a fraction of the question: what is read surely
    stands upright. So is one of the page turned, each way that is left, where the answer is not sure. A page turned
    wrongly is lost, one not turned is at worst read badly.

    Args:
        grey: as there.
        dpi: as there.
        letters: as there.
        config: as there.
        reader: as there; without one Tesseract is asked at once.
        x_height: as there.
    """
    page = _profile(grey, dpi, letters, config)
    if page is None:
        return Orientation(0, None, "too few letters to tell")
    among, _, doubt = _doubt(page, config)
    if not among:
        return _decided(page, 0, doubt, config)
    if reader is not None and x_height > 0:
        sure = sum(_sure_turned(grey, dpi, x_height, 0, reader, config))
        if sure >= config.upright_letters:
            return _decided(page, 0, f"{doubt}; {_surely(sure)} as it stands", config)
    found = _asked(grey, dpi, page, among, doubt, config)
    if not found.is_open:
        return found
    if reader is None or x_height <= 0:
        return _decided(page, 0, found.reason, config)
    ways = (found.turns,) if found.turns else [turns for turns in among if turns]
    return _tried(grey, dpi, page, x_height, ways, found.reason, reader, config)


def known_orientation(
    grey: Raster, dpi: float, letters: int, known: Orientation, config: CleanConfig
) -> Orientation:
    """The orientation of a page of which it was told before how it lies: only the angle of its lines is sought.

    Args:
        grey: dark text on light paper.
        dpi: pixels per inch.
        letters: how many letters the page has.
        known: how it lies.
        config: thresholds.
    """
    page = _profile(grey, dpi, letters, config)
    return _decided(page, known.turns, known.reason, config) if page else replace(known, skew=None)


def _profile(grey: Raster, dpi: float, letters: int, config: CleanConfig) -> _Profile | None:
    """None where the page has too few letters to tell anything."""
    points = text_points(grey, dpi, config)
    if letters < config.min_letters or len(points) < config.skew_min_points:
        return None
    return _Profile(points, *best_angle(points, config))


def _sure_turned(
    grey: Raster, dpi: float, x_height: float, turns: int, reader: Reader, config: CleanConfig
) -> list[int]:
    """Letters that are surely read in the densest strip of the page after quarter turns, line by line, most first."""
    turned = np.ascontiguousarray(np.rot90(grey, -turns))
    return sure_letters(turned, densest_strip(turned, dpi, x_height, config), dpi, reader, config)


def _surely(letters: int) -> str:
    return f"{letters} letters of a strip are surely read"


def _read_turned(
    grey: Raster, dpi: float, x_height: float, likely: Sequence[int], reader: Reader, config: CleanConfig
) -> tuple[int, int]:
    """The first of the `likely` turns at which a strip is surely read and none as the page stands, and its letters."""
    for turns in likely:
        lines = _sure_turned(grey, dpi, x_height, turns, reader, config)
        if _is_text(lines, config.turned_letters, config):
            upright = sum(_sure_turned(grey, dpi, x_height, 0, reader, config))
            return (turns, sum(lines)) if upright < config.upright_word else (0, 0)
    return 0, 0


def _is_text(lines: Sequence[int], letters: int, config: CleanConfig) -> bool:
    """Whether so many letters are surely read, not in one line alone: a release line may run up the side of a page."""
    return sum(lines) >= letters and sum(lines[1:]) >= config.turned_beside


def _tried(
    grey: Raster,
    dpi: float,
    page: _Profile,
    x_height: float,
    ways: Sequence[int],
    reason: str,
    reader: Reader,
    config: CleanConfig,
) -> Orientation:
    """Reads a strip of a page turned each of these `ways`: bars that no one found spoil what else tells."""
    read = {turns: _sure_turned(grey, dpi, x_height, turns, reader, config) for turns in ways}
    best = max(ways, key=lambda turns: sum(read[turns]))
    if not _is_text(read[best], config.upright_letters, config):
        return _decided(page, 0, reason, config)
    return _decided(page, best, f"{reason}; {_surely(sum(read[best]))} with {best} turns", config)


def _doubt(page: _Profile, config: CleanConfig) -> tuple[Sequence[int], Sequence[int], str]:
    """The quarter turns among which the profiles leave a choice, if they do; those that they speak for; and why."""
    aside = turned_clockwise(page.points, 1)
    angle, columns = best_angle(aside, config)
    lying = columns / max(page.sharp, 1e-9)
    if 1 / config.sideways < lying < config.sideways:
        return range(4), (), f"columns over rows sharpness {lying:.2f} leaves doubt"
    if lying >= config.sideways:
        # The profile of an upright table can look like that of a page on its side, so it never turns a page alone.
        # Which way it lies is told by the strip that is read; the likelier is read first.
        likely = (1, 3) if asymmetry(aside, angle) < 0 else (3, 1)
        return (1, 3), likely, f"columns over rows sharpness {lying:.2f} speaks for a turn"
    lean, ascending = asymmetry(page.points, page.angle), ascent(page.points, page.angle)
    if lean < -config.upright_asymmetry and ascending > config.upright_ascent:
        return (), (), f"lines end {-lean:.2f} sharper below, ascent {ascending:.2f}"
    over = (2,) if lean > config.upright_asymmetry else ()
    return (0, 2), over, f"line profile lean {lean:.2f} leaves doubt"


def _decided(page: _Profile, turns: int, reason: str, config: CleanConfig) -> Orientation:
    seen = turned_clockwise(page.points, turns)
    angle, sharp = best_angle(seen, config) if turns else (page.angle, page.sharp)
    return Orientation(turns, angle if is_clear(seen, angle, sharp, config) else None, reason)


def _asked(
    grey: Raster, dpi: float, page: _Profile, among: Sequence[int], doubt: str, config: CleanConfig
) -> Orientation:
    """Asks Tesseract; an answer that is unsure or not `among` the possible turns is open, and turns nothing.

    An answer is open, too, where the page, turned so, has a profile that speaks against it.
    """
    factor = config.osd_dpi / dpi
    seen = (
        grey
        if factor > 0.8 and factor < 1.2
        else cv2.resize(
            grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
        )
    )
    try:
        turns, confidence = detect_orientation(
            np.asarray(seen, dtype=np.uint8), config.osd_dpi, config.osd_seconds
        )
    except DeclassError as error:
        return Orientation(0, None, f"{doubt}; {error.message}", is_open=True)
    answer = f"Tesseract says {turns} turns ({confidence:.1f})"
    if turns == 0 and (0 in among or confidence >= config.osd_confidence):
        return _decided(page, 0, f"{doubt}; {answer}", config)
    if confidence < config.osd_confidence or turns not in among:
        return Orientation(0, None, f"{doubt}; {answer}, too unsure", is_open=True)
    seen = turned_clockwise(page.points, turns)
    if asymmetry(seen, best_angle(seen, config)[0]) > config.upright_asymmetry:
        reason = f"{doubt}; {answer}, against the line profile"
        return Orientation(turns, None, reason, is_open=True)
    return _decided(page, turns, f"{doubt}; {answer}", config)
