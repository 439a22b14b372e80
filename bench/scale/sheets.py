"""Documents for benches of many pages: small scans, no two alike, and real pages over and over."""

from __future__ import annotations

import contextlib
import io
import itertools
from collections.abc import Sequence
from pathlib import Path

import pikepdf
from PIL import Image, ImageDraw

# Pixels of a sheet, at a resolution at which its picture is taken as it is: marks take some hundredths of a second.
_SIZE = (170, 220)
_DPI = 100
# Bits of a sheet's number, drawn as little squares along the lower edge.
_BITS = 32


def write_scan(path: Path, first: int, pages: int) -> None:
    """Writes a PDF of sheets with the numbers from `first` on; every third has a black bar."""
    path.write_bytes(scan_pdf(first, pages))


def write_of(path: Path, files: Sequence[Path], pages: int) -> None:
    """Writes a PDF of the pages of files, in their order and again from the first, until there are so many."""
    with pikepdf.new() as made, contextlib.ExitStack() as opened:
        sources = [page for file in files for page in opened.enter_context(pikepdf.open(file)).pages]
        made.pages.extend(itertools.islice(itertools.cycle(sources), pages))
        made.save(path)


def scan_pdf(first: int, pages: int) -> bytes:
    """The same as bytes."""
    sheets = [_sheet(number) for number in range(first, first + pages)]
    out = io.BytesIO()
    sheets[0].save(out, "PDF", save_all=True, append_images=sheets[1:], resolution=_DPI)
    return out.getvalue()


def _sheet(number: int) -> Image.Image:
    image = Image.new("L", _SIZE, 255)
    draw = ImageDraw.Draw(image)
    draw.text((20, 15), f"SHEET {number}", fill=0, font_size=10)
    if number % 3 == 0:
        draw.rectangle((30, 40, 55 + number % 100, 50 + number % 7), fill=0)
    for bit in range(_BITS):
        if number >> bit & 1:
            draw.rectangle((4 + 5 * bit, 212, 6 + 5 * bit, 214), fill=90)
    return image
