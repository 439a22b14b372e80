"""The plots of the page, drawn by matplotlib as SVG without a script.

Only numbers and words of ours are drawn, never anything that was read. Without matplotlib there are no plots; the page
then shows their numbers as tables.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from declass.report.charts import Chart
from declass.report.figures import Progress
from declass.report.svg import inlined
from processors.memory import give_back

if TYPE_CHECKING:
    from concurrent.futures import Future

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from processors.workers import WorkerPool

# Inches; with these the drawing is 360 points wide, about as wide as it is shown, and its type keeps its size.
_SIZE = (5.0, 2.75)
_POINTS = 10.0
# Colours that no drawing of ours needs otherwise, each standing for one of the page's, light or dark.
_INK, _MUTED, _GRID, _BAR, _SOFT, _WARN, _PAPER, _BLACK, _MID = (f"#0a000{k}" for k in range(1, 10))
_COLOURS = {
    _INK: "var(--ink)",
    _MUTED: "var(--muted)",
    _GRID: "var(--rule)",
    _BAR: "var(--accent)",
    _SOFT: "var(--accent-soft)",
    _WARN: "var(--warn)",
    _PAPER: "var(--paper)",
    _BLACK: "var(--black)",
    _MID: "var(--accent-mid)",
}
_SETTINGS: Mapping[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "declass",
    "text.parse_math": False,
    "font.size": _POINTS,
    "axes.edgecolor": _MUTED,
    "text.color": _INK,
    "xtick.color": _MUTED,
    "ytick.color": _MUTED,
    "axes.labelcolor": _MUTED,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "grid.color": _GRID,
    "grid.linewidth": 0.8,
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.facecolor": "none",
    "figure.facecolor": "none",
    "xtick.major.size": 0.0,
    "ytick.major.size": 0.0,
    "xtick.minor.size": 0.0,
    "xtick.major.pad": 5.0,
}


def is_installed() -> bool:
    """Whether plots can be drawn."""
    from importlib.util import find_spec

    return find_spec("matplotlib") is not None


def get_ready() -> None:
    """Loads what draws, and its fonts: half a second that a worker with nothing to read can spend."""
    # What reading kept for further pages, and a tenth of a gigabyte that draws, would be the most a worker ever has.
    give_back(0)
    if is_installed():
        drawn(Chart("", "", "", "", "", ("", ""), (), counts=(1,)))


def all_drawn(charts: Sequence[Chart], workers: WorkerPool | None) -> list[str]:
    """The plots of charts, each as `drawn`.

    Args:
        charts: what they show.
        workers: that draw them; without any, and where one fails, they are drawn here.
    """
    begun = [_begun(workers, chart) for chart in charts]
    return [_end(future, chart) for future, chart in zip(begun, charts, strict=True)]


def _begun(workers: WorkerPool | None, chart: Chart) -> Future[str] | None:
    """The plot in the making; None where no worker takes it."""
    if workers is not None:
        with suppress(Exception):
            return workers.do(drawn, chart)
    return None


def _end(drawing: Future[str] | None, chart: Chart) -> str:
    """What a worker drew; where it failed, was stopped or never began, it is drawn here."""
    if drawing is not None:
        with suppress(Exception):
            return drawing.result()
    return drawn(chart)


def drawn(chart: Chart) -> str:
    """The plot of a chart as an SVG element."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    # In this block alone: whoever draws with matplotlib in the same program keeps their settings.
    with mpl.rc_context(dict(_SETTINGS)):
        figure = Figure(figsize=_SIZE, layout="constrained")
        axes = figure.add_subplot()
        if chart.curve is not None:
            _curve(axes, chart.curve)
        else:
            _bars(axes, chart)
        return inlined(_written(figure), chart.alternative, _COLOURS)


def _written(figure: Figure) -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return buffer.getvalue()


def _bars(axes: Axes, chart: Chart) -> None:
    """Bars from edge to edge, or one for each label."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    places = range(len(chart.counts))
    colours = [_colour(chart.tones, k) for k in places]
    heights = [min(count, chart.top) for count in chart.counts]
    axes.bar(places, heights, width=0.86, color=colours, linewidth=0)
    axes.set_xticks([place for place, _ in chart.ticks], [text for _, text in chart.ticks])
    axes.set_xlim(-0.6, max(len(chart.counts), chart.least_places) - 0.4)
    axes.set_ylim(0, chart.top * 1.08)
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(_thousands))
    axes.set_xlabel(chart.axis)
    for k, count in chart.labelled:
        axes.text(k, heights[k], f" {count:,} ", ha="center", va="bottom")
    for k in (k for k in places if chart.counts[k] > chart.top):
        # Two strokes in the colour of the paper: the bar is cut off.
        for y in (0.80, 0.84):
            ends = [y * chart.top, (y + 0.04) * chart.top]
            axes.plot([k - 0.6, k + 0.6], ends, color=_PAPER, linewidth=2.0, solid_capstyle="butt")
    _unclip(axes)


def _colour(tones: Sequence[str], k: int) -> str:
    return {"warn": _WARN, "mid": _MID, "ink": _BLACK}.get(tones[k] if tones else "", _BAR)


def _curve(axes: Axes, progress: Progress) -> None:
    """Pages over time: a line with its area, and the total at its end."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    unit, name = _unit(progress.seconds)
    x, y = [seconds / unit for seconds, _ in progress.points], [pages for _, pages in progress.points]
    # A polygon and lines are drawn as paths; areas and markers of matplotlib would be references.
    axes.fill([x[0], *x, x[-1]], [0, *y, 0], color=_SOFT, linewidth=0)
    axes.plot(x, y, color=_BAR, linewidth=2.0)
    axes.plot([x[-1], x[-1] * 0.9999], [y[-1], y[-1]], color=_BAR, linewidth=7.0, solid_capstyle="round")
    axes.annotate(
        f"{y[-1]:,}", (x[-1], y[-1]), (-8, 4), textcoords="offset points", ha="right", annotation_clip=False
    )
    axes.set_xlim(0, max(x[-1], 1e-9))
    axes.set_ylim(0, max(1, y[-1]) * 1.1)
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    axes.xaxis.set_major_locator(MaxNLocator(6))
    axes.yaxis.set_major_formatter(FuncFormatter(_thousands))
    axes.set_xlabel(f"{name} of reading since the first page")
    _unclip(axes)


def _unclip(axes: Axes) -> None:
    """Nothing refers to a clip path then, whose id would have to be its own in the page."""
    for artist in axes.findobj():
        artist.set_clip_on(False)


def _thousands(value: float, _position: int | None) -> str:
    return f"{value:,.0f}"


def _unit(seconds: float) -> tuple[float, str]:
    """Seconds in the unit that suits a duration, and its name."""
    if seconds < 180:
        return 1.0, "seconds"
    return (60.0, "minutes") if seconds < 3 * 3600 else (3600.0, "hours")
