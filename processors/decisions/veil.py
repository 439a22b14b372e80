"""What stays of words and texts where people say that something is withheld."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from processors.decisions.redactions import Covers, is_covered
from processors.decisions.sheet import Sheet
from processors.decisions.types import Act, Decision
from processors.decisions.words import folded, placed, typed
from processors.geometry import Box, overlap_1d
from processors.records import Line, LineKind, Word

# A word is one of a finding that has more than this share (0..1) of its width, and of the lower one's height.
_OF_IT = 0.5


def typed_words(decision: Decision) -> frozenset[int]:
    """Which words of a decided text a person typed, by position: those that were not in the text before.

    Only these were put there by somebody who knew what was drawn over their place. All others came along with what
    was accepted, or with a word beside them that was corrected.
    """
    if decision.act is Act.ILLEGIBLE:
        return frozenset({0})
    after = decision.after
    if after is None or decision.act is Act.ACCEPT:
        return frozenset()
    old = _folded(decision.before.text) if decision.before is not None else []
    new = _folded(after.text)
    if "".join(old) == "".join(new):
        return frozenset()
    same = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return frozenset(range(len(new))) - {k for _, at, size in same for k in range(at, at + size)}


def _folded(text: str) -> list[str]:
    return [folded(word) for word, _ in typed(text)]


@dataclass(frozen=True, slots=True)
class Veil:
    """What people say is withheld on a page.

    Attributes:
        covers: as `redactions.covers` gives them.
        inside: a word of which more than this share (0..1) is covered is withheld.
        shown: from boxes of the page's words to boxes as shown, in which covers are.
    """

    covers: Covers
    inside: float
    shown: Callable[[Box], Box]

    def words(
        self, words: Sequence[Word], kind: LineKind = LineKind.BODY, decision: Decision | None = None
    ) -> list[Word]:
        """The words that are not withheld.

        Args:
            words: of a line, or of another text.
            kind: of the line.
            decision: that left the words so, if one did; what was typed is hidden by what was drawn later alone.
        """
        spared: Collection[int] = typed_words(decision) if decision is not None else ()
        since = decision.number if decision is not None else 0
        later = [cover for cover in self.covers if cover[0] > since]
        return [
            word
            for k, word in enumerate(words)
            if not self._hides(word, kind, later if k in spared else self.covers)
        ]

    def _hides(self, word: Word, kind: LineKind, covers: Covers) -> bool:
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


def veil_of(sheet: Sheet, covers: Covers) -> Veil:
    """What people say is withheld on that page, for its upright boxes."""
    return Veil(covers, sheet.config.reading.inside, sheet.shown)


def _is_of(word: Box, box: Box) -> bool:
    across = overlap_1d(word.x0, word.x1, box.x0, box.x1)
    down = overlap_1d(word.y0, word.y1, box.y0, box.y1)
    return across > _OF_IT * word.width and down > _OF_IT * min(word.height, box.height)
