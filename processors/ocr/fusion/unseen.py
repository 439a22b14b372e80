"""Where the second reader's detector saw nothing of what the first reader read: dirt, or text that it passed over."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from processors.config.fusion import FusionConfig
from processors.geometry import Box
from processors.ocr.engine import EngineLine, EngineWord


def passed_over(lines: Sequence[EngineLine], detected: Sequence[Box], config: FusionConfig) -> set[int]:
    """Places of the lines of whose surely read letters the detector missed half: there it tells nothing.

    Args:
        lines: of the first reader.
        detected: what the detector saw.
        config: thresholds.
    """
    return {n for n, line in enumerate(lines) if _is_passed_over(line, detected, config)}


def _is_passed_over(line: EngineLine, detected: Sequence[Box], config: FusionConfig) -> bool:
    sure = [word for word in line.words if word.confidence >= config.sure_word]
    seen = _are_seen(sure, detected).tolist()
    missed = sum(len(word.text) for word, told in zip(sure, seen, strict=True) if not told)
    return missed > 0 and 2 * missed >= sum(len(word.text) for word in sure)


def are_unseen(words: Sequence[EngineWord], detected: Sequence[Box], config: FusionConfig) -> list[bool]:
    """Of each word, whether it is in doubt, and the detector saw nothing that reaches into it."""
    seen = _are_seen(words, detected).tolist()
    return [w.confidence < config.unseen_first and not told for w, told in zip(words, seen, strict=True)]


def _are_seen(words: Sequence[EngineWord], detected: Sequence[Box]) -> NDArray[np.bool_]:
    """Of each word, whether something detected has some area in common with it."""
    x0, y0, x1, y1 = np.array([word.box for word in words], np.float64).reshape(-1, 4).T[:, :, None]
    left, top, right, bottom = np.array(detected, np.float64).reshape(-1, 4).T
    wide = np.minimum(x1, right) > np.maximum(x0, left)
    high = np.minimum(y1, bottom) > np.maximum(y0, top)
    return np.asarray((wide & high).any(axis=1))
