"""What a batch is asked to do, and the short way where everything was read before."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

from declass.catalog.database import CatalogError
from declass.catalog.discovery import discover, result_names
from declass.catalog.documents import now
from declass.catalog.store import check_writable
from flows.index import Making, close_batch
from flows.ledger import open_ledger
from flows.progress import watcher
from flows.results import DocumentResult, Summary
from processors.config import Config
from processors.errors import DeclassError
from processors.ocr.versions import engine_tools
from processors.outputs.formats import Format


@dataclass(frozen=True, slots=True)
class Request:
    """One batch.

    Attributes:
        sources: files and folders.
        out: the folder for results.
        workers: pages read at the same time.
        formats: what to write beside text and record.
        checksum: whether files are known by their checksum alone, never by size and time.
        dask: address of a Dask scheduler whose workers read; empty to read here.
    """

    sources: tuple[Path, ...]
    out: Path
    workers: int
    formats: tuple[Format, ...] = ()
    checksum: bool = False
    dask: str = ""


def run(request: Request) -> Summary:
    """Reads what is new; Prefect starts only where there is something to read, or a server that is to know.

    Raises:
        AccessError: the folder for results cannot be written to, or the catalog not be used.
        MissingError: the OCR engine is not installed.
        UsageError: the catalog's URL cannot be used.
    """
    # Asked before Prefect starts: a person gets one line at once instead of a failed flow run after 20 seconds.
    check_writable(request.out)
    summary = None if os.environ.get("PREFECT_API_URL") else all_known(request)
    if summary is not None:
        return summary
    from flows.ingest import run as run_flow

    return run_flow(request)


def all_known(request: Request) -> Summary | None:
    """The summary of a batch in which every file was read before, None where one was not.

    Raises:
        AccessError: the catalog or the index cannot be used.
        MissingError: the OCR engine is not installed.
        UsageError: the catalog's URL cannot be used.
    """
    start, started, config = time.monotonic(), now(), Config.from_environment()
    found = discover(request.sources)
    tools = engine_tools(config)
    documents: list[DocumentResult] = []
    with open_ledger(request.out, config, tools, request.formats, checksum=request.checksum) as ledger:
        for path, name in result_names(found.files).items():
            try:
                looked = ledger.look(path, name)
            except CatalogError:
                raise
            except DeclassError:
                return None
            if not isinstance(looked, DocumentResult):
                return None
            documents.append(looked)
        for error in found.errors:
            watcher().message(error)
        for document in documents:
            watcher().planned(document.pages, document.pages)
        documents.sort(key=lambda d: d.file)
        unreachable = tuple(str(error) for error in found.errors)
        summary = Summary(tuple(documents), unreachable, time.monotonic() - start)
        close_batch(request.out, summary, Making(config, tools, started, request.workers))
        ledger.end_run(ledger.catalog.start_run(started), summary)
    return summary
