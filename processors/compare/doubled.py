"""Lines that were read twice: on crooked pages one reader lays a line over two rows, another reads each by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from processors.compare.align import likeness
from processors.compare.tokens import key_of
from processors.geometry import Box
from processors.records import Line, Page

_COVERED = 0.5
"""Share of the smaller of two boxes in the other from which one word stands in the place of both."""
_LETTERS, _WORDS = 4, 2
"""Words of so many letters, and how many of them a line must share with others: in their places that is no chance."""
_LIKE = 0.75
"""Likeness of two readings of one word in one place: one line over two rows is read badly."""
_SHARE = 0.7
"""Share of its letters in words that other lines have in their places from which a line is another reading of them."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A line with the keys of its words, and how many letters these have."""

    line: Line
    keys: tuple[str, ...]
    letters: int


def with_lines_once(page: Page) -> Page:
    """The page without lines whose words stand, whole or in part or misread, in longer or surer lines there too."""
    rows = []
    for line in page.lines:
        keys = tuple(key_of(word.text) for word in line.words)
        rows.append(_Row(line, keys, sum(map(len, keys))))
    kept = tuple(row.line for row in rows if not _is_again(row, _longer_near(row, rows)))
    return replace(page, lines=kept) if len(kept) < len(page.lines) else page


def _longer_near(row: _Row, rows: Sequence[_Row]) -> list[_Row]:
    box, rank = row.line.bbox, (row.letters, row.line.confidence)
    longer = (other for other in rows if (other.letters, other.line.confidence) > rank)
    return [other for other in longer if other.line.bbox.overlap(box) > 0]


def _is_again(row: _Row, others: Sequence[_Row]) -> bool:
    if not others:
        return False
    pairs = zip(row.keys, row.line.words, strict=True)
    again = [key for key, word in pairs if key and any(_has(other, key, word.bbox) for other in others)]
    telling = sum(len(key) >= _LETTERS for key in again)
    return telling >= _WORDS and sum(map(len, again)) >= _SHARE * row.letters


def _has(row: _Row, key: str, box: Box) -> bool:
    return any(
        (key in own or likeness(key, own) >= _LIKE)
        and word.bbox.overlap(box) >= _COVERED * min(word.bbox.area, box.area)
        for own, word in zip(row.keys, row.line.words, strict=True)
    )
