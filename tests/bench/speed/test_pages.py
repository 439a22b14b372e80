"""What reading a page costs, step by step and apart from the readers."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from bench.accuracy.pages import BenchPage
from bench.speed.pages import PageCost, page_cost, summary
from processors.config import Config


def test_the_readers_are_counted_apart(tmp_path: Path) -> None:
    picture = tmp_path / "page.png"
    grey = np.full((600, 1600), 255, np.uint8)
    for k, text in enumerate(("A LINE THAT BOTH READERS SEE", "and another one below it")):
        cv2.putText(grey, text, (60, 160 + 200 * k), cv2.FONT_HERSHEY_SIMPLEX, 2, 0, 4)
    cv2.imwrite(str(picture), grey)
    page = BenchPage("text", "made", picture, 1, picture, 300.0, (), complete=False)
    found = page_cost(page, Config())
    assert {"open", "clean", "ocr", "second reading"} <= set(found.steps)
    assert 0 < found.readers < found.seconds
    assert found.alone > 0


def test_pages_that_the_detector_looks_through_are_told_apart() -> None:
    costs = [
        PageCost("a", {"clean": 0.5, "ocr": 1.5}, 1.5, 1.0, detected=False),
        PageCost("b", {"ocr": 4.0}, 3.0, 1.0, detected=True),
        PageCost("c", {"ocr": 1.0}, 0.9, 1.0, detected=False),
    ]
    assert costs[0].line().startswith("2.00  2.000 s, Tesseract 1.000 s, ours 25%  a: ocr 1.500, clean 0.500")
    assert summary(costs) == [
        "looked through (1): 4.00 to 4.00, median 4.00, ours 25.0%",
        "others (2): 1.00 to 2.00, median 1.50, ours 20.0%",
    ]


@pytest.mark.parametrize("detected", [True, False])
def test_nothing_is_told_of_pages_that_there_are_not(detected: bool) -> None:
    assert len(summary([PageCost("a", {"ocr": 1.0}, 0.5, 1.0, detected)])) == 1
