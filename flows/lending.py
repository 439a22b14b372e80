"""What a manifest states of a copy, where nothing is stated of the file that is read for both: the record gets it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flows.ledger import Checked
from flows.results import DocumentResult

if TYPE_CHECKING:
    from flows.batch import Batch


def lend(batch: Batch, checked: Checked, first: DocumentResult) -> DocumentResult:
    """Writes the result of a file anew with what is stated of a copy, where it has nothing of its own.

    Args:
        batch: that read it.
        checked: the copy.
        first: how the file that was read ended.

    Returns:
        That, with the checksum of its record as it is now.

    Raises:
        AccessError: it cannot be written, or the catalog not be used.
    """
    from flows.batch import Document

    # It was looked at before there was a result, and asked for one under its own name.
    _, known = batch.ledger.catalog.known(checked.address)
    lent = batch.ledger.lending(replace(checked, name=known.name)) if known is not None else None
    if lent is None:
        return first
    batch.workers.start()
    opened = batch.open(lent)
    if not isinstance(opened, Document):
        return first
    if opened.missing:
        # What is stated is no reason to read pages again.
        batch.leave(opened)
        return first
    written = batch.finish(opened, [])
    batch.rewritten[written.folder] = written.record_sha256
    return replace(first, record_sha256=written.record_sha256)
