"""`python -m bench.speed.marks FILE… [--looks N]`: what it costs to find all marks of a page, page by page.

CPU seconds of the least of N looks, in one process with memory kept as workers keep it, and a digest of all that was
found and turned down: run with two versions in turn, it tells whether a faster one still finds the same.
"""

from __future__ import annotations

import argparse
import hashlib
import statistics
import sys
import time
from pathlib import Path

import cv2

from processors.config import Config
from processors.memory import keep_memory
from processors.pictures import look
from processors.scan import Scan
from processors.sources import open_source
from processors.step_log import StepLog


def marks_cost(scan: Scan, config: Config, looks: int) -> tuple[float, str]:
    """CPU seconds of the least of some looks at a page, and a digest of what was seen."""
    seconds: list[float] = []
    digest = ""
    for _ in range(looks):
        begun = time.process_time()
        seen = look(scan, config, StepLog())
        seconds.append(time.process_time() - begun)
        digest = hashlib.sha256(repr(seen).encode()).hexdigest()[:12]
    return min(seconds), digest


def main(arguments: list[str] | None = None) -> int:
    """Measures all pages of some files."""
    parser = argparse.ArgumentParser(prog="bench.speed.marks", description="What finding marks costs.")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="PDF files and pictures")
    parser.add_argument("--looks", type=int, default=3, help="at each page (default: %(default)s)")
    given = parser.parse_args(arguments)
    cv2.setNumThreads(1)
    keep_memory()
    config = Config.from_environment()
    costs: list[float] = []
    for file in given.files:
        with open_source(file, config) as source:
            for number in range(1, source.page_count + 1):
                seconds, digest = marks_cost(source.page(number), config, given.looks)
                costs.append(seconds)
                sys.stdout.write(f"{seconds:6.3f} s  {digest}  {file.name} page {number}\n")
                sys.stdout.flush()
    middle, most = statistics.median(costs), max(costs)
    sys.stdout.write(f"{len(costs)} pages: mean {statistics.mean(costs):.3f} s, ")
    sys.stdout.write(f"median {middle:.3f}, most {most:.3f}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
