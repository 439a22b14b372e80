"""How a batch grows: `python -m bench.scale FOLDER [--steps 100 1000 5000 20000] [--pages 10] [--words 100]`.

One drop folder grows step by step, and each step is a batch of `declass ingest` over all of it, with a stand-in for the
readers (`bench.stand_in`): so what is measured is everything but recognition. After each step one more document is put
there, and then nothing. FOLDER must not exist yet.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

from bench.faults.keeper import Keeper
from bench.measured import DECLASS, Measured, measured
from bench.scale.sheets import write_scan
from bench.stand_in import StandIn
from declass.catalog.store import STORE_NAME
from flows.server import Server
from flows.settings import apply_defaults

_MB = 1e6
_HEAD = (
    "| pages | new pages: s a page | CPU a page | one more document | nothing new | memory, all | of the batch itself "
    "| catalog | page store | results | Prefect's database |\n" + "|---" * 11 + "|"
)


@dataclass(frozen=True, slots=True)
class Drop:
    """A drop folder that grows, and what reads it.

    Attributes:
        folder: everything lies under it.
        pages: of each document.
        server: Prefect's.
        reader: the stand-in.
    """

    folder: Path
    pages: int
    server: Server
    reader: StandIn

    @property
    def out(self) -> Path:
        """The results."""
        return self.folder / "out"

    def grow(self, documents: int) -> int:
        """Puts documents there until there are so many; gives the number of new pages."""
        sources = self.folder / "sources"
        sources.mkdir(exist_ok=True)
        there = len(list(sources.iterdir()))
        for number in range(there, documents):
            # Names that sort anywhere among the others: a new document is not always the last.
            write_scan(sources / f"{number * 7919 % 100_003:06}.pdf", number * self.pages, self.pages)
        return self.pages * (documents - there)

    def ingest(self) -> Measured:
        """Reads what is new.

        Raises:
            RuntimeError: it fails.
        """
        environment = self.reader.environment() | {"PREFECT_API_URL": self.server.url}
        command = [*DECLASS, "ingest", str(self.folder / "sources"), "--out", str(self.out), "--workers", "2"]
        made = measured(command, environment, self.folder / "ingest.log")
        if made.code != 0:
            raise RuntimeError(f"ended with {made.code}; see {self.folder / 'ingest.log'}")
        return made


def main() -> None:
    """Grows the folder and prints a row of a table for each step."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--steps", type=int, nargs="+", default=[100, 1000, 5000, 20_000], help="pages")
    parser.add_argument("--pages", type=int, default=10, help="of each document")
    parser.add_argument("--words", type=int, default=100, help="on each page")
    parser.add_argument("--port", type=int, default=4291, help="for the Prefect server")
    asked = parser.parse_args()
    apply_defaults()
    asked.folder.mkdir(parents=True)
    server = Server(f"http://127.0.0.1:{asked.port}/api", asked.folder / "server", asked.port)
    reader = StandIn(asked.folder / "engine", asked.folder / "read.log", words=asked.words)
    reader.install()
    drop = Drop(asked.folder, asked.pages, server, reader)
    _tell(_HEAD)
    with Keeper(server):
        for step in asked.steps:
            new = drop.grow(step // asked.pages)
            grown = drop.ingest()
            drop.grow(step // asked.pages + 1)
            _tell(_row(drop, step, new, grown, drop.ingest(), drop.ingest()))


def _row(drop: Drop, step: int, new: int, grown: Measured, one: Measured, nothing: Measured) -> str:
    store = drop.out / STORE_NAME
    cells = [
        f"{step:,}",
        f"{grown.seconds / new:.3f}",
        f"{grown.cpu / new:.3f}",
        f"{one.seconds:.1f} s ({one.cpu:.1f} s of CPU)",
        f"{nothing.seconds:.1f} s ({nothing.cpu:.1f})",
        f"{grown.peak / _MB:.0f} MB",
        f"{grown.peak_main / _MB:.0f} MB",
        f"{_size(store, 'catalog.sqlite*') / _MB:.1f} MB",
        f"{_size(store / 'pages', '*/*') / _MB:.1f} MB",
        f"{_size(drop.out, '*/*') / _MB:.1f} MB",
        f"{_size(drop.folder / 'server', 'prefect.db*') / _MB:.1f} MB",
    ]
    return "| " + " | ".join(cells) + " |"


def _size(folder: Path, pattern: str) -> int:
    """Bytes of the files that match; those of the store are left out where they are not asked for by name."""
    return sum(path.stat().st_size for path in folder.glob(pattern) if path.is_file())


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
