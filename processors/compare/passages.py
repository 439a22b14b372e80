"""Words that one release shows and the other withholds.

By their place where the pages can be laid on each other, else by what stands between the same neighbours.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from processors.compare.align import likeness
from processors.compare.fates import WITHHELD, Fate, Passage
from processors.compare.missing import Missing, left_to_reader
from processors.compare.orders import Orders
from processors.compare.places import Place, Placer
from processors.compare.settings import CompareConfig
from processors.compare.sides import NONE, Boxes, Cover, Leaf, Side, overlaps
from processors.compare.spaces import empty_places, on_a_line
from processors.compare.tokens import Token
from processors.geometry import Box, overlap_1d
from processors.records import RedactionKind

_NOTHING = np.zeros((0, 4))
_IN_ROOM = 0.65
"""Share of a word in the room around a code from which it stood there: no box was seen that drew its edges."""
_IN_LINE = 0.6
"""Share of a bar's height that stands level with a word from which it is a bar of its line."""
_TELLING = 4
"""Words in a row that are not all misread beyond likeness."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """On one word: its fate, the redaction or candidate over its place, and how much of it that covers."""

    fate: Fate
    cover: Cover | None = None
    share: float = 0.0
    page: int = 0


class Passages:
    """Finds the passages of one release that the other does not show."""

    def __init__(self, placer: Placer, config: CompareConfig) -> None:
        """The words are those of the release that `placer` leads from."""
        here, there = placer.here, placer.there
        self._here, self._there, self._config = here, there, config
        self._placer = placer
        self._orders = Orders(here, there, config)
        self._missing = Missing(here, there, self._orders, config)
        self._taken = _matched_boxes(there)

    def find(self, pages: Iterable[int]) -> list[Passage]:
        """All passages on these pages of the release, in reading order; what only was read otherwise is left out."""
        wanted = set(pages)
        found: list[Passage] = []
        for first, last in self._runs():
            if self._here.tokens[first].page in wanted:
                found += _without_lone_words(self._missing.completed(first, last, self._judged(first, last)))
        left_to_reader(found)
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
            return self._orders.passages(first, last)
        tried = [
            ([self._verdict(self._here.tokens[k], place) for k in range(first, last + 1)], place)
            for place in places
        ]
        best, place = max(tried, key=lambda pair: _told(pair[0]))
        if 2 * _told(best) < len(best) and (found := self._against_place(first, last)):
            return found
        found = self._grouped(first, self._smoothed(first, best))
        for passage in found:
            self._doubt_outline(passage, place)
        withheld = {k for p in found if p.fate in WITHHELD for k in range(p.first, p.last + 1)}
        return [
            self._with_empty_place(self._with_rubbish(passage, place), place, withheld) for passage in found
        ]

    def _doubt_outline(self, passage: Passage, place: Place) -> None:
        """A box without a code that stands around the words here too, turned down, is drawn on the form itself."""
        own = self._here.leaf(self._here.tokens[passage.first].page).covers
        for cover in passage.covers if passage.fate is Fate.HIDDEN else ():
            if cover.redaction is None or cover.redaction.kind is not RedactionKind.WHITE_BOX or cover.codes:
                continue
            if any(not c.is_redaction and _is_one(place.box(c.box), cover.box, self._config) for c in own):
                passage.doubts.append("the same box stands around the words in the release that shows them")
                return

    def _against_place(self, first: int, last: int) -> list[Passage]:
        """What may be withheld in the room between the same words, where places tell little; never sure."""
        found = [p for p in self._orders.passages(first, last) if p.fate is Fate.DOUBTFUL]
        for passage in found:
            passage.doubts.append("it stands between the same words, but not in the same place")
        return found

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
        # A bar of the line above may reach into words that were read, however badly.
        beside = cover is not None and clear >= self._config.occupied and not _is_level(cover.box, boxes)
        if share >= self._config.covered and (sure or clear < self._config.occupied) and not beside:
            return Verdict(Fate.HIDDEN if sure else Fate.DOUBTFUL, cover, share, place.page)
        taken = sum(float(overlaps(b, self._taken.get(place.page, _NOTHING)).sum()) for b in boxes) / area
        if taken >= self._config.occupied:
            return Verdict(Fate.TAKEN, cover, share, place.page)
        if read >= self._config.occupied:
            return Verdict(Fate.SAME, cover, share, place.page)
        return Verdict(Fate.BARE, cover, share, place.page)

    def _with_rubbish(self, passage: Passage, place: Place) -> Passage:
        """What seemed to be read otherwise is bare if nothing there is like it: letters are seen in hatched boxes.

        A few words are to check only where a box was seen, too, and turned down.
        """
        words = self._here.tokens[passage.first : passage.last + 1]
        if passage.fate is not Fate.SAME:
            return passage
        leaf = self._there.leaf(place.page)
        boxes = [place.box(box) for word in words for box in word.boxes]
        few = len(words) < _TELLING
        if few and not any(_lie_in(boxes, cover.box, self._config.covered) for cover in passage.covers):
            return passage
        areas = np.sum([overlaps(box, leaf.words) for box in boxes], axis=0)
        text = "".join(leaf.keys[int(n)] for n in np.flatnonzero(areas))
        if likeness("".join(word.key for word in words), text) < self._config.rubbish:
            passage.fate = Fate.DOUBTFUL if few else Fate.BARE
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
        return on_a_line(tokens[k].boxes[-1 if n > k else 0], tokens[n].boxes[0 if n > k else -1])

    def _smoothed(self, first: int, verdicts: list[Verdict]) -> list[Verdict]:
        """A bare word goes with the hidden words beside it if it is partly covered, or if it stands between two."""
        out = list(verdicts)
        for k, verdict in enumerate(verdicts):
            if self._is_hatched_over(k, verdicts):
                out[k] = Verdict(Fate.DOUBTFUL, verdict.cover, verdict.share, verdict.page)
            if verdict.fate is not Fate.BARE:
                continue
            before = [v for v in verdicts[max(0, k - 2) : k] if v.fate in WITHHELD]
            behind = [v for v in verdicts[k + 1 : k + 3] if v.fate in WITHHELD]
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
        return any(v.fate in WITHHELD and v.cover is taken.cover for v in beside)

    def _hidden_beside(self, first: int, k: int, verdicts: Sequence[Verdict]) -> bool:
        """Whether a word next to word `k` of a run is withheld and stands on the same line."""
        box = self._here.tokens[first + k].boxes[0]
        for n in (k - 1, k + 1):
            if 0 <= n < len(verdicts) and verdicts[n].fate in WITHHELD:
                other = self._here.tokens[first + n].boxes[-1 if n < k else 0]
                if on_a_line(box, other):
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


def _without_lone_words(passages: list[Passage]) -> list[Passage]:
    """The passages of a run; a single word is no surer than those on either side of it, which are to check."""
    for before, passage, behind in zip(passages, passages[1:], passages[2:], strict=False):
        lone = passage.fate is Fate.HIDDEN and passage.first == passage.last
        beside = before.last + 1 == passage.first and passage.last + 1 == behind.first
        if lone and beside and before.fate is Fate.DOUBTFUL and behind.fate is Fate.DOUBTFUL:
            passage.fate = Fate.DOUBTFUL
            passage.doubts.append("a single word between words that are to check")
    return passages


def _lie_in(boxes: Sequence[Box], cover: Box, share: float) -> bool:
    return sum(box.overlap(cover) for box in boxes) >= share * sum(box.area for box in boxes)


def _is_one(one: Box, other: Box, config: CompareConfig) -> bool:
    """Whether two boxes are one, drawn alike on both pages."""
    return one.overlap(other) >= config.one_box * max(one.area, other.area)


def _is_level(bar: Box, boxes: Sequence[Box]) -> bool:
    """Whether a bar reaches over most of the height of a word, or the other way round."""
    return any(
        overlap_1d(bar.y0, bar.y1, box.y0, box.y1) >= _IN_LINE * min(bar.height, box.height) for box in boxes
    )


def _in_line(bar: Box, word: Box) -> bool:
    return overlap_1d(bar.y0, bar.y1, word.y0, word.y1) >= _IN_LINE * bar.height


def _kind(fate: Fate) -> Fate:
    return Fate.HIDDEN if fate in WITHHELD else fate


def _told(verdicts: Sequence[Verdict]) -> int:
    """How much of the words' fate a place explains."""
    return sum(v.fate in (*WITHHELD, Fate.SAME) for v in verdicts)


def _best_cover(boxes: Sequence[Box], leaf: Leaf, area: float) -> tuple[Cover | None, float]:
    """The redaction or candidate that covers most of the boxes; a sure one goes before a doubtful one.

    A bar that was found as several thin ones counts with what they cover together; bars of the lines above and below,
    which reach into the boxes of words on crooked pages, do not.
    """
    best: tuple[bool, float, Cover | None] = (False, 0.0, None)
    together = 0.0
    for cover in leaf.covers:
        share = sum(box.overlap(cover.box) for box in boxes) / area
        if cover.redaction is None and not cover.doubt and share < _IN_ROOM:
            continue
        together += share if not cover.doubt and any(_in_line(cover.box, box) for box in boxes) else 0.0
        if share > 0.1 and (not cover.doubt and share >= 0.4, share) > best[:2]:
            best = (not cover.doubt and share >= 0.4, share, cover)
    if best[2] is not None and not best[2].doubt:
        return best[2], max(best[1], min(1.0, together))
    return best[2], best[1]


def _matched_boxes(side: Side) -> dict[int, Boxes]:
    """Boxes of the words that have a counterpart, by page."""
    found: dict[int, list[Box]] = defaultdict(list)
    for k, token in enumerate(side.tokens):
        if side.match[k] != NONE and not token.is_redaction:
            found[token.page] += token.boxes
    return {page: np.array(boxes, dtype=np.float64) for page, boxes in found.items()}
