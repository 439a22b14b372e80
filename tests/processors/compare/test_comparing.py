from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz

from processors.compare.comparing import compare_records
from processors.compare.missing import LACKING
from processors.compare.settings import CompareConfig
from processors.compare.sides import side_of
from processors.compare.types import Certainty, ChangeKind, PageFate
from processors.geometry import Box
from processors.records import (
    FindingStatus,
    Line,
    Record,
    RedactionKind,
    Word,
)
from tests.processors.compare.releases import (
    Hidden,
    found_texts,
    line_of,
    release,
    set_anew,
    some_text,
)


@st.composite
def _spans(draw: st.DrawFn) -> list[tuple[str, int, int]]:
    """Fates of stretches of words, apart from each other by at least four words."""
    spans, at = [], draw(st.integers(4, 12))
    while at < 230:
        length = draw(st.integers(2, 25))
        spans.append((draw(st.sampled_from(["opened", "closed", "kept"])), at, at + length - 1))
        at += length + draw(st.integers(4, 40))
    return spans


def _releases(seed: int, spans: list[tuple[str, int, int]], noise: float) -> tuple[list[str], Record, Record]:
    text = some_text(seed)
    spans = [s for s in spans if s[2] < len(text) - 3]
    hidden_a = [Hidden(i, k) for fate, i, k in spans if fate in ("opened", "kept")]
    hidden_b = [Hidden(i, k) for fate, i, k in spans if fate in ("closed", "kept")]
    a = release(text, hidden_a, name="a", noise=noise, seed=seed)
    b = release(text, hidden_b, name="b", noise=noise, seed=seed + 1, scale=1.03, shift=4.0, front=seed % 2)
    return text, a, b


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), _spans(), st.sampled_from([0.0, 0.02, 0.05]))
def test_every_passage_is_found_and_none_invented(
    seed: int, spans: list[tuple[str, int, int]], noise: float
) -> None:
    text, a, b = _releases(seed, spans, noise)
    found = compare_records(a, b).comparison
    for kind in (ChangeKind.OPENED, ChangeKind.CLOSED):
        true = [" ".join(text[i : k + 1]) for fate, i, k in spans if fate == kind and k < len(text) - 3]
        told = found_texts(found, kind)
        assert len(told) == len(true), (told, true)
        assert all(fuzz.ratio(x, y) >= 80 for x, y in zip(told, true, strict=True)), (told, true)
    assert {c.kind for c in found.changes if c.status is Certainty.UNSURE} <= {ChangeKind.NUMBERS}


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10_000), _spans())
def test_what_is_opened_one_way_is_closed_the_other(seed: int, spans: list[tuple[str, int, int]]) -> None:
    _, a, b = _releases(seed, spans, 0.03)
    there, back = compare_records(a, b).comparison, compare_records(b, a).comparison
    assert found_texts(there, ChangeKind.OPENED) == found_texts(back, ChangeKind.CLOSED)
    assert found_texts(there, ChangeKind.CLOSED) == found_texts(back, ChangeKind.OPENED)
    assert there.likeness == back.likeness


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.0, 0.12))
def test_noise_alone_is_no_change(seed: int, noise: float) -> None:
    text, hidden = some_text(seed), [Hidden(30, 36, ("(b)(1)",)), Hidden(120, 150, ("(b)(3)",))]
    a = release(text, hidden, name="a", noise=noise, seed=seed)
    b = release(text, hidden, name="b", noise=noise, seed=seed + 1, shift=3.0)
    found = compare_records(a, b).comparison
    assert {c.kind for c in found.changes} <= {ChangeKind.NUMBERS}
    assert found.additions == ()


def test_a_release_against_itself_has_no_change() -> None:
    a = release(some_text(3), [Hidden(10, 15, ("(b)(6)",))])
    found = compare_records(a, replace(a, source=replace(a.source, sha256="0" * 64))).comparison
    assert found.changes == () and found.additions == () and found.markings == ()
    assert found.likeness == 1.0
    assert {match.fate for match in found.pages} == {PageFate.BOTH}


def test_a_text_set_anew_is_compared_by_its_words() -> None:
    text = some_text(11, 40)
    a = release(text, [Hidden(60, 69, ("(b)(1)",))], name="a")
    # Half of the lines begin elsewhere: a paragraph stands before the text.
    b = release([*some_text(12, 1), *text], [Hidden(200, 204)], name="b")
    found = compare_records(a, b).comparison
    assert found_texts(found, ChangeKind.OPENED) == [" ".join(text[60:70])]
    shift = len(some_text(12, 1))
    assert found_texts(found, ChangeKind.CLOSED) == [" ".join(text[200 - shift : 205 - shift])]


def test_a_redaction_that_shrank_is_partly_opened() -> None:
    text = some_text(5)
    a, b = release(text, [Hidden(40, 52)], name="a"), release(text, [Hidden(43, 49)], name="b")
    found = compare_records(a, b).comparison
    opened = [c for c in found.changes if c.kind is ChangeKind.OPENED]
    assert [c.text for c in opened] == [" ".join(text[40:43]), " ".join(text[50:53])]
    assert all(c.partly for c in opened)
    assert found_texts(found, ChangeKind.CLOSED) == []


def test_a_change_says_where_it_stands_and_what_stands_around_it() -> None:
    text = some_text(6)
    a, b = release(text, [Hidden(40, 45, ("(b)(1)",))], name="a"), release(text, name="b", front=1)
    (change,) = compare_records(a, b).comparison.changes
    assert change.id == "c1" and change.a is not None and change.b is not None
    assert (change.a.page, change.b.page) == (1, 2)
    assert change.a.codes == ("(b)(1)",) and change.a.redactions and not change.b.redactions
    assert change.a.hidden_characters is not None
    assert change.before.split() == text[32:40] and change.after.split() == text[46:54]
    words = [w for line in b.pages[1].lines for w in line.words]
    opened = [w.bbox for w in words if any(w.bbox.covered_by(box) > 0.9 for box in change.b.boxes)]
    assert len(opened) == 6


def test_codes_that_changed_are_told_and_doubtful_ones_apart() -> None:
    text = some_text(7)
    kept = Hidden(90, 95, ("(b)(6)",))
    a = release(text, [Hidden(20, 29, ("(b)(1)",)), Hidden(60, 69, ("(b)(1)", "(b)(3)")), kept], name="a")
    b = release(text, [Hidden(20, 29, ("(b)(6)",)), Hidden(60, 69, ("(b)(1)",)), kept], name="b")
    found = compare_records(a, b).comparison
    told = [(c.kind, c.status, c.a and c.a.codes, c.b and c.b.codes) for c in found.changes]
    assert told == [
        (ChangeKind.CODES, Certainty.FOUND, ("(b)(1)",), ("(b)(6)",)),
        (ChangeKind.CODES, Certainty.UNSURE, ("(b)(1)", "(b)(3)"), ("(b)(1)",)),
    ]
    assert found.counts.codes_changed == 1


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        (("(b)(3)",), ("(b)(8)",), "easily taken"),
        (("(b)(1)",), ("(b)(7)",), "easily taken"),
        (("(b)(5)",), ("(b)(1)", "(b)(3)"), "easily taken"),
        (("(b)(3)",), ("(b)(1)(B)",), "nowhere else"),
    ],
)
def test_codes_that_may_be_misread_are_never_certain(
    before: tuple[str, ...], after: tuple[str, ...], reason: str
) -> None:
    text = some_text(7)
    kept = [Hidden(60, 62, ("(b)(1)",)), Hidden(90, 92, ("(b)(3)",)), Hidden(120, 122, ("(b)(8)",))]
    a = release(text, [Hidden(20, 22, before), *kept], name="a")
    b = release(text, [Hidden(20, 22, after), *kept], name="b")
    (change,) = compare_records(a, b).comparison.changes
    assert (change.kind, change.status) == (ChangeKind.CODES, Certainty.UNSURE) and reason in change.reason


def test_another_spelling_of_a_code_is_the_same_code() -> None:
    text = some_text(7)
    a = release(text, [Hidden(20, 29, ("(b)(1)",))], name="a")
    b = release(text, [Hidden(20, 29, ("b1",))], name="b")
    assert compare_records(a, b).comparison.changes == ()


def test_text_without_a_redaction_on_the_other_side_is_never_certain() -> None:
    text = some_text(8)
    a, b = release([*text[:50], *text[58:]], name="a"), release(text, name="b")
    (change,) = compare_records(a, b).comparison.changes
    assert (change.status, change.kind) == (Certainty.UNSURE, ChangeKind.OPENED)
    assert change.text == " ".join(text[50:58]) and change.reason == LACKING
    assert change.a is not None and len(change.a.boxes) == 2


def test_a_line_that_the_reader_lost_is_no_passage() -> None:
    a, b = release(some_text(8), name="a"), release(some_text(8), name="b")
    page = b.pages[0]
    b = replace(b, pages=(replace(page, lines=(*page.lines[:3], *page.lines[4:])), *b.pages[1:]))
    found = compare_records(a, b).comparison
    assert found.changes == ()
    assert [item.text for item in found.additions] == [page.lines[3].text]


def test_words_read_badly_are_never_certain() -> None:
    text = some_text(9)
    a, b = release(text, [Hidden(40, 43)], name="a"), release(text, name="b")

    def dim(line: Line) -> Line:
        return replace(line, words=tuple(replace(w, confidence=0.45) for w in line.words))

    b = replace(b, pages=tuple(replace(p, lines=tuple(dim(line) for line in p.lines)) for p in b.pages))
    (change,) = compare_records(a, b).comparison.changes
    assert change.status is Certainty.UNSURE and "badly" in change.reason


@pytest.mark.parametrize(
    ("kind", "status"),
    [(RedactionKind.GAP, FindingStatus.FOUND), (RedactionKind.BLACK_BOX, FindingStatus.UNSURE)],
)
def test_what_may_be_no_redaction_opens_nothing_for_certain(
    kind: RedactionKind, status: FindingStatus
) -> None:
    text = some_text(9)
    a, b = release(text, [Hidden(40, 43)], name="a"), release(text, name="b")
    page = a.pages[0]
    changed = tuple(replace(r, kind=kind, status=status) for r in page.redactions)
    a = replace(a, pages=(replace(page, redactions=changed), *a.pages[1:]))
    (change,) = compare_records(a, b).comparison.changes
    assert change.status is Certainty.UNSURE


def test_a_candidate_that_the_reading_turned_down_is_to_check() -> None:
    text = some_text(9)
    a, b = release(text, [Hidden(40, 46)], name="a"), release(text, name="b")
    page = a.pages[0]
    rejected = tuple(
        replace(r, status=FindingStatus.REJECTED, rejected_by="open_side") for r in page.redactions
    )
    a = replace(a, pages=(replace(page, redactions=(), rejected=rejected), *a.pages[1:]))
    (change,) = compare_records(a, b).comparison.changes
    assert change.status is Certainty.UNSURE and "open_side" in change.reason


def _rejected(record: Record, rejected_by: str) -> Record:
    """The record as if the reading had turned down all its redactions."""
    pages = (
        replace(
            page,
            redactions=(),
            rejected=tuple(
                replace(r, status=FindingStatus.REJECTED, rejected_by=rejected_by) for r in page.redactions
            ),
        )
        for page in record.pages
    )
    return replace(record, pages=tuple(pages))


def test_an_upright_bar_may_hide_text_where_it_lies_along_the_line() -> None:
    text = some_text(9)
    a, b = release(text, [Hidden(40, 43)], name="a"), release(text, name="b")
    (change,) = compare_records(_rejected(a, "upright_bar"), b).comparison.changes
    assert change.status is Certainty.UNSURE and "upright_bar" in change.reason
    page = a.pages[0]
    upright = tuple(
        replace(r, bbox=Box(r.bbox.x0, r.bbox.y0, r.bbox.x1, r.bbox.y0 + 2 * r.bbox.width))
        for r in page.redactions
    )
    bars = replace(a, pages=(replace(page, redactions=upright), *a.pages[1:]))
    assert not [
        c
        for c in compare_records(_rejected(bars, "upright_bar"), b).comparison.changes
        if "upright_bar" in c.reason
    ]


def test_letters_seen_in_a_hatched_box_are_no_text_of_its_place() -> None:
    text = some_text(9)
    a, b = _rejected(release(text, [Hidden(40, 43)], name="a"), "text_inside"), release(text, name="b")
    page = a.pages[0]
    box = page.rejected[0].bbox
    seen = Word("yy", Box(box.x0 + 2, box.y0, box.x0 + 30, box.y1), 0.4, "test")
    a = replace(a, pages=(replace(page, lines=(*page.lines, line_of([seen]))), *a.pages[1:]))
    (change,) = [c for c in compare_records(a, b).comparison.changes if c.kind is ChangeKind.OPENED]
    assert change.text == " ".join(text[40:44]) and change.status is Certainty.UNSURE


def test_a_box_turned_down_between_the_same_words_is_to_check_where_a_text_wasset_anew() -> None:
    text = some_text(9, 6)
    b = set_anew(text, "b")
    a = _rejected(release(text, [Hidden(30, 36)], name="a"), "text_inside")
    (change,) = compare_records(a, b).comparison.changes
    assert change.text == " ".join(text[30:37])
    assert change.status is Certainty.UNSURE and "text_inside" in change.reason and "size" in change.reason
    short = release([*text[:30], *text[33:]], name="a")
    assert [c.reason for c in compare_records(short, b).comparison.changes] == [LACKING]


def test_words_as_high_as_their_crooked_line_reach_into_no_other_line() -> None:
    text = some_text(9)
    a, b = release(text, [Hidden(40, 43)], name="a"), release(text, name="b")
    page = a.pages[0]
    high = tuple(
        replace(line, words=tuple(replace(w, bbox=w.bbox.grown(0, 9)) for w in line.words))
        for line in page.lines
    )
    a = replace(a, pages=(replace(page, lines=high), *a.pages[1:]))
    (change,) = compare_records(a, b).comparison.changes
    assert (change.kind, change.status, change.text) == (
        ChangeKind.OPENED,
        Certainty.FOUND,
        " ".join(text[40:44]),
    )


def test_a_bar_found_as_two_halves_withholds_what_both_cover() -> None:
    text = some_text(9)
    a, b = release(text, [Hidden(40, 43)], name="a"), release(text, name="b")
    page = a.pages[0]
    halves = []
    for n, r in enumerate(page.redactions):
        x0, y0, x1, y1 = r.bbox
        halves += [
            replace(r, id=f"{r.id}-{n}a", bbox=Box(x0, y0 + 1, x1, y0 + 4.5)),
            replace(r, id=f"{r.id}-{n}b", bbox=Box(x0, y0 + 7, x1, y1 - 1)),
        ]
    a = replace(a, pages=(replace(page, redactions=tuple(halves)), *a.pages[1:]))
    (change,) = compare_records(a, b).comparison.changes
    assert change.status is Certainty.FOUND and change.text == " ".join(text[40:44])


def test_a_code_as_high_as_its_crooked_line_swallows_no_word_above() -> None:
    text = some_text(9)
    a = release(text, name="a")
    above, line = a.pages[0].lines[1:3]
    lost = above.words[2]
    kept = tuple(w for w in line.words if w.bbox.x1 < lost.bbox.x0 - 6 or w.bbox.x0 > lost.bbox.x1 + 60)
    x, y = lost.bbox.x0, line.bbox.y0
    code = Word("(b)(3)", Box(x - 2, y - 14, x + 36, y + 22), 0.9, "test")
    words = tuple(sorted((*kept, code), key=lambda w: w.bbox.x0))
    page = a.pages[0]
    lines = [*page.lines[:2], replace(line, words=words), *page.lines[3:]]
    a = replace(a, pages=(replace(page, lines=tuple(lines)), *a.pages[1:]))
    shown = [token.boxes[0] for token in side_of(a, CompareConfig()).tokens if token.text == lost.text]
    assert any(box.iou(lost.bbox) > 0.9 for box in shown)


def test_bars_of_the_lines_beside_withhold_no_word_between_them() -> None:
    text = some_text(9)
    a, b = release(text, name="a"), release(text, [Hidden(40, 40)], name="b")
    page = b.pages[0]
    (bar,) = page.redactions
    x0, y0, x1, y1 = bar.bbox
    above = replace(bar, id="p1-above", bbox=Box(x0, y0 - 9, x1, y0 + 5))
    below = replace(bar, id="p1-below", bbox=Box(x0, y1 - 5, x1, y1 + 9))
    for redactions, told in (((above, below), 0), ((bar,), 1)):
        changed = replace(b, pages=(replace(page, redactions=redactions), *b.pages[1:]))
        found = found_texts(compare_records(a, changed).comparison, ChangeKind.CLOSED)
        assert found.count(text[40]) == told


def test_words_that_lie_under_a_redaction_are_in_no_output() -> None:
    text = some_text(10)
    a, b = release(text, [Hidden(40, 46)], name="a"), release(text, [Hidden(40, 46)], name="b")
    page = b.pages[0]
    box = max((r.bbox for r in page.redactions), key=lambda b: b.width)
    leak = Word("INFORMANT", Box(box.x0 + 1, box.y0 + 1, box.x0 + 40, box.y1 - 1), 0.99, "embedded")
    line = replace(page.lines[-1], words=(*page.lines[-1].words, leak))
    b = replace(b, pages=(replace(page, lines=(*page.lines[:-1], line)), *b.pages[1:]))
    result = compare_records(a, b)
    assert "INFORMANT" not in repr(result)


@pytest.mark.parametrize("word", ["Bill", "blue", "STATION", "((ROCA))", "((FBI))", "(BXA)", "(f(x)"])
def test_words_that_look_like_codes_are_told(word: str) -> None:
    text = some_text(5)
    text[40:42] = [word, word]
    a, b = release(text, [Hidden(40, 41)], name="a"), release(text, name="b")
    assert found_texts(compare_records(a, b).comparison, ChangeKind.OPENED) == [f"{word} {word}"]
