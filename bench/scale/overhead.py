"""What orchestration costs: `python -m bench.scale.overhead FOLDER PAGES… [--few 4]`.

PAGES are files of one real page each, read with the real engines, in turn by a bare process pool (which keeps nothing)
and by `declass ingest` (Prefect, store, catalog, records, checksums, report), both with two workers, and by the latter
with one; a few of the pages alone, and all. From both sizes follow what a batch costs once and what it costs a page,
and so the share of orchestration in the time of 300 pages. FOLDER must not exist yet.
"""

from __future__ import annotations

import argparse
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
_POOL = """
import sys
from pathlib import Path
from processors.config import Config
from processors.workers import PageJob, WorkerPool, outcome
if __name__ == "__main__":
    config = Config.from_environment()
    with WorkerPool(int(sys.argv[1]), config) as pool:
        for future in [pool.read(PageJob(path, 1)) for path in sys.argv[2:]]:
            outcome(future, "", 1, config)
"""


@dataclass(frozen=True, slots=True)
class Pair:
    """What the same pages took in a bare pool, and as a batch."""

    pages: int
    bare: Measured
    batch: Measured


def main() -> None:
    """Reads the pages both ways and prints what they took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("pages", type=Path, nargs="+")
    parser.add_argument("--few", type=int, default=4)
    parser.add_argument("--port", type=int, default=4292, help="for the Prefect server")
    asked = parser.parse_args()
    apply_defaults()
    asked.folder.mkdir(parents=True)
    (asked.folder / "pool.py").write_text(_POOL)
    server = Server(f"http://127.0.0.1:{asked.port}/api", asked.folder / "server", asked.port)
    with Keeper(server):
        runs = _Runs(asked.folder, server)
        few = runs.pair(asked.pages[: asked.few])
        many = runs.pair(asked.pages)
        alone = runs.batch(asked.pages, 1)
    _tell(f"one worker: {_figures(alone)}; two are {alone.seconds / many.batch.seconds:.2f} times as fast")
    for name in ("seconds", "cpu"):
        _tell(_share(name, few, many))


@dataclass(frozen=True, slots=True)
class _Runs:
    """Runs one thing after the other, each in a process of its own."""

    folder: Path
    server: Server

    def pair(self, pages: Sequence[Path]) -> Pair:
        """The same pages both ways."""
        made = Pair(len(pages), self.bare(pages), self.batch(pages, 2))
        _tell(f"{len(pages)} pages, bare pool: {_figures(made.bare)}")
        _tell(f"{len(pages)} pages, batch: {_figures(made.batch)}")
        return made

    def bare(self, pages: Sequence[Path]) -> Measured:
        """In a bare pool."""
        command = [sys.executable, str(self.folder / "pool.py"), "2", *map(str, pages)]
        path = os.pathsep.join((str(Path.cwd()), os.environ.get("PYTHONPATH", "")))
        return self._run(command, os.environ | {"PYTHONPATH": path})

    def batch(self, pages: Sequence[Path], workers: int) -> Measured:
        """As a batch."""
        out = self.folder / f"out-{len(pages)}-{workers}"
        command = [*DECLASS, "ingest", *map(str, pages), "--out", str(out), "--workers", str(workers)]
        return self._run(command, os.environ | {"PREFECT_API_URL": self.server.url})

    def _run(self, command: Sequence[str], environment: dict[str, str]) -> Measured:
        made = measured(command, environment, self.folder / "log.txt")
        if made.code != 0:
            raise RuntimeError(f"ended with {made.code}; see {self.folder / 'log.txt'}")
        return made


def _share(name: str, few: Pair, many: Pair) -> str:
    """What a batch costs once and a page, on top of a bare pool, and its share in many pages."""
    over_few, over_many = (getattr(p.batch, name) - getattr(p.bare, name) for p in (few, many))
    a_page = (over_many - over_few) / (many.pages - few.pages)
    once = over_few - a_page * few.pages
    bare_page = (getattr(many.bare, name) - getattr(few.bare, name)) / (many.pages - few.pages)
    share = (once + a_page * _PAGES) / (bare_page * _PAGES)
    return (
        f"{name}: {once:.1f} s once and {1000 * a_page:.0f} ms a page on top of {bare_page:.2f} s a page; "
        f"{100 * share:.1f} % of {_PAGES} pages"
    )


def _figures(made: Measured) -> str:
    return f"{made.seconds:.1f} s, {made.cpu:.1f} s of CPU, {made.peak / 1e6:.0f} MB at most"


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
