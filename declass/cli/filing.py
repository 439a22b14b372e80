"""A result that was read alone goes into the catalog of the folder that it is written to, where there is one."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from declass.catalog.stamps import settled_stamp
from declass.catalog.store import STORE_NAME
from processors.config import Config
from processors.decisions.files import read_decisions
from processors.decisions.types import Decision
from processors.document_records import Tool
from processors.errors import AccessError, DeclassError
from processors.outputs.files import safe_name
from processors.outputs.formats import Format
from processors.records import Record
from processors.results import PageResult

if TYPE_CHECKING:
    from flows.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Filed:
    """What is known before a file is read.

    Attributes:
        path: the file.
        stamp: of the file, by which it is seen whether it is still the same; empty where that proves nothing.
        config: the settings.
        tools: that read.
        formats: that are written.
    """

    path: Path
    stamp: str
    config: Config
    tools: tuple[Tool, ...]
    formats: tuple[Format, ...]

    @classmethod
    def of(cls, path: Path, config: Config, tools: tuple[Tool, ...], formats: tuple[Format, ...]) -> Filed:
        """Looks at the file; that it is not there is told by whoever reads it."""
        try:
            stamp = settled_stamp(path)
        except OSError:
            stamp = ""
        return cls(path, stamp, config, tools, formats)


@contextlib.contextmanager
def writing(out: Path, filed: Filed, name: str) -> Iterator[Ledger | None]:
    """A block that writes a result: no batch writes to that folder meanwhile. None where there is no catalog.

    Args:
        out: the folder for results.
        filed: what is read.
        name: of the result folder that is asked for.

    Raises:
        AccessError: the catalog cannot be used; the block was run all the same, and what it wrote is there.
    """
    if not _has_catalog(out):
        yield None
        return
    from flows.ledger import open_ledger

    with contextlib.ExitStack() as stack:
        ledger: Ledger | None = None
        problem: DeclassError | None = None
        try:
            ledger = stack.enter_context(open_ledger(out, filed.config, filed.tools, filed.formats))
            stack.enter_context(ledger.locks.held(f"folder {name.casefold()}"))
        except DeclassError as error:
            ledger, problem = None, error
        yield ledger
    if problem is not None:
        raise AccessError(
            f"the result is written, but is not in the catalog: {problem}",
            hint="Later: declass status --rebuild --out DIR",
        )


def _has_catalog(out: Path) -> bool:
    """Whether there is one; its library is loaded only where there may be."""
    if not os.environ.get("DECLASS_CATALOG") and not (out / STORE_NAME).is_dir():
        return False
    from declass.catalog.database import CATALOG_NAME, ENVIRONMENT

    return bool(os.environ.get(ENVIRONMENT)) or (out / STORE_NAME / CATALOG_NAME).is_file()


def decisions_on(ledger: Ledger | None, folder: Path, sha256: str) -> tuple[tuple[Decision, ...], int]:
    """What people said about a document that is read once more, and the number of the newest decision in the log.

    Without a catalog it is as the result there tells.

    Raises:
        AccessError: the catalog cannot be used.
    """
    if ledger is None:
        told = read_decisions(folder, sha256)
        return told, max((decision.number for decision in told), default=0)
    ledger.decided(sha256, folder)
    return ledger.in_force(sha256)


def file_result(
    ledger: Ledger,
    folder: Path,
    record: Record,
    results: Sequence[PageResult],
    filed: Filed,
    decisions: int = 0,
) -> None:
    """Puts a result into the catalog, and its pages into the store: the next batch reads none of them again.

    Args:
        ledger: of the folder for results.
        folder: of the result.
        record: as written.
        results: its pages.
        filed: what was known before it was read.
        decisions: number of the newest decision that it has, 0 for none.

    Raises:
        AccessError: the catalog cannot be used.
    """
    from declass.catalog.catalog import Filing
    from declass.catalog.store import record_digest
    from declass.gather import Gathered, gather
    from flows.ledger import kept_stamp

    for result in results:
        ledger.store.put_page(record.source.sha256, result)
    with gather([str(filed.path)]) as found:
        item = next((one for one in found if isinstance(one, Gathered)), None)
    # Some of its pages are not the file; a later batch must not take them for all of it.
    is_file = item is not None and len(record.pages) == record.source.page_count
    proven = item is not None and is_file and bool(filed.stamp) and item.stamp == filed.stamp
    filing = Filing(
        folder=folder.name,
        name=safe_name(filed.path.stem),
        digest=ledger.digest,
        source=item.address if item is not None and is_file else None,
        stamp=kept_stamp(item) if item is not None and proven else "",
        record_sha256=record_digest(folder),
        seconds={result.page.number: sum(spent for _, spent in result.seconds) for result in results},
        decisions=decisions,
    )
    ledger.catalog.put(record, filing)
