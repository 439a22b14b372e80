"""`python -m bench.marks TRUTH.jsonl RESULTS`: how well marks were found in what `declass ingest` wrote to RESULTS.

TRUTH.jsonl has one object a page, as `declass review --export-truth` writes it: `file`, `page`, `width`, `height`, and
in pixels of that size `redactions` (`bbox`, `codes`, `unsure`), `strikes` (`bbox`, `unsure`), `not_struck` (`bbox`).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bench.marks.score import PageTruth, Score, TrueMark, score_page
from processors.errors import DeclassError, InputError
from processors.geometry import Box
from processors.outputs.record import RECORD_NAME, read_record
from processors.records import Page, Record

_COLUMNS = (
    "pages", "number", "redactions: precision", "recall", "F1", "codes right", "strikes: precision", "recall",
    "called struck, are not", "pages without redactions that got one",
)  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    """Prints the table; returns the exit code."""
    parser = argparse.ArgumentParser(prog="bench.marks", description=__doc__)
    parser.add_argument("truth", type=Path, help="a file of page truth")
    parser.add_argument("results", type=Path, help="the folder with results of its files")
    asked = parser.parse_args(arguments)
    try:
        scores = score_all(list(truths(asked.truth)), asked.results)
    except DeclassError as error:
        sys.stderr.write(f"bench: {error}\n")
        return int(error.exit_code)
    sys.stdout.write(table(scores))
    return 0


def truths(file: Path) -> Iterator[PageTruth]:
    """The pages of a file of truth.

    Raises:
        InputError: it is no such file.
    """
    try:
        lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
        yield from map(_truth, map(json.loads, lines))
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", file=str(file)) from error
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"is no page truth ({error!r})", file=str(file)) from error


def _truth(row: Mapping[str, Any]) -> PageTruth:
    scale = (1 / row.get("width", 1), 1 / row.get("height", 1))

    def box(mark: Mapping[str, Any]) -> Box:
        return Box(*map(float, mark["bbox"])).scaled(*scale)

    def marks(name: str) -> tuple[TrueMark, ...] | None:
        if name not in row:
            return None
        return tuple(TrueMark(box(m), tuple(m.get("codes") or ()), bool(m.get("unsure"))) for m in row[name])

    return PageTruth(
        file=str(row["file"]),
        page=int(row["page"]),
        group=str(row.get("group", "")),
        redactions=marks("redactions"),
        strikes=marks("strikes"),
        not_struck=tuple(box(mark) for mark in row.get("not_struck", ())),
    )


def score_all(pages: list[PageTruth], results: Path) -> dict[str, Score]:
    """The counts by group, and of all pages together under `all`.

    Raises:
        InputError: a record cannot be read.
    """
    records: dict[str, Record | None] = {}
    scores: dict[str, Score] = {}
    for truth in pages:
        if truth.file not in records:
            folder = results / Path(truth.file).stem
            records[truth.file] = read_record(folder) if (folder / RECORD_NAME).is_file() else None
        counts = score_page(truth, _page(records[truth.file], truth.page))
        for group in {truth.group, "all"}:
            scores[group] = scores.get(group, Score()) + counts
    return scores


def _page(record: Record | None, number: int) -> Page | None:
    pages = record.pages if record is not None else ()
    return next((page for page in pages if page.number == number), None)


def table(scores: Mapping[str, Score]) -> str:
    """The counts as a Markdown table."""
    lines = ["| " + " | ".join(_COLUMNS) + " |", "|" + len(_COLUMNS) * "---|"]
    for group, s in sorted(scores.items()):
        precision = _share(s.boxes_found, s.boxes_found + s.boxes_false)
        cells = [group, f"{s.pages}" + (f" ({s.missing} missing)" if s.missing else "")]
        cells += [precision, _share(s.boxes_found, s.boxes), _f1(s), _share(s.codes_right, s.coded)]
        cells += [
            _share(s.strikes_called - s.strikes_false, s.strikes_called),
            _share(s.struck_found, s.struck),
        ]
        cells += [f"{s.trapped} of {s.traps}", f"{s.pages_with_false} of {s.pages_without}"]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "-"


def _f1(score: Score) -> str:
    # Twice the found over the sum of what was called and what is true: the harmonic mean of precision and recall.
    return _share(2 * score.boxes_found, score.boxes_found + score.boxes_false + score.boxes)


if __name__ == "__main__":
    sys.exit(main())
