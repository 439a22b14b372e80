"""How long a second run takes over pages that were read: `python -m bench.catalog FOLDER [--documents N] [--pages N]`.

FOLDER gets PDF files and an output as reading them leaves it, made up; both are kept, and used again the next time.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path

from bench.catalog.made_up import fill, write_sources
from flows.ledger import open_ledger
from processors.config import Config
from processors.ocr.versions import engine_tools


def main() -> None:
    """Makes the folders up where they are not there, then runs `declass ingest` over them and prints the times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--pages", type=int, default=10, help="of each document")
    asked = parser.parse_args()
    sources, out = asked.folder / "sources", asked.folder / "out"
    if not sources.is_dir():
        _make_up(sources, out, asked.documents, asked.pages)
    total = asked.documents * asked.pages
    print(f"{total} pages in {asked.documents} documents were read before")  # noqa: T201 - the result
    declass = [sys.executable, "-c", "from declass.cli.main import main; main()", "ingest"]
    command = [*declass, str(sources), "--out", str(out)]
    told = {
        "first look, files without a stamp yet": command,
        "second run": command,
        "with --checksum": [*command, "--checksum"],
        "second run as a Prefect flow": [sys.executable, "-c", _FLOW, str(sources), str(out)],
    }
    for what, line in told.items():
        start = time.perf_counter()
        done = subprocess.run(line, capture_output=True, text=True, check=False)
        seconds = time.perf_counter() - start
        counted = next(
            (text for text in done.stdout.splitlines() if "pages read" in text), done.stderr[-300:]
        )
        print(f"{what}: {seconds:.1f} s; {counted}", flush=True)  # noqa: T201 - the result


_FLOW = """
import sys
from pathlib import Path
from flows.settings import apply_defaults
apply_defaults()
from flows.ingest import run
from flows.requests import Request
if __name__ == "__main__":
    made = run(Request((Path(sys.argv[1]),), Path(sys.argv[2]), 2))
    print(f"{made.pages_read} pages read, {made.pages_known} known")
"""


def _make_up(sources: Path, out: Path, documents: int, pages: int) -> None:
    start = time.perf_counter()
    write_sources(sources, documents, pages)
    config = Config.from_environment()
    tools = engine_tools(config)
    with open_ledger(out, config, tools, ()) as ledger:
        made = time.perf_counter()
        fill(ledger, sources, pages, tools, config)
    print(f"made up in {made - start:.0f} + {time.perf_counter() - made:.0f} s", flush=True)  # noqa: T201 - the result


if __name__ == "__main__":
    main()
