"""Words that a line of one release ends or begins with and the other lacks, where no redaction was found."""

from __future__ import annotations

from dataclasses import replace
from itertools import accumulate

import pytest

from processors.compare.comparing import compare_records
from processors.compare.line_ends import SHORTER
from processors.compare.missing import UNSURE
from processors.compare.types import Certainty, ChangeKind
from processors.records import Record, Redaction, RedactionKind
from tests.processors.compare.releases import Hidden, release, some_text

TEXT = some_text(9)
LINES = [len(line.words) for line in release(TEXT).pages[0].lines]
ENDS = [end - 1 for end in accumulate(LINES)]


def bare(record: Record, rejected_by: str = "", doubtful: int = 0) -> Record:
    """A record without redactions, or with those turned down; so many words of it are read in doubt."""
    page = record.pages[0]
    turned_down = tuple(replace(r, rejected_by=rejected_by) for r in page.redactions) if rejected_by else ()
    lines = tuple(
        replace(line, words=(replace(line.words[0], confidence=0.8), *line.words[1:]))
        if n < doubtful
        else line
        for n, line in enumerate(page.lines)
    )
    page = replace(page, lines=lines, redactions=(), rejected=turned_down)
    return replace(record, pages=(page, *record.pages[1:]))


@pytest.mark.parametrize("step", [0, 1])
@pytest.mark.parametrize("doubtful", [0, 99])
def test_a_word_that_a_line_is_shorter_by_is_to_check_on_a_page_that_was_read_well(
    step: int, doubtful: int
) -> None:
    k = next(end for end in ENDS[2:] if min(len(TEXT[end]), len(TEXT[end + 1])) > 4) + step
    a = bare(release(TEXT, [Hidden(k, k)], name="a"), doubtful=doubtful)
    changes = compare_records(a, release(TEXT, name="b")).comparison.changes
    told = [(c.kind, c.text, c.status, c.reason) for c in changes]
    assert told == ([] if doubtful else [(ChangeKind.OPENED, TEXT[k], Certainty.UNSURE, SHORTER)])


def test_the_number_of_an_item_is_often_lost_and_tells_of_no_redaction() -> None:
    k = next(end for end in ENDS[2:] if len(TEXT[end]) > 4) + 1
    text = [*TEXT[:k], "2" * len(TEXT[k]), *TEXT[k + 1 :]]
    changes = compare_records(
        bare(release(text, [Hidden(k, k)], name="a")), release(text, name="b")
    ).comparison.changes
    assert [c.kind for c in changes] == [ChangeKind.NUMBERS]


def test_a_word_that_was_run_together_with_the_one_before_it_is_not_lacking() -> None:
    k = next(end for end in ENDS[2:] if len(TEXT[end]) <= 3 and len(TEXT[end - 1]) > 7)
    a = release(TEXT, [Hidden(k, k)], name="a")
    page = bare(a).pages[0]
    n = ENDS.index(k)
    *words, last = page.lines[n].words
    line = replace(page.lines[n], words=(*words, replace(last, text=last.text + TEXT[k])))
    a = replace(a, pages=(replace(page, lines=(*page.lines[:n], line, *page.lines[n + 1 :])), *a.pages[1:]))
    assert compare_records(a, release(TEXT, name="b")).comparison.changes == ()


@pytest.mark.parametrize("rejected_by", ["", "part_of_a_tone"])
def test_where_boxes_were_turned_down_short_passages_are_not_left_to_the_reader(rejected_by: str) -> None:
    hidden = [Hidden(k, k + 1) for k in (20, 35, 50, 65, 80)]
    a = bare(release(TEXT, hidden, name="a"), rejected_by)
    page = a.pages[0]
    # Bits of a tone, none of which lies over a word.
    bits = tuple(
        replace(r, kind=RedactionKind.WHITE_BOX, bbox=r.bbox._replace(x1=r.bbox.x0 + 0.2 * r.bbox.width))
        for r in page.rejected
    )
    a = replace(a, pages=(replace(page, rejected=bits), *a.pages[1:]))
    changes = compare_records(a, release(TEXT, name="b")).comparison.changes
    words = " ".join(" ".join(TEXT[h.first : h.last + 1]) for h in hidden) if rejected_by else ""
    assert " ".join(c.text for c in changes) == words
    assert {c.status for c in changes} <= {Certainty.UNSURE}
    assert any(UNSURE in c.reason for c in changes) is bool(rejected_by)


@pytest.mark.parametrize(("kind", "sure"), [(RedactionKind.MARKER, False), (RedactionKind.WHITE_BOX, True)])
def test_words_read_through_a_marker_that_was_turned_down_are_never_certain(
    kind: RedactionKind, sure: bool
) -> None:
    hidden = [Hidden(40, 43, ("(b)(1)",))]
    a, b = release(TEXT, hidden, name="a"), release(TEXT, name="b")
    box = a.pages[0].redactions[0].bbox
    over = Redaction("p1-c1", box._replace(x1=box.centre[0]), kind, 0.8, (), None, rejected_by="ragged_shape")
    b = replace(b, pages=(replace(b.pages[0], rejected=(over,)), *b.pages[1:]))
    (change,) = compare_records(a, b).comparison.changes
    assert (change.kind, change.status is Certainty.FOUND) == (ChangeKind.OPENED, sure)
