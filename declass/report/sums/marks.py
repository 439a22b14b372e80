"""What is marked on the pages: classification levels, struck places, markings, dates of release."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from declass.report.figures import Count, LevelTotal, Releases, StrikeTotal
from declass.report.sums.counting import ranked
from processors.records import Event, Marking, MarkingKind, Record

LEVELS = ("TOP SECRET", "SECRET", "CONFIDENTIAL", "RESTRICTED", "UNCLASSIFIED")
_COLUMNS = ("original", "current", "banner", "struck banner", "portion mark")


class MarkSums:
    """Sums over markings, strikes and dates."""

    def __init__(self) -> None:
        self._levels: Counter[tuple[str, str]] = Counter()
        self._strikes: Counter[tuple[str, str]] = Counter()
        self._markings: Counter[str] = Counter()
        self._years: Counter[int] = Counter()
        self._undated = self._doubtful = 0

    def add(self, record: Record) -> None:
        """Adds a record."""
        self._levels["original", record.classification.original] += 1
        self._levels["current", record.classification.current] += 1
        for page in record.pages:
            self._strikes.update((str(strike.what), str(strike.style)) for strike in page.strikes)
            for marking in page.markings:
                self._add_marking(marking)
        years = {year for event in record.events if not event.doubt and (year := _year(event))}
        self._years.update(years)
        self._undated += not years
        self._doubtful += sum(bool(event.doubt) for event in record.events)

    def _add_marking(self, marking: Marking) -> None:
        self._markings[str(marking.kind)] += 1
        level = marking.parsed.get("level")
        if not isinstance(level, str):
            return
        if marking.kind is MarkingKind.PORTION_MARK:
            self._levels["portion mark", level] += 1
        elif marking.kind is MarkingKind.CLASSIFICATION:
            self._levels["banner", level] += 1
            self._levels["struck banner", level] += marking.struck

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
