"""`python -m bench.speed.device PICTURES [--devices cpu,cuda] [--processes 1,4] [--out FILE]`.

The second reader looks through pictures of pages and reads every line, on the processor and on a graphics card; told
are pages and lines a second, and how many lines the card reads as the processor does.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from multiprocessing.synchronize import Barrier
from pathlib import Path

import cv2
import numpy as np

from processors.config.fusion import CPU, CUDA, FusionConfig, RapidConfig
from processors.errors import InputError
from processors.geometry import Box
from processors.ocr.rapid import RapidEngine
from processors.scan import Raster

_SECONDS = 300.0
"""For a page and for the start of all processes; none takes that long."""

_PADDED = "padded"
"""The processor, with lines padded as for a card."""

_HEAD = """\
| device | processes | pages/s | at first | lines/s | finding lines, ms a page | reading, ms a line |
|---|---|---|---|---|---|---|
"""

_NEARLY = 0.99
"""Overlap (intersection over union) of boxes that are the same but for rounding."""


@dataclass(frozen=True, slots=True)
class PageRead:
    """What was found on one page, and the seconds that it took."""

    boxes: tuple[Box, ...]
    texts: tuple[str, ...]
    detecting: float
    reading: float


@dataclass(frozen=True, slots=True)
class Timing:
    """All pages read by so many processes.

    Attributes:
        device: `cpu` or `cuda`.
        processes: how many read at the same time, each with one thread.
        pages, lines: how many were read.
        seconds: from the first page to the last, when all pages had been read once before.
        cold: the same for the first time, loading the models not in it.
        detecting, reading: seconds in the two models and what belongs to them, over all processes.
    """

    device: str
    processes: int
    pages: int
    lines: int
    seconds: float
    cold: float
    detecting: float
    reading: float


def main(arguments: list[str] | None = None) -> int:
    """Measures, and prints a table."""
    parser = argparse.ArgumentParser(prog="bench.speed.device", description="Time the second reader.")
    parser.add_argument("pictures", type=Path, help="folder with PNG files of pages")
    parser.add_argument("--devices", default=f"{CPU},{CUDA}", help="comma-separated (default: %(default)s)")
    parser.add_argument("--processes", default="1,4", help="comma-separated (default: %(default)s)")
    parser.add_argument("--out", type=Path, help="a JSON file for the figures")
    given = parser.parse_args(arguments)
    pictures = sorted(given.pictures.glob("*.png"))
    devices, counts = given.devices.split(","), [int(count) for count in given.processes.split(",")]
    timings, most = [], max(counts)
    read: dict[str, list[PageRead]] = {}
    sys.stdout.write(_HEAD)
    for device in devices:
        for processes in counts:
            timing, read[device] = timed(pictures, device, processes)
            timings.append(timing)
            sys.stdout.write(row(timing) + "\n")
            sys.stdout.flush()
    same = {}
    if {CPU, CUDA} <= set(devices):
        _, padded = timed(pictures, _PADDED, most)
        same = likeness(read[CPU], padded, read[CUDA], pictures)
    sys.stdout.write("".join(f"{name}: {share:.4f}\n" for name, share in same.items()))
    if given.out:
        figures = {"timings": [asdict(t) for t in timings], "likeness": same}
        given.out.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 0


def row(timing: Timing) -> str:
    """A row of a Markdown table."""
    pages, lines, seconds = timing.pages, timing.lines, timing.seconds
    return (
        f"| {timing.device} | {timing.processes} | {pages / seconds:.2f} | {pages / timing.cold:.2f} | "
        f"{lines / seconds:.0f} | {1000 * timing.detecting / pages:.0f} | {1000 * timing.reading / lines:.1f} |"
    )


def timed(pictures: Sequence[Path], device: str, processes: int) -> tuple[Timing, list[PageRead]]:
    """Reads all pages twice, after every process has read one of them."""
    context = multiprocessing.get_context("spawn")
    ready = context.Barrier(processes + 1)
    with context.Pool(processes, _start, (ready, device, pictures[0])) as pool:
        ready.wait(_SECONDS)
        begun = time.perf_counter()
        pool.map(_read, pictures, chunksize=1)
        again = time.perf_counter()
        read = pool.map(_read, pictures, chunksize=1)
        seconds = time.perf_counter() - again
    lines = sum(len(page.boxes) for page in read)
    spent = (sum(page.detecting for page in read), sum(page.reading for page in read))
    return Timing(device, processes, len(read), lines, seconds, again - begun, *spent), read


def likeness(
    cpu: Sequence[PageRead], padded: Sequence[PageRead], cuda: Sequence[PageRead], pictures: Sequence[Path]
) -> dict[str, float]:
    """Shares (0..1) of what the card finds and reads as the processor does, of what the processor found.

    Args:
        cpu: as the processor reads.
        padded: as it reads lines that are padded as they are for the card.
        cuda: as the card reads.
        pictures: the pages.
    """
    boxes = [(box, two.boxes) for one, two in zip(cpu, cuda, strict=True) for box in one.boxes]
    card = RapidEngine(_config(CUDA))
    texts = [
        line.text
        for page, picture in zip(cpu, pictures, strict=True)
        for line in card.read_lines(_image(picture), page.boxes, _SECONDS, margin=0.0)
    ]
    return {
        "boxes found in the same place": _mean([any(b.iou(o) > _NEARLY for o in all_) for b, all_ in boxes]),
        "lines read the same": _same(texts, cpu),
        "lines read as the processor reads them with the same padding": _same(texts, padded),
        "lines that padding alone changes": 1 - _same([t for page in padded for t in page.texts], cpu),
    }


def _same(texts: Sequence[str], read: Sequence[PageRead]) -> float:
    others = [text for page in read for text in page.texts]
    return _mean([one == other for one, other in zip(texts, others, strict=True)])


def _mean(told: Sequence[bool]) -> float:
    return sum(told) / len(told)


def _config(device: str) -> RapidConfig:
    if device == _PADDED:
        return replace(_config(CUDA), device=CPU)
    return FusionConfig.on(device).rapid


def _image(picture: Path) -> Raster:
    image = cv2.imread(str(picture), cv2.IMREAD_GRAYSCALE)
    if image is None:
        raise InputError("is no picture", file=str(picture))
    return image.astype(np.uint8, copy=False)


_engine: RapidEngine


def _start(ready: Barrier, device: str, picture: Path) -> None:
    """In a process: loads the models and reads one page."""
    global _engine
    cv2.setNumThreads(1)
    _engine = RapidEngine(_config(device))
    _read(picture)
    ready.wait(_SECONDS)


def _read(picture: Path) -> PageRead:
    image = _image(picture)
    begun = time.perf_counter()
    boxes = _engine.detect(image)
    found = time.perf_counter()
    lines = _engine.read_lines(image, boxes, _SECONDS, margin=0.0)
    return PageRead(boxes, tuple(line.text for line in lines), found - begun, time.perf_counter() - found)


if __name__ == "__main__":
    sys.exit(main())
