"""Programs that are run: what they cost in time, CPU and memory."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.speed.scans import Chunk
from processors.errors import EngineError

_LOOK_SECONDS = 0.05
"""Between two looks at the memory."""

_SAID = 300
"""Characters of what a failed program said."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command took.

    Attributes:
        wall: seconds.
        cpu: seconds of the processor, those of all processes that it started and waited for in it.
        largest: the most memory (bytes, resident) that one of its processes had.
        together: the most that all had at one time; what they share counts for each.
    """

    wall: float
    cpu: float
    largest: int
    together: int


def cost(command: Sequence[str]) -> Cost:
    """Runs a command to its end; programs inside have one thread each.

    Raises:
        EngineError: it failed.
    """
    begun = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            command, stdout=said, stderr=said, env={**os.environ, "OMP_THREAD_LIMIT": "1"}
        )
        watch = _Watch(process.pid)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - begun
        largest, together = watch.end()
        if process.returncode not in _FINE:
            said.seek(0)
            text = " ".join(said.read().decode("utf-8", "replace").split())[-_SAID:]
            raise EngineError(f"{command[0]} failed with {process.returncode}: {text}")
    return Cost(wall, used.ru_utime + used.ru_stime, largest, together)


_FINE = (0, 9)
"""9 is what `declass` ends with where a page failed; that is no matter of speed."""


class _Watch:
    """Looks at the memory of a process and of all below it."""

    def __init__(self, pid: int) -> None:
        self._pid, self._ended = pid, threading.Event()
        self._largest = self._together = 0
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def end(self) -> tuple[int, int]:
        self._ended.set()
        self._thread.join()
        return self._largest, self._together

    def _look(self) -> None:
        while not self._ended.wait(_LOOK_SECONDS):
            sizes = []
            with contextlib.suppress(psutil.Error):
                root = psutil.Process(self._pid)
                for process in (root, *root.children(recursive=True)):
                    with contextlib.suppress(psutil.Error):
                        sizes.append(process.memory_info().rss)
            self._largest = max([self._largest, *sizes])
            self._together = max(self._together, sum(sizes))


@dataclass(frozen=True, slots=True)
class System:
    """A program that reads pages; `commands` gives what is run for some pages, with so many workers."""

    name: str
    commands: Callable[[Chunk, int, Path], list[str]]


def declass_command(*arguments: str) -> list[str]:
    """The command line of the `declass` that is here."""
    return [sys.executable, "-c", "from declass.cli.main import main; main()", *arguments]


def batch_command(scans: Sequence[Chunk], workers: int, out: Path) -> list[str]:
    """What reads some scans as one batch."""
    pdfs = (str(scan.pdf) for scan in scans)
    return declass_command("ingest", *pdfs, "--out", str(out), "--workers", str(workers))


def _declass(chunk: Chunk, workers: int, out: Path) -> list[str]:
    return batch_command([chunk], workers, out)


def _ocrmypdf(chunk: Chunk, workers: int, out: Path) -> list[str]:
    options = ["--deskew", "--clean", "--rotate-pages", "--output-type", "pdf", "--jobs", str(workers)]
    return ["ocrmypdf", *options, str(chunk.pdf), str(out / "out.pdf")]


def _tesseract(chunk: Chunk, workers: int, out: Path) -> list[str]:
    names = "\n".join(str(p) for p in chunk.pictures)
    (out / "pictures").write_text(names, encoding="utf-8")
    loop = 'xargs -a "$1" -P "$2" -I{} sh -c \'tesseract "{}" - >/dev/null 2>&1\''
    return ["sh", "-c", loop, "tesseract-loop", str(out / "pictures"), str(workers)]


SYSTEMS = (System("declass", _declass), System("OCRmyPDF", _ocrmypdf), System("Tesseract", _tesseract))


def installed() -> tuple[list[System], list[str]]:
    """The systems that can run here, and a line about each that cannot."""
    lacking = [program for program in ("ocrmypdf", "gs", "unpaper") if shutil.which(program) is None]
    told = ["docling is left out: its models are fetched from the network at the first use."]
    if lacking:
        told.append(f"OCRmyPDF is left out; not installed: {', '.join(lacking)}.")
    return [s for s in SYSTEMS if s.name != "OCRmyPDF" or not lacking], told
