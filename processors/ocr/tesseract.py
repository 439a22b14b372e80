"""Tesseract behind the engine protocol."""

from __future__ import annotations

import cv2
import numpy as np
import pytesseract

from processors.config.ocr import OcrConfig
from processors.document_records import Tool
from processors.geometry import Affine, Box
from processors.ocr.engine import AreaKind, EngineLine, EngineWord
from processors.ocr.library import linked
from processors.ocr.program import (
    call,
    dpi_argument,
    language_argument,
    language_tools,
    program_version,
    saved,
)
from processors.ocr.tsv import parse_tsv
from processors.scan import Raster

AREA_MODES = {AreaKind.BLOCK: 6, AreaKind.LINE: 7, AreaKind.WORD: 8}
"""Tesseract's page segmentation mode for each kind of area."""


class TesseractEngine:
    """Reads by Tesseract (LSTM models only): by its library, or by the program where that cannot be loaded."""

    def __init__(self, config: OcrConfig) -> None:
        """Takes its languages and modes from `config`.

        Raises:
            UsageError: a language code is malformed.
        """
        self._config = config
        self._languages = language_argument(config.languages)

    @property
    def name(self) -> str:
        """`tesseract`."""
        return "tesseract"

    def version(self) -> str:
        """See `Engine.version`."""
        return program_version()

    def models(self) -> tuple[Tool, ...]:
        """See `Engine.models`."""
        return language_tools(self._config.languages)

    def load(self) -> None:
        """Loads the models, where the library reads; the program loads them for each page."""
        linked(self._languages)

    def read(self, image: Raster, dpi: float, timeout: float) -> tuple[EngineLine, ...]:
        """See `Engine.read`."""
        return self._run(image, dpi, self._config.page_mode, timeout)

    def read_area(
        self, image: Raster, box: Box, kind: AreaKind, dpi: float, timeout: float
    ) -> tuple[EngineLine, ...]:
        """See `Engine.read_area`."""
        height, width = image.shape[:2]
        inside = box.clipped(width, height)
        x0, y0, x1, y1 = int(inside.x0), int(inside.y0), int(np.ceil(inside.x1)), int(np.ceil(inside.y1))
        if x1 - x0 < 2 or y1 - y0 < 2:
            return ()
        cut, back = self._prepared(image[y0:y1, x0:x1], kind)
        scale = 1 / back.a
        lines = self._run(cut, dpi * scale, AREA_MODES[kind], timeout)
        whole = back.then(Affine.translation(x0, y0))
        return tuple(_mapped(line, whole, inside) for line in lines)

    def _prepared(self, cut: Raster, kind: AreaKind) -> tuple[Raster, Affine]:
        """The area enlarged to a readable size with paper around it, and the way back."""
        high = (
            cut.shape[0] if kind is not AreaKind.BLOCK else min(cut.shape[0], self._config.area_x_height * 2)
        )
        scale = max(1.0, min(4.0, 2 * self._config.area_x_height / high))
        large = cv2.resize(cut, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC) if scale > 1 else cut
        paper = int(np.percentile(cut, 90))
        margin = round(self._config.area_margin * 2 * self._config.area_x_height)
        framed = cv2.copyMakeBorder(large, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=paper)
        back = Affine.translation(-margin, -margin).then(Affine.scale(1 / scale))
        return np.asarray(framed, dtype=np.uint8), back

    def _run(self, image: Raster, dpi: float, mode: int, timeout: float) -> tuple[EngineLine, ...]:
        library = linked(self._languages)
        if library is not None:
            return library.lines(image, dpi, mode, timeout)
        config = f"--oem 1 --psm {mode} --dpi {dpi_argument(dpi)}"
        with saved(image) as path:
            table = call(
                lambda: pytesseract.image_to_data(path, lang=self._languages, config=config, timeout=timeout),
                timeout,
            )
        return parse_tsv(str(table), image.shape[1], image.shape[0])


def _mapped(line: EngineLine, back: Affine, inside: Box) -> EngineLine:
    return EngineLine.of(
        EngineWord(w.text, back.box(w.box).intersection(inside), w.confidence) for w in line.words
    )
