"""A rejection by one person waits for another one before it is published, where that is wanted."""

from __future__ import annotations

import sqlalchemy as sa

from declass.catalog.decisions import Proposal
from declass.catalog.models import QueueRow
from declass.catalog.second_review import choose, in_force, is_wanted
from declass.publishing.publish import publish
from processors.decisions.types import Act, State, Subject
from tests.declass.publishing.conftest import Desk


def _reject(desk: Desk, reviewer: str, ref: str = "") -> None:
    ref = ref or _queued(desk)
    found = next(r for r in desk.page.redactions if r.id == ref)
    before = State(found.bbox, str(found.kind))
    seen = desk.log.newest(desk.sha256, ref)
    proposal = Proposal(desk.sha256, 1, ref, Subject.REDACTION, Act.REJECT, before, None, seen=seen)
    desk.log.add([proposal], reviewer)


def _queued(desk: Desk) -> str:
    with desk.database.reading() as connection:
        query = sa.select(QueueRow.ref).where(QueueRow.subject == "redaction")
        return str(connection.execute(query).scalars().first())


def _has(desk: Desk, ref: str) -> bool:
    return any(r.id == ref for r in desk.page.redactions)


def test_a_first_rejection_is_not_published_and_a_second_one_is(desk: Desk) -> None:
    ref = _queued(desk)
    assert choose(desk.database, None, wanted=True)
    _reject(desk, "Ada")
    publish(desk.database, desk.out)
    assert _has(desk, ref)
    assert publish(desk.database, desk.out) == (), "what waits for a person does not wait to be published"
    _reject(desk, "Ada")
    publish(desk.database, desk.out)
    assert _has(desk, ref), "the same person twice is one person"
    _reject(desk, "Grace")
    publish(desk.database, desk.out)
    assert not _has(desk, ref)


def test_without_a_second_review_the_first_one_counts(desk: Desk) -> None:
    ref = _queued(desk)
    _reject(desk, "Ada")
    publish(desk.database, desk.out)
    assert not _has(desk, ref)


def test_when_it_is_wanted_no_more_what_waited_is_published(desk: Desk) -> None:
    ref = _queued(desk)
    choose(desk.database, None, wanted=True)
    _reject(desk, "Ada")
    publish(desk.database, desk.out)
    assert choose(desk.database, None, wanted=None), "it is wanted until somebody says that it is not"
    assert not choose(desk.database, None, wanted=False)
    assert len(publish(desk.database, desk.out)) == 1
    assert not _has(desk, ref)
    choose(desk.database, None, wanted=True)
    assert len(publish(desk.database, desk.out)) == 1
    assert _has(desk, ref)


def test_what_is_not_in_the_queue_waits_for_nobody(desk: Desk) -> None:
    choose(desk.database, None, wanted=True)
    ref = _queued(desk)
    with desk.database.writing() as connection:
        connection.execute(sa.delete(QueueRow))
    _reject(desk, "Ada", ref)
    said = desk.log.of(desk.sha256)
    assert in_force(desk.database, desk.out, said) == said
    assert is_wanted(desk.out)
