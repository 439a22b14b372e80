"""Numbers and letters of items that hang left of their lines: page analysis takes them for dust and leaves them out."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz

from processors.config.fusion import FusionConfig
from processors.geometry import Box
from processors.ocr.engine import EngineWord
from processors.ocr.fusion.model import FusedWord
from processors.ocr.fusion.places import Key
from processors.ocr.line_reader import LineReading
from processors.ocr.unread import Unread

NUMBER = re.compile(r"\s*(\(?(?:\d{1,3}|[A-Za-z]|[ivx]{2,5}|[IVX]{2,5})[.)])")
"""What stands before an item: `3.`, `(b)`, `IV.`"""


@dataclass(frozen=True, slots=True)
class Item:
    """What may be the number of an item.

    Attributes:
        mark: box of its letters.
        word: the first word of its line.
        key: that word's place.
        box: what of the line to read, from the mark to the end of the word.
    """

    mark: Box
    word: EngineWord
    key: Key
    box: Box


def items(left: Unread, words: Sequence[tuple[Key, EngineWord]], config: FusionConfig) -> Iterator[Item]:
    """Letters left over that stand before a line of their row, apart from what another column has there.

    Args:
        left: what was left over.
        words: of the first reader, with their places.
        config: thresholds.
    """
    edges = np.array([word.box for _, word in words], np.float64).reshape(-1, 4)
    for mark, count in left.pieces(config):
        if count > config.item_letters:
            continue
        x0, y0, x1, y1 = edges.T
        common = np.minimum(y1, mark.y1) - np.maximum(y0, mark.y0)
        row = np.flatnonzero(common >= config.same_row * np.minimum(y1 - y0, mark.height))
        before, behind = row[x0[row] < mark.x1], row[x0[row] >= mark.x1]
        gap = mark.x0 - x1[before].max(initial=-math.inf)
        if not len(behind) or gap <= config.segment_gap * left.word_height:
            continue
        key, word = words[int(behind[np.argmin(x0[behind])])]
        if word.box.x0 - mark.x1 > config.item_gap * left.word_height:
            continue
        margin = config.rapid.line_margin * word.box.height
        begin = max(0.0, mark.x0 - config.item_before * left.word_height)
        rows = Box(begin, min(mark.y0, word.box.y0), word.box.x1, max(mark.y1, word.box.y1))
        yield Item(mark, word, key, rows.grown(margin))


def number_in(item: Item, reading: LineReading, engine: str, config: FusionConfig) -> FusedWord | None:
    """The number of an item; None where the second reader sees no number, or not the word behind it.

    Args:
        item: where it may be.
        reading: of its box.
        engine: the second reader.
        config: thresholds.
    """
    found = NUMBER.match(reading.text)
    if found is None:
        return None
    signs = reading.characters[found.start(1) : found.end(1)]
    behind = reading.text[found.end() :].strip()
    sure = min(sign.confidence for sign in signs)
    if sure < config.lone_second or fuzz.ratio(behind, item.word.text) < config.like:
        return None
    box = item.mark._replace(x1=max(item.mark.x1, signs[-1].x + item.mark.width / 4))
    return FusedWord(found.group(1), box, sure, engine)
