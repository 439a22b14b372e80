"""How long a command takes that has little or nothing to read."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.speed.running import cost, declass_command

_TIMES = 3
_READ = 12
"""Pages that are read each by a command of its own, evenly spread: what it takes depends on the page."""


@dataclass(frozen=True, slots=True)
class Starts:
    """Seconds, medians of several but for `reads`.

    Attributes:
        help: `declass --help`.
        cold: `declass ingest` of one page into an empty folder: Prefect's server and the models are started.
        known: the same once more, with nothing left to read.
        reads: `declass read` of a page, as it is typed, and the `tesseract` command on it, for some pages.
    """

    help: float
    cold: float
    known: float
    reads: tuple[tuple[float, float], ...]


def measured_starts(pictures: Sequence[Path]) -> Starts:
    """Runs each command several times, all in turn.

    Raises:
        EngineError: one failed.
    """
    rows = [_once(pictures[0]) for _ in range(_TIMES)]
    helped, cold, known = (statistics.median(column) for column in zip(*rows, strict=True))
    reads = tuple(_read(picture) for picture in pictures[:: -(-len(pictures) // _READ)])
    return Starts(helped, cold, known, reads)


def _once(picture: Path) -> tuple[float, ...]:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        ingest = declass_command("ingest", str(picture), "--out", folder, "--workers", "1")
        return tuple(cost(command).wall for command in (declass_command("--help"), ingest, ingest))


def _read(picture: Path) -> tuple[float, float]:
    read, alone = declass_command("read", str(picture)), ["tesseract", str(picture), "-"]
    return cost(read).wall, cost(alone).wall
