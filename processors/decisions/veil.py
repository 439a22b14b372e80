"""What stays of words and texts where people say that something is withheld."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from processors.decisions.redactions import Covers, is_covered
from processors.decisions.sheet import Sheet
from processors.decisions.typed import NOBODY, Origins
from processors.decisions.types import Decision
from processors.decisions.words import placed
from processors.geometry import Box, overlap_1d
from processors.records import Line, LineKind, Word

# A word is one of a finding that has more than this share (0..1) of its width, and of the lower one's height.
_OF_IT = 0.5


@dataclass(frozen=True, slots=True)
class Veil:
    """What people say is withheld on a page.

    Attributes:
        covers: as `redactions.covers` gives them.
        inside: a word of which more than this share (0..1) is covered is withheld.
        shown: from boxes of the page's words to boxes as shown, in which covers are.
        typed: who typed the words that decisions left, by number of the decision.
    """

    covers: Covers
    inside: float
    shown: Callable[[Box], Box]
    typed: Mapping[int, Origins]

    def words(
        self, words: Sequence[Word], kind: LineKind = LineKind.BODY, decision: Decision | None = None
    ) -> list[Word]:
        """The words that are not withheld.

        Args:
            words: of a line, or of another text.
            kind: of the line.
            decision: that left the words so, if one did; what was typed is hidden by what was drawn later alone.
        """
        since = self.typed.get(decision.number, ()) if decision is not None else ()
        if len(since) != len(words):
            # They are read otherwise now: nobody can tell which were typed.
            since = (NOBODY,) * len(words)
        return [w for w, number in zip(words, since, strict=True) if not self._hides(w, kind, number)]

    def _hides(self, word: Word, kind: LineKind, since: int) -> bool:
        covers = [cover for cover in self.covers if cover[0] > since]
        return is_covered(word.text, self.shown(word.bbox), kind, covers, self.inside)

    def text(self, text: str, box: Box, lines: Iterable[Line], decision: Decision | None = None) -> str:
        """The text of a strike or marking without the words that are withheld.

        Args:
            text: of it.
            box: of it, in the units of the lines.
            lines: of the page, whose words tell where those of the text stand.
            decision: that left the text so, if one did.
        """
        place = self.shown(box)
        if not text or not any(place.overlap(cover) > 0 for _, cover, _ in self.covers):
            return text
        there = [w for line in lines for w in line.words if _is_of(w.bbox, box)]
        words = placed(text, there, box)
        left = self.words(words, decision=decision)
        return text if len(left) == len(words) else " ".join(word.text for word in left)


def veil_of(sheet: Sheet, covers: Covers, typed: Mapping[int, Origins]) -> Veil:
    """What people say is withheld on that page, for its upright boxes; `typed` as for `Veil`."""
    return Veil(covers, sheet.config.reading.inside, sheet.shown, typed)


def _is_of(word: Box, box: Box) -> bool:
    across = overlap_1d(word.x0, word.x1, box.x0, box.x1)
    down = overlap_1d(word.y0, word.y1, box.y0, box.y1)
    return across > _OF_IT * word.width and down > _OF_IT * min(word.height, box.height)
