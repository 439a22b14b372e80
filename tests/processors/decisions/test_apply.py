"""Decisions carried out: they stand when boxes move and words are read otherwise, and nothing is lost in silence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from processors.decisions.apply import apply_decisions
from processors.decisions.files import dump_decisions
from processors.decisions.types import Act, Decision, State, Subject
from processors.decisions.withheld import tellable
from processors.geometry import Box
from processors.outputs.record import dump_record
from processors.records import (
    ConflictReason,
    LineKind,
    Page,
    PageStatus,
    Record,
    Redaction,
    RedactionKind,
)
from processors.results import PageResult
from tests.processors.decisions.pages import (
    CONFIG,
    HEIGHT,
    WIDTH,
    as_read,
    body,
    decision,
    kept,
    line,
    memo,
    on_redaction,
    record,
    result,
    state,
)

R, S, M, L = Subject.REDACTION, Subject.STRIKE, Subject.MARKING, Subject.LINE


def _page(*decisions: Decision, of: PageResult | None = None) -> Page:
    return record(of or memo(), decisions).pages[0]


def test_nothing_decided_changes_nothing() -> None:
    assert dump_record(record(memo(), [])) == dump_record(record(memo()))
    comment = decision(1, "p1-r204x148", R, Act.COMMENT, None)
    assert dump_record(record(memo(), [comment])) == dump_record(record(memo()))


@pytest.mark.parametrize("act", [Act.ACCEPT, Act.CHANGE])
def test_an_accepted_redaction_says_who_said_so(act: Act) -> None:
    after = replace(kept(as_read().redactions[0]), codes=("(b)(3)",) if act is Act.CHANGE else ())
    (found,) = _page(on_redaction(act, after)).redactions
    assert (found.id, str(found.status), found.confidence) == ("p1-r204x148", "found", 1.0)
    assert found.decided is not None
    assert (found.decided.by, found.decided.act, found.decided.reviewer) == ("person", str(act), "Ada")
    assert [c.code for c in found.codes] == list(after.codes)


def test_codes_that_a_person_gave_stand_in_the_text() -> None:
    after = replace(kept(as_read().redactions[0]), codes=("(b)(3)",))
    text = record(memo(), [on_redaction(Act.CHANGE, after)]).text
    assert "The source is [REDACTED (b)(3)] of the Paris station." in text


def test_a_rejected_redaction_keeps_its_name_and_who_turned_it_down() -> None:
    page = _page(on_redaction(Act.REJECT))
    assert page.redactions == ()
    gone = next(r for r in page.rejected if r.id == "p1-r204x148")
    assert (gone.rejected_by, str(gone.status)) == ("reviewer Ada", "rejected")
    assert "The source is of the Paris" in record(memo(), [on_redaction(Act.REJECT)]).text.replace("   ", " ")


def test_a_candidate_that_a_filter_turned_down_can_be_accepted() -> None:
    candidate = as_read().rejected[0]
    said = decision(1, candidate.id, R, Act.ACCEPT, state(candidate), kept(candidate))
    page = _page(said)
    assert {r.id for r in page.redactions} == {candidate.id, "p1-r204x148"}
    assert page.rejected == ()


@pytest.mark.parametrize("kind", ["black_box", "white_box", "gap", "digital"])
def test_what_is_drawn_stands_in_the_text_and_the_words_inside_are_gone_everywhere(kind: str) -> None:
    drawn = decision(1, "p1-r480x99", R, Act.DRAW, None, State(Box(480, 99, 520, 110), kind, ("(b)(3)",)))
    made = record(memo(), [drawn])
    assert made.text.splitlines()[2].endswith("its [REDACTED (b)(3)] at length")
    body_of_record = dump_record(replace(made, text="")).decode()
    assert body_of_record.count("staff") == record(memo()).text.count("staff") * 2 - 2
    assert made.pages[0].redactions[-1].hidden_characters is None or kind != "nothing"


def test_an_event_and_a_number_under_what_is_drawn_are_gone() -> None:
    assert record(memo()).events
    drawn = decision(1, "p1-r60x738", R, Act.DRAW, None, State(Box(58, 738, 300, 752), "black_box"))
    made = record(memo(), [drawn])
    assert made.events == () and not any(m.text.startswith("Approved") for m in made.pages[0].markings)
    assert b"2003" not in dump_record(made)


def test_what_others_decided_before_does_not_tell_what_is_withheld_since() -> None:
    stamp = next(m for m in as_read().markings if m.text.startswith("Approved"))
    seen = State(stamp.bbox, str(stamp.kind), text=stamp.text, struck=False, status="found")
    item = as_read().lines[1]
    said = [
        decision(1, stamp.id, M, Act.ACCEPT, seen, replace(seen, status="")),
        decision(2, item.id, L, Act.CORRECT, state(item), replace(kept(item), text=item.text + " ZEAL")),
        decision(3, "p1-r60x738", R, Act.DRAW, None, State(Box(58, 738, 300, 752), "black_box")),
        decision(4, "p1-r480x98", R, Act.DRAW, None, State(Box(480, 98, 600, 112), "black_box")),
    ]
    made = record(memo(), said)
    body_of_record = dump_record(made)
    assert b"2003" not in body_of_record and b"ZEAL" not in body_of_record and made.events == ()
    assert made.text.count("staff") == record(memo()).text.count("staff") - 1
    assert [(c.ref, c.reason, c.text) for c in made.conflicts] == [(stamp.id, ConflictReason.OVERLAP, "")]
    told = dump_decisions(tellable(said, [memo()], CONFIG))
    assert b"2003" not in told and b"ZEAL" not in told and b"staff" not in told
    assert b"Paragraph 1 of the memorandum" in told
    assert tellable(said[:2], [memo()], CONFIG) == tuple(said[:2])


def test_codes_printed_on_what_is_drawn_stay() -> None:
    page = result([body(100, 1), line("(b)(3)", 500, 140), body(180, 2)])
    drawn = decision(
        1, "p1-r60x130", R, Act.DRAW, None, State(Box(60, 130, 560, 160), "white_box", ("(b)(3)",))
    )
    made = record(page, [drawn])
    assert "[REDACTED (b)(3)]" in made.text
    assert any(m.text == "(b)(3)" for m in made.pages[0].markings)


def test_a_strike_that_is_none_frees_its_words_and_the_banner() -> None:
    strike = as_read().strikes[0]
    made = record(memo(), [decision(1, strike.id, S, Act.REJECT, state(strike))])
    assert made.text.startswith("SECRET\n") and made.pages[0].strikes == ()
    assert [m.struck for m in made.pages[0].markings if m.text == "SECRET"] == [False]


def test_a_drawn_strike_strikes_its_words() -> None:
    said = State(Box(60, 99, 125, 110), "horizontal", what="body")
    made = record(memo(), [decision(1, "p1-s60x99", S, Act.DRAW, None, said)])
    assert "~~Paragraph~~ 1 of the memorandum" in made.text
    assert made.pages[0].strikes[-1].text == "Paragraph"


def test_a_struck_word_that_nobody_could_read_is_put_in() -> None:
    said = State(Box(300, 60, 360, 69), "scribble", text="NOFORN", what="classification")
    made = record(memo(), [decision(1, "p1-s300x60", S, Act.DRAW, None, said)])
    assert "~~NOFORN~~" in made.text


def test_a_corrected_line_is_a_persons_and_what_it_says_is_understood_anew() -> None:
    wrong = result([line("SECRFT STUFF", 60, 60), body(100, 1), line("Aproved tor Rel 2O03", 60, 740)])
    seen = record(wrong).pages[0]
    assert record(wrong).events == ()
    fixes = [
        (seen.lines[2], "Approved for Release 2003/05/01"),
        (seen.lines[1], "Paragraph 1 says ~~nothing~~ at all"),
    ]
    said = [
        decision(k, item.id, L, Act.CORRECT, state(item), replace(kept(item), text=text))
        for k, (item, text) in enumerate(fixes, 1)
    ]
    made = record(wrong, said)
    page = made.pages[0]
    assert "Paragraph 1 says ~~nothing~~ at all" in made.text
    assert {w.engine for w in page.lines[1].words} == {"person"} and page.lines[1].decided is not None
    assert [e.date for e in made.events] == ["2003-05-01"]
    assert not [u for u in page.unsure if u.line == 1] and made.conflicts == ()


def test_an_illegible_line_says_so() -> None:
    item = as_read().lines[1]
    made = record(memo(), [decision(1, item.id, L, Act.ILLEGIBLE, state(item))])
    assert made.text.splitlines()[2] == "[unreadable]"


def test_a_line_that_is_none_and_one_that_was_missed() -> None:
    item = as_read().lines[1]
    missed = State(Box(60, 122, 400, 132), "body", text="A line that the machine did not see")
    made = record(
        memo(),
        [
            decision(1, item.id, L, Act.REJECT, state(item)),
            decision(2, "p1-l60x122", L, Act.DRAW, None, missed),
        ],
    )
    texts = [entry.text for entry in made.pages[0].lines]
    assert texts[1] == "A line that the machine did not see" and item.text not in texts


def test_a_marking_decides_classification_and_text() -> None:
    banner = next(m for m in as_read().markings if m.text == "SECRET")
    before = State(banner.bbox, str(banner.kind), text=banner.text, struck=banner.struck, status="found")
    changed = decision(1, banner.id, M, Act.CHANGE, before, replace(before, struck=False, text="TOP SECRET"))
    made = record(memo(), [changed])
    assert made.classification.original == "TOP SECRET"
    assert made.text.startswith("SECRET\n"), "its words are not struck any more"
    gone = record(memo(), [decision(1, banner.id, M, Act.REJECT, before)])
    assert gone.classification.original == "unknown"


def test_a_page_that_is_denied_and_one_that_is_not() -> None:
    whole = State(Box(0, 0, WIDTH, HEIGHT), "page_denied", ("(b)(1)",))
    made = record(memo(), [decision(1, "p1-r0x0", R, Act.DRAW, None, whole)])
    assert made.pages[0].status is PageStatus.WITHHELD
    assert made.text.startswith("[PAGE WITHHELD (b)(1)")
    notice = result([line("2 Page(s) Withheld entirely at this location in the file.", 60, 100)])
    denied = next(r for r in record(notice).pages[0].redactions if r.kind is RedactionKind.PAGE_DENIED)
    free = record(notice, [decision(1, denied.id, R, Act.REJECT, state(denied))])
    assert (free.pages[0].status, free.pages[0].withheld_pages) == (PageStatus.OK, 0)


def test_results_of_the_machine_stay_as_they_are() -> None:
    fresh = memo()
    apply_decisions([fresh], [on_redaction(Act.REJECT)], CONFIG)
    assert fresh == memo()


def test_the_record_of_a_document_is_told_page_by_page() -> None:
    second = result([body(100, 9)], number=2)
    said = decision(1, "p2-r60x98", R, Act.DRAW, None, State(Box(60, 98, 130, 110), "black_box"), page=2)
    made: Record = record([memo(), second], [said])
    assert [sum(r.decided is not None for r in page.redactions) for page in made.pages] == [0, 1]
    assert isinstance(made.pages[1].redactions[0], Redaction)
    assert made.pages[1].lines[0].kind is LineKind.BODY
