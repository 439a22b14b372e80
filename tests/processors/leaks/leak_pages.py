"""Pages with a name that something hides, and what is found on them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pikepdf
from numpy.typing import NDArray
from pikepdf import Array, Dictionary, Name

from processors.config import Config
from processors.leaks import PageSurvey, Survival, survey
from processors.sources import open_source
from tests.processors.sources.sources_samples import PageSpec, draw_image, draw_text, make_pdf

NAME = "Jane Roe"
TEXT = draw_text(NAME, 100, 600)
BOX = "0 g 95 595 80 16 re f 0 g\n"
AROUND = "".join(draw_text("The committee met again", 100, 640 - 20 * k) for k in (0, 4, 5))


def look(path: Path, *, with_text: bool = False) -> PageSurvey:
    with open_source(path, Config()) as source:
        return survey(source, path, 1, Config(), with_text=with_text)


def leaks(path: Path) -> list[Survival]:
    return [s for s in look(path).found if s.dismissed_by is None]


def page(folder: Path, content: str, **more: object) -> Path:
    return make_pdf(folder / "a.pdf", PageSpec(content=AROUND + content, **more))  # type: ignore[arg-type]


def annotate(path: Path, **entries: object) -> Path:
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        made = pdf.make_indirect(Dictionary(Type=Name.Annot, **entries))
        pdf.pages[0].Annots = Array([made])
        pdf.save(path)
    return path


def scan(*, bar: bool) -> NDArray[np.uint8]:
    """A page of grey lines of type at 72 dpi, with or without a black bar where the name stands."""
    pixels = np.full((792, 612), 255, np.uint8)
    for y in range(100, 700, 20):
        pixels[y : y + 8, 100:500:3] = 0
    if bar:
        pixels[181:197, 95:175] = 0
    return pixels


def scanned(
    folder: Path, *, bar: bool, over: str = "", mode: int = 3, hidden: bool = True, scale: int = 1
) -> Path:
    """A scan `scale` times as fine as 72 dpi, with or without the name as OCR text (or, of mode 0, behind it)."""
    name = draw_text(NAME, 100, 600, mode=mode) if hidden else ""
    pixels = scan(bar=bar).repeat(scale, 0).repeat(scale, 1)
    content = draw_image("I", 0, 0, 612, 792) + name if mode == 3 else name + draw_image("I", 0, 0, 612, 792)
    return make_pdf(folder / "a.pdf", PageSpec(content=content + over, images={"I": pixels}))
