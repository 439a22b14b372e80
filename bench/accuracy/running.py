"""Reading every page with every system: one page in one process, pages in turn, results kept."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection

from bench.accuracy.cache import Reading, ResultCache, key_of
from bench.accuracy.pages import BenchPage
from bench.accuracy.readers import PAGE_SECONDS, Job, read
from bench.accuracy.systems import System
from processors.errors import DeclassError, EngineError

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(
    [
        "bench.accuracy.readers",
        "onnxruntime",
        "processors.assembly",
        "processors.outputs.provenance",
        "processors.reading",
        "processors.recognition",
        "processors.sources.images",
        "processors.sources.pdf",
        "rapidocr",
    ]
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one page and system: a reading, or why there is none."""

    page: BenchPage
    system: System
    reading: Reading | None
    failure: str = ""


Tell = Callable[[str], None]


def run_all(
    pages: Sequence[BenchPage], systems: Sequence[System], cache: ResultCache, workers: int, tell: Tell
) -> list[Outcome]:
    """Reads all pages; the systems take turns on each page, so that what slows the machine slows all alike.

    Args:
        pages: in the order in which they are read.
        systems: likewise.
        cache: results that are in it are not made again.
        workers: pages read at the same time.
        tell: is given a line for each page that was read.
    """
    tasks = [(page, system) for page in pages for system in systems]
    total = len(tasks)

    def one(numbered: tuple[int, tuple[BenchPage, System]]) -> Outcome:
        number, (page, system) = numbered
        outcome, fresh = _outcome(page, system, cache)
        if fresh:
            said = f"{outcome.reading.cpu:.1f} s of CPU" if outcome.reading else outcome.failure
            tell(f"{number} of {total}: {page.name}, {system.name}: {said}")
        return outcome

    with ThreadPoolExecutor(workers) as threads:
        return list(threads.map(one, enumerate(tasks, 1)))


def _outcome(page: BenchPage, system: System, cache: ResultCache) -> tuple[Outcome, bool]:
    """The outcome, and whether it is new. Failures are not kept: the next run tries again."""
    from processors.sources.checksum import file_sha256

    file = page.file if system.reader == "declass" else page.picture
    key = key_of(system.identity, file_sha256(file), str(page.number), str(round(page.dpi)))
    known = cache.get(key)
    if known:
        return Outcome(page, system, known), False
    job = Job(system.reader, page.file, page.number, page.picture, page.dpi, system.config)
    try:
        reading = in_own_process(job)
    except DeclassError as error:
        return Outcome(page, system, None, str(error)), True
    cache.put(key, reading)
    return Outcome(page, system, reading), True


def in_own_process(job: Job) -> Reading:
    """Reads a page in a process that ends with it.

    Raises:
        DeclassError: what the reader reported.
        EngineError: the process took too long or died.
    """
    here, there = _CONTEXT.Pipe(duplex=False)
    process = _CONTEXT.Process(target=_work, args=(job, there))
    process.start()
    there.close()
    try:
        if not here.poll(2 * PAGE_SECONDS):
            raise EngineError("gave no result in time and was ended")
        answer = here.recv()
    except EOFError:
        raise EngineError("the process that read it died") from None
    finally:
        here.close()
        if process.pid is not None and process.is_alive():
            process.join(5)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        process.join()
    if isinstance(answer, DeclassError):
        raise answer
    reading: Reading = answer
    return reading


def _work(job: Job, answer: Connection) -> None:
    # A group of its own, so that the programs it starts end with it.
    os.setsid()
    try:
        answer.send(read(job))
    except DeclassError as error:
        answer.send(error)
