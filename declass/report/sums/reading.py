"""How well the pages were read: words by confidence, pages by grade, the worst of them."""

from __future__ import annotations

import heapq
from collections import Counter
from dataclasses import dataclass, replace

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


@dataclass(frozen=True, slots=True)
class BadPage:
    """A page that may be among the worst; its folder is named when it is added. The lower, the worse."""

    rank: float
    page: WorstPage


@dataclass(frozen=True, slots=True)
class DocumentReading:
    """How well one document was read.

    Attributes:
        words: sums over them.
        grades: pages that were read, by grade.
        sources: the same by where their text was taken from.
        by_word: words in the twentieths of confidence.
        by_letter: letters likewise.
        by_page: pages likewise.
        worst: its worst pages, in their order, at most `WORST_PAGES`.
    """

    words: WordSums
    grades: dict[str, int]
    sources: dict[str, int]
    by_word: tuple[int, ...]
    by_letter: tuple[int, ...]
    by_page: tuple[int, ...]
    worst: tuple[BadPage, ...]


def document_reading(record: Record) -> DocumentReading:
    """How well the pages of a record were read."""
    document, worst = WordSums(), _Worst()
    by_word, by_letter, by_page = Bins(TWENTIETHS), Bins(TWENTIETHS), Bins(TWENTIETHS)
    for page in record.pages:
        words = _words(page, by_word, by_letter)
        if words.mean is not None:
            by_page.add(words.mean)
        document.add(words)
        if page.status is PageStatus.OK and (bad := _bad(record, page, words)):
            worst.add(bad)
    read = [page for page in record.pages if page.status is not PageStatus.FAILED]
    return DocumentReading(
        words=document,
        grades=dict(Counter(page.quality.grade for page in read)),
        sources=dict(Counter(str(page.text_source) for page in read)),
        by_word=by_word.counts,
        by_letter=by_letter.counts,
        by_page=by_page.counts,
        worst=worst.in_order(),
    )


def _words(page: Page, by_word: Bins, by_letter: Bins) -> WordSums:
    sums = WordSums(unsure=page.quality.unsure_words)
    for line in page.lines:
        for word in line.words:
            length, confidence = len(word.text), word.confidence
            sums.words += 1
            sums.letters += length
            sums.weighted += confidence * length
            sums.misread += 1.0 - confidence
            by_word.add(confidence)
            by_letter.add(confidence, length)
    return sums


def _bad(record: Record, page: Page, words: WordSums) -> BadPage | None:
    """The page with its rank, None where too little stands on it to tell."""
    if 0 < words.words < LEAST_WORDS:
        return None
    worst = WorstPage(
        folder="",
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
    # Pages on which nothing was found may be photographs or may be lost: behind all pages of poor text.
    return BadPage(ReadingConfig().fair if words.mean is None else words.mean, worst)


class _Worst:
    """Keeps the worst pages, of equals those that came first."""

    def __init__(self) -> None:
        # The best of the worst on top, so that it makes way; the second key keeps the order of pages among equals.
        self._heap: list[tuple[float, int, BadPage]] = []
        self._seen = 0

    def add(self, bad: BadPage) -> None:
        """Keeps the page if it is among the worst so far."""
        self._seen += 1
        full = len(self._heap) == WORST_PAGES
        if full and -bad.rank <= self._heap[0][0]:
            return
        (heapq.heappushpop if full else heapq.heappush)(self._heap, (-bad.rank, -self._seen, bad))

    def in_order(self) -> tuple[BadPage, ...]:
        """Those kept, as they came."""
        return tuple(bad for *_, bad in sorted(self._heap, key=lambda item: -item[1]))

    def worst_first(self) -> tuple[BadPage, ...]:
        """Those kept, worst first."""
        return tuple(bad for *_, bad in sorted(self._heap, key=lambda item: (-item[0], -item[1])))


class ReadingSums:
    """Sums over documents as they were read."""

    def __init__(self) -> None:
        self.words = WordSums()
        self._grades: Counter[str] = Counter()
        self._sources: Counter[str] = Counter()
        self._by_word, self._by_letter, self._by_page = Bins(TWENTIETHS), Bins(TWENTIETHS), Bins(TWENTIETHS)
        self._worst = _Worst()

    def add(self, folder: str, document: DocumentReading) -> None:
        """Adds the document in `folder`."""
        self.words.add(document.words)
        self._grades.update(document.grades)
        self._sources.update(document.sources)
        self._by_word.add_counts(document.by_word)
        self._by_letter.add_counts(document.by_letter)
        self._by_page.add_counts(document.by_page)
        for bad in document.worst:
            self._worst.add(BadPage(bad.rank, replace(bad.page, folder=folder)))

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
        return tuple(bad.page for bad in self._worst.worst_first())


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
