"""Which of the readings that were offered stand: what speaks for each by itself, and the words that come out."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from processors.config.fusion import FusionConfig
from processors.language.usual_words import is_common, word_cost
from processors.ocr.fusion.characters import Glyph, Option, Place, places, places_of_one

MOST_WAYS = 1000
"""Ways of reading a piece of a line that are compared: those for which most speaks by itself."""


def fuse(first: Sequence[Glyph], second: Sequence[Glyph], config: FusionConfig) -> tuple[Glyph, ...]:
    """The two readings as one; each character comes from one of them or from both.

    Args:
        first: an engine with confidences by word.
        second: the engine that is better at damaged shapes and at marks, with confidences by character.
        config: whom to believe.
    """
    return _chosen(places(first, second, config), config)


def settle(second: Sequence[Glyph], config: FusionConfig) -> tuple[Glyph, ...]:
    """A line that the second reader alone sees, with those of its second thoughts that make usual words."""
    return _chosen(places_of_one(second, config), config)


def _chosen(line: Sequence[Place], config: FusionConfig) -> tuple[Glyph, ...]:
    chosen = [option for piece in _pieces(line) for option in _best(piece, config)]
    return tuple(_glyphs(chosen))


def _pieces(line: Sequence[Place]) -> Iterator[list[Place]]:
    """The line, cut at the spaces that both readers see: what is chosen in one piece changes no word of another."""
    piece: list[Place] = []
    for place in line:
        if place.parted and piece:
            yield piece
            piece = []
        piece.append(place)
    if piece:
        yield piece


def _best(piece: Sequence[Place], config: FusionConfig) -> Sequence[Option]:
    """The way for which most speaks; which second thoughts may change a word hangs on what it is without them."""
    sure = [place.without_others() for place in piece]
    first = _likeliest(sure, config)
    if all(own is place for place, own in zip(piece, sure, strict=True)):
        return first
    least = [math.inf] * len(piece)
    for word, at in _words(first):
        for k in at:
            least[k] = min(least[k], _least_other(word, config))
    offered = [p.without_others(below) for p, below in zip(piece, least, strict=True)]
    return first if offered == sure else _likeliest(offered, config)


def _least_other(word: str, config: FusionConfig) -> float:
    """How sure (0..1) the second reader must be of a letter instead of another of that word; infinite where never.

    Common words are what they are, markings are short or stand in parentheses, and a usual word is never far from a
    name.
    """
    letters = "".join(c for c in word if c.isalpha())
    short = len(letters) <= config.short_marking or any(c in "()[]{}" for c in word)
    if len(letters) < 2 or (letters.isupper() and short) or is_common(word):
        return math.inf
    return config.other_in_name if letters[:1].isupper() and not letters.isupper() else 0.0


def _likeliest(piece: Sequence[Place], config: FusionConfig) -> Sequence[Option]:
    ways = _ways(piece)
    if len(ways) == 1:
        return ways[0][1]
    return max(ways, key=lambda way: way[0] - config.word_weight * _unusual(way[2]))[1]


def _words(way: Sequence[Option]) -> list[tuple[str, list[int]]]:
    """The words of a way, each with the places in which it stands."""
    words: list[tuple[str, list[int]]] = []
    parted = True
    for k, option in enumerate(way):
        parted = parted or option.carried > 0
        for glyph in option.glyphs:
            text, at = words.pop() if not (parted or glyph.space > 0) else ("", [])
            words.append((text + glyph.text, [*at, k]))
            parted = False
    return words


def _ways(piece: Sequence[Place]) -> list[tuple[float, tuple[Option, ...], str]]:
    """The ways of reading a piece, each with what speaks for it by itself and its text; of many, the best of them."""
    ways: list[tuple[float, tuple[Option, ...], str]] = [(0.0, (), "")]
    for place in piece:
        # Ways are many, and most of a way's text is that of others.
        options = [(option, _text(option)) for option in place.options]
        longer = [
            (lead + option.lead, (*way, option), before + text)
            for lead, way, before in ways
            for option, text in options
        ]
        ways = sorted(longer, key=lambda way: -way[0])[:MOST_WAYS] if len(options) > 1 else longer
    return ways


def _text(option: Option) -> str:
    """What an option adds to the text, with spaces before its words."""
    carried = " " if option.carried > 0 else ""
    return carried + "".join(" " + g.text if g.space > 0 else g.text for g in option.glyphs)


def _unusual(text: str) -> float:
    """How unusual the words of a text are, all together; where several spaces stand, what is between costs nothing."""
    return sum(map(word_cost, text.split(" ")))


def _glyphs(way: Sequence[Option]) -> Iterator[Glyph]:
    space = 0.0
    for option in way:
        if not option.glyphs:
            # A space before characters that fell away goes before what follows them.
            space = max(space, option.carried)
            continue
        head, *rest = option.glyphs
        yield replace(head, space=max(space, head.space)) if space > head.space else head
        yield from rest
        space = 0.0
