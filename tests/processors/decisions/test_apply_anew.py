"""Decisions carried out on another reading: they stand, and nothing is lost in silence."""

from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from processors.decisions.types import Act, Decision, State, Subject
from processors.geometry import Affine, Box
from processors.outputs.record import dump_record
from processors.records import SHOWN, ConflictReason, Step
from processors.results import PageResult
from tests.processors.decisions.pages import (
    HEIGHT,
    REDACTION,
    WIDTH,
    as_read,
    decision,
    kept,
    memo,
    on_redaction,
    record,
    state,
)

R, S, L = Subject.REDACTION, Subject.STRIKE, Subject.LINE


def test_what_was_decided_on_a_page_that_was_measured_otherwise_is_about_nothing_on_it() -> None:
    """Of a page that is told by its whole sheet now, a place in its cropped part is another one."""
    page = as_read()
    right, wrong = (WIDTH + 0.4, HEIGHT), (WIDTH - 72, HEIGHT)
    line = page.lines[1]
    text = replace(state(line), text="Words of another line", status="", confidence=1.0)
    for k, (item, subject, act, after) in enumerate(
        [
            (page.redactions[0], R, Act.ACCEPT, state(page.redactions[0])),
            (page.strikes[0], S, Act.REJECT, None),
            (line, L, Act.CORRECT, text),
        ]
    ):
        there, other = (
            decision(
                k + 1,
                item.id,
                subject,
                act,
                replace(state(item), page=size),
                replace(after, page=size) if after is not None else None,
            )
            for size in (right, wrong)
        )
        assert record(memo(), [there]).conflicts == ()
        made = record(memo(), [other])
        assert [(c.ref, c.reason) for c in made.conflicts] == [(item.id, ConflictReason.UNREAD)]
        assert made.pages == record(memo()).pages


def test_decisions_that_tell_no_size_are_about_nothing_on_a_page_of_which_a_part_is_shown() -> None:
    item = as_read().lines[1]
    said = decision(1, item.id, L, Act.REJECT, state(item))
    page = memo()
    cropped = replace(
        page, page=replace(page.page, steps=(Step("open", {SHOWN: "9.00 9.00 603.00 783.00"}),))
    )
    assert record(page, [said]).conflicts == ()
    made = record(cropped, [said])
    assert [c.reason for c in made.conflicts] == [ConflictReason.UNREAD]
    assert made.pages == record(cropped).pages
    sized = replace(said, before=replace(state(item), page=(WIDTH, HEIGHT)))
    assert record(cropped, [sized]).conflicts == ()


def test_what_is_kept_on_a_page_that_is_measured_otherwise_is_about_the_place_where_it_is_seen_now() -> None:
    """What was there before was found on the page as it was measured then, where another line lies now."""
    lines = as_read().lines
    before = replace(state(lines[1]), page=(WIDTH - 72, HEIGHT))
    after = replace(state(lines[4]), page=(WIDTH, HEIGHT), status="", confidence=1.0)
    made = record(memo(), [decision(1, lines[4].id, L, Act.ACCEPT, before, after)])
    assert [line.id for line in made.pages[0].lines if line.decided is not None] == [lines[4].id]
    assert len(made.pages[0].lines) == len(lines)


# Another reading: boxes that moved, other words, more or fewer things.


@given(st.floats(-4.5, 4.5, allow_nan=False), st.sampled_from([Act.ACCEPT, Act.CHANGE, Act.REJECT]))
@settings(max_examples=40, deadline=None)
def test_boxes_that_moved_by_a_few_points_keep_what_was_decided(moved: float, act: Act) -> None:
    page = as_read()
    strike, text, found = page.strikes[0], page.lines[1], page.redactions[0]
    codes = ("(b)(3)",) if act is Act.CHANGE else ()
    after = None if act is Act.REJECT else replace(kept(found), codes=codes)
    said = [
        decision(1, found.id, R, act, state(found), after),
        decision(2, strike.id, S, Act.ACCEPT, state(strike), kept(strike)),
        decision(3, text.id, L, Act.CORRECT, state(text), replace(kept(text), text="As a person reads it")),
    ]
    made = record(memo(moved), said)
    there = made.pages[0].rejected if act is Act.REJECT else made.pages[0].redactions
    assert [r.id for r in there if r.decided] == [found.id]
    assert [s.id for s in made.pages[0].strikes] == [strike.id]
    assert "As a person reads it" in made.text and made.conflicts == ()
    assert sum(entry.decided is not None for entry in made.pages[0].lines) == 1


@given(st.text("abcdefgh ", min_size=1, max_size=40))
@settings(max_examples=30, deadline=None)
def test_another_reading_of_a_corrected_line_is_a_conflict_and_the_persons_word_stands(text: str) -> None:
    item = as_read().lines[1]
    said = decision(1, item.id, L, Act.CORRECT, state(item), replace(kept(item), text="As a person reads it"))
    fresh = memo()
    words = replace(fresh.page.lines[1].words[0], text=text.strip() or "x", bbox=item.bbox)
    other = replace(fresh.page.lines[1], words=(words,), text=words.text)
    lines = (fresh.page.lines[0], other, *fresh.page.lines[2:])
    made = record(replace(fresh, page=replace(fresh.page, lines=lines)), [said])
    assert "As a person reads it" in made.text
    assert [(c.ref, c.reason, c.text) for c in made.conflicts] == [
        (item.id, ConflictReason.CHANGED, words.text)
    ]


def _without_redaction() -> PageResult:
    fresh = memo()
    return replace(fresh, page=replace(fresh.page, redactions=()))


def test_what_is_not_found_any_more_stands_and_is_told() -> None:
    after = replace(kept(as_read().redactions[0]), codes=("(b)(3)",))
    made = record(_without_redaction(), [on_redaction(Act.CHANGE, after)])
    assert [(c.ref, c.reason) for c in made.conflicts] == [("p1-r204x148", ConflictReason.GONE)]
    assert "[REDACTED (b)(3)]" in made.text and made.pages[0].redactions[0].id == "p1-r204x148"
    agreed = record(_without_redaction(), [on_redaction(Act.REJECT)])
    assert agreed.conflicts == (), "a person said that it is not there, and it is not"
    confirmed = on_redaction(Act.DRAW, after, 2)
    again = record(_without_redaction(), [on_redaction(Act.CHANGE, after), replace(confirmed, before=None)])
    assert again.conflicts == () and "[REDACTED (b)(3)]" in again.text


def test_what_was_split_is_one_again_and_is_told() -> None:
    left, right = Box(204, 148, 242, 158), Box(244, 148, 282, 158)
    fresh = memo()
    halves = tuple(replace(REDACTION, id=f"p1-r{k}", bbox=b) for k, b in enumerate((left, right), 1))
    split = replace(fresh, page=replace(fresh.page, redactions=halves), exact={})
    made = record(split, [on_redaction(Act.ACCEPT, kept(as_read().redactions[0]))])
    assert [r.bbox for r in made.pages[0].redactions] == [REDACTION.bbox]
    assert [c.reason for c in made.conflicts] == [ConflictReason.SEVERAL]
    gone = record(split, [on_redaction(Act.REJECT)])
    assert gone.pages[0].redactions == () and gone.conflicts == ()


def test_two_words_of_people_on_one_place_are_told_and_the_newer_stands() -> None:
    box = Box(205, 148, 283, 158)
    drawn = decision(2, "p1-r205x148", R, Act.DRAW, None, State(box, "black_box", ("(b)(1)",)))
    made = record(memo(), [on_redaction(Act.ACCEPT, kept(as_read().redactions[0])), drawn])
    assert [r.id for r in made.pages[0].redactions] == ["p1-r205x148"]
    assert [(c.ref, c.reason) for c in made.conflicts] == [("p1-r204x148", ConflictReason.OVERLAP)]


def test_a_page_that_was_not_read_keeps_its_decisions_as_conflicts() -> None:
    said = replace(on_redaction(Act.REJECT), page=7, ref="p7-r204x148")
    assert [c.reason for c in record(memo(), [said]).conflicts] == [ConflictReason.UNREAD]
    off = decision(1, "p1-r900x9", R, Act.DRAW, None, State(Box(900, 9, 950, 20), "black_box"))
    made = record(memo(), [off])
    assert [c.reason for c in made.conflicts] == [ConflictReason.UNREAD]


def test_no_other_finding_gets_the_name_of_a_decided_one() -> None:
    found = as_read().redactions[0]
    said = decision(1, found.id, R, Act.ACCEPT, state(found), kept(found))
    moved = memo(2.0)
    another = replace(REDACTION, id="p1-r2", bbox=Box(204, 148, 214, 151))
    page = replace(moved.page, redactions=(*moved.page.redactions, another))
    ids = [r.id for r in record(replace(moved, page=page), [said]).pages[0].redactions]
    assert sorted(ids) == ["p1-r204x148", "p1-r204x148_2"]


# All at once, in any order.


@st.composite
def decided(draw: st.DrawFn) -> list[Decision]:
    """One decision on each of some findings, of every kind that makes sense."""
    page = as_read()
    out: list[Decision] = []
    found = page.redactions[0]
    acts = {
        found.id: draw(st.sampled_from([Act.ACCEPT, Act.REJECT, Act.CHANGE, None])),
        page.rejected[0].id: draw(st.sampled_from([Act.ACCEPT, Act.REJECT, None])),
    }
    for item in (found, page.rejected[0]):
        act = acts[item.id]
        if act is not None:
            after = (
                None
                if act is Act.REJECT
                else replace(kept(item), codes=draw(st.sampled_from([(), ("(b)(6)",)])))
            )
            out.append(decision(len(out) + 1, item.id, R, act, state(item), after))
    if draw(st.booleans()):
        x, y = draw(st.integers(60, 400)), draw(st.integers(80, 220))
        box = Box(x, y, x + draw(st.integers(5, 150)), y + draw(st.integers(5, 60)))
        out.append(decision(len(out) + 1, f"p1-r{x}x{y}", R, Act.DRAW, None, State(box, "white_box")))
    for item in page.lines[:5]:
        act = draw(st.sampled_from([Act.ACCEPT, Act.CORRECT, Act.ILLEGIBLE, Act.REJECT, None]))
        if act is not None:
            text = draw(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30))
            after = replace(kept(item), text=item.text if act is Act.ACCEPT else f"{text} x")
            left = after if act in (Act.ACCEPT, Act.CORRECT) else None
            out.append(decision(len(out) + 1, item.id, L, act, state(item), left))
    return out


@given(decided(), st.floats(-3, 3, allow_nan=False), st.integers(0, 999))
@settings(max_examples=60, deadline=None)
def test_nothing_is_lost_and_order_does_not_matter(said: list[Decision], moved: float, seed: int) -> None:
    made = record(memo(moved), said)
    shuffled = list(said)
    random.Random(seed).shuffle(shuffled)
    assert dump_record(record(memo(moved), shuffled)) == dump_record(made)
    page = made.pages[0]
    items = (*page.redactions, *page.rejected, *page.strikes, *page.markings, *page.lines)
    shown = {i.id for i in items if i.decided}
    told = {c.ref for c in made.conflicts}
    for d in said:
        withheld = d.subject is L and any(
            r.decided and (r.decided.number > d.number or d.act is Act.ACCEPT) for r in page.redactions
        )
        silent = d.act is Act.REJECT or withheld
        assert d.ref in shown | told or silent, d
    names = [i.id for i in items]
    assert len(names) == len(set(names))
    assert dump_record(record(memo(moved), said)) == dump_record(made)


@given(decided())
@settings(max_examples=25, deadline=None)
def test_pages_that_lie_on_their_side_are_decided_as_shown(said: list[Decision]) -> None:
    """The reviewer sees the page as shown; what is read is upright."""
    turned = replace(memo(), to_shown=Affine(0, -1, HEIGHT, 1, 0, 0), width=HEIGHT, height=WIDTH)
    turned = replace(turned, exact={k: turned.to_shown.box(b) for k, b in memo().exact.items()})

    def there(box: Box) -> Box:
        return turned.to_shown.box(box)

    moved = [
        replace(
            d,
            before=replace(d.before, bbox=there(d.before.bbox)) if d.before else None,
            after=replace(d.after, bbox=there(d.after.bbox)) if d.after else None,
        )
        for d in said
    ]
    upright, side = record(memo(), said), record(turned, moved)
    assert side.text == upright.text
    assert [c.reason for c in side.conflicts] == [c.reason for c in upright.conflicts]
    for a, b in zip(side.pages[0].redactions, upright.pages[0].redactions, strict=True):
        assert _close(a.bbox, there(b.bbox)), (a, b)


def _close(a: Box, b: Box) -> bool:
    return max(abs(p - q) for p, q in zip(a, b, strict=True)) < 0.02
