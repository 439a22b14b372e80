"""Where words and redactions end, and what a place tells that no box was seen at."""

from __future__ import annotations

from dataclasses import replace

import pytest

from processors.compare.changes import PassageChanges, _is_cut
from processors.compare.fates import Fate, Passage
from processors.compare.redactions import RedactionPairs
from processors.compare.settings import CompareConfig
from processors.compare.sides import Cover, PrintedCode, Side, side_of
from processors.compare.types import Certainty, ChangeKind
from processors.geometry import Box
from processors.records import Interval, Redaction, RedactionKind
from tests.processors.compare.releases import record_of, release, some_text

CONFIG = CompareConfig()
TEXT = some_text(7)


class _Kept(RedactionPairs):
    """Both releases have every redaction."""

    def __init__(self) -> None:
        """Nothing is looked for."""

    def has_counterpart(self, _side: Side, _cover: Cover) -> bool:
        return True


def _bar(box: Box) -> Redaction:
    return Redaction("p1-r1", box, RedactionKind.MARKER, 0.9, (), Interval(5, 9))


@pytest.mark.parametrize(("by_code", "words", "sure"), [(True, 1, False), (False, 1, True), (True, 3, True)])
def test_a_word_where_a_code_alone_tells_of_a_redaction_of_both_is_to_check(
    by_code: bool, words: int, sure: bool
) -> None:
    side = side_of(release(TEXT, name="a"), CONFIG)
    k = next(n for n, token in enumerate(side.tokens) if len(token.key) > 6)
    box = side.tokens[k].boxes[0]
    side.leaf(1).flat.marks["p1-r1"] = box
    code = PrintedCode("(b)(6)", "(b)(6)", (), 0.9, box)
    cover = Cover(box, None if by_code else _bar(box), codes=(code,))
    passage = Passage(k, k + words - 1, Fate.HIDDEN, 1, [cover], by_place=True, certain=words)
    (told,) = PassageChanges(side, side, ChangeKind.CLOSED, _Kept(), CONFIG).changes([passage])
    assert (told.change.status is Certainty.FOUND) is sure


def test_the_box_of_a_word_that_is_far_too_wide_tells_not_where_it_stands() -> None:
    page = release(TEXT, name="a").pages[0]
    first, *rest = page.lines[0].words
    wide = replace(first, text="at", bbox=first.bbox._replace(x1=first.bbox.x0 + 50))
    lines = (replace(page.lines[0], words=(wide, *rest)), *page.lines[1:])
    usual = side_of(record_of("a", [page]), CONFIG).leaf(1).clear
    assert len(side_of(record_of("a", [replace(page, lines=lines)]), CONFIG).leaf(1).clear) == len(usual) - 1


def test_words_in_large_type_stand_where_their_boxes_are() -> None:
    page = release(TEXT, name="a").pages[0]
    usual = side_of(record_of("a", [page]), CONFIG).leaf(1)
    first = page.lines[0].words[0]
    box = Box(72, 20, 72 + 3 * usual.flat.page.lines[0].words[0].bbox.width, 20 + 3 * usual.height)
    head = replace(page.lines[0], bbox=box, words=(replace(first, bbox=box),))
    page = replace(page, lines=(head, *page.lines))
    assert len(side_of(record_of("a", [page]), CONFIG).leaf(1).clear) == len(usual.clear) + 1


@pytest.mark.parametrize(("gap", "low", "cut"), [(0, 0, True), (12, 0, False), (0, 14, False), (-3, 3, True)])
def test_a_number_that_a_redaction_touches_may_go_on_under_it(gap: float, low: float, cut: bool) -> None:
    page = release(TEXT, name="a").pages[0]
    *words, last = page.lines[0].words
    number = replace(last, text="11")
    x, y = number.bbox.x1 + gap, number.bbox.y0 + low
    line = replace(page.lines[0], words=(*words, number))
    page = replace(page, lines=(line, *page.lines[2:]), redactions=(_bar(Box(x, y, x + 90, y + 8)),))
    side = side_of(record_of("a", [page]), CONFIG)
    token = next(t for t in side.tokens if t.text == "11")
    assert _is_cut(side, token, CONFIG) is cut
