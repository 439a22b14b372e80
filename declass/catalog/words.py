"""Words as search knows them: the same in every database, in queries and in snippets.

A word is a run of letters and digits; capitals and accents are folded. That is what SQLite's `unicode61` does with the
languages written in Latin letters (up to U+017F; rarer signs may keep an accent in one of them); for
PostgreSQL the words are made here.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

# Words of fewer characters are not in the vocabulary of tolerant search: one misread letter is a third of them.
LEAST_TERM = 4
# Longer ones are noise, and an index takes no key of any length.
_LONGEST_TERM = 40
# PostgreSQL keeps positions up to this, and so many of one word.
_LAST_POSITION, _MOST_POSITIONS = 16_383, 255
# Combining accents that belong to the letter before them.
_ACCENTS = range(0x300, 0x332)
# Groups of letters that read as one, then letters and digits that read as each other: typical of worn type.
_GROUPS = (("rn", "m"), ("cl", "d"), ("vv", "w"))
_ALIKE = str.maketrans("01i5826e9q", "ollsbzgcgg")


@dataclass(frozen=True, slots=True)
class Word:
    """A word and where it stands: characters `start` to `end` of the text."""

    text: str
    start: int
    end: int


def words(text: str) -> Iterator[Word]:
    """The words of `text`, in its order."""
    letters: list[str] = []
    start = 0
    for i, char in enumerate(text):
        folded = _folded(char)
        if folded is None or (not folded and not letters):
            if letters:
                yield Word("".join(letters), start, i)
                letters = []
            continue
        if not letters:
            start = i
        letters.append(folded)
    if letters:
        yield Word("".join(letters), start, len(text))


@functools.lru_cache(maxsize=4096)
def _folded(char: str) -> str | None:
    """The character as searched; empty for an accent, None for what stands between words."""
    category = unicodedata.category(char)
    if category[0] not in "LN" and category != "Co":
        return "" if ord(char) in _ACCENTS else None
    parts = unicodedata.normalize("NFD", char)
    # SQLite takes accents off Latin letters alone.
    bare = parts[0] if parts[0].isascii() else char
    low = bare.casefold()
    return low if len(low) == 1 else bare.lower()[:1]


def vector(text: str) -> str:
    """The words with their positions as PostgreSQL writes a `tsvector`."""
    places: dict[str, list[int]] = {}
    for k, word in enumerate(words(text), 1):
        found = places.setdefault(word.text, [])
        if k <= _LAST_POSITION and len(found) < _MOST_POSITIONS:
            found.append(k)
    return " ".join(
        f"'{word}':{','.join(map(str, at))}" if at else f"'{word}'" for word, at in places.items()
    )


def vocabulary(texts: Iterable[str]) -> list[str]:
    """The different words of `texts` that tolerant search may find, sorted."""
    found = {word.text for text in texts for word in words(text)}
    return sorted(w for w in found if LEAST_TERM <= len(w) <= _LONGEST_TERM)


def likeness(word: str) -> str:
    """`word` with everything that is easily read as each other made one: `secret`, `5ecret` and `sccret` are alike."""
    for group, letter in _GROUPS:
        word = word.replace(group, letter)
    return word.translate(_ALIKE)
