from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from processors.config.overtyped import OvertypedConfig
from processors.geometry import Affine, Box
from processors.language.portions import portion_texts
from processors.marks.overtyped import read_overtyped, typed_over
from processors.marks.strikes.types import StrikeMark
from processors.records import StrikeStyle
from processors.scan import Raster
from samples.fonts import font

CONFIG = OvertypedConfig()
BASELINE = 100


def struck(
    text: str, over: str = "X", face: str = "sans", before: str = "and", first: float = 0.1
) -> tuple[Raster, Box]:
    """A piece of a page with a text under as many letters as it is wide, and the box of what they strike.

    `first` tells where the first of them begins, in its width from the end of the parenthesis.
    """
    used = font(face, 34)
    page = Image.new("L", (700, 160), 255)
    draw = ImageDraw.Draw(page)
    at = 100.0
    draw.text((at - 30, BASELINE), before, fill=0, font=used, anchor="rs")
    draw.text((at, BASELINE), text, fill=0, font=used, anchor="ls")
    inner = at + used.getlength(text[:1]), at + used.getlength(text[:-1])
    wide = used.getlength(over)
    count = max(1, round((inner[1] - inner[0]) / wide))
    draw.text((inner[0] + first * wide, BASELINE), over * count, fill=0, font=used, anchor="ls")
    box = draw.textbbox((at, BASELINE), text[1:-1], font=used, anchor="ls")
    width = used.getlength(text[:1])
    return np.asarray(page), Box(box[0] + width, box[1], box[2] + width, box[3])


@pytest.mark.parametrize(
    ("text", "face"), [("(S)", "serif"), ("(S)", "sans"), ("(S//NF)", "sans"), ("(TS//NF)", "serif")]
)
def test_a_mark_is_read_under_typed_letters(text: str, face: str) -> None:
    page, box = struck(text, face=face)
    read = read_overtyped(page, box, portion_texts(), CONFIG)
    assert read is not None
    assert read.text == text
    assert read.confidence < 0.95


def test_the_box_goes_from_parenthesis_to_parenthesis() -> None:
    page, box = struck("(S//NF)")
    read = read_overtyped(page, box, portion_texts(), CONFIG)
    assert read is not None
    assert read.box.x0 < box.x0
    assert read.box.x1 > box.x1
    assert read.box.width < box.width + box.height


@pytest.mark.parametrize("text", ["(GRU)", "(see)", "(1963)", "(B)", "(II)", "(Smith)", "and so on"])
def test_what_is_no_mark_is_not_read_as_one(text: str) -> None:
    page, box = struck(text)
    assert read_overtyped(page, box, portion_texts(), CONFIG) is None


@pytest.mark.parametrize(
    ("text", "face", "over", "first", "stretch"),
    [
        ("(O)", "serif_bold", "X", 0.2, 0.9),
        ("(O)", "sans", "x", 0.2, 0.9),
        ("(G)", "serif_bold", "X", 0.2, 0.9),
        ("(G)", "serif_bold", "X", 0.2, 1.0),
        ("(Q)", "sans_bold", "x", 0.4, 0.9),
    ],
)
def test_a_letter_that_only_an_x_tells_from_that_of_a_mark_is_not_read_as_it(
    text: str, face: str, over: str, first: float, stretch: float
) -> None:
    page, box = struck(text, over, face, first=first)
    narrow = cv2.resize(page, None, fx=stretch, fy=1.0, interpolation=cv2.INTER_AREA)
    assert (
        read_overtyped(np.asarray(narrow, np.uint8), box.scaled(stretch, 1.0), portion_texts(), CONFIG)
        is None
    )


@pytest.mark.parametrize(("text", "face"), [("(C)", "serif"), ("(C)", "sans"), ("(U)", "serif")])
def test_marks_that_are_near_other_letters_are_read_where_nothing_hides_the_difference(
    text: str, face: str
) -> None:
    page, box = struck(text, face=face, first=0.0)
    read = read_overtyped(page, box, portion_texts(), CONFIG)
    assert read is not None
    assert read.text == text


def test_a_bar_hides_what_it_covers() -> None:
    page, box = struck("(S//NF)")
    covered = page.copy()
    covered[int(box.y0) : int(box.y1), int(box.x0) : int(box.x1)] = 0
    assert read_overtyped(covered, box, portion_texts(), CONFIG) is None


def test_a_redaction_that_the_feet_of_parentheses_touch_hides_nothing() -> None:
    page, box = struck("(TS//NF)", face="serif")
    read = read_overtyped(page, box, portion_texts(), CONFIG)
    assert read is not None
    redacted = page.copy()
    redacted[int(read.box.y1) - 1 :] = 0
    read = read_overtyped(redacted, box, portion_texts(), CONFIG)
    assert read is not None
    assert read.text == "(TS//NF)"


@pytest.mark.parametrize("beyond", [0, 3, 6])
def test_nothing_is_told_beside_a_redaction_that_may_hide_a_letter(beyond: int) -> None:
    page, box = struck("(SI)", face="serif")
    redacted = page.copy()
    redacted[int(box.y0) - 20 : int(box.y1) + 30, int(box.x1) + beyond :] = 0
    assert read_overtyped(redacted, box, portion_texts(), CONFIG) is None


def test_the_parenthesis_of_a_neighbour_is_left_where_it_is() -> None:
    page, box = struck("(S)", before="(U)")
    read = read_overtyped(page, box, portion_texts(), CONFIG)
    assert read is not None
    assert read.text == "(S)"


def test_only_what_was_typed_over_on_an_upright_page_is_read() -> None:
    page, box = struck("(S//NF)")
    mark = StrikeMark(box, StrikeStyle.TYPED, 0.9)
    line = StrikeMark(box, StrikeStyle.HORIZONTAL, 0.9)
    marks, read = typed_over(page, [mark, line], Affine.scale(0.5), portion_texts(), CONFIG)
    assert [r.text for r in read] == ["(S//NF)"]
    assert read[0].box == marks[0].box.scaled(0.5)
    assert marks[1] == line
    sideways = Affine.quarter_turns(1, page.shape[1], page.shape[0])
    assert typed_over(page, [mark], sideways, portion_texts(), CONFIG) == ((mark,), [])


def test_nothing_is_read_at_the_edge_of_a_page() -> None:
    page, _ = struck("(S)")
    assert read_overtyped(page, Box(0, 0, 4, 4), portion_texts(), CONFIG) is None
    assert read_overtyped(page, Box(690, 150, 720, 170), portion_texts(), CONFIG) is None
