"""Whether a confidence means what it says: of the words given 0.9, nine of ten should be right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bench.accuracy.measures import UNREADABLE, words
from bench.accuracy.report import NONE, share, table
from bench.accuracy.running import Outcome

EDGES = (0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 1.0)
"""Limits of the bins of confidence (0..1): finer where most words are."""

WHOLE = "all"
"""Title of the calibration of both halves together."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A word: how surely it was read (0..1), and whether the page has it."""

    confidence: float
    right: bool


@dataclass(frozen=True, slots=True)
class Bin:
    """The words between two confidences.

    Attributes:
        low: from here on,
        high: up to here (the last bin with its end).
        count: words.
        said: their mean confidence; 0 where there are none.
        right: share of them that are right; 0 where there are none.
    """

    low: float
    high: float
    count: int
    said: float
    right: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """One half of the pages: bins, and the expected calibration error (mean of |said - right| over its words)."""

    title: str
    bins: tuple[Bin, ...]
    error: float
    refitted: float | None = None


def judged_words(outcome: Outcome) -> list[Judged]:
    """The words of a page, each right if the truth has it and no word before used it up.

    Words are compared by their letters and digits, as everywhere here; those without any are left out. Handwriting
    and unreadable marks are not in the truth: what was read there counts as wrong.
    """
    if outcome.reading is None or not outcome.page.complete:
        return []
    left = words(" ".join(UNREADABLE.sub(" ", line) for line in outcome.page.lines))
    found = []
    # The surest first: of two equal readings and one such word in the truth, the surer is the right one.
    for text, confidence in sorted(outcome.reading.words, key=lambda word: -word[1]):
        needed = words(text)
        if needed:
            right = needed <= left
            left -= needed if right else Counter()
            found.append(Judged(confidence, right))
    return found


def calibrations(outcomes: Sequence[Outcome]) -> list[Calibration]:
    """Both halves of the complete pages (every second one in the order of their names), and all of them.

    A curve drawn through the bins of the first half is tried on the second: what it would gain there tells how much of
    the error is lasting, and how much is chance.
    """
    complete = sorted((o for o in outcomes if o.page.complete and o.reading), key=lambda o: o.page.name)
    halves = [[w for o in complete[start::2] for w in judged_words(o)] for start in (0, 1)]
    fitted = binned(halves[0])
    return [
        Calibration("first half", fitted, expected_error(fitted)),
        Calibration(
            "second half",
            binned(halves[1]),
            expected_error(binned(halves[1])),
            expected_error(binned([_refitted(word, fitted) for word in halves[1]])),
        ),
        Calibration(WHOLE, binned(halves[0] + halves[1]), expected_error(binned(halves[0] + halves[1]))),
    ]


def binned(found: Sequence[Judged]) -> tuple[Bin, ...]:
    """The words by confidence, between `EDGES`."""
    bins = []
    for low, high in pairwise(EDGES):
        here = [w for w in found if low <= w.confidence < high or w.confidence == high == EDGES[-1]]
        count = len(here)
        said = sum(w.confidence for w in here) / count if count else 0.0
        bins.append(Bin(low, high, count, said, sum(w.right for w in here) / count if count else 0.0))
    return tuple(bins)


def expected_error(bins: Sequence[Bin]) -> float:
    """Mean distance of what was said from what is right, each bin by its words; 0 without words."""
    total = sum(b.count for b in bins)
    return sum(b.count * abs(b.said - b.right) for b in bins) / total if total else 0.0


def _refitted(word: Judged, fitted: Sequence[Bin]) -> Judged:
    """The word with the share of right ones in its bin of another half."""
    mine = next(b for b in fitted if word.confidence < b.high or b is fitted[-1])
    return Judged(mine.right, word.right) if mine.count else word


def calibration_table(found: Sequence[Calibration]) -> str:
    """Words, mean confidence and share right, a row a bin and three columns a half."""
    head = ["confidence"]
    for half in found:
        head += [f"{half.title}: words", "said", "right"]
    rows = []
    for k, edge in enumerate(found[0].bins):
        row = [f"{edge.low:g} to {edge.high:g}"]
        for half in found:
            b = half.bins[k]
            row += [str(b.count), *((share(b.said), share(b.right)) if b.count else (NONE, NONE))]
        rows.append(row)
    return table(head, rows)


def calibration_text(found: Sequence[Calibration]) -> str:
    """The expected calibration errors, as a sentence."""
    errors = "; ".join(f"{half.title} {half.error:.3f}" for half in found)
    again = next((half.refitted for half in found if half.refitted is not None), None)
    more = "" if again is None else f". With the curve of the first half redrawn, the second has {again:.3f}"
    return f"Expected calibration error: {errors}{more}."
