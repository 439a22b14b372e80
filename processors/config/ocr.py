"""Settings of `processors.ocr`, each with unit and reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OcrConfig:
    """How text is recognised.

    Attributes:
        languages: Tesseract language codes, as in `tesseract -l`.
        unsure_below: confidence (0..1) under which a word is called unsure.
    """

    languages: tuple[str, ...] = ("eng",)
    unsure_below: float = 0.6
