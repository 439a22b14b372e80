"""What orchestration costs: `python -m bench.scale.overhead FOLDER PAGES… [--few 4]`.

PAGES are files of real pages, PDF files of several pages among them, read with the real engines: by a bare process
pool and by `declass ingest`, with two workers each, in turns of some seconds (`bench.turns`), since a shared machine
changes its speed by more than what is asked; then the first few of the files, with one worker and with two, both
ways, all four in turns (with as many as there are, these alone). The bare pool takes each page of each file in turn
and writes the result of each document, and nothing else: no Prefect, no store of pages, no catalog, no tables, no
report, no way to go on. Prefect's server is there before, as it is for a batch by schedule; it runs in the turns of
batches, and its CPU is told too. How much faster two workers are than one is told for the bare pool too: more than that
no batch can have from the machine.
FOLDER must not exist yet. 1 where a bound is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.faults.keeper import Keeper
from bench.measured import DECLASS, Measured
from bench.turns import Job, in_turns
from flows.server import Server
from flows.settings import apply_defaults

# Seconds of a turn with two workers, and with one, which takes twice as long: some pages, so that what a turn costs is
# small beside it, and so many turns that all meet the same machine. Prefect's client may not wait 20 s for an answer.
_TURN_SECONDS = 3.0
# What orchestration may add, in percent of what a bare pool takes for 300 pages: less than what the same machine
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
from processors.in_worker import PageJob
from processors.workers import WorkerPool, outcome
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
    """What the same pages took with as many workers in a bare pool, and as a batch."""

    bare: Measured
    batch: Measured

    def percent(self, name: str) -> float:
        """What the batch takes on top of the bare pool.

        Args:
            name: of the time: `seconds` (wall) or `cpu`.
        """
        bare, batch = (float(getattr(made, name)) for made in (self.bare, self.batch))
        return 100 * (batch / bare - 1)


def main() -> int:
    """Reads the pages both ways and prints what they took; 1 where a bound is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("pages", type=Path, nargs="+")
    parser.add_argument(
        "--few",
        type=int,
        default=4,
        help="files that are read with one worker, too; as many as there are, and all four ways take turns",
    )
    parser.add_argument("--port", type=int, default=4292, help="for the Prefect server")
    asked = parser.parse_args()
    apply_defaults()
    asked.folder.mkdir(parents=True)
    (asked.folder / "pool.py").write_text(POOL)
    server = Server(f"http://127.0.0.1:{asked.port}/api", asked.folder / "server", asked.port)
    with Keeper(server) as keeper:
        runs = _Runs(asked.folder, keeper)
        if asked.few >= len(asked.pages):
            one, two = runs.pairs(asked.pages, [1, 2])
            all_of_them = two
        else:
            (all_of_them,) = runs.pairs(asked.pages, [2])
            one, two = runs.pairs(asked.pages[: asked.few], [1, 2])
    _tell(
        f"a batch takes {all_of_them.percent('seconds'):+.1f} % of time, {all_of_them.percent('cpu'):+.1f} % of CPU"
    )
    bare, batch = times_as_fast(one, two)
    _tell(f"two workers are {batch:.2f} times as fast as one; in a bare pool {bare:.2f} times")
    wrong = missed(all_of_them, batch)
    for line in wrong:
        _tell(f"MISSED: {line}")
    return 1 if wrong else 0


def times_as_fast(one: Pair, two: Pair) -> tuple[float, float]:
    """How many times as fast two workers are as one: in the bare pool, and in the batch."""
    return one.bare.seconds / two.bare.seconds, one.batch.seconds / two.batch.seconds


def missed(pair: Pair, times: float) -> list[str]:
    """Which bounds are missed.

    Args:
        pair: the same pages both ways.
        times: how many times as fast two workers are as one, in the batch.
    """
    dear = [
        f"{name}: {pair.percent(name):.1f} % is not under {MOST_PERCENT:g} %"
        for name in ("seconds", "cpu")
        if pair.percent(name) >= MOST_PERCENT
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
    """Runs what is compared in turns, each in processes of its own."""

    folder: Path
    keeper: Keeper

    def pairs(self, files: Sequence[Path], workers: Sequence[int]) -> list[Pair]:
        """The same files both ways, with each number of workers."""
        counts = [(str(path), page_count(path)) for path in files]
        jobs = [job for number in workers for job in (self._bare(counts, number), self._batch(files, number))]
        served = sum(_cpu(process) for process in self.keeper.processes())
        made = in_turns(jobs, self.folder / "log.txt")
        if any(one.code for one in made):
            raise RuntimeError(f"one of them failed; see {self.folder / 'log.txt'}")
        what = f"{sum(count for _, count in counts)} pages in {len(files)} files"
        for number, bare, batch in zip(workers, made[::2], made[1::2], strict=True):
            _tell(f"{what}, workers: {number}, bare pool: {_figures(bare)}")
            _tell(f"{what}, workers: {number}, batch: {_figures(batch)}")
        served = sum(_cpu(process) for process in self.keeper.processes()) - served
        _tell(f"{what}: Prefect's server took {served:.1f} s of CPU")
        return [Pair(*both) for both in zip(made[::2], made[1::2], strict=True)]

    def _bare(self, counts: Sequence[tuple[str, int]], workers: int) -> Job:
        """A bare pool; each file with its number of pages."""
        jobs = self.folder / f"jobs-{len(counts)}.json"
        jobs.write_text(json.dumps(counts))
        out = self.folder / f"bare-{len(counts)}-{workers}"
        command = [sys.executable, str(self.folder / "pool.py"), str(workers), str(jobs), str(out)]
        path = os.pathsep.join((str(Path.cwd()), os.environ.get("PYTHONPATH", "")))
        return Job(command, os.environ | {"PYTHONPATH": path}, _TURN_SECONDS * 2 / workers)

    def _batch(self, files: Sequence[Path], workers: int) -> Job:
        """A batch, with the server."""
        out = self.folder / f"out-{len(files)}-{workers}"
        command = [*DECLASS, "ingest", *map(str, files), "--out", str(out), "--workers", str(workers)]
        environment = os.environ | {"PREFECT_API_URL": self.keeper.url}
        return Job(command, environment, _TURN_SECONDS * 2 / workers, self.keeper.processes())


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _figures(made: Measured) -> str:
    return f"{made.seconds:.1f} s, {made.cpu:.1f} s of CPU, {made.peak / 1e6:.0f} MB at most"


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
