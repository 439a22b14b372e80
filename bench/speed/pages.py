"""`python -m bench.speed.pages [PART…] [--data DIR] [--pictures DIR]`: what reading a page costs, page by page.

CPU seconds of each step over those of the `tesseract` command on the same picture, which is run before and after; how
much of all is neither of the two readers; and what the pages take together, those that had to be looked through (the
first reader doubts them as a whole) apart from the others. Everything is in one process with the models loaded and
memory kept as workers keep it.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import cv2

from bench.accuracy.pages import BenchPage, bench_pages
from bench.speed.stages import cpu_seconds, declass_stages, tesseract_alone
from processors.config import Config
from processors.memory import keep_memory
from processors.ocr.rapid import RapidEngine
from processors.ocr.tesseract import TesseractEngine

SETS = ("text", "us")
READING = (
    (TesseractEngine, ("read", "read_area")),
    (RapidEngine, ("detect", "read_lines", "weigh")),
)
"""What is recognition; all else of a page is ours."""


@dataclass(frozen=True, slots=True)
class PageCost:
    """CPU seconds of one page.

    Attributes:
        name: of the page.
        steps: of reading it, by step.
        readers: of all that, in the two readers.
        alone: of Tesseract alone.
        detected: whether the second reader's detector looked through it.
    """

    name: str
    steps: dict[str, float]
    readers: float
    alone: float
    detected: bool

    @property
    def seconds(self) -> float:
        """Of all steps."""
        return sum(self.steps.values())

    @property
    def ratio(self) -> float:
        """All steps over Tesseract alone."""
        return self.seconds / self.alone

    def line(self) -> str:
        """The page as it is told."""
        steps = sorted(self.steps.items(), key=lambda step: -step[1])
        told = ", ".join(f"{name} {seconds:.3f}" for name, seconds in steps if seconds >= 0.005)
        own = 1 - self.readers / self.seconds
        all_told = f"{self.seconds:.3f} s, Tesseract {self.alone:.3f} s, ours {own:.0%}"
        return f"{self.ratio:.2f}  {all_told}  {self.name}: {told}"


def page_cost(page: BenchPage, config: Config) -> PageCost:
    """Reads a page once, between two runs of Tesseract alone, of which the shorter counts."""
    before = tesseract_alone(page.picture)
    with _timed() as spent:
        steps = declass_stages(page.file, config, page.number)
    alone = min(before, tesseract_alone(page.picture))
    return PageCost(page.name, steps, sum(spent.values()), alone, spent["detect"] > 0)


@contextmanager
def _timed() -> Iterator[dict[str, float]]:
    """CPU seconds of the readers' methods, by name."""
    spent = {name: 0.0 for _, names in READING for name in names}
    with ExitStack() as stack:
        for engine, names in READING:
            for name in names:
                stack.enter_context(patch.object(engine, name, _counted(getattr(engine, name), name, spent)))
        yield spent


def _counted(method: Callable[..., Any], name: str, spent: dict[str, float]) -> Callable[..., Any]:
    def counted(*arguments: Any, **named: Any) -> Any:
        begun = cpu_seconds()
        try:
            return method(*arguments, **named)
        finally:
            spent[name] += cpu_seconds() - begun

    return counted


def summary(costs: Sequence[PageCost]) -> list[str]:
    """What pages with and without the detector take together."""
    told = []
    for what, detected in (("looked through", True), ("others", False)):
        some = [cost for cost in costs if cost.detected is detected]
        if some:
            ratios = [cost.ratio for cost in some]
            own = 1 - sum(cost.readers for cost in some) / sum(cost.seconds for cost in some)
            middle = statistics.median(ratios)
            reach = f"{min(ratios):.2f} to {max(ratios):.2f}, median {middle:.2f}"
            told.append(f"{what} ({len(some)}): {reach}, ours {own:.1%}")
    return told


def main(arguments: list[str] | None = None) -> int:
    """Measures the pages with truth, or those of whose names one of the parts is a part."""
    parser = argparse.ArgumentParser(prog="bench.speed.pages", description="What reading each page costs.")
    parser.add_argument("parts", nargs="*", metavar="PART", help="of names of pages (default: all)")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="default: %(default)s")
    parser.add_argument(
        "--pictures", type=Path, default=Path("build/bench/pictures"), help="default: %(default)s"
    )
    given = parser.parse_args(arguments)
    os.environ["OMP_THREAD_LIMIT"] = "1"
    cv2.setNumThreads(1)
    keep_memory()
    config = Config.from_environment()
    pages = bench_pages(given.data, given.pictures, SETS, None)
    pages = [page for page in pages if not given.parts or any(part in page.name for part in given.parts)]
    costs: list[PageCost] = []
    for page in pages:
        if not costs:
            # Loads all that a worker has loaded.
            page_cost(page, config)
        costs.append(page_cost(page, config))
        sys.stdout.write(costs[-1].line() + "\n")
        sys.stdout.flush()
    sys.stdout.write("\n".join(summary(costs)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
