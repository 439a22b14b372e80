"""The figures of a report: frozen types, written as `report.json` and shown by the page.

Shares and confidences are in 0..1. Equal results give equal figures, but for `run` and `progress`, which tell of time.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from processors.records import Interval

FIGURES_VERSION = "2.0.0"


@dataclass(frozen=True, slots=True)
class RunFigures:
    """What a batch knows of itself that its results do not tell.

    Attributes:
        started: ISO 8601 in UTC.
        seconds: wall time of the whole batch.
        workers: pages read at the same time.
        pages_read: that this run read.
        pages_known: that an earlier run had read.
        documents_known: documents that an earlier run had finished.
        unreachable: what could not be looked at and so has no result, each with the reason.
    """

    started: str
    seconds: float
    workers: int
    pages_read: int
    pages_known: int
    documents_known: int
    unreachable: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """Pages stored over time.

    Attributes:
        started: when the first page was stored, ISO 8601 in UTC.
        points: (seconds of reading since then, pages so far), at most `CURVE_POINTS`.
        pages: in all; a page that was read anew with other settings counts again.
        seconds: of reading, from the first page to the last, without pauses.
        pages_per_minute: over that time; 0 where it is too short to say.
        pauses: times in which no page was stored for longer than `PAUSE_SECONDS`.
        last_pages: stored since the last of them.
    """

    started: str
    points: tuple[tuple[float, int], ...]
    pages: int
    seconds: float
    pages_per_minute: float
    pauses: int = 0
    last_pages: int = 0


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over the batch.

    Attributes:
        documents: all of them; `whole` without a failed page, `partial` with some, `failed` with no page read.
        pages: all; `read`, `withheld`, `blank` and `failed` add up to them.
        pages_behind_sheets: withheld pages that sheets in the release stand for, as printed on them.
        words: that were read; `unsure_words` below the confidence from which a word can be quoted.
        misread_words: how many are wrong by their confidence: the sum of what each lacks to 1.
        mean_confidence: of words, weighted by their length.
        redactions: all; `unsure_redactions` of them are doubtful, `uncoded_redactions` bear no code.
        hidden_characters: under those with an estimate (`estimated_redactions`).
        withheld_share: mean over pages of what is covered; a withheld page counts as covered wholly.
        strikes: struck places.
        markings: stamps, banners, marks, numbers.
        bytes: of the files.
    """

    documents: int = 0
    whole: int = 0
    partial: int = 0
    failed: int = 0
    pages: int = 0
    read_pages: int = 0
    withheld_pages: int = 0
    blank_pages: int = 0
    failed_pages: int = 0
    pages_behind_sheets: int = 0
    words: int = 0
    unsure_words: int = 0
    misread_words: int = 0
    mean_confidence: float = 0.0
    redactions: int = 0
    unsure_redactions: int = 0
    uncoded_redactions: int = 0
    estimated_redactions: int = 0
    hidden_characters: Interval = field(default_factory=lambda: Interval(0, 0))
    withheld_share: float = 0.0
    strikes: int = 0
    markings: int = 0
    bytes: int = 0


@dataclass(frozen=True, slots=True)
class Count:
    """How often something occurs."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Histogram:
    """`counts[k]` values lie from `edges[k]` up to, not including, `edges[k + 1]`; the last bin includes its end."""

    edges: tuple[float, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CodeTotal:
    """How much is withheld under one code; one redaction with several counts under each."""

    scheme: str
    code: str
    authority: str
    meaning: str
    redactions: int
    pages: int
    documents: int
    characters: Interval


@dataclass(frozen=True, slots=True)
class KindTotal:
    """Redactions of one look; `unsure` of them are doubtful."""

    kind: str
    count: int
    unsure: int


@dataclass(frozen=True, slots=True)
class LevelTotal:
    """One classification level: documents that are or were marked with it, banners and portion marks that show it."""

    level: str
    original: int
    current: int
    banners: int
    struck_banners: int
    portion_marks: int


@dataclass(frozen=True, slots=True)
class StrikeTotal:
    """Struck places of one kind in one style."""

    what: str
    style: str
    count: int


@dataclass(frozen=True, slots=True)
class Releases:
    """Documents by the years of the release and review dates on them.

    A document counts once for each year; `undated` are those without a date, `doubtful` dates are left out.
    """

    years: tuple[tuple[int, int], ...] = ()
    undated: int = 0
    doubtful: int = 0


@dataclass(frozen=True, slots=True)
class WorstPage:
    """A page to compare with its picture before anything on it is quoted."""

    folder: str
    file: str
    sha256: str
    page: int
    grade: str
    mean_confidence: float
    words: int
    unsure_words: int
    misread_words: int
    dpi: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """One thing that went wrong; `page` is None where it is about the whole file."""

    folder: str
    file: str
    page: int | None
    category: str
    message: str


@dataclass(frozen=True, slots=True)
class FailureTotal:
    """Failures of one category: pages, whole files, and in how many documents."""

    category: str
    pages: int
    files: int
    documents: int


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One document.

    Attributes:
        folder: of its result, under the folder of the report.
        file: name of the file that was read.
        status: `whole`, `partial` or `failed`.
        mean_confidence: of its words, weighted by their length; None without words.
        withheld_share: as in `Totals`; None without a page that counts.
        codes: on its redactions, most frequent first.
        outputs: files of the result that can be opened.
    """

    folder: str
    file: str
    status: str
    pages: int
    failed_pages: int
    withheld_pages: int
    words: int
    unsure_words: int
    mean_confidence: float | None
    redactions: int
    withheld_share: float | None
    strikes: int
    codes: tuple[str, ...]
    classification: str
    outputs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of a report.

    `missing` are folders without a record that can be read. `unredacted` documents are not in `withheld_shares`, a
    histogram over documents. `failures` are listed up to a limit, `failure_totals` count all. `documents` are in the
    order of their folders' names.
    """

    name: str
    run: RunFigures | None
    progress: Progress | None
    totals: Totals
    grades: tuple[Count, ...]
    text_sources: tuple[Count, ...]
    word_confidence: Histogram
    letter_confidence: Histogram
    page_confidence: Histogram
    codes: tuple[CodeTotal, ...]
    kinds: tuple[KindTotal, ...]
    withheld_shares: Histogram
    unredacted: int
    levels: tuple[LevelTotal, ...]
    strikes: tuple[StrikeTotal, ...]
    markings: tuple[Count, ...]
    releases: Releases
    worst: tuple[WorstPage, ...]
    failure_totals: tuple[FailureTotal, ...]
    failures: tuple[Failure, ...]
    missing: tuple[str, ...]
    documents: tuple[DocumentRow, ...]
    version: str = field(default=FIGURES_VERSION)
