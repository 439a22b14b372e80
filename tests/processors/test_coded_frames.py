"""Frames that were turned down by their border, and codes that were read in them."""

from __future__ import annotations

import pytest

from processors.coded_frames import coded_frames
from processors.config.reading import FramedCodeConfig
from processors.geometry import Box, bounding
from processors.records import FindingStatus, Line, LineKind, Redaction, RedactionKind, Word

FRAME = Box(46, 107, 104, 117)


def words(*said: tuple[str, Box]) -> list[Line]:
    parts = tuple(Word(text, box, 0.9, "test") for text, box in said)
    text = " ".join(part.text for part in parts)
    return [Line(text, bounding(p.bbox for p in parts), 0.9, LineKind.BODY, parts)]


def turned_down(by: str, box: Box = FRAME) -> Redaction:
    return Redaction(
        "p1-c1", box, RedactionKind.WHITE_BOX, 0.8, status=FindingStatus.REJECTED, rejected_by=by
    )


def look(lines: list[Line], *rejected: Redaction, found: tuple[Redaction, ...] = ()) -> list[Redaction]:
    return coded_frames(lines, found, rejected, FramedCodeConfig())


CODE = ("5.1.2.e", Box(45, 106, 78, 117))


@pytest.mark.parametrize(
    "by",
    [
        "print_at_border",
        "border_of_letters",
        "letter_shapes",
        "row_of_letters",
        "heavy_border",
        "framed_word",
    ],
)
def test_a_code_on_its_border_tells_a_box(by: str) -> None:
    (found,) = look(words(CODE), turned_down(by))
    assert found.bbox == FRAME
    assert [code.code for code in found.codes] == ["5.1.2.e"]
    assert found.status is FindingStatus.UNSURE
    assert found.rejected_by is None


@pytest.mark.parametrize("text", ["B1", "b6", "1.4"])
def test_what_may_be_a_label_does_not_tell_a_frame_with_a_thick_border(text: str) -> None:
    label = (text, Box(60, 108, 78, 116))
    assert look(words(label), turned_down("heavy_border")) == []


def test_the_larger_of_two_frames_around_a_code() -> None:
    part = turned_down("border_of_letters", Box(60, 107, 104, 117))
    found = look(words(CODE), part, turned_down("border_of_letters"))
    assert [frame.bbox for frame in found] == [FRAME]


def test_a_frame_with_other_words_or_none_stays_one() -> None:
    assert look(words(CODE, ("harbour", Box(80, 107, 103, 117))), turned_down("print_at_border")) == []
    assert look(words(("harbour", Box(50, 107, 80, 117))), turned_down("print_at_border")) == []
    assert look([], turned_down("print_at_border")) == []


def test_a_cell_of_a_table_of_codes_is_no_box() -> None:
    assert look(words(CODE), turned_down("table_cell")) == []


def test_a_code_on_a_box_that_was_found_tells_no_other() -> None:
    known = Redaction("p1-r1", FRAME.grown(1), RedactionKind.WHITE_BOX, 0.9)
    assert look(words(CODE), turned_down("print_at_border"), found=(known,)) == []


def test_a_frame_that_is_far_higher_than_its_code_is_a_form() -> None:
    high = turned_down("print_at_border", FRAME._replace(y1=FRAME.y0 + 80))
    assert look(words(CODE), high) == []


def test_a_code_on_a_small_box_in_a_frame_tells_nothing_of_the_frame() -> None:
    wide = turned_down("print_at_border", FRAME._replace(x1=500))
    inner = Redaction("p1-r1", CODE[1].grown(1), RedactionKind.WHITE_BOX, 0.9)
    assert look(words(CODE), wide, found=(inner,)) == []
    assert len(look(words(CODE), wide)) == 1
