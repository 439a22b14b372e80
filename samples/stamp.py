"""Rubber stamps, release headers and pen scrawl."""

from __future__ import annotations

import math
from collections.abc import Sequence

import cv2
import numpy as np
from PIL import Image, ImageDraw

from processors.geometry import Affine, Box, bounding
from samples.chance import Rng, between, chance, pick, whole
from samples.content import short_date
from samples.damage.base import clouds
from samples.sheet import Sheet, Type, grey
from samples.strike import strike
from samples.tokens import Strike
from samples.truth import UNREADABLE, ReleaseLine, Trap, TrueLine

PATCH = 0.12
"""Size of the patches that a stamp prints more lightly, in inches."""

RELEASE_PREFIXES = (
    "Approved For Release",
    "Declassified and Approved For Release",
    "Sanitized Copy Approved for Release",
    "Declassified in Part - Sanitized Copy Approved for Release",
)


def stamp(
    sheet: Sheet,
    rows: Sequence[str],
    centre: tuple[float, float],
    face: Type,
    *,
    degrees: float = 0.0,
    frame: bool = False,
    crossed: str | None = None,
) -> Box:
    """Stamps `rows`, one below the other, around `centre`, turned clockwise by `degrees`.

    Args:
        sheet: the page.
        rows: the lines of the stamp.
        centre: its middle, in pixels.
        face: its lettering.
        degrees: the angle it is turned by, clockwise.
        frame: whether it has a border.
        crossed: the style in which the reviewer struck it, if it was.

    Returns:
        The box around the stamp on the page.
    """
    pad = face.pixels // 2 if frame else 2
    pitch = round(1.3 * face.pixels)
    size = (round(max(face.width(r) for r in rows)) + 2 * pad, pitch * len(rows) + 2 * pad)
    plate = Image.new("L", size, 0)
    pen = ImageDraw.Draw(plate)
    turn = Affine.translation(centre[0] - size[0] / 2, centre[1] - size[1] / 2).then(
        Affine.rotation(degrees, *centre)
    )
    for i, row in enumerate(rows):
        at = ((size[0] - face.width(row)) / 2, pad + i * pitch + face.pixels)
        pen.text(at, row, fill=255, font=face.font, anchor="ls")
        ink = Box(*pen.textbbox(at, row, font=face.font, anchor="ls"))
        sheet.lines.append(TrueLine(row, "stamp", turn.box(ink), crossed is not None))
    if frame:
        pen.rectangle((0, 0, size[0] - 1, size[1] - 1), outline=255, width=max(2, face.pixels // 9))
    _press(sheet, plate, turn, whole(sheet.rng, 0, 45))
    area = turn.box(Box(0, 0, *size))
    if crossed:
        strike(sheet, area, " ".join(rows), Strike(crossed, "stamp"), face)
    return area


def _press(sheet: Sheet, plate: Image.Image, turn: Affine, level: int) -> None:
    """Prints a plate of ink (255 = full) on the paper, with patches where the rubber touched less."""
    patches = clouds(sheet.rng, (plate.height, plate.width), PATCH * sheet.dpi)
    ink = np.asarray(plate, dtype=np.float32) * np.clip(0.62 + 1.6 * (patches - 0.2), 0.45, 1.0)
    room = turn.box(Box(0, 0, *plate.size)).grown(2)
    corner = (int(room.x0), int(room.y0))
    local = turn.then(Affine.translation(-corner[0], -corner[1]))
    size = (int(room.width) + 2, int(room.height) + 2)
    matrix = np.asarray(local.rows(), dtype=np.float64)
    spread = cv2.warpAffine(ink, matrix, size, flags=cv2.INTER_LINEAR)
    mask = Image.fromarray(np.clip(spread, 0, 255).astype(np.uint8))
    sheet.image.paste(grey(level), (*corner, corner[0] + size[0], corner[1] + size[1]), mask)


def document_number(rng: Rng) -> str:
    """An archive's number for the document; the last digit makes the sum of digits and letters end in 9."""
    job = f"{whole(rng, 58, 92)}{pick(rng, 'BTSMR')}{whole(rng, 100, 9999):05d}"
    start = f"{job}A{whole(rng, 100, 9999):06d}{whole(rng, 1, 199):06d}"
    total = sum(int(c) if c.isdigit() else ord(c) - 64 for c in start)
    return f"CIA-RDP{start}-{(9 - total) % 10}"


def release_text(rng: Rng) -> str:
    """The line that a releasing office prints at the head and foot of each page."""
    if chance(rng, 0.3):
        return f"Approved for Release: {short_date(rng)} C{whole(rng, 10**7, 10**8 - 1):08d}"
    return f"{pick(rng, RELEASE_PREFIXES)} {short_date(rng)} : {document_number(rng)}"


def release_header(sheet: Sheet, text: str, *, foot: bool = True) -> None:
    """Prints `text` at the head (and foot) of the page; it is no part of the reading text."""
    face = sheet.type("sans", 9)
    baselines = [sheet.inches(0.27)] + ([sheet.height - sheet.inches(0.17)] if foot else [])
    for baseline in baselines:
        box = sheet.centred(text, baseline, face, "header")
        sheet.release_lines.append(ReleaseLine(box, text))


def scrawl(sheet: Sheet, box: Box, words: int = 2) -> None:
    """A pen note that nobody can read, within `box`: a trap for whoever looks for redactions."""
    rng, room = sheet.rng, box.width / words
    level, drawn = grey(whole(rng, 10, 70)), []
    for i in range(words):
        points = _cursive(rng, Box(box.x0 + i * room, box.y0, box.x0 + (i + 0.8) * room, box.y1))
        width = max(2, sheet.points(between(rng, 0.7, 1.3)))
        sheet.draw.line(points, fill=level, width=width, joint="curve")
        drawn += [Box(x, y, x, y).grown(width / 2) for x, y in points]
    extent = bounding(drawn).clipped(*sheet.image.size)
    sheet.traps.append(Trap(extent, "handwriting"))
    sheet.lines.append(TrueLine(UNREADABLE, "handwriting", extent))
    sheet.exact = False


def _cursive(rng: Rng, box: Box) -> list[tuple[float, float]]:
    """Loops along a rising base line, with now and then a tall or deep one."""
    loops = max(3, round(box.width / (0.45 * box.height)))
    slope, middle = between(rng, -0.12, 0.02) * box.width, box.y0 + 0.6 * box.height
    points = []
    reach = [0.22 * (1.9 if chance(rng, 0.3) else between(rng, 0.6, 1.1)) for _ in range(loops + 1)]
    lean = between(rng, 0.1, 0.3)
    for step in range(loops * 14 + 1):
        t = step / 14
        high = reach[min(loops, int(t))] * box.height
        angle = 2 * math.pi * t
        x = box.x0 + box.width * t / loops + 0.5 * high * math.cos(angle) - lean * high * math.sin(angle)
        points.append((x, middle + slope * t / loops + high * math.sin(angle)))
    return points


def circle_word(sheet: Sheet, box: Box) -> None:
    """A pen ring around a word, as reviewers leave it: neither strike nor redaction."""
    rng = sheet.rng
    ring = box.grown(0.35 * box.height, 0.3 * box.height)
    x, y = ring.centre
    points = [
        (
            x + ring.width / 2 * math.cos(t / 20 * math.pi) * between(rng, 0.98, 1.02),
            y + ring.height / 2 * math.sin(t / 20 * math.pi) * between(rng, 0.96, 1.04),
        )
        for t in range(43)
    ]
    sheet.draw.line(points, fill=grey(whole(rng, 10, 60)), width=sheet.points(0.9), joint="curve")
    sheet.traps.append(Trap(bounding([ring]), "pen ring around a word"))
