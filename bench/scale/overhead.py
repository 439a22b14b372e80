"""What orchestration costs: `python -m bench.scale.overhead FOLDER PAGES… [--few 4]`.

PAGES are files of real pages, PDF files of several pages among them, read with the real engines: by a bare process pool
and by `declass ingest`, both with two workers and with one; and the first few of the files alone, with two. The bare
pool takes each page of each file in turn and writes the result of each document, and nothing else: no Prefect, no store
of pages, no catalog, no tables, no report, no way to go on. From both sizes follow what a batch costs on top of that
once and a page, and so the share of orchestration in the time of 300 pages. How much faster two workers are than one is
told for the bare pool too: more than that no batch can have from the machine. FOLDER must not exist yet. 1 where a
bound is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.faults.keeper import Keeper
from bench.measured import DECLASS, Measured, measured
from flows.server import Server
from flows.settings import apply_defaults

_PAGES = 300
# What orchestration may add, in percent of what a bare pool takes for that many pages: less than what the same machine
# gives and takes from one run to the next, so that nobody has a reason to go without resume, records and report.
MOST_PERCENT = 3.0
# How many times as fast two workers must be as one: the rest of 2.0 is for what is done once, and for cores that share
# their memory.
LEAST_TIMES = 1.85
POOL = """
import json, sys
from pathlib import Path
from declass.catalog.documents import Making, make_record, now, write_document
from processors.config import Config
from processors.ocr.versions import engine_tools
from processors.workers import PageJob, WorkerPool, outcome
if __name__ == "__main__":
    config, started, files = Config.from_environment(), now(), json.load(open(sys.argv[2]))
    tools, out = engine_tools(config), Path(sys.argv[3])
    with WorkerPool(int(sys.argv[1]), config) as pool:
        asked = [
            (path, pool.inspect(Path(path)), [pool.read(PageJob(path, n)) for n in range(1, pages + 1)])
            for path, pages in files
        ]
        for number, (path, about, read) in enumerate(asked):
            source = outcome(about, path, None, config)
            pages = [outcome(future, path, None, config) for future in read]
            record = make_record(source, pages, [], tools, config)
            write_document(out / str(number), record, Making(Path(path), started, pages))
"""


@dataclass(frozen=True, slots=True)
class Pair:
    """What the same pages took in a bare pool, and as a batch."""

    pages: int
    bare: Measured
    batch: Measured


@dataclass(frozen=True, slots=True)
class Share:
    """What a batch takes on top of a bare pool, of one kind of time.

    Attributes:
        name: `seconds` (wall time) or `cpu`.
        once: seconds a batch, whatever its size.
        a_page: seconds a page.
        bare_page: seconds that the bare pool takes for a page.
    """

    name: str
    once: float
    a_page: float
    bare_page: float

    @classmethod
    def of(cls, name: str, few: Pair, many: Pair) -> Share:
        """From two sizes; the second has more pages."""
        over_few, over_many = (getattr(p.batch, name) - getattr(p.bare, name) for p in (few, many))
        more = many.pages - few.pages
        a_page = (over_many - over_few) / more
        bare_page = (getattr(many.bare, name) - getattr(few.bare, name)) / more
        return cls(name, over_few - a_page * few.pages, a_page, bare_page)

    @property
    def percent(self) -> float:
        """Of the time of 300 pages."""
        return 100 * (self.once + self.a_page * _PAGES) / (self.bare_page * _PAGES)

    def __str__(self) -> str:
        return (
            f"{self.name}: {self.once:.1f} s once and {1000 * self.a_page:.0f} ms a page on top of "
            f"{self.bare_page:.2f} s a page; {self.percent:.1f} % of {_PAGES} pages"
        )


def main() -> int:
    """Reads the pages both ways and prints what they took; 1 where a bound is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("pages", type=Path, nargs="+")
    parser.add_argument("--few", type=int, default=4, help="files, for what a batch costs once")
    parser.add_argument("--port", type=int, default=4292, help="for the Prefect server")
    asked = parser.parse_args()
    if not 0 < asked.few < len(asked.pages):
        parser.error("--few must leave some of the files")
    apply_defaults()
    asked.folder.mkdir(parents=True)
    (asked.folder / "pool.py").write_text(POOL)
    server = Server(f"http://127.0.0.1:{asked.port}/api", asked.folder / "server", asked.port)
    with Keeper(server):
        runs = _Runs(asked.folder, server)
        few, many = runs.pair(asked.pages[: asked.few], 2), runs.pair(asked.pages, 2)
        alone = runs.pair(asked.pages, 1)
    shares = [Share.of(name, few, many) for name in ("seconds", "cpu")]
    for share in shares:
        _tell(str(share))
    bare, batch = times_as_fast(alone, many)
    _tell(f"two workers are {batch:.2f} times as fast as one; in a bare pool {bare:.2f} times")
    wrong = missed(shares, batch)
    for line in wrong:
        _tell(f"MISSED: {line}")
    return 1 if wrong else 0


def times_as_fast(one: Pair, two: Pair) -> tuple[float, float]:
    """How many times as fast two workers are as one: in the bare pool, and in the batch."""
    return one.bare.seconds / two.bare.seconds, one.batch.seconds / two.batch.seconds


def missed(shares: Sequence[Share], times: float) -> list[str]:
    """Which bounds are missed.

    Args:
        shares: of each kind of time.
        times: how many times as fast two workers are as one, in the batch.
    """
    dear = [
        f"{share.name}: {share.percent:.1f} % of {_PAGES} pages is not under {MOST_PERCENT:g} %"
        for share in shares
        if share.percent >= MOST_PERCENT
    ]
    slow = [f"two workers: {times:.2f} times as fast as one is not {LEAST_TIMES:g}"]
    return dear + (slow if times < LEAST_TIMES else [])


def page_count(path: Path) -> int:
    """Pages of a file: of a PDF as many as it has, one of any other."""
    import pikepdf

    if path.suffix.lower() != ".pdf":
        return 1
    with pikepdf.open(path) as pdf:
        return len(pdf.pages)


@dataclass(frozen=True, slots=True)
class _Runs:
    """Runs one thing after the other, each in a process of its own."""

    folder: Path
    server: Server

    def pair(self, files: Sequence[Path], workers: int) -> Pair:
        """The same files both ways."""
        counts = [(str(path), page_count(path)) for path in files]
        pages = sum(count for _, count in counts)
        made = Pair(pages, self.bare(counts, workers), self.batch(files, workers))
        what = f"{pages} pages in {len(files)} files, {workers} worker{'s' if workers > 1 else ''}"
        _tell(f"{what}, bare pool: {_figures(made.bare)}")
        _tell(f"{what}, batch: {_figures(made.batch)}")
        return made

    def bare(self, counts: Sequence[tuple[str, int]], workers: int) -> Measured:
        """In a bare pool; each file with its number of pages."""
        jobs = self.folder / "jobs.json"
        jobs.write_text(json.dumps(counts))
        out = self.folder / f"bare-{len(counts)}-{workers}"
        command = [sys.executable, str(self.folder / "pool.py"), str(workers), str(jobs), str(out)]
        path = os.pathsep.join((str(Path.cwd()), os.environ.get("PYTHONPATH", "")))
        return self._run(command, os.environ | {"PYTHONPATH": path})

    def batch(self, files: Sequence[Path], workers: int) -> Measured:
        """As a batch."""
        out = self.folder / f"out-{len(files)}-{workers}"
        command = [*DECLASS, "ingest", *map(str, files), "--out", str(out), "--workers", str(workers)]
        return self._run(command, os.environ | {"PREFECT_API_URL": self.server.url})

    def _run(self, command: Sequence[str], environment: dict[str, str]) -> Measured:
        made = measured(command, environment, self.folder / "log.txt")
        if made.code != 0:
            raise RuntimeError(f"ended with {made.code}; see {self.folder / 'log.txt'}")
        return made


def _figures(made: Measured) -> str:
    return f"{made.seconds:.1f} s, {made.cpu:.1f} s of CPU, {made.peak / 1e6:.0f} MB at most"


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
