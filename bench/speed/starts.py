"""How long a command takes that has little or nothing to read."""

from __future__ import annotations

import statistics
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bench.speed.running import cost, declass_command

_TIMES = 3


@dataclass(frozen=True, slots=True)
class Starts:
    """Seconds, medians of several.

    Attributes:
        help: `declass --help`.
        read: `declass read` of one page.
        tesseract: the `tesseract` command on the same page.
        cold: `declass ingest` of that page into an empty folder: Prefect's server and the models are started.
        known: the same once more, with nothing left to read.
    """

    help: float
    read: float
    tesseract: float
    cold: float
    known: float


def measured_starts(picture: Path) -> Starts:
    """Runs each command several times, all in turn.

    Raises:
        EngineError: one failed.
    """
    rows = [_once(picture) for _ in range(_TIMES)]
    return Starts(*(statistics.median(column) for column in zip(*rows, strict=True)))


def _once(picture: Path) -> tuple[float, ...]:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        ingest = declass_command("ingest", str(picture), "--out", folder, "--workers", "1")
        commands = (
            declass_command("--help"),
            declass_command("read", str(picture), "--workers", "1"),
            ["tesseract", str(picture), "-"],
            ingest,
            ingest,
        )
        return tuple(cost(command).wall for command in commands)
