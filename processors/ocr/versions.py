"""Which programs and models a reading uses, for provenance and for the key of stored results."""

from __future__ import annotations

from processors.config import Config
from processors.ocr.rapid import RapidEngine
from processors.ocr.tesseract import TesseractEngine
from processors.records import Tool


def engine_tools(config: Config) -> tuple[Tool, ...]:
    """The OCR engines and their models, with versions and the models' sha256.

    Raises:
        MissingError: an engine or a model is not installed.
    """
    engines = (TesseractEngine(config.ocr), RapidEngine(config.fusion.rapid))
    return tuple(tool for e in engines for tool in (Tool(e.name, e.version()), *e.models()))
