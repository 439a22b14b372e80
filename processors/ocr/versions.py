"""Which programs and models a reading uses, for provenance and for the key of stored results."""

from __future__ import annotations

from processors.config.ocr import OcrConfig
from processors.ocr.tesseract import TesseractEngine
from processors.records import Tool


def engine_tools(config: OcrConfig) -> tuple[Tool, ...]:
    """The OCR engine and its models, with versions and the models' sha256.

    Raises:
        MissingError: the engine or a model is not installed.
    """
    engine = TesseractEngine(config)
    return (Tool(engine.name, engine.version()), *engine.models())
