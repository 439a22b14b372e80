"""What is drawn over words hides them wherever they are told, unless somebody typed them afterwards."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processors.decisions.files import dump_decisions
from processors.decisions.types import Act, Decision, State, Subject
from processors.decisions.withheld import tellable
from processors.geometry import Box
from processors.outputs.record import dump_record
from processors.records import Line, Page, Strike, StrikeStyle, StruckWhat
from processors.results import PageResult
from tests.processors.decisions.pages import CONFIG, body, decision, line, memo, record, result, state

R, S, M, L = Subject.REDACTION, Subject.STRIKE, Subject.MARKING, Subject.LINE
STAFF = decision(1, "p1-r480x98", R, Act.DRAW, None, State(Box(480, 98, 520, 112), "black_box"))
"""A redaction over the word before the last two of the first paragraph."""


@pytest.mark.parametrize(
    ("act", "before", "after", "left"),
    [
        (Act.ACCEPT, "staff at length", "staff at length", "its [REDACTED] at length"),
        (Act.ACCEPT, "at length", "at length", "its [REDACTED] at length"),
        (Act.CORRECT, "staff at length", "staff at LENGTH", "its [REDACTED] at LENGTH"),
        (Act.CORRECT, "staff at length", "staff at last", "its [REDACTED] at last"),
        (Act.CORRECT, "at length", "staff at length", "its [REDACTED] staff at length"),
        (Act.CORRECT, "staff at length", "crew at length", "its [REDACTED] crew at length"),
    ],
)
def test_what_is_accepted_after_something_was_drawn_over_it_is_withheld_and_what_was_typed_stays(
    act: Act, before: str, after: str, left: str
) -> None:
    item = record(memo()).pages[0].lines[1]
    start = item.text.removesuffix("staff at length")
    seen = replace(state(item), text=start + before)
    said = decision(2, item.id, L, act, seen, replace(seen, status="", confidence=1.0, text=start + after))
    for decisions in ([STAFF, said], [said, STAFF]):
        made = record(memo(), decisions)
        assert made.text.splitlines()[2].replace("  ", " ").endswith(left), made.text
        assert made.conflicts == ()
    later = record(memo(), [said, replace(STAFF, number=3, time=said.time.replace(":02+", ":03+"))])
    assert later.text.count("staff") == record(memo()).text.count("staff") - 1
    assert "crew" not in later.text


def _read_otherwise() -> PageResult:
    """The memorandum with the word under `STAFF` read as two."""
    fresh = memo()
    parts = [
        [replace(w, text="st"), replace(w, text="aff")] if w.text == "staff" else [w]
        for w in fresh.page.lines[1].words
    ]
    other = replace(fresh.page.lines[1], words=tuple(word for part in parts for word in part))
    lines = (fresh.page.lines[0], other, *fresh.page.lines[2:])
    return replace(fresh, page=replace(fresh.page, lines=lines))


def _about(number: int, act: Act, before: str, after: str) -> Decision:
    """A decision on the end of the line under `STAFF`."""
    item = record(memo()).pages[0].lines[1]
    start = item.text.removesuffix("staff at length")
    seen = replace(state(item), text=start + before)
    return decision(
        number, item.id, L, act, seen, replace(seen, status="", confidence=1.0, text=start + after)
    )


TYPED = _about(2, Act.CORRECT, "at length", "crew at length")


@pytest.mark.parametrize(
    ("later", "left"),
    [
        ([_about(3, Act.ACCEPT, "crew at length", "crew at length")], "crew at length"),
        ([_about(3, Act.CORRECT, "crew at length", "crew at last")], "crew at last"),
        (
            [
                _about(3, Act.CORRECT, "crew at length", "crew at last"),
                _about(4, Act.ACCEPT, "crew at last", "crew at last"),
            ],
            "crew at last",
        ),
        # Whoever accepts does not type: nobody knows that this word was seen by somebody who knew of the redaction.
        ([_about(3, Act.ACCEPT, "staff crew at length", "staff crew at length")], "crew at length"),
        (
            [
                decision(3, TYPED.ref, L, Act.UNDO, None, undoes=2),
                _about(4, Act.ACCEPT, "crew at length", "crew at length"),
            ],
            "at length",
        ),
    ],
)
def test_a_word_that_was_typed_stays_when_the_line_is_accepted_later(
    later: list[Decision], left: str
) -> None:
    for page in (memo(), _read_otherwise()):
        text = record(page, [STAFF, TYPED, *later]).text.splitlines()[2].replace("  ", " ")
        assert text.endswith(f"its [REDACTED] {left}"), text


def test_a_typed_word_that_somebody_draws_over_later_is_gone_also_when_it_is_accepted() -> None:
    cover = replace(STAFF, number=3, ref="p1-r481x98", time=TYPED.time.replace(":02+", ":03+"))
    accepted = _about(4, Act.ACCEPT, "crew at length", "crew at length")
    assert "crew" not in record(memo(), [TYPED, cover, accepted]).text


def test_what_was_read_does_not_go_beside_what_is_drawn_when_it_is_read_otherwise() -> None:
    """Where another word of the line was corrected by somebody who saw the line as it was before."""
    said = _about(2, Act.CORRECT, "staff at length", "staff at last")
    left = record(_read_otherwise(), [STAFF, said]).text.splitlines()[2]
    assert left.endswith("its [REDACTED] at last"), left


def kept(item: Strike) -> State:
    return replace(state(item), status="", confidence=1.0)


def _banner(text: str, *, struck: bool = True) -> tuple[PageResult, Page]:
    """A page with that banner, which a stroke crosses."""
    words = frozenset(text.split()) if struck else frozenset()
    top = line(text, 60, 60, words)
    stroke = Strike("p1-s1", top.bbox, text, StrikeStyle.HORIZONTAL, StruckWhat.CLASSIFICATION, 0.8)
    made = result([top, body(100, 1), body(124, 2)], strikes=[stroke] if struck else [])
    return made, record(made).pages[0]


def _over(box: Box, number: int = 1) -> Decision:
    return decision(number, "p1-r60x58", R, Act.DRAW, None, State(box, "white_box", ("(b)(3)",)))


def _accepted_from(seen: Page, number: int | None) -> list[Decision]:
    """That the stroke and the banner of `_banner` are right, from that number on; nothing for None."""
    if number is None:
        return []
    stroke, banner = seen.strikes[0], seen.markings[0]
    before = State(banner.bbox, str(banner.kind), text=banner.text, struck=banner.struck, status="found")
    return [
        decision(number, stroke.id, S, Act.ACCEPT, state(stroke), kept(stroke)),
        decision(number + 1, banner.id, M, Act.ACCEPT, before, replace(before, status="")),
    ]


@pytest.mark.parametrize("number", [None, 2, 5])
def test_what_is_struck_or_marked_under_what_is_drawn_is_told_nowhere(number: int | None) -> None:
    """Whether people left it as it is, or accepted it before or after."""
    made, seen = _banner("TOP SECRET")
    banner = seen.markings[0]
    said = [_over(Box(58, 58, 140, 72), 4), *_accepted_from(seen, number)]
    left = record(made, said)
    assert b"SECRET" in dump_record(record(made)) and b"SECRET" not in dump_record(left)
    assert [s.text for s in left.pages[0].strikes] == [""] and left.pages[0].markings == ()
    assert left.classification.original == "unknown"
    assert (banner.id in {c.ref for c in left.conflicts}) is (number is not None)
    assert b"SECRET" not in dump_decisions(tellable(said, [made], CONFIG))


@pytest.mark.parametrize("number", [None, 2, 5])
def test_of_what_is_struck_or_marked_the_word_under_what_is_drawn_is_gone(number: int | None) -> None:
    made, seen = _banner("SECRET NOFORN ORCON PROPIN")
    banner = seen.markings[0]
    said = [_over(Box(110, 58, 154, 72), 4), *_accepted_from(seen, number)]
    left = record(made, said)
    assert "NOFORN" in banner.text and b"NOFORN" not in dump_record(left)
    assert [s.text for s in left.pages[0].strikes] == ["SECRET ORCON PROPIN"]
    assert b"NOFORN" not in dump_decisions(tellable(said, [made], CONFIG))


def test_a_strike_that_is_accepted_as_it_is_told_then_keeps_the_words_that_are_left() -> None:
    made, seen = _banner("SECRET NOFORN ORCON PROPIN")
    stroke = seen.strikes[0]
    cover = _over(Box(110, 58, 154, 72), 4)
    told = replace(state(stroke), text="SECRET ORCON PROPIN")
    said = decision(5, stroke.id, S, Act.ACCEPT, told, replace(told, status="", confidence=1.0))
    left = record(made, [cover, said])
    assert [s.text for s in left.pages[0].strikes] == ["SECRET ORCON PROPIN"] and left.conflicts == ()


def test_a_text_that_was_accepted_does_not_go_beside_what_is_drawn_when_it_is_read_otherwise() -> None:
    """The words that the machine reads under the redaction now are other ones than those that were accepted."""
    item = record(memo()).pages[0].lines[1]
    said = decision(2, item.id, L, Act.ACCEPT, state(item), replace(state(item), status="", confidence=1.0))
    left = record(_read_otherwise(), [STAFF, said]).text.splitlines()[2]
    assert "staff" not in left and left.endswith("at length")


def test_what_was_said_of_a_page_that_is_measured_otherwise_now_is_not_quoted() -> None:
    """Nobody can tell which of its words are withheld where something is."""
    item = record(memo()).pages[0].lines[1]
    seen = replace(state(item), bbox=item.bbox.moved(0, 300), page=(540.0, 792.0))
    said = decision(2, item.id, L, Act.ACCEPT, seen, seen)
    assert b"staff" in dump_decisions(tellable([said], [memo()], CONFIG))
    assert b"staff" not in dump_decisions(tellable([STAFF, said], [memo()], CONFIG))


def test_a_struck_word_that_no_line_has_is_withheld_too_and_what_is_typed_later_stays() -> None:
    made, _ = _banner("TOP SECRET")
    hidden = replace(made, page=replace(made.page, lines=made.page.lines[1:]))
    cover = _over(Box(58, 58, 140, 72), 4)
    assert b"SECRET" not in dump_record(record(hidden, [cover]))
    stroke = record(made).pages[0].strikes[0]
    typed = replace(kept(stroke), text="CODEWORD")
    said = decision(5, stroke.id, S, Act.CHANGE, state(stroke), typed)
    left = record(hidden, [cover, said])
    assert [s.text for s in left.pages[0].strikes] == ["CODEWORD"] and b"SECRET" not in dump_record(left)


@given(st.integers(40, 560), st.integers(50, 210), st.integers(5, 300), st.integers(5, 40))
@settings(max_examples=30, deadline=None)
def test_accepting_all_that_is_read_brings_nothing_back(x: int, y: int, width: int, height: int) -> None:
    box = Box(x, y, min(x + width, 612), y + height)
    cover = decision(1, f"p1-r{x}x{y}", R, Act.DRAW, None, State(box, "white_box"))
    seen = record(memo()).pages[0]
    accepted = [
        decision(k, item.id, S if isinstance(item, Strike) else L, Act.ACCEPT, state(item), _accepted(item))
        for k, item in enumerate((*seen.lines, *seen.strikes), 2)
    ]
    alone, both = record(memo(), [cover]), record(memo(), [cover, *accepted])
    assert [[w.text for w in x.words] for x in both.pages[0].lines] == [
        [w.text for w in x.words] for x in alone.pages[0].lines
    ]
    assert [x.text for x in both.pages[0].strikes] == [x.text for x in alone.pages[0].strikes]
    assert [x.text for x in both.pages[0].markings] == [x.text for x in alone.pages[0].markings]


def _accepted(item: Line | Strike) -> State:
    return replace(state(item), status="", confidence=1.0)
