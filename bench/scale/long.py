"""One long document: `python -m bench.scale.long FOLDER [--pages 3000] [--words 300]`.

`declass ingest` reads it with two workers, Prefect's own server beside them; readers are stand-ins (`bench.stand_in`).
Told are the peak of the memory of all processes together, and when the first page and the last could be had from the
store. FOLDER must not exist yet.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from bench.measured import DECLASS, measured
from bench.scale.sheets import write_scan
from bench.stand_in import StandIn
from declass.catalog.store import STORE_NAME

_MB = 1e6


def main() -> int:
    """Reads the document and prints what it took; 1 where it failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=3000)
    parser.add_argument("--words", type=int, default=300, help="on each page")
    asked = parser.parse_args()
    folder: Path = asked.folder
    folder.mkdir(parents=True)
    reader = StandIn(folder / "engine", folder / "read.log", words=asked.words)
    reader.install()
    write_scan(folder / "long.pdf", 0, asked.pages)
    environment = {key: value for key, value in reader.environment().items() if key != "PREFECT_API_URL"}
    environment["PREFECT_HOME"] = str(folder / "prefect")
    command = [*DECLASS, "ingest", str(folder / "long.pdf"), "--out", str(folder / "out"), "--workers", "2"]
    begun = time.time()
    made = measured(command, environment, folder / "ingest.log")
    stored = sorted(
        path.stat().st_mtime - begun for path in (folder / "out" / STORE_NAME / "pages").rglob("*.json")
    )
    sizes = ", ".join(f"{size / _MB:.0f}" for size in (made.peak, made.peak_main, made.peak_other))
    lines = (
        f"exit code {made.code}, {made.seconds:.0f} s, {made.cpu:.0f} s of CPU; {len(stored)} pages in the store",
        f"first page stored after {stored[0]:.1f} s, half of them after {stored[len(stored) // 2]:.0f} s, ",
        f"the last after {stored[-1]:.0f} s, the document written after {_written(folder) - begun:.0f} s",
        f"MB of memory at most, in all, in the batch itself, in another process: {sizes}",
    )
    sys.stdout.write("\n".join(lines) + "\n")
    return made.code


def _written(folder: Path) -> float:
    return (folder / "out" / "long" / "record.json").stat().st_mtime


if __name__ == "__main__":
    sys.exit(main())
