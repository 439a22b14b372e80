"""Character error and words found, without regard to the order of lines.

The measure is that of the project's page truth: for each true line, the fewest edits that turn some stretch of what was
read into it, summed and divided by the true characters. Text that the truth leaves out costs nothing there; it costs
precision, which is counted on pages with complete truth only.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass

from rapidfuzz import fuzz

CHUNK = 70
"""Characters from which a true line (a paragraph) is cut, at spaces: so one piece spans three lines at most."""

LIKELY_LINES = 4
"""So many lines that were read are tried as the place of a true line, each with two before and two after it."""

LEAST_PIECE = 2
"""Characters; a single one is found anywhere."""

UNREADABLE = re.compile(r"[▮⍰]+")
"""Marks in the truth: an inline redaction, a word that nobody can read."""

_ALIKE = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201b\u0060\u00b4", "'"),
        **dict.fromkeys("\u201c\u201d\u201e", '"'),
        **dict.fromkeys("\u2013\u2014\u2010\u2011\u2212", "-"),
        "\u2022": "*",
        "\u00b7": ".",
        "\u2026": "...",
        "\u00a0": " ",
    }
)


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of one page or the sum of many.

    Attributes:
        chars: true characters.
        edits: edits that the reading is away from them.
        true_words: words of the truth.
        hits: words of the truth that were read.
        read_words: words that were read on pages with complete truth.
        read_hits: those of them that are true.
    """

    chars: int = 0
    edits: int = 0
    true_words: int = 0
    hits: int = 0
    read_words: int = 0
    read_hits: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))

    @property
    def character_error(self) -> float | None:
        """Edits a true character; None without truth."""
        return self.edits / self.chars if self.chars else None

    @property
    def recall(self) -> float | None:
        """Share of the true words that were read."""
        return self.hits / self.true_words if self.true_words else None

    @property
    def precision(self) -> float | None:
        """Share of the words read that are true; None where no truth is complete."""
        return self.read_hits / self.read_words if self.read_words else None

    @property
    def f1(self) -> float | None:
        """Harmonic mean of recall and precision."""
        recall, precision = self.recall, self.precision
        if recall is None or precision is None:
            return None
        return 2 * recall * precision / (recall + precision) if recall + precision else 0.0


def score_page(truth: Sequence[str], complete: bool, read: Sequence[str]) -> Score:
    """Compares one page.

    Args:
        truth: the true lines, in any order.
        complete: whether they are all that stands on the page.
        read: the lines that were read, in their order.
    """
    lines = [fold(line) for line in read]
    text = " ".join(lines)
    chars = edits = 0
    for piece in pieces(truth):
        chars += len(piece)
        edits += min(len(piece), _line_distance(piece, text, lines))
    true_words = words(" ".join(UNREADABLE.sub(" ", line) for line in truth))
    read_words = words(text)
    hits = (true_words & read_words).total()
    return Score(
        chars=chars,
        edits=edits,
        true_words=true_words.total(),
        hits=hits,
        read_words=read_words.total() if complete else 0,
        read_hits=hits if complete else 0,
    )


def fold(text: str) -> str:
    """Signs that look alike made one, emphasis taken off, single spaces."""
    text = unicodedata.normalize("NFKC", text).translate(_ALIKE)
    text = text.replace("~~", "").replace("**", "")
    return re.sub(r"\s+", " ", text).strip()


def words(text: str) -> Counter[str]:
    """The words as a bag: runs of ASCII letters and digits, in capitals."""
    return Counter(re.findall(r"[A-Za-z0-9]+", fold(text).upper()))


def pieces(truth: Iterable[str]) -> list[str]:
    """What each true line is compared by: stretches between unreadable marks, long ones cut at spaces."""
    parts = (part.strip() for line in truth for part in UNREADABLE.split(fold(line)))
    return [piece for part in parts for piece in _chunks(part) if len(piece) >= LEAST_PIECE]


def _chunks(text: str) -> list[str]:
    out, line = [], ""
    for word in text.split(" "):
        if line and len(line) + len(word) >= CHUNK:
            out.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return [*out, line] if line else out


def infix_distance(needle: str, haystack: str) -> int:
    """Fewest edits that turn a stretch of `haystack`, perhaps an empty one, into `needle`.

    The bit-parallel form of Myers, "A fast bit-vector algorithm for approximate string matching" (1999): each
    character of `haystack` moves one column of Sellers' table, held as differences in two whole numbers.
    """
    if not needle:
        return 0
    where: dict[str, int] = {}
    for k, character in enumerate(needle):
        where[character] = where.get(character, 0) | 1 << k
    full, last = (1 << len(needle)) - 1, 1 << (len(needle) - 1)
    more, less = full, 0
    score = best = len(needle)
    for character in haystack:
        same = where.get(character, 0)
        diagonal = (((same & more) + more) ^ more) | same | less
        up, down = less | ~(diagonal | more) & full, more & diagonal
        score += bool(up & last) - bool(down & last)
        best = min(best, score)
        # A match may begin anywhere: the first row of the table stays 0.
        up, down = up << 1 & full, down << 1 & full
        more, less = down | ~(diagonal | up) & full, up & diagonal
    return best


def _line_distance(needle: str, page: str, lines: Sequence[str]) -> int:
    """The distance to the page, looked for around the likeliest lines; line-end hyphens kept and undone."""
    if needle in page:
        return 0
    best = len(needle)
    likely = sorted(range(len(lines)), key=lambda k: -fuzz.partial_ratio(needle, lines[k]))[:LIKELY_LINES]
    for k in likely:
        window = " ".join(lines[max(0, k - 2) : k + 3])
        best = min(best, infix_distance(needle, window))
        if "- " in window and best:
            best = min(best, infix_distance(needle, window.replace("- ", "")))
    return best
