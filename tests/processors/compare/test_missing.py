from __future__ import annotations

from dataclasses import replace

import pytest

from processors.compare.comparing import compare_records
from processors.compare.missing import BESIDE
from processors.compare.report_markdown import comparison_markdown
from processors.compare.types import Certainty, ChangeKind
from processors.geometry import Box
from processors.records import Interval, Record, RedactionKind, Word
from tests.processors.compare.releases import (
    Hidden,
    found_texts,
    line_of,
    record_of,
    release,
    set_anew,
    some_text,
)


def test_words_that_a_redaction_of_the_other_release_is_drawn_too_small_for_are_to_check() -> None:
    text = some_text(11)
    a, b = release(text, [Hidden(48, 50)], name="a"), release(text, name="b")
    page = a.pages[0]
    box = page.redactions[0].bbox
    small = replace(page.redactions[0], bbox=Box(box.x0, box.y0, box.x0 + 0.3 * box.width, box.y1))
    a = replace(a, pages=(replace(page, redactions=(small,)), *a.pages[1:]))
    changes = compare_records(a, b).comparison.changes
    assert " ".join(c.text for c in changes) == " ".join(text[48:51])
    assert any(c.reason == BESIDE for c in changes if c.status is Certainty.UNSURE)


def test_letters_seen_in_hatching_do_not_stand_for_what_it_hides() -> None:
    text = some_text(9, 6)
    b = set_anew(text, "b")
    a = release([*text[:30], "yyy", *text[40:]], name="a")
    (change,) = compare_records(a, b).comparison.changes
    assert change.text == " ".join(text[30:40]) and change.status is Certainty.UNSURE


def test_words_that_were_only_read_in_another_order_are_no_passage() -> None:
    text = some_text(9, 6)
    moved = [*text[:30], *text[34:44], *text[30:34], *text[44:]]
    a, b = release(moved, name="a"), set_anew(text, "b")
    assert compare_records(a, b).comparison.changes == ()


def test_initials_that_were_read_with_and_without_another_letter_are_no_passage() -> None:
    text = some_text(11)
    a = release([*text[:30], "Re", "Ta", *text[30:]], name="a")
    b = release([*text[:30], "R.", "T.", *text[30:]], name="b")
    assert compare_records(a, b).comparison.changes == ()


@pytest.mark.parametrize("room", [False, True])
def test_words_that_have_room_beside_the_redaction_of_the_other_release_may_stand_there_unread(
    room: int,
) -> None:
    text = some_text(11, 6)
    (page,) = set_anew(text, "a").pages
    # A line of at least seven words, of which the box takes three and the room two.
    line = next(line for line in page.lines[4:] if len(line.words) >= 7)
    first = sum(len(other.words) for other in page.lines[: page.lines.index(line)]) + 4
    b = release(text, [Hidden(first - 3, first - 1)], name="b")
    words = line.words
    box = replace(
        b.pages[0].redactions[0],
        bbox=Box(words[1].bbox.x0, line.bbox.y0, words[3 if room else 5].bbox.x1, line.bbox.y1),
        hidden_characters=Interval(20, 40),
    )
    read = [*page.lines[: page.lines.index(line)], line_of([words[0]]), line_of(list(words[6:]))]
    lines = (*read, *page.lines[page.lines.index(line) + 1 :])
    a = record_of("a", [replace(page, lines=lines, redactions=(box,))])
    (change,) = [c for c in compare_records(a, b).comparison.changes if c.kind is ChangeKind.OPENED]
    assert change.text == " ".join(text[first : first + 2])
    assert ("nothing was read" in change.reason) is room


def test_words_that_a_bar_of_the_line_above_reaches_into_are_not_surely_withheld() -> None:
    text = some_text(9)
    a, b = release(text, name="a"), release(text, [Hidden(40, 44)], name="b")
    page = b.pages[0]
    box = page.redactions[0].bbox
    low = replace(page.redactions[0], bbox=box._replace(y1=box.y1 + 8.4))
    below = box.moved(0, 14)
    lines = tuple(
        replace(
            line,
            words=tuple(_otherwise(word) if word.bbox.overlap(below) > 0 else word for word in line.words),
        )
        for line in page.lines
    )
    b = replace(b, pages=(replace(page, lines=lines, redactions=(low,)), *b.pages[1:]))
    found = compare_records(a, b).comparison
    assert found_texts(found, ChangeKind.CLOSED) == [" ".join(text[40:45])]


def _otherwise(word: Word) -> Word:
    text = "".join("x" if k % 2 else letter for k, letter in enumerate(word.text))
    return replace(word, text=text, confidence=0.7)


def test_a_long_word_beside_a_redaction_is_no_misreading_of_a_short_one_that_it_hides() -> None:
    text = some_text(9, 6)
    first = next(k for k in range(20, 60) if len(text[k]) == 2 and 3 <= len(text[k + 1]) <= 5)
    a = set_anew(text, "a")
    ghost = [*text[:first], "Daskwickburgh", *text[first:]]
    b = release(ghost, [Hidden(first + 1, first + 2)], name="b")
    changes = compare_records(a, b).comparison.changes
    assert " ".join(text[first : first + 2]) in [c.text for c in changes if c.kind is ChangeKind.CLOSED]


def test_a_misread_word_behind_a_redaction_stands_for_none_that_stands_before_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = some_text(9, 6)
    text[30:37] = ["has", "no", "record", "of", "register", "before", "3"]
    read = [*text[:36], "13", *text[37:]]
    a = release(read, [Hidden(30, 35)], name="a")
    monkeypatch.setattr("tests.processors.compare.releases.LINE_LETTERS", 52)
    b = release(text, [Hidden(32, 33)], name="b")
    opened = [c.text for c in compare_records(a, b).comparison.changes if c.kind is ChangeKind.OPENED]
    assert opened == ["has no", "register before"]


def test_codes_without_a_box_are_paired_by_the_words_around_where_a_text_was_set_anew() -> None:
    text = some_text(9, 6)
    a = set_anew([*text[:32], "(b)(3)", *[""] * 6, *text[36:]], "a")
    b = release(text, [Hidden(32, 35, ("(b)(1)",))], name="b")
    changes = [c for c in compare_records(a, b).comparison.changes if c.kind is ChangeKind.CODES]
    assert [(c.a and c.a.codes, c.b and c.b.codes) for c in changes] == [(("(b)(3)",), ("(b)(1)",))]
    assert changes[0].status is Certainty.UNSURE


def test_a_passage_withheld_over_the_end_of_a_page_stands_where_it_begins() -> None:
    text = some_text(11, 60)
    end = sum(len(line.words) for line in release(text).pages[0].lines)
    hidden = release(text, [Hidden(end - 12, end + 12)], name="a")
    changes = compare_records(hidden, set_anew(text, "b")).comparison.changes
    (change,) = [c for c in changes if c.kind is ChangeKind.OPENED]
    assert change.text == " ".join(text[end - 12 : end + 13])
    assert change.a is not None and change.a.page == 1 and change.a.redactions


def test_codes_of_a_passage_withheld_over_the_end_of_a_page_stand_where_it_begins() -> None:
    text = some_text(11, 60)
    end = sum(len(line.words) for line in release(text).pages[0].lines)
    a = release(text, [Hidden(end - 6, end + 6, ("(b)(3)",))], name="a")
    (page,) = set_anew(text, "b").pages
    words = [word for line in page.lines for word in line.words][end - 6 : end + 7]
    kept = [[w for w in line.words if w not in words] for line in page.lines]
    code = release(text, [Hidden(0, 0, ("(b)(1)",))]).pages[0].redactions[0]
    found = replace(
        page, lines=tuple(line_of(k) for k in kept if k), redactions=(replace(code, bbox=words[2].bbox),)
    )
    changes = compare_records(a, record_of("b", [found])).comparison.changes
    (change,) = [c for c in changes if c.kind is ChangeKind.CODES]
    assert change.a is not None and (change.a.page, change.a.codes) == (1, ("(b)(3)",))


@pytest.mark.parametrize(("read", "told"), [("[()6)", False), ("[()5)", True)])
def test_a_code_without_its_brackets_is_no_other_code(read: str, told: bool) -> None:
    text = some_text(9, 6)
    a = set_anew([*text[:32], read, *[""] * 6, *text[36:]], "a")
    b = release(text, [Hidden(32, 35, ("(b)(6)",))], name="b")
    kinds = [c.kind for c in compare_records(a, b).comparison.changes]
    assert (ChangeKind.CODES in kinds) is told


def test_redactions_without_a_word_between_withhold_the_same_however_they_were_drawn() -> None:
    text = some_text(9, 6)
    b = release(text, [Hidden(35, 37, ("(b)(6)",))], name="b")
    (page,) = set_anew(text, "a").pages
    torn = [word for line in page.lines for word in line.words][35:38]
    kept = [[w for w in line.words if w not in torn] for line in page.lines]
    (drawn,) = b.pages[0].redactions
    halves = [replace(drawn, id=f"p1-r{n}", bbox=word.bbox, codes=()) for n, word in enumerate(torn[::2], 1)]
    below = [replace(drawn, id=f"p1-r{n}", bbox=Box(72, 80 * n, 200, 80 * n + 12)) for n in (8, 9)]
    found = replace(page, lines=tuple(line_of(k) for k in kept if k), redactions=(*halves, *below))
    changes = compare_records(record_of("a", [found]), b).comparison.changes
    (change,) = [c for c in changes if c.kind is ChangeKind.CODES]
    assert change.a is not None and change.a.redactions == ("p1-r1", "p1-r2")


def test_where_many_short_passages_are_lacking_the_reader_lost_words() -> None:
    text = some_text(9, 12)
    for many in (3, 5):
        lost = {k for n in range(many) for k in (20 * n + 12, 20 * n + 13)}
        a = release([word for k, word in enumerate(text) if k not in lost], name="a")
        found = compare_records(a, release(text, name="b")).comparison
        told = sum(len(change.text.split()) for change in found.changes)
        assert (told > 0) is (many == 3), found.changes


@pytest.mark.parametrize(
    ("first", "last", "why"),
    [(40, 45, "the place is empty"), (40, 40, "neither these words nor a redaction")],
)
def test_a_place_that_is_empty_on_one_side_is_to_check(first: int, last: int, why: str) -> None:
    text = some_text(9)
    a, b = release(text, [Hidden(first, last)], name="a"), release(text, name="b")
    (change,) = compare_records(_bare(a), b).comparison.changes
    assert (change.kind, change.status) == (ChangeKind.OPENED, Certainty.UNSURE)
    assert why in change.reason
    assert change.text == " ".join(text[first : last + 1])


@pytest.mark.parametrize("lone", [39, 43])
def test_a_single_word_under_a_bit_of_a_box_is_no_surer_than_the_words_around_it(lone: int) -> None:
    text = some_text(9)
    a, b = release(text, [Hidden(36, 50)], name="a"), release(text, name="b")
    page = a.pages[0]
    words = [word for line in b.pages[0].lines for word in line.words]
    bit = replace(page.redactions[0], bbox=words[lone].bbox.grown(1))
    a = replace(a, pages=(replace(page, redactions=(bit,)), *a.pages[1:]))
    changes = compare_records(a, b).comparison.changes
    assert " ".join(c.text for c in changes) == " ".join(text[36:51])
    assert {c.status for c in changes} == {Certainty.UNSURE}


@pytest.mark.parametrize("seen", [True, False])
def test_a_short_word_under_a_box_turned_down_that_the_word_before_was_drawn_over_is_to_check(
    seen: bool,
) -> None:
    text = some_text(9)
    a, b = release(text, [Hidden(35, 35)], name="a"), release(text, name="b")
    page = a.pages[0]
    (box,) = (r.bbox for r in page.redactions)
    lines = tuple(
        replace(line, words=tuple(_drawn_over(word, box) for word in line.words)) for line in page.lines
    )
    turned_down = tuple(replace(r, rejected_by="smudge") for r in page.redactions) if seen else ()
    page = replace(page, lines=lines, redactions=(), rejected=turned_down)
    changes = compare_records(replace(a, pages=(page, *a.pages[1:])), b).comparison.changes
    assert [(c.text, c.status) for c in changes] == ([(text[35], Certainty.UNSURE)] if seen else [])


def _drawn_over(word: Word, box: Box) -> Word:
    """The word before a box, reaching over it."""
    is_before = word.bbox.y0 > box.y0 and word.bbox.y1 < box.y1 and 0 < box.x0 - word.bbox.x1 < 8
    return replace(word, bbox=word.bbox._replace(x1=box.x1)) if is_before else word


@pytest.mark.parametrize("more", [0, 2])
def test_a_page_that_lacks_words_here_and_there_was_read_badly(more: int) -> None:
    text = some_text(9)
    a = release(text, [Hidden(k, k + more) for k in (20, 35, 50, 65, 80)], name="a")
    assert compare_records(_bare(a), release(text, name="b")).comparison.changes == ()


def _bare(record: Record) -> Record:
    return replace(record, pages=tuple(replace(page, redactions=()) for page in record.pages))


def test_redactions_whose_codes_cannot_be_read_in_one_release_are_counted() -> None:
    text = some_text(9)
    hidden = [Hidden(10, 14, codes=("(b)(1)",)), Hidden(40, 44, codes=("(b)(3)",))]
    a = release(text, hidden, name="a")
    mute = replace(
        a,
        pages=tuple(
            replace(page, redactions=tuple(replace(r, codes=()) for r in page.redactions)) for page in a.pages
        ),
    )
    found = compare_records(a, mute).comparison
    assert found.changes == ()
    assert found.counts.codes_unread == 2
    assert "Of 2 redactions a code was read in one release only" in comparison_markdown(found)
    assert compare_records(a, a).comparison.counts.codes_unread == 0


def test_redactions_with_a_code_that_the_other_release_shows_nothing_of_are_counted() -> None:
    text = some_text(9)
    hidden = [Hidden(10, 14, codes=("(b)(1)",)), Hidden(40, 44, codes=("(b)(3)",))]
    a, b = release(text, hidden, name="a"), release(text, hidden, name="b")
    kept = replace(b.pages[0], redactions=b.pages[0].redactions[:1])
    assert compare_records(a, replace(b, pages=(kept, *b.pages[1:]))).comparison.counts.codes_unread == 1
    assert compare_records(a, release(text, hidden[:1], name="b")).comparison.counts.codes_unread == 0


@pytest.mark.parametrize("found_whole", [True, False])
def test_a_sentence_that_two_parts_have_alike_does_not_hold_them_together(found_whole: bool) -> None:
    words = some_text(9, 24)
    start, like = words[:90], words[170:180]
    one, other = [*words[90:110], *like], [*words[130:150], *like]
    b = release([*start, *one, *other], [Hidden(120, 149)], name="b")
    (page,) = set_anew([*start, "WITHHELD", *other], "a").pages
    (place,) = (w.bbox for line in page.lines for w in line.words if w.text == "WITHHELD")
    length = len(" ".join(one))
    hidden = Interval(length - 5, length + 5) if found_whole else Interval(5, 8)
    box = replace(b.pages[0].redactions[0], bbox=place, hidden_characters=hidden)
    rows = [[w for w in line.words if w.text != "WITHHELD"] for line in page.lines]
    a = record_of("a", [replace(page, lines=tuple(line_of(row) for row in rows), redactions=(box,))])
    changes = compare_records(a, b).comparison.changes
    told = [
        " ".join(c.text for c in changes if c.kind is kind) for kind in (ChangeKind.OPENED, ChangeKind.CLOSED)
    ]
    assert told == [" ".join(one), " ".join(other)]


def _with_code_in(record: Record, taker: int, giver: int, kind: RedactionKind) -> Record:
    """The record with a redaction that bears the code printed in another one of the page, which it belongs to."""
    page = record.pages[0]
    found = list(page.redactions)
    place = found[giver].bbox
    codes = tuple(replace(code, bbox=place.grown(-2)) for code in found[giver].codes)
    found[giver] = replace(found[giver], codes=codes)
    found[taker] = replace(found[taker], kind=kind, codes=codes)
    return replace(record, pages=(replace(page, redactions=tuple(found)), *record.pages[1:]))


@pytest.mark.parametrize("kind", [RedactionKind.HATCHED_BOX, RedactionKind.BLACK_BOX])
def test_a_code_in_another_box_does_not_make_a_ghost_a_redaction(kind: RedactionKind) -> None:
    text = some_text(9)
    hidden = [Hidden(16, 18, ("(b)(1)",)), Hidden(35, 36), Hidden(60, 61), Hidden(80, 81)]
    a = _with_code_in(release(text, hidden, name="a"), 1, 0, kind)
    changes = compare_records(a, release(text, hidden[:1] + hidden[2:], name="b")).comparison.changes
    (change,) = [c for c in changes if c.kind is ChangeKind.OPENED]
    assert (change.status is Certainty.UNSURE) is (kind is RedactionKind.HATCHED_BOX)


def test_a_code_that_stands_in_another_box_is_no_certain_change() -> None:
    text = some_text(9)
    places = ((16, 18), (35, 36), (60, 61), (80, 81))
    codes = ("(b)(1)", "(b)(6)", "(b)(1)", "(b)(6)")
    one = release(text, [Hidden(*p, (c,)) for p, c in zip(places, codes, strict=True)], name="a")
    other = release(
        text, [Hidden(*p, (c,)) for p, c in zip(places, codes[:3] + codes[:1], strict=True)], name="b"
    )
    for lent, status in ((False, Certainty.FOUND), (True, Certainty.UNSURE)):
        a = _with_code_in(one, 3, 1, RedactionKind.BLACK_BOX) if lent else one
        (change,) = compare_records(a, other).comparison.changes
        assert (change.kind, change.status) == (ChangeKind.CODES, status)


@pytest.mark.parametrize("word", ["to", "9"])
def test_a_short_word_at_the_end_of_a_line_is_told_with_what_is_withheld_on_the_next(word: str) -> None:
    text = some_text(9)
    b = release(text, name="b")
    at = sum(len(line.words) for line in b.pages[0].lines[:3]) - 1
    text[at : at + 2] = [word, "transportation"]
    b = release(text, name="b")
    at = next(k for k in range(at - 2, at + 3) if text[k] == word and _ends_line(b, k))
    a = release(text, [Hidden(at, at + 1)], name="a")
    page = a.pages[0]
    a = replace(a, pages=(replace(page, redactions=page.redactions[1:]), *a.pages[1:]))
    changes = compare_records(a, b).comparison.changes
    assert [(c.text, c.status) for c in changes] == [
        (word, Certainty.UNSURE),
        ("transportation", Certainty.FOUND),
    ]


def _ends_line(record: Record, k: int) -> bool:
    ends, count = [], 0
    for line in record.pages[0].lines:
        count += len(line.words)
        ends.append(count - 1)
    return k in ends


def test_a_single_letter_whose_box_was_not_seen_is_to_check() -> None:
    text = some_text(9)
    text[40] = "a"
    a = _bare(release(text, [Hidden(40, 40)], name="a"))
    (change,) = compare_records(a, release(text, name="b")).comparison.changes
    assert (change.kind, change.text, change.status) == (ChangeKind.OPENED, "a", Certainty.UNSURE)
