"""What stands under the strikes of a page: which words are struck, and markings read where readers saw none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from processors.config import Config
from processors.config.language import LanguageConfig
from processors.config.overtyped import WeighingConfig
from processors.geometry import Affine, Box
from processors.language.portions import banner_texts, like_banners, near_rivals, portion_texts
from processors.language.struck import (
    is_printed_marking,
    is_printed_portion,
    struck_banners,
    with_lost_slashes,
    without_guesses,
)
from processors.marks.overtyped import ITEMS, ReadMark, typed_over, with_words
from processors.marks.strikes import StrikeMark, erase_strikes
from processors.marks.strikes.ink import ink_of
from processors.marks.struck_words import mark_struck, struck_text
from processors.ocr.line_reader import LineReader, TextWeigher, Weighed
from processors.records import Line, StrikeStyle
from processors.scan import Raster, Scan
from processors.twin_banners import fitting, is_as_wide

_LANGUAGE = LanguageConfig()

LEVELS = frozenset(text for text in banner_texts() if "/" not in text and "NOFORN" not in text)
"""Banners of a level and nothing else."""

FIGURES = ("(3)", "(5)", "(8)", "(9)")
"""Items of lists that look like portion marks."""

LEVEL_OF_PORTION = re.compile(r"\((TS|S|C|U)//?")
"""How portion marks begin that name a control: what follows the slash is a control in use, or a misreading."""


@dataclass(frozen=True, slots=True)
class StruckWords:
    """The strikes of a page and what can be told of the words under them.

    Attributes:
        scan: the page.
        strikes: in pixels of its raster.
        boxes: the same on the upright page.
        by_shape: portion marks told by the shapes of their letters, on the upright page.
        back: from the upright page to pixels.
        reader: tells how likely markings are under other strikes, if it can; None where words are not to be read.
        config: the settings.
    """

    scan: Scan
    strikes: tuple[StrikeMark, ...]
    boxes: tuple[Box, ...]
    by_shape: tuple[ReadMark, ...]
    back: Affine
    reader: LineReader | None
    config: Config

    @classmethod
    def of(
        cls,
        scan: Scan,
        strikes: Sequence[StrikeMark],
        to_upright: Affine,
        reader: LineReader | None,
        config: Config,
    ) -> StruckWords:
        """Those of a page; without a reader, words are the file's own and none is read anew.

        Pages that lie on their side are left as readers read them: letters are compared as they stand on the raster.
        """
        shapes: list[ReadMark] = []
        read = reader is not None and to_upright.keeps_upright and len(strikes) > 0
        if read:
            strikes, shapes = typed_over(
                scan.grey(), strikes, to_upright, portion_texts(), config.strikes.overtyped
            )
        boxes = tuple(to_upright.box(mark.box) for mark in strikes)
        back = to_upright.inverse()
        return cls(scan, tuple(strikes), boxes, tuple(shapes), back, reader if read else None, config)

    def marked(self, lines: Sequence[Line]) -> tuple[Line, ...]:
        """Lines with their struck words, as they were read where that is sure enough."""
        return without_guesses(mark_struck(lines, self.boxes, self.config.reading), self.config.language)

    def read(self, lines: Sequence[Line]) -> tuple[Line, ...]:
        """The lines of the page with their struck words, and markings where these could be read under a strike."""
        told = with_words(mark_struck(lines, self.boxes, self.config.reading), self.by_shape)
        if self.reader is not None and isinstance(self.reader, TextWeigher):
            told = with_words(told, self._weighed(told, self.reader), self.reader.name)
        if self.reader is not None:
            told = with_words(told, self._like_others(told))
        return with_lost_slashes(without_guesses(told, self.config.language))

    def _like_others(self, lines: Sequence[Line]) -> list[ReadMark]:
        """Banners of which a part shows that is a part of another struck one on the page."""
        told = struck_banners(lines, self.config.language)
        # a control or a slash more would hardly show
        others = [(text, self.back.box(box)) for text, box in told if text in LEVELS]
        hidden = self.config.strikes.hidden
        unread = [
            (mark.box, box)
            for mark, box in zip(self.strikes, self.boxes, strict=True)
            if mark.style is StrikeStyle.HORIZONTAL
            and any(is_as_wide(mark.box, other, hidden) for _, other in others)
            and not is_printed_marking(struck_text(lines, box, self.config.reading), self.config.language)
        ]
        if not unread:
            return []
        ink = ink_of(self.scan.grey())
        fits = ((fitting(ink, mark, others, hidden), box) for mark, box in unread)
        return [ReadMark(text, box, hidden.sure) for text, box in fits if text]

    def _weighed(self, lines: Sequence[Line], weigher: TextWeigher) -> list[ReadMark]:
        """Markings told by likelihood; what is told of one may say how the others are written."""
        texts = [text for line in lines for text in (line.text, *(w.text for w in line.words))]
        markings = markings_beside(texts, self.config.language)
        found = self._asked(lines, weigher, markings, self.boxes)
        texts += [mark.text for mark in found]
        fewer = markings_beside(texts, self.config.language)
        told = {mark.box for mark in found}
        rest = [box for box in self.boxes if box not in told] if fewer != markings else []
        return [*found, *self._asked(lines, weigher, fewer, rest)]

    def _asked(
        self, lines: Sequence[Line], weigher: TextWeigher, markings: Sequence[str], boxes: Sequence[Box]
    ) -> list[ReadMark]:
        grey, found, config = self.scan.grey(), [], self.config.strikes.weighing
        for mark, box in zip(self.strikes, self.boxes, strict=True):
            if box not in boxes:
                continue
            read = struck_text(lines, box, self.config.reading)
            if is_printed_marking(read, self.config.language):
                text = with_both_slashes(read, grey, mark.box, weigher, config)
            else:
                text = likely_marking(grey, mark, self.scan.dpi, weigher, config, markings)
            if text:
                found.append(ReadMark(text, box, config.right))
        return found


def markings_beside(texts: Sequence[str], config: LanguageConfig) -> tuple[str, ...]:
    """The markings that a page of these texts may bear: where some have two slashes, one alone stands for none."""
    two = any("//" in text and is_printed_marking(text, config) for text in texts)
    every = (*banner_texts(), *portion_texts())
    return tuple(t for t in every if not (two and "//" not in t and t.replace("/", "//", 1) in _doubled()))


@lru_cache(maxsize=1)
def _doubled() -> frozenset[str]:
    """Markings in use with two slashes together."""
    return frozenset(text for text in (*banner_texts(), *portion_texts()) if "//" in text)


def likely_marking(
    grey: Raster,
    mark: StrikeMark,
    dpi: float,
    weigher: TextWeigher,
    config: WeighingConfig,
    markings: Sequence[str] = (),
) -> str:
    """The marking that a place shows more likely than any other, and likely enough; empty where there is none.

    Where the page as it is shows one as likely but not clearly, the page without the stroke is asked, too.

    Args:
        grey: the untouched page.
        mark: what was struck, pixels.
        dpi: of the page (pixels per inch).
        weigher: knows how likely texts are.
        config: thresholds.
        markings: that may stand there; all in use where none are named.
    """
    box = mark.box
    if box.width < config.narrowest_h * box.height or box.width > config.widest_h * box.height:
        return ""
    markings = tuple(markings) or (*banner_texts(), *portion_texts())
    texts = (*markings, *like_banners(), *sorted(ITEMS), *FIGURES)
    looks = _looks(grey, box, texts, weigher, config)
    text = _likeliest(looks, texts, config)
    if text in markings and not _is_clear(looks, config):
        looks += _looks(erase_strikes(grey, [mark], dpi), box, texts, weigher, config)
        text = _likeliest(looks, texts, config)
    if text not in markings or not _is_clear(looks, config):
        return ""
    looks = _looks(grey, box, (text, *near_rivals(text)), weigher, config)
    return text if _is_itself(text, looks, config) else ""


def _is_itself(text: str, looks: Sequence[Weighed], config: WeighingConfig) -> bool:
    """Whether a marking is clearly likelier than its near rivals, most of which no page bears."""
    if not all(look.likelihoods for look in looks):
        return False
    rivals, (own, *others) = near_rivals(text), _weights(looks)
    return all(
        own - weight >= (config.unused_clearance if _is_unused(rival, text) else config.clearance)
        for rival, weight in zip(rivals, others, strict=True)
    )


def _is_unused(rival: str, marking: str) -> bool:
    """Whether a rival is a portion mark but for one letter of its control, which is no control in use.

    One with a letter more may be any word in parentheses (`(S/INF)`).
    """
    level = LEVEL_OF_PORTION.match(marking)
    if level is None or not rival.startswith(level[0]) or len(rival) != len(marking):
        return False
    return rival not in portion_texts() and not is_printed_portion(rival, _LANGUAGE)


def with_both_slashes(read: str, grey: Raster, box: Box, weigher: TextWeigher, config: WeighingConfig) -> str:
    """The banner with the slash that a stroke took from it, where every look at it spells out both; else empty.

    Args:
        read: a banner as a reader gave it.
        grey: the untouched page.
        box: of what was struck, pixels.
        weigher: reads it once more.
        config: thresholds.
    """
    whole = read.replace("/", "//", 1)
    if whole == read or "//" in read or whole not in banner_texts():
        return ""
    looks = _looks(grey, box, (whole, read), weigher, config)
    return whole if all(look.read == whole for look in looks) else ""


def _looks(
    grey: Raster, box: Box, texts: Sequence[str], weigher: TextWeigher, config: WeighingConfig
) -> list[Weighed]:
    return [weigher.weigh(grey, box, texts, margin) for margin in config.margins]


def _weights(looks: Sequence[Weighed]) -> NDArray[np.float64]:
    return np.asarray(np.mean([look.likelihoods for look in looks], axis=0), np.float64)


def _likeliest(looks: Sequence[Weighed], texts: Sequence[str], config: WeighingConfig) -> str:
    """The likeliest of texts, if it is likely enough; else empty."""
    if not all(look.likelihoods for look in looks):
        return ""
    weights = _weights(looks)
    first = int(np.argsort(-weights, kind="stable")[0])
    text = texts[first]
    likely_enough = weights[first] >= config.least_letter * len(text)
    alike = any(
        SequenceMatcher(None, look.read, text, autojunk=False).ratio() >= config.alike for look in looks
    )
    return text if likely_enough and alike else ""


def _is_clear(looks: Sequence[Weighed], config: WeighingConfig) -> bool:
    """Whether the likeliest of texts is by far likelier than all others."""
    second, first = np.sort(_weights(looks))[-2:]
    return bool(first - second >= config.clearance)
