"""Whether a reading left text unread: page analysis drops whole lines beside boxes, stamps and rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

import cv2
import numpy as np
from numpy.typing import NDArray

from processors.components import components
from processors.config.fusion import FusionConfig
from processors.geometry import Box, bounding, overlap_1d
from processors.ocr.engine import EngineLine
from processors.scan import Raster


@dataclass(frozen=True, slots=True)
class Unread:
    """What could be letters and lies outside the words.

    Attributes:
        letters: their boxes in pixels, n x (left, top, width, height).
        word_height: of the words that were read, the median in pixels; 0 where there are none.
    """

    letters: NDArray[np.int32]
    word_height: float

    def is_text(self, config: FusionConfig) -> bool:
        """Whether the reading missed text: nothing was read at all, or more is left over than stray marks."""
        return self.word_height == 0 or len(self.letters) >= config.unread_letters

    def is_all_over(self, config: FusionConfig) -> bool:
        """Whether so much is left over that only a detector can tell where the lines are."""
        return self.word_height == 0 or len(self.letters) > config.missed_letters

    def pieces(self, config: FusionConfig) -> list[tuple[Box, int]]:
        """The boxes of letters beside each other, and how many those are, from the top down."""
        gap = config.missed_gap * self.word_height
        found: list[tuple[Box, int]] = []
        for x, y, width, height in sorted(self.letters.tolist()):
            box = Box(float(x), float(y), float(x + width), float(y + height))
            home = next((k for k, (piece, _) in enumerate(found) if _goes_on(piece, box, gap, config)), None)
            if home is None:
                found.append((box, 1))
            else:
                piece, count = found[home]
                found[home] = bounding([piece, box]), count + 1
        return sorted(found, key=lambda piece: (piece[0].y0, piece[0].x0))

    def are_in(self, box: Box) -> bool:
        """Whether the middle of one of the letters lies in the box."""
        x = self.letters[:, 0] + self.letters[:, 2] / 2
        y = self.letters[:, 1] + self.letters[:, 3] / 2
        return bool(np.any((x >= box.x0) & (x <= box.x1) & (y >= box.y0) & (y <= box.y1)))


def reason_to_read_again(left: Unread | None, config: FusionConfig) -> str:
    """Why a second reader is asked, for provenance; `left` is None where it was not looked for what was left unread."""
    if config.everything:
        return "everything is read twice"
    if left is None:
        return "the page is poor"
    return "missed text" if left.is_text(config) else "unsure words"


def _goes_on(piece: Box, letter: Box, gap: float, config: FusionConfig) -> bool:
    """Whether a letter stands in the row of a piece of a line, no further behind it than `gap` (pixels)."""
    common = overlap_1d(piece.y0, piece.y1, letter.y0, letter.y1)
    return letter.x0 - piece.x1 <= gap and common >= config.same_row * min(piece.height, letter.height)


def unread(image: Raster, lines: Sequence[EngineLine], config: FusionConfig) -> Unread:
    """Looks for letters as large as those that were read, outside the words.

    Args:
        image: height x width grey levels, dark text on light paper.
        lines: what was read.
        config: thresholds.
    """
    words = [word.box for line in lines for word in line.words]
    if not words:
        return Unread(np.empty((0, 4), np.int32), 0.0)
    mask = cv2.threshold(image, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)[1]
    high = median(b.height for b in words)
    letters = _letter_boxes(np.asarray(mask, dtype=np.uint8), high, config)
    read = _painted(image.shape[:2], (b for b in words if b.height <= config.tallest_word * high))
    x, y = letters[:, 0] + letters[:, 2] // 2, letters[:, 1] + letters[:, 3] // 2
    return Unread(letters[read[y, x] == 0], high)


def _letter_boxes(mask: Raster, word_height: float, config: FusionConfig) -> NDArray[np.int32]:
    stats = components(mask, 8).stats[1:]
    low, high = (share * word_height for share in config.letter_heights)
    narrow, wide = config.letter_aspect
    width, height = stats[:, 2], stats[:, 3]
    like = (height >= low) & (height <= high) & (width >= narrow * height) & (width <= wide * height)
    return np.asarray(stats[like, :4], dtype=np.int32)


def _painted(shape: tuple[int, ...], boxes: Iterable[Box]) -> Raster:
    out = np.zeros(shape, dtype=np.uint8)
    for box in boxes:
        x0, y0, x1, y1 = (max(0, round(v)) for v in box)
        out[y0:y1, x0:x1] = 255
    return out
