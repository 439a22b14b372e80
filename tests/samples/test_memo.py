"""The memorandum that the demo and the end-to-end test read."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from samples.memo import BULLETS, STAMP, memorandum


@pytest.mark.parametrize("seed", range(6))
def test_the_text_has_the_agreed_blocks_in_reading_order(seed: int) -> None:
    _, _, text = memorandum(seed)
    code, title, date, first, second, bullets, stamp, banner = text.rstrip("\n").split("\n\n")
    assert code == "(b)(3)"
    assert title.count("\n") == 1 and title.isupper()
    assert date[-4:].isdigit()
    assert "\n" not in first + second
    assert [row[:2] for row in bullets.split("\n")] == ["- "] * BULLETS
    assert tuple(stamp.split("\n")) == STAMP == ("APPROVED FOR RELEASE", "DATE: 08-31-2009")
    assert banner == "~~SECRET~~"


@pytest.mark.parametrize("seed", range(6))
def test_a_word_of_each_paragraph_is_divided_at_a_line_end(seed: int) -> None:
    _, truth, text = memorandum(seed)
    lines = [line.text for line in truth.lines if line.kind == "body"]
    for paragraph in text.split("\n\n")[3:5]:
        divided = [
            head.split()[-1][:-1] + tail.split()[0] for head, tail in pairwise(lines) if head.endswith("-")
        ]
        assert any(word in paragraph for word in divided)
        assert "-" not in paragraph


def test_the_block_above_the_title_is_white_but_for_its_code() -> None:
    image, truth, _ = memorandum(3)
    (gap,) = truth.redactions
    assert gap.kind == "gap" and gap.codes == ("(b)(3)",) and gap.unsure and gap.hidden_characters
    block = image[int(gap.bbox.y0) : int(gap.bbox.y1), int(gap.bbox.x0) : int(gap.bbox.x1)].copy()
    code = next(line.bbox for line in truth.lines if line.kind == "code").grown(2)
    block[
        int(code.y0 - gap.bbox.y0) : int(code.y1 - gap.bbox.y0) + 1,
        int(code.x0 - gap.bbox.x0) : int(code.x1 - gap.bbox.x0) + 1,
    ] = 255
    assert block.min() == 255
    title = min(line.bbox.y0 for line in truth.lines if line.kind == "heading")
    assert gap.bbox.y1 < title


def test_the_banner_at_the_foot_is_struck_through() -> None:
    image, truth, _ = memorandum(4)
    (strike,) = truth.strikes
    assert (strike.text, strike.style, strike.what) == ("SECRET", "horizontal", "classification")
    assert strike.bbox.y0 > 0.85 * truth.height
    box = strike.bbox
    inside = image[int(box.y0) : int(box.y1) + 1, int(box.x0) : int(box.x1) + 1] < 128
    assert (inside.any(axis=0)).mean() > 0.97, "the line fills the spaces between the letters"


def test_damage_moves_the_truth_along() -> None:
    image, truth, text = memorandum(2, ("turn90", "otsu"))
    upright, straight, same = memorandum(2)
    assert image.shape == upright.shape[::-1] and (truth.width, truth.height) == (
        straight.height,
        straight.width,
    )
    assert text == same
    old, new = straight.strikes[0].bbox, truth.strikes[0].bbox
    assert new == (straight.height - old.y1, old.x0, straight.height - old.y0, old.x1)


def test_the_same_seed_gives_the_same_pixels() -> None:
    one, two = memorandum(9, ("photocopy", "mottle")), memorandum(9, ("photocopy", "mottle"))
    assert np.array_equal(one[0], two[0]) and one[1:] == two[1:]
    assert not np.array_equal(one[0], memorandum(10, ("photocopy", "mottle"))[0])
