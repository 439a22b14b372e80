"""What the server answers and takes, under /api/v1: the contract with the pages in the browser.

Here is the queue with its decisions, and the session; `api_documents` has documents and pages, `api_batches` batches.

Boxes are `[x0, y0, x1, y1]` in points of the page as a viewer shows it, origin top left. Confidences are in 0..1.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from declass.catalog.reasons import Reason
from processors.decisions.types import Act, Decision, Subject
from processors.geometry import Box

SHA256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Ref = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:-]{1,100}$")]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
# 200 inches: the largest page that PDF knows.
Points = Annotated[float, Field(ge=-100, le=14_500, allow_inf_nan=False)]
PageNumber = Annotated[int, Field(ge=1, le=1_000_000)]
# A number of the log, as databases count.
LogNumber = Annotated[int, Field(ge=0, le=2**62)]

MOST_DECISIONS = 500
"""Decisions in one request: more look-alikes are no preview."""


class QueueState(StrEnum):
    """Which part of the queue: what waits, what the reviewer put off, what is decided."""

    OPEN = "open"
    SKIPPED = "skipped"
    DECIDED = "decided"


class Answer(BaseModel):
    """Base of all that is answered."""

    model_config = ConfigDict(frozen=True)


class Problem(Answer):
    """What every error answers: what happened, and what can be done."""

    error: str
    message: str
    hint: str = ""


class Wanted(BaseModel):
    """Base of all that is taken: what is not known here is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


# --- the queue


class CodeView(Answer):
    """An exemption code: `meaning` in words, empty where it is not known; other readings, likeliest first."""

    code: str
    scheme: str
    meaning: str
    confidence: float
    candidates: tuple[str, ...]


class Range(Answer):
    """A closed range of whole numbers."""

    low: int
    high: int


class NearLine(Answer):
    """A line beside the finding, to be read with it."""

    ref: str
    text: str
    bbox: Box


class Item(Answer):
    """One thing that needs a person.

    Attributes:
        key: `sha256/ref`.
        document: name of the result folder.
        text: what is printed there; of a redaction always empty.
        status: as the machine had it: `found`, `unsure` or `rejected`.
        version: number of the newest decision about it, 0 for none: what a decision gives as `seen`.
        decided: the decision that holds.
        alike: how many open ones look like it, itself included; at most 200.
        what: what was struck, or which filter turned a candidate down.
    """

    key: str
    sha256: str
    document: str
    title: str
    page: int
    ref: str
    subject: Subject
    kind: str
    reason: Reason
    reason_text: str
    text: str
    codes: tuple[CodeView, ...]
    bbox: Box
    confidence: float
    status: str
    page_width: float
    page_height: float
    version: int
    decided: Decision | None
    alike: int
    hidden_characters: Range | None
    struck: bool
    what: str


class QueuePage(Answer):
    """Some of the queue: `total` and `counts` are of all that the filters let through, `next` leads on."""

    total: int
    counts: dict[Reason, int]
    items: tuple[Item, ...]
    next: str | None


class ItemDetail(Answer):
    """One item with all that was decided about it and the lines near it.

    `codes` are those of its document as its result has them, the most used first.
    """

    item: Item
    history: tuple[Decision, ...]
    lines: tuple[NearLine, ...]
    codes: tuple[str, ...]


class Alike(Answer):
    """Open items that look like one, itself first."""

    items: tuple[Item, ...]


class Skip(Wanted):
    """An item that the reviewer puts off."""

    sha256: SHA256
    ref: Ref


# --- decisions


class StateIn(Wanted):
    """A finding as the reviewer saw or left it; see `processors.decisions.types.State`.

    `page` is that of what was decided before; what the reviewer leaves gets the size that the page has now.
    """

    bbox: tuple[Points, Points, Points, Points]
    kind: str = Field("", max_length=40)
    codes: tuple[Annotated[str, StringConstraints(max_length=60)], ...] = Field((), max_length=50)
    text: str = Field("", max_length=10_000)
    what: str = Field("", max_length=40)
    struck: bool | None = None
    status: str = Field("", max_length=40)
    confidence: Share = 1.0
    page: tuple[Points, Points] | None = None

    @model_validator(mode="after")
    def _has_an_extent(self) -> StateIn:
        x0, y0, x1, y1 = self.bbox
        if not (x0 < x1 and y0 < y1):
            raise ValueError("a box needs x0 < x1 and y0 < y1")
        return self


class DecisionIn(Wanted):
    """A decision to be taken. `seen` is the item's `version` that the reviewer looked at."""

    sha256: SHA256
    page: PageNumber
    ref: Ref
    subject: Subject
    act: Act
    before: StateIn | None = None
    after: StateIn | None = None
    comment: str = Field("", max_length=4000)
    undoes: LogNumber | None = None
    seen: LogNumber = 0


class DecisionsIn(Wanted):
    """Decisions that are taken together or not at all; `request` is random: the same twice is taken once."""

    request: str = Field(pattern=r"^[A-Za-z0-9_-]{8,64}$")
    decisions: tuple[DecisionIn, ...] = Field(min_length=1, max_length=MOST_DECISIONS)


class Decisions(Answer):
    """Lines of the log, in order."""

    decisions: tuple[Decision, ...]


class Newer(Problem):
    """Somebody decided since the reviewer looked: nothing was kept."""

    newer: tuple[Decision, ...]


class LogLine(Answer):
    """A line of the log with the name of its document."""

    decision: Decision
    document: str
    title: str


class LogPage(Answer):
    """Some of the log, newest first; `next` is what to give as `before`."""

    lines: tuple[LogLine, ...]
    next: int | None


# --- session, codes


class Session(Answer):
    """Who works here. `csrf` goes into the header X-CSRF-Token of all that changes something."""

    reviewer: str
    csrf: str
    second_review: bool
    needs_token: bool
    by_proxy: bool
    version: str


class SessionIn(Wanted):
    """A log-in: `token` where one is asked for."""

    reviewer: str = Field(min_length=1, max_length=100)
    token: str = Field("", max_length=500)


class CodeChoice(Answer):
    """A code that a reviewer may give to a redaction."""

    code: str
    scheme: str
    meaning: str
    used: int


class Vocabulary(Answer):
    """What a reviewer can choose from, by name of the enumeration, with words for each."""

    codes: tuple[CodeChoice, ...]
    redaction_kinds: dict[str, str]
    strike_styles: dict[str, str]
    struck_what: dict[str, str]
    marking_kinds: dict[str, str]
    line_kinds: dict[str, str]
    reasons: dict[Reason, str]
