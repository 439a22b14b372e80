"""The engines by name: those that come with the program, and those that other packages offer.

A package adds one by an entry point in the group `declass.engines`, whose object takes the `Config` and gives an
`Engine`; the name of the entry point is the engine's name.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import metadata

from processors.config import Config
from processors.errors import MissingError, UsageError
from processors.ocr.engine import Engine
from processors.ocr.line_reader import LineReader

GROUP = "declass.engines"


def _tesseract(config: Config) -> Engine:
    from processors.ocr.tesseract import TesseractEngine

    return TesseractEngine(config.ocr)


def _rapidocr(config: Config) -> Engine:
    from processors.ocr.devices import need
    from processors.ocr.rapid import RapidEngine

    need(config.fusion.rapid.device)
    return RapidEngine(config.fusion.rapid)


_OWN: dict[str, Callable[[Config], Engine]] = {"tesseract": _tesseract, "rapidocr": _rapidocr}


def engine(name: str, config: Config) -> Engine:
    """The engine of that name.

    Raises:
        UsageError: there is none.
        MissingError: its package cannot be loaded.
    """
    if name in _OWN:
        return _OWN[name](config)
    offered = {point.name: point for point in metadata.entry_points(group=GROUP)}
    if name not in offered:
        known = ", ".join(sorted(_OWN.keys() | offered.keys()))
        raise UsageError(f"there is no OCR engine called {name!r}", hint=f"Known are: {known}")
    try:
        made = offered[name].load()(config)
    except ImportError as error:
        raise MissingError(f"the OCR engine {name!r} cannot be loaded: {error}") from error
    if not isinstance(made, Engine):
        raise UsageError(f"what is installed as the OCR engine {name!r} is none")
    return made


def readers(config: Config) -> tuple[Engine, LineReader]:
    """The first and the second reader that the settings name.

    Raises:
        UsageError: there is no such engine, or the second cannot read single lines.
        MissingError: its package cannot be loaded.
    """
    first, second = engine(config.ocr.first, config), engine(config.ocr.second, config)
    if not isinstance(second, LineReader):
        raise UsageError(
            f"{config.ocr.second!r} cannot be the second reader: it does not read single lines",
            hint="Set DECLASS_SECOND_READER to another engine",
        )
    return first, second


def load_first(config: Config) -> None:
    """Has the first reader load its models, where that is Tesseract, which may be loaded in a thread beside others.

    Raises:
        DeclassError: as `engine`.
    """
    from processors.ocr.tesseract import TesseractEngine

    # One of another package may not bear to be loaded in a thread.
    if config.ocr.first in _OWN and isinstance(first := engine(config.ocr.first, config), TesseractEngine):
        first.load()


def load_second(config: Config) -> None:
    """Has the second reader load its models, where that is RapidOCR, which may be loaded in a thread beside others.

    The words in use, by which the readings of both are weighed, are loaded too.

    Raises:
        DeclassError: as `engine`, or the models cannot be loaded.
    """
    from processors.language.usual_words import is_word
    from processors.ocr.rapid import RapidEngine

    if config.ocr.second in _OWN and isinstance(second := engine(config.ocr.second, config), RapidEngine):
        second.load()
    is_word("word")
