"""Which of the fused words are given as text: neither garbled ones nor scraps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from processors.config.fusion import FusionConfig
from processors.geometry import Box
from processors.ocr.engine import EngineWord
from processors.ocr.fusion.calibration import calibrated
from processors.ocr.fusion.model import FusedLine, FusedWord
from processors.ocr.noise import RejectedWord

GARBLED = "garbled"
"""Filter: so doubtful that hardly any such word is right; nothing is better than a wrong word."""

SCRAP = "scrap"
"""Filter: few signs on a line of their own, most likely dust or a piece of a pen stroke."""

ILLEGIBLE = "[?]"
"""What stands for a garbled word amid others: left out, a date would lose its day without a trace."""


@dataclass(slots=True)
class Sieve:
    """Takes lines apart into what is legible and what is not.

    Attributes:
        first: name of the first reader.
        struck: where something is struck out; words there are kept however doubtful, since only the marking lexicon
            can tell what they are.
        config: how doubtful a word may be.
        rejected: what was turned down so far.
    """

    first: str
    struck: Sequence[Box]
    config: FusionConfig
    rejected: list[RejectedWord] = field(default_factory=list)

    def line(self, line: FusedLine) -> FusedLine | None:
        """What of a line is given as text, its confidences calibrated; None where nothing is."""
        garbled = [not self._is_legible(word, line) for word in line.words]
        words = []
        for k, word in enumerate(line.words):
            if not garbled[k]:
                words.append(calibrated(word, self.first, self.config))
                continue
            self._reject(word, GARBLED)
            if self._is_amid(k, line.words, garbled):
                words.append(replace(word, text=ILLEGIBLE, confidence=0.0))
        kept = FusedLine.of(words) if words else None
        return None if kept is None or self._is_scrap(kept) else kept

    def _is_legible(self, word: FusedWord, line: FusedLine) -> bool:
        least = self.config.least_first if word.engine == self.first else self.config.least_word
        bullet = word is line.words[0] and len(line.words) > 1 and word.text in self.config.bullets
        return bullet or word.confidence >= least or self._is_struck(word.box)

    def _is_amid(self, place: int, words: Sequence[FusedWord], garbled: Sequence[bool]) -> bool:
        """Whether a garbled word stands between legible ones as the words of a line do: dust in a column does not."""
        word = words[place]
        if not any(c.isalnum() for c in word.text):
            return False
        before = [w.box.x1 for w, bad in zip(words[:place], garbled[:place], strict=True) if not bad]
        behind = [
            w.box.x0 for w, bad in zip(words[place + 1 :], garbled[place + 1 :], strict=True) if not bad
        ]
        if not before or not behind:
            return False
        reach = self.config.amid_h * word.box.height
        return word.box.x0 - max(before) <= reach and min(behind) - word.box.x1 <= reach

    def _is_scrap(self, line: FusedLine) -> bool:
        """Whether a line is a few signs that are most likely none: dust in the margins, pieces of pen strokes.

        Codes and portion marks stand in brackets: what may be one is left to those who know them.
        """
        text = "".join(word.text for word in line.words if word.text != ILLEGIBLE)
        few = sum(c.isalnum() for c in text) <= self.config.scrap_letters
        if (
            not few
            or any(c in "()[]{}" for c in text)
            or any(word.confidence >= self.config.scrap_word for word in line.words)
            or self._is_struck(line.box)
        ):
            return False
        for word in line.words:
            self._reject(word, SCRAP)
        return True

    def _is_struck(self, box: Box) -> bool:
        return any(box.overlap(other) > 0 for other in self.struck)

    def _reject(self, word: FusedWord, why: str) -> None:
        self.rejected.append(RejectedWord(EngineWord(word.text, word.box, word.confidence), why))
