"""`python -m bench.markings [TABLE.jsonl…] [--strings 100000] [--seed 1]`: the parser of markings.

Each row of a TABLE has `printed`, `kind`, `parsed` (all fields must be equal, but for its `note`) and `ocr_noise`: the
share that is parsed so is told for clean rows and for noisy ones. Then it is given strings made by chance, and printed
markings of the tables with characters changed, lost, doubled and run together: told are those at which it fails and the
slowest. 1 where it fails at one, or one takes over a second.
"""

from __future__ import annotations

import argparse
import json
import random
import string
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from processors.language.parse import parse_marking
from processors.records import MarkingKind

# Seconds that no string may take: a line is parsed in some tenths of a millisecond.
_MOST_SECONDS = 1.0
_LETTERS = string.printable + "§¶–—·•éüß()[]{}/\\~^"  # noqa: RUF001 - what OCR makes of dirt
_LONGEST = 400


def main() -> int:
    """Prints what was parsed; 1 where a string brought the parser down or took too long."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tables", type=Path, nargs="*", metavar="TABLE")
    parser.add_argument("--strings", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    rows = [json.loads(line) for table in asked.tables for line in table.read_text("utf-8").splitlines()]
    for noisy in (False, True):
        some = [row for row in rows if bool(row["ocr_noise"]) is noisy]
        if some:
            right = sum(map(is_right, some))
            sys.stdout.write(f"{'noisy' if noisy else 'clean'}: {right} of {len(some)} as the table says\n")
    printed = [str(row["printed"]) for row in rows] or ["TOP SECRET//SI//NOFORN", "(b)(1)", "(S//NF)"]
    chance = random.Random(asked.seed)  # noqa: S311 - no secret
    failed, slowest = fuzzed(strings(printed, asked.strings, chance))
    sys.stdout.write(f"{asked.strings} strings: {len(failed)} failures, {slowest:.3f} s the slowest\n")
    sys.stdout.writelines(f"FAILED: {text!r}\n" for text in failed[:10])
    return 1 if failed or slowest > _MOST_SECONDS else 0


def is_right(row: dict[str, Any]) -> bool:
    """Whether a row of a table is parsed as it says."""
    found = parse_marking(row["printed"], MarkingKind(row["kind"]))
    told = dict(found.parsed) if found is not None else {}
    return all(told.get(name) == value for name, value in row["parsed"].items() if name != "note")


def strings(printed: Sequence[str], count: int, chance: random.Random) -> Iterator[str]:
    """So many strings: every third made by chance, the others of printed markings."""
    for number in range(count):
        if number % 3 == 0:
            yield "".join(chance.choices(_LETTERS, k=chance.randrange(_LONGEST)))
        else:
            yield _mutated("".join(chance.choices(printed, k=chance.randint(1, 2))), chance)


def _mutated(text: str, chance: random.Random) -> str:
    letters = list(text)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(letters) + 1)
        letters[at : at + chance.randint(0, 2)] = chance.choices(_LETTERS, k=chance.randint(0, 3))
    if chance.random() < 0.1:
        letters *= chance.randint(2, 20)
    return "".join(letters)


def fuzzed(texts: Iterator[str]) -> tuple[list[str], float]:
    """The strings at which the parser fails, and the seconds that the slowest takes."""
    failed, slowest = [], 0.0
    for text in texts:
        begun = time.perf_counter()
        try:
            parse_marking(text)
        except Exception:
            failed.append(text)
        slowest = max(slowest, time.perf_counter() - begun)
    return failed, slowest


if __name__ == "__main__":
    sys.exit(main())
