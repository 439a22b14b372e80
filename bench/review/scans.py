"""Files of made-up scanned pages, so that pictures can be asked for: type, bars and the grain of a scanner."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pikepdf
from PIL import Image, ImageDraw

DPI = 200
_WIDTH, _HEIGHT = 1700, 2200
# Grey levels by which paper and ink vary: as in an office scanner's JPEG.
_GRAIN = 6.0
_LINES, _LINE_PIXELS = 40, 44
_BARS = ((200, 278, 560, 311), (900, 720, 1300, 752))


def scanned_page(number: int) -> bytes:
    """A page of typing as JPEG, 8.5 by 11 inches at `DPI`; the same number gives the same one."""
    chance = np.random.default_rng(number)
    page = Image.new("L", (_WIDTH, _HEIGHT), 245)
    draw = ImageDraw.Draw(page)
    for row in range(_LINES):
        words = " ".join(f"w{word:04}" for word in chance.integers(0, 10_000, 14))
        draw.text((200, 200 + row * _LINE_PIXELS), words, fill=30, font_size=28)
    for bar in _BARS:
        draw.rectangle(bar, fill=10)
    grey = np.asarray(page, dtype=np.float64) + chance.normal(0.0, _GRAIN, (_HEIGHT, _WIDTH))
    data = io.BytesIO()
    Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8)).save(data, "JPEG", quality=75)
    return data.getvalue()


def write_scan(file: Path, pages: Sequence[bytes]) -> None:
    """Writes a PDF of pages that are one JPEG each; files of other names have other bytes."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with pikepdf.new() as pdf:
        for data in pages:
            _add_page(pdf, data)
        pdf.docinfo["/Title"] = file.stem
        pdf.save(file, deterministic_id=True)


def _add_page(pdf: pikepdf.Pdf, data: bytes) -> None:
    image = pikepdf.Stream(pdf, data)
    image.Type, image.Subtype, image.Filter = pikepdf.Name.XObject, pikepdf.Name.Image, pikepdf.Name.DCTDecode
    image.Width, image.Height, image.BitsPerComponent = _WIDTH, _HEIGHT, 8
    image.ColorSpace = pikepdf.Name.DeviceGray
    width, height = _WIDTH / DPI * 72, _HEIGHT / DPI * 72
    page = pdf.add_blank_page(page_size=(width, height))
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Scan=image))
    page.Contents = pikepdf.Stream(pdf, f"{width} 0 0 {height} 0 0 cm /Scan Do".encode())
