"""Failures as the page shows them: by category, and in each by reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from declass.report import words
from declass.report.figures import Failure, Figures
from declass.report.settings import MESSAGES_SHOWN, PLACES_SHOWN


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason, the first places where it was given, and how many more there are."""

    message: str
    count: int
    places: tuple[Failure, ...]
    more: int


@dataclass(frozen=True, slots=True)
class FailureGroup:
    """One category: what it is, how much, what to do, and its reasons; `more` failures have reasons not shown."""

    title: str
    extent: str
    advice: str
    reasons: tuple[Reason, ...]
    more: int


def failure_groups(figures: Figures) -> Iterator[FailureGroup]:
    """The failures of a batch, the category of most documents first."""
    by_message: dict[tuple[str, str], list[Failure]] = defaultdict(list)
    for failure in figures.failures:
        by_message[failure.category, failure.message].append(failure)
    for total in figures.failure_totals:
        title, advice = words.failure_words(total.category)
        found = [
            (message, places)
            for (category, message), places in by_message.items()
            if category == total.category
        ]
        found.sort(key=lambda item: (-len(item[1]), item[0]))
        reasons = tuple(
            Reason(message, len(places), tuple(places[:PLACES_SHOWN]), max(0, len(places) - PLACES_SHOWN))
            for message, places in found[:MESSAGES_SHOWN]
        )
        told = [words.counted(total.files, "file")] if total.files else []
        if total.pages:
            told.append(
                f"{words.counted(total.pages, 'page')} in {words.counted(total.documents, 'document')}"
            )
        shown = sum(reason.count for reason in reasons)
        yield FailureGroup(title, " and ".join(told), advice, reasons, total.files + total.pages - shown)
