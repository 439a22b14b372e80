"""Small pictures of the worst pages, made by worker processes from the files that were read, in bounded time."""

from __future__ import annotations

import concurrent.futures
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from declass.report.figures import WorstPage
from declass.report.settings import THUMBNAIL_BYTES, THUMBNAIL_PIXELS, THUMBNAIL_SECONDS
from processors.config import Config
from processors.errors import DeclassError
from processors.sources.checksum import file_sha256
from processors.workers import PageJob, WorkerPool, outcome

Pictures = Mapping[tuple[str, int], bytes]
"""Folder and page -> WebP file."""
Finder = Callable[[WorstPage], Sequence[Path]]
"""Where the file of a page may lie."""

_WORKERS = 2


def pictures(pages: Sequence[WorstPage], finder: Finder) -> Pictures:
    """Pictures of pages, without those whose file is gone, changed, or takes too long."""
    deadline = time.monotonic() + THUMBNAIL_SECONDS
    wanted = list(_found(pages, finder, deadline))
    if not wanted:
        return {}
    config = Config.from_environment()
    made: dict[tuple[str, int], bytes] = {}
    with WorkerPool(min(_WORKERS, len(wanted)), config) as pool:
        futures = {
            pool.thumbnail(PageJob(str(path), page.page), THUMBNAIL_PIXELS, THUMBNAIL_BYTES): (page, path)
            for page, path in wanted
        }
        _, late = concurrent.futures.wait(futures, timeout=max(0.0, deadline - time.monotonic()))
        for future in late:
            future.cancel()
        for future, (page, path) in futures.items():
            try:
                made[page.folder, page.page] = outcome(future, str(path), page.page, config)
            except DeclassError:
                continue
    return made


def _found(pages: Sequence[WorstPage], finder: Finder, deadline: float) -> Iterator[tuple[WorstPage, Path]]:
    """The pages whose file is where it was, unchanged; each file is looked at once."""
    sums: dict[Path, str] = {}
    for page in pages:
        for path in finder(page):
            if time.monotonic() > deadline:
                return
            if path not in sums:
                sums[path] = _sum(path)
            if sums[path] == page.sha256:
                yield page, path
                break


def _sum(path: Path) -> str:
    try:
        return file_sha256(path)
    except DeclassError:
        return ""
