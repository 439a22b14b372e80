"""Two readings of one line, aligned character by character; pure."""

from __future__ import annotations

import math
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
        gap: how far its centre is from that of the character before it, in the line's usual distance; 1 where the
            engine does not say where characters stand.
    """

    text: str
    x0: float
    x1: float
    confidence: float
    engines: frozenset[str]
    space: float = 0.0
    gap: float = 1.0


def fuse(first: Sequence[Glyph], second: Sequence[Glyph], config: FusionConfig) -> tuple[Glyph, ...]:
    """The two readings as one; each character comes from one of them or from both.

    Args:
        first: an engine with confidences by word.
        second: the engine that is better at damaged shapes and at marks, with confidences by character.
        config: whom to believe.
    """
    out: list[Glyph] = []
    space = 0.0
    blocks = tuple(_blocks(first, second, config))
    for k, block in enumerate(blocks):
        beside = _Beside(blocks[k - 1] if k else None, blocks[k + 1] if k + 1 < len(blocks) else None)
        if beside.after is not None and _is_bullet(block, beside, config):
            out.append(block.first[0])
            space = beside.after.first[0].space
            continue
        settled = _settled(block, beside, config)
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


@dataclass(frozen=True, slots=True)
class _Beside:
    """The stretches before and after one, which the readings have in common."""

    before: _Block | None
    after: _Block | None

    def first(self) -> list[Glyph]:
        """What the first reader saw next to it."""
        ends = [self.before.first[-1:] if self.before else (), self.after.first[:1] if self.after else ()]
        return [glyph for end in ends for glyph in end]

    def second(self) -> list[Glyph]:
        """What the second reader saw next to it."""
        ends = [self.before.second[-1:] if self.before else (), self.after.second[:1] if self.after else ()]
        return [glyph for end in ends for glyph in end]


def _blocks(first: Sequence[Glyph], second: Sequence[Glyph], config: FusionConfig) -> Iterator[_Block]:
    one, two = "".join(g.text for g in first), "".join(g.text for g in second)
    if Levenshtein.normalized_similarity(one, two) < config.alike:
        # What they have in common is chance: a mixture would be a word that neither reader saw.
        yield _Block(False, first, second)
        return
    for step in Levenshtein.opcodes(one, two):
        yield _Block(
            step.tag == "equal",
            first[step.src_start : step.src_end],
            second[step.dest_start : step.dest_end],
        )


def _settled(block: _Block, beside: _Beside, config: FusionConfig) -> Sequence[Glyph]:
    if block.agree:
        return [_agreed(a, b, config) for a, b in zip(block.first, block.second, strict=True)]
    # Who sees nothing there is as sure of it as of what it sees beside it.
    first = _typical(block.first or beside.first())
    second = _typical(block.second or beside.second())
    weighed = config.second_weight * _log_odds(second) - config.first_weight * _log_odds(first)
    second_is_right = weighed + _lead(block, config) > 0
    chosen, weaker = (block.second, first) if second_is_right else (block.first, second)
    # A dispute leaves doubt, the more the surer the other was.
    return [replace(g, confidence=g.confidence * (1 - weaker / 2)) for g in chosen]


def _is_bullet(block: _Block, beside: _Beside, config: FusionConfig) -> bool:
    """A sign that the first reader sees alone before a line: the second never reads bullets."""
    if beside.before is not None or beside.after is None or block.second or len(block.first) != 1:
        return False
    return block.first[0].text in config.bullets and beside.after.first[0].space > 0


def _typical(glyphs: Sequence[Glyph]) -> float:
    """The confidence of the least sure one, or the mean where there are many."""
    values = [g.confidence for g in glyphs]
    if len(values) > 3:
        return sum(values) / len(values)
    return min(values, default=0.5)


def _lead(block: _Block, config: FusionConfig) -> float:
    """How far the second reader is ahead (log-odds) in a dispute of this kind."""
    one, two = "".join(g.text for g in block.first), "".join(g.text for g in block.second)
    letters_one, letters_two = (any(c.isalnum() for c in text) for text in (one, two))
    if not one:
        return config.lead_added_letter if letters_two else config.lead_added_mark
    if not two:
        return config.lead_lone_letter if letters_one else config.lead_lone_mark
    if one.casefold() == two.casefold():
        return config.lead_case
    if letters_one and letters_two:
        return config.lead_letters
    return config.lead_marks


def _agreed(a: Glyph, b: Glyph, config: FusionConfig) -> Glyph:
    """Both read it: surer than either."""
    confidence = 1 - (1 - a.confidence) * (1 - b.confidence)
    return replace(a, confidence=confidence, engines=a.engines | b.engines, space=_space(a, b, config))


def _space(a: Glyph, b: Glyph, config: FusionConfig) -> float:
    """A space stands where both see it, where the second is sure of one, or where the first's is as wide as one."""
    if a.space > 0 and (b.space > 0 or b.gap >= config.space_gap):
        return max(a.space, b.space)
    return b.space if b.space >= config.space_second else 0.0


def _log_odds(confidence: float) -> float:
    """Logarithm of the odds, for confidences kept away from 0 and 1, where engines only round."""
    p = min(0.995, max(0.02, confidence))
    return math.log(p / (1 - p))
