"""Two readings of one line, aligned character by character; pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import Levenshtein

from processors.config.fusion import FusionConfig


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character that is not white space, as one or both engines read it.

    Attributes:
        text: the character.
        x0: left edge in pixels.
        x1: right edge in pixels.
        confidence: 0..1.
        engines: who read it so.
        space: confidence (0..1) that a space goes before it; 0 where there is none.
    """

    text: str
    x0: float
    x1: float
    confidence: float
    engines: frozenset[str]
    space: float = 0.0


def fuse(first: Sequence[Glyph], second: Sequence[Glyph], config: FusionConfig) -> tuple[Glyph, ...]:
    """The two readings as one; each character comes from one of them or from both.

    Args:
        first: the engine that is better at spacing and punctuation, with confidences by word.
        second: the engine that is better at damaged shapes, with confidences by character.
        config: whom to believe.
    """
    out: list[Glyph] = []
    space = 0.0
    for block in _blocks(first, second):
        settled = _settled(block, config)
        # A space before characters that fell away goes before what follows them.
        space = max([space, *(g.space for g in block.first[: len(block.first) - len(settled)])])
        if settled:
            head = replace(settled[0], space=max(space, settled[0].space))
            out.extend([head, *settled[1:]])
            space = 0.0
    return tuple(out)


@dataclass(frozen=True, slots=True)
class _Block:
    """A stretch in which the readings agree character for character, or not at all."""

    agree: bool
    first: Sequence[Glyph]
    second: Sequence[Glyph]


def _blocks(first: Sequence[Glyph], second: Sequence[Glyph]) -> Iterator[_Block]:
    one, two = "".join(g.text for g in first), "".join(g.text for g in second)
    for step in Levenshtein.opcodes(one, two):
        yield _Block(
            step.tag == "equal",
            first[step.src_start : step.src_end],
            second[step.dest_start : step.dest_end],
        )


def _settled(block: _Block, config: FusionConfig) -> Sequence[Glyph]:
    if block.agree:
        return [_agreed(a, b, config) for a, b in zip(block.first, block.second, strict=True)]
    if not block.second:
        return [g for g in block.first if _stands_alone(g, config)]
    if not block.first:
        return [g for g in block.second if _is_added(g, config)]
    return _disputed(block, config)


def _agreed(a: Glyph, b: Glyph, config: FusionConfig) -> Glyph:
    """Both read it: surer than either. Its space is the first's, unless the second is very sure of one."""
    confidence = 1 - (1 - a.confidence) * (1 - b.confidence)
    return replace(
        a, confidence=confidence, engines=a.engines | b.engines, space=_space(a.space, b.space, config)
    )


def _space(first: float, second: float, config: FusionConfig) -> float:
    if first > 0:
        return max(first, second)
    return second if second >= config.space_second else 0.0


def _stands_alone(glyph: Glyph, config: FusionConfig) -> bool:
    """Only the first read it: marks, which the second tends to lose, and letters it is sure of."""
    least = config.lone_letter if glyph.text.isalnum() else config.lone_mark
    return glyph.confidence >= least


def _is_added(glyph: Glyph, config: FusionConfig) -> bool:
    """Only the second read it: letters it trusts; it sees marks in specks."""
    return glyph.confidence >= (config.trust_second if glyph.text.isalnum() else config.added_mark)


def _disputed(block: _Block, config: FusionConfig) -> Sequence[Glyph]:
    first = min(g.confidence for g in block.first)
    second = min(g.confidence for g in block.second)
    if _second_is_right(block, first, second, config):
        chosen, weaker = block.second, first
    else:
        chosen, weaker = block.first, second
    # A dispute leaves doubt, the more the surer the other was.
    return [replace(g, confidence=g.confidence * (1 - weaker / 2)) for g in chosen]


def _second_is_right(block: _Block, first: float, second: float, config: FusionConfig) -> bool:
    if second < max(config.trust_second, first - config.first_lead):
        return False
    one, two = "".join(g.text for g in block.first), "".join(g.text for g in block.second)
    if one.casefold() == two.casefold():
        return first < config.trust_first_case
    if not any(c.isalnum() for c in two):
        return first < config.trust_first_mark
    return first < config.trust_first
