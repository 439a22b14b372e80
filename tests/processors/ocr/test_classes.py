"""The recogniser's model with fewer classes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from processors.errors import EngineError
from processors.ocr.classes import known_characters, with_classes
from processors.ocr.devices import session
from processors.ocr.rapid import RECOGNISER, _model_path


@pytest.fixture(scope="module")
def model() -> bytes:
    return _model_path(RECOGNISER).read_bytes()


def answers(model: bytes, line: Any) -> Any:
    made = session(model, "cpu")
    return made.run(None, {made.get_inputs()[0].name: line})[0]


def test_fewer_classes_share_out_what_all_had(model: bytes) -> None:
    line = np.random.default_rng(1).uniform(-1, 1, (1, 3, 48, 160)).astype(np.float32)
    kept = [0, 700, 30, 18_709]
    few = answers(with_classes(model, kept), line)
    whole = answers(model, line)[..., kept]
    assert few == pytest.approx(whole / whole.sum(axis=-1, keepdims=True), abs=1e-4)


def test_the_model_says_which_characters_it_knows(model: bytes) -> None:
    known = known_characters(model)
    assert len(known) == 18_708
    assert {"A", "z", "7", "§"} <= set(known)


def test_another_model_is_not_changed() -> None:
    with pytest.raises(EngineError, match="last layer"):
        with_classes(b"", [0])
    with pytest.raises(EngineError, match="characters"):
        known_characters(b"")
