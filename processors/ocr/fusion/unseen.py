"""Where the second reader's detector saw nothing of what the first reader read: dirt, or text that it passed over."""

from __future__ import annotations

from collections.abc import Sequence

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
    missed = sum(len(word.text) for word in sure if not _is_seen(word, detected))
    return missed > 0 and 2 * missed >= sum(len(word.text) for word in sure)


def is_unseen(word: EngineWord, detected: Sequence[Box], config: FusionConfig) -> bool:
    """Whether a word is in doubt, and the detector saw nothing that reaches into it."""
    return word.confidence < config.unseen_first and not _is_seen(word, detected)


def _is_seen(word: EngineWord, detected: Sequence[Box]) -> bool:
    return any(word.box.overlap(box) > 0 for box in detected)
