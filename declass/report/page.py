"""The HTML page: figures, plots and pictures put into the template; every text of others is escaped."""

from __future__ import annotations

import base64
import functools
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from declass.report import words
from declass.report.charts import (
    Chart,
    page_chart,
    percent,
    progress_chart,
    release_chart,
    share_chart,
    word_chart,
)
from declass.report.failures import failure_groups
from declass.report.figures import DocumentRow, Figures, WorstPage
from declass.report.pictures import Pictures
from declass.report.settings import (
    CODES_SHOWN,
    DOCUMENT_ROWS,
    LEAST_PICTURED,
    LEAST_WORDS,
    THUMBNAILS,
    WORST_PAGES,
)
from processors.config.ocr import OcrConfig
from processors.config.reading import ReadingConfig

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

    from processors.workers import WorkerPool

_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Link:
    """A file to open: an address relative to the page, and its text."""

    address: str
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a strip that shows how a whole is divided."""

    name: str
    count: int
    tone: str


def page(
    figures: Figures, plots: Mapping[str, Markup], pictures: Pictures, files: Sequence[tuple[str, str]]
) -> str:
    """The page.

    Args:
        figures: what it shows.
        plots: of its charts, as `plotted`.
        pictures: of the worst pages.
        files: (name, what it is) of files beside the page that it links to.
    """
    failures = list(failure_groups(figures))
    return (
        _environment()
        .get_template("report.html")
        .render(
            figures=figures,
            totals=figures.totals,
            run=figures.run,
            lead=" ".join(words.lead(figures)),
            when=words.when(figures.run) if figures.run else "",
            charts={chart.key: chart for chart in shown_charts(figures)},
            plots=plots,
            pictures={key: base64.b64encode(data).decode() for key, data in pictures.made.items()},
            lacks=pictures.lacks,
            pages_parts=_pages_parts(figures),
            grade_parts=_grade_parts(figures),
            pictured=pictured(figures),
            others=figures.worst[len(pictured(figures)) :],
            codes=figures.codes[:CODES_SHOWN],
            failures=failures,
            troubled=bool(failures or figures.missing or (figures.run and figures.run.unreachable)),
            documents=_shown_documents(figures.documents),
            strikes=_strikes(figures),
            files=[Link(address(name), what) for name, what in files],
            worst_limit=WORST_PAGES,
            words=words,
            cuts=ReadingConfig(),
            unsure_below=OcrConfig().unsure_below,
            least_words=LEAST_WORDS,
        )
    )


def pictured(figures: Figures) -> Sequence[WorstPage]:
    """The worst pages that are shown with a picture: those that were not read well, and a row at least."""
    bad = sum(page.grade != "good" for page in figures.worst)
    return figures.worst[: min(THUMBNAILS, max(LEAST_PICTURED, bad))]


@functools.cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    made.filters.update(
        n=lambda number: f"{number:,}",
        shown=words.shown,
        percent=percent,
        counted=words.counted,
        breaking=_breaking,
    )
    made.globals.update(address=address, links=_links, css=_style())
    return made


def _style() -> Markup:
    from markupsafe import Markup

    return Markup((_TEMPLATES / "report.css").read_text())  # noqa: S704 - a file of ours


def address(*parts: str) -> str:
    """A relative URL of a path under the folder of the page, whatever characters its names hold."""
    return "./" + "/".join(quote(os.fsencode(part), safe="") for part in parts)


def _breaking(text: str) -> Markup:
    """A file name that may be broken behind the signs that part it."""
    from markupsafe import Markup, escape

    parts = re.split(r"(?<=[-_ ])", words.shown(text))
    return Markup("<wbr>").join(escape(part) for part in parts)


def _links(row: DocumentRow) -> list[Link]:
    names = {"text.md": "text", "record.json": "record", "searchable.pdf": "PDF"}
    return [Link(address(row.folder, name), names.get(name, name)) for name in row.outputs]


def shown_charts(figures: Figures) -> list[Chart]:
    """The charts that have anything to show."""
    made = [progress_chart(figures.progress)] if figures.progress else []
    if figures.totals.words:
        made += [word_chart(figures), page_chart(figures)]
    if figures.totals.read_pages or figures.totals.withheld_pages:
        made.append(share_chart(figures))
    if figures.releases.years:
        made.append(release_chart(figures))
    return made


def plotted(figures: Figures, workers: WorkerPool | None = None) -> Mapping[str, Markup]:
    """The drawings of the charts, by their keys; none where matplotlib is missing.

    Args:
        figures: what they show.
        workers: that draw them; without any they are drawn here.
    """
    from declass.report.plots import all_drawn, is_installed

    if not is_installed():
        return {}
    from markupsafe import Markup

    charts = shown_charts(figures)
    plots = all_drawn(charts, workers)
    # Drawn by us from numbers alone.
    return {chart.key: Markup(plot) for chart, plot in zip(charts, plots, strict=True)}  # noqa: S704


def _pages_parts(figures: Figures) -> list[Part]:
    totals = figures.totals
    parts = [
        Part("read", totals.read_pages, "accent"),
        Part("withheld", totals.withheld_pages, "ink"),
        Part("blank", totals.blank_pages, "mid"),
        Part("failed", totals.failed_pages, "warn"),
    ]
    return [part for part in parts if part.count or part.name == "read"]


def _grade_parts(figures: Figures) -> list[Part]:
    tones = {"good": "accent", "fair": "mid", "poor": "warn", "none": "muted"}
    return [Part(words.GRADES[c.name], c.count, tones[c.name]) for c in figures.grades]


def _shown_documents(rows: Sequence[DocumentRow]) -> list[DocumentRow]:
    """Documents of the table, most withheld first; those of which nothing was read last."""
    order = sorted(
        rows, key=lambda row: -1.0 if row.withheld_share is None else row.withheld_share, reverse=True
    )
    return order[:DOCUMENT_ROWS]


def _strikes(figures: Figures) -> list[tuple[str, int, str]]:
    """What was struck, how often, and in which styles."""
    found: dict[str, list[tuple[str, int]]] = {}
    for strike in figures.strikes:
        found.setdefault(strike.what, []).append((strike.style, strike.count))
    rows = [
        (
            what,
            sum(n for _, n in styles),
            ", ".join(f"{words.STYLES.get(style, style)} {n:,}" for style, n in styles),
        )
        for what, styles in found.items()
    ]
    return sorted(rows, key=lambda row: (-row[1], row[0]))
