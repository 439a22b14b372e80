"""Second review: a rejection waits until another person says the same.

Whether it is wanted lies in the folder for results, so that whoever writes there keeps to it: the server of the
review, publishing, and batches that read documents anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import sqlalchemy as sa

from declass.catalog.database import Database
from declass.catalog.models import Document, Output, QueueRow
from declass.catalog.queue_fill import take_over
from declass.catalog.queue_state import REJECTED_ONCE, last_rejections, standing_of
from declass.catalog.store import STORE_NAME
from processors.decisions.types import Decision
from processors.errors import AccessError
from processors.outputs.files import write_atomic

_MARKER = "second_review"


def is_wanted(out: Path) -> bool:
    """Whether rejections in that folder for results wait for a second person."""
    return (out / STORE_NAME / _MARKER).is_file()


def choose(database: Database, output: int | None, wanted: bool | None) -> bool:
    """Keeps whether a second review is wanted; gives whether one is.

    Where that changes, documents with a rejection by one person wait to be published again.

    Args:
        database: the catalog.
        output: number of the folder for results, None for all.
        wanted: None leaves it as it is; then it is wanted if it is in one of the folders.

    Raises:
        AccessError: the catalog or a folder cannot be used.
    """
    query = sa.select(Output.id, Output.path)
    if output is not None:
        query = query.where(Output.id == output)
    with database.reading() as connection:
        folders = [(number, Path(path)) for number, path in connection.execute(query)]
    if wanted is None:
        return any(is_wanted(out) for _, out in folders)
    changed = [(number, out) for number, out in folders if is_wanted(out) is not wanted]
    if changed:
        while take_over(database):
            pass
        _publish_again(database, [number for number, _ in changed])
    for _, out in changed:
        _mark(out / STORE_NAME / _MARKER, wanted)
    return wanted


def in_force(database: Database, out: Path, decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """The decisions on one file that a result in `out` is made with: all but rejections that wait for a second person.

    What held before such a rejection holds on. Only what is in the queue waits: nobody is asked about anything else.

    Raises:
        AccessError: the catalog cannot be used.
    """
    waiting = set(_rejected_once(decisions)) if is_wanted(out) else set()
    if not waiting:
        return tuple(decisions)
    query = sa.select(QueueRow.sha256, QueueRow.ref).where(QueueRow.sha256.in_({d.sha256 for d in waiting}))
    with database.reading() as connection:
        asked = {(sha256, ref) for sha256, ref in connection.execute(query)}
    return tuple(d for d in decisions if d not in waiting or (d.sha256, d.ref) not in asked)


def _rejected_once(decisions: Sequence[Decision]) -> Iterator[Decision]:
    """The rejections that only one person has said."""
    by_ref: dict[str, list[Decision]] = {}
    for decision in decisions:
        by_ref.setdefault(decision.ref, []).append(decision)
    for found in by_ref.values():
        if standing_of(found).state == REJECTED_ONCE:
            yield from last_rejections(found)


def _publish_again(database: Database, outputs: Sequence[int]) -> None:
    once = sa.select(QueueRow.sha256).where(QueueRow.state == REJECTED_ONCE)
    here = (Document.output_id.in_(outputs), Document.sha256.in_(once))
    with database.writing() as connection:
        connection.execute(sa.update(Document).where(*here).values(decisions=0))


def _mark(marker: Path, wanted: bool) -> None:
    if wanted:
        write_atomic(marker, b"wanted\n")
        return
    try:
        marker.unlink(missing_ok=True)
    except OSError as error:
        raise AccessError(f"cannot be removed ({error.strerror})", file=str(marker)) from error
