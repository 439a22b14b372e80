"""A page as the reader shows it before decisions are published tells nothing that people say is withheld."""

from __future__ import annotations

from dataclasses import replace

import pytest

from declass.review.overlay import as_decided
from declass.review.views import standings
from processors.decisions.types import Act, Decision, State, Subject
from processors.geometry import Box
from processors.records import Page, Strike, StrikeStyle, StruckWhat
from processors.results import PageResult
from tests.processors.decisions.pages import body, decision, line, record, result, state

COVER = decision(
    4, "p1-r60x58", Subject.REDACTION, Act.DRAW, None, State(Box(58, 58, 140, 72), "white_box", ("(b)(3)",))
)


def _read() -> PageResult:
    """A page with a struck banner."""
    top = line("TOP SECRET NOFORN", 60, 60, frozenset({"TOP", "SECRET", "NOFORN"}))
    what = StruckWhat.CLASSIFICATION
    stroke = Strike("p1-s1", top.bbox, "TOP SECRET NOFORN", StrikeStyle.HORIZONTAL, what, 0.8)
    return result([top, body(100, 1)], strikes=[stroke])


def _page() -> Page:
    return record(_read()).pages[0]


def _decided(page: Page, *decisions: Decision) -> Page:
    return as_decided(page, standings(decisions))


@pytest.mark.parametrize("number", [None, 2, 5])
def test_strikes_markings_and_lines_lose_what_was_drawn_over(number: int | None) -> None:
    page = _page()
    stroke, banner = page.strikes[0], page.markings[0]
    said = [COVER]
    if number is not None:
        before = State(banner.bbox, str(banner.kind), text=banner.text, struck=banner.struck, status="found")
        after = replace(state(stroke), status="", confidence=1.0)
        said += [
            decision(number, stroke.id, Subject.STRIKE, Act.ACCEPT, state(stroke), after),
            decision(number, banner.id, Subject.MARKING, Act.ACCEPT, before, replace(before, status="")),
        ]
    left = _decided(page, *said)
    assert [s.text for s in left.strikes] == ["NOFORN"]
    assert [m.text for m in left.markings] == ["NOFORN"]
    assert left.lines[0].text == "~~NOFORN~~"


def test_a_marking_of_which_nothing_is_left_is_gone_and_what_was_typed_afterwards_stays() -> None:
    page = _page()
    stroke, box = page.strikes[0], Box(58, 58, 200, 72)
    assert COVER.after is not None
    whole = replace(COVER, after=replace(COVER.after, bbox=box))
    assert _decided(page, whole).markings == ()
    typed = replace(state(stroke), text="CODEWORD", status="", confidence=1.0)
    later = decision(5, stroke.id, Subject.STRIKE, Act.CHANGE, state(stroke), typed)
    assert [s.text for s in _decided(page, whole, later).strikes] == ["CODEWORD"]
    earlier = replace(later, number=3)
    assert [s.text for s in _decided(page, whole, earlier).strikes] == [""]


def test_words_beside_what_was_drawn_stay_when_the_line_is_accepted_without_it() -> None:
    page = _page()
    item = page.lines[1]
    over = State(Box(480, 98, 520, 112), "white_box")
    drawn = replace(COVER, ref="p1-r480x98", after=over)
    seen = replace(state(item), text=item.text.replace("staff ", ""))
    after = replace(seen, status="", confidence=1.0)
    said = [drawn, decision(5, item.id, Subject.LINE, Act.ACCEPT, seen, after)]
    (left,) = (entry for entry in _decided(page, *said).lines if entry.id == item.id)
    assert left.text.split() == seen.text.split()
    published = record(_read(), said).pages[0]
    assert published.lines[1].text.split() == seen.text.split()
