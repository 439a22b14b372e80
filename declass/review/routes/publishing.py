"""Decisions into results, and batches that wait for approval."""

from __future__ import annotations

import threading
from collections import defaultdict
from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Path

from declass.catalog.models import Document, Output
from declass.publishing.approvals import Held, answer, choose, held
from declass.publishing.publish import Published as Done
from declass.publishing.publish import publish as publish_documents
from declass.review.api import Problem
from declass.review.api_batches import (
    ApprovalView,
    Approved,
    ApproveIn,
    Published,
    PublishedDocument,
    PublishIn,
)
from declass.review.asking import TheDesk, Writer
from declass.review.batches import folder_of
from declass.review.desk import Desk
from declass.review.problems import Refusal
from declass.review.shelf import NotFoundError
from flows.bucket import objects_at, store_place
from processors.errors import AccessError, printable

router = APIRouter(tags=["batches"])
# One at a time: what lies over a batch is made again at the end of each.
_PUBLISHING = threading.Lock()


@router.post("/publish", responses={404: {"model": Problem}, 422: {"model": Problem}})
def publish(desk: TheDesk, who: Writer, asked: PublishIn) -> Published:
    """Makes the results of documents again, with all that was decided; no page is read."""
    made: list[PublishedDocument] = []
    with _PUBLISHING:
        for out, files in _by_folder(desk, asked.sha256).items():
            place = folder_of(desk.database, out)
            done = publish_documents(desk.database, place, files, objects_at(store_place(), place))
            made += [_view(item) for item in done]
            missing = set(files) - {item.sha256 for item in done}
            made += [_nothing_new(sha256) for sha256 in sorted(missing)]
    for item in made:
        if item.published:
            desk.live.tell(
                "published", {"sha256": item.sha256, "folder": item.folder, "reviewer": who.reviewer}
            )
    return Published(documents=tuple(made))


@router.post(
    "/batches/{number}/approve",
    responses={404: {"model": Problem}, 422: {"model": Problem}, 424: {"model": Problem}},
)
def approve(
    desk: TheDesk, who: Writer, number: Annotated[int, Path(ge=1, le=2**62)], asked: ApproveIn
) -> Approved:
    """Answers the run that holds a batch: its decisions are published then, or it ends."""
    place = folder_of(desk.database, number, desk.output)
    try:
        batch = choose(held(str(place)), asked.name)
        answer(batch, approved=asked.approved, by=who.reviewer, note=asked.note)
    except AccessError as error:
        # Another server is away, this one is well.
        raise Refusal(424, "prefect", printable(error.message), error.hint) from error
    desk.live.tell("progress", {"batch": number})
    return Approved(name=printable(batch.name), approved=asked.approved)


def approvals(place: str) -> tuple[tuple[ApprovalView, ...], str]:
    """The approvals of a folder for results, the newest first, and why they cannot be told where that is so."""
    try:
        return tuple(_approval(batch) for batch in held(place, only_waiting=False)), ""
    except AccessError as error:
        return (), str(error)


def _approval(batch: Held) -> ApprovalView:
    return ApprovalView(
        name=batch.name,
        state=batch.state,
        message=batch.message,
        waiting=batch.is_waiting,
        address=batch.address,
    )


def _by_folder(desk: Desk, files: tuple[str, ...]) -> dict[int, list[str]]:
    """The files by the folders for results that hold readings of them.

    Raises:
        NotFoundError: one was not read.
    """
    query = (
        sa.select(Document.output_id, Document.sha256)
        .join(Output)
        .where(Document.sha256.in_(files))
        .distinct()
    )
    if desk.output is not None:
        query = query.where(Document.output_id == desk.output)
    found: dict[int, list[str]] = defaultdict(list)
    with desk.database.reading() as connection:
        for output, sha256 in connection.execute(query.order_by(Document.output_id, Document.sha256)):
            found[output].append(sha256)
    if set(files) - {sha256 for shas in found.values() for sha256 in shas}:
        raise NotFoundError("there is no such document", hint="Perhaps it was read anew; open the list again")
    return dict(found)


def _view(item: Done) -> PublishedDocument:
    return PublishedDocument(
        sha256=item.sha256,
        folder=item.folder,
        published=item.done,
        decisions=item.decisions,
        conflicts=item.conflicts,
        message=printable(item.problem),
    )


def _nothing_new(sha256: str) -> PublishedDocument:
    return PublishedDocument(
        sha256=sha256,
        folder="",
        published=False,
        decisions=0,
        conflicts=0,
        message="its result has all decisions",
    )
