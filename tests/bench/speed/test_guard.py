"""The guard of speed: what counts as dearer, and that a step made dearer is found. The guard itself runs here too."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from bench.speed import guard
from bench.speed.stages import tesseract_alone
from processors import pictures as before_reading
from processors.config import Config

KEPT = {"ocr": 1.0, "strikes": 0.2, "open": 0.01}


@pytest.mark.parametrize(
    ("found", "names"),
    [
        (KEPT, set()),
        ({"ocr": 1.29, "strikes": 0.25, "open": 0.06}, set()),
        ({"ocr": 1.31, "strikes": 0.27, "open": 0.08}, {"ocr", "strikes", "open"}),
        ({**KEPT, "new step": 0.1}, {"new step"}),
        ({"ocr": 0.5}, set()),
    ],
)
def test_what_counts_as_dearer(found: dict[str, float], names: set[str]) -> None:
    assert set(guard.dearer(KEPT, found)) == names


def test_what_is_dear_once_is_measured_again(monkeypatch: pytest.MonkeyPatch) -> None:
    found = iter([{"ocr": 2.0, "open": 0.01}, {"ocr": 1.1, "open": 0.5}])
    monkeypatch.setattr(guard, "measured", lambda *_: next(found))
    assert guard.check(KEPT, [], Config()) == {}


def test_what_is_dear_each_time_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    found = iter([{"ocr": 2.0}, {"ocr": 1.4}, {"ocr": 1.5}, {"ocr": 1.6}])
    monkeypatch.setattr(guard, "measured", lambda *_: next(found))
    assert guard.check(KEPT, [], Config()) == {"ocr": (1.0, 1.4)}


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return guard.pages(tmp_path_factory.mktemp("guard"))


@pytest.mark.slow
@pytest.mark.tesseract
def test_no_step_became_dearer(pictures: list[Path]) -> None:
    kept = json.loads(guard.KEPT.read_text(encoding="utf-8"))
    assert guard.check(kept, pictures, Config()) == {}, (
        "see docs/speed.md: python -m bench.speed.guard --write"
    )


@pytest.mark.slow
@pytest.mark.tesseract
def test_a_step_made_dearer_is_found(pictures: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    page = pictures[:1]
    usual = guard.measured(page, Config())
    more = 0.5 * tesseract_alone(page[0])
    find = before_reading.find_strikes

    def slow(*args: Any) -> Any:
        end = time.process_time() + more
        while time.process_time() < end:
            pass
        return find(*args)

    monkeypatch.setattr(before_reading, "find_strikes", slow)
    assert "strikes" in guard.dearer(usual, guard.measured(page, Config()))
