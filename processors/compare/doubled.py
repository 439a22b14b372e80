"""Lines that were read twice: on crooked pages one reader lays a line over two rows, another reads each by itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from processors.compare.tokens import key_of
from processors.geometry import Box
from processors.records import Line, Page

_COVERED = 0.5
"""Share of a word's box in that of the same word from which they are one: neighbouring words hardly touch."""
_TALLER = 1.5
"""Area of the box of a word that was read over two rows, in that of the word itself, at least."""
_LETTERS, _WORDS = 4, 2
"""Words of so many letters, and how many of them a line must share with others: in their places that is no chance."""
_SHARE = 0.5
"""Share of its letters in words that other lines have in their places from which a line is another reading of them."""


def with_lines_once(page: Page) -> Page:
    """The page without lines that lie over others, with the same words in the same places."""
    places: dict[str, list[Box]] = defaultdict(list)
    for line in page.lines:
        for word in line.words:
            places[key_of(word.text)].append(word.bbox)
    kept = tuple(line for line in page.lines if not _is_again(line, places))
    return replace(page, lines=kept) if len(kept) < len(page.lines) else page


def _is_again(line: Line, places: dict[str, list[Box]]) -> bool:
    keys = [key_of(word.text) for word in line.words]
    again = [k for k, w in zip(keys, line.words, strict=True) if k and _lies_over(w.bbox, places[k])]
    telling = sum(len(key) >= _LETTERS for key in again)
    return telling >= _WORDS and sum(map(len, again)) >= _SHARE * sum(map(len, keys))


def _lies_over(box: Box, same: Sequence[Box]) -> bool:
    return any(o.covered_by(box) >= _COVERED and box.area >= _TALLER * o.area for o in same if o is not box)
