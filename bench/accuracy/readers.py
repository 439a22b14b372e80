"""How each system reads one page. This runs in a process of its own; starting it and loading models is not counted."""

from __future__ import annotations

import os
import resource
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, NoReturn

import cv2
import numpy as np

from bench.accuracy.cache import Reading
from processors.config import Config
from processors.errors import EngineError, MissingError
from processors.scan import Raster

PAGE_SECONDS = 300.0
"""A program that takes longer for one page is ended."""


@dataclass(frozen=True, slots=True)
class Job:
    """One page for one system.

    Attributes:
        reader: one of `READERS`.
        file: the page's file, and
        number: its page in it, 1-based.
        picture: the page as one image.
        dpi: pixels per inch of `picture`.
        config: settings of `declass`.
    """

    reader: str
    file: Path
    number: int
    picture: Path
    dpi: float
    config: Config


def read(job: Job) -> Reading:
    """Reads the page and counts the CPU seconds of this process and its children.

    Raises:
        MissingError: the system or one of its models is not installed.
        EngineError: it failed.
    """
    os.environ["OMP_THREAD_LIMIT"] = "1"
    cv2.setNumThreads(1)
    _stay_offline()
    warm, work = READERS[job.reader]
    warm(job)
    cpu, start = _cpu_seconds(), time.perf_counter()
    reading = work(job)
    return replace(reading, cpu=round(_cpu_seconds() - cpu, 3), wall=round(time.perf_counter() - start, 3))


def _cpu_seconds() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(u.ru_utime + u.ru_stime for u in used)


def _stay_offline() -> None:
    """Lets nothing look up a host: a system that wants to fetch a model fails instead."""

    def refused(*_arguments: object, **_named: object) -> NoReturn:
        raise OSError("the benchmark works without a network")

    socket.getaddrinfo = refused


def _specimen() -> Raster:
    """A small page with a word on it, to make engines load their models."""
    image = np.full((120, 400), 255, dtype=np.uint8)
    return np.asarray(
        cv2.putText(image, "READY", (40, 80), cv2.FONT_HERSHEY_SIMPLEX, 2, 0, 4), dtype=np.uint8
    )


def _warm_declass(job: Job) -> None:
    """Loads all that a worker loads once and then has for each page."""
    from processors.language.usual_words import word_cost
    from processors.ocr.rapid import RapidEngine

    RapidEngine(job.config.fusion.rapid).read(_specimen(), 300, PAGE_SECONDS)
    word_cost("ready")
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        picture = Path(folder) / "specimen.png"
        cv2.imwrite(str(picture), _specimen())
        _read_declass(replace(job, file=picture, number=1))


def _read_declass(job: Job) -> Reading:
    from processors.assembly import assemble
    from processors.ocr.rapid import RapidEngine
    from processors.ocr.tesseract import TesseractEngine
    from processors.outputs.provenance import provenance
    from processors.reading import read_page
    from processors.sources import open_source

    config = job.config
    with open_source(job.file, config) as source:
        scan, info = source.page(job.number), source.info
    result = read_page(scan, TesseractEngine(config.ocr), RapidEngine(config.fusion.rapid), config)
    page = assemble(info, [result], [], provenance(config, ()), config).pages[0]
    return Reading(
        lines=tuple(line.text for line in page.lines),
        words=tuple((word.text, word.confidence) for line in page.lines for word in line.words),
        steps=tuple(step.name for step in page.steps),
    )


def _warm_nothing(_job: Job) -> None:
    """Programs load their models anew for each page; that is part of what they cost."""


def _read_tesseract(job: Job) -> Reading:
    return Reading(_lines(_run(["tesseract", str(job.picture), "stdout"])))


def _read_ocrmypdf(job: Job) -> Reading:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        text = Path(folder) / "text.txt"
        command = ["ocrmypdf", "--deskew", "--clean", "--rotate-pages", "--jobs", "1", "--optimize", "0"]
        command += ["--output-type", "pdf", "--image-dpi", str(round(job.dpi)), "--sidecar", str(text)]
        _run([*command, str(job.picture), str(Path(folder) / "out.pdf")])
        return Reading(_lines(text.read_text(encoding="utf-8")))


def _run(command: list[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, timeout=PAGE_SECONDS, check=False)
    except FileNotFoundError as error:
        raise MissingError(f"{command[0]} is not installed") from error
    except subprocess.TimeoutExpired as error:
        raise EngineError(f"{command[0]} took longer than {PAGE_SECONDS:g} s and was ended") from error
    if done.returncode:
        said = " ".join(done.stderr.decode("utf-8", "replace").split())[-200:]
        raise EngineError(f"{command[0]} failed with status {done.returncode}: {said}")
    return done.stdout.decode("utf-8", "replace")


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


@lru_cache(maxsize=1)
def _rapidocr() -> Any:
    """RapidOCR with its defaults, but with one thread as all others."""
    import rapidocr

    models = Path(rapidocr.__file__).parent / "models"
    if len(list(models.glob("*.onnx"))) < len(("detector", "direction", "recogniser")):
        raise MissingError("RapidOCR's models are not installed", hint="They come with its wheel")
    one = {f"EngineConfig.onnxruntime.{kind}_op_num_threads": 1 for kind in ("intra", "inter")}
    return rapidocr.RapidOCR(params={**one, "Global.log_level": "critical"})


def _warm_rapidocr(_job: Job) -> None:
    _rapidocr()(_specimen())


def _read_rapidocr(job: Job) -> Reading:
    return Reading(tuple(_rapidocr()(str(job.picture)).txts or ()))


READERS: dict[str, tuple[Callable[[Job], None], Callable[[Job], Reading]]] = {
    "declass": (_warm_declass, _read_declass),
    "tesseract": (_warm_nothing, _read_tesseract),
    "rapidocr": (_warm_rapidocr, _read_rapidocr),
    "ocrmypdf": (_warm_nothing, _read_ocrmypdf),
}
"""Name -> what loads its models, what reads."""
