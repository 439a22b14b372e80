"""`declass peek`: what a batch has read of a file so far, while its other pages are still being read."""

from __future__ import annotations

import contextlib
from collections.abc import Collection
from pathlib import Path

from declass.catalog.digests import page_digest
from declass.catalog.documents import make_record
from declass.catalog.store import PageStore
from declass.cli.output import print_text
from declass.cli.pages import parse_pages
from declass.cli.places import results_place
from declass.logs import LOG, LogChoice, set_up
from processors.config import Config
from processors.decisions.types import Decision
from processors.errors import ExitCode, InputError, printable
from processors.ocr.versions import engine_tools
from processors.workers import WorkerPool, outcome

_AGAIN = "Ask again later, or see what was read with declass status"
_RETRY = "They failed: declass retry reads them again"
_TAKE_OUT = "Take it out of the archive: what was read of it is known by its contents"


def print_read_so_far(file: Path, out: Path, pages: str | None) -> ExitCode:
    """Prints the text of the pages that lie in the store, with what people decided; no page is read.

    Args:
        file: as the batch was given it.
        out: the folder for results of the batch.
        pages: a range such as `1,3-5`, None for all.

    Returns:
        `PARTIAL` where some of the pages asked for are still to be read, else `OK`: also where the document was
        written without some that could not be read, which are named.

    Raises:
        InputError: the file cannot be opened, there is no such folder, or none of the pages is read yet.
        UsageError: there are no such pages, or the folder has no catalog.
    """
    from flows.bucket import objects_at, store_place

    set_up(LogChoice.from_environment())
    results_place(out, None)
    if "!/" in str(file) and not file.exists():
        raise InputError("is in an archive", file=str(file), hint=_TAKE_OUT)
    config = Config.from_environment()
    tools = engine_tools(config)
    with WorkerPool(1, config) as pool:
        source = outcome(pool.inspect(file), str(file), None, config)
    count = source.page_count
    asked = parse_pages(pages, count) if pages is not None else range(1, count + 1)
    store = PageStore(out, page_digest(config, tools), objects=objects_at(store_place(), out))
    results = list(store.read(source.sha256, asked))
    missing = set(asked) - {result.page.number for result in results}
    failed, decisions = _from_catalog(out, source.sha256, missing)
    for number, why in sorted(failed.items()):
        LOG.warning(f"{printable(str(file))}, page {number}: could not be read: {printable(why)}")
    to_come = len(missing) - len(failed)
    if not results:
        hint = _AGAIN if to_come else _RETRY
        raise InputError("none of these pages is read so far", file=str(file), hint=hint)
    print_text(make_record(source, results, (), tools, config, decisions).text)
    told = "so far" if to_come or not failed else "and no more will be"
    LOG.info(f"{printable(str(file))}: {len(results)} of {len(asked)} pages are read {told}")
    return ExitCode.PARTIAL if to_come else ExitCode.OK


def _from_catalog(
    out: Path, sha256: str, missing: Collection[int]
) -> tuple[dict[int, str], tuple[Decision, ...]]:
    """Why pages among `missing` failed when the document was last written, and what people decided on it."""
    from declass.catalog.database import catalog_url, open_database
    from declass.catalog.decisions import DecisionLog
    from declass.catalog.overview import page_failures
    from declass.catalog.second_review import in_force

    with contextlib.closing(open_database(catalog_url(out, None), create=False)) as database:
        known = page_failures(database, out, sha256) if missing else {}
        decisions = in_force(database, out, DecisionLog(database).of(sha256))
    return {number: why for number, why in known.items() if number in missing}, decisions
