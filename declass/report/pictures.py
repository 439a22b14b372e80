"""Small pictures of the worst pages, made by worker processes from the files that were read, in bounded time."""

from __future__ import annotations

import concurrent.futures
import time
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from declass.report.figures import WorstPage
from declass.report.originals import Finder, Lack, originals
from declass.report.settings import THUMBNAIL_BYTES, THUMBNAIL_PIXELS, THUMBNAIL_SECONDS
from processors.config import Config
from processors.errors import DeclassError
from processors.in_worker import PageJob
from processors.workers import WorkerPool, outcome

_WORKERS = 2


@dataclass(frozen=True, slots=True)
class Pictures:
    """Pictures of pages, each known by its folder and number.

    Attributes:
        made: WebP files.
        lacks: why there is none of a page.
    """

    made: Mapping[tuple[str, int], bytes] = field(default_factory=dict)
    lacks: Mapping[tuple[str, int], Lack] = field(default_factory=dict)


def pictures(
    pages: Sequence[WorstPage], finder: Finder, out: Path, workers: WorkerPool | None = None
) -> Pictures:
    """Pictures of pages, without those whose file cannot be had, was changed, or takes too long.

    Args:
        pages: to show.
        finder: where their files may lie.
        out: the folder for results.
        workers: that make them; left out, some are started.
    """
    deadline = time.monotonic() + THUMBNAIL_SECONDS
    with originals(pages, finder, out, deadline) as found:
        wanted = {page: path for page, path in found.items() if isinstance(path, Path)}
        drawn = _drawn(wanted, deadline, workers)
    made = {(p.folder, p.page): data for p, data in drawn.items() if isinstance(data, bytes)}
    lacks = {(p.folder, p.page): lack for p, lack in (found | drawn).items() if isinstance(lack, Lack)}
    return Pictures(made, lacks)


def _drawn(
    wanted: Mapping[WorstPage, Path], deadline: float, workers: WorkerPool | None
) -> dict[WorstPage, bytes | Lack]:
    if not wanted:
        return {}
    config = Config.from_environment()
    drawn: dict[WorstPage, bytes | Lack] = {}
    with nullcontext(workers) if workers else WorkerPool(min(_WORKERS, len(wanted)), config) as pool:
        futures = {
            pool.thumbnail(PageJob(str(path), page.page), THUMBNAIL_PIXELS, THUMBNAIL_BYTES): page
            for page, path in wanted.items()
        }
        _, late = concurrent.futures.wait(futures, timeout=max(0.0, deadline - time.monotonic()))
        for future in late:
            future.cancel()
        for future, page in futures.items():
            try:
                drawn[page] = outcome(future, str(wanted[page]), page.page, config)
            except DeclassError:
                drawn[page] = Lack.LATE if future in late else Lack.UNDRAWN
    return drawn
