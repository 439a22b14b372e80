"""Lines through words, and lines under them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from processors.geometry import Box
from samples.chance import Rng, between, pick, whole
from samples.sheet import Sheet, Type, grey
from samples.tokens import Strike, Underline
from samples.truth import NotStruck, TrueStrike

ILLEGIBLE = ("scribble", "typed")
"""Styles that leave too little of the word for anybody to be held to it."""

Points = list[tuple[float, float]]

OVERSHOOT = (0.1, 0.7)
"""How far a stroke starts before and ends behind the letters, in heights of the letters."""

THICKNESS = (0.06, 0.16)
"""Thickness of a stroke in heights of the letters: ball-point to felt pen."""

TILT = 0.12
"""Most that a stroke drawn by ruler rises or falls over a word, in heights of the letters."""


def strike(sheet: Sheet, box: Box, text: str, mark: Strike, face: Type) -> None:
    """Strikes out the letters in `box` and enters it in the truth."""
    if mark.style == "typed":
        _type_over(sheet, box, text, face)
    else:
        thickness = max(2, round(between(sheet.rng, *THICKNESS) * box.height))
        for stroke in STROKES[mark.style](sheet.rng, box):
            sheet.draw.line(stroke, fill=grey(whole(sheet.rng, 0, 40)), width=thickness, joint="curve")
    legible = mark.style not in ILLEGIBLE
    sheet.exact = sheet.exact and legible
    sheet.strikes.append(TrueStrike(box, text, mark.style, mark.what, legible))


def _level(rng: Rng, box: Box, share: float) -> Points:
    """One stroke across the word at `share` of its height from the top, a little tilted."""
    y = box.y0 + share * box.height
    tilt = between(rng, -TILT, TILT) * box.height
    before, behind = (between(rng, *OVERSHOOT) * box.height for _ in range(2))
    return [(box.x0 - before, y - tilt), (box.x1 + behind, y + tilt)]


def _horizontal(rng: Rng, box: Box) -> Sequence[Points]:
    return [_level(rng, box, between(rng, 0.42, 0.60))]


def _double(rng: Rng, box: Box) -> Sequence[Points]:
    return [_level(rng, box, between(rng, 0.28, 0.38)), _level(rng, box, between(rng, 0.62, 0.72))]


def _rise(rng: Rng, box: Box) -> tuple[Points, Points]:
    """Both diagonals, from a little outside the corners; a long word is crossed over its middle only."""
    half = min(box.width / 2 + 0.2 * box.height, between(rng, 1.6, 2.6) * box.height)
    x, y = box.centre
    up = between(rng, 0.55, 0.85) * box.height
    return [(x - half, y + up), (x + half, y - up)], [(x - half, y - up), (x + half, y + up)]


def _diagonal(rng: Rng, box: Box) -> Sequence[Points]:
    half = box.width / 2 + between(rng, 0.1, 0.4) * box.height
    x, y = box.centre
    up = between(rng, 0.50, 0.75) * box.height
    return [[(x - half, y + up), (x + half, y - up)]]


def _cross(rng: Rng, box: Box) -> Sequence[Points]:
    return _rise(rng, box)


def _scribble(rng: Rng, box: Box) -> Sequence[Points]:
    """A pen going up and down over the whole word."""
    steps = max(6, round(box.width / box.height * 5))
    points = []
    for i in range(steps + 1):
        x = box.x0 + box.width * i / steps + between(rng, -0.12, 0.12) * box.height
        y = box.y0 + box.height * (between(rng, -0.15, 0.2) if i % 2 else between(rng, 0.8, 1.15))
        points.append((x, y))
    return [points]


STROKES: dict[str, Callable[[Rng, Box], Sequence[Points]]] = {
    "horizontal": _horizontal,
    "double": _double,
    "diagonal": _diagonal,
    "x": _cross,
    "scribble": _scribble,
}

STYLES = (*STROKES, "typed")
"""All styles of strike."""


def _type_over(sheet: Sheet, box: Box, text: str, face: Type) -> None:
    """The typist's own correction: one letter again and again, at the pitch of the type."""
    letter = pick(sheet.rng, ("x", "X", "/", "-"))
    pitch = face.width("x")
    baseline = box.y1
    bottom = face.font.getbbox(text, anchor="ls")[3]
    for i in range(max(1, round(box.width / pitch))):
        sheet.text(letter, box.x0 + i * pitch, baseline - bottom, face)


def underline(sheet: Sheet, box: Box, baseline: float, text: str, mark: Underline, face: Type) -> None:
    """Underlines the letters in `box` and enters them as not struck."""
    rng, size = sheet.rng, face.pixels
    y = baseline + between(rng, 0.12, 0.2) * size
    thickness = max(1, round(between(rng, 0.04, 0.09) * size))
    if mark.style == "wavy":
        _wave(sheet, box, y, size, thickness)
    else:
        tilt = between(rng, -0.03, 0.03) * size
        sheet.draw.line([(box.x0, y - tilt), (box.x1, y + tilt)], fill=grey(20), width=thickness)
        if mark.style == "double":
            below = y + 2.5 * thickness + 1
            sheet.draw.line([(box.x0, below - tilt), (box.x1, below + tilt)], fill=grey(20), width=thickness)
    why = {"wavy": "wavy pen line under it", "double": "underlined twice"}.get(mark.style, "underlined")
    sheet.not_struck.append(NotStruck(box, text, why))


def _wave(sheet: Sheet, box: Box, y: float, size: float, thickness: int) -> None:
    length, high = between(sheet.rng, 0.5, 0.9) * size, between(sheet.rng, 0.06, 0.10) * size
    steps = max(8, round(box.width / 3))
    points = []
    for i in range(steps + 1):
        x = box.x0 + box.width * i / steps
        points.append((x, y + high + high * math.sin(2 * math.pi * (x - box.x0) / length)))
    sheet.draw.line(points, fill=grey(whole(sheet.rng, 0, 60)), width=thickness + 1, joint="curve")
