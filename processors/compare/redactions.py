"""Redactions that both releases have, and changes of their codes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from processors.compare.places import Placer
from processors.compare.settings import CompareConfig
from processors.compare.sides import NONE, Side
from processors.compare.tokens import Token
from processors.compare.types import Certainty, Change, ChangeKind, Spot


class RedactionPairs:
    """Which redactions of two releases withhold the same place."""

    def __init__(self, a: Side, b: Side, config: CompareConfig) -> None:
        """Looks for the counterparts of all redactions of `a` in `b`, and of those of `b` in `a`."""
        self._a, self._b, self._config = a, b, config
        found = set(_pairs(a, b, config)) | {(i, j) for j, i in _pairs(b, a, config)}
        self.pairs = sorted(found)
        self._known = {
            id(a): {r.id for i, _ in self.pairs for r in a.tokens[i].redactions},
            id(b): {r.id for _, j in self.pairs for r in b.tokens[j].redactions},
        }

    def has_counterpart(self, side: Side, redaction: str) -> bool:
        """Whether the other release withholds something in the place of that redaction."""
        return redaction in self._known[id(side)]

    def groups(self) -> Iterator[tuple[list[int], list[int]]]:
        """Tokens of A and of B that withhold the same: mostly one each, several where one was drawn as several."""
        of_a: dict[int, set[int]] = defaultdict(set)
        of_b: dict[int, set[int]] = defaultdict(set)
        for i, j in self.pairs:
            of_a[i].add(j)
            of_b[j].add(i)
        seen: set[int] = set()
        for start in of_a:
            if start in seen:
                continue
            left, right, work = {start}, set(of_a[start]), [start]
            while work:
                for j in of_a[work.pop()]:
                    right.add(j)
                    fresh = of_b[j] - left
                    left |= fresh
                    work += fresh
            seen |= left
            yield sorted(left), sorted(right)


def _pairs(here: Side, there: Side, config: CompareConfig) -> Iterator[tuple[int, int]]:
    placer = Placer(here, there, config)
    by_id = {r.id: k for k, token in enumerate(there.tokens) for r in token.redactions}
    for k, token in enumerate(here.tokens):
        if not token.redactions or token.denied:
            continue
        places = list(placer.places(k, k))
        hits: set[int] = set()
        for place in places:
            boxes = [place.box(box) for box in token.boxes]
            for cover in there.leaf(place.page).covers:
                common = sum(box.overlap(cover.box) for box in boxes)
                least = min(sum(box.area for box in boxes), cover.box.area)
                is_one = common >= config.same_redaction * least > 0
                if is_one and cover.redaction is not None and cover.redaction.id in by_id:
                    hits.add(by_id[cover.redaction.id])
            if hits:
                break
        if not places:
            hits |= _by_order(here, there, k)
        yield from ((k, j) for j in sorted(hits))


def _by_order(here: Side, there: Side, k: int) -> set[int]:
    """The one redaction between the same words, where either release has one there."""
    start, end = _near(here, k, -1), _near(here, k, 1)
    if start == NONE or end == NONE:
        return set()
    own = [n for n in range(start + 1, end) if here.tokens[n].is_redaction]
    others = [
        n
        for n in range(here.match[start] + 1, here.match[end])
        if there.tokens[n].is_redaction and not there.tokens[n].denied
    ]
    return {others[own.index(k)]} if len(own) == len(others) else set()


def _near(side: Side, k: int, step: int) -> int:
    k += step
    while 0 <= k < len(side.tokens):
        if side.match[k] != NONE and not side.tokens[k].is_redaction:
            return k
        k += step
    return NONE


def code_changes(
    pairs: RedactionPairs, a: Side, b: Side, config: CompareConfig
) -> Iterator[tuple[Change, int]]:
    """Redactions that both releases have and whose codes differ, each with its token in release A."""
    for left, right in pairs.groups():
        tokens_a, tokens_b = [a.tokens[i] for i in left], [b.tokens[j] for j in right]
        keys_a, keys_b = _keys(tokens_a), _keys(tokens_b)
        if keys_a == keys_b or not (keys_a or keys_b):
            continue
        doubt = _code_doubt(tokens_a, tokens_b, config)
        change = Change(
            id="",
            kind=ChangeKind.CODES,
            status=Certainty.UNSURE if doubt else Certainty.FOUND,
            reason=doubt or "both releases print their codes in or beside the same redaction",
            text="",
            confidence=round(_code_confidence(tokens_a, tokens_b), 3),
            a=spot_of(a, tokens_a),
            b=spot_of(b, tokens_b),
        )
        yield change, left[0]


def _keys(tokens: list[Token]) -> set[str]:
    return {key for token in tokens for key in token.code_keys}


def _code_confidence(*sides: list[Token]) -> float:
    """Confidence of the least sure code."""
    return min(
        (c.confidence for tokens in sides for t in tokens for r in t.redactions for c in r.codes), default=0.0
    )


def _code_doubt(a: list[Token], b: list[Token], config: CompareConfig) -> str:
    if not _keys(a) or not _keys(b):
        return "no code was read in one release: it may be unreadable there, not gone"
    if _code_confidence(a, b) < config.sure_code:
        return "a code is not read surely"
    others = [
        {c for t in tokens for r in t.redactions for code in r.codes for c in code.candidates}
        for tokens in (a, b)
    ]
    if set(codes_of(a)) & (others[1] - set(codes_of(b))) or set(codes_of(b)) & (others[0] - set(codes_of(a))):
        return "the codes of one release are another reading of those of the other"
    if _keys(a) < _keys(b) or _keys(b) < _keys(a):
        return "one release prints a code less: it may be unreadable there, not gone"
    if len(a) != len(b):
        return "what one release marks as one redaction the other marks as several"
    return ""


def codes_of(tokens: list[Token]) -> tuple[str, ...]:
    """Codes of some redactions, each once."""
    return tuple(dict.fromkeys(code for token in tokens for code in token.codes))


def spot_of(side: Side, tokens: list[Token]) -> Spot:
    """Where redactions stand, with their codes."""
    ids = tuple(r.id for token in tokens for r in token.redactions)
    boxes = tuple(side.leaf(token.page).flat.shown(box) for token in tokens for box in token.boxes)
    hidden = tokens[0].hidden if len(tokens) == 1 else None
    return Spot(tokens[0].page, boxes, ids, codes_of(tokens), hidden)
