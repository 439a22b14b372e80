"""A picture of a page with everything that was found drawn on it: for looking, not for publishing."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import NamedTuple

from PIL import Image, ImageDraw

from processors.geometry import Box
from processors.records import LineKind, Page
from processors.scan import Scan

# Pixels per inch of the picture: a letter page then fits a screen and its text can still be read.
OVERLAY_DPI = 110
# Okabe and Ito's colours, told apart by colour-blind readers too; see README for the legend.
_REDACTION, _REJECTED, _STRIKE = (213, 94, 0), (150, 150, 150), (204, 121, 167)
_MARKING, _CODE, _WORD = (0, 114, 178), (0, 158, 115), (86, 180, 233)


class _Mark(NamedTuple):
    box: Box
    colour: tuple[int, int, int]
    label: str
    width: int


def _marks(page: Page) -> Iterator[_Mark]:
    for line in page.lines:
        colour = _CODE if line.kind is LineKind.CODE else _WORD
        yield _Mark(line.bbox, colour, "" if line.kind is LineKind.BODY else str(line.kind), 1)
    for item in page.rejected:
        yield _Mark(item.bbox, _REJECTED, (item.rejected_by or "") if item.decided is None else "a person", 1)
    for marking in page.markings:
        yield _Mark(marking.bbox, _MARKING, str(marking.kind), 2)
    for strike in page.strikes:
        yield _Mark(strike.bbox, _STRIKE, f"strike {strike.style} {strike.text}", 2)
    for redaction in page.redactions:
        codes = " ".join(code.code for code in redaction.codes)
        label = f"{redaction.kind} {redaction.confidence:.2f} {codes}"
        yield _Mark(redaction.bbox, _REDACTION, label.strip(), 3)


def draw_overlay(scan: Scan, page: Page) -> Image.Image:
    """The page at `OVERLAY_DPI` with boxes and labels: redactions, strikes, markings, codes, lines, rejected."""
    scale = OVERLAY_DPI / 72
    picture = Image.fromarray(scan.sheet()).convert("RGB")
    picture = picture.resize((max(1, round(page.width * scale)), max(1, round(page.height * scale))))
    draw = ImageDraw.Draw(picture)
    for mark in _marks(page):
        box = mark.box.scaled(scale)
        draw.rectangle(tuple(box), outline=mark.colour, width=mark.width)
        if mark.label:
            text = mark.label.encode("ascii", "replace").decode()
            place = (box.x0 + 1, max(0.0, box.y0 - 11))
            draw.rectangle(draw.textbbox(place, text), fill=(255, 255, 255))
            draw.text(place, text, fill=mark.colour)
    return picture


def overlay_png(scan: Scan, page: Page) -> bytes:
    """The overlay picture as a PNG file."""
    buffer = io.BytesIO()
    draw_overlay(scan, page).save(buffer, "PNG")
    return buffer.getvalue()
