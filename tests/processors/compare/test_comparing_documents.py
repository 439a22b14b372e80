from __future__ import annotations

import time
from dataclasses import replace

import pytest

from processors.compare.comparing import compare_records
from processors.compare.types import Certainty, Change, ChangeKind, PageFate
from processors.geometry import Box
from processors.records import (
    Line,
    LineKind,
    Marking,
    MarkingKind,
    Record,
    Strike,
    StrikeStyle,
    StruckWhat,
    Word,
)
from tests.processors.compare.releases import (
    Hidden,
    found_texts,
    page_of,
    record_of,
    release,
    sheet,
    some_text,
    withheld,
)


def test_a_cover_sheet_and_withheld_pages_are_told_as_pages() -> None:
    texts = [some_text(20 + n, 12) for n in range(3)]
    pages = [release(text, name="x").pages[0] for text in texts]
    a = record_of("a", [pages[0], withheld(2), pages[2]])
    b = record_of("b", [sheet(1, ["COVER", "LETTER", "ENCLOSED"]), *pages])
    found = compare_records(a, b).comparison
    assert [(m.fate, m.a, m.b) for m in found.pages] == [
        (PageFate.ONLY_B, None, 1),
        (PageFate.BOTH, 1, 2),
        (PageFate.OPENED, 2, 3),
        (PageFate.BOTH, 3, 4),
    ]
    assert found.counts.pages_opened == 1
    assert "ENCLOSED" not in "".join(c.text for c in found.changes)
    assert found_texts(found, ChangeKind.OPENED) == [" ".join(texts[1])]


def test_words_of_a_cover_sheet_are_none_of_the_paragraph_behind_it() -> None:
    passage = (
        "Corwin Fennmoor left Mellellen without having seen the revised transport agreement . "
        "This office has no record of a revised construction schedule before March ."
    )
    hidden = passage.split()
    text = [*hidden, *some_text(9, 6)]
    cover = ["REVIEW", "PROGRAM", "The", "enclosed", "was", "reviewed", "again"]
    a = release(text)
    b = release(text, [Hidden(0, len(hidden) - 1)], name="b")
    found = compare_records(a, record_of("b", [sheet(1, cover), *b.pages])).comparison
    assert found_texts(found, ChangeKind.CLOSED) == [passage]


def test_a_page_withheld_in_both_is_no_change() -> None:
    page = release(some_text(20, 12), name="x").pages[0]
    a, b = record_of("a", [page, withheld(2)]), record_of("b", [page, withheld(2)])
    found = compare_records(a, b).comparison
    assert found.changes == ()
    assert found.pages[1].fate is PageFate.WITHHELD


def test_documents_without_a_common_word_give_no_change() -> None:
    a = release([f"alpha{chr(97 + k % 26)}{chr(97 + k // 26)}" for k in range(200)], [Hidden(3, 9)], name="a")
    b = release([f"zzzz{chr(97 + k % 26)}{chr(97 + k // 26)}ooo" for k in range(200)], name="b")
    found = compare_records(a, b).comparison
    assert not [c for c in found.changes if c.status is Certainty.FOUND]
    assert found.likeness < 0.05


def test_empty_records_are_compared_too() -> None:
    empty = record_of("a", [])
    found = compare_records(empty, release(some_text(1), name="b")).comparison
    assert found.changes == () and found.likeness == 0.0
    assert compare_records(empty, record_of("b", [page_of(1, [], [])])).comparison.changes == ()


def _struck(record: Record, words: int) -> Record:
    """The record with the first words of its first line struck out."""
    page = record.pages[0]
    line = page.lines[0]
    struck = tuple(replace(w, struck=k < words) for k, w in enumerate(line.words))
    box = Box(struck[0].bbox.x0, struck[0].bbox.y0, struck[words - 1].bbox.x1, struck[words - 1].bbox.y1)
    strike = Strike(
        "p1-s1",
        box,
        " ".join(w.text for w in struck[:words]),
        StrikeStyle.HORIZONTAL,
        StruckWhat.CLASSIFICATION,
        0.95,
    )
    lines = (replace(line, words=struck), *page.lines[1:])
    return replace(record, pages=(replace(page, lines=lines, strikes=(strike,)), *record.pages[1:]))


def test_words_struck_in_one_release_only() -> None:
    text = some_text(13)
    a, b = release(text, name="a"), _struck(release(text, name="b", shift=2.0), 2)
    (change,) = compare_records(a, b).comparison.changes
    assert (change.kind, change.status) == (ChangeKind.STRUCK, Certainty.FOUND)
    assert change.text == " ".join(text[:2])
    (back,) = compare_records(b, a).comparison.changes
    assert back.kind is ChangeKind.UNSTRUCK
    assert compare_records(_struck(a, 2), b).comparison.changes == ()


def test_stamps_are_told_as_markings_not_as_passages() -> None:
    text = some_text(14)
    a, b = release(text, name="a"), release(text, name="b")
    box = Box(300, 700, 460, 712)
    stamp = "APPROVED FOR RELEASE 2009"
    words = tuple(
        Word(w, Box(300 + 50 * k, 700, 340 + 50 * k, 712), 0.95, "test") for k, w in enumerate(stamp.split())
    )
    marking = Marking(MarkingKind.RELEASE_STAMP, stamp, {}, box, False, 0.9)
    page = b.pages[0]
    line = Line(stamp, box, 0.95, LineKind.STAMP, words)
    b = replace(b, pages=(replace(page, lines=(*page.lines, line), markings=(marking,)), *b.pages[1:]))
    found = compare_records(a, b).comparison
    assert found.changes == () and found.additions == ()
    assert [(m.release, m.kind, m.text) for m in found.markings] == [("b", "release_stamp", stamp)]


@pytest.mark.slow
def test_three_hundred_pages_take_seconds() -> None:
    text = some_text(15, 6500)
    hidden = [Hidden(k, k + 7, ("(b)(1)",)) for k in range(100, len(text) - 50, 400)]
    a = release(text, hidden, name="a", noise=0.02, seed=1)
    b = release(text, hidden[::2], name="b", noise=0.02, seed=2)
    started = time.process_time()
    found = compare_records(a, b).comparison
    assert time.process_time() - started < 30
    opened = [c for c in found.changes if c.kind is ChangeKind.OPENED]
    assert len(opened) == len(hidden) - len(hidden[::2])


def test_equal_records_give_equal_comparisons() -> None:
    text = some_text(16)
    a, b = release(text, [Hidden(9, 14)], name="a"), release(text, [Hidden(50, 60)], name="b", noise=0.05)
    assert compare_records(a, b) == compare_records(a, b)


def test_changes_are_numbered_in_reading_order() -> None:
    text = some_text(17)
    a = release(text, [Hidden(30, 35), Hidden(150, 156)], name="a")
    b = release(text, [Hidden(90, 95)], name="b")
    changes: tuple[Change, ...] = compare_records(a, b).comparison.changes
    assert [(c.id, str(c.kind)) for c in changes] == [("c1", "opened"), ("c2", "closed"), ("c3", "opened")]
