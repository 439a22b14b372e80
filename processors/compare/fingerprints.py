"""Fingerprints of a document's text that survive OCR noise and redaction, to find releases of one document.

MinHash over runs of three words that were read surely: the share of equal values tells what share of such runs two
documents have in common. A redaction takes runs away, and a misread word spoils three; so two releases of one document
share far from all, but two documents share next to nothing. Bands of values serve the look-up: two documents that share
a third of all their runs share at least one of their 64 bands with a probability of 1 - (1 - 0.33^2)^64, 99.9 %; those
that share a tenth do in half of all cases.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from processors.compare.tokens import key_of
from processors.records import LineKind, PageStatus, Record

VERSION = 1
"""Fingerprints of different versions cannot be compared."""
SIZE = 128
"""Numbers in a fingerprint: the likeness is then right to about 0.04."""
ROWS = 2
"""Numbers in a band: few, since releases with much withheld share little."""
RUN = 3
"""Words in a run: two are found in any document, four are seldom free of misreadings."""
LEAST_RUNS = 12
"""Fewest runs for a fingerprint that says something: less is a cover sheet or a page of codes."""
_SURE = 0.6
"""Least confidence of a word in a run: records list those below as unsure."""
_LEAST_LETTERS = 7
"""Letters of a run; shorter ones are made of little words."""
_OUTSIDE = frozenset({LineKind.HEADER, LineKind.FOOTER, LineKind.MARKING, LineKind.STAMP, LineKind.CODE})
"""Lines that offices print on all their releases."""
_PRIME = np.uint64((1 << 61) - 1)
_EMPTY = (1 << 61) - 1


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What to keep of a text for finding its like.

    Attributes:
        values: `SIZE` numbers below 2^61; empty where the document has too little text.
        runs: how many different runs of words it was made from.
        version: of the way in which it was made.
    """

    values: tuple[int, ...]
    runs: int
    version: int = VERSION

    def to_text(self) -> str:
        """One line of hexadecimal digits, for a database or file."""
        return f"{self.version}:{self.runs}:" + "".join(f"{value:016x}" for value in self.values)

    @classmethod
    def from_text(cls, text: str) -> Fingerprint:
        """Reads back what `to_text` wrote.

        Raises:
            ValueError: it is no fingerprint.
        """
        version, runs, digits = text.split(":")
        values = tuple(int(digits[k : k + 16], 16) for k in range(0, len(digits), 16))
        if len(values) not in (0, SIZE) or len(digits) != 16 * len(values):
            raise ValueError("not a fingerprint")
        return cls(values, int(runs), int(version))


def fingerprint(record: Record) -> Fingerprint:
    """The fingerprint of a record's text; equal records give equal fingerprints, on any machine."""
    runs = sorted(set(_runs(record)))
    if len(runs) < LEAST_RUNS:
        return Fingerprint((), len(runs))
    hashed = np.array([_hash(run) for run in runs], dtype=np.uint64)
    return Fingerprint(tuple(int(v) for v in _least(hashed)), len(runs))


def likeness(a: Fingerprint, b: Fingerprint) -> float:
    """The share (0..1) that the shorter of two texts has in common with the longer one, as far as both tell.

    The share of equal values estimates how much of both texts together is common; from that and the numbers of runs
    follows how much of the shorter one is. So a release with half of the text withheld is as like as one with all.
    """
    if not a.values or not b.values or a.version != b.version:
        return 0.0
    equal = sum(x == y for x, y in zip(a.values, b.values, strict=True)) / len(a.values)
    common = equal / (1 + equal) * (a.runs + b.runs)
    return round(min(1.0, common / min(a.runs, b.runs)), 4)


def bands(print_: Fingerprint) -> tuple[str, ...]:
    """Keys for a look-up: documents that share one may be releases of one document. Stable; 16 digits each."""
    return tuple(
        hashlib.blake2b(
            repr((print_.version, k, print_.values[k : k + ROWS])).encode(), digest_size=8
        ).hexdigest()
        for k in range(0, len(print_.values), ROWS)
    )


def _runs(record: Record) -> Iterator[str]:
    """Runs of words that follow each other in the text and were read surely."""
    for page in record.pages:
        if page.status is not PageStatus.OK:
            continue
        run: list[str] = []
        for line in page.lines:
            if line.kind in _OUTSIDE:
                continue
            for word in line.words:
                key = key_of(word.text)
                if not key:
                    continue
                run = [*run[1 - RUN :], key] if word.confidence >= _SURE else []
                if len(run) == RUN and sum(map(len, run)) >= _LEAST_LETTERS:
                    yield " ".join(run)


def _hash(run: str) -> int:
    """A number below 2^61 that is the same everywhere."""
    return int.from_bytes(hashlib.blake2b(run.encode(), digest_size=8).digest(), "big") >> 3


def _least(hashed: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The least value of all runs under each of `SIZE` hash functions."""
    seeds = _seeds(SIZE)
    out = np.full(SIZE, _EMPTY, dtype=np.uint64)
    for k, seed in enumerate(seeds):
        out[k] = _mixed(hashed ^ np.uint64(seed)).min()
    return out


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Each value shaken up (the finaliser of SplitMix64), below 2^61."""
    with np.errstate(over="ignore"):
        values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray((values ^ (values >> np.uint64(31))) & _PRIME, dtype=np.uint64)


def _seeds(count: int) -> Sequence[int]:
    return [
        int.from_bytes(hashlib.blake2b(f"declass {k}".encode(), digest_size=8).digest(), "big")
        for k in range(count)
    ]
