"""Words that one release shows and the other withholds.

By their place where the pages can be laid on each other, else by what stands between the same neighbours.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import groupby

import numpy as np

from processors.compare.align import likeness
from processors.compare.places import Place, Placer
from processors.compare.settings import CompareConfig
from processors.compare.sides import NONE, Boxes, Cover, Leaf, Side, overlaps
from processors.compare.spaces import Space, empty_places, space_between
from processors.compare.tokens import Token
from processors.geometry import Box, overlap_1d


class Fate(IntEnum):
    """What the other release has in the place of a word."""

    HIDDEN = 0
    DOUBTFUL = 1
    SAME = 2
    OUTSIDE = 3
    BARE = 4
    # Words there have counterparts elsewhere: the place is wrong, for the text was set anew.
    TAKEN = 5


_NOTHING = np.zeros((0, 4))
_TELLING = 4
"""Words in a row that are not all misread beyond likeness."""
_EDGE = 2
"""Words at an end of a passage that the other release may have, misread beyond likeness."""
_WITHHELD = (Fate.HIDDEN, Fate.DOUBTFUL)


@dataclass(frozen=True, slots=True)
class Verdict:
    """On one word: its fate, the redaction or candidate over its place, and how much of it that covers."""

    fate: Fate
    cover: Cover | None = None
    share: float = 0.0
    page: int = 0


@dataclass(slots=True)
class Passage:
    """Neighbouring words with one fate: `first` to `last` are tokens of the release that shows them.

    Attributes:
        fate: hidden, doubtful or bare.
        page: of the other release, 0 where it has none.
        covers: what withholds the words there.
        by_place: whether the place was seen, not only the order of words.
        certain: number of its words under what is surely a redaction.
        doubts: why it is not sure; empty if it is.
    """

    first: int
    last: int
    fate: Fate
    page: int
    covers: list[Cover] = field(default_factory=list)
    by_place: bool = False
    certain: int = 0
    doubts: list[str] = field(default_factory=list)


class Passages:
    """Finds the passages of one release that the other does not show."""

    def __init__(self, placer: Placer, config: CompareConfig) -> None:
        """The words are those of the release that `placer` leads from."""
        here, there = placer.here, placer.there
        self._here, self._there, self._config = here, there, config
        self._placer = placer
        self._loose = set(_runs_of_keys(there, there.unmatched()))
        self._taken = _matched_boxes(there)

    def find(self, pages: Iterable[int]) -> list[Passage]:
        """All passages on these pages of the release, in reading order; what only was read otherwise is left out."""
        wanted = set(pages)
        found: list[Passage] = []
        for first, last in self._runs():
            if self._here.tokens[first].page in wanted:
                found += self._judged(first, last)
        return [p for p in found if p.fate is not Fate.SAME]

    def _runs(self) -> Iterator[tuple[int, int]]:
        """Stretches of words without a counterpart, each on one page, with no redaction between them."""
        loose = self._here.unmatched()
        for _, group in groupby(enumerate(loose), key=lambda item: (item[1] - item[0], self._page(item[1]))):
            run = [k for _, k in group]
            yield run[0], run[-1]

    def _page(self, k: int) -> int:
        return self._here.tokens[k].page

    def _judged(self, first: int, last: int) -> list[Passage]:
        places = list(self._placer.places(first, last))
        if not places:
            return self._by_order(first, last)
        tried = [
            ([self._verdict(self._here.tokens[k], place) for k in range(first, last + 1)], place)
            for place in places
        ]
        best, place = max(tried, key=lambda pair: _told(pair[0]))
        found = self._grouped(first, self._smoothed(first, best))
        withheld = {k for p in found if p.fate in _WITHHELD for k in range(p.first, p.last + 1)}
        return [
            self._with_empty_place(self._with_rubbish(passage, place), place, withheld) for passage in found
        ]

    def _verdict(self, token: Token, place: Place) -> Verdict:
        leaf = self._there.leaf(place.page)
        boxes = [place.box(box) for box in token.boxes]
        area = sum(box.area for box in boxes) or 1e-9
        inside = sum(b.clipped(leaf.page.width, leaf.page.height).area for b in boxes)
        if inside < area / 2:
            return Verdict(Fate.OUTSIDE, page=place.page)
        read = sum(float(overlaps(b, leaf.words).sum()) for b in boxes) / area
        clear = sum(float(overlaps(b, leaf.clear).sum()) for b in boxes) / area
        cover, share = _best_cover(boxes, leaf, area)
        sure = cover is not None and not cover.doubt
        if share >= self._config.covered and (sure or clear < self._config.occupied):
            return Verdict(Fate.HIDDEN if sure else Fate.DOUBTFUL, cover, share, place.page)
        taken = sum(float(overlaps(b, self._taken.get(place.page, _NOTHING)).sum()) for b in boxes) / area
        if taken >= self._config.occupied:
            return Verdict(Fate.TAKEN, cover, share, place.page)
        if read >= self._config.occupied:
            return Verdict(Fate.SAME, cover, share, place.page)
        return Verdict(Fate.BARE, cover, share, place.page)

    def _with_rubbish(self, passage: Passage, place: Place) -> Passage:
        """What seemed to be read otherwise is bare if nothing there is like it: letters are seen in hatched boxes."""
        words = self._here.tokens[passage.first : passage.last + 1]
        if passage.fate is not Fate.SAME or len(words) < _TELLING:
            return passage
        leaf = self._there.leaf(place.page)
        areas = np.zeros(len(leaf.keys))
        for box in (box for word in words for box in word.boxes):
            areas += overlaps(place.box(box), leaf.words)
        text = "".join(leaf.keys[int(n)] for n in np.flatnonzero(areas))
        if likeness("".join(word.key for word in words), text) < self._config.rubbish:
            passage.fate = Fate.BARE
            passage.doubts.append("only rubbish can be read there in the other release")
        return passage

    def _with_empty_place(self, passage: Passage, place: Place, withheld: set[int]) -> Passage:
        """A bare passage is doubtful if its place is empty beside withheld words or, on its line, words of both.

        Whole lines are often lost by readers, and are left to be told as text of one side.
        """
        words = self._here.tokens[passage.first : passage.last + 1]
        if passage.fate is not Fate.BARE or sum(len(w.key) for w in words) < self._config.empty_letters:
            return passage
        ends = ((passage.first, passage.first - 1), (passage.last, passage.last + 1))
        if not any(n in withheld or self._beside(k, n) for k, n in ends):
            return passage
        leaf = self._there.leaf(place.page)
        boxes = [place.box(box) for word in words for box in word.boxes]
        read = sum(float(overlaps(box, leaf.words).sum()) for box in boxes)
        if not passage.doubts and read > self._config.empty * sum(box.area for box in boxes):
            return passage
        passage.fate = Fate.DOUBTFUL
        passage.covers += empty_places(boxes)
        return passage

    def _beside(self, k: int, n: int) -> bool:
        """Whether token `n` is a word that both releases show, on the line of token `k`."""
        tokens = self._here.tokens
        if not 0 <= n < len(tokens) or self._here.match[n] == NONE or tokens[n].page != tokens[k].page:
            return False
        return _on_a_line(tokens[k].boxes[-1 if n > k else 0], tokens[n].boxes[0 if n > k else -1])

    def _smoothed(self, first: int, verdicts: list[Verdict]) -> list[Verdict]:
        """A bare word goes with the hidden words beside it if it is partly covered, or if it stands between two."""
        out = list(verdicts)
        for k, verdict in enumerate(verdicts):
            if self._is_hatched_over(k, verdicts):
                out[k] = Verdict(Fate.DOUBTFUL, verdict.cover, verdict.share, verdict.page)
            if verdict.fate is not Fate.BARE:
                continue
            before = [v for v in verdicts[max(0, k - 2) : k] if v.fate in _WITHHELD]
            behind = [v for v in verdicts[k + 1 : k + 3] if v.fate in _WITHHELD]
            beside = self._hidden_beside(first, k, verdicts)
            partly = verdict.share >= self._config.edge_covered and beside
            if partly or (before and behind):
                near = (before or behind)[0]
                out[k] = Verdict(near.fate, near.cover, verdict.share, verdict.page)
        return out

    def _is_hatched_over(self, k: int, verdicts: Sequence[Verdict]) -> bool:
        """Whether a word seems taken but lies under the box of a withheld word beside: letters are seen in hatching."""
        taken = verdicts[k]
        if taken.fate is not Fate.TAKEN or taken.share < self._config.covered:
            return False
        beside = [verdicts[n] for n in (k - 1, k + 1) if 0 <= n < len(verdicts)]
        return any(v.fate in _WITHHELD and v.cover is taken.cover for v in beside)

    def _hidden_beside(self, first: int, k: int, verdicts: Sequence[Verdict]) -> bool:
        """Whether a word next to word `k` of a run is withheld and stands on the same line."""
        box = self._here.tokens[first + k].boxes[0]
        for n in (k - 1, k + 1):
            if 0 <= n < len(verdicts) and verdicts[n].fate in _WITHHELD:
                other = self._here.tokens[first + n].boxes[-1 if n < k else 0]
                if _on_a_line(box, other):
                    return True
        return False

    def _grouped(self, first: int, verdicts: Sequence[Verdict]) -> list[Passage]:
        out: list[Passage] = []
        for offset, verdict in enumerate(verdicts):
            k = first + offset
            last = out[-1] if out else None
            # Part of a passage may lie under a box that the reading was not sure of.
            if last is None or _kind(last.fate) is not _kind(verdict.fate) or last.page != verdict.page:
                last = Passage(k, k, verdict.fate, verdict.page, by_place=True)
                out.append(last)
            last.last, last.fate = k, min(last.fate, verdict.fate)
            last.certain += verdict.fate is Fate.HIDDEN
            if verdict.cover is not None and verdict.cover not in last.covers:
                last.covers.append(verdict.cover)
        for passage in out:
            if passage.fate is Fate.OUTSIDE:
                passage.doubts.append("the place lies outside the scan of the other release")
        return out

    def _by_order(self, first: int, last: int) -> list[Passage]:
        """Without a place: what stands in the other release between the counterparts of the words around."""
        start, end = self._near(first, -1), self._near(last, 1)
        before = self._here.match[start] if start != NONE else NONE
        behind = self._here.match[end] if end < len(self._here.tokens) else len(self._there.tokens)
        between = [self._there.tokens[j] for j in range(before + 1, behind) if j not in self._there.glued]
        hidden = [t for t in between if t.is_redaction]
        elsewhere = self._is_elsewhere(first, last)
        if elsewhere and not hidden:
            return []
        if not hidden:
            space = self._space(before, behind)
            if space is not None and self._fits(start + 1, end, space):
                return [self._in_space(first, last, space)]
            fate = Fate.SAME if between else Fate.BARE
            return [Passage(first, last, fate, self._there.tokens[before].page if before != NONE else 0)]
        first, last = _trimmed(first, last, between)
        if first > last:
            return []
        passage = Passage(first, last, Fate.HIDDEN, hidden[0].page, certain=last - first + 1)
        for token in hidden:
            passage.covers += self._there.leaf(token.page).covers_of(token)
        passage.doubts += _length_doubts(self._here.tokens[start + 1 : end], hidden, self._config)
        if sum(not t.is_redaction for t in between) > 2 * _EDGE:
            passage.doubts.append("other words stand there in the other release too")
        if elsewhere:
            passage.doubts.append("the same words stand elsewhere in the other release")
        if before == NONE or behind == len(self._there.tokens):
            passage.doubts.append("words of both releases stand on one side of it only")
        return [passage]

    def _space(self, before: int, behind: int) -> Space | None:
        if before == NONE or behind == len(self._there.tokens):
            return None
        return space_between(self._there, before, behind)

    def _fits(self, start: int, end: int, space: Space) -> bool:
        """Whether room for so many characters may be that of what stands from `start` up to `end`."""
        least, most = _lengths(self._here.tokens[start:end])
        return (
            self._config.room_low * space.letters <= most and least <= self._config.room_high * space.letters
        )

    def _in_space(self, first: int, last: int, space: Space) -> Passage:
        return Passage(
            first,
            last,
            Fate.DOUBTFUL,
            space.page,
            list(space.covers),
            doubts=["the pages do not lie on each other: the room between the same words has its size"],
        )

    def _near(self, k: int, step: int) -> int:
        """The nearest matched word before (-1) or behind (1) token `k`; an end of the tokens where there is none."""
        k += step
        while 0 <= k < len(self._here.tokens):
            if self._here.match[k] != NONE and not self._here.tokens[k].is_redaction:
                return k
            k += step
        return NONE if step < 0 else len(self._here.tokens)

    def _is_elsewhere(self, first: int, last: int) -> bool:
        """Whether most of the text stands without a counterpart somewhere else in the other release."""
        runs = list(_runs_of_keys(self._here, range(first, last + 1)))
        return bool(runs) and sum(run in self._loose for run in runs) >= self._config.moved * len(runs)


def _trimmed(first: int, last: int, between: Sequence[Token]) -> tuple[int, int]:
    """Without a word or two at either end that the other release has, misread, around its redaction."""
    hidden = [n for n, token in enumerate(between) if token.is_redaction]
    before, behind = hidden[0], len(between) - 1 - hidden[-1]
    return first + (before if before <= _EDGE else 0), last - (behind if behind <= _EDGE else 0)


def _length_doubts(shown: Sequence[Token], hidden: Sequence[Token], config: CompareConfig) -> list[str]:
    """Whether what stands in one release is about as long as what the other hides there."""
    if any(token.denied for token in hidden):
        return []
    known = [token.hidden for token in hidden]
    if any(interval is None for interval in known):
        return ["the pages do not lie on each other, and how much is hidden is not known"]
    low, high = sum(i.low for i in known if i), sum(i.high for i in known if i)
    least, most = _lengths(shown)
    if most < config.hidden_low * low or least > config.hidden_high * high:
        return [f"it has {least} characters where {low} to {high} seem to be hidden"]
    return []


def _lengths(tokens: Sequence[Token]) -> tuple[int, int]:
    """Least and greatest number of characters of words and redactions, spaces between them included."""
    least = most = -1
    for token in tokens:
        still = token.hidden
        least += 1 + (still.low if still is not None else len(token.text))
        most += 1 + (still.high if still is not None else len(token.text))
    return least, most


def _on_a_line(one: Box, other: Box) -> bool:
    return overlap_1d(one.y0, one.y1, other.y0, other.y1) > 0.5 * min(one.height, other.height)


def _kind(fate: Fate) -> Fate:
    return Fate.HIDDEN if fate in _WITHHELD else fate


def _told(verdicts: Sequence[Verdict]) -> int:
    """How much of the words' fate a place explains."""
    return sum(v.fate in (*_WITHHELD, Fate.SAME) for v in verdicts)


def _best_cover(boxes: Sequence[Box], leaf: Leaf, area: float) -> tuple[Cover | None, float]:
    """The redaction or candidate that covers most of the boxes; a sure one goes before a doubtful one.

    A bar that was found as several counts with what they cover together.
    """
    best: tuple[bool, float, Cover | None] = (False, 0.0, None)
    together = 0.0
    for cover in leaf.covers:
        share = sum(box.overlap(cover.box) for box in boxes) / area
        together += 0.0 if cover.doubt else share
        if share > 0.1 and (not cover.doubt and share >= 0.4, share) > best[:2]:
            best = (not cover.doubt and share >= 0.4, share, cover)
    if best[2] is not None and not best[2].doubt:
        return best[2], min(1.0, together)
    return best[2], best[1]


def _runs_of_keys(side: Side, indices: Iterable[int]) -> Iterator[tuple[str, ...]]:
    """Each three words in a row among some tokens."""
    chosen = list(indices)
    for k, m, n in zip(chosen, chosen[1:], chosen[2:], strict=False):
        if n == k + 2:
            yield tuple(side.tokens[i].key for i in (k, m, n))


def _matched_boxes(side: Side) -> dict[int, Boxes]:
    """Boxes of the words that have a counterpart, by page."""
    found: dict[int, list[Box]] = defaultdict(list)
    for k, token in enumerate(side.tokens):
        if side.match[k] != NONE and not token.is_redaction:
            found[token.page] += token.boxes
    return {page: np.array(boxes, dtype=np.float64) for page, boxes in found.items()}
