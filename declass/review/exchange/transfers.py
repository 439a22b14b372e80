"""Between the catalog and files: which documents are handed out, and how what comes back gets into the log."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import sqlalchemy as sa

from declass.catalog.database import Database
from declass.catalog.decisions import Clash, DecisionLog, Proposal
from declass.catalog.models import Address, Document, Output
from declass.publishing.sources import source_file
from declass.review.decided import record_as_left, said_about
from declass.review.exchange import label_studio, spreadsheet, web_annotations
from declass.review.exchange.corrections import Change, Correction, Refused, changes, same
from declass.review.exchange.listing import Listing, listed
from declass.review.shelf import Shelf
from processors.decisions.rules import objection
from processors.decisions.types import Act, Decision, Subject
from processors.errors import AccessError, InputError
from processors.geometry import Box
from processors.outputs.record import RECORD_NAME
from processors.stable_ids import place_id

# A file that comes back is read whole; 100,000 findings are some 60 MB of JSON.
LARGEST = 512 * 2**20
_LETTERS = {Subject.REDACTION: "r", Subject.STRIKE: "s"}


@dataclass(frozen=True, slots=True)
class Filed:
    """A document of the catalog: its number, checksum of its file, result folder, and where its file may lie."""

    number: int
    sha256: str
    folder: Path
    addresses: tuple[str, ...]

    @contextlib.contextmanager
    def source(self) -> Iterator[Path | None]:
        """The file, or a copy for as long as the block lasts; None where it is gone or was changed."""
        with contextlib.ExitStack() as stack:
            found: Path | None = None
            with contextlib.suppress(AccessError):
                found = stack.enter_context(source_file(self.addresses, self.sha256))
            yield found


@dataclass(slots=True)
class Brought:
    """What became of a file that came back: decisions in the log, and what could not be taken, with the reason."""

    decisions: list[Decision] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def filed(database: Database, documents: Sequence[str] = ()) -> list[Filed]:
    """The documents of a catalog, each once, in the order of their folders.

    Args:
        database: the catalog.
        documents: beginnings of checksums, or names of folders; empty for all.

    Raises:
        AccessError: the catalog cannot be used.
        InputError: a document is not in it.
    """
    query = (
        sa.select(Document.id, Document.sha256, Document.folder, Output.path)
        .join(Output, Output.id == Document.output_id)
        .order_by(Output.id, Document.folder)
    )
    with database.reading() as connection:
        rows = connection.execute(query).all()
        places = connection.execute(
            sa.select(Address.document_id, Address.path).where(Address.document_id.is_not(None))
        ).all()
    addresses: dict[int, list[str]] = {}
    for number, path in places:
        addresses.setdefault(number, []).append(path)
    for asked in documents:
        if not any(_is(row.sha256, row.folder, asked) for row in rows):
            raise InputError(f"there is no document {asked} in the catalog")
    wanted = [r for r in rows if not documents or any(_is(r.sha256, r.folder, asked) for asked in documents)]
    return list(
        {
            r.sha256: Filed(r.id, r.sha256, Path(r.path) / r.folder, tuple(addresses.get(r.id, ())))
            for r in reversed(wanted)
        }.values()
    )[::-1]


def _is(sha256: str, folder: str, asked: str) -> bool:
    return folder == asked or (len(asked) >= 6 and sha256.startswith(asked))


def listing(log: DecisionLog, document: Filed, known: int | None = None) -> Listing:
    """What is handed out of a document: as people left it, published or not, so that it is they who are asked again.

    Args:
        log: the decisions.
        document: of the catalog.
        known: number of the newest decision that is heeded, as it was handed out then; None for all.

    Raises:
        InputError: its result cannot be read.
        AccessError: the catalog, or the place for results of pages, cannot be used.
    """
    volume = Shelf(log.database, None).filed(document.number)
    said = said_about(log, volume, known)
    return listed(record_as_left(volume, said), said)


def listings(log: DecisionLog, documents: Iterable[Filed]) -> Iterator[Listing]:
    """What is handed out of documents; those without pages hold nothing.

    Raises:
        InputError: a result cannot be read.
        AccessError: the catalog cannot be used.
    """
    for document in documents:
        if (document.folder / RECORD_NAME).is_file():
            yield listing(log, document)


def bring_in(database: Database, data: bytes, reviewer: str) -> Brought:
    """Takes the corrections in a file, of whichever form, into the log; the same file again adds nothing.

    Raises:
        InputError: it has none of the forms, or names no document of the catalog.
        AccessError: the catalog cannot be used.
        UsageError: the reviewer has no name.
    """
    if len(data) > LARGEST:
        raise InputError(f"is larger than {LARGEST} bytes", hint="Bring it in in parts")
    parts = _parts(data)
    log, brought = DecisionLog(database), Brought()
    known = {document.sha256: document for document in filed(database)}
    for sha256, part in parts.items():
        if sha256 not in known:
            brought.refused.append(f"no document of the catalog has the checksum {sha256[:16]}")
            continue
        # What nobody touched since it was handed out says nothing, whatever was decided meanwhile.
        _bring_in(log, listing(log, known[sha256], part.log), part, reviewer, brought)
    return brought


@dataclass(slots=True)
class _Part:
    """What a file says of one document: how far its log was known, and how to make corrections of it."""

    log: int
    read: list[Callable[[Listing], tuple[list[Correction], list[Refused]]]] = field(default_factory=list)
    whole: set[int] = field(default_factory=set)


def _parts(data: bytes) -> Mapping[str, _Part]:
    """What the file says, by document.

    Raises:
        InputError: it has none of the forms.
    """
    parts: dict[str, _Part] = {}
    first = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if first not in (b"[", b"{"):
        rows = spreadsheet.read_rows(data)
        for sha256 in dict.fromkeys(row.sha256 for row in rows):
            mine = [row for row in rows if row.sha256 == sha256]
            part = parts.setdefault(sha256, _Part(min(row.log for row in mine)))
            part.read.append(partial(spreadsheet.corrections, mine))
        return parts
    if b'"annotations"' in data and b'"Annotation"' not in data:
        for task in label_studio.read_tasks(data):
            part = parts.setdefault(task.sha256, _Part(task.log))
            part.log = min(part.log, task.log)
            part.whole.add(task.page)
            part.read.append(partial(label_studio.corrections, task))
        return parts
    notes = web_annotations.read_notes(data)
    for sha256 in dict.fromkeys(note.sha256 for note in notes):
        ours = [note for note in notes if note.sha256 == sha256]
        part = parts.setdefault(sha256, _Part(min(note.log for note in ours)))
        part.read.append(partial(web_annotations.corrections, ours))
    return parts


def _bring_in(log: DecisionLog, document: Listing, part: _Part, reviewer: str, brought: Brought) -> None:
    name = document.record.source.uri
    found: list[Correction] = []
    refused: list[Refused] = []
    for read in part.read:
        try:
            corrected, left = read(document)
        except InputError as error:
            brought.refused.append(str(error))
            continue
        found += corrected
        refused += left
    made, left = changes(document.items, found, part.whole)
    refused += left
    decisions = log.of(document.record.source.sha256)
    pages = {page.number: page for page in document.record.pages}
    proposals = []
    for change in made:
        if change.page not in pages:
            refused.append(Refused(change.page, change.ref, "the document has no such page"))
            continue
        page = pages[change.page]
        proposal = _measured(_proposal(change, document, decisions), (page.width, page.height))
        reason = _objection(proposal, part.log, decisions, reviewer)
        if reason is None:
            proposals.append(proposal)
        elif reason:
            refused.append(Refused(proposal.page, proposal.ref, reason))
    brought.refused += [f"{name}, page {r.page or 'unknown'}, {r.ref or 'new'}: {r.reason}" for r in refused]
    try:
        brought.decisions += log.add(proposals, reviewer)
    except Clash:
        brought.refused.append(f"{name}: somebody decided on it at this moment; bring the file in again")


def _proposal(change: Change, document: Listing, decisions: Sequence[Decision]) -> Proposal:
    sha256 = document.record.source.sha256
    ref = change.ref or _free_ref(change, document, decisions)
    return Proposal(
        sha256=sha256,
        page=change.page,
        ref=ref,
        subject=change.subject,
        act=change.act,
        before=change.before,
        after=change.after,
        comment=change.comment,
        seen=max((d.number for d in decisions if d.ref == ref), default=0),
    )


def _measured(proposal: Proposal, size: tuple[float, float]) -> Proposal:
    """The decision with the size of the page (points), on which its places are told."""
    before, after = (
        replace(state, page=state.page or size) if state is not None else None
        for state in (proposal.before, proposal.after)
    )
    return replace(proposal, before=before, after=after)


def _free_ref(change: Change, document: Listing, decisions: Sequence[Decision]) -> str:
    """The id of what was drawn, made from its corner as the machine's are; the same drawing again has the same."""
    box = change.after.bbox if change.after is not None else Box(0, 0, 0, 0)
    name = place_id(change.page, _LETTERS[change.subject], box)
    drawn = {d.ref for d in decisions if d.act is Act.DRAW and d.after == change.after}
    taken = ({item.ref for item in document.items} | {d.ref for d in decisions}) - drawn
    names = (name, *(f"{name}_{k}" for k in range(2, len(taken) + 3)))
    return next(free for free in names if free not in taken)


def _objection(proposal: Proposal, known: int, decisions: Sequence[Decision], reviewer: str) -> str | None:
    """Why a decision is not taken: None where it is, empty where it is there already and nothing is to be said."""
    said = {d.comment for d in decisions if d.ref == proposal.ref and d.act is Act.COMMENT}
    if proposal.act is Act.COMMENT and proposal.comment in said:
        return ""
    mine = [d for d in decisions if d.ref == proposal.ref and d.act is not Act.COMMENT]
    last = mine[-1] if mine else None
    if last is not None and last.act is proposal.act and _same_after(last, proposal):
        # What one person rejected may wait for another one who says the same, having seen that.
        second = last.act is Act.REJECT and last.number <= known and last.reviewer != reviewer.strip()
        return None if second else ""
    if last is not None and last.number > known:
        return f"{last.reviewer} has decided on it since it was handed out ({last.act}, {last.time})"
    return objection(proposal.subject, proposal.act, proposal.before, proposal.after) or None


def _same_after(last: Decision, proposal: Proposal) -> bool:
    if last.after is None or proposal.after is None:
        return last.after is proposal.after
    return same(replace(last.after, status=""), replace(proposal.after, status=""))
