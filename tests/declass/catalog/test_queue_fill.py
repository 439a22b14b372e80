from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa

from bench.review.made_up import FINDINGS, file_record, made_up_record
from declass.catalog.catalog import Catalog, open_catalog, output_number
from declass.catalog.decisions import DecisionLog, Proposal
from declass.catalog.locks import Locks
from declass.catalog.models import Document, QueueMark, QueueRow
from declass.catalog.queue import Queue
from declass.catalog.queue_fill import complete_queue, take_over
from declass.catalog.queue_query import QueueQuery
from declass.catalog.reasons import Reason
from processors.decisions.types import Act, Decision, State, Subject
from processors.records import Conflict, ConflictReason, FindingStatus, Record

ALL = QueueQuery("Ada")


def _decide(catalog: Catalog, record: Record, act: Act, seen: int = 0, reviewer: str = "Ada") -> Decision:
    redaction = record.pages[0].redactions[0]
    state = State(redaction.bbox, str(redaction.kind))
    after = state if act is Act.ACCEPT else None
    proposal = Proposal(
        record.source.sha256, 1, redaction.id, Subject.REDACTION, act, state, after, seen=seen
    )
    return DecisionLog(catalog.database).add([proposal], reviewer)[0]


def _total(catalog: Catalog, query: QueueQuery = ALL) -> int:
    return sum(Queue(catalog.database).counts(query).values())


def test_a_document_that_is_filed_again_keeps_what_was_decided(catalog: Catalog, out: Path) -> None:
    record = made_up_record(0, 1)
    file_record(catalog, out, "a", record)
    assert _total(catalog) == FINDINGS
    decision = _decide(catalog, record, Act.ACCEPT)
    assert take_over(catalog.database) == (decision,)
    assert _total(catalog) == FINDINGS - 1
    file_record(catalog, out, "a", record)
    assert _total(catalog) == FINDINGS - 1
    row = Queue(catalog.database).item(decision.sha256, decision.ref)
    assert row is not None
    assert (row.newest, row.standing, row.decided_by) == (decision.number, decision.number, "Ada")


def test_look_alikes_are_of_one_output_and_none_comes_twice(catalog: Catalog, out: Path) -> None:
    record = made_up_record(0, 4)
    file_record(catalog, out, "a", record)
    queue = Queue(catalog.database)
    items = queue.page(ALL, None, 100)
    alone = {item.ref: [q.ref for q in queue.alike(item, 100)] for item in items}
    assert any(len(refs) > 1 for refs in alone.values())
    # The same file, read into another folder with the same catalog.
    other = out.with_name("other")
    with Locks(other) as locks:
        file_record(open_catalog(catalog.database, other, locks), other, "b", record)
    for item in items:
        assert [q.ref for q in queue.alike(item, 100)] == alone[item.ref]
        with catalog.database.reading() as connection:
            number = output_number(connection, other)
        there = queue.item(item.sha256, item.ref, number)
        assert there is not None
        assert there.folder == "b"
        assert there.alike_count == len(alone[item.ref]), "the other folder's are not counted"
        (here,) = (q for q in queue.page(replace(ALL, output=1), None, 100) if q.ref == item.ref)
        assert here.alike_count == len(queue.alike(here, 100))


def test_decisions_are_taken_over_once_and_whoever_comes_second_finds_none(
    catalog: Catalog, out: Path
) -> None:
    record = made_up_record(0, 1)
    file_record(catalog, out, "a", record)
    _decide(catalog, record, Act.ACCEPT)
    assert len(take_over(catalog.database)) == 1
    assert take_over(catalog.database) == ()


def test_what_was_decided_before_it_was_filed_is_known_when_it_is(catalog: Catalog, out: Path) -> None:
    record = made_up_record(0, 1)
    _decide(catalog, record, Act.ACCEPT)
    file_record(catalog, out, "a", record)
    assert _total(catalog) == FINDINGS - 1


def test_what_one_rejected_stays_for_a_second_one_when_the_result_has_it_no_more(
    catalog: Catalog, out: Path
) -> None:
    record = made_up_record(0, 1)
    file_record(catalog, out, "a", record)
    decision = _decide(catalog, record, Act.REJECT)
    take_over(catalog.database)
    page = replace(record.pages[0], redactions=record.pages[0].redactions[1:])
    file_record(catalog, out, "a", replace(record, pages=(page,)))
    second = Queue(catalog.database).page(QueueQuery("Grace", second=True), None, 50)[-1]
    assert (second.ref, second.decided_by) == (decision.ref, "Ada")


def test_what_was_decided_is_shown_as_decided_when_it_needs_nobody_any_more(
    catalog: Catalog, out: Path
) -> None:
    record = made_up_record(0, 1)
    file_record(catalog, out, "a", record)
    decision = _decide(catalog, record, Act.ACCEPT)
    take_over(catalog.database)
    sure = tuple(replace(r, status=FindingStatus.FOUND) for r in record.pages[0].redactions)
    published = replace(record, pages=(replace(record.pages[0], redactions=sure),))
    for _ in range(2):
        file_record(catalog, out, "a", published)
        shown = Queue(catalog.database).page(replace(ALL, state="decided"), None, 50)
        assert [row.ref for row in shown] == [decision.ref]
    assert _total(catalog) == FINDINGS - 1


def test_a_conflict_waits_until_somebody_decides_again(catalog: Catalog, out: Path) -> None:
    record = made_up_record(0, 1)
    first = _decide(catalog, record, Act.ACCEPT)
    conflict = Conflict(
        1, first.ref, first.number, "redaction", ConflictReason.CHANGED, record.pages[0].redactions[0].bbox
    )
    file_record(catalog, out, "a", replace(record, conflicts=(conflict,)))
    take_over(catalog.database)
    assert Queue(catalog.database).page(ALL, None, 1)[0].ref == first.ref
    _decide(catalog, record, Act.ACCEPT, seen=first.number)
    take_over(catalog.database)
    assert Queue(catalog.database).page(ALL, None, 1)[0].ref != first.ref


def test_a_conflict_is_not_listed_any_more_when_its_decision_was_undone(catalog: Catalog, out: Path) -> None:
    record = made_up_record(0, 1)
    first = _decide(catalog, record, Act.ACCEPT)
    box = record.pages[0].redactions[0].bbox
    conflict = Conflict(1, first.ref, first.number, "redaction", ConflictReason.SEVERAL, box)
    file_record(catalog, out, "a", replace(record, conflicts=(conflict,)))
    take_over(catalog.database)
    queue, asked = Queue(catalog.database), replace(ALL, reason=Reason.CONFLICT)
    assert (len(queue.page(asked, None, 50)), queue.counts(asked)) == (1, {Reason.CONFLICT: 1})
    undo = Proposal(
        first.sha256,
        1,
        first.ref,
        Subject.REDACTION,
        Act.UNDO,
        None,
        None,
        undoes=first.number,
        seen=first.number,
    )
    DecisionLog(catalog.database).add([undo], "Grace")
    take_over(catalog.database)
    assert (queue.page(asked, None, 50), queue.counts(asked)) == ([], {})
    decided = replace(ALL, state="decided")
    assert (queue.page(decided, None, 50), queue.counts(decided)) == ([], {})
    file_record(catalog, out, "a", record)
    assert _total(catalog) == FINDINGS


def test_documents_of_older_versions_are_put_into_the_queue(catalog: Catalog, out: Path) -> None:
    for number in range(3):
        file_record(catalog, out, f"d{number}", made_up_record(number, 1))
    (out / "d2" / "record.json").write_text("{")
    with catalog.database.writing() as connection:
        connection.execute(sa.delete(QueueRow))
        connection.execute(sa.update(Document).values(queued=0))
        connection.execute(sa.update(QueueMark).values(number=0))
    assert complete_queue(catalog.database, limit=2) == 1
    assert complete_queue(catalog.database, limit=2) == 0
    assert _total(catalog) == 2 * FINDINGS


def test_entries_go_with_their_document(catalog: Catalog, out: Path) -> None:
    file_record(catalog, out, "a", made_up_record(0, 2))
    with catalog.database.writing() as connection:
        connection.execute(sa.delete(Document))
    assert _total(catalog) == 0


def test_pages_and_counts_agree_on_both_databases_whatever_is_asked(catalog: Catalog, out: Path) -> None:
    for number in range(4):
        file_record(catalog, out, f"d{number}", made_up_record(number, 2))
    queue = Queue(catalog.database)
    sha256 = made_up_record(1, 2).source.sha256
    first = queue.page(ALL, None, 1)[0]
    queue.skip("Ada", first.sha256, first.ref)
    for query in (
        ALL,
        replace(ALL, output=1),
        replace(ALL, document=sha256),
        replace(ALL, kind="white_box"),
        replace(ALL, code="(b)(1)"),
        replace(ALL, least=0.7),
        replace(ALL, subject="marking", most=0.75),
        replace(ALL, state="skipped"),
        replace(ALL, second=True),
    ):
        assert len(queue.page(query, None, 200)) == sum(queue.counts(query).values()), query
