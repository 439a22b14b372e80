"""Single words that end or begin a line of one release and that the other lacks there, where nothing was seen.

A box of one word there is lost easily, and readers lose words, too: only a page tells that was read well.
"""

from __future__ import annotations

from processors.compare.changes import confidence_of
from processors.compare.settings import CompareConfig
from processors.compare.sides import Side
from processors.compare.spaces import on_a_line
from processors.geometry import Box

SHORTER = "a line of the other release is shorter by this word, and no redaction was seen there"
STRETCH = 1.05
"""Width of a word in the width that it has in the other release, at most: scans differ a little in size."""


class LineEnds:
    """Asks of words of a release whether lines of the other are shorter by them."""

    def __init__(self, here: Side, there: Side, config: CompareConfig) -> None:
        """The words are those of `here`."""
        self._here, self._there, self._config = here, there, config
        self._well_read: dict[int, bool] = {}

    def is_bare(self, k: int, around: tuple[int, int]) -> bool:
        """Whether word `k` stands at one end of its line, and the other release has room for it there.

        Args:
            k: the word.
            around: the counterparts of the words before and behind.
        """
        before, word, behind = self._here.tokens[k - 1 : k + 2]
        start, end = (self._there.tokens[n] for n in around)
        if not self._are_beside(k, around) or on_a_line(before.boxes[-1], behind.boxes[0]):
            return False
        if on_a_line(start.boxes[-1], end.boxes[0]) or any(word.key in token.key for token in (start, end)):
            return False
        if confidence_of([word]) < self._config.sure_words or not self._is_well_read(start.page):
            return False
        left, right = _edges(self._there, start.page)
        needed = room = 0.0
        if on_a_line(before.boxes[-1], word.boxes[-1]):
            needed = word.boxes[-1].x1 - before.boxes[-1].x1
            room = right - start.boxes[-1].x0 - STRETCH * before.boxes[-1].width
        elif on_a_line(behind.boxes[0], word.boxes[0]) and not word.key.isdigit():
            # Numbers of items hang before their lines, and readers often lose them.
            needed = behind.boxes[0].x0 - word.boxes[0].x0
            room = end.boxes[0].x1 - STRETCH * behind.boxes[0].width - left
        return room >= self._config.room_low * needed > 0

    def _are_beside(self, k: int, around: tuple[int, int]) -> bool:
        """Whether the counterparts are those of the very words beside, which follow each other, all on one page."""
        tokens, match = self._here.tokens, self._here.match
        return (
            (match[k - 1], match[k + 1]) == around
            and around[1] == around[0] + 1
            and tokens[k - 1].page == tokens[k + 1].page
        )

    def _is_well_read(self, page: int) -> bool:
        """Whether hardly a word of a page of the other release was read in doubt."""
        if page not in self._well_read:
            words = [token for token in self._there.tokens if token.page == page and not token.is_redaction]
            doubtful = sum(word.confidence < self._config.well_read for word in words)
            self._well_read[page] = doubtful <= self._config.ill_read * len(words)
        return self._well_read[page]


def _edges(side: Side, page: int) -> tuple[float, float]:
    """Left and right edge of the words of a page."""
    boxes: list[Box] = [
        box for token in side.tokens if token.page == page and not token.is_redaction for box in token.boxes
    ]
    return min(box.x0 for box in boxes), max(box.x1 for box in boxes)
