from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from declass.report.collect import Collector, document_sums
from declass.report.figures import CodeTotal, Count, Figures, LevelTotal
from declass.report.settings import FAILURES_KEPT, WORST_PAGES
from declass.report.sums.counting import TENTHS, Bins
from declass.report.sums.withheld import covered_share, page_weights
from declass.report.write import at_addresses, load_figures, write_report
from processors.config.text import TextConfig
from processors.document_records import ErrorItem
from processors.geometry import Box
from processors.outputs.withholdings import Totals
from processors.outputs.withholdings_files import withholding_rows
from processors.records import (
    FindingStatus,
    Interval,
    Marking,
    MarkingKind,
    Page,
    PageStatus,
    Record,
    RedactionKind,
    Strike,
    StrikeStyle,
    StruckWhat,
)
from tests.declass.report.report_samples import blank, line, page, record, redaction, release
from tests.strategies import records

LOW, HIGH = Box(50, 100, 550, 110), Box(50, 400, 550, 500)
TEXT = (line(100, ("alpha", 0.95), ("of", 0.5)), line(190, ("gamma", 1.0)))


def figures(*made: Record) -> Figures:
    collector = Collector(Path("nowhere"))
    for k, one in enumerate(made):
        collector.add(f"doc{k}", document_sums(one))
    return collector.figures("batch", None, None)


def test_words_are_counted_and_weighed_by_their_length() -> None:
    found = figures(record(page(1, *TEXT)))
    totals = found.totals
    assert (totals.words, totals.unsure_words) == (3, 1)
    assert totals.mean_confidence == pytest.approx((5 * 0.95 + 2 * 0.5 + 5 * 1.0) / 12, abs=0.001)
    assert totals.misread_words == round(0.05 + 0.5 + 0.0)
    assert found.word_confidence.counts[10] == 1
    assert found.word_confidence.counts[19] == 2
    assert found.letter_confidence.counts[10] == 2
    assert found.letter_confidence.counts[19] == 10
    assert sum(found.page_confidence.counts) == 1


def test_pages_are_counted_by_how_they_ended() -> None:
    made = record(
        page(1, *TEXT),
        blank(2),
        blank(3, PageStatus.WITHHELD, stands_for=4),
        blank(4, PageStatus.FAILED),
        errors=(ErrorItem(4, "timeout", "gave no result"),),
    )
    found = figures(made, record(blank(1, PageStatus.FAILED)), record())
    totals = found.totals
    assert (totals.pages, totals.read_pages, totals.blank_pages) == (5, 1, 1)
    assert (totals.withheld_pages, totals.failed_pages, totals.pages_behind_sheets) == (1, 2, 4)
    assert (totals.documents, totals.whole, totals.partial, totals.failed) == (3, 0, 1, 2)
    assert [row.status for row in found.documents] == ["partial", "failed", "failed"]
    assert found.grades == (Count("good", 1), Count("fair", 0), Count("poor", 0), Count("none", 2))


def test_a_sheet_counts_for_all_the_pages_it_stands_for() -> None:
    assert page_weights(blank(1, PageStatus.WITHHELD, stands_for=4)) == (4.0, 4)
    assert page_weights(blank(1, PageStatus.WITHHELD)) == (1.0, 1)
    assert page_weights(blank(1)) == (0.0, 0)
    half = page(1, *TEXT, redactions=(redaction(Box(50, 100, 550, 150)),))
    found = figures(record(half, blank(2, PageStatus.WITHHELD, stands_for=3), blank(3)))
    assert found.totals.withheld_share == pytest.approx((0.5 + 3) / 4, abs=0.01)
    assert found.documents[0].withheld_share == found.totals.withheld_share
    assert sum(found.withheld_shares.counts) == 1
    assert found.withheld_shares.counts[8] == 1


def test_documents_without_redactions_are_told_apart_from_those_that_do_not_count() -> None:
    found = figures(record(page(1, *TEXT)), record(blank(1)))
    assert found.unredacted == 1
    assert [row.withheld_share for row in found.documents] == [0.0, None]


def test_redactions_count_under_each_of_their_codes() -> None:
    first = page(
        1,
        *TEXT,
        redactions=(
            redaction(LOW, "(b)(1)", "b1", "(b)(3)", hidden=Interval(5, 9)),
            redaction(HIGH, "(b)(3)", hidden=Interval(1, 2), name="r2"),
            replace(redaction(HIGH, name="r3"), status=FindingStatus.UNSURE),
        ),
    )
    second = page(2, *TEXT, redactions=(redaction(LOW, "(b)(3)"),))
    found = figures(record(first, second), record(page(1, redactions=(redaction(LOW, "(b)(3)"),))))
    by_code = {code.code: code for code in found.codes}
    assert list(by_code) == ["(b)(3)", "(b)(1)", ""]
    assert by_code["(b)(3)"] == CodeTotal(
        "FOIA", "(b)(3)", "5 USC 552(b)(3)", "withheld by another statute", 4, 3, 2, Interval(6, 11)
    )
    assert by_code["(b)(1)"].redactions == 1
    assert by_code[""].meaning == "no code printed"
    totals = found.totals
    assert (totals.redactions, totals.uncoded_redactions, totals.unsure_redactions) == (5, 1, 1)
    assert (totals.estimated_redactions, totals.hidden_characters) == (2, Interval(6, 11))
    assert found.documents[0].codes == ("(b)(3)", "(b)(1)")


@given(st.lists(records(max_pages=2), max_size=3))
@settings(max_examples=30)
def test_codes_are_counted_as_the_index_of_withholdings_counts_them(made: list[Record]) -> None:
    made = [replace(r, source=replace(r.source, sha256=f"{k:064x}")) for k, r in enumerate(made)]
    totals = Totals()
    for one in made:
        for sums in withholding_rows(one, TextConfig()).sums:
            totals.add_sum(sums)
    told = [(t.scheme, t.code, t.redactions, t.pages, t.characters) for t in totals.rows()]
    found = [(c.scheme, c.code, c.redactions, c.pages, c.characters) for c in figures(*made).codes]
    assert sorted(found) == sorted(told)


def test_area_that_two_redactions_share_counts_once() -> None:
    whole = Box(50, 100, 550, 200)
    once = page(1, *TEXT, redactions=(redaction(Box(50, 100, 300, 200)),))
    twice = page(
        1, *TEXT, redactions=(redaction(Box(50, 100, 300, 200)), redaction(Box(150, 100, 300, 200), name="b"))
    )
    note = replace(redaction(whole), kind=RedactionKind.EDITORIAL_NOTE)
    assert covered_share(once) == pytest.approx(0.5, abs=0.01)
    assert covered_share(twice) == covered_share(once)
    assert covered_share(page(1, *TEXT, redactions=(note,))) == 0.0
    assert covered_share(page(1, redactions=(redaction(Box(5, 5, 5, 5)),))) == 0.0


@st.composite
def _covered(draw: st.DrawFn) -> Page:
    side = st.floats(0, 600)
    boxes = [
        sorted((draw(side), draw(side))) + sorted((draw(side), draw(side)))
        for _ in range(draw(st.integers(1, 5)))
    ]
    found = tuple(redaction(Box(x0, y0, x1, y1), name=f"r{k}") for k, (x0, x1, y0, y1) in enumerate(boxes))
    return page(1, line(10, ("a", 0.9)), line(700, ("b", 0.9)), redactions=found)


@given(_covered())
def test_the_share_lies_between_the_largest_redaction_and_all_of_them(made: Page) -> None:
    boxes = [r.bbox for r in made.redactions]
    left, right = min(50, *(b.x0 for b in boxes)), max(550, *(b.x1 for b in boxes))
    top, foot = min(10, *(b.y0 for b in boxes)), max(710, *(b.y1 for b in boxes))
    area = (right - left) * (foot - top)
    # Half a cell of the grid at each side of each box.
    slack = len(boxes) * (1 / 256 + 1 / 512) + 0.001
    share = covered_share(made)
    assert max(b.area for b in boxes) / area - slack <= share <= sum(b.area for b in boxes) / area + slack


def test_levels_strikes_and_markings() -> None:
    box = Box(0, 0, 9, 9)
    marks = (
        Marking(MarkingKind.CLASSIFICATION, "SECRET", {"level": "SECRET"}, box, True, 0.9),
        Marking(MarkingKind.CLASSIFICATION, "SECRET", {"level": "SECRET"}, box, False, 0.9),
        Marking(MarkingKind.PORTION_MARK, "(C)", {"level": "CONFIDENTIAL"}, box, False, 0.9),
        Marking(MarkingKind.CONTROL, "NOFORN", {"level": None}, box, False, 0.9),
    )
    struck = (
        Strike("s1", box, "SECRET", StrikeStyle.X, StruckWhat.CLASSIFICATION, 0.9),
        Strike("s2", box, "", StrikeStyle.X, StruckWhat.BODY, 0.9),
        Strike("s3", box, "", StrikeStyle.X, StruckWhat.BODY, 0.9),
    )
    found = figures(record(replace(page(1, *TEXT), markings=marks, strikes=struck)))
    assert found.levels == (
        LevelTotal("SECRET", 1, 0, 2, 1, 0),
        LevelTotal("CONFIDENTIAL", 0, 0, 0, 0, 1),
        LevelTotal("unknown", 0, 1, 0, 0, 0),
    )
    assert [(s.what, s.style, s.count) for s in found.strikes] == [
        ("body", "x", 2),
        ("classification", "x", 1),
    ]
    assert found.markings[0] == Count("classification", 2)
    assert (found.totals.strikes, found.totals.markings) == (3, 4)


def test_each_document_counts_once_for_a_year() -> None:
    made = record(page(1), events=(release("1999-01-02"), release("1999-03"), release("2004"), release("")))
    doubtful = record(page(1), events=(release("2098-01-01", doubt="in the future"),))
    found = figures(made, made, doubtful)
    assert found.releases.years == ((1999, 2), (2004, 2))
    assert (found.releases.undated, found.releases.doubtful) == (1, 1)


def _of(confidence: float, words: int = 20, grade: str = "good") -> Page:
    return page(1, line(100, *[("word", confidence)] * words), grade=grade)


def test_the_worst_pages_come_first_and_say_why() -> None:
    skewed = replace(_of(0.5, grade="poor"), dpi=96.0, skew_degrees=-3.0)
    found = figures(
        record(_of(0.9)), record(skewed), record(page(1)), record(_of(0.7)), record(_of(0.1, words=3))
    )
    assert [p.folder for p in found.worst] == ["doc1", "doc2", "doc3", "doc0"]
    assert found.worst[0].reasons == (
        "probably 10 of 20 words wrong, 20 marked unsure",
        "a coarse scan of 96 dpi",
        "skewed by 3.0°",
    )
    assert found.worst[1].reasons == ("no word was found, though the page is not blank",)


def test_only_so_many_of_the_worst_are_kept_and_equals_keep_their_order() -> None:
    sure = [record(_of(0.99 - 0.001 * (k % 40))) for k in range(3 * WORST_PAGES)]
    bad = [record(_of(0.3)), record(_of(0.3))]
    found = figures(*sure[:100], *bad, *sure[100:])
    assert len(found.worst) == WORST_PAGES
    assert [p.folder for p in found.worst[:2]] == ["doc100", "doc101"]
    confidences = [p.mean_confidence for p in found.worst]
    assert confidences == sorted(confidences)
    assert max(confidences[2:]) <= 0.965


def test_failures_are_all_counted_and_the_first_are_listed() -> None:
    errors = tuple(ErrorItem(k, "timeout", "slow") for k in range(1, FAILURES_KEPT + 3))
    found = figures(record(errors=(ErrorItem(None, "input", "is empty"),)), record(page(1), errors=errors))
    totals = {t.category: (t.files, t.pages, t.documents) for t in found.failure_totals}
    assert totals == {"input": (1, 0, 1), "timeout": (0, FAILURES_KEPT + 2, 1)}
    assert len(found.failures) == FAILURES_KEPT


def test_folders_without_a_record_are_named(tmp_path: Path) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "record.json").write_text("{")
    report = write_report(tmp_path, ["gone", "broken"], None, at_addresses({}))
    assert load_figures(report.figures.read_bytes()).missing == ("broken", "gone")


def test_no_document_at_all() -> None:
    found = figures()
    assert found.totals.pages == 0
    assert found.worst == ()


@given(st.lists(st.floats(-1, 2)))
def test_each_value_falls_into_one_bin(values: list[float]) -> None:
    bins = Bins(TENTHS)
    for value in values:
        bins.add(value)
    assert sum(bins.histogram().counts) == len(values)


def test_values_on_an_edge_belong_to_the_bin_above() -> None:
    bins = Bins(TENTHS)
    for value in (0.0, 0.1, 1.0):
        bins.add(value)
    assert bins.histogram().counts == (1, 1, 0, 0, 0, 0, 0, 0, 0, 1)
