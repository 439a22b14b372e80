"""Codes by hand, told by how likely a reader finds them; the reader is a stand-in with fixed answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from processors.config.codes import WrittenConfig
from processors.geometry import Box
from processors.ocr.line_reader import Weighed
from processors.scan import Raster
from processors.written_codes import written_codes

PLACE = Box(100, 100, 160, 150)
OTHER = Box(300, 100, 390, 150)
PAGE: Raster = np.full((400, 600), 255, np.uint8)


class Reader:
    """Answers by the width of what it is shown; what it was not told of is unlikely."""

    def __init__(self, *answers: Mapping[str, float]) -> None:
        self.answers = answers

    def weigh(self, image: Raster, box: Box, texts: Sequence[str], margin: float) -> Weighed:
        del box, margin
        answer = self.answers[0] if image.shape[1] < 80 else self.answers[-1]
        return Weighed("", tuple(answer.get(text, -20.0) for text in texts) if answer else ())


def look(*answers: Mapping[str, float], known: tuple[str, ...] = ()) -> dict[Box, str]:
    places = (PLACE, OTHER)[: len(answers)]
    return written_codes(PAGE, places, known, Reader(*answers), WrittenConfig())


def test_a_code_that_is_by_far_the_likeliest() -> None:
    assert look({"b7c": -2.0, "b7e": -6.5}) == {PLACE: "b7c"}
    assert look({"b7C": -2.0, "b7c": -3.0, "b7e": -6.5}) == {PLACE: "b7c"}


def test_one_that_is_hardly_likelier_than_another_is_not_told() -> None:
    assert look({"b7c": -2.0, "b7e": -4.0}) == {}


def test_the_same_hand_writes_the_same_code_again() -> None:
    assert look({"b7c": -2.0, "b6": -4.0}, known=("b7c",)) == {PLACE: "b7c"}
    assert look({"b7c": -2.0, "b6": -4.0}, {"b7c": -1.0}) == {PLACE: "b7c", OTHER: "b7c"}
    assert look({"b7c": -2.0, "b6": -4.0}, known=("b7e",)) == {}


def test_a_known_code_is_not_told_for_another_one_with_a_letter() -> None:
    assert look({"b7c": -2.0, "b7e": -4.0}, known=("b7c",)) == {}
    assert look({"b7c": -2.0, "b7e": -4.0}, {"b7c": -1.0}) == {OTHER: "b7c"}


@pytest.mark.parametrize("answer", [{"b7c": -9.0}, {"b1": -2.0}, {"b7": -2.0, "b7c": -8.0}, {}])
def test_what_is_unlikely_or_has_no_letter_is_not_told(answer: dict[str, float]) -> None:
    assert look(answer, known=("b7c",)) == {}


def test_a_place_at_the_edge_of_the_page() -> None:
    place = Box(580, 380, 640, 430)
    found = written_codes(PAGE, [place], (), Reader({"b7c": -1.0}), WrittenConfig())
    assert found == {place: "b7c"}


def test_places_in_which_no_code_can_be_likely_any_more_are_looked_at_no_further() -> None:
    asked: list[float] = []

    class Counting(Reader):
        def weigh(self, image: Raster, box: Box, texts: Sequence[str], margin: float) -> Weighed:
            asked.append(margin)
            return super().weigh(image, box, texts, margin)

    assert written_codes(PAGE, [PLACE], (), Counting({"b1": -1.0}), WrittenConfig()) == {}
    # Three looks at -20 each are as unlikely as all eight at the least.
    assert len(asked) == 3
    assert written_codes(PAGE, [PLACE], (), Counting({"b7c": -7.0}), WrittenConfig()) == {PLACE: "b7c"}
    assert len(asked) == 3 + 8
