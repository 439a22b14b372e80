"""The log of decisions: what was written stays, whoever writes next and whatever happens to the machine.

Rows are added and never changed or taken away; the database itself refuses that. A decision is on the disk when `add`
returns. The result folders hold copies of them (`processors.decisions.files`), from which `restore` fills a new
catalog.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from declass.catalog.database import Database
from declass.catalog.decided import decisions_within
from declass.catalog.documents import now
from declass.catalog.models import DecisionRow
from declass.catalog.queue_state import standing_of
from processors.decisions.rules import BOUNDS, is_on_page, is_ref, is_text, objection
from processors.decisions.types import Act, Decision, State, Subject
from processors.errors import DeclassError, ExitCode, UsageError

if TYPE_CHECKING:
    from pydantic import TypeAdapter

# Writers come one after the other, so that numbers rise in the order in which decisions can be seen; any number that
# others do not use.
_LOCK = 0x6465636C617373 + 1
# Of the random key by which a client knows its request again.
_REQUEST_CHARACTERS = 200


class Clash(DeclassError):  # noqa: N818 - not an error of anybody's: two people were there at once
    """Somebody decided since the reviewer looked; `newer` is what."""

    category = "clash"
    exit_code = ExitCode.USAGE

    def __init__(self, newer: tuple[Decision, ...]) -> None:
        """Takes the decisions that the reviewer has not seen, in order."""
        super().__init__("somebody else has decided this meanwhile", hint="Look at it again")
        self.newer = newer


@dataclass(frozen=True, slots=True)
class Proposal:
    """A decision before it is in the log; as `Decision` where names are the same.

    Attributes:
        sha256: of the file.
        page: 1-based.
        ref: id of the finding.
        subject: what it is.
        act: what the reviewer says.
        before: as the reviewer saw it.
        after: as the reviewer leaves it.
        comment: why.
        undoes: number of the decision that is taken back.
        seen: number of the newest decision on (sha256, ref) that the reviewer saw, 0 for none.
    """

    sha256: str
    page: int
    ref: str
    subject: Subject
    act: Act
    before: State | None
    after: State | None
    comment: str = ""
    undoes: int | None = None
    seen: int = 0


@functools.cache
def _states() -> TypeAdapter[State]:
    from pydantic import TypeAdapter

    return TypeAdapter(State)


class DecisionLog:
    """The decisions in a catalog, on the files of all its outputs; safe for several threads and processes."""

    def __init__(self, database: Database) -> None:
        """Takes the open catalog."""
        self.database = database

    def add(self, proposals: Sequence[Proposal], reviewer: str, request: str = "") -> tuple[Decision, ...]:
        """Adds decisions, all or none; they are on the disk when this returns.

        Args:
            proposals: in the order in which they get their numbers.
            reviewer: who decided.
            request: a random key of the client's; the same one again adds nothing and gives what it gave.

        Raises:
            Clash: on one of the findings somebody decided since the reviewer looked.
            AccessError: the catalog cannot be used.
            UsageError: a decision makes no sense.
        """
        _check(proposals, reviewer, request)
        if not proposals:
            return ()
        with self.database.writing(durable=True) as connection:
            _alone(connection)
            if request:
                before = decisions_within(connection, DecisionRow.request == request)
                if before:
                    return before
            _check_seen(connection, proposals)
            _check_undone(connection, proposals)
            newest = connection.execute(sa.select(sa.func.max(DecisionRow.time))).scalar() or ""
            # A clock that was set back does not bring an older decision behind a newer one.
            time = max(now(), newest)
            made = [_decision(p, reviewer, time) for p in proposals]
            return tuple(
                _insert(connection, decision, request or None, place) for place, decision in enumerate(made)
            )

    def of(self, sha256: str) -> tuple[Decision, ...]:
        """The decisions on a file, in order.

        Raises:
            AccessError: the catalog cannot be used.
        """
        with self.database.reading() as connection:
            return decisions_within(connection, DecisionRow.sha256 == sha256)

    def after(self, number: int, limit: int = 500) -> tuple[Decision, ...]:
        """The decisions with greater numbers, in order, at most `limit`; for whoever has seen all up to `number`.

        Raises:
            AccessError: the catalog cannot be used.
        """
        with self.database.reading() as connection:
            return decisions_within(connection, DecisionRow.number > number, limit=limit)

    def newest(self, sha256: str, ref: str) -> int:
        """The greatest number of the decisions on a finding, 0 where there is none.

        Raises:
            AccessError: the catalog cannot be used.
        """
        with self.database.reading() as connection:
            return _newest(connection, {(sha256, ref)}).get((sha256, ref), 0)

    def last_of(self, sha256: str) -> int:
        """The greatest number of the decisions on a file, 0 where there is none.

        Raises:
            AccessError: the catalog cannot be used.
        """
        query = sa.select(sa.func.max(DecisionRow.number)).where(DecisionRow.sha256 == sha256)
        with self.database.reading() as connection:
            return connection.execute(query).scalar() or 0

    def restore(self, decisions: Iterable[Decision]) -> int:
        """Adds decisions that a file has kept and the log has not; gives how many those were.

        A decision keeps its number where that is free. Its time tells where it belongs among the others.

        Raises:
            AccessError: the catalog cannot be used.
        """
        kept = sorted(decisions, key=lambda d: d.number)
        if not kept:
            return 0
        with self.database.writing(durable=True) as connection:
            _alone(connection)
            there = _there(connection, {d.sha256 for d in kept})
            numbers: dict[int, int] = {}
            added = 0
            for decision in kept:
                undoes = None if decision.undoes is None else numbers.get(decision.undoes, decision.undoes)
                moved = replace(decision, undoes=undoes)
                known = there.get(as_said(moved), [])
                if known:
                    numbers[decision.number] = known.pop(0)
                    continue
                numbers[decision.number] = _insert_kept(connection, moved)
                added += 1
            return added


def _check(proposals: Sequence[Proposal], reviewer: str, request: str) -> None:
    if not reviewer.strip() or not is_text(reviewer, BOUNDS.reviewer):
        raise UsageError("a decision needs the name of who decides")
    if not is_text(request, _REQUEST_CHARACTERS):
        raise UsageError("the key of a request is too long, or no text")
    for proposal in proposals:
        reason = objection(proposal.subject, proposal.act, proposal.before, proposal.after)
        if not reason and not is_ref(proposal.ref):
            reason = "the id is none of a finding on a page"
        # What an older version took for another page can still be taken back.
        if not reason and proposal.act is not Act.UNDO and not is_on_page(proposal.ref, proposal.page):
            reason = f"{proposal.ref} is the id of something on another page"
        if not reason and not is_text(proposal.comment, BOUNDS.comment):
            reason = "the comment is too long, or no text"
        if not reason and (proposal.undoes is None) is (proposal.act is Act.UNDO):
            reason = "what takes a decision back names it, and nothing else does"
        if reason:
            raise UsageError(f"this cannot be decided: {reason}", page=proposal.page)


def _check_seen(connection: Connection, proposals: Sequence[Proposal]) -> None:
    """Whether nobody has decided since the reviewer looked."""
    newest = _newest(connection, {(p.sha256, p.ref) for p in proposals})
    clashes = {
        (p.sha256, p.ref): p.seen
        for p in proposals
        if newest.get((p.sha256, p.ref), 0) != p.seen and not _is_free(connection, p)
    }
    if clashes:
        newer = [
            decision
            for (sha256, ref), seen in clashes.items()
            for decision in decisions_within(
                connection, DecisionRow.sha256 == sha256, DecisionRow.ref == ref, DecisionRow.number > seen
            )
        ]
        raise Clash(tuple(sorted(newer, key=lambda d: d.number)))


def _is_free(connection: Connection, proposal: Proposal) -> bool:
    """Whether something is drawn anew where all that was drawn has been taken back: no page shows that any more."""
    if proposal.act is not Act.DRAW or proposal.seen:
        return False
    here = (DecisionRow.sha256 == proposal.sha256, DecisionRow.ref == proposal.ref)
    return standing_of(decisions_within(connection, *here)).decision is None


def _check_undone(connection: Connection, proposals: Sequence[Proposal]) -> None:
    for proposal in proposals:
        if proposal.undoes is None:
            continue
        query = sa.select(DecisionRow.act).where(
            DecisionRow.number == proposal.undoes,
            DecisionRow.sha256 == proposal.sha256,
            DecisionRow.ref == proposal.ref,
            DecisionRow.page == proposal.page,
        )
        act = connection.execute(query).scalar()
        if act is None or act == Act.COMMENT:
            raise UsageError("there is no such decision on this finding to take back", page=proposal.page)


def _alone(connection: Connection) -> None:
    """Waits for other writers; SQLite has let in only one anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def _newest(connection: Connection, findings: set[tuple[str, str]]) -> Mapping[tuple[str, str], int]:
    query = sa.select(sa.func.max(DecisionRow.number))
    found = {}
    for sha256, ref in findings:
        here = (DecisionRow.sha256 == sha256, DecisionRow.ref == ref)
        found[sha256, ref] = connection.execute(query.where(*here)).scalar() or 0
    return found


def _written(state: State | None) -> str | None:
    return None if state is None else _states().dump_json(state).decode()


def _decision(proposal: Proposal, reviewer: str, time: str) -> Decision:
    return Decision(
        number=0,
        sha256=proposal.sha256,
        page=proposal.page,
        ref=proposal.ref,
        subject=proposal.subject,
        act=proposal.act,
        before=proposal.before,
        after=proposal.after,
        reviewer=reviewer.strip(),
        time=time,
        comment=proposal.comment,
        undoes=proposal.undoes,
    )


def _insert(
    connection: Connection, decision: Decision, request: str | None = None, place: int = 0
) -> Decision:
    values = _values(decision) | {"request": request, "place": place}
    number = connection.execute(
        sa.insert(DecisionRow).values(values).returning(DecisionRow.number)
    ).scalar_one()
    return replace(decision, number=number)


def _insert_kept(connection: Connection, decision: Decision) -> int:
    """Puts a decision in under its number, or under a new one where another decision has that."""
    taken = sa.select(DecisionRow.number).where(DecisionRow.number == decision.number)
    if connection.execute(taken).scalar() is not None:
        return _insert(connection, decision).number
    connection.execute(
        sa.insert(DecisionRow).values(_values(decision) | {"number": decision.number, "place": 0})
    )
    if connection.dialect.name == "postgresql":
        # Numbers are given by a counter, which knows nothing of those that came with their own.
        newest = "setval(pg_get_serial_sequence('decisions', 'number'), (SELECT max(number) FROM decisions))"
        connection.execute(sa.text(f"SELECT {newest}"))
    return decision.number


def _values(decision: Decision) -> dict[str, object]:
    return {
        "sha256": decision.sha256,
        "page": decision.page,
        "ref": decision.ref,
        "subject": str(decision.subject),
        "act": str(decision.act),
        "before": _written(decision.before),
        "after": _written(decision.after),
        "reviewer": decision.reviewer,
        "time": decision.time,
        "comment": decision.comment,
        "undoes": decision.undoes,
    }


def as_said(decision: Decision) -> tuple[object, ...]:
    """What two decisions have in common that are one: files may give it another number, and keep back what it says."""
    return (
        decision.sha256,
        decision.page,
        decision.ref,
        decision.act,
        decision.reviewer,
        decision.time,
        decision.comment,
    )


def _there(connection: Connection, files: set[str]) -> dict[tuple[object, ...], list[int]]:
    there: dict[tuple[object, ...], list[int]] = {}
    for sha256 in sorted(files):
        for decision in decisions_within(connection, DecisionRow.sha256 == sha256):
            there.setdefault(as_said(decision), []).append(decision.number)
    return there
