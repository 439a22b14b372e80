"""Which of the readings that were offered stand: what speaks for each by itself, and the words that come out."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace

from processors.config.fusion import FusionConfig
from processors.language.usual_words import word_cost
from processors.ocr.fusion.characters import Glyph, Option, Place, places

MOST_WAYS = 256
"""Ways of reading a piece of a line that are compared; beyond that the clearest disputes are settled first."""


def fuse(first: Sequence[Glyph], second: Sequence[Glyph], config: FusionConfig) -> tuple[Glyph, ...]:
    """The two readings as one; each character comes from one of them or from both.

    Args:
        first: an engine with confidences by word.
        second: the engine that is better at damaged shapes and at marks, with confidences by character.
        config: whom to believe.
    """
    chosen = [option for piece in _pieces(places(first, second, config)) for option in _best(piece, config)]
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
    ways = _ways(piece)
    if len(ways) == 1:
        return ways[0]
    return max(ways, key=lambda way: _score(way, config))


def _ways(piece: Sequence[Place]) -> list[tuple[Option, ...]]:
    """All ways of reading a piece, or those in which only the least clear disputes are open."""
    open_ = [list(place.options) for place in piece]
    count = 1
    for options in open_:
        count *= len(options)
    while count > MOST_WAYS:
        clearest = max((o for o in open_ if len(o) > 1), key=_clearness)
        count //= len(clearest)
        clearest[:] = [max(clearest, key=lambda option: option.lead)]
    return list(itertools.product(*open_))


def _clearness(options: Sequence[Option]) -> float:
    leads = sorted(option.lead for option in options)
    return leads[-1] - leads[-2]


def _score(way: Sequence[Option], config: FusionConfig) -> float:
    words = _texts(_glyphs(way))
    return sum(option.lead for option in way) - config.word_weight * sum(word_cost(word) for word in words)


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


def _texts(glyphs: Iterator[Glyph]) -> list[str]:
    words: list[str] = []
    for glyph in glyphs:
        if glyph.space > 0 or not words:
            words.append("")
        words[-1] += glyph.text
    return words
