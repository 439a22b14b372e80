"""Tesseract's own idea of which way up a page is."""

from __future__ import annotations

import pytesseract

from processors.ocr.library import linked_orientation
from processors.ocr.program import call, dpi_argument, saved
from processors.scan import Raster


def detect_orientation(image: Raster, dpi: float, timeout: float) -> tuple[int, float]:
    """Asks Tesseract for the orientation of a page.

    Args:
        image: height x width grey levels.
        dpi: pixels per inch.
        timeout: seconds after which the program is ended, where that has to be asked; the library takes 0.1 to 0.3 s.

    Returns:
        Quarter turns clockwise that set the page upright (0 to 3), and Tesseract's confidence (0 and up; sure
        answers have 5 to 30).

    Raises:
        MissingError: Tesseract or its `osd` data is not installed.
        PageTimeoutError: it took longer than `timeout`.
        EngineError: the page has too little text, or Tesseract failed.
    """
    told = linked_orientation(image, dpi)
    if told is not None:
        return told
    with saved(image) as path:
        answer = call(
            lambda: pytesseract.image_to_osd(
                path,
                config=f"--psm 0 --dpi {dpi_argument(dpi)}",
                output_type=pytesseract.Output.DICT,
                timeout=timeout,
            ),
            timeout,
        )
    return int(answer["rotate"]) // 90 % 4, float(answer["orientation_conf"])
