"""CPU seconds of each step of reading a page, and of Tesseract alone on the same picture."""

from __future__ import annotations

import os
import resource
import subprocess
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

from processors.config import Config
from processors.ocr.registry import readers
from processors.reading import read_page
from processors.sources import open_source


def cpu_seconds() -> float:
    """CPU seconds of this process and of the children that it has waited for."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(u.ru_utime + u.ru_stime for u in used)


# Lets the steps of a reading be timed by the processor's clock, not by the one on the wall.
_CLOCK = SimpleNamespace(perf_counter=cpu_seconds)


def declass_stages(file: Path, config: Config, number: int = 1) -> dict[str, float]:
    """CPU seconds of each step of reading a page of a file; opening it is the step `open`, the rest `other`."""
    begun = cpu_seconds()
    with open_source(file, config) as source:
        scan = source.page(number)
    opened = cpu_seconds()
    with patch("processors.step_log.time", _CLOCK):
        result = read_page(scan, *readers(config), config)
    stages: dict[str, float] = {"open": opened - begun}
    for name, seconds in result.seconds:
        stages[name] = stages.get(name, 0.0) + seconds
    stages["other"] = max(0.0, cpu_seconds() - begun - sum(stages.values()))
    return stages


def tesseract_alone(picture: Path) -> float:
    """CPU seconds of the `tesseract` command on a picture, its start and the loading of its model included."""
    begun = cpu_seconds()
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    command = ["tesseract", str(picture), "-"]
    subprocess.run(command, capture_output=True, check=True, env=environment)
    return cpu_seconds() - begun
