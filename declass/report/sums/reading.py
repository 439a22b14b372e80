"""How well the pages were read: words by confidence, pages by grade, the worst of them."""

from __future__ import annotations

import heapq
from collections import Counter
from dataclasses import dataclass

from declass.report.figures import Count, Histogram, WorstPage
from declass.report.settings import COARSE_DPI, LEAST_WORDS, SKEWED_DEGREES, WORST_PAGES
from declass.report.sums.counting import TWENTIETHS, Bins, ranked
from processors.config.reading import ReadingConfig
from processors.records import Page, PageStatus, Record

GRADES = ("good", "fair", "poor", "none")


@dataclass(slots=True)
class WordSums:
    """Sums over words; `unsure` are below the confidence from which a word can be quoted."""

    words: int = 0
    unsure: int = 0
    letters: int = 0
    weighted: float = 0.0
    misread: float = 0.0

    @property
    def mean(self) -> float | None:
        """Mean confidence, each word weighted by its length; None without words."""
        return round(self.weighted / self.letters, 3) if self.letters else None

    def add(self, other: WordSums) -> None:
        """Adds other words."""
        self.words += other.words
        self.unsure += other.unsure
        self.letters += other.letters
        self.weighted += other.weighted
        self.misread += other.misread


class ReadingSums:
    """Sums over pages as they were read."""

    def __init__(self) -> None:
        self.words = WordSums()
        self._grades: Counter[str] = Counter()
        self._sources: Counter[str] = Counter()
        self._by_word, self._by_letter, self._by_page = Bins(TWENTIETHS), Bins(TWENTIETHS), Bins(TWENTIETHS)
        # The best of the worst on top, so that it makes way; the second key keeps the order of pages among equals.
        self._worst: list[tuple[float, int, WorstPage]] = []
        self._seen = 0

    def add(self, folder: str, record: Record) -> WordSums:
        """Adds the pages of a record, and gives the sums over its words."""
        document = WordSums()
        for page in record.pages:
            if page.status is not PageStatus.FAILED:
                self._grades[page.quality.grade] += 1
                self._sources[str(page.text_source)] += 1
            words = self._words(page)
            document.add(words)
            if page.status is PageStatus.OK:
                self._rank(folder, record, page, words)
        self.words.add(document)
        return document

    def _words(self, page: Page) -> WordSums:
        sums = WordSums(unsure=page.quality.unsure_words)
        for line in page.lines:
            for word in line.words:
                length, confidence = len(word.text), word.confidence
                sums.words += 1
                sums.letters += length
                sums.weighted += confidence * length
                sums.misread += 1.0 - confidence
                self._by_word.add(confidence)
                self._by_letter.add(confidence, length)
        if sums.mean is not None:
            self._by_page.add(sums.mean)
        return sums

    def _rank(self, folder: str, record: Record, page: Page, words: WordSums) -> None:
        """Keeps the page if it is among the worst so far."""
        if 0 < words.words < LEAST_WORDS:
            return
        # Pages on which nothing was found may be photographs or may be lost: behind all pages of poor text.
        badness = ReadingConfig().fair if words.mean is None else words.mean
        self._seen += 1
        full = len(self._worst) == WORST_PAGES
        if full and -badness <= self._worst[0][0]:
            return
        worst = WorstPage(
            folder=folder,
            file=record.source.uri,
            sha256=record.source.sha256,
            page=page.number,
            grade=page.quality.grade,
            mean_confidence=words.mean or 0.0,
            words=words.words,
            unsure_words=words.unsure,
            misread_words=round(words.misread),
            dpi=page.dpi,
            reasons=_reasons(page, words),
        )
        (heapq.heappushpop if full else heapq.heappush)(self._worst, (-badness, -self._seen, worst))

    def grades(self) -> tuple[Count, ...]:
        """Pages that were read, by grade, all grades in their order."""
        return tuple(Count(grade, self._grades[grade]) for grade in GRADES)

    def text_sources(self) -> tuple[Count, ...]:
        """Pages that were read, by where their text was taken from."""
        return tuple(Count(*item) for item in ranked(self._sources))

    def histograms(self) -> tuple[Histogram, Histogram, Histogram]:
        """Words, letters and pages by confidence."""
        return self._by_word.histogram(), self._by_letter.histogram(), self._by_page.histogram()

    def worst(self) -> tuple[WorstPage, ...]:
        """The worst pages, worst first."""
        return tuple(page for *_, page in sorted(self._worst, key=lambda item: (-item[0], -item[1])))


def _reasons(page: Page, words: WordSums) -> tuple[str, ...]:
    """Why a page is among the worst, in plain words."""
    out = []
    if not words.words:
        out.append("no word was found, though the page is not blank")
    wrong = round(words.misread)
    if wrong or words.unsure:
        out.append(f"probably {wrong} of {words.words} words wrong, {words.unsure} marked unsure")
    if 0 < page.dpi < COARSE_DPI:
        out.append(f"a coarse scan of {page.dpi:.0f} dpi")
    if abs(page.skew_degrees) > SKEWED_DEGREES:
        out.append(f"skewed by {abs(page.skew_degrees):.1f}°")
    if page.strikes:
        out.append(f"{len(page.strikes)} struck {'place' if len(page.strikes) == 1 else 'places'}")
    return tuple(out)
