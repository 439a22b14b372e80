"""What survives is told with the reading of a page, and no fault of the search loses the page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from processors.config import Config
from processors.errors import InputError, LimitError
from processors.geometry import Affine, Box
from processors.leaks import LeakKind, PageSurvey, Survival
from processors.leaks.covers import lie_under
from processors.leaks.reading import NAME, with_surviving
from processors.leaks.sheet import Sheet
from processors.records import Step, Surviving
from processors.results import PageResult, shown
from processors.sources import open_source
from processors.sources.layer import Cover
from tests.processors.leaks.leak_pages import BOX, TEXT, page, scanned
from tests.processors.outputs.result_samples import sample_page
from tests.processors.sources.sources_samples import draw_text

READ = PageResult(sample_page(), Affine.quarter_turns(1, 612, 792), 612.0, 792.0, {}, (("ocr", 0.5),))


def told(path: Path) -> PageResult:
    with open_source(path, Config()) as source:
        return with_surviving(READ, source, path, Config())


def test_leaks_alone_are_told_where_they_stand_in_the_file(tmp_path: Path) -> None:
    dismissed = draw_text("[REDACTED]", 100, 500, 10) + "0 g 95 495 80 16 re f\n"
    result = told(page(tmp_path, TEXT + BOX + dismissed))
    (found,) = result.surviving
    assert (found.kind, found.characters) == ("box", 7)
    assert found.bbox == Box(95, 181, 175, 197)
    assert shown(result, result.page).surviving == result.surviving
    assert result.page.steps == (*READ.page.steps, Step(NAME, {"places": 1}))
    assert [name for name, _ in result.seconds] == ["ocr", NAME]


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (InputError("its layers cannot be read"), "its layers cannot be read"),
        (LimitError("the page is too large"), "the page is too large"),
        (MemoryError(), "an unexpected MemoryError"),
        (ZeroDivisionError("Jane Roe"), "an unexpected ZeroDivisionError"),
    ],
)
def test_a_search_that_fails_loses_no_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Exception, reason: str
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr("processors.leaks.survey_page", broken)
    result = told(page(tmp_path, TEXT + BOX))
    assert result.surviving == ()
    step = Step(NAME, {"looked at": False, "reason": reason})
    assert result.page == replace(READ.page, steps=(*READ.page.steps, step))


def test_storage_that_does_not_answer_is_no_fault_of_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_: Path) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("processors.leaks.with_all_layers", away)
    with pytest.raises(OSError, match="Input/output"):
        told(page(tmp_path, TEXT + BOX))


def test_a_place_that_json_cannot_say_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = Survival(1, LeakKind.OUTSIDE_PAGE, Box(0, 0, float("inf"), 9), 7, "")
    there = replace(nowhere, bbox=Box(0, 0, 9, 9))
    monkeypatch.setattr("processors.leaks.survey_page", lambda *_, **__: PageSurvey((nowhere, there)))
    assert told(page(tmp_path, TEXT)).surviving == (Surviving("outside_page", Box(0, 0, 9, 9), 7),)


def test_a_page_on_which_nothing_can_be_hidden_is_not_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def drawn(*_: object, **__: object) -> None:
        raise AssertionError("drawn")

    monkeypatch.setattr(Sheet, "picture", drawn)
    monkeypatch.setattr("processors.leaks.with_all_layers", drawn)
    path = scanned(tmp_path, bar=True, hidden=False)
    assert told(path).page.steps[-1] == Step(NAME, {"places": 0})


def test_covers_hide_what_was_drawn_before_them_and_lies_under_them() -> None:
    box = Box(10, 10, 20, 20)
    drawn = [(box, 1), (box, 3), (box.moved(5, 0), 1), (box.moved(20, 0), 1), (Box(12, 12, 12, 18), 1)]
    assert list(lie_under(drawn, [Cover(box.grown(1), 2)], 0.6)) == [True, False, True, False, False]
    assert list(lie_under(drawn, [], 0.6)) == [False] * 5
    assert list(lie_under([], [Cover(box, 2)], 0.6)) == []
