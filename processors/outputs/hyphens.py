"""Words that a line end divides and the reading text has in one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from processors.config.text import TextConfig
from processors.outputs.places import HYPHENS, PagePlaces, Span, locate
from processors.records import Record, Word

_MARKUP = re.compile(r"\\(?=[!-/:-@\[-`{-~])|~~")


@dataclass(frozen=True, slots=True)
class Half:
    """A part of a divided word: the whole word, and the first part's hyphen, empty on the second."""

    whole: str
    hyphen: str


Halves = dict[int, Half]
"""By the `id()` of a `Word` of the record that was asked about: equal words stand in many places."""


def divided_words(record: Record, config: TextConfig) -> Halves:
    """The parts of all divided words of the record, as its reading text puts them together."""
    lines = {
        id(word): (page.number, index)
        for page in record.pages
        for index, line in enumerate(page.lines)
        for word in line.words
    }
    found: Halves = {}
    for (left, a), (right, b) in pairwise(_in_order(locate(record, config))):
        joined = a.end == b.start and lines[id(left)] != lines[id(right)]
        if joined and len(left.text) > 1 and left.text[-1] in HYPHENS:
            whole = _MARKUP.sub("", record.text[a.start : b.end])
            found[id(left)] = Half(whole, left.text[-1])
            # In a word over three lines the middle part is the first half of what follows.
            found[id(right)] = Half(whole, "")
    return found


def _in_order(places: tuple[PagePlaces, ...]) -> list[tuple[Word, Span]]:
    return [item for page in places for item in page.words]
