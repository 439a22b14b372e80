"""Small pages of invented words, and an engine that needs no program, for the tests of reading."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from processors.document_records import Tool
from processors.geometry import Box
from processors.ocr.engine import AreaKind, EngineLine, EngineWord
from processors.scan import Raster

WORDS = ("harbour", "keeper", "lantern", "jetty")


def page_of(words: tuple[str, ...] = WORDS, size: int = 44) -> tuple[Raster, tuple[Box, ...]]:
    """A page with one word a line, and the box of each."""
    image = Image.new("L", (900, 160 + 130 * len(words)), 255)
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(size)
    boxes = []
    for row, word in enumerate(words):
        at = (120, 90 + 130 * row)
        draw.text(at, word, fill=0, font=font)
        boxes.append(Box(*(float(v) for v in draw.textbbox(at, word, font=font))))
    return np.asarray(image, dtype=np.uint8).copy(), tuple(boxes)


class InkEngine:
    """Calls each row of ink a word: enough of an engine to be held to the contract."""

    @property
    def name(self) -> str:
        return "ink"

    def version(self) -> str:
        return "1"

    def models(self) -> tuple[Tool, ...]:
        return (Tool("ink.model", "1", "0" * 64),)

    def read(self, image: Raster, dpi: float, timeout: float) -> tuple[EngineLine, ...]:  # noqa: ARG002
        dark = image < 128
        rows = np.flatnonzero(np.diff(np.pad(dark.any(axis=1).astype(np.int8), 1)))
        lines = []
        for index, (y0, y1) in enumerate(zip(rows[::2], rows[1::2], strict=True)):
            columns = np.flatnonzero(dark[y0:y1].any(axis=0))
            box = Box(float(columns[0]), float(y0), float(columns[-1] + 1), float(y1))
            lines.append(EngineLine.of([EngineWord(WORDS[index % len(WORDS)], box, 0.9)]))
        return tuple(lines)

    def read_area(
        self,
        image: Raster,
        box: Box,
        kind: AreaKind,  # noqa: ARG002
        dpi: float,
        timeout: float,
    ) -> tuple[EngineLine, ...]:
        inside = box.clipped(image.shape[1], image.shape[0])
        masked = np.full_like(image, 255)
        area = (slice(int(inside.y0), int(inside.y1)), slice(int(inside.x0), int(inside.x1)))
        masked[area] = image[area]
        if inside.area == 0:
            return ()
        return self.read(masked, dpi, timeout)
