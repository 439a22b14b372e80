"""Words that the other release lacks between the same words, whatever was or was not seen there.

A redaction that was not found, or found too small, leaves words of both releases side by side. What stands between
their counterparts is then a difference for a person to look at, never a certain one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from processors.compare.align import likeness
from processors.compare.changes import confidence_of
from processors.compare.fates import WITHHELD, Fate, Passage
from processors.compare.line_ends import SHORTER, STRETCH, LineEnds
from processors.compare.orders import Orders
from processors.compare.settings import CompareConfig
from processors.compare.sides import Cover, Side
from processors.compare.spaces import EMPTY, on_a_line, space_between
from processors.geometry import Box

LACKING = "the other release shows neither these words nor a redaction between the same words"
UNSURE = "the other release shows these words nowhere, and no sure redaction between the same words"
BESIDE = "the redaction between the same words does not seem to reach over these"
_KEPT = (*WITHHELD, Fate.OUTSIDE)
_NEAR = 20
"""Words before and behind among which a passage may stand in another order: two crooked lines that were read mixed."""
_SHORT = 3
"""Letters of a word that is found in any text, and tells nothing of where a passage stands."""
_FEW, _MANY = 3, 3
"""Words of a short passage, and how many such ones a page may lack: where it lacks more, its reader lost words."""


class Missing:
    """Tells what is left of a run of words when all that has another fate is taken out."""

    def __init__(self, here: Side, there: Side, orders: Orders, config: CompareConfig) -> None:
        """The words are those of `here`."""
        self._here, self._there, self._orders, self._config = here, there, orders, config
        self._loose = list(there.unmatched())
        self._ends = LineEnds(here, there, config)

    def completed(self, first: int, last: int, judged: Sequence[Passage]) -> list[Passage]:
        """The passages of the run `first` to `last`, with those that only the order of words tells of.

        Args:
            first: the first word of the run.
            last: the last.
            judged: what places and redactions tell of it, in reading order.
        """
        around = self._orders.counterparts(first, last)
        if around is None or not self._is_lacking(around, first, last):
            return list(judged)
        known = {k for p in judged if p.fate in _KEPT for k in range(p.first, p.last + 1)}
        left = list(_stretches(first, last, known))
        alone = all(self._there.tokens[k].is_redaction for k in range(around[0] + 1, around[1]))
        if alone:
            left = [part for part in left if not self._taken_along(*part, judged)]
        whole = left == [(first, last)]
        shorter = whole and first == last and self._ends.is_bare(first, around)
        bare = shorter or (whole and self._is_bare(first, last, around))
        goes_on = [part for part in left if alone and self._goes_on(*part, judged)]
        parts = [part for part in left if bare or part in goes_on or self._is_told(*part, around)]
        added = [
            passage
            for passage in (self._passage(*part, *around) for part in parts)
            if (passage.first < passage.last and not self._is_lines(passage))
            or BESIDE in passage.doubts
            or known & {passage.first - 1, passage.last + 1}
            or bare
        ]
        for passage in added if shorter else ():
            passage.covers = [replace(cover, doubt=SHORTER) for cover in passage.covers]
            passage.doubts = [SHORTER]
        told = {k for p in added for k in range(p.first, p.last + 1)}
        kept = [p for p in judged if p.fate in _KEPT or told.isdisjoint(range(p.first, p.last + 1))]
        return sorted([*kept, *added], key=lambda p: p.first)

    def _taken_along(self, first: int, last: int, judged: Sequence[Passage]) -> bool:
        """Whether words too short to be told by themselves stand beside a doubtful passage, which then has them too."""
        if self._letters(first, last) >= self._config.lacking_letters:
            return False
        for passage in judged:
            if passage.fate is Fate.DOUBTFUL and first - 1 <= passage.last and passage.first <= last + 1:
                passage.first, passage.last = min(first, passage.first), max(last, passage.last)
                return True
        return False

    def _goes_on(self, first: int, last: int, judged: Sequence[Passage]) -> bool:
        """Whether well read words stand right beside withheld ones, and nothing else was read in their place."""
        words = self._here.tokens[first : last + 1]
        digits = any(c.isdigit() for word in words for c in word.text)
        enough = digits or self._letters(first, last) >= self._config.sure_letters
        if not enough or confidence_of(words) < self._config.sure_words:
            return False
        return any(p.fate is Fate.HIDDEN and first - 1 <= p.last and p.first <= last + 1 for p in judged)

    def _is_bare(self, first: int, last: int, around: tuple[int, int]) -> bool:
        """Whether the words around stand on one line in both releases, with room for these and nothing in it."""
        start, end = (self._there.tokens[k] for k in around)
        before, behind = self._here.tokens[first - 1], self._here.tokens[last + 1]
        if around[1] != around[0] + 1 or self._here.match[first - 1] != around[0]:
            return False
        if not on_a_line(start.boxes[-1], end.boxes[0]) or not on_a_line(before.boxes[-1], behind.boxes[0]):
            return False
        words = self._here.tokens[first : last + 1]
        if confidence_of(words) < self._config.sure_words:
            return False
        needed = behind.boxes[0].x0 - before.boxes[-1].x1
        least, behind_it = self._config.room_low * needed, end.boxes[0].x0
        if 0 < least <= behind_it - start.boxes[-1].x1:
            return True
        # The box of a word may be drawn over what stands behind it: then only what was seen there tells.
        edge = start.boxes[-1].x0 + STRETCH * before.boxes[-1].width
        room = Box(edge, end.boxes[0].y0, max(edge, behind_it), end.boxes[0].y1)
        covers = self._there.leaf(start.page).covers
        return 0 < least <= room.width and any(room.covered_by(c.box) >= self._config.covered for c in covers)

    def _letters(self, first: int, last: int) -> int:
        return sum(len(word.key) for word in self._here.tokens[first : last + 1])

    def _is_lines(self, passage: Passage) -> bool:
        """Whether it is whole lines of its page: readers lose those as they are."""
        tokens = self._here.tokens
        first, last = tokens[passage.first], tokens[passage.last]
        before, behind = tokens[passage.first - 1], tokens[passage.last + 1]
        begins = before.page != first.page or not on_a_line(before.boxes[-1], first.boxes[0])
        ends = behind.page != last.page or not on_a_line(behind.boxes[0], last.boxes[-1])
        return begins and ends

    def _is_lacking(self, around: tuple[int, int], first: int, last: int) -> bool:
        """Whether far less stands there than here: what is about as long was only read otherwise."""
        tokens = self._there.tokens
        if tokens[around[0]].page != tokens[around[1]].page:
            return False
        words = [tokens[k].key for k in range(around[0] + 1, around[1]) if k not in self._there.glued]
        read, whole = sum(map(len, words)), self._orders.letters_around(first, last)
        # A letter lost of each word is half of such short ones as initials.
        return read <= self._config.lacking * whole and read + sum(map(bool, words)) < whole

    def _is_told(self, first: int, last: int, around: tuple[int, int]) -> bool:
        """Whether words are enough, well read, and not near there in another order."""
        words = self._here.tokens[first : last + 1]
        letters = sum(len(word.key) for word in words)
        if letters < self._config.lacking_letters or confidence_of(words) < self._config.sure_words:
            return False
        ends = (around[0] - _NEAR + 1, around[1] + _NEAR)
        near = self._loose[slice(*(bisect_left(self._loose, k) for k in ends))]
        left = [self._there.tokens[k].key for k in near]
        found = 0
        for word in words:
            like = (key for key in left if likeness(key, word.key) >= self._config.like)
            key = next(like, None) if len(word.key) > _SHORT else None
            if key is not None:
                left.remove(key)
                found += len(key)
        return found < self._config.elsewhere * letters

    def _passage(self, first: int, last: int, start: int, end: int) -> Passage:
        """Words `first` to `last` as a passage, between the tokens `start` and `end` of the other release."""
        tokens = self._there.tokens
        leaf = self._there.leaf(tokens[start].page)
        hidden = [token for token in tokens[start + 1 : end] if token.is_redaction]
        covers = [cover for token in hidden for cover in leaf.covers_of(token)]
        if covers:
            return Passage(first, last, Fate.DOUBTFUL, leaf.page.number, covers, doubts=[BESIDE])
        space = space_between(self._there, start, end)
        seen = [cover for cover in space.covers if cover.doubt != EMPTY] if space is not None else []
        if seen:
            return Passage(first, last, Fate.DOUBTFUL, leaf.page.number, seen, doubts=[UNSURE])
        ends = [Cover(box, None, LACKING) for box in (tokens[start].boxes[-1], tokens[end].boxes[0])]
        return Passage(first, last, Fate.DOUBTFUL, leaf.page.number, ends, doubts=[LACKING])


def left_to_reader(passages: Iterable[Passage]) -> None:
    """Turns short passages that are lacking into text of one side where a page lacks many: its reader lost words."""
    by_page: dict[int, list[Passage]] = defaultdict(list)
    for passage in passages:
        if _is_unseen(passage) and passage.last - passage.first < _FEW:
            by_page[passage.page].append(passage)
    for short in by_page.values():
        for passage in short if len(short) > _MANY else ():
            passage.fate, passage.covers, passage.doubts = Fate.BARE, [], []


def _is_unseen(passage: Passage) -> bool:
    """Whether nothing but missing words tells of it: no box, code or strike was seen there."""
    return passage.doubts == [LACKING] or (
        passage.fate is Fate.DOUBTFUL
        and bool(passage.covers)
        and all(c.doubt == EMPTY for c in passage.covers)
    )


def _stretches(first: int, last: int, known: set[int]) -> Iterator[tuple[int, int]]:
    """The parts of a run that are not known."""
    begun: int | None = None
    for k in range(first, last + 2):
        if k <= last and k not in known:
            begun = k if begun is None else begun
        elif begun is not None:
            yield begun, k - 1
            begun = None
