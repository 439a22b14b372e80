"""What is marked on the pages: classification levels, struck places, markings, dates of release."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from declass.report.figures import Count, LevelTotal, Releases, StrikeTotal
from declass.report.sums.counting import ranked
from processors.document_records import Event
from processors.records import Marking, MarkingKind, Record

LEVELS = ("TOP SECRET", "SECRET", "CONFIDENTIAL", "RESTRICTED", "UNCLASSIFIED")
_COLUMNS = ("original", "current", "banner", "struck banner", "portion mark")


@dataclass(frozen=True, slots=True)
class DocumentMarks:
    """What is marked in one document.

    Attributes:
        levels: (what shows it, level, how often).
        strikes: (what was struck, style, how often).
        markings: how many of each kind.
        years: in its dated events, those without doubt.
        doubtful: dates that are not to be trusted.
    """

    levels: tuple[tuple[str, str, int], ...]
    strikes: tuple[tuple[str, str, int], ...]
    markings: dict[str, int]
    years: tuple[int, ...]
    doubtful: int


def document_marks(record: Record) -> DocumentMarks:
    """The marks of a record."""
    levels = Counter({("original", record.classification.original): 1})
    levels["current", record.classification.current] += 1
    strikes = Counter((str(s.what), str(s.style)) for page in record.pages for s in page.strikes)
    markings: Counter[str] = Counter()
    for marking in (marking for page in record.pages for marking in page.markings):
        markings[str(marking.kind)] += 1
        levels.update(_shown_by(marking))
    years = {year for event in record.events if not event.doubt and (year := _year(event))}
    return DocumentMarks(
        levels=tuple((*key, count) for key, count in levels.items()),
        strikes=tuple((*key, count) for key, count in strikes.items()),
        markings=dict(markings),
        years=tuple(sorted(years)),
        doubtful=sum(bool(event.doubt) for event in record.events),
    )


def _shown_by(marking: Marking) -> Iterator[tuple[str, str]]:
    """The levels that a marking shows, each with what it counts as."""
    level = marking.parsed.get("level")
    if not isinstance(level, str):
        return
    if marking.kind is MarkingKind.PORTION_MARK:
        yield "portion mark", level
    elif marking.kind is MarkingKind.CLASSIFICATION:
        yield "banner", level
        if marking.struck:
            yield "struck banner", level


class MarkSums:
    """Sums over markings, strikes and dates."""

    def __init__(self) -> None:
        self._levels: Counter[tuple[str, str]] = Counter()
        self._strikes: Counter[tuple[str, str]] = Counter()
        self._markings: Counter[str] = Counter()
        self._years: Counter[int] = Counter()
        self._undated = self._doubtful = 0

    def add(self, document: DocumentMarks) -> None:
        """Adds those of a document."""
        for column, level, count in document.levels:
            self._levels[column, level] += count
        for what, style, count in document.strikes:
            self._strikes[what, style] += count
        self._markings.update(document.markings)
        self._years.update(document.years)
        self._undated += not document.years
        self._doubtful += document.doubtful

    @property
    def strike_count(self) -> int:
        """Struck places."""
        return self._strikes.total()

    @property
    def marking_count(self) -> int:
        """Markings."""
        return self._markings.total()

    def levels(self) -> Iterator[LevelTotal]:
        """Totals by level, highest first, those of other systems next, unknown last."""
        seen = {level for _, level in self._levels}
        others = sorted(seen - set(LEVELS), key=lambda level: (level == "unknown", level))
        for level in (*(level for level in LEVELS if level in seen), *others):
            yield LevelTotal(level, *(self._levels[column, level] for column in _COLUMNS))

    def strikes(self) -> Iterator[StrikeTotal]:
        """Totals by what was struck and how, most frequent first."""
        return (StrikeTotal(*key, count) for key, count in ranked(self._strikes))

    def markings(self) -> Iterator[Count]:
        """Totals by kind, most frequent first."""
        return (Count(*item) for item in ranked(self._markings))

    def releases(self) -> Releases:
        """Documents by year of release or review."""
        return Releases(tuple(sorted(self._years.items())), self._undated, self._doubtful)


def _year(event: Event) -> int:
    """The year of an event, 0 where none could be read."""
    year = event.date[:4]
    return int(year) if len(year) == 4 and year.isascii() and year.isdigit() else 0
