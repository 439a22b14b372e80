"""Pairs among many documents that look like releases of one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from processors.compare.fingerprints import Fingerprint, bands, likeness

LEAST_LIKENESS = 0.35
"""Share of the shorter text in common from which a pair is proposed; unrelated documents share less than a tenth."""
CROWDED = 50
"""Documents that share one band beyond which it says nothing: a form letter, or boiler-plate."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A document to look for: `name` tells it from others, `sha256` is that of its file."""

    name: str
    sha256: str
    fingerprint: Fingerprint


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two documents that may be releases of one, and how like they are (0..1)."""

    a: str
    b: str
    likeness: float


def propose(documents: Iterable[Printed], least: float = LEAST_LIKENESS) -> list[Proposal]:
    """Likely pairs, the likest first; files with the same bytes are no pair.

    Time and memory grow with the number of documents, not with that of pairs.

    Args:
        documents: each with a name of its own.
        least: the least likeness of a pair.
    """
    known: dict[str, Printed] = {}
    rooms: dict[str, list[str]] = defaultdict(list)
    for document in documents:
        known[document.name] = document
        for band in bands(document.fingerprint):
            rooms[band].append(document.name)
    pairs = {
        tuple(sorted(pair))
        for names in rooms.values()
        if len(names) <= CROWDED
        for pair in combinations(names, 2)
    }
    found = []
    for first, second in pairs:
        a, b = known[first], known[second]
        share = likeness(a.fingerprint, b.fingerprint)
        if a.sha256 != b.sha256 and share >= least:
            found.append(Proposal(first, second, share))
    return sorted(found, key=lambda p: (-p.likeness, p.a, p.b))
