"""The plots of a batch's report as pictures for the browser."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from declass.report.charts import Chart
from declass.report.page import shown_charts
from declass.report.plots import drawn, is_installed
from declass.report.write import FIGURES_NAME, load_figures
from declass.review.shelf import NotFoundError
from processors.errors import InputError

# matplotlib keeps settings for the whole program while it draws.
_DRAWING = threading.Lock()
# A report of 500,000 documents has some 300 MB; it is not sent to a browser.
_MOST_BYTES = 50_000_000
_THEMES: Mapping[str, Mapping[str, str]] = {
    "light": {
        "ink": "#14171c",
        "muted": "#59616e",
        "rule": "#dfe3e8",
        "accent": "#1b5e95",
        "accent-mid": "#6494c0",
        "accent-soft": "#cfe0ef",
        "warn": "#b1471f",
        "paper": "#ffffff",
        "black": "#14171c",
    },
    "dark": {
        "ink": "#e9ebee",
        "muted": "#a1a9b5",
        "rule": "#30353d",
        "accent": "#78b1e4",
        "accent-mid": "#446f9a",
        "accent-soft": "#243c54",
        "warn": "#f0a07c",
        "paper": "#131519",
        "black": "#c3c8d0",
    },
}
_FAMILY = "system-ui, sans-serif"


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A report as it lies there: `data` is its `report.json`."""

    path: Path
    data: bytes


def report_of(out: Path) -> ReportFile | None:
    """The report of a folder for results; None where none was made, or one that is too large to be shown."""
    path = out / FIGURES_NAME
    try:
        if path.stat().st_size > _MOST_BYTES:
            return None
        return ReportFile(path, path.read_bytes())
    except OSError:
        return None


def charts(report: ReportFile | None) -> Iterator[tuple[Chart, bool]]:
    """The charts of a report, and whether a picture can be drawn of each."""
    for chart in _charts(report.data) if report is not None else ():
        yield chart, is_installed()


def plot(report: ReportFile | None, key: str, theme: str) -> bytes:
    """The picture of a chart as an SVG file.

    Raises:
        NotFoundError: the report has no such chart, or it cannot be drawn.
    """
    if report is None or not is_installed():
        raise NotFoundError("there is no such plot")
    return _drawn(report.data, key, theme)


@functools.lru_cache(maxsize=4)
def _charts(data: bytes) -> tuple[Chart, ...]:
    try:
        return tuple(shown_charts(load_figures(data)))
    except InputError:
        return ()


@functools.lru_cache(maxsize=32)
def _drawn(data: bytes, key: str, theme: str) -> bytes:
    chart = next((chart for chart in _charts(data) if chart.key == key), None)
    if chart is None:
        raise NotFoundError("there is no such plot")
    with _DRAWING:
        svg = drawn(chart)
    for name, colour in _THEMES[theme].items():
        svg = svg.replace(f"var(--{name})", colour)
    return svg.replace("<svg ", f'<svg font-family="{_FAMILY}" ', 1).encode()
