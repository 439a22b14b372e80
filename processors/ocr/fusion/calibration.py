"""Confidence that means something: of the words given 0.9, nine of ten are right."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from processors.config.fusion import FusionConfig
from processors.ocr.fusion.model import FusedWord


def calibrated(word: FusedWord, first: str, config: FusionConfig) -> FusedWord:
    """The word with the share of right words among those that came out as sure as it.

    What only the first reader saw is judged by itself: the second looked there and did not see it, or was not asked
    because the first was sure.

    Args:
        word: as fused.
        first: name of the first reader.
        config: the curves.
    """
    curve = config.right_first_alone if word.engine == first else config.right
    said, right = zip(*curve, strict=True)
    return replace(word, confidence=float(np.interp(word.confidence, said, right)))
