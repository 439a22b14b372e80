"""`python -m bench.speed OUT [--pages N] [--scan N] [--data DIR] [--write-docs]`."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from bench.accuracy.docs import write_section
from bench.speed.report import (
    PageStages,
    Run,
    batch_table,
    programs_table,
    ratios_table,
    stages_chart,
    stages_table,
    starts_table,
)
from bench.speed.running import System, batch_command, cost, installed
from bench.speed.scans import Chunk, chunks
from bench.speed.stages import declass_stages, tesseract_alone
from bench.speed.starts import measured_starts
from processors.config import Config
from processors.errors import DeclassError

DATA = Path("../shared/data")
"""Real pages, which are no part of the project."""

DOCS = Path("docs")

EXPLAINED = """\
Made by `python -m bench.speed` on {pages} pages in {scans} scans ({where}). All programs get the same pages: `declass
ingest` and OCRmyPDF (`--deskew --clean --rotate-pages --output-type pdf`) as PDFs with the pictures in them without
loss, Tesseract as single PNG files, one command a page. On each scan they run one after the other, in another order
each time; medians over the scans, in parentheses the least and the most. The start of the programs is counted, for
`declass ingest` that of Prefect's server too, once a scan. Memory is resident size; what processes share is counted
for each."""

BATCH = """\
The same {scans} scans as one batch of `declass ingest`, whose start counts once; OCRmyPDF takes a scan at a time."""

STAGES = """\
CPU seconds of each step of reading a page, everything in one process with the models loaded, and of the `tesseract`
command on the same picture, a page at a time in turn ({pages} pages)."""


def main(arguments: list[str] | None = None) -> int:
    """Runs the benchmark; returns the exit code."""
    parser = argparse.ArgumentParser(prog="bench.speed", description="Measure how fast pages are read.")
    parser.add_argument("out", type=Path, help="folder for the pages and the figures")
    parser.add_argument("--pages", type=int, default=120, help="how many pages (default: %(default)s)")
    parser.add_argument("--scan", type=int, default=40, help="pages a scan (default: %(default)s)")
    parser.add_argument("--data", type=Path, default=DATA, help="real pages (default: %(default)s)")
    parser.add_argument("--workers", default="1,2", help="comma-separated (default: %(default)s)")
    parser.add_argument("--write-docs", action="store_true", help="write tables and chart into docs/")
    given = parser.parse_args(arguments)
    try:
        return _run(given)
    except DeclassError as error:
        sys.stderr.write(f"bench: {error}\n")
        return int(error.exit_code)


def _run(given: argparse.Namespace) -> int:
    data = given.data if given.data.is_dir() else None
    scans = chunks(data, given.out / "pages", given.pages, given.scan)
    systems, left_out = installed()
    workers = [int(n) for n in given.workers.split(",")]
    runs = _all_runs(scans, systems, workers)
    batches = [_batch(scans, count) for count in workers]
    pictures = [picture for scan in scans for picture in scan.pictures]
    pages = _all_stages(pictures)
    starts = measured_starts(pictures)
    where = "real ones and made ones" if data else "made ones alone"
    parts = [
        EXPLAINED.format(pages=len(pictures), scans=len(scans), where=where),
        *left_out,
        programs_table(runs),
        ratios_table(runs),
        BATCH.format(scans=len(scans)),
        batch_table(batches, runs),
        starts_table(starts),
        STAGES.format(pages=len(pages)),
        stages_table(pages),
        "![CPU seconds a page by step](speed.svg)",
    ]
    figures = {
        "runs": [asdict(run) for run in runs],
        "batches": [asdict(run) for run in batches],
        "pages": [asdict(page) for page in pages],
        "starts": asdict(starts),
    }
    (given.out / "speed.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    body, chart = "\n\n".join(parts), stages_chart(pages, "CPU seconds a page by step")
    (given.out / "speed.md").write_text(body + "\n", encoding="utf-8")
    sys.stdout.write(f"\n{body}\n")
    for folder in (given.out, DOCS) if given.write_docs else (given.out,):
        (folder / "speed.svg").write_text(chart, encoding="utf-8")
    if given.write_docs:
        write_section(DOCS / "speed.md", "speed", body)
    return 0


def _all_runs(scans: Sequence[Chunk], systems: Sequence[System], workers: Sequence[int]) -> list[Run]:
    """Every program on every scan; which comes first changes from scan to scan."""
    runs: list[Run] = []
    for k, scan in enumerate(scans):
        turn = k % len(systems)
        for count in workers:
            runs += (_one_run(scan, system, count) for system in (*systems[turn:], *systems[:turn]))
    order = {system.name: k for k, system in enumerate(systems)}
    # A stable order: the runs of one program stay in the order of the scans.
    return sorted(runs, key=lambda run: (run.workers, order[run.system]))


def _one_run(scan: Chunk, system: System, workers: int) -> Run:
    with _folder() as folder:
        run = Run(system.name, workers, len(scan.pictures), cost(system.commands(scan, workers, folder)))
    return _told(scan.pdf.name, run)


def _batch(scans: Sequence[Chunk], workers: int) -> Run:
    pages = sum(len(scan.pictures) for scan in scans)
    with _folder() as folder:
        run = Run("declass", workers, pages, cost(batch_command(scans, workers, folder)))
    return _told("all scans", run)


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder for what a program writes."""
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _told(what: str, run: Run) -> Run:
    sys.stderr.write(
        f"{what}, {run.system}, {run.workers}: {60 * run.pages / run.cost.wall:.1f} pages a minute, "
        f"{run.cost.cpu / run.pages:.2f} s of CPU a page\n"
    )
    return run


def _all_stages(pictures: Sequence[Path]) -> list[PageStages]:
    config = Config()
    # Loads the models.
    declass_stages(pictures[0], config)
    return [PageStages(declass_stages(picture, config), tesseract_alone(picture)) for picture in pictures]


if __name__ == "__main__":
    sys.exit(main())
