"""`declass overlay`: one page with everything found drawn on it."""

from __future__ import annotations

from pathlib import Path

from processors.config import Config


def overlay_page(path: Path, number: int, out: Path) -> None:
    """Reads page `number` of `path` and writes the picture to `out` (PNG).

    Raises:
        DeclassError: the page cannot be read or the picture not written.
    """
    from processors.ocr.rapid import RapidEngine
    from processors.ocr.tesseract import TesseractEngine
    from processors.outputs.overlay import write_overlay
    from processors.reading import read_page
    from processors.results import shown
    from processors.sources import open_source

    config = Config()
    with open_source(path, config) as source:
        scan = source.page(number)
    result = read_page(scan, TesseractEngine(config.ocr), RapidEngine(config.fusion.rapid), config)
    write_overlay(out, scan, shown(result, result.page))
