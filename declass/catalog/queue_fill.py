"""Keeps the queue with the documents and the log: entries when a document is filed, states when somebody decides."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from declass.catalog.database import Database
from declass.catalog.decided import decisions_within
from declass.catalog.inserts import insert
from declass.catalog.models import DecisionRow, Document, Output, QueueMark, QueueRow
from declass.catalog.queue_entries import Entry, queue_entries
from declass.catalog.queue_state import DECIDED, REJECTED_ONCE, Standing, standing_of
from declass.catalog.reasons import QueueRules, Reason
from declass.catalog.rows import Row, code_key, plain
from processors.decisions.types import Decision
from processors.errors import AccessError, InputError
from processors.language.schemes import meaning
from processors.outputs.record import read_record
from processors.outputs.visible import visible
from processors.records import Code, Record

QUEUE_VERSION = 4
"""Of the rules and of what an entry holds: documents of another version are looked at again."""
# Decisions that are taken over in one transaction.
_BATCH = 500
_KEY = 100


def put_queue(connection: Connection, document: int, record: Record) -> None:
    """Puts what needs a person in a document into the queue, in place of what was there.

    Args:
        connection: of the transaction that files the document; this comes last in it.
        document: its number in the catalog.
        record: as `visible` leaves it.
    """
    entries = list(queue_entries(record, QueueRules()))
    # Whoever takes decisions over waits until these rows can be seen; several documents do not wait for each other.
    connection.execute(sa.select(QueueMark.number).with_for_update(read=True))
    sha256 = record.source.sha256
    decided = _by_ref(decisions_within(connection, DecisionRow.sha256 == sha256)) if entries else {}
    rows = [
        {"sha256": sha256} | _row(entry) | _state(standing_of(decided.get(entry.ref, ()), entry.since))
        for entry in entries
    ]
    rows += _decided_before(connection, document, {entry.ref for entry in entries})
    connection.execute(sa.delete(QueueRow).where(QueueRow.document_id == document))
    insert(
        connection, QueueRow, [{**row, "document_id": document, "position": k} for k, row in enumerate(rows)]
    )
    connection.execute(sa.update(Document).where(Document.id == document).values(queued=QUEUE_VERSION))


def _decided_before(connection: Connection, document: int, found: set[str]) -> list[Row]:
    """Rows of what was decided and needs nobody any more: shown as decided, or to a second reviewer."""
    query = sa.select(QueueRow.__table__).where(
        QueueRow.document_id == document,
        QueueRow.state.in_((DECIDED, REJECTED_ONCE)),
        QueueRow.ref.not_in(found),
    )
    return [dict(row) for row in connection.execute(query.order_by(QueueRow.position)).mappings()]


def take_over(database: Database) -> tuple[Decision, ...]:
    """Gives entries the states that new decisions in the log leave them in; gives those decisions.

    Raises:
        AccessError: the catalog cannot be used.
    """
    with database.reading() as connection:
        newest = connection.execute(sa.select(sa.func.max(DecisionRow.number))).scalar() or 0
        if newest <= connection.execute(sa.select(QueueMark.number)).scalar_one():
            return ()
    with database.writing() as connection:
        known = connection.execute(sa.select(QueueMark.number).with_for_update()).scalar_one()
        new = decisions_within(connection, DecisionRow.number > known, limit=_BATCH)
        if not new:
            return ()
        for sha256 in sorted({d.sha256 for d in new}):
            all_of = _by_ref(decisions_within(connection, DecisionRow.sha256 == sha256))
            for ref in sorted({d.ref for d in new if d.sha256 == sha256}):
                _settle(connection, sha256, ref, all_of[ref])
        connection.execute(sa.update(QueueMark).values(number=new[-1].number))
    return new


def _settle(connection: Connection, sha256: str, ref: str, decisions: Sequence[Decision]) -> None:
    """Gives the entries of a finding their state; a conflict needs later decisions, or that its own is undone."""
    here = (QueueRow.sha256 == sha256, QueueRow.ref == ref)
    conflict = QueueRow.rank == Reason.CONFLICT.rank
    values = _state(standing_of(decisions))
    connection.execute(sa.update(QueueRow).where(*here, ~conflict).values(values))
    query = sa.select(QueueRow.document_id, QueueRow.position, QueueRow.data).where(*here, conflict)
    for document, position, data in connection.execute(query).all():
        one = (QueueRow.document_id == document, QueueRow.position == position)
        settled = _state(standing_of(decisions, json.loads(data)["since"]))
        connection.execute(sa.update(QueueRow).where(*one).values(settled))


def complete_queue(database: Database, limit: int = 50) -> int:
    """Puts documents that an older version filed into the queue, at most `limit`; gives how many are left.

    Raises:
        AccessError: the catalog cannot be used.
    """
    lacking = Document.queued != QUEUE_VERSION
    query = (
        sa.select(Document.id, Document.folder, Output.path)
        .join(Output, Output.id == Document.output_id)
        .where(lacking)
        .order_by(Document.id)
        .limit(limit)
    )
    with database.reading() as connection:
        found = connection.execute(query).all()
    for number, folder, out in found:
        try:
            record = visible(read_record(Path(out) / folder))
        except (InputError, AccessError):
            record = None
        with database.writing() as connection:
            if record is not None:
                put_queue(connection, number, record)
            else:
                # Nothing can be shown of it; it is looked at again when it is filed anew.
                connection.execute(
                    sa.update(Document).where(Document.id == number).values(queued=QUEUE_VERSION)
                )
    with database.reading() as connection:
        return connection.execute(
            sa.select(sa.func.count()).select_from(Document).where(lacking)
        ).scalar_one()


def _by_ref(decisions: Sequence[Decision]) -> dict[str, list[Decision]]:
    found: dict[str, list[Decision]] = {}
    for decision in decisions:
        found.setdefault(decision.ref, []).append(decision)
    return found


def _state(standing: Standing) -> Row:
    decision = standing.decision
    return {
        "state": standing.state,
        "newest": standing.newest,
        "standing": decision.number if decision is not None else None,
        "decided_by": decision.reviewer if decision is not None else None,
    }


def _row(entry: Entry) -> Row:
    keys = {code_key(c.code, c.scheme) for c in entry.codes}
    return {
        "ref": plain(entry.ref, _KEY),
        "page": entry.page,
        "rank": entry.reason.rank,
        "subject": str(entry.subject),
        "kind": plain(entry.kind, _KEY),
        "codes": f" {' '.join(sorted(keys))} " if keys else "",
        "confidence": entry.confidence,
        "alike": plain(entry.alike),
        "data": json.dumps(_data(entry), ensure_ascii=False, separators=(",", ":")),
    }


def _data(entry: Entry) -> dict[str, object]:
    """What the queue shows of an entry, beside its columns."""
    hidden = entry.hidden
    return {
        "text": plain(entry.text),
        "codes": [_code(code) for code in entry.codes],
        "bbox": list(entry.bbox),
        "status": entry.status,
        "page_width": entry.size[0],
        "page_height": entry.size[1],
        "hidden_characters": {"low": hidden.low, "high": hidden.high} if hidden is not None else None,
        "struck": entry.struck,
        "what": plain(entry.what),
        "since": entry.since,
        "lines": [{"ref": n.ref, "text": plain(n.text), "bbox": list(n.bbox)} for n in entry.lines],
    }


def _code(code: Code) -> dict[str, object]:
    return {
        "code": plain(code.code, _KEY),
        "scheme": plain(code.scheme, _KEY),
        "meaning": plain(meaning(code.code, code.scheme)),
        "confidence": code.confidence,
        "candidates": [plain(c, _KEY) for c in code.candidates],
    }
