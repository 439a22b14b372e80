"""Printed furniture that looks like redaction and is none: title panels, seals, hatched frames."""

from __future__ import annotations

import math

from PIL import Image, ImageDraw

from processors.geometry import Box
from samples.chance import between, whole
from samples.sheet import Sheet, grey
from samples.truth import Trap, TrueLine


def panel(sheet: Sheet, text: str, box: Box) -> None:
    """A black panel with white lettering that fills it."""
    sheet.draw.rectangle((box.x0, box.y0, box.x1 - 1, box.y1 - 1), fill=grey(whole(sheet.rng, 0, 25)))
    points = 0.55 * box.height * 72 / sheet.dpi
    face = sheet.type("serif", points)
    while face.width(text) > 0.92 * box.width:
        points *= 0.94
        face = sheet.type("serif", points)
    x, y = box.centre
    ink = sheet.text(text, x - face.width(text) / 2, y + 0.33 * face.pixels, face, 255)
    sheet.lines.append(TrueLine(text, "heading", ink))
    sheet.traps.append(Trap(box, "black title panel, white lettering"))


def seal(sheet: Sheet, centre: tuple[float, float], radius: float, legend: str) -> None:
    """A dark disc with rings, a compass rose and a legend around it, as offices put on covers."""
    size = round(2 * radius)
    disc = Image.new("L", (size, size), 255)
    pen = ImageDraw.Draw(disc)
    pen.ellipse((0, 0, size - 1, size - 1), fill=15)
    for share, thickness in ((0.96, 2), (0.68, 2)):
        edge = radius * (1 - share)
        pen.ellipse((edge, edge, size - edge, size - edge), outline=255, width=thickness)
    _rose(pen, radius, points=whole(sheet.rng, 4, 8))
    _legend(sheet, disc, radius, legend)
    at = (round(centre[0] - radius), round(centre[1] - radius))
    mask = Image.new("L", disc.size, 0)
    ImageDraw.Draw(mask).ellipse((0, 0, size - 1, size - 1), fill=255)
    sheet.image.paste(disc.convert("RGB"), at, mask)
    sheet.traps.append(Trap(Box(at[0], at[1], at[0] + size, at[1] + size), "seal, black disc"))


def _rose(pen: ImageDraw.ImageDraw, radius: float, points: int) -> None:
    outline = []
    for i in range(2 * points):
        reach = radius * (0.58 if i % 2 == 0 else 0.2)
        angle = math.pi * i / points - math.pi / 2
        outline.append((radius + reach * math.cos(angle), radius + reach * math.sin(angle)))
    pen.polygon(outline, fill=235)


def _legend(sheet: Sheet, disc: Image.Image, radius: float, legend: str) -> None:
    """Sets the legend letter by letter around the disc, upright at the top."""
    face = sheet.type("sans_bold", 0.2 * radius * 72 / sheet.dpi)
    letters = legend.upper()[:28]
    for i, letter in enumerate(letters):
        tile = Image.new("L", (2 * face.pixels, 2 * face.pixels), 0)
        ImageDraw.Draw(tile).text((face.pixels, face.pixels), letter, fill=255, font=face.font, anchor="mm")
        degrees = 360 * (i - len(letters) / 2) / 30
        tile = tile.rotate(-degrees, resample=Image.Resampling.BICUBIC)
        angle = math.radians(degrees - 90)
        x, y = (round(radius + 0.82 * radius * f(angle) - face.pixels) for f in (math.cos, math.sin))
        disc.paste(255, (x, y), tile)


def hatched_frame(sheet: Sheet, inset: float, thickness: float) -> None:
    """A printed frame of slanting bars around the page; lengths in inches."""
    outer = Box(*(float(sheet.inches(v)) for v in (inset, inset, 8.5 - inset, 11 - inset)))
    inner = outer.grown(-sheet.inches(thickness))
    ground = Image.new("L", sheet.image.size, 255)
    pen = ImageDraw.Draw(ground)
    step, bar = sheet.points(between(sheet.rng, 9, 13)), sheet.points(4)
    for x in range(-sheet.height, sheet.width, step):
        pen.line((x, 0, x + sheet.height, sheet.height), fill=20, width=bar)
    pen.rectangle(tuple(inner), fill=255)
    mask = Image.new("L", sheet.image.size, 0)
    ImageDraw.Draw(mask).rectangle(tuple(outer), fill=255)
    ImageDraw.Draw(mask).rectangle(tuple(inner), fill=0)
    sheet.image.paste(ground.convert("RGB"), mask=mask)
    sheet.traps.append(Trap(outer, "hatched frame around the page (printed), not a redaction"))
