"""Named filters that turn down what engines read in scribble, specks, rules and film noise."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from processors.config.ocr import OcrConfig
from processors.ocr.engine import EngineLine, EngineWord

# What engines make of bullets, besides letters.
_BULLETS = ("*", "•", "·", "-", "+", "°", "»", "«")


@dataclass(frozen=True, slots=True)
class PageType:
    """The type of a page, by which single words are judged.

    Attributes:
        dpi: pixels per inch of the raster that was read.
        word_height: median height of the confident words, in pixels; 0 where there are none.
    """

    dpi: float
    word_height: float


@dataclass(frozen=True, slots=True)
class RejectedWord:
    """A word that was turned down, by the filter of that name."""

    word: EngineWord
    rejected_by: str


@dataclass(frozen=True, slots=True)
class Sifted:
    """What the filters left, and what they took."""

    lines: tuple[EngineLine, ...]
    rejected: tuple[RejectedWord, ...]

    def counts(self) -> dict[str, int]:
        """How many words each filter took, by its name."""
        names = [item.rejected_by for item in self.rejected]
        return {name: names.count(name) for name in sorted(set(names))}


Filter = Callable[[EngineWord, PageType, OcrConfig], bool]


def is_speck(word: EngineWord, page: PageType, config: OcrConfig) -> bool:
    """Smaller both ways than any letter: dust, unless it is a mark that is small by nature and read surely."""
    small = max(word.box.width, word.box.height) < config.speck_inches * page.dpi
    return small and not (word.text in ".,-'\":;" and word.confidence >= config.symbol_confidence)


def is_symbols(word: EngineWord, _page: PageType, config: OcrConfig) -> bool:
    """No letter or digit and not read surely: rules, borders and texture come out as `|`, `=`, `~`."""
    return not any(c.isalnum() for c in word.text) and word.confidence < config.symbol_confidence


def is_picture(word: EngineWord, page: PageType, config: OcrConfig) -> bool:
    """Far taller than the page's type and not read surely: a seal, a signature, a stamp's frame."""
    tall = word.box.height > config.tallest_word * page.word_height > 0
    return tall and word.confidence < config.scribble_confidence


def is_scribble(word: EngineWord, _page: PageType, config: OcrConfig) -> bool:
    """Letters impossibly narrow or wide for their height and not read surely: pen strokes and rules."""
    low, high = config.letter_widths
    each = word.box.width / len(word.text) / word.box.height
    return not low <= each <= high and word.confidence < config.scribble_confidence


def is_bullet(word: EngineWord, line: EngineLine, config: OcrConfig) -> bool:
    """A sign before a word that was read surely: engines doubt bullets, and a list without them is no list."""
    if word is not line.words[0] or len(line.words) < 2 or word.text not in _BULLETS:
        return False
    after = line.words[1]
    squat = word.box.width <= after.box.height and word.box.height <= after.box.height
    return squat and after.confidence >= config.unsure_below and after.text[:1].isalnum()


FILTERS: tuple[tuple[str, Filter], ...] = (
    ("speck", is_speck),
    ("symbols", is_symbols),
    ("picture", is_picture),
    ("scribble", is_scribble),
)
"""In the order in which they are asked."""


def page_type(lines: Sequence[EngineLine], dpi: float, config: OcrConfig) -> PageType:
    """The type of a page as its confident words show it."""
    heights = [w.box.height for line in lines for w in line.words if w.confidence >= config.unsure_below]
    return PageType(dpi, median(heights) if heights else 0.0)


def reject_noise(lines: Iterable[EngineLine], dpi: float, config: OcrConfig) -> Sifted:
    """Takes out words that are not text, each with the name of the filter that knew; empty lines vanish.

    Args:
        lines: as an engine read them, boxes in pixels.
        dpi: pixels per inch of the raster that was read.
        config: thresholds.
    """
    read = tuple(lines)
    page = page_type(read, dpi, config)
    kept: list[EngineLine] = []
    rejected: list[RejectedWord] = []
    for line in read:
        good: list[EngineWord] = []
        for word in line.words:
            name = next((name for name, test in FILTERS if test(word, page, config)), None)
            if name is None or is_bullet(word, line, config):
                good.append(word)
            else:
                rejected.append(RejectedWord(word, name))
        if good:
            kept.append(EngineLine.of(good))
    return Sifted(tuple(kept), tuple(rejected))
