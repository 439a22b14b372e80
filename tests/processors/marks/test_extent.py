from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from processors.config.reading import ExtentConfig
from processors.geometry import Box
from processors.marks.extent import hidden_characters
from processors.records import Line, LineKind, Word

CONFIG = ExtentConfig()


def typed(pitch: float, *texts: str, leading: float = 20.0, spread: float = 0.0) -> list[Line]:
    lines = []
    for row, text in enumerate(texts):
        x, words = 50.0, []
        for k, part in enumerate(text.split()):
            width = len(part) * pitch * (1 + spread * (-1) ** k)
            words.append(Word(part, Box(x, 100 + row * leading, x + width, 110 + row * leading), 1.0, "t"))
            x += width + pitch
        lines.append(
            Line(text, Box(50, 100 + row * leading, x, 110 + row * leading), 1.0, LineKind.BODY, tuple(words))
        )
    return lines


TEXT = ("several words stand above", "other words follow below", "further words again stand")


@given(st.floats(4, 12), st.integers(3, 60))
def test_typescript_gives_a_tight_interval_around_the_truth(pitch: float, hidden: int) -> None:
    box = Box(300, 119, 300 + hidden * pitch, 131)
    found = hidden_characters(box, typed(pitch, *TEXT), CONFIG)
    assert found is not None
    assert found.low <= hidden <= found.high
    assert found.high - found.low <= 0.2 * hidden + 4


def test_proportional_type_gives_a_wide_one() -> None:
    box = Box(300, 119, 500, 131)
    fixed = hidden_characters(box, typed(6, *TEXT), CONFIG)
    loose = hidden_characters(box, typed(6, *TEXT, spread=0.15), CONFIG)
    assert fixed is not None and loose is not None
    assert loose.high - loose.low > fixed.high - fixed.low


def test_a_box_over_several_lines_counts_them_all() -> None:
    one = hidden_characters(Box(50, 119, 250, 131), typed(6, *TEXT), CONFIG)
    three = hidden_characters(Box(50, 99, 250, 151), typed(6, *TEXT), CONFIG)
    assert one is not None and three is not None
    assert three.low > 2 * one.high


def test_without_type_near_nothing_is_said() -> None:
    assert hidden_characters(Box(0, 0, 100, 10), [], CONFIG) is None
