"""The queue of the review as a reviewer asks for it: filters, places to go on from, counts, look-alikes, skips."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from declass.catalog.database import Database
from declass.catalog.inserts import upsert
from declass.catalog.models import Document, QueueRow, QueueSkip
from declass.catalog.queue_state import DECIDED, OPEN, REJECTED_ONCE
from declass.catalog.reasons import BY_RANK, Reason
from declass.catalog.rows import asked_code

MOST_ALIKE = 200
"""Look-alikes are counted and given up to this many: a longer preview is not looked at."""
SKIP_SECONDS = 3600.0
"""What was put off comes back after an hour."""

Cursor = tuple[int, int, int]
"""Rank, document and position of the last entry that was seen; of decided ones the number of the decision first."""


@dataclass(frozen=True, slots=True)
class QueueQuery:
    """What a reviewer asks for; empty fields ask for nothing.

    Attributes:
        viewer: who asks: what they put off is left out, and what they rejected needs somebody else.
        state: `open`, `skipped` or `decided`.
        output: number of the folder for results, None for all.
        reason: why it needs a person.
        document: sha256 of the file.
        subject: redaction, strike, marking or line.
        kind: of the finding.
        code: an exemption code as a person writes it.
        least: lowest confidence.
        most: highest confidence.
        reviewer: who decided.
        second: whether what one reviewer rejected is open for others.
    """

    viewer: str
    state: str = "open"
    output: int | None = None
    reason: Reason | None = None
    document: str = ""
    subject: str = ""
    kind: str = ""
    code: str = ""
    least: float = 0.0
    most: float = 1.0
    reviewer: str = ""
    second: bool = False


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
            if query.state == "decided":
                found = _decided(connection, query, after, limit)
            else:
                found = _waiting(connection, query, after, limit)
            return _with_alike(connection, found)

    def counts(self, query: QueueQuery) -> dict[Reason, int]:
        """How many there are, by reason.

        Raises:
            AccessError: the catalog cannot be used.
        """
        with self._database.reading() as connection:
            if query.state == "decided":
                return _count(connection, query, (QueueRow.standing.is_not(None), QueueRow.state != OPEN))
            found: dict[Reason, int] = {}
            if query.reason is not Reason.SECOND_REVIEW:
                found = _count(connection, query, _first(query))
            if query.second and query.reason in (None, Reason.SECOND_REVIEW):
                again = _count(connection, replace(query, reason=None), _again(query))
                if again:
                    found[Reason.SECOND_REVIEW] = sum(again.values())
            return found

    def item(self, sha256: str, ref: str) -> Queued | None:
        """One entry, None where nothing of that id needs or needed a person.

        Raises:
            AccessError: the catalog cannot be used.
        """
        query = _select().where(QueueRow.sha256 == sha256, QueueRow.ref == ref).limit(1)
        with self._database.reading() as connection:
            found = [Queued(*row) for row in connection.execute(query)]
            return next(iter(_with_alike(connection, found)), None)

    def alike(self, entry: Queued, limit: int) -> list[Queued]:
        """The entry and open ones that look like it, in the order of the queue.

        Raises:
            AccessError: the catalog cannot be used.
        """
        same = (QueueRow.alike == entry.alike, QueueRow.state == OPEN)
        itself = sa.and_(QueueRow.document_id == entry.document_id, QueueRow.position == entry.position)
        query = _select().where(*same, sa.not_(itself)).order_by(*_PLACE).limit(max(0, limit - 1))
        with self._database.reading() as connection:
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


def _select() -> sa.Select[tuple[object, ...]]:
    return sa.select(*_COLUMNS).join(Document, Document.id == QueueRow.document_id)


def _filters(query: QueueQuery) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if query.output is not None:
        found.append(Document.output_id == query.output)
    if query.reason not in (None, Reason.SECOND_REVIEW):
        found.append(QueueRow.rank == query.reason.rank)
    if query.document:
        found.append(QueueRow.sha256 == query.document)
    if query.subject:
        found.append(QueueRow.subject == query.subject)
    if query.kind:
        found.append(QueueRow.kind == query.kind)
    if query.code:
        found.append(QueueRow.codes.contains(f" {asked_code(query.code)} ", autoescape=True))
    if query.least > 0:
        found.append(QueueRow.confidence >= query.least)
    if query.most < 1:
        found.append(QueueRow.confidence <= query.most)
    if query.reviewer:
        found.append(QueueRow.decided_by == query.reviewer)
    return found


def _skipped(query: QueueQuery) -> sa.ColumnElement[bool]:
    there = sa.select(QueueSkip.ref).where(
        QueueSkip.reviewer == query.viewer,
        QueueSkip.sha256 == QueueRow.sha256,
        QueueSkip.ref == QueueRow.ref,
        QueueSkip.until > time.time(),
    )
    return there.exists() if query.state == "skipped" else ~there.exists()


def _first(query: QueueQuery) -> tuple[sa.ColumnElement[bool], ...]:
    """What nobody has decided."""
    return (QueueRow.state == OPEN, _skipped(query))


def _again(query: QueueQuery) -> tuple[sa.ColumnElement[bool], ...]:
    """What another reviewer rejected."""
    return (QueueRow.state == REJECTED_ONCE, QueueRow.decided_by != query.viewer, _skipped(query))


def _waiting(connection: Connection, query: QueueQuery, after: Cursor | None, limit: int) -> list[Queued]:
    """What nobody has decided, then what another one is to look at."""
    found: list[Queued] = []
    at_second = after is not None and after[0] == _SECOND
    if query.reason is not Reason.SECOND_REVIEW and not at_second:
        found = _ordered(connection, query, _first(query), after, limit)
    if query.second and query.reason in (None, Reason.SECOND_REVIEW) and len(found) < limit:
        start = (-1, *after[1:]) if after is not None and at_second else None
        again = _ordered(connection, query, _again(query), start, limit - len(found))
        found += [replace(entry, rank=_SECOND) for entry in again]
    return found


def _ordered(
    connection: Connection,
    query: QueueQuery,
    conditions: Sequence[sa.ColumnElement[bool]],
    after: Cursor | None,
    limit: int,
) -> list[Queued]:
    wanted = _select().where(*conditions, *_filters(query))
    # Those that a second one is to look at have all kinds of ranks, and come by document.
    second = QueueRow.document_id, QueueRow.position
    place = second if conditions[0].compare(QueueRow.state == REJECTED_ONCE) else _PLACE
    if after is not None:
        behind = after[1:] if place is second else after
        wanted = wanted.where(sa.tuple_(*place) > sa.tuple_(*map(sa.literal, behind)))
    return [Queued(*row) for row in connection.execute(wanted.order_by(*place).limit(limit))]


def _decided(connection: Connection, query: QueueQuery, after: Cursor | None, limit: int) -> list[Queued]:
    """The newest decisions first."""
    wanted = _select().where(QueueRow.standing.is_not(None), QueueRow.state != OPEN, *_filters(query))
    place = (QueueRow.standing, QueueRow.document_id, QueueRow.position)
    if after is not None:
        wanted = wanted.where(sa.tuple_(*place) < sa.tuple_(*map(sa.literal, after)))
    wanted = wanted.order_by(*(column.desc() for column in place)).limit(limit)
    return [Queued(*row) for row in connection.execute(wanted)]


def _count(
    connection: Connection, query: QueueQuery, conditions: Sequence[sa.ColumnElement[bool]]
) -> dict[Reason, int]:
    wanted = sa.select(QueueRow.rank, sa.func.count()).select_from(QueueRow)
    if query.output is not None:
        wanted = wanted.join(Document, Document.id == QueueRow.document_id)
    wanted = wanted.where(*conditions, *_filters(query)).group_by(QueueRow.rank).order_by(QueueRow.rank)
    return {BY_RANK[rank]: count for rank, count in connection.execute(wanted)}


def _with_alike(connection: Connection, entries: Sequence[Queued]) -> list[Queued]:
    """The entries with how many open ones look like each; one query for all."""
    kinds = sorted({entry.alike for entry in entries if entry.state == OPEN})
    if not kinds:
        return list(entries)
    few = [
        sa.select(sa.literal(k).label("kind"), sa.func.count().label("n")).select_from(
            sa.select(sa.literal(1))
            .where(QueueRow.alike == kind, QueueRow.state == OPEN)
            .limit(MOST_ALIKE)
            .subquery()
        )
        for k, kind in enumerate(kinds)
    ]
    counts = {kinds[k]: n for k, n in connection.execute(sa.union_all(*few))}
    return [replace(entry, alike_count=counts.get(entry.alike, 0)) for entry in entries]


__all__ = ["DECIDED", "MOST_ALIKE", "OPEN", "REJECTED_ONCE", "Cursor", "Queue", "QueueQuery", "Queued"]
