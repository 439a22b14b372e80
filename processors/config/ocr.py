"""Settings of `processors.ocr`, each with unit and reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OcrConfig:
    """How text is recognised.

    Attributes:
        first: name of the engine that reads every page.
        second: name of the engine that reads again what the first is unsure of.
        languages: Tesseract language codes, as in `tesseract -l`.
        unsure_below: confidence (0..1) under which a word is called unsure.
        page_mode: Tesseract's page segmentation for whole pages; 3 finds columns by itself and beat 4, 6 and 11 on
            forms, typescript and books alike.
        area_x_height: type in small areas is enlarged until it is this high (pixels), where it is smaller.
        area_margin: paper left around a small area, in its heights: Tesseract misreads type that touches the edge.
        symbol_confidence: words without a letter or digit count as noise below this confidence (0..1).
        scribble_confidence: words of odd shape count as scribble below this confidence (0..1).
        speck_inches: words lower than this (inches) are specks: 4 point capitals are 0.04 inch.
        tallest_word: a word this many times as high as the page's median word, and unsure, is a picture or scrawl.
        letter_widths: narrowest and widest width of a letter over the height of its word, on average over the word.
        bullet_fill: ink of a disc on its box (share; a circle has 0.785), where `e` and `o` have some 0.5 ...
        bullet_slack: ... and its longer side over its shorter ...
        bullet_height: ... and its height over that of the word behind it, capitals being 1.
    """

    first: str = "tesseract"
    second: str = "rapidocr"
    languages: tuple[str, ...] = ("eng",)
    unsure_below: float = 0.6
    page_mode: int = 3
    area_x_height: float = 24.0
    area_margin: float = 0.5
    symbol_confidence: float = 0.6
    scribble_confidence: float = 0.5
    speck_inches: float = 0.02
    tallest_word: float = 3.5
    bullet_fill: float = 0.68
    bullet_slack: float = 1.35
    bullet_height: float = 0.8
    letter_widths: tuple[float, float] = (0.08, 2.5)
