"""`python -m bench.accuracy DATA_DIR --out DIR [--sets …] [--systems …] [--limit N] [--write-docs]`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.accuracy.ablation import ablation_table, run_ablation
from bench.accuracy.cache import ResultCache
from bench.accuracy.calibration import WHOLE, calibration_table, calibration_text, calibrations
from bench.accuracy.docs import write_section
from bench.accuracy.pages import USUAL_SETS, bench_pages
from bench.accuracy.plots import bar_chart, reliability_chart
from bench.accuracy.report import as_json, error_table, figures, full_table
from bench.accuracy.running import Outcome, run_all
from bench.accuracy.systems import KNOWN, chosen
from processors.errors import DeclassError

DOCS = Path("docs")
"""Folder of the pages that `--write-docs` fills, below where the command is run."""

ABLATION_PAGES = 4
"""So many pages a group are read again without one step at a time: all of them would take hours."""

EXPLAINED = """\
Made by `make bench` (`python -m bench.accuracy`). The other programs get the page as one picture: images as they
are (those with transparency on white paper), pages of PDFs drawn at 300 dpi; `declass` gets the file. OCRmyPDF
runs with `--deskew --clean --rotate-pages`. Cables are born digital, drawn at 200 and 300 dpi and hurt like scans,
one recipe of damages a page, with fixed seeds; their truth is their text layer; character error leaves out dashed
leaders and letter-spaced words, which may be read in more than one way. Each page is read by one process with one
thread. CPU seconds are medians and count child processes; the start of `declass` and RapidOCR and the loading of
their models are left out, since both read many pages once started. The other programs start anew for each page.
`declass` also looks for redactions and strikes in that time. Precision is counted on pages with complete truth."""


def main(arguments: list[str] | None = None) -> int:
    """Runs the benchmark; returns the exit code."""
    given = _parser().parse_args(arguments)
    try:
        return _run(given)
    except DeclassError as error:
        sys.stderr.write(f"bench: {error}\n")
        return int(error.exit_code)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench.accuracy", description="Measure how well text is read.")
    parser.add_argument(
        "data", type=Path, help="folder with text.jsonl, us.jsonl and cables/, or with reviewed.jsonl"
    )
    parser.add_argument(
        "--out", type=Path, required=True, help="folder for results; a second run goes on there"
    )
    parser.add_argument("--sets", default=",".join(USUAL_SETS), help="comma-separated (default: %(default)s)")
    parser.add_argument("--systems", default=",".join(KNOWN), help="comma-separated (default: %(default)s)")
    parser.add_argument("--limit", type=int, help="most pages a group")
    parser.add_argument("--workers", type=int, default=1, help="pages read at the same time (default: 1)")
    parser.add_argument(
        "--ablation", action="store_true", help="also read with one step of declass off at a time"
    )
    parser.add_argument(
        "--ablation-limit",
        type=int,
        default=ABLATION_PAGES,
        help="most pages a group that are read so, evenly spread (default: %(default)s)",
    )
    parser.add_argument(
        "--calibration", action="store_true", help="also compare confidences with what is right"
    )
    parser.add_argument("--write-docs", action="store_true", help="write tables and charts into docs/")
    return parser


def _tell(line: str) -> None:
    sys.stderr.write(line + "\n")


def _run(given: argparse.Namespace) -> int:
    systems, left_out = chosen([name for name in given.systems.split(",") if name])
    for line in left_out:
        _tell(line)
    pages = bench_pages(given.data, given.out / "pictures", given.sets.split(","), given.limit)
    cache = ResultCache(given.out / "cache")
    outcomes = run_all(pages, systems, cache, given.workers, _tell)
    report = _Report(given.out, DOCS if given.write_docs else None)
    report.text(outcomes, left_out)
    ours = [o for o in outcomes if o.system.name == "declass"]
    if given.calibration and ours:
        report.calibration(ours)
    if given.ablation and ours:
        report.ablation(run_ablation(_sample(ours, given.ablation_limit), cache, given.workers, _tell))
    return 0


def _sample(outcomes: Sequence[Outcome], most: int) -> list[Outcome]:
    """At most so many pages of each group, evenly spread over it."""
    groups: dict[tuple[str, str], list[Outcome]] = {}
    for outcome in outcomes:
        groups.setdefault((outcome.page.set_name, outcome.page.group), []).append(outcome)
    return [outcome for group in groups.values() for outcome in group[:: -(-len(group) // max(1, most))]]


class _Report:
    """Writes each part to the output folder, to the screen, and into the documentation where that is asked for."""

    def __init__(self, out: Path, docs: Path | None) -> None:
        self._out = out
        self._docs = docs

    def text(self, outcomes: Sequence[Outcome], left_out: Sequence[str]) -> None:
        found = figures(outcomes)
        self._file("accuracy.json", json.dumps(as_json(found), indent=1, ensure_ascii=False) + "\n")
        chart = "![Character error by pages and system](accuracy.svg)"
        self._file("accuracy.svg", bar_chart(found, "Character error by pages and system"))
        parts = [EXPLAINED, *left_out, error_table(found), chart, full_table(found)]
        self._section("text", parts)

    def calibration(self, outcomes: Sequence[Outcome]) -> None:
        found = calibrations(outcomes)
        chart = "![Share of right words against confidence](reliability.svg)"
        # All pages together would only lie on the curves of their halves.
        halves = [c for c in found if c.title != WHOLE]
        self._file("reliability.svg", reliability_chart(halves, "Share of right words against confidence"))
        self._section("calibration", [calibration_text(found), calibration_table(found), chart])

    def ablation(self, found: Sequence[tuple[str, list[Outcome]]]) -> None:
        said = "Character error (word F1) with one step switched off, on pages spread evenly over each group; a step"
        said += (
            " that is off where it had nothing to do changes nothing, so only the pages counted in the second"
        )
        said += " column were read again."
        self._section("ablation", [said, ablation_table(found)])

    def _section(self, name: str, parts: Sequence[str]) -> None:
        body = "\n\n".join(parts)
        (self._out / f"{name}.md").write_text(body + "\n", encoding="utf-8")
        sys.stdout.write(f"\n{body}\n")
        if self._docs:
            write_section(self._docs / "accuracy.md", name, body)

    def _file(self, name: str, text: str) -> None:
        for folder in (self._out, self._docs):
            if folder:
                (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
