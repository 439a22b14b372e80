"""What is answered about batches, and taken: the third part of `declass.review.api`."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from declass.review.api import SHA256, Answer, Wanted


class RunView(Answer):
    """A run of a batch: `state` is `ended`, `running`, `stopped` where it was killed, or `elsewhere`.

    Of one that runs, `documents` and `pages_read` are what is done so far.
    """

    started: str
    ended: str | None
    state: str
    documents: int
    pages_read: int
    pages_known: int
    pages_failed: int


class ApprovalView(Answer):
    """A batch that waits for approval, or did: `name` is that of its run, `address` where Prefect shows it."""

    name: str
    state: str
    message: str
    waiting: bool
    address: str


class BatchLine(Answer):
    """A folder for results: `open` counts what waits in the queue, `unpublished` documents with newer decisions."""

    id: int
    name: str
    documents: int
    pages: int
    pages_failed: int
    redactions: int
    open: int
    decided: int
    unpublished: int
    last: RunView | None


class Batches(Answer):
    """All batches."""

    batches: tuple[BatchLine, ...]


class ChartView(Answer):
    """A plot of the report, also as a table; `image` is the address of its picture, empty where none can be drawn."""

    key: str
    title: str
    note: str
    alternative: str
    columns: tuple[str, str]
    rows: tuple[tuple[str, int], ...]
    image: str


class BatchDetail(Answer):
    """A batch: `figures` is its `report.json`, null where no report was made.

    `approvals` are runs that hold it, the newest first; `approvals_problem` says why they are not known.
    """

    batch: BatchLine
    runs: tuple[RunView, ...]
    figures: dict[str, Any] | None
    charts: tuple[ChartView, ...]
    approvals: tuple[ApprovalView, ...]
    approvals_problem: str


class ApproveIn(Wanted):
    """Answers the run of that name; empty for the only one that waits. With `approved` false nothing is published."""

    name: str = Field("", max_length=200)
    approved: bool = True
    note: str = Field("", max_length=1000)


class Approved(Answer):
    """The run that was answered, and how."""

    name: str
    approved: bool


class PublishIn(Wanted):
    """Documents whose decisions go into their results."""

    sha256: tuple[SHA256, ...] = Field(min_length=1, max_length=500)


class PublishedDocument(Answer):
    """A document that was published, or why not; `conflicts` are decisions that did not fit."""

    sha256: str
    folder: str
    published: bool
    decisions: int
    conflicts: int
    message: str


class Published(Answer):
    """What was published."""

    documents: tuple[PublishedDocument, ...]
