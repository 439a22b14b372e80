"""One long document: `python -m bench.scale.long FOLDER [--pages 3000] [--words 300 | --of PDF…]`.

`declass ingest` reads it with two workers, Prefect's own server beside them. It is made of small sheets, and readers
are stand-ins (`bench.stand_in`); with `--of` it is made of the pages of real files, again and again until there are
enough, and read with the real engines, which takes hours.
Told are the peak of the memory of all processes together, and when the first page and the last could be had from the
store. FOLDER must not exist yet. 1 where the batch failed, a page is lost, or a bound is missed.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from bench.measured import DECLASS, Measured, measured
from bench.scale.sheets import write_of, write_scan
from bench.stand_in import StandIn
from declass.catalog.store import STORE_NAME

_MB = 1e6
# Bytes that all processes together may take with two workers: a laptop of 4 GB, with its desktop and a browser.
MOST_BYTES = 2_500_000_000
# Seconds after which the first page must be there, however long the document is: the start of the program, of Prefect's
# server and of a worker take 15 of them on two cores, and three times as long where other programs use them too.
FIRST_SECONDS = 60


def main() -> int:
    """Reads the document and prints what it took; 1 where it failed or a bound is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=3000)
    parser.add_argument("--words", type=int, default=300, help="on each page, by stand-ins")
    parser.add_argument("--of", type=Path, nargs="+", help="PDF files of real pages")
    asked = parser.parse_args()
    folder: Path = asked.folder
    folder.mkdir(parents=True)
    environment = dict(os.environ)
    if asked.of:
        write_of(folder / "long.pdf", asked.of, asked.pages)
    else:
        reader = StandIn(folder / "engine", folder / "read.log", words=asked.words)
        reader.install()
        environment = reader.environment()
        write_scan(folder / "long.pdf", 0, asked.pages)
    environment.pop("PREFECT_API_URL", None)
    environment["PREFECT_HOME"] = str(folder / "prefect")
    command = [*DECLASS, "ingest", str(folder / "long.pdf"), "--out", str(folder / "out"), "--workers", "2"]
    begun = time.time()
    made = measured(command, environment, folder / "ingest.log")
    stored = sorted(
        path.stat().st_mtime - begun for path in (folder / "out" / STORE_NAME / "pages").rglob("*.json")
    )
    _tell(folder, made, stored, begun)
    wrong = missed(made, stored, asked.pages)
    for line in wrong:
        sys.stdout.write(f"MISSED: {line}\n")
    return 1 if wrong else 0


def missed(made: Measured, stored: Sequence[float], pages: int) -> list[str]:
    """What is not as it should be.

    Args:
        made: what the batch took.
        stored: seconds after which each page could be had from the store, in order.
        pages: of the document.
    """
    wrong = [f"exit code {made.code}"] if made.code else []
    if made.peak >= MOST_BYTES:
        wrong.append(f"memory: {made.peak / _MB:.0f} MB in all is not under {MOST_BYTES / _MB:.0f} MB")
    if len(stored) != pages:
        wrong.append(f"pages: {len(stored)} of {pages} are in the store")
    if not stored or stored[0] > FIRST_SECONDS or (pages > 1 and stored[0] >= stored[-1]):
        told = f"after {stored[0]:.0f} s, the last after {stored[-1]:.0f} s" if stored else "never"
        wrong.append(f"first page: it could be had {told}; wanted are {FIRST_SECONDS} s, and before the last")
    return wrong


def _tell(folder: Path, made: Measured, stored: Sequence[float], begun: float) -> None:
    lines = [
        f"exit code {made.code}, {made.seconds:.0f} s, {made.cpu:.0f} s of CPU; {len(stored)} pages in the store"
    ]
    if stored:
        lines.append(
            f"first page stored after {stored[0]:.1f} s, half of them after {stored[len(stored) // 2]:.0f} s, "
            f"the last after {stored[-1]:.0f} s"
        )
    record = folder / "out" / "long" / "record.json"
    if record.is_file():
        lines.append(f"the document written after {record.stat().st_mtime - begun:.0f} s")
    sizes = ", ".join(f"{size / _MB:.0f}" for size in (made.peak, made.peak_main, made.peak_other))
    lines.append(f"MB of memory at most, in all, in the batch itself, in another process: {sizes}")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main())
