"""The log of decisions on both databases: nothing in it changes, nothing is lost, nobody overwrites anybody."""

from __future__ import annotations

import multiprocessing
from dataclasses import replace

import pytest
import sqlalchemy as sa

from declass.catalog.database import Database, catalog_url, open_database
from declass.catalog.decisions import Clash, DecisionLog, Proposal
from processors.decisions.types import Act, Decision, State, Subject
from processors.errors import UsageError
from processors.geometry import Box

SHA = "a" * 64
BOX = State(Box(100.0, 200.0, 180.0, 212.0), "black_box", ("(b)(1)",), status="unsure", confidence=0.6)
ACCEPT = Proposal(SHA, 1, "p1-r100x200", Subject.REDACTION, Act.ACCEPT, BOX, replace(BOX, confidence=1.0))
REJECT = replace(ACCEPT, act=Act.REJECT, after=None)


def test_decisions_come_back_as_they_were_said(database: Database) -> None:
    log = DecisionLog(database)
    line = State(Box(10.5, 20.25, 300.0, 31.0), "body", text="Zum “Süßen”\tLöchl ⁂ ~~SECRET~~")
    said = [
        replace(ACCEPT, comment="plain <b>&\n=1+1"),
        Proposal(SHA, 2, "p2-l10x20", Subject.LINE, Act.CORRECT, line, replace(line, text="Other")),
        Proposal(SHA, 2, "p2-s5x5", Subject.STRIKE, Act.DRAW, None, _strike()),
    ]
    made = log.add(said, " Ada ")
    assert [d.number for d in made] == [1, 2, 3]
    assert log.of(SHA) == log.after(0) == made
    assert log.of("b" * 64) == ()
    assert [(d.reviewer, d.act, d.before, d.after, d.comment) for d in made] == [
        ("Ada", p.act, p.before, p.after, p.comment) for p in said
    ]
    assert log.after(1, limit=1) == made[1:2]
    assert (log.newest(SHA, "p2-l10x20"), log.newest(SHA, "p9-r1x1"), log.last_of(SHA)) == (2, 0, 3)


def _strike() -> State:
    return State(Box(5.0, 5.0, 50.0, 15.0), "horizontal", text="SECRET", what="classification")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE decisions SET comment = 'x'",
        "UPDATE decisions SET number = 9",
        "DELETE FROM decisions",
        "TRUNCATE decisions",
        "INSERT OR REPLACE INTO decisions SELECT * FROM decisions",
    ],
)
def test_the_database_refuses_to_change_a_decision(database: Database, statement: str) -> None:
    log = DecisionLog(database)
    made = log.add([ACCEPT], "Ada")
    if ("TRUNCATE" in statement) is database.is_sqlite or ("REPLACE" in statement and not database.is_sqlite):
        pytest.skip("a statement of the other database")
    # Whatever it is called where: it is refused by the trigger, not for its grammar.
    with pytest.raises(Exception, match="never changed"), database.writing() as connection:
        connection.execute(sa.text(statement))
    assert log.of(SHA) == made


def test_who_has_not_seen_the_newest_decision_is_told(database: Database) -> None:
    log = DecisionLog(database)
    other = replace(ACCEPT, ref="p1-r1x1")
    (first,) = log.add([ACCEPT], "Ada")
    with pytest.raises(Clash) as told:
        log.add([other, REJECT], "Bob")
    assert told.value.newer == (first,)
    assert log.of(SHA) == (first,), "nothing of the request is kept"
    (second,) = log.add([replace(REJECT, seen=first.number)], "Bob")
    assert log.newest(SHA, REJECT.ref) == second.number


def test_several_decisions_on_one_finding_in_one_request(database: Database) -> None:
    log = DecisionLog(database)
    comment = replace(ACCEPT, act=Act.COMMENT, after=None, before=None, comment="see page 2")
    assert len(log.add([ACCEPT, comment], "Ada")) == 2


def test_a_request_that_is_sent_again_adds_nothing(database: Database) -> None:
    log = DecisionLog(database)
    made = log.add([ACCEPT, replace(ACCEPT, ref="p1-r1x1")], "Ada", "key")
    assert log.add([ACCEPT, replace(ACCEPT, ref="p1-r1x1")], "Ada", "key") == made
    assert len(log.of(SHA)) == 2


def test_what_was_drawn_and_taken_back_can_be_drawn_again(database: Database) -> None:
    log = DecisionLog(database)
    draw = Proposal(SHA, 2, "p2-s5x5", Subject.STRIKE, Act.DRAW, None, _strike())
    (first,) = log.add([draw], "Ada")
    with pytest.raises(Clash):
        log.add([draw], "Grace")
    undo = replace(draw, act=Act.UNDO, after=None, undoes=first.number, seen=first.number)
    (undone,) = log.add([undo], "Ada")
    (again,) = log.add([draw], "Ada")
    assert [d.number for d in log.of(SHA)] == [first.number, undone.number, again.number]
    with pytest.raises(Clash):
        log.add([draw], "Grace")


def test_only_what_is_there_can_be_undone(database: Database) -> None:
    log = DecisionLog(database)
    (first,) = log.add([ACCEPT], "Ada")
    undo = replace(ACCEPT, act=Act.UNDO, after=None, before=None, undoes=first.number, seen=first.number)
    for bad in (
        replace(undo, undoes=99),
        replace(undo, page=2),
        replace(undo, undoes=None),
        replace(undo, ref="p1-r1x1", seen=0),
        replace(ACCEPT, undoes=first.number, seen=first.number),
    ):
        with pytest.raises(UsageError):
            log.add([bad], "Ada")
    (undone,) = log.add([undo], "Ada")
    assert undone.undoes == first.number


@pytest.mark.parametrize(
    "bad",
    [
        replace(ACCEPT, after=replace(BOX, kind="no such kind")),
        replace(ACCEPT, after=replace(BOX, text="a hidden name")),
        replace(ACCEPT, after=replace(BOX, bbox=Box(0.0, 0.0, float("nan"), 1.0))),
        replace(ACCEPT, after=replace(BOX, bbox=Box(5.0, 0.0, 5.0, 1.0))),
        replace(ACCEPT, comment="half a character \ud800"),
        replace(ACCEPT, ref="p1-r1x1; DROP TABLE decisions"),
        replace(ACCEPT, page=2),
        replace(ACCEPT, ref="p11-r100x200"),
        replace(ACCEPT, before=None),
        replace(ACCEPT, act=Act.CORRECT),
        replace(REJECT, after=BOX),
    ],
)
def test_what_makes_no_sense_is_refused(database: Database, bad: Proposal) -> None:
    log = DecisionLog(database)
    with pytest.raises(UsageError):
        log.add([bad], "Ada")
    with pytest.raises(UsageError):
        log.add([ACCEPT], " ")
    assert log.of(SHA) == ()


def test_time_never_goes_back(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    log = DecisionLog(database)
    (first,) = log.add([ACCEPT], "Ada")
    monkeypatch.setattr("declass.catalog.decisions.now", lambda: "2001-01-01T00:00:00+00:00")
    (second,) = log.add([replace(REJECT, seen=first.number)], "Ada")
    assert second.time == first.time


def test_a_new_log_is_filled_from_what_files_kept(database: Database) -> None:
    log = DecisionLog(database)
    kept = _kept()
    assert log.restore(reversed(kept)) == 3
    assert log.of(SHA) == kept
    assert log.restore(kept) == 0
    (next_,) = log.add([replace(ACCEPT, ref="p1-r1x1")], "Bob")
    assert next_.number > max(d.number for d in kept)


def test_decisions_whose_numbers_are_taken_get_new_ones(database: Database) -> None:
    log = DecisionLog(database)
    elsewhere = log.add([replace(ACCEPT, sha256="b" * 64, ref=f"p1-r{k}x1") for k in range(5)], "Bob")
    kept = _kept()
    assert log.restore(kept) == 3
    there = log.of(SHA)
    assert [d.number for d in there] == [6, 7, 8]
    assert [replace(d, number=0, undoes=None) for d in there] == [
        replace(d, number=0, undoes=None) for d in kept
    ]
    assert there[2].undoes == there[1].number
    assert log.restore(kept) == 0
    assert log.of("b" * 64) == elsewhere


def _kept() -> tuple[Decision, ...]:
    def decision(number: int, act: Act, after: State | None, undoes: int | None = None) -> Decision:
        time = f"2026-01-0{number}T00:00:00+00:00"
        return Decision(
            number, SHA, 1, ACCEPT.ref, Subject.REDACTION, act, BOX, after, "Ada", time, "", undoes
        )

    return (
        decision(2, Act.ACCEPT, BOX),
        decision(3, Act.REJECT, None),
        decision(5, Act.UNDO, None, 3),
    )


def _decide(url: str, reviewer: str, times: int) -> list[int]:
    database = open_database(catalog_url(None, url))
    log, numbers = DecisionLog(database), []
    for k in range(times):
        while True:
            try:
                (made,) = log.add(
                    [replace(ACCEPT, seen=log.newest(SHA, ACCEPT.ref), comment=f"{reviewer} {k}")], reviewer
                )
            except Clash as clash:
                assert clash.newer
                continue
            numbers.append(made.number)
            break
    database.close()
    return numbers


def test_reviewers_at_once_lose_nothing(database_url: str) -> None:
    open_database(catalog_url(None, database_url)).close()
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        told = pool.starmap(_decide, [(database_url, name, 8) for name in ("Ada", "Bob", "Cy")])
    database = open_database(catalog_url(None, database_url))
    there = DecisionLog(database).of(SHA)
    database.close()
    assert sorted(n for numbers in told for n in numbers) == [d.number for d in there]
    assert len({d.comment for d in there}) == 24


def test_sqlite_waits_for_the_disk(database: Database) -> None:
    if not database.is_sqlite:
        pytest.skip("PostgreSQL does so unless its settings say otherwise")
    with database.writing(durable=True) as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
    with database.writing() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 1


def test_postgresql_waits_for_the_disk_whatever_its_settings(postgres_url: str) -> None:
    database = open_database(catalog_url(None, f"{postgres_url}&options=-c%20synchronous_commit%3Doff"))
    with database.writing(durable=True) as connection:
        assert connection.execute(sa.text("SHOW synchronous_commit")).scalar() == "on"
    with database.writing() as connection:
        assert connection.execute(sa.text("SHOW synchronous_commit")).scalar() == "off"
    database.close()
