"""Which programs and models a reading uses, for provenance and for the key of stored results."""

from __future__ import annotations

from processors.config import Config
from processors.document_records import Tool
from processors.errors import MissingError
from processors.ocr.program import language_tools
from processors.ocr.registry import readers


def engine_tools(config: Config) -> tuple[Tool, ...]:
    """The OCR engines and their models, with versions and the models' sha256.

    Raises:
        MissingError: an engine or a model is not installed.
        UsageError: the settings name an engine that there is not.
    """
    found = _engine_tools(config)
    try:
        # Says which way up pages are, where their profile leaves doubt.
        return (*found, *language_tools(("osd",)))
    except MissingError:
        return found


def _engine_tools(config: Config) -> tuple[Tool, ...]:
    return tuple(tool for e in readers(config) for tool in (Tool(e.name, e.version()), *e.models()))
