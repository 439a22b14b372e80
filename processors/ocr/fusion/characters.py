"""Two readings of one line, aligned character by character; pure."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import Levenshtein

from processors.config.fusion import FusionConfig

LEAST_COMMON = 2
"""Letters of whole words from which two readings begin or end alike by no chance."""


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
        others: letters that its engine thought of instead, each with its confidence (0..1).
    """

    text: str
    x0: float
    x1: float
    confidence: float
    engines: frozenset[str]
    space: float = 0.0
    gap: float = 1.0
    others: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Option:
    """What may stand in a place of the line.

    Attributes:
        glyphs: the characters, perhaps none.
        lead: how much speaks for it, as logarithm of the odds against the first option of its place.
        carried: confidence (0..1) of a space that goes before whatever follows, where there are no glyphs.
        other: how sure (0..1) the second reader is of the one character that is a second thought of its; 0 for none.
    """

    glyphs: tuple[Glyph, ...]
    lead: float = 0.0
    carried: float = 0.0
    other: float = 0.0


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of the line: one option where the readings agree, several where they do not.

    Attributes:
        options: never none.
        parted: whether both readers see a space before it.
    """

    options: tuple[Option, ...]
    parted: bool = False

    def without_others(self, below: float = math.inf) -> Place:
        """The place without second thoughts, or without those of which the second reader is less sure than `below`."""
        kept = tuple(option for option in self.options if not option.other or option.other >= below)
        return self if len(kept) == len(self.options) else replace(self, options=kept)


def places(first: Sequence[Glyph], second: Sequence[Glyph], config: FusionConfig) -> tuple[Place, ...]:
    """The line as places from left to right, each with what the readers offer for it.

    Args:
        first: an engine with confidences by word.
        second: the engine that is better at damaged shapes and at marks, with confidences by character.
        config: whom to believe.
    """
    blocks = tuple(_blocks(first, second, config))
    out: list[Place] = []
    for k, block in enumerate(blocks):
        beside = _Beside(blocks[k - 1] if k else None, blocks[k + 1] if k + 1 < len(blocks) else None)
        if block.agree:
            out += [_agreed(a, b, config) for a, b in zip(block.first, block.second, strict=True)]
        elif _is_bullet(block, beside, config):
            out.append(Place((Option((block.first[0],)),)))
        elif block.scrap:
            out += places_of_one(_in_doubt(block.second, _typical(block.first)), config)
        elif block.read_on:
            out.append(Place((Option(_in_doubt(block.first, _typical(beside.second()))),)))
        else:
            out.append(_disputed(block, beside, config))
    return tuple(out)


def places_of_one(second: Sequence[Glyph], config: FusionConfig) -> tuple[Place, ...]:
    """A line that the second reader alone sees, each place with what it read and what it thought of instead."""
    return tuple(
        Place((seen := Option((glyph,)), *_instead((glyph,), seen, config)), glyph.space > 0)
        for glyph in second
    )


@dataclass(frozen=True, slots=True)
class _Block:
    """A stretch in which the readings agree character for character, or not at all.

    Attributes:
        agree: whether they do.
        first: what the first reader saw.
        second: what the second did.
        read_on: the first reader read whole words on where the second stopped, or began before it.
        scrap: the first reader has a few characters of what the second reads whole, and reads otherwise.
    """

    agree: bool
    first: Sequence[Glyph]
    second: Sequence[Glyph]
    read_on: bool = False
    scrap: bool = False


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
    if _likeness(first, second) < config.alike:
        yield from _blocks_around(first, second, config)
        return
    steps = Levenshtein.opcodes(_text(first), _text(second))
    for agree, run in itertools.groupby(steps, key=lambda step: step.tag == "equal"):
        several = list(run)
        one = first[several[0].src_start : several[-1].src_end]
        two = second[several[0].dest_start : several[-1].dest_end]
        yield from (_Block(True, one, two),) if agree else _disputes(one, two)


def _disputes(first: Sequence[Glyph], second: Sequence[Glyph]) -> Iterator[_Block]:
    """Where the readings differ: a capital stands for its small letter rather than for a mark beside it."""
    for step in Levenshtein.opcodes(_folded(first), _folded(second)):
        one, two = first[step.src_start : step.src_end], second[step.dest_start : step.dest_end]
        if step.tag != "equal":
            yield _Block(False, one, two)
            continue
        # a word in capitals is one dispute, not as many as it has letters
        pairs = zip(one, two, strict=True)
        for agree, run in itertools.groupby(pairs, key=lambda pair: pair[0].text == pair[1].text):
            capitals = list(run)
            yield _Block(agree, [a for a, _ in capitals], [b for _, b in capitals])


def _is_scrap(first: Sequence[Glyph], second: Sequence[Glyph], config: FusionConfig) -> bool:
    """Whether the first reader has a few doubtful characters of what the second surely reads whole.

    How usual words are says nothing between these two: many words are always less usual than few.
    """
    if not first or len(second) < config.scrap * len(first):
        return False
    doubted = sum(g.confidence for g in first) / len(first) < config.scrap_first
    return doubted and sum(g.confidence for g in second) / len(second) >= config.lone_second


def _blocks_around(first: Sequence[Glyph], second: Sequence[Glyph], config: FusionConfig) -> Iterator[_Block]:
    """Readings that have little in common but perhaps whole words at their ends: those are agreed.

    A word before a box was doubted, and lost, for the rubbish that one reader saw in the box.
    """
    head, tail = _in_common(first, second)
    one, two = (glyphs[head : len(glyphs) - tail] for glyphs in (first, second))
    if not head and not tail:
        yield from _blocks_beside(first, second, config)
        return
    if head:
        yield _Block(True, first[:head], second[:head])
    yield from _blocks(one, two, config)
    if tail:
        yield _Block(True, first[-tail:], second[-tail:])


def _in_common(first: Sequence[Glyph], second: Sequence[Glyph]) -> tuple[int, int]:
    """How many characters of whole words are the same at the start, and at the end, of readings that have more."""
    pairs = list(zip(first, second, strict=False))
    same = sum(1 for _ in itertools.takewhile(lambda pair: pair[0].text == pair[1].text, pairs))
    head = max((k for k in range(same + 1) if k < len(pairs) and _is_parted(*pairs[k])), default=0)
    ends = list(zip(first[head:][::-1], second[head:][::-1], strict=False))
    same = sum(1 for _ in itertools.takewhile(lambda pair: pair[0].text == pair[1].text, ends))
    tail = max((k for k in range(1, same + 1) if k < len(ends) and _is_parted(*ends[k - 1])), default=0)
    return (
        head if _letters(first[:head]) >= LEAST_COMMON else 0,
        tail if _letters(first[len(first) - tail :]) >= LEAST_COMMON else 0,
    )


def _is_parted(one: Glyph, other: Glyph) -> bool:
    """Whether both readers see a space before a character."""
    return one.space > 0 and other.space > 0


def _letters(glyphs: Sequence[Glyph]) -> int:
    return sum(g.text.isalnum() for g in glyphs)


def _blocks_beside(first: Sequence[Glyph], second: Sequence[Glyph], config: FusionConfig) -> Iterator[_Block]:
    """Readings that have little in common: one is perhaps the beginning or the end of the other, whole words of it.

    Words that the first reader alone has there stay, in doubt: left out, they would be gone without a trace. Else what
    they have in common is chance: a mixture would be a word that neither reader saw.
    """
    longer, shorter = (first, second) if len(first) > len(second) else (second, first)
    cuts = [k for k, glyph in enumerate(longer) if k and glyph.space > 0]
    like = [(_likeness(part, shorter), k) for k in cuts for part in (longer[:k], longer[k:])]
    best = max(like, default=(0.0, 0))
    if best[0] < config.alike_part:
        yield _Block(False, first, second, scrap=_is_scrap(first, second, config))
        return
    cut = best[1]
    at_start = _likeness(longer[:cut], shorter) == best[0]
    rest = longer[cut:] if at_start else longer[:cut]
    part = longer[:cut] if at_start else longer[cut:]
    beside = _Block(False, rest, (), read_on=True) if longer is first else _Block(False, (), rest)
    both = _blocks(*((part, shorter) if longer is first else (shorter, part)), config)
    yield from (*both, beside) if at_start else (beside, *both)


def _likeness(first: Sequence[Glyph], second: Sequence[Glyph]) -> float:
    return float(Levenshtein.normalized_similarity(_text(first), _text(second)))


def _disputed(block: _Block, beside: _Beside, config: FusionConfig) -> Place:
    # Who sees nothing there is as sure of it as of what it sees beside it.
    first = _typical(block.first or beside.first())
    second = _typical(block.second or beside.second())
    weighed = config.second_weight * _log_odds(second) - config.first_weight * _log_odds(first)
    lead = weighed + _lead(block, config)
    one, two = _in_doubt(block.first, second), _in_doubt(block.second, first)
    other = Option(two, lead, one[0].space if one and not two else 0.0)
    return Place(
        (
            Option(one, 0.0, two[0].space if two and not one else 0.0),
            other,
            *(o for o in _instead(block.second, other, config) if _text(o.glyphs) != _text(one)),
        ),
        bool(one and two and one[0].space > 0 and two[0].space > 0),
    )


def _in_doubt(glyphs: Sequence[Glyph], other: float) -> tuple[Glyph, ...]:
    """Characters that the other reader did not see: a dispute leaves doubt, the more the surer (0..1) that one was."""
    return tuple(replace(g, confidence=g.confidence * (1 - other / 2)) for g in glyphs)


def _instead(glyphs: Sequence[Glyph], option: Option, config: FusionConfig) -> Iterator[Option]:
    """An option with one letter as the second reader thought of it instead.

    Args:
        glyphs: what the second reader read.
        option: the same characters, as they may stand in the line.
        config: how much its second thoughts weigh.
    """
    for k, glyph in enumerate(glyphs):
        for text, confidence in glyph.others:
            behind = config.other_weight * math.log(max(glyph.confidence, confidence) / confidence)
            other = replace(option.glyphs[k], text=text, confidence=config.other_sure, engines=glyph.engines)
            instead = (*option.glyphs[:k], other, *option.glyphs[k + 1 :])
            yield replace(option, glyphs=instead, lead=option.lead - behind, other=confidence)


def _is_bullet(block: _Block, beside: _Beside, config: FusionConfig) -> bool:
    """A sign that the first reader sees alone before a line: the second never reads bullets."""
    if beside.before is not None or beside.after is None or block.second or len(block.first) != 1:
        return False
    return block.first[0].text in config.bullets and beside.after.first[0].space > 0


def _folded(glyphs: Sequence[Glyph]) -> list[str]:
    """The characters without their case: a capital for a small letter is nearer than any other."""
    return [g.text.casefold() for g in glyphs]


def _text(glyphs: Sequence[Glyph]) -> str:
    return "".join(g.text for g in glyphs)


def _typical(glyphs: Sequence[Glyph]) -> float:
    """The confidence of the least sure one, or the mean where there are many."""
    values = [g.confidence for g in glyphs]
    if len(values) > 3:
        return sum(values) / len(values)
    return min(values, default=0.5)


def _lead(block: _Block, config: FusionConfig) -> float:
    """How far the second reader is ahead (log-odds) in a dispute of this kind."""
    one, two = _text(block.first), _text(block.second)
    letters_one, letters_two = (any(c.isalnum() for c in text) for text in (one, two))
    if not one:
        return config.lead_added_letter if letters_two else config.lead_added_mark
    if not two:
        return config.lead_lone_letter if letters_one else config.lead_lone_mark
    if one.casefold() == two.casefold():
        return config.lead_case
    if letters_one and letters_two:
        return config.lead_letters
    if (one, two) == (",", "."):
        return config.lead_point_for_comma
    return config.lead_marks


def _agreed(a: Glyph, b: Glyph, config: FusionConfig) -> Place:
    """Both read it: surer than either; whether a space goes before it may be in dispute."""
    confidence = 1 - (1 - a.confidence) * (1 - b.confidence)
    glyph = replace(a, confidence=confidence, engines=a.engines | b.engines, space=0.0)
    space = max(a.space, b.space)
    if not space:
        return _with_others(Option((glyph,)), b, config)
    spaced = replace(glyph, space=space)
    if a.space > 0 and b.space > 0:
        return replace(_with_others(Option((spaced,)), b, config), parted=True)
    return Place((Option((glyph,)), Option((spaced,), _space_lead(a, b, config))))


def _with_others(agreed: Option, second: Glyph, config: FusionConfig) -> Place:
    """A character that both read, and what the second reader thought of instead."""
    return Place((agreed, *_instead((second,), agreed, config)))


def _space_lead(a: Glyph, b: Glyph, config: FusionConfig) -> float:
    """How much (log-odds) speaks for a space that one reader alone sees: its confidence and the distance there."""
    lead = config.lead_space_first if a.space > 0 else config.lead_space_second
    apart = min(b.gap, config.widest_gap) - config.usual_gap
    return lead + config.space_weight * _log_odds(max(a.space, b.space)) + config.gap_weight * apart


def _log_odds(confidence: float) -> float:
    """Logarithm of the odds, for confidences kept away from 0 and 1, where engines only round."""
    p = min(0.995, max(0.02, confidence))
    return math.log(p / (1 - p))
