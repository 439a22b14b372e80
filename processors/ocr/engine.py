"""What every OCR engine offers, so that one can be put beside or in place of another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable

from processors.document_records import Tool
from processors.geometry import Box, bounding
from processors.scan import Raster


@dataclass(frozen=True, slots=True)
class EngineWord:
    """One word as an engine read it.

    Attributes:
        text: without white space, never empty.
        box: in pixels of the image that was read.
        confidence: 0..1 as the engine gives it; scales of different engines are not comparable.
    """

    text: str
    box: Box
    confidence: float


@dataclass(frozen=True, slots=True)
class EngineLine:
    """Words on one line, left to right, with the box around them; never empty."""

    words: tuple[EngineWord, ...]
    box: Box

    @classmethod
    def of(cls, words: Iterable[EngineWord]) -> EngineLine:
        """The line of these words, of which there must be one.

        Raises:
            ValueError: there is none.
        """
        kept = tuple(words)
        return cls(kept, bounding(word.box for word in kept))

    @property
    def text(self) -> str:
        """The words with single spaces."""
        return " ".join(word.text for word in self.words)


class AreaKind(StrEnum):
    """What a small area holds."""

    BLOCK = "block"
    LINE = "line"
    WORD = "word"


@runtime_checkable
class Engine(Protocol):
    """An OCR engine. `tests/processors/ocr/conformance.py` is the contract in full.

    The same image gives the same answer; boxes lie inside the image; a blank image gives no lines.
    """

    @property
    def name(self) -> str:
        """Short stable name, kept with each word of the record."""
        ...

    def version(self) -> str:
        """Version of the program.

        Raises:
            MissingError: the engine is not installed.
        """
        ...

    def models(self) -> tuple[Tool, ...]:
        """The models that take part, with the sha256 of their files.

        Raises:
            MissingError: a model is not installed.
        """
        ...

    def read(self, image: Raster, dpi: float, timeout: float) -> tuple[EngineLine, ...]:
        """Reads a page.

        Args:
            image: height x width grey levels, dark text on light paper.
            dpi: pixels per inch.
            timeout: seconds after which the engine is ended.

        Raises:
            MissingError: the engine or a model is not installed.
            PageTimeoutError: the time is over.
            EngineError: the engine failed.
        """
        ...

    def read_area(
        self, image: Raster, box: Box, kind: AreaKind, dpi: float, timeout: float
    ) -> tuple[EngineLine, ...]:
        """Reads one small area, enlarged if its type is small; boxes are in pixels of the whole image.

        Args:
            image: the page, height x width grey levels.
            box: the area in pixels; parts outside the image are ignored.
            kind: what it is known to hold.
            dpi: pixels per inch.
            timeout: seconds after which the engine is ended.

        Raises:
            MissingError: the engine or a model is not installed.
            PageTimeoutError: the time is over.
            EngineError: the engine failed.
        """
        ...
