"""Which letters under a level stroke are one word: marks beside prose, and letter-spaced banners."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from processors.config.strikes import StrikeConfig
from processors.geometry import Box
from processors.marks.strikes import find_strikes
from samples.fonts import font

PROSE = "talks on the delivery of wheat were put off until the minister came"


def struck(text: str, behind: str, face: str, over: float) -> tuple[list[Box], Box]:
    """The strikes of a page on which a line goes `over` heights beyond `text` at both ends, and the box of `text`."""
    sheet = Image.new("L", (1500, 700), 255)
    draw, type_ = ImageDraw.Draw(sheet), font(face, 46)
    for k in range(4):
        draw.text((150, 100 + 80 * k), PROSE[:40], font=type_, fill=0, anchor="ls")
    at = (150, 450)
    box = Box(*(float(v) for v in draw.textbbox(at, text, font=type_, anchor="ls")))
    draw.text((at[0] + type_.getlength(f"{text} "), at[1]), behind, font=type_, fill=0, anchor="ls")
    draw.text(at, text, font=type_, fill=0, anchor="ls")
    y, ends = box.centre[1], over * box.height
    draw.line([(box.x0 - ends, y), (box.x1 + ends, y)], fill=0, width=4)
    found = find_strikes(np.asarray(sheet), 300.0, (), StrikeConfig()).found
    return [mark.box for mark in found], box


@pytest.mark.parametrize("mark", ["(S//NF)", "(TS//SI//NF)", "(C//NF)", "(TS)"])
@pytest.mark.parametrize("behind", ["of wheat", "wheat was", "The south"])
@pytest.mark.parametrize("face", ["serif", "sans", "serif_bold"])
def test_a_stroke_that_ends_over_the_next_word_strikes_the_mark_alone(
    mark: str, behind: str, face: str
) -> None:
    (found,), box = struck(mark, behind, face, 0.6)
    assert found.overlap(box) >= 0.8 * box.area
    assert found.x1 < box.x1 + 0.1 * box.height


def test_a_stroke_over_the_mark_and_the_next_word_strikes_both() -> None:
    found, box = struck("(S//NF) of", "wheat", "serif", 0.1)
    assert sum(place.width for place in found) >= 0.8 * box.width


@pytest.mark.parametrize("text", ["S E C R E T", "C O N F I D E N T I A L"])
@pytest.mark.parametrize("face", ["courier_bold", "courier", "mono"])
def test_letters_that_stand_apart_are_one_struck_word(text: str, face: str) -> None:
    (found,), box = struck(text, "", face, 0.4)
    assert found.overlap(box) >= 0.8 * box.area
