"""What a batch is asked to do, and the short way where everything was read before."""

from __future__ import annotations

import os
import time
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from declass.catalog.database import CatalogError
from declass.catalog.documents import now
from declass.catalog.store import check_writable
from declass.gather import Gathered, GatherError, gather
from flows.aside import Aside
from flows.gathered import documents, gather_options
from flows.guard import check_room
from flows.history import keep_end, put_problem
from flows.index import Making, close_batch
from flows.ledger import Ledger, open_ledger
from flows.places import check_places
from flows.policy import Policy
from flows.progress import tell_earlier, watcher
from flows.quarantine import open_quarantine
from flows.results import DocumentResult, Summary
from processors.config import Config
from processors.errors import DeclassError
from processors.ocr.versions import engine_tools
from processors.outputs.formats import Format


@dataclass(frozen=True, slots=True)
class Request:
    """One batch.

    Attributes:
        sources: files, folders, patterns, archives and addresses, as `declass.gather` takes them.
        out: the folder for results.
        workers: pages read at the same time.
        formats: what to write beside text and record.
        checksum: whether files are known by their checksum alone, never by size and time.
        dask: address of a Dask scheduler whose workers read; empty to read here.
        manifest: a CSV file with what is known of the documents; empty for none.
        policy: when it gives up, and where it puts what could not be read.
    """

    sources: tuple[str | Path, ...]
    out: Path
    workers: int
    formats: tuple[Format, ...] = ()
    checksum: bool = False
    dask: str = ""
    manifest: str = ""
    policy: Policy = field(default_factory=Policy)


def run(request: Request) -> Summary:
    """Reads what is new; Prefect starts only where there is something to read, or a server that is to know.

    Raises:
        AccessError: the folder for results cannot be written to, its disk is nearly full, or the catalog or the
            manifest cannot be used.
        LimitError: the manifest is too large.
        MissingError: the OCR engine is not installed.
        UsageError: the catalog's URL, the manifest or the policy cannot be used.
    """
    check_places(request.sources, request.out, request.policy.quarantine)
    # Asked before Prefect starts: a person gets one line at once instead of a failed flow run after 20 seconds.
    check_writable(request.out)
    # What lies afar may be an archive that would be fetched twice.
    asked = os.environ.get("PREFECT_API_URL") or any("://" in str(source) for source in request.sources)
    summary = None if asked else all_known(request)
    if summary is not None:
        return summary
    check_room(request.out, request.policy)
    from flows.ahead import begun_ahead
    from flows.temporary import small_server

    # On a cluster others read.
    ahead = nullcontext() if request.dask else begun_ahead(request.workers, Config.from_environment())
    with ahead, small_server() as answers:
        # Takes a second, in which the server starts.
        from flows.ingest import run as run_flow

        answers()
        return run_flow(request)


def all_known(request: Request) -> Summary | None:
    """The summary of a batch in which every file was read before, None where one was not.

    Raises:
        AccessError: the catalog, the index or the manifest cannot be used.
        LimitError: the manifest is too large.
        MissingError: the OCR engine is not installed.
        UsageError: the catalog's URL or the manifest cannot be used.
    """
    start, started, config = time.monotonic(), now(), Config.from_environment()
    tools = engine_tools(config)
    known: list[DocumentResult] = []
    told: list[DeclassError | str] = []
    unreachable: list[GatherError] = []
    with (
        open_ledger(request.out, config, tools, request.formats, checksum=request.checksum) as ledger,
        open_quarantine(request.policy, config) as quarantine,
    ):
        options, aside = gather_options(request.out, request.manifest), Aside(quarantine, watcher())
        with gather([str(source) for source in request.sources], options) as found:
            for item in documents(found, told.append, unreachable, partial(put_problem, ledger)):
                looked = _looked(ledger, item)
                if looked is None or not aside.is_settled(looked):
                    return None
                if looked.failed < looked.pages:
                    aside.take_out(item.address)
                known.append(looked)
        for message in told:
            watcher().message(message)
        for document in known:
            watcher().planned(document.pages, document.pages)
        known.sort(key=lambda d: d.file)
        tell_earlier(watcher(), known)
        summary = Summary(tuple(known), tuple(unreachable), time.monotonic() - start)
        close_batch(ledger, summary, Making(config, tools, started, request.workers))
        keep_end(ledger, ledger.catalog.start_run(started), summary, request.sources)
    return summary


def _looked(ledger: Ledger, item: Gathered) -> DocumentResult | None:
    """The result of a document that was read before, None where there is something to do, or to tell."""
    try:
        looked = ledger.look(item)
    except CatalogError:
        raise
    except DeclassError:
        return None
    finally:
        item.release()
    return looked if isinstance(looked, DocumentResult) else None
