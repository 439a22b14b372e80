"""What each plot shows, apart from how it is drawn: bars or a curve, its words, and the same as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from declass.report.figures import Figures, Histogram, Progress
from declass.report.settings import YEARS_SHOWN
from processors.config.ocr import OcrConfig
from processors.config.reading import ReadingConfig

# A bar so many times as high as the next is cut off, at so many times the next.
_CUT_FROM, _CUT_AT = 8.0, 2.2
# Where bins of a twentieth have their fifths.
_FIFTHS = tuple((4 * k - 0.5, f"{k / 5:g}") for k in range(6))


@dataclass(frozen=True, slots=True)
class Chart:
    """One plot.

    Attributes:
        key: a short name.
        title: what it shows.
        note: what it says, in a sentence or two.
        alternative: for who cannot see it.
        axis: what stands along the bottom.
        columns: headings of the table.
        rows: (what, how many) of the table.
        counts: heights of the bars.
        ticks: (place, text) along the bottom; bars stand at 0, 1, 2, … and their edges halfway between.
        tones: colour of each bar: empty, `warn`, `mid` or `ink`.
        labelled: (number of the bar, height) of bars that bear their height.
        least_places: so many bars have place, however few there are.
        curve: where it is a curve and not bars.
    """

    key: str
    title: str
    note: str
    alternative: str
    axis: str
    columns: tuple[str, str]
    rows: tuple[tuple[str, int], ...]
    counts: tuple[int, ...] = ()
    ticks: tuple[tuple[float, str], ...] = ()
    tones: tuple[str, ...] = ()
    labelled: tuple[tuple[int, int], ...] = ()
    least_places: int = 0
    curve: Progress | None = None

    @property
    def is_cut(self) -> bool:
        """Whether a bar is cut off."""
        return max(self.counts, default=0) > self.top

    @property
    def top(self) -> int:
        """Height at which bars are cut off: where one would press all others down, it is, and says how high it is."""
        highest, second = sorted((0, 0, *self.counts))[:-3:-1]
        return max(1, highest if highest < _CUT_FROM * second or not second else round(_CUT_AT * second))


def progress_chart(progress: Progress) -> Chart:
    """Pages over time."""
    rate = f"{progress.pages_per_minute:,.0f} pages a minute"
    told = f"{_pages(progress.pages)} in {duration(progress.seconds)}"
    whole = f"{told}, {rate}" if progress.pages_per_minute else told
    times = "a pause" if progress.pauses == 1 else f"{progress.pauses:,} pauses"
    paused = f" Without {times}; {_pages(progress.last_pages)} since the last." if progress.pauses else ""
    return Chart(
        key="progress",
        title="Pages over time",
        note=f"{whole}, by all runs into this folder.{paused}",
        alternative=f"A curve of pages read over time: {whole}",
        axis="",
        columns=("after", "pages"),
        rows=tuple((duration(seconds), pages) for seconds, pages in _some(progress.points, 12)),
        curve=progress,
    )


def word_chart(figures: Figures) -> Chart:
    """Words by confidence."""
    totals, histogram = figures.totals, figures.word_confidence
    unsure = OcrConfig().unsure_below
    sure = histogram.counts[-1]
    share = percent(totals.unsure_words, totals.words)
    tones = tuple("warn" if edge < unsure else "" for edge in histogram.edges[:-1])
    return Chart(
        key="words",
        title="Words by confidence",
        note=f"{totals.unsure_words:,} of {totals.words:,} words ({share}) are below {unsure:g} and want a look at the "
        f"page before they are quoted; they are the bars left of that mark.",
        alternative=f"Bars: words by confidence from 0 to 1. {sure:,} words are at 0.95 or above, "
        f"{totals.unsure_words:,} below {unsure:g}",
        axis="confidence of the word",
        columns=("confidence", "words"),
        rows=tuple(_binned(histogram)),
        counts=histogram.counts,
        ticks=_FIFTHS,
        tones=tones,
        labelled=_peak(histogram.counts),
    )


def page_chart(figures: Figures) -> Chart:
    """Pages by mean confidence, from the lowest that occurs."""
    histogram = figures.page_confidence
    pages = sum(histogram.counts)
    cuts, lows = ReadingConfig(), histogram.edges[:-1]
    good = sum(count for low, count in zip(lows, histogram.counts, strict=True) if low >= cuts.good)
    return Chart(
        key="pages",
        title="Pages by how well they were read",
        note=f"Mean confidence of the words of a page, long words counting more. {good:,} of {pages:,} pages with text "
        f"are at {cuts.good:g} or above, which is called good.",
        alternative=f"Bars: pages by mean confidence from 0 to 1. {good:,} of {pages:,} pages are at {cuts.good:g} "
        "or above",
        axis="mean confidence of the page",
        columns=("mean confidence", "pages"),
        rows=tuple(_binned(histogram)),
        counts=histogram.counts,
        ticks=_FIFTHS,
        tones=tuple("warn" if low < cuts.fair else "mid" if low < cuts.good else "" for low in lows),
        labelled=_peak(histogram.counts),
    )


def share_chart(figures: Figures) -> Chart:
    """Documents by the share that is withheld."""
    histogram = figures.withheld_shares
    counts = (figures.unredacted, *histogram.counts)
    documents = sum(counts)
    much = sum(histogram.counts[5:])
    names = ("nothing", *(f"{10 * k} to {10 * k + 10}%" for k in range(10)))
    return Chart(
        key="shares",
        title="Documents by share withheld",
        note=f"Of {documents:,} documents, {figures.unredacted:,} show no redaction and {much:,} are covered by half "
        "or more.",
        alternative=f"Bars: documents by the share of their printed area that is withheld. {figures.unredacted:,} of "
        f"{documents:,} show no redaction, {much:,} are covered by half or more",
        axis="share of the printed area that is covered (%)",
        columns=("share withheld", "documents"),
        rows=tuple(zip(names, counts, strict=True)),
        counts=counts,
        ticks=((-0.1, "none"), *((k + 0.5, f"{10 * k}") for k in range(2, 11, 2))),
        tones=("mid", *("ink",) * 10),
        labelled=tuple((k, count) for k, count in enumerate(counts) if count),
    )


def release_chart(figures: Figures) -> Chart:
    """Documents by year of release."""
    years = dict(figures.releases.years)
    last = max(years)
    first = max(min(years), last - YEARS_SHOWN + 1)
    earlier = sum(count for year, count in years.items() if year < first)
    counts = tuple(years.get(year, 0) for year in range(first, last + 1))
    every = max(1, -(-len(counts) // 6))
    more = f" {earlier:,} are earlier than {first}." if earlier else ""
    undated = figures.releases.undated
    return Chart(
        key="releases",
        title="Documents by year of release or review",
        note=f"As stamped or printed on the pages.{more} {undated:,} documents bear no such date"
        + (
            f", and {figures.releases.doubtful:,} doubtful dates are left out."
            if figures.releases.doubtful
            else "."
        ),
        alternative=f"Bars: documents by year of release or review, {first} to {last}; most in "
        f"{max(years, key=lambda y: (years[y], y))}",
        axis="",
        columns=("year", "documents"),
        rows=tuple((str(year), count) for year, count in sorted(years.items())),
        counts=counts,
        ticks=tuple((k, str(first + k)) for k in range(0, len(counts), every)),
        labelled=tuple(enumerate(counts)) if len(counts) <= 12 else _peak(counts),
        least_places=6,
    )


def _binned(histogram: Histogram) -> Iterator[tuple[str, int]]:
    """The bins that hold anything."""
    for low, high, count in zip(histogram.edges, histogram.edges[1:], histogram.counts, strict=False):
        if count:
            yield f"{low:.2f} to {high:.2f}", count


def _peak(counts: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """The highest bar, which is worth its number."""
    k = max(range(len(counts)), key=lambda k: counts[k])
    return ((k, counts[k]),) if counts[k] else ()


def _some(points: Sequence[tuple[float, int]], most: int) -> Iterator[tuple[float, int]]:
    step = max(1, -(-len(points) // most))
    last = len(points) - 1
    yield from (point for k, point in enumerate(points) if k % step == 0 and k != last)
    yield points[last]


def _pages(count: int) -> str:
    return f"{count:,} page{'' if count == 1 else 's'}"


def percent(part: float, whole: float) -> str:
    """A share as a person writes it: no digits that say nothing, and never 0% of something."""
    if not whole or not part:
        return "0%"
    share = 100 * part / whole
    if share < 0.1:
        return "under 0.1%"
    return f"{share:.1f}%" if share < 10 else f"{share:.0f}%"


def duration(seconds: float) -> str:
    """A time span in one or two units."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s" if whole % 60 else f"{whole // 60} min"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
