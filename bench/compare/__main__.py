"""`python -m bench.compare --out DIR [--pairs 50] [--real DATA_DIR] [--seed N] [--workers N]`."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from bench.compare.pairs import Pair, make_pair
from bench.compare.reading import Readings
from bench.compare.real import real_copies
from bench.compare.score import Tally, score_codes, score_passages
from processors.compare.comparing import compare_records
from processors.compare.types import ChangeKind
from processors.errors import DeclassError

KINDS = ("opened", "closed", "codes")
TUNED = 25
"""Pairs with the first seed, on which thresholds were chosen; the further ones have another seed and confirm them."""

Scores = dict[str, Tally]


def main(arguments: list[str] | None = None) -> int:
    """Makes the pairs, reads what was not read before, compares and scores; returns the exit code."""
    parser = argparse.ArgumentParser(prog="bench.compare", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder for pairs, readings and results")
    parser.add_argument("--pairs", type=int, default=50, help="number of synthetic pairs")
    parser.add_argument(
        "--real", type=Path, help="folder of real pages to make differently redacted copies of"
    )
    parser.add_argument("--pages", type=int, default=8, help="number of real pages")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same pairs")
    parser.add_argument("--workers", type=int, default=1, help="pages read at the same time")
    given = parser.parse_args(arguments)
    readings = Readings(given.out / "read", given.workers)
    try:
        sets = {
            f"pairs 1 to {TUNED} (thresholds were chosen on these)": _synthetic(given, readings, 1, TUNED),
            f"pairs {TUNED + 1} and on (another seed)": _synthetic(given, readings, TUNED + 1, given.pairs),
        }
        if given.real:
            sets["copies of real pages"] = _real(given, readings)
    except DeclassError as error:
        sys.stderr.write(f"bench.compare: {error}\n")
        return int(error.exit_code)
    report = "\n\n".join(_report(name, rows) for name, rows in sets.items() if rows)
    sys.stdout.write(report + "\n")
    detail = {name: {n: {k: asdict(t) for k, t in s.items()} for n, s in rows} for name, rows in sets.items()}
    (given.out / "scores.json").write_text(json.dumps(detail, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return 0


def _synthetic(
    given: argparse.Namespace, readings: Readings, first: int, last: int
) -> list[tuple[str, Scores]]:
    rows = []
    for number in range(first, min(last, given.pairs) + 1):
        pair = make_pair(given.out / "pairs", given.seed + (number > TUNED), number)
        rows.append((f"pair {number}", _scores(pair, readings)))
    return rows


def _scores(pair: Pair, readings: Readings) -> Scores:
    records = readings.read(pair.files)
    found = compare_records(records[pair.files[0]], records[pair.files[1]]).comparison
    return {
        "opened": score_passages(found, ChangeKind.OPENED, pair.opened),
        "closed": score_passages(found, ChangeKind.CLOSED, pair.closed),
        "codes": score_codes(found, pair.recoded),
    }


def _real(given: argparse.Namespace, readings: Readings) -> list[tuple[str, Scores]]:
    rows = []
    for copies in real_copies(given.real, given.out / "copies", given.seed, given.pages, readings):
        records = readings.read(copies.files)
        found = compare_records(records[copies.files[0]], records[copies.files[1]]).comparison
        scores = {
            "opened": score_passages(found, ChangeKind.OPENED, copies.opened),
            "closed": score_passages(found, ChangeKind.CLOSED, copies.closed),
            "codes": score_codes(found, ()),
        }
        rows.append((copies.name, scores))
    return rows


def _report(name: str, rows: Sequence[tuple[str, Scores]]) -> str:
    """A Markdown table of the sums, one row a kind of change."""
    return "\n".join(_table(name, rows))


def _table(name: str, rows: Sequence[tuple[str, Scores]]) -> Iterator[str]:
    yield f"{len(rows)} {name}"
    yield ""
    yield "| | true | told as certain | told to check | as text of one side | missed | invented | to check, none |"
    yield "|---|---|---|---|---|---|---|---|"
    for kind in KINDS:
        tally = Tally()
        for _, scores in rows:
            tally.add(scores[kind])
        numbers = (tally.true, tally.certain, tally.unsure, tally.additions, tally.missed)
        cells = (*numbers, tally.invented, tally.wrong_unsure)
        yield f"| {kind} | " + " | ".join(str(n) for n in cells) + " |"


if __name__ == "__main__":
    started = time.process_time()
    code = main()
    sys.stderr.write(f"{time.process_time() - started:.0f} s of this process, without reading\n")
    sys.exit(code)
