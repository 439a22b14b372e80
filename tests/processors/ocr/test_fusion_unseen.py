"""Words in doubt where the detector saw nothing, and how high a row is cut out that is read again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from processors.config.fusion import FusionConfig, RapidConfig
from processors.geometry import Box
from processors.ocr.engine import EngineLine, EngineWord
from processors.ocr.fusion import second_reading
from processors.ocr.fusion.places import unsure_stretches
from processors.ocr.fusion.unseen import passed_over
from processors.ocr.line_reader import LineReading
from processors.ocr.rapid import RapidEngine
from processors.scan import Raster

CONFIG = FusionConfig()
PAPER = np.full((1000, 1000), 255, np.uint8)


class Blind(RapidEngine):
    """Sees no line, and reads nothing of what it is shown."""

    def __init__(self) -> None:
        super().__init__(RapidConfig())
        self.asked: list[Box] = []

    def detect(self, image: Raster) -> tuple[Box, ...]:  # noqa: ARG002
        return ()

    def read_lines(
        self,
        image: Raster,  # noqa: ARG002
        boxes: Sequence[Box],
        timeout: float,  # noqa: ARG002
        margin: float | None = None,  # noqa: ARG002
        characters: Sequence[int] = (),  # noqa: ARG002
    ) -> tuple[LineReading, ...]:
        self.asked.extend(boxes)
        return tuple(LineReading(box, ()) for box in boxes)


def line(*said: tuple[str, float], y: float = 100.0, high: Sequence[float] = ()) -> EngineLine:
    words, x = [], 100.0
    for k, (text, confidence) in enumerate(said):
        more = (high[k] - 30) / 2 if high else 0.0
        words.append(EngineWord(text, Box(x, y - more, x + 20 * len(text), y + 30 + more), confidence))
        x += 20 * (len(text) + 1)
    return EngineLine.of(words)


PASSED_OVER = line(("machine", 0.96), ("parts.", 0.78), ("A", 0.96), ("reliable", 0.97))


def test_a_line_of_which_the_detector_saw_no_sure_word_was_passed_over() -> None:
    assert passed_over([PASSED_OVER], [Box(100, 500, 400, 530)], CONFIG) == {0}
    seen = [word.box for word in PASSED_OVER.words if word.text != "parts."]
    assert passed_over([PASSED_OVER], seen, CONFIG) == set()


def test_a_line_without_a_sure_word_is_dirt_where_the_detector_saw_nothing() -> None:
    assert passed_over([line(("xq", 0.2), ("~)", 0.5))], [], CONFIG) == set()


def test_what_the_detector_passed_over_is_read_again_on_a_poor_page() -> None:
    engine = Blind()
    poor = [PASSED_OVER, *(line(("hrb", 0.3), y=200.0 + 60 * k) for k in range(6))]
    fused = second_reading(PAPER, poor, "tesseract", engine, CONFIG, 60.0)
    (asked,) = engine.asked
    assert asked.contains(*PASSED_OVER.words[1].box.centre)
    assert "parts." in fused.lines[0].text


def test_a_row_is_no_higher_for_the_edge_of_a_frame_that_was_read_into_a_word() -> None:
    framed = line(("officer", 0.97), ("nor", 0.97), ("Ilmar", 0.4), ("Mirrett|", 0.5), high=(30, 20, 30, 57))
    (stretch,) = unsure_stretches([framed], set(), CONFIG.sure_word, CONFIG)
    margin = CONFIG.rapid.line_margin * 30
    assert (stretch.box.y0, stretch.box.y1) == (100 - margin, 130 + margin)
    assert stretch.box.x1 >= framed.words[-1].box.x1


def test_a_bar_between_columns_is_read_again_as_high_as_it_is() -> None:
    row = line(("593.6", 0.97), ("590.8", 0.97), ("612.8", 0.97), ("|", 0.3), high=(30, 30, 30, 57))
    (stretch,) = unsure_stretches([row], set(), CONFIG.sure_word, CONFIG)
    margin = CONFIG.rapid.line_margin * 57
    assert (stretch.box.y0, stretch.box.y1) == (86.5 - margin, 143.5 + margin)
