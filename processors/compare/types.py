"""What a comparison says: the frozen types behind `compare.json`. Boxes are in points of their page, as in records."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from processors.geometry import Box
from processors.records import Interval

COMPARE_VERSION = "1.2.0"
"""Version of `compare.json`; raised with every change of a field."""


class ChangeKind(StrEnum):
    """What changed from release A to release B."""

    OPENED = "opened"
    CLOSED = "closed"
    CODES = "codes_changed"
    NUMBERS = "numbers_differ"
    STRUCK = "struck"
    UNSTRUCK = "unstruck"


class Certainty(StrEnum):
    """Whether the evidence is complete, or a person should look."""

    FOUND = "found"
    UNSURE = "unsure"


class PageFate(StrEnum):
    """What became of a page."""

    BOTH = "both"
    OPENED = "opened"
    CLOSED = "closed"
    ONLY_A = "only_in_a"
    ONLY_B = "only_in_b"
    WITHHELD = "withheld_in_both"
    UNREADABLE = "unreadable"
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class Release:
    """One of the two releases: its file's name, sha256 and number of pages."""

    name: str
    sha256: str
    pages: int


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a change stands in one release.

    Attributes:
        page: 1-based.
        boxes: of the words or redactions, one a line.
        redactions: ids in the record of that release, where something is withheld there.
        codes: printed for them, in normal form.
        hidden_characters: how many characters they hide; None where that is not known.
    """

    page: int
    boxes: tuple[Box, ...]
    redactions: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    hidden_characters: Interval | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One change.

    Attributes:
        id: `c1`, `c2`, … in reading order, those found and those unsure counted together.
        kind: what changed.
        status: `found` or `unsure`.
        reason: the evidence, or why it is not complete, in plain words.
        text: what can be read in one release alone; for marks, the words struck; for numbers both readings, with an
            arrow between them; empty for codes.
        confidence: that the words are read right, 0..1; for codes and strikes that the change is real.
        a: the place in release A, None where it has none.
        b: the place in release B.
        before: words before it that both releases show or the one with the text shows.
        after: the words behind it.
        partly: whether the other release still withholds something at this place.
    """

    id: str
    kind: ChangeKind
    status: Certainty
    reason: str
    text: str
    confidence: float
    a: Spot | None
    b: Spot | None
    before: str = ""
    after: str = ""
    partly: bool = False


@dataclass(frozen=True, slots=True)
class Addition:
    """Text of one release where the other shows neither text nor a redaction; never certain."""

    release: str
    spot: Spot
    text: str
    confidence: float
    reason: str


@dataclass(frozen=True, slots=True)
class PageMatch:
    """A page and its counterpart. `a` or `b` is None where there is none; `words` are those found in both."""

    fate: PageFate
    a: int | None
    b: int | None
    words: int = 0
    withheld_pages: int = 0


@dataclass(frozen=True, slots=True)
class MarkingChange:
    """A stamp, banner, number or authority that one release has and the other has not."""

    release: str
    kind: str
    text: str
    pages: tuple[int, ...]
    struck: bool
    confidence: float


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers of the comparison.

    `misread` are words that both show and that were read differently; `codes_unread` are redactions with a code
    that was read in one release alone, where few codes can be read in the other, or that shows neither a redaction nor
    text there: nobody can tell whether they changed.
    """

    opened: int = 0
    closed: int = 0
    codes_changed: int = 0
    strikes_changed: int = 0
    unsure: int = 0
    same: int = 0
    misread: int = 0
    only_a: int = 0
    only_b: int = 0
    pages_opened: int = 0
    pages_closed: int = 0
    codes_unread: int = 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """What `compare.json` holds. `likeness` is the share (0..1) of the shorter release's words found in the other."""

    a: Release
    b: Release
    likeness: float
    counts: Counts
    changes: tuple[Change, ...]
    pages: tuple[PageMatch, ...]
    additions: tuple[Addition, ...]
    markings: tuple[MarkingChange, ...]
    schema_version: str = field(default=COMPARE_VERSION)


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one paragraph that share a fate, for showing both sides: `change` is the id of a change or empty."""

    text: str
    change: str = ""
    redaction: bool = False
    struck: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph of each side; `page_a` and `page_b` are the pages on which they begin, 0 where a side is empty."""

    a: tuple[Run, ...]
    b: tuple[Run, ...]
    page_a: int
    page_b: int


@dataclass(frozen=True, slots=True)
class Result:
    """A comparison, and the paragraphs of both sides for reading them beside each other."""

    comparison: Comparison
    rows: tuple[Row, ...]
