"""Passages whose place is not known: what stands in the other release between the same words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rapidfuzz.distance import Levenshtein

from processors.compare.fates import Fate, Passage
from processors.compare.settings import CompareConfig
from processors.compare.sides import NONE, Side
from processors.compare.spaces import Space, bare_beside, space_between
from processors.compare.tokens import Token

_Range = tuple[int, int]
_EDGE = 2
"""Words at an end of a passage that the other release may have, misread beyond likeness."""

_FIGURES = 0.5
"""Likeness of the figures of two readings of one number at least."""

_AS_LONG = 0.5
"""Letters of a word in those of a misreading of it, or the other way round, at least."""


class Orders:
    """Finds by the order of words what the other release does not show."""

    def __init__(self, here: Side, there: Side, config: CompareConfig) -> None:
        """The words are those of `here`."""
        self._here, self._there, self._config = here, there, config
        self._loose = set(_runs_of_keys(there, there.unmatched()))

    def passages(self, first: int, last: int) -> list[Passage]:
        """Without a place: what stands in the other release between the counterparts of the words around."""
        start, end = self._near(first, -1), self._near(last, 1)
        before = self._here.match[start] if start != NONE else NONE
        behind = self._here.match[end] if end < len(self._here.tokens) else len(self._there.tokens)
        between = [self._there.tokens[j] for j in range(before + 1, behind) if j not in self._there.glued]
        hidden = [t for t in between if t.is_redaction]
        elsewhere = self._is_elsewhere(first, last)
        if not hidden:
            space = self._space(before, behind)
            if elsewhere:
                return []
            if space is not None and self._fits(start + 1, end, space) and self._tells(first, last, space):
                return [self._in_space(first, last, space)]
            fate = Fate.SAME if between else Fate.BARE
            return [Passage(first, last, fate, self._there.tokens[before].page if before != NONE else 0)]
        whole, (first, last) = (first, last), self._trimmed(first, last, between, (start, end))
        doubtful = list(self._perhaps_read(whole, (first, last), between, (start, end)))
        if first > last:
            return doubtful
        passage = self._under(first, last, hidden)
        passage.doubts += _length_doubts(self._here.tokens[start + 1 : end], hidden, self._config)
        if sum(not t.is_redaction for t in between) > 2 * _EDGE:
            passage.doubts.append("other words stand there in the other release too")
        if elsewhere:
            passage.doubts.append("the same words stand elsewhere in the other release")
        if self._may_be_unread(passage, before, behind):
            passage.doubts.append("beside the redaction is room for these words, in which nothing was read")
        if before == NONE or behind == len(self._there.tokens):
            passage.doubts.append("words of both releases stand on one side of it only")
        return sorted([passage, *doubtful], key=lambda found: found.first)

    def _may_be_unread(self, passage: Passage, before: int, behind: int) -> bool:
        """Whether the words may well stand beside the redaction, unread."""
        if before == NONE or behind == len(self._there.tokens):
            return False
        least, _ = _lengths(self._here.tokens[passage.first : passage.last + 1])
        return bare_beside(self._there, before, behind) >= self._config.room_low * least

    def _trimmed(
        self, first: int, last: int, between: Sequence[Token], around: tuple[int, int]
    ) -> tuple[int, int]:
        """Without a word or two at either end that the other release has, misread, around its redaction.

        Only beside the matched words `around`: an end before a redaction of this release is no such place.
        """
        hidden = [n for n, token in enumerate(between) if token.is_redaction]
        head, tail = between[: hidden[0]], between[hidden[-1] + 1 :]
        own = self._here.tokens[first : last + 1]
        # Words too short to be told alone may be anything.
        short = sum(len(token.key) for token in own) < self._config.lacking_letters
        begins, ends = first == around[0] + 1, last == around[1] - 1
        before = _misread(own, head, any_length=short) if begins else 0
        behind = _misread(own[::-1], tail[::-1], any_length=short) if ends else 0
        return first + before, last - behind

    def _perhaps_read(
        self, whole: _Range, rest: _Range, between: Sequence[Token], around: _Range
    ) -> Iterator[Passage]:
        """Ends that were trimmed and may lie under the redaction all the same; none of them is sure.

        Those beside whose redaction nothing but the sign of an unread word stands, which may be a speck, or a number
        that has hardly a figure of theirs; and the whole passage where nothing is left of it, while this release has
        no redaction that the other's may be.
        """
        hidden = [n for n, token in enumerate(between) if token.is_redaction]
        beside = between[: hidden[0]], between[hidden[-1] + 1 :]
        trimmed = (range(whole[0], rest[0]), range(rest[1] + 1, whole[1] + 1))
        unread = [
            bool(tokens)
            and (
                not any(token.key for token in tokens)
                or _other_number([self._here.tokens[k] for k in own], tokens)
            )
            for own, tokens in zip(trimmed, beside, strict=True)
        ]
        if rest[0] > rest[1]:
            alone = whole == (around[0] + 1, around[1] - 1)
            ends = [whole] if alone or any(unread) else []
        else:
            ends = [(whole[0], rest[0] - 1)] if unread[0] else []
            ends += [(rest[1] + 1, whole[1])] if unread[1] else []
        for first, last in ends:
            if first <= last:
                passage = self._under(first, last, [between[n] for n in hidden])
                passage.doubts.append("beside the redaction stands what may be this, misread or unread")
                yield passage

    def counterparts(self, first: int, last: int) -> tuple[int, int] | None:
        """The counterparts of the nearest matched words before and behind; None where there is none."""
        start, end = self._near(first, -1), self._near(last, 1)
        if start == NONE or end == len(self._here.tokens):
            return None
        return self._here.match[start], self._here.match[end]

    def letters_around(self, first: int, last: int) -> int:
        """Letters of all words without a counterpart between those matched words."""
        around = range(self._near(first, -1) + 1, self._near(last, 1))
        return sum(len(self._here.tokens[k].key) for k in around if k not in self._here.glued)

    def _under(self, first: int, last: int, hidden: Sequence[Token]) -> Passage:
        """The passage, with its redactions as far as they stand on the page on which they begin."""
        page = hidden[0].page
        covers = [
            c for token in hidden if token.page == page for c in self._there.leaf(page).covers_of(token)
        ]
        return Passage(first, last, Fate.HIDDEN, page, covers, certain=last - first + 1)

    def _space(self, before: int, behind: int) -> Space | None:
        if before == NONE or behind == len(self._there.tokens):
            return None
        return space_between(self._there, before, behind)

    def _fits(self, start: int, end: int, space: Space) -> bool:
        """Whether room for so many characters may be that of what stands from `start` up to `end`."""
        least, most = _lengths([self._here.tokens[k] for k in range(start, end) if k not in self._here.glued])
        return (
            self._config.room_low * space.letters <= most and least <= self._config.room_high * space.letters
        )

    def _tells(self, first: int, last: int, space: Space) -> bool:
        """Whether a box was seen in the room, or more words are missing there than readers lose."""
        letters = sum(len(token.key) for token in self._here.tokens[first : last + 1])
        return letters >= self._config.empty_letters or any(c.redaction is not None for c in space.covers)

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


def _misread(own: Sequence[Token], others: Sequence[Token], *, any_length: bool) -> int:
    """How many words from the first on may be others read otherwise: about as long ones, or one nobody could read."""
    if others and not others[0].key:
        return 1
    if len(others) > _EDGE:
        return 0
    sizes = [sum(len(token.key) for token in tokens) for tokens in (own[: len(others)], others)]
    return len(others) if any_length or min(sizes) >= _AS_LONG * max(sizes) else 0


def _other_number(own: Sequence[Token], others: Sequence[Token]) -> bool:
    """Whether both have figures, and hardly any in common."""
    one, two = ("".join(c for token in tokens for c in token.key if c.isdigit()) for tokens in (own, others))
    return bool(one and two) and Levenshtein.normalized_similarity(one, two) < _FIGURES


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


def _runs_of_keys(side: Side, indices: Iterable[int]) -> Iterator[tuple[str, ...]]:
    """Each three words in a row among some tokens."""
    chosen = list(indices)
    for k, m, n in zip(chosen, chosen[1:], chosen[2:], strict=False):
        if n == k + 2:
            yield tuple(side.tokens[i].key for i in (k, m, n))
