"""From passages to changes: which are certain, which are not and why, and where they stand on both sides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from processors.compare.fates import WITHHELD, Fate, Passage
from processors.compare.flat import LINE
from processors.compare.places import lines_of
from processors.compare.redactions import RedactionPairs
from processors.compare.settings import CompareConfig
from processors.compare.sides import DARK, Side
from processors.compare.spaces import on_a_line
from processors.compare.tokens import Token
from processors.compare.types import Addition, Certainty, Change, ChangeKind, Spot
from processors.records import Interval, Redaction

ELSEWHERE = "[…]"
"""Stands for a redaction among the words around a change."""


_AT_EDGE = "a word at the edge of a redaction of both releases: one may only be drawn wider"
_BY_CODE = "a single word at a redaction of both releases: a code alone tells of it, and not where it begins"


@dataclass(frozen=True, slots=True)
class Told:
    """A change and the tokens of the release that shows it, by which changes are put in order and marked.

    Where both show it, those are of release A, and `others` of release B.
    """

    change: Change
    first: int
    last: int
    others: range = range(0)


class PassageChanges:
    """Makes changes of the passages that release `here` shows."""

    def __init__(
        self, here: Side, there: Side, kind: ChangeKind, pairs: RedactionPairs, config: CompareConfig
    ) -> None:
        """`kind` is `opened` where release B shows the passages, `closed` where release A does."""
        self._here, self._there, self._kind = here, there, kind
        self._pairs, self._config = pairs, config

    def changes(self, passages: Iterable[Passage]) -> Iterator[Told]:
        """The passages that the other release withholds."""
        for passage in passages:
            words = self._here.tokens[passage.first : passage.last + 1]
            if passage.fate in WITHHELD and not self._is_noise(passage, words):
                yield Told(self._change(passage, words), passage.first, passage.last)

    def _is_noise(self, passage: Passage, words: Sequence[Token]) -> bool:
        """Whether words are no more than dirt: badly read, and few or where nothing surely is withheld."""
        few = sum(len(word.key) for word in words) < self._config.lacking_letters
        sure = confidence_of(words)
        if passage.fate is Fate.HIDDEN:
            return few and sure < self._config.noise
        seen = any(not cover.doubt for cover in passage.covers)
        return sure < self._config.noise or (few and not seen and sure < self._config.sure_words)

    def _change(self, passage: Passage, words: Sequence[Token]) -> Change:
        redactions = list({r.id: r for c in passage.covers if (r := c.redaction) is not None}.values())
        doubts = self._doubts(passage, words, redactions)
        shown = shown_spot(self._here, words)
        hidden = self._hidden(passage, redactions)
        opened = self._kind is ChangeKind.OPENED
        return Change(
            id="",
            kind=self._kind,
            status=Certainty.UNSURE if doubts else Certainty.FOUND,
            reason="; ".join(doubts) or _evidence(passage),
            text=" ".join(word.text for word in words),
            confidence=confidence_of(words),
            a=hidden if opened else shown,
            b=shown if opened else hidden,
            before=" ".join(words_around(self._here.tokens, passage.first, -1, self._config.context)),
            after=" ".join(words_around(self._here.tokens, passage.last, 1, self._config.context)),
            partly=self._is_partly(passage),
        )

    def _is_partly(self, passage: Passage) -> bool:
        """Whether the release that shows the words withholds something under the same redactions too."""
        return any(self._pairs.has_counterpart(self._there, cover) for cover in passage.covers)

    def _doubts(self, passage: Passage, words: Sequence[Token], redactions: Sequence[Redaction]) -> list[str]:
        doubts = list(passage.doubts)
        sure = [c for c in passage.covers if not c.doubt]
        denied = not passage.covers
        coded = any(c.codes for c in sure) and passage.certain
        if not (coded or denied or (sure and 2 * passage.certain >= len(words))):
            doubts += [c.doubt for c in passage.covers if c.doubt]
        if redactions and max(r.confidence for r in redactions) < self._config.sure_redaction:
            doubts.append("the redaction itself is not sure")
        letters = sum(len(word.key) for word in words)
        # Where a redaction begins of which only a code tells is not seen.
        seen = passage.by_place and any(c.redaction is not None for c in sure)
        alone = passage.first == passage.last and not seen
        if (letters < self._config.sure_edge or alone) and self._is_partly(passage):
            doubts.append(_AT_EDGE if letters < self._config.sure_edge else _BY_CODE)
        if any(_is_cut(self._here, word, self._config) for word in words):
            doubts.append("a number of it touches a redaction, and may go on under it")
        if any(word.confidence < self._config.sure_word for word in words if _is_number(word)):
            doubts.append("a number of it was read badly")
        if any(_lies_under(self._here, word, self._config) for word in words):
            doubts.append(
                "the reading turned down a box that lies over a word of it in the release that shows it"
            )
        if any(word.torn for word in words):
            doubts.append("a word of it was read as one with the word beside it, and may be a part of that")
        best = max(word.confidence for word in words)
        if (
            letters < self._config.sure_letters
            or best < self._config.sure_word
            or confidence_of(words) < self._config.sure_words
        ):
            doubts.append("the words are read too badly to be sure of them")
        return list(dict.fromkeys(doubts))

    def _hidden(self, passage: Passage, redactions: Sequence[Redaction]) -> Spot | None:
        if passage.page == 0:
            return None
        flat = self._there.leaf(passage.page).flat
        boxes = tuple(
            flat.marks[c.redaction.id] if c.redaction else flat.shown(c.box) for c in passage.covers
        )
        codes = dict.fromkeys(code.text for cover in passage.covers for code in cover.codes)
        known = [r.hidden_characters for r in redactions]
        whole = None
        if known and all(known):
            whole = Interval(sum(i.low for i in known if i), sum(i.high for i in known if i))
        return Spot(passage.page, boxes, tuple(r.id for r in redactions), tuple(codes), whole)


def _is_number(word: Token) -> bool:
    return any(c.isdigit() for c in word.text)


def _is_cut(side: Side, word: Token, config: CompareConfig) -> bool:
    """Whether a number begins or ends right at a redaction of its own release, without the room of a space."""
    if not _is_number(word):
        return False
    reach = config.cut * word.boxes[0].width / len(word.text)
    first, last = word.boxes[0], word.boxes[-1]
    for cover in side.leaf(word.page).covers:
        before = on_a_line(first, cover.box) and abs(first.x0 - cover.box.x1) < reach
        behind = on_a_line(last, cover.box) and abs(last.x1 - cover.box.x0) < reach
        if cover.is_redaction and (before or behind):
            return True
    return False


def _lies_under(side: Side, word: Token, config: CompareConfig) -> bool:
    """Whether a black box of one line that was turned down lies over a word: letters are seen through some markers."""
    leaf = side.leaf(word.page)
    boxes = [
        cover.box
        for cover in leaf.covers
        if cover.doubt and cover.redaction is not None and cover.redaction.kind in DARK
    ]
    low = [box for box in boxes if box.height <= 2 * LINE * leaf.height]
    return any(own.covered_by(box) >= config.covered for own in word.boxes for box in low)


def _evidence(passage: Passage) -> str:
    if passage.by_place:
        return "seen in the same place of both pages"
    return "stands between the same words of both releases"


def added(side: Side, passages: Iterable[Passage], config: CompareConfig) -> Iterator[Passage]:
    """Passages that are told as text of one release alone."""
    for passage in passages:
        words = side.tokens[passage.first : passage.last + 1]
        letters = sum(len(word.key) for word in words)
        if passage.fate not in (Fate.BARE, Fate.OUTSIDE) or letters < config.least_only:
            continue
        if confidence_of(words) >= config.sure_words:
            yield passage


def additions(
    side: Side, release: str, passages: Iterable[Passage], config: CompareConfig
) -> Iterator[Addition]:
    """Text where the other release shows neither text nor a redaction."""
    for passage in added(side, passages, config):
        words = side.tokens[passage.first : passage.last + 1]
        reason = "; ".join(passage.doubts) or "the other release shows neither text nor a redaction there"
        spot = shown_spot(side, words)
        text = " ".join(word.text for word in words)
        yield Addition(release, spot, text, confidence_of(words), reason)


def shown_spot(side: Side, words: Sequence[Token]) -> Spot:
    """Where words stand."""
    flat = side.leaf(words[0].page).flat
    return Spot(words[0].page, lines_of(flat, [box for word in words for box in word.boxes]))


def confidence_of(words: Sequence[Token]) -> float:
    """Mean confidence of words, weighted by their length."""
    weight = sum(len(word.key) for word in words)
    return round(sum(len(w.key) * w.confidence for w in words) / weight, 3) if weight else 0.0


def words_around(tokens: Sequence[Token], at: int, step: int, count: int) -> list[str]:
    """The next words before (-1) or behind (1) a token, in reading order; a redaction as a sign of its own."""
    out: list[str] = []
    words, k = 0, at + step
    while 0 <= k < len(tokens) and words < count and tokens[k].page == tokens[at].page:
        if tokens[k].is_redaction:
            if not out or out[-1] != ELSEWHERE:
                out.append(ELSEWHERE)
        else:
            out.append(tokens[k].text)
            words += 1
        k += step
    return out[::step]
