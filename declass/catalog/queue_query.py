"""What a reviewer asks of the queue, as conditions on its rows, and how many rows meet them."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from declass.catalog.models import Document, QueueRow, QueueSkip
from declass.catalog.queue_state import DECIDED, OPEN, REJECTED_ONCE
from declass.catalog.reasons import BY_RANK, Reason
from declass.catalog.rows import asked_code

MOST_SKIPPED = 2000
"""So many are kept put off for one reviewer; what was put off before comes back sooner."""


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


def filters(query: QueueQuery) -> list[sa.ColumnElement[bool]]:
    """What the reviewer filters by, but for the state."""
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


def put_off(connection: Connection, query: QueueQuery) -> list[tuple[str, str]]:
    """What the one who asks has put off, as (sha256, ref); what was put off last comes first."""
    wanted = (
        sa.select(QueueSkip.sha256, QueueSkip.ref)
        .where(QueueSkip.reviewer == query.viewer, QueueSkip.until > time.time())
        .order_by(QueueSkip.until.desc())
        .limit(MOST_SKIPPED)
    )
    return [(sha256, ref) for sha256, ref in connection.execute(wanted)]


def waiting(query: QueueQuery, skipped: Sequence[tuple[str, str]]) -> tuple[sa.ColumnElement[bool], ...]:
    """What nobody has decided, without or, where the query asks for it, only with what was put off."""
    # An index by document is better than the one by states, which the database would take for the order.
    state = QueueRow.state + 0 if query.document else QueueRow.state
    return (state == OPEN, *_as_skipped(query, skipped))


def again(query: QueueQuery, skipped: Sequence[tuple[str, str]]) -> tuple[sa.ColumnElement[bool], ...]:
    """What another reviewer rejected; as `waiting`."""
    return (
        QueueRow.state == REJECTED_ONCE,
        QueueRow.decided_by != query.viewer,
        *_as_skipped(query, skipped),
    )


def _as_skipped(query: QueueQuery, skipped: Sequence[tuple[str, str]]) -> tuple[sa.ColumnElement[bool], ...]:
    place = sa.tuple_(QueueRow.sha256, QueueRow.ref)
    if query.state == "skipped":
        return (place.in_(skipped) if skipped else sa.false(),)
    return (place.not_in(skipped),) if skipped else ()


def counts(connection: Connection, query: QueueQuery) -> dict[Reason, int]:
    """How many entries there are, by reason.

    Those that were put off are counted by themselves: the index of states alone tells all others.
    """
    if query.state == "decided":
        return _named(_count(connection, query, (QueueRow.state.in_((DECIDED, REJECTED_ONCE)),)))
    skipped = put_off(connection, query)
    found: Counter[int] = Counter()
    if query.reason is not Reason.SECOND_REVIEW:
        found += _without(connection, query, waiting(query, ()), waiting(_skipped(query), skipped))
    if query.second and query.reason in (None, Reason.SECOND_REVIEW):
        more = _without(connection, query, again(query, ()), again(_skipped(query), skipped))
        found[Reason.SECOND_REVIEW.rank] += more.total()
    return _named(found)


def _skipped(query: QueueQuery) -> QueueQuery:
    return replace(query, state="skipped")


def _without(
    connection: Connection,
    query: QueueQuery,
    every: Sequence[sa.ColumnElement[bool]],
    skipped: Sequence[sa.ColumnElement[bool]],
) -> Counter[int]:
    put_off_ = _count(connection, query, skipped)
    return put_off_ if query.state == "skipped" else _count(connection, query, every) - put_off_


def _count(
    connection: Connection, query: QueueQuery, conditions: Sequence[sa.ColumnElement[bool]]
) -> Counter[int]:
    wanted = sa.select(QueueRow.rank, sa.func.count()).select_from(QueueRow)
    if query.output is not None:
        wanted = wanted.join(Document, Document.id == QueueRow.document_id)
    wanted = wanted.where(*conditions, *filters(query)).group_by(QueueRow.rank)
    return Counter({rank: count for rank, count in connection.execute(wanted)})  # noqa: C416 - the types differ


def _named(found: Counter[int]) -> dict[Reason, int]:
    return {BY_RANK[rank]: count for rank, count in sorted(found.items()) if count}
