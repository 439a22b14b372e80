"""The queue of the review as a reviewer asks for it: filters, places to go on from, counts, look-alikes, skips."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import aliased

from declass.catalog.database import Database
from declass.catalog.inserts import upsert
from declass.catalog.models import Document, Output, QueueRow, QueueSkip
from declass.catalog.queue_query import QueueQuery, again, counts, filters, put_off, waiting
from declass.catalog.queue_state import OPEN, REJECTED_ONCE
from declass.catalog.reasons import Reason

MOST_ALIKE = 200
"""Look-alikes are counted and given up to this many: a longer preview is not looked at."""
SKIP_SECONDS = 3600.0
"""What was put off comes back after an hour."""

Cursor = tuple[int, int, int]
"""Rank, document and position of the last entry that was seen; of decided ones the number of the decision first."""


@dataclass(frozen=True, slots=True)
class Queued:
    """A row of the queue with the name of its document; `data` is JSON, `reason` what it is shown for."""

    document_id: int
    position: int
    sha256: str
    ref: str
    page: int
    rank: int
    state: int
    newest: int
    standing: int | None
    decided_by: str | None
    subject: str
    kind: str
    confidence: float
    alike: str
    data: str
    folder: str
    title: str
    alike_count: int = 0

    @property
    def cursor(self) -> Cursor:
        """Where the queue goes on behind it."""
        return (self.rank, self.document_id, self.position)


_COLUMNS = (
    QueueRow.document_id,
    QueueRow.position,
    QueueRow.sha256,
    QueueRow.ref,
    QueueRow.page,
    QueueRow.rank,
    QueueRow.state,
    QueueRow.newest,
    QueueRow.standing,
    QueueRow.decided_by,
    QueueRow.subject,
    QueueRow.kind,
    QueueRow.confidence,
    QueueRow.alike,
    QueueRow.data,
    Document.folder,
    Document.title,
)
_Other, _Holder = aliased(QueueRow), aliased(Document)
_LOOKS_LIKE = (_Other.alike == QueueRow.alike, _Other.state == OPEN)
_PLACE = (QueueRow.rank, QueueRow.document_id, QueueRow.position)
_SECOND = Reason.SECOND_REVIEW.rank


class Queue:
    """The queue in a catalog; safe for several threads and processes."""

    def __init__(self, database: Database) -> None:
        """Takes the open catalog."""
        self._database = database

    def page(self, query: QueueQuery, after: Cursor | None, limit: int) -> list[Queued]:
        """The next entries behind `after`, at most `limit`.

        Raises:
            AccessError: the catalog cannot be used.
        """
        with self._database.reading() as connection:
            query = _narrowed(connection, query)
            if query.state == "decided":
                return _decided(connection, query, after, limit)
            return _waiting(connection, query, after, limit)

    def counts(self, query: QueueQuery) -> dict[Reason, int]:
        """How many there are, by reason.

        Raises:
            AccessError: the catalog cannot be used.
        """
        with self._database.reading() as connection:
            return counts(connection, _narrowed(connection, query))

    def item(self, sha256: str, ref: str, output: int | None = None) -> Queued | None:
        """One entry, of that output where one is named; None where nothing of that id needs or needed a person.

        Raises:
            AccessError: the catalog cannot be used.
        """
        with self._database.reading() as connection:
            query = _select(connection).where(QueueRow.sha256 == sha256, QueueRow.ref == ref).limit(1)
            if output is not None:
                query = query.where(Document.output_id == output)
            row = connection.execute(query).first()
        return Queued(*row) if row is not None else None

    def alike(self, entry: Queued, limit: int) -> list[Queued]:
        """The entry and open ones of its output that look like it, in the order of the queue.

        Raises:
            AccessError: the catalog cannot be used.
        """
        # Another output may hold another reading of the same file: nothing is decided twice.
        output = sa.select(_Holder.output_id).where(_Holder.id == entry.document_id).scalar_subquery()
        same = (QueueRow.alike == entry.alike, QueueRow.state == OPEN, Document.output_id == output)
        itself = sa.and_(QueueRow.document_id == entry.document_id, QueueRow.position == entry.position)
        with self._database.reading() as connection:
            query = _select(connection).where(*same, sa.not_(itself)).order_by(*_PLACE)
            query = query.limit(max(0, limit - 1))
            others = [Queued(*row) for row in connection.execute(query)]
        return [replace(q, alike_count=len(others) + 1) for q in (entry, *others)]

    def skip(self, reviewer: str, sha256: str, ref: str) -> None:
        """Puts an entry off for a reviewer.

        Raises:
            AccessError: the catalog cannot be used.
        """
        key = {"reviewer": reviewer, "sha256": sha256, "ref": ref}
        with self._database.writing() as connection:
            put = upsert(connection, QueueSkip).values({**key, "until": time.time() + SKIP_SECONDS})
            put = put.on_conflict_do_update(
                index_elements=list(key), set_={"until": time.time() + SKIP_SECONDS}
            )
            connection.execute(put)

    def unskip(self, reviewer: str, sha256: str, ref: str) -> None:
        """Takes back that an entry was put off.

        Raises:
            AccessError: the catalog cannot be used.
        """
        gone = sa.delete(QueueSkip).where(
            QueueSkip.reviewer == reviewer, QueueSkip.sha256 == sha256, QueueSkip.ref == ref
        )
        with self._database.writing() as connection:
            connection.execute(gone)


def _select(connection: Connection) -> sa.Select[tuple[object, ...]]:
    alike = _alike_count(several_outputs=_has_other(connection, None))
    return sa.select(*_COLUMNS, alike.label("alike_count")).join(
        Document, Document.id == QueueRow.document_id
    )


def _alike_count(*, several_outputs: bool) -> sa.ScalarSelect[int]:
    """How many open ones of its output look like an entry, as `Queue.alike` gives them.

    They are counted up to a bound, so that it costs the same however many there are.
    """
    found = sa.select(sa.literal(1)).select_from(_Other).where(*_LOOKS_LIKE)
    if several_outputs:
        found = found.join(_Holder, _Holder.id == _Other.document_id)
        found = found.where(_Holder.output_id == Document.output_id)
    found = found.limit(MOST_ALIKE).correlate(QueueRow, Document)
    return sa.select(sa.func.count()).select_from(found.subquery()).scalar_subquery()


def _has_other(connection: Connection, output: int | None) -> bool:
    """Whether the catalog has another folder for results than that of the number, or with None more than one."""
    others = sa.select(Output.id).limit(1)
    others = others.offset(1) if output is None else others.where(Output.id != output)
    return connection.execute(others).first() is not None


def _narrowed(connection: Connection, query: QueueQuery) -> QueueQuery:
    """The query without its folder for results where the catalog has no other: that spares a look at each document."""
    if query.output is None or _has_other(connection, query.output):
        return query
    return replace(query, output=None)


def _waiting(connection: Connection, query: QueueQuery, after: Cursor | None, limit: int) -> list[Queued]:
    """What nobody has decided, then what another one is to look at."""
    found: list[Queued] = []
    skipped = put_off(connection, query)
    at_second = after is not None and after[0] == _SECOND
    if query.reason is not Reason.SECOND_REVIEW and not at_second:
        found = _ordered(connection, query, waiting(query, skipped), after, limit)
    if query.second and query.reason in (None, Reason.SECOND_REVIEW) and len(found) < limit:
        start = (-1, *after[1:]) if after is not None and at_second else None
        more = _ordered(connection, query, again(query, skipped), start, limit - len(found))
        found += [replace(entry, rank=_SECOND) for entry in more]
    return found


def _ordered(
    connection: Connection,
    query: QueueQuery,
    conditions: Sequence[sa.ColumnElement[bool]],
    after: Cursor | None,
    limit: int,
) -> list[Queued]:
    wanted = _select(connection).where(*conditions, *filters(query))
    # Those that a second one is to look at have all kinds of ranks, and come by document.
    second = QueueRow.document_id, QueueRow.position
    place = second if conditions[0].compare(QueueRow.state == REJECTED_ONCE) else _PLACE
    if after is not None:
        behind = after[1:] if place is second else after
        wanted = wanted.where(sa.tuple_(*place) > sa.tuple_(*map(sa.literal, behind)))
    return [Queued(*row) for row in connection.execute(wanted.order_by(*place).limit(limit))]


def _decided(connection: Connection, query: QueueQuery, after: Cursor | None, limit: int) -> list[Queued]:
    """The newest decisions first."""
    wanted = _select(connection).where(
        QueueRow.standing.is_not(None), QueueRow.state != OPEN, *filters(query)
    )
    place = (QueueRow.standing, QueueRow.document_id, QueueRow.position)
    if after is not None:
        wanted = wanted.where(sa.tuple_(*place) < sa.tuple_(*map(sa.literal, after)))
    wanted = wanted.order_by(*(column.desc() for column in place)).limit(limit)
    return [Queued(*row) for row in connection.execute(wanted)]
