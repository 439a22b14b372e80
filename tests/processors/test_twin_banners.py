"""A banner of which only the feet show is told where another struck one on the page has the same."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from processors.config.hidden import HiddenConfig
from processors.geometry import Box
from processors.marks.strikes.ink import ink_of
from processors.twin_banners import fitting
from samples.fonts import font

CONFIG = HiddenConfig()


def told(hidden: str, whole: str, *, shows: float = 0.45, size: int = 54) -> str:
    """What is told of `hidden`, of which a share `shows` below a stroke, where `whole` stands struck on the page."""
    sheet = Image.new("L", (1400, 500), 255)
    draw, face = ImageDraw.Draw(sheet), font("serif_bold", 54)
    draw.text((200, 120), hidden, font=face, fill=0, anchor="ls")
    upper = Box(*(float(v) for v in draw.textbbox((200, 120), hidden, font=face, anchor="ls")))
    y = upper.y1 - shows * upper.height
    draw.rectangle((0, 0, 1400, y), fill=255)
    draw.line((upper.x0 - 30, y + 2, upper.x1 - 40, y + 2), fill=0, width=4)
    other = font("serif_bold", size)
    draw.text((240, 400), whole, font=other, fill=0, anchor="ls")
    lower = Box(*(float(v) for v in draw.textbbox((240, 400), whole, font=other, anchor="ls")))
    middle = lower.centre[1] - 2
    draw.line((lower.x0 - 30, middle, lower.x1 + 30, middle), fill=0, width=4)
    part = upper._replace(y0=y)
    return fitting(ink_of(np.asarray(sheet)), part, [(whole, lower)], CONFIG)


@pytest.mark.parametrize("text", ["TOP SECRET", "SECRET", "CONFIDENTIAL"])
def test_the_same_banner_is_told(text: str) -> None:
    assert told(text, text) == text


@pytest.mark.parametrize(
    ("hidden", "whole"),
    [
        ("SECRET", "TOP SECRET"),
        ("TOP SECRET", "SECRET"),
        ("UNCLASSIFIED", "CONFIDENTIAL"),
        ("RESTRICTED", "TOP SECRET"),
        ("THE HARBOR", "TOP SECRET"),
    ],
)
def test_another_is_not(hidden: str, whole: str) -> None:
    assert told(hidden, whole) == ""


def test_what_is_too_low_or_of_another_size_is_not_told() -> None:
    assert told("TOP SECRET", "TOP SECRET", shows=0.2) == ""
    assert told("TOP SECRET", "TOP SECRET", size=48) == ""


def test_nothing_is_told_where_others_differ() -> None:
    ink = np.zeros((100, 100), np.uint8)
    assert fitting(ink, Box(10, 10, 60, 30), [("SECRET", Box(10, 60, 60, 90))], CONFIG) == ""
