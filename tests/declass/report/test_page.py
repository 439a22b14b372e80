from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from declass.report import plots
from declass.report.charts import duration, percent
from declass.report.collect import Collector, document_sums
from declass.report.figures import Figures, Progress, RunFigures
from declass.report.originals import Lack
from declass.report.page import address, pictured, plotted
from declass.report.page import page as page_of
from declass.report.pictures import Pictures
from declass.report.settings import (
    CODES_SHOWN,
    DOCUMENT_ROWS,
    LEAST_PICTURED,
    PLACES_SHOWN,
    TEXT_SHOWN,
    THUMBNAILS,
)
from declass.report.words import date, shown
from processors.document_records import ErrorItem
from processors.geometry import Box
from processors.records import PageStatus, Record
from tests.declass.report.report_samples import Document, blank, line, page, record, redaction, release
from tests.strategies import records

HOSTILE = '"><img src=x onerror=alert(1)>\u202e<script>alert(2)</script>{{ 7 * 7 }}&amp;.pdf'
TEXT = (line(100, ("alpha", 0.95), ("of", 0.5)), line(190, ("gamma", 1.0)))
RUN = RunFigures("2026-11-27T15:27:32+00:00", 83.0, 2, 3, 0, 0)
PROGRESS = Progress("2026-11-27T15:27:32+00:00", ((1.0, 1), (80.0, 3)), 3, 80.0, 2.2, 0, 3)


def rendered(made: Figures, pictures: Pictures, files: list[tuple[str, str]]) -> str:
    return page_of(made, plotted(made), pictures, files)


def figures(*made: Record, run: RunFigures | None = None, progress: Progress | None = None) -> Figures:
    collector = Collector(Path("nowhere"))
    for k, one in enumerate(made):
        collector.add(f"doc{k:05d}", document_sums(one))
    return collector.figures("batch", run, progress)


def document(found: Figures) -> Document:
    return Document(rendered(found, Pictures(), []))


def full() -> Record:
    covered = (redaction(Box(50, 100, 550, 150), "(b)(1)"),)
    pages = (
        page(1, *TEXT, redactions=covered),
        blank(2),
        blank(3, PageStatus.WITHHELD),
        blank(4, PageStatus.FAILED),
    )
    return record(
        *pages, events=(release("1999-01-02"),), errors=(ErrorItem(4, "timeout", "gave no result"),)
    )


def test_the_page_asks_for_nothing_and_runs_nothing() -> None:
    html = rendered(
        figures(full(), run=RUN, progress=PROGRESS),
        Pictures({("doc00000", 1): b"RIFF"}),
        [("report.json", "x")],
    )
    made = Document(html)
    tags = {tag for tag, _ in made.elements}
    assert tags.isdisjoint(
        {"script", "link", "iframe", "object", "embed", "form", "base", "use", "foreignobject"}
    )
    policy = next(a["content"] for t, a in made.elements if a.get("http-equiv") == "Content-Security-Policy")
    assert policy == "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
    assert not [name for _, a in made.elements for name in a if name.startswith("on")]
    assert all(src.startswith("data:image/webp;base64,") for src in made.values("src"))
    assert all(link.startswith(("#", "./")) for link in made.values("href"))
    # The name of the SVG language is no address that anything is fetched from.
    assert set(re.findall(r"\w+://[^\s\"'<]+", html)) == {"http://www.w3.org/2000/svg"}
    assert not re.search(r"url\(|@import", html)


def test_links_within_the_page_lead_somewhere_and_ids_are_unique() -> None:
    made = document(figures(full(), run=RUN, progress=PROGRESS))
    ids = made.values("id")
    assert len(ids) == len(set(ids))
    targets = [link[1:] for link in made.values("href") if link.startswith("#")] + made.values(
        "aria-labelledby"
    )
    assert targets
    assert set(targets) <= set(ids)


def test_pictures_and_plots_can_be_heard() -> None:
    html = rendered(figures(full(), progress=PROGRESS), Pictures({("doc00000", 1): b"RIFF"}), [])
    made = Document(html)
    assert all(a["alt"] for t, a in made.elements if t == "img")
    drawings = [a for t, a in made.elements if t == "svg"]
    assert len(drawings) == 5
    assert all(a["role"] == "img" and a["aria-label"] for a in drawings)
    levels = [int(t[1]) for t, _ in made.elements if re.fullmatch("h[1-6]", t)]
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))
    assert all(a.get("scope") in ("col", "row") for t, a in made.elements if t == "th")


def test_text_of_others_is_text() -> None:
    covered = (redaction(Box(50, 100, 550, 150), HOSTILE),)
    made = record(
        page(1, *TEXT, redactions=covered),
        blank(2, PageStatus.FAILED),
        uri=HOSTILE,
        errors=(ErrorItem(2, "timeout", HOSTILE), ErrorItem(None, HOSTILE, "x")),
    )
    collector = Collector(Path("nowhere"))
    hostile = replace(made, classification=replace(made.classification, original=HOSTILE))
    collector.add(HOSTILE, document_sums(hostile))
    run = replace(RUN, unreachable=(HOSTILE,))
    found = Document(rendered(collector.figures(HOSTILE, run, None), Pictures(), []))
    assert "img" not in {tag for tag, _ in found.elements}
    assert "script" not in {tag for tag, _ in found.elements}
    assert "\u202e" not in found.text
    assert "{{ 7 * 7 }}" in found.text
    assert found.text.count("\\u202e") > 4


@given(records(max_pages=2), st.text(max_size=40))
@settings(max_examples=25)
def test_any_record_gives_a_whole_page(made: Record, name: str) -> None:
    collector = Collector(Path("nowhere"))
    collector.add(name or "x", document_sums(made))
    with pytest.MonkeyPatch.context() as patch:
        # Plots hold numbers alone, and drawing them takes most of the time.
        patch.setattr(plots, "is_installed", lambda: False)
        found = Document(rendered(collector.figures(name, None, None), Pictures(), []))
    assert "script" not in {tag for tag, _ in found.elements}


@given(st.lists(st.text(min_size=1, max_size=30).filter(lambda s: s.isprintable()), min_size=1, max_size=3))
def test_addresses_stay_below_the_page(parts: list[str]) -> None:
    made = address(*parts)
    assert re.fullmatch(r"\./[A-Za-z0-9_.~%/-]+", made)
    assert made.count("/") == len(parts)


def test_names_that_no_text_can_hold_have_an_address() -> None:
    assert address("caf\udce9", "a b#?.md") == "./caf%E9/a%20b%23%3F.md"


def test_nothing_was_read() -> None:
    found = document(figures())
    assert "No document has a result." in found.text
    assert "svg" not in {tag for tag, _ in found.elements}


def test_only_failures() -> None:
    error = ErrorItem(None, "encrypted", "the PDF wants a password")
    bad = [record(uri=f"f{k}.pdf", errors=(error,)) for k in range(9)]
    found = document(figures(*bad))
    assert "9 documents could not be read" in found.text
    assert "Encrypted: 9 files" in found.text
    assert "(9 times)" in found.text
    assert f"and {9 - PLACES_SHOWN} more" in found.text
    assert "qpdf" in found.text
    assert found.text.count("not read") >= 9
    assert "svg" not in {tag for tag, _ in found.elements}


def test_a_run_that_read_nothing_says_so() -> None:
    known = replace(RUN, pages_read=0, pages_known=1)
    found = document(figures(record(page(1, *TEXT)), run=known))
    assert "read no page; 1 page known from before" in found.text
    assert "holds no page store" in found.text
    assert "Pages over time as a table" not in found.text


def test_why_a_page_has_no_picture_stands_in_its_place() -> None:
    made = figures(record(page(1, line(100, *[("alpha", 0.6)] * 20))))
    found = Document(rendered(made, Pictures({}, {("doc00000", 1): Lack.AFAR}), []))
    assert "No picture: its file lies afar and is not fetched again for a picture" in found.text
    assert "1 page without a picture; the place of each says why" in found.text


def test_a_document_is_opened_by_its_name_which_is_on_every_screen() -> None:
    made = figures(full())
    (row,) = made.documents
    found = document(replace(made, documents=(replace(row, outputs=("text.md", "record.json")),)))
    links = [attributes["href"] for tag, attributes in found.elements if tag == "a" and "href" in attributes]
    text = f"./{row.folder}/text.md"
    # By the name, by the last column, and from the list of the worst pages where it is in that.
    assert links.count(text) == 1 + document(made).files().count(text) + 1


def test_without_plots_their_tables_stand_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plots, "is_installed", lambda: False)
    found = document(figures(full(), progress=PROGRESS))
    assert "svg" not in {tag for tag, _ in found.elements}
    assert sum("open" in a for t, a in found.elements if t == "details") == 5
    assert 'pip install "declass[report]"' in found.text


def test_long_lists_are_cut_and_it_is_said() -> None:
    codes = tuple(redaction(Box(50, 100, 90, 150), f"code {k}", name=f"r{k}") for k in range(CODES_SHOWN + 5))
    made = [record(page(1, *TEXT, redactions=codes), uri=f"file{k}.pdf") for k in range(DOCUMENT_ROWS + 20)]
    found = document(figures(*made))
    assert f"The {DOCUMENT_ROWS} with the largest share withheld, of {DOCUMENT_ROWS + 20}" in found.text
    assert "./report-documents.csv" in found.files()
    assert "5 rarer codes are in report.json" in found.text
    assert "x" * TEXT_SHOWN not in shown("x" * 1000)


def test_pages_that_were_read_well_are_pictured_only_in_one_row() -> None:
    text = line(100, *[("word", 0.99)] * 20)
    good = [record(page(1, text)) for _ in range(30)]
    poor = [record(page(1, line(100, *[("word", 0.3)] * 20), grade="poor")) for _ in range(30)]
    assert len(pictured(figures(*good))) == LEAST_PICTURED
    assert len(pictured(figures(*good, *poor[:9]))) == 9
    assert len(pictured(figures(*good, *poor))) == THUMBNAILS
    assert len(pictured(figures(*good[:2]))) == 2


def test_the_highest_bar_is_cut_where_it_would_hide_the_others() -> None:
    words = [("good", 0.99)] * 400 + [("bad", 0.3)] * 10
    found = document(figures(record(page(1, line(100, *words)))))
    assert "The highest bar is cut off." in found.text
    assert "400" in found.text
    even = document(figures(record(page(1, line(100, ("good", 0.99), ("bad", 0.3))))))
    assert "cut off" not in even.text


def test_equal_figures_give_equal_pages() -> None:
    made = figures(full(), progress=PROGRESS)
    assert rendered(made, Pictures(), []) == rendered(made, Pictures(), [])


@pytest.mark.parametrize(
    ("part", "whole", "told"),
    [(0, 0, "0%"), (0, 5, "0%"), (1, 3, "33%"), (1, 5000, "under 0.1%"), (0.056, 1, "5.6%"), (5, 5, "100%")],
)
def test_shares(part: float, whole: float, told: str) -> None:
    assert percent(part, whole) == told


def test_durations_and_dates() -> None:
    assert [duration(s) for s in (0.4, 59, 60, 83, 7320)] == [
        "0 s",
        "59 s",
        "1 min",
        "1 min 23 s",
        "2 h 2 min",
    ]
    assert date("2026-11-27T15:27:32+01:00") == "27 November 2026, 14:27 UTC"
    assert date("<b>") == "<b>"
