"""Codes in holes of lines, on small invented pages: lines of words in points, and a raster with ink where words are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from processors.config.reading import GapConfig
from processors.gaps import _stands_upright, find_gaps
from processors.geometry import Affine, Box
from processors.records import FindingStatus, Line, LineKind, Redaction, RedactionKind, Word
from processors.scan import Raster

SCALE = 2.0
PITCH = 6.0


def line(y: float, *parts: tuple[float, str], confidence: float = 0.95) -> Line:
    """A line of stretches of typing, each with its left edge in points; words part at blanks."""
    words = []
    for x, text in parts:
        at = x
        for word in text.split(" "):
            words.append(Word(word, Box(at, y, at + PITCH * len(word), y + 10), confidence, "tesseract"))
            at += PITCH * (len(word) + 1)
    box = Box(words[0].bbox.x0, y, words[-1].bbox.x1, y + 10)
    return Line(" ".join(w.text for w in words), box, 0.95, LineKind.BODY, tuple(words))


PROSE = "the committee met again in the harbour and had nothing to say to us"
ABOVE, BELOW = line(82, (100, PROSE)), line(118, (100, PROSE))


def gaps(
    *lines: Line,
    unread: Box | None = None,
    screen: Box | None = None,
    redactions: tuple[Redaction, ...] = (),
) -> list[Redaction]:
    """What is found; `unread` is ink that no line has, `screen` has a faint tint."""
    grey: Raster = np.full((1584, 1224), 250, np.uint8)
    if screen is not None:
        x0, y0, x1, y1 = (round(v * SCALE) for v in screen)
        grey[y0:y1, x0:x1] = 250 - np.indices((y1 - y0, x1 - x0)).sum(axis=0).astype(np.uint8) % 2 * 16
    boxes = [w.bbox for item in lines for w in item.words]
    for box in (*boxes, *([unread] if unread else [])):
        x0, y0, x1, y1 = (round(v * SCALE) for v in box)
        grey[y0:y1, x0:x1:4] = 20
    return list(find_gaps(lines, redactions, grey, Affine.scale(SCALE), "p1-g", GapConfig()))


@pytest.mark.parametrize("x", [225.0, 280.0, 325.0])
@pytest.mark.parametrize("code", ["(b)(3)", "5.1.2.e", "b7C", "STAT"])
def test_a_code_anywhere_in_a_hole_of_prose(code: str, x: float) -> None:
    (found,) = gaps(ABOVE, line(100, (100, "the report of the"), (x, code), (400, "was sent")), BELOW)
    assert found.kind is RedactionKind.GAP
    assert found.status is FindingStatus.FOUND
    assert [c.code for c in found.codes] == [code]
    assert found.bbox.iou(Box(205, 100, 395, 110)) > 0.85


def test_two_codes_in_one_hole() -> None:
    (found,) = gaps(ABOVE, line(100, (100, "the report"), (200, "(b)(1) (b)(3)"), (400, "was sent")), BELOW)
    assert [c.code for c in found.codes] == ["(b)(1)", "(b)(3)"]


def test_a_code_glued_to_the_word_before_it() -> None:
    (found,) = gaps(ABOVE, line(100, (100, "the report <to@harbour.org>;5.1.2.e"), (420, "was sent")), BELOW)
    assert [c.code for c in found.codes] == ["5.1.2.e"]
    assert found.bbox.iou(Box(274, 100, 415, 110)) > 0.85


def test_a_hole_with_an_open_end_is_unsure_and_ends_with_the_text() -> None:
    (found,) = gaps(ABOVE, line(100, (100, "the report of the year"), (300, "(b)(5)")), BELOW)
    assert found.status is FindingStatus.UNSURE
    assert found.bbox.x1 == pytest.approx(ABOVE.bbox.x1, abs=10)


def test_a_hole_in_a_table_is_unsure() -> None:
    rows = [line(y, (100, "name of ship"), (400, "harbour")) for y in (82, 118)]
    (found,) = gaps(rows[0], line(100, (100, "name of ship"), (250, "(b)(6)"), (400, "harbour")), rows[1])
    assert found.status is FindingStatus.UNSURE


@pytest.mark.parametrize(
    "middle",
    [
        line(100, (100, "exempt under (b)(1) of the Act and also")),
        line(100, (100, "the court held (b)(5) to be met here")),
        line(100, (100, "(b)(5)")),
        line(100, (300, "(b)(5)")),
        line(100, (100, "(b)(5)"), (200, "interagency memoranda of the harbour")),
        line(100, (100, "the report of the year"), (540, "(b)(5)")),
        line(100, (100, "the report of the"), (280, "(b)(S)"), (400, "was sent")),
        line(100, (100, "the report of the"), (280, "out of scope"), (400, "was sent")),
    ],
    ids=["citation", "prose", "alone", "alone in the middle", "list", "margin", "damaged", "label"],
)
def test_codes_that_tell_of_no_hole(middle: Line) -> None:
    assert gaps(ABOVE, middle, BELOW) == []


def test_words_that_nobody_read_are_no_hole() -> None:
    coded = line(100, (100, "the report of the"), (210, "(b)(3)"), (400, "was sent"))
    assert gaps(ABOVE, coded, BELOW, unread=Box(255, 100, 390, 110)) == []


def test_a_code_on_a_redaction_is_that_redaction_s() -> None:
    coded = line(100, (100, "the report of the"), (280, "(b)(3)"), (400, "was sent"))
    box = Redaction("p1-r1", Box(210, 98, 395, 112), RedactionKind.WHITE_BOX, 0.9)
    assert gaps(ABOVE, coded, BELOW, redactions=(box,)) == []


@given(
    st.lists(
        st.tuples(st.floats(20, 500), st.sampled_from(["(b)(1)", "harbour", "b6", "5.1.2.e", ""])), max_size=9
    )
)
def test_any_line_gives_sound_boxes(parts: list[tuple[float, str]]) -> None:
    words = [p for p in parts if p[1]]
    for found in gaps(ABOVE, *([line(100, *words)] if words else []), BELOW):
        assert found.bbox.width > 0
        assert found.bbox.height > 0
        assert found.codes


@pytest.mark.parametrize("x", [470.0, 490.0], ids=["sticking out", "outside"])
def test_a_code_that_sticks_out_of_the_column_is_the_margin_s(x: float) -> None:
    assert (
        gaps(ABOVE, line(100, (100, "to the year."), (x, "(b)(1)")), line(118, (100, "it met again"))) == []
    )


def test_a_code_behind_a_heading_with_nothing_under_it_is_none() -> None:
    assert gaps(line(100, (100, "approved for release"), (330, "3.5(c)")), line(160, (100, PROSE))) == []


def test_rows_that_touch_are_each_their_own() -> None:
    rows = [
        line(y, (100, "the report of the"), (x, "(b)(3)"), (400, "was sent"))
        for y, x in ((100, 220), (109, 300))
    ]
    assert len(gaps(ABOVE, *rows, BELOW)) == 2


def test_dirt_over_a_code_is_no_column_of_text() -> None:
    coded = line(100, (100, "approved for release"), (330, "3.5(c)"))
    assert gaps(line(82, (100, PROSE), confidence=0.1), coded, line(160, (100, PROSE))) == []


def test_a_code_at_the_end_of_its_line_reaches_as_far_as_the_screen_behind_it() -> None:
    label = line(100, (100, "To:5.1.2.e"))
    (found,) = gaps(ABOVE, label, screen=Box(117, 98, 300, 112))
    assert [c.code for c in found.codes] == ["5.1.2.e"]
    assert found.status is FindingStatus.UNSURE
    assert found.bbox.iou(Box(118, 100, 300, 110)) > 0.9
    assert gaps(ABOVE, label) == []


@pytest.mark.parametrize("turns", range(4))
def test_a_screen_is_followed_only_on_pages_that_stand_upright(turns: int) -> None:
    turned = Affine.scale(SCALE).then(Affine.quarter_turns(turns, 1224, 1584))
    assert _stands_upright(turned) is (turns == 0)
    assert _stands_upright(Affine.rotation(2.0).then(turned)) is (turns == 0)
