from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from processors.config.fusion import FusionConfig
from processors.geometry import Box
from processors.ocr.fusion.calibration import calibrated
from processors.ocr.fusion.model import FusedWord

CONFIG = FusionConfig()
shares = st.floats(0, 1)
engines = st.sampled_from(["tesseract", "rapidocr", "tesseract+rapidocr"])


def right(confidence: float, engine: str) -> float:
    word = FusedWord("lantern", Box(0, 0, 70, 20), confidence, engine)
    return calibrated(word, "tesseract", CONFIG).confidence


@given(shares, shares, engines)
def test_surer_words_stay_surer(one: float, two: float, engine: str) -> None:
    low, high = sorted((one, two))
    assert 0 <= right(low, engine) <= right(high, engine) < 1


@given(shares)
def test_a_word_nobody_confirms_is_worth_no_more(confidence: float) -> None:
    if confidence < 0.9:
        assert right(confidence, "tesseract") <= right(confidence, "tesseract+rapidocr")


def test_only_the_confidence_changes() -> None:
    word = FusedWord("lantern", Box(0, 0, 70, 20), 0.7, "rapidocr")
    made = calibrated(word, "tesseract", CONFIG)
    assert (made.text, made.box, made.engine) == (word.text, word.box, word.engine)
