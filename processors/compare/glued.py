"""Words that one reading parts and the other runs together: `the matter` and `thematter` are one text."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import replace

from processors.compare.align import likeness
from processors.compare.settings import CompareConfig
from processors.compare.sides import NONE, Side, stretches
from processors.compare.spaces import on_a_line
from processors.compare.tokens import Token, key_of
from processors.language.usual_words import is_common, is_one_word, is_word

_LIKE = 0.8
"""Least likeness of what is put together."""
_BORDER = "l"
"""What the edge of a box is read as: no rest of it alone is a word."""


def part_glued(a: Side, b: Side, config: CompareConfig) -> None:
    """Parts words that one release runs together and of which the other withholds one: `constructionschedule`."""
    known = {token.key for side in (a, b) for token in side.tokens}
    for here, there in ((a, b), (b, a)):
        for k in range(len(here.tokens) - 1, -1, -1):
            if here.match[k] != NONE and len(here.tokens[k].boxes) == 1:
                _part(here, there, k, known, config)


def _part(here: Side, there: Side, k: int, known: Container[str], config: CompareConfig) -> None:
    """Parts token `k` where its counterpart is only the head of it before a redaction, or the tail behind one."""
    j = here.match[k]
    whole, other = here.tokens[k], there.tokens[j]
    rest = len(whole.key) - len(other.key)
    for step, cut, own in ((1, len(other.key), whole.key[: len(other.key)]), (-1, rest, whole.key[rest:])):
        if (
            rest < config.glued_rest
            or not _stands_off(there, j, step, config)
            or likeness(own, other.key) < _LIKE
        ):
            continue
        halves = _cut(whole, cut)
        new = halves[step == 1]
        if _is_word(new, known, config) and not (_is_in_number(*halves) or is_one_word(whole.text)):
            parted = replace(new, torn=True)
            here.tokens[k : k + 1] = (halves[0], parted) if step == 1 else (parted, halves[1])
            here.match[k : k + 1] = (j, NONE) if step == 1 else (NONE, j)
            there.match = [m + 1 if m > k else m for m in there.match]
            there.match[j] = k if step == 1 else k + 1
            return


def _is_word(rest: Token, known: Container[str], config: CompareConfig) -> bool:
    """Whether a rest may be a word by itself: one in use, a number, or one that stands elsewhere in the releases."""
    if not rest.key.strip(_BORDER):
        return False
    if len(rest.key) <= config.glued_short:
        return _is_number(rest) or is_common(rest.text)
    return rest.key in known or _is_number(rest) or is_word(rest.text)


def _is_number(token: Token) -> bool:
    return all(c.isdigit() for c in token.text if c.isalnum())


def _is_in_number(left: Token, right: Token) -> bool:
    """Whether a number was cut in two: digits with nothing but marks between them."""
    ends = ([c for c in left.text if c.isalnum()][-1:], [c for c in right.text if c.isalnum()][:1])
    return all(end and end[0].isdigit() for end in ends)


def _stands_off(side: Side, k: int, step: int, config: CompareConfig) -> bool:
    """Whether a redaction comes before (-1) or behind (1) a word, and does not touch it where they share a line."""
    if not 0 <= k + step < len(side.tokens) or not side.tokens[k + step].is_redaction:
        return False
    word, redaction = side.tokens[k], side.tokens[k + step]
    box, beside = (word.boxes[-1], redaction.boxes[0]) if step == 1 else (word.boxes[0], redaction.boxes[-1])
    gap = beside.x0 - box.x1 if step == 1 else box.x0 - beside.x1
    return not on_a_line(box, beside) or gap >= config.glued_off * box.width / len(word.text)


def _cut(token: Token, letters: int) -> tuple[Token, Token]:
    """A word in two, of which the first has so many letters of its key."""
    text, box = token.text, token.boxes[0]
    end = next(n for n in range(len(text) + 1) if len(key_of(text[:n])) >= letters)
    edge = box.x0 + box.width * end / len(text)
    return (
        replace(token, text=text[:end], key=key_of(text[:end]), boxes=(box._replace(x1=edge),)),
        replace(token, text=text[end:], key=key_of(text[end:]), boxes=(box._replace(x0=edge),)),
    )


def join_glued(a: Side, b: Side, config: CompareConfig) -> None:
    """Enters, between matched words, stretches at either end of a gap that only differ in their spaces."""
    for left, right in stretches(a, b):
        for step in (1, -1):
            _enter(a, b, _edge(a, left, step, config), _edge(b, right, step, config), step)


def _edge(side: Side, gap: Sequence[int], step: int, config: CompareConfig) -> list[int]:
    """Words at the head (1) or the tail (-1) of a gap, up to its first redaction."""
    out: list[int] = []
    for k in gap[::step]:
        if side.tokens[k].is_redaction or len(out) == config.glued_most:
            break
        out.append(k)
    return out


def _enter(a: Side, b: Side, left: list[int], right: list[int], step: int) -> None:
    while left and right and (found := _fit(a, b, left, right, step)):
        own, others = left[: found[0]], right[: found[1]]
        a.glued.update(_without_lacking(a, own, _text(b, others, step), step))
        b.glued.update(_without_lacking(b, others, _text(a, own, step), step))
        left, right = left[found[0] :], right[found[1] :]


def _without_lacking(side: Side, words: list[int], other: str, step: int) -> list[int]:
    """The words without one that the other text lacks: it is more like the rest alone, as `undercontrol` is."""
    rests = [words[:n] + words[n + 1 :] for n in range(len(words))] if len(words) > 1 else []
    return max([words, *rests], key=lambda chosen: likeness(_text(side, chosen, step), other))


def _fit(a: Side, b: Side, left: list[int], right: list[int], step: int) -> tuple[int, int] | None:
    """The least number of words of both sides that are alike when put together."""
    sizes = sorted(((x, y) for x in range(1, len(left) + 1) for y in range(1, len(right) + 1)), key=sum)
    for x, y in sizes:
        if likeness(_text(a, left[:x], step), _text(b, right[:y], step)) >= _LIKE:
            return x, y
    return None


def _text(side: Side, indices: Sequence[int], step: int) -> str:
    return "".join(side.tokens[k].key for k in indices[::step])
