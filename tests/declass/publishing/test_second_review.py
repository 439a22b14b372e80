"""A rejection by one person waits for another one before it is published, where that is wanted."""

from __future__ import annotations

import sqlalchemy as sa

from declass.catalog.models import QueueRow
from declass.catalog.second_review import choose, in_force, is_wanted
from declass.publishing.publish import publish
from tests.declass.publishing.conftest import Desk


def test_a_first_rejection_is_not_published_and_a_second_one_is(desk: Desk) -> None:
    ref = desk.queued()
    assert choose(desk.database, None, wanted=True)
    desk.reject("Ada", ref)
    publish(desk.database, desk.out)
    assert desk.has(ref)
    assert publish(desk.database, desk.out) == (), "what waits for a person does not wait to be published"
    desk.reject("Ada", ref)
    publish(desk.database, desk.out)
    assert desk.has(ref), "the same person twice is one person"
    desk.reject("Grace", ref)
    publish(desk.database, desk.out)
    assert not desk.has(ref)


def test_without_a_second_review_the_first_one_counts(desk: Desk) -> None:
    ref = desk.queued()
    desk.reject("Ada", ref)
    publish(desk.database, desk.out)
    assert not desk.has(ref)


def test_when_it_is_wanted_no_more_what_waited_is_published(desk: Desk) -> None:
    ref = desk.queued()
    choose(desk.database, None, wanted=True)
    desk.reject("Ada", ref)
    publish(desk.database, desk.out)
    assert choose(desk.database, None, wanted=None), "it is wanted until somebody says that it is not"
    assert not choose(desk.database, None, wanted=False)
    assert len(publish(desk.database, desk.out)) == 1
    assert not desk.has(ref)
    choose(desk.database, None, wanted=True)
    assert len(publish(desk.database, desk.out)) == 1
    assert desk.has(ref)


def test_what_is_not_in_the_queue_waits_for_nobody(desk: Desk) -> None:
    choose(desk.database, None, wanted=True)
    ref = desk.queued()
    with desk.database.writing() as connection:
        connection.execute(sa.delete(QueueRow))
    desk.reject("Ada", ref)
    said = desk.log.of(desk.sha256)
    assert in_force(desk.database, desk.out, said) == said
    assert is_wanted(desk.out)
