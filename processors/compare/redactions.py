"""Redactions that both releases have, and changes of their codes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from processors.compare.places import Placer
from processors.compare.settings import CompareConfig
from processors.compare.sides import NONE, Cover, PrintedCode, Side
from processors.compare.tokens import Token
from processors.compare.types import Certainty, Change, ChangeKind, Spot
from processors.geometry import Box

_ALIKE = str.maketrans("li|7tj8b5s69gzdoqc", "111111333333320000")
"""Characters of codes that bad print makes alike: 1 and 7, 3 and 5 and 6 and 8, 0 and C."""
Ref = tuple[int, int]
"""A redaction of a release: the number of its page, and its index among the covers there."""


class RedactionPairs:
    """Which redactions of two releases withhold the same place."""

    def __init__(self, forth: Placer, back: Placer, config: CompareConfig) -> None:
        """Looks for the counterparts of all redactions of A in B by `forth`, and of those of B in A by `back`."""
        self._a, self._b = a, b = forth.here, forth.there
        found = set(_pairs(forth, config)) | {(i, j) for j, i in _pairs(back, config)}
        self.pairs = sorted(found)
        self._known = {id(a): {i for i, _ in self.pairs}, id(b): {j for _, j in self.pairs}}
        self._covers = {
            id(side): {id(side.leaf(page).covers[n]) for page, n in self._known[id(side)]} for side in (a, b)
        }

    def has_counterpart(self, side: Side, cover: Cover) -> bool:
        """Whether the other release withholds something in the place of that redaction of `side`."""
        return id(cover) in self._covers[id(side)]

    def paired(self, side: Side) -> set[Ref]:
        """The redactions of a release that have a counterpart."""
        return self._known[id(side)]

    def groups(self) -> list[tuple[list[Ref], list[Ref]]]:
        """Redactions of A and of B that withhold the same: mostly one each, several where one was drawn as several."""
        links: dict[tuple[str, Ref], set[tuple[str, Ref]]] = defaultdict(set)
        for i, j in self.pairs:
            links["a", i].add(("b", j))
            links["b", j].add(("a", i))
        for name, side in (("a", self._a), ("b", self._b)):
            for first, other in _of_one_token(side):
                links[name, first].add((name, other))
                links[name, other].add((name, first))
        found = [
            (sorted(r for n, r in part if n == "a"), sorted(r for n, r in part if n == "b"))
            for part in _components(links)
        ]
        return sorted(group for group in found if group[0] and group[1])


def _of_one_token(side: Side) -> Iterator[tuple[Ref, Ref]]:
    """Neighbours among the boxes, one a line, of one withheld passage."""
    for token in side.tokens:
        if len(token.redactions) > 1:
            ids = {r.id for r in token.redactions}
            covers = enumerate(side.leaf(token.page).covers)
            own = [(token.page, n) for n, c in covers if c.redaction is not None and c.redaction.id in ids]
            yield from pairwise(own)


def _components(links: dict[tuple[str, Ref], set[tuple[str, Ref]]]) -> Iterator[set[tuple[str, Ref]]]:
    """What hangs together."""
    left = set(links)
    for start in sorted(links):
        if start not in left:
            continue
        part, work = {start}, [start]
        while work:
            fresh = links[work.pop()] - part
            part |= fresh
            work += fresh
        left -= part
        yield part


def _pairs(placer: Placer, config: CompareConfig) -> Iterator[tuple[Ref, Ref]]:
    here, there = placer.here, placer.there
    tokens = {id(c): k for k, token in enumerate(here.tokens) for c in _covers(here, token)}
    for number, leaf in here.leaves.items():
        for n, cover in enumerate(leaf.covers):
            if not cover.is_redaction:
                continue
            place = placer.at(number, cover.box)
            if place is not None:
                covers = there.leaf(place.page).covers
                hits = [
                    (place.page, m) for m, c in enumerate(covers) if _same(place.box(cover.box), c, config)
                ]
            elif id(cover) in tokens:
                hits = _by_order(here, there, tokens[id(cover)])
            else:
                hits = []
            yield from (((number, n), hit) for hit in hits)


def _same(box: Box, cover: Cover, config: CompareConfig) -> bool:
    return cover.is_redaction and cover.box.overlap(box) >= config.same_redaction * min(
        box.area, cover.box.area
    )


def _covers(side: Side, token: Token) -> list[Cover]:
    return side.leaf(token.page).covers_of(token) if token.is_redaction and not token.denied else []


def _by_order(here: Side, there: Side, k: int) -> list[Ref]:
    """The redaction between the same words, where both releases have as many there, all or those with codes."""
    start, end = _near(here, k, -1), _near(here, k, 1)
    if start == NONE or end == NONE:
        return []
    between = range(here.match[start] + 1, here.match[end])
    own = [n for n in range(start + 1, end) if _covers(here, here.tokens[n])]
    others = [n for n in between if _covers(there, there.tokens[n])]
    if others and len(own) == end - start - 1 and len(others) == len(between):
        # Nothing but redactions on both sides: however they were drawn, they withhold the same.
        return [hit for n in others for hit in _refs(there, n)]
    if len(own) != len(others):
        own = [n for n in own if _is_coded(here, n)]
        others = [n for n in others if _is_coded(there, n)]
    if len(own) != len(others) or k not in own:
        return []
    return _refs(there, others[own.index(k)])


def _refs(side: Side, k: int) -> list[Ref]:
    token = side.tokens[k]
    covers = side.leaf(token.page).covers_of(token)
    return [(token.page, n) for n, c in enumerate(side.leaf(token.page).covers) if c in covers]


def _is_coded(side: Side, k: int) -> bool:
    return any(cover.codes for cover in _covers(side, side.tokens[k]))


def _near(side: Side, k: int, step: int) -> int:
    k += step
    while 0 <= k < len(side.tokens):
        if side.match[k] != NONE and not side.tokens[k].is_redaction:
            return k
        k += step
    return NONE


def code_changes(pairs: RedactionPairs, a: Side, b: Side, config: CompareConfig) -> Iterator[Change]:
    """Redactions that both releases have and whose codes differ."""
    mute = (is_mute(a, config), is_mute(b, config))
    known = _known(a, b)
    for left, right in whole_groups(pairs.groups(), a, b):
        codes = (codes_at(a, left), codes_at(b, right))
        keys_a, keys_b = ({code.key for code in side} for side in codes)
        if keys_a == keys_b or (not keys_a and mute[0]) or (not keys_b and mute[1]):
            continue
        if _is_torn(*codes) or _is_torn(*reversed(codes)):
            continue
        doubt = _doubt(*codes, config) or _misreading(keys_a, keys_b, known)
        if not doubt and (_is_lent(codes[0]) or _is_lent(codes[1])):
            doubt = "a code stands in another redaction, which this one may go on from or not"
        if not doubt and (_is_odd(codes[0], a) or _is_odd(codes[1], b)):
            doubt = "a code is written unlike the others of its release, and may be misread"
        if not doubt and len(left) != len(right):
            doubt = "what one release draws as one box the other draws as several"
        yield Change(
            id="",
            kind=ChangeKind.CODES,
            status=Certainty.UNSURE if doubt else Certainty.FOUND,
            reason=doubt or "codes of the same redaction",
            text="",
            confidence=round(_least(*codes), 3),
            a=_spot(a, left),
            b=_spot(b, right),
        )


def whole_groups(
    groups: list[tuple[list[Ref], list[Ref]]], a: Side, b: Side
) -> Iterator[tuple[list[Ref], list[Ref]]]:
    """The groups, with those put together that are lines of one redaction: one right below the other, equal codes."""
    last: tuple[list[Ref], list[Ref]] | None = None
    for group in groups:
        if last is not None and goes_on(a, last[0], group[0]) and goes_on(b, last[1], group[1]):
            last = (last[0] + group[0], last[1] + group[1])
            continue
        if last is not None:
            yield last
        last = group
    if last is not None:
        yield last


def goes_on(side: Side, above: list[Ref], below: list[Ref]) -> bool:
    """Whether redactions are further lines of one above them: right below it, with equal codes."""
    if above[-1][0] != below[0][0] or {c.key for c in codes_at(side, above)} != {
        c.key for c in codes_at(side, below)
    }:
        return False
    leaf = side.leaf(above[-1][0])
    gap = leaf.covers[below[0][1]].box.y0 - leaf.covers[above[-1][1]].box.y1
    return -leaf.height <= gap <= leaf.height


def is_mute(side: Side, config: CompareConfig) -> bool:
    """Whether a release prints few codes, or few could be read: then a missing one says nothing."""
    covers = [c for leaf in side.leaves.values() for c in leaf.covers if c.is_redaction]
    return sum(bool(c.codes) for c in covers) < config.coded * len(covers)


def codes_at(side: Side, refs: Sequence[Ref]) -> list[PrintedCode]:
    """The codes of some redactions."""
    return [code for page, n in refs for code in side.leaf(page).covers[n].codes]


def _is_lent(codes: list[PrintedCode]) -> bool:
    """Whether one of the codes stands in none of these redactions."""
    own = {code.key for code in codes if not code.lent}
    return any(code.key not in own for code in codes)


def _is_odd(codes: Sequence[PrintedCode], side: Side) -> bool:
    """Whether a code has no brackets in a release whose other codes have them."""
    others = [c for leaf in side.leaves.values() for cover in leaf.covers for c in cover.codes]
    bracketed = sum("(" in code.text for code in others)
    return any("(" not in code.text for code in codes) and 2 * bracketed > len(others)


def _is_torn(codes: list[PrintedCode], others: list[PrintedCode]) -> bool:
    """Whether codes were not understood, but say what those of the other release do: `b)6` is (b)(6)."""
    if any(code.confidence > 0 for code in codes):
        return False
    told = {_telling(code) for code in codes}
    return all(told) and told == {_telling(code) for code in others}


def _telling(code: PrintedCode) -> str:
    """What tells a code from others: its letters and digits but the `b` that most begin with."""
    return "".join(c for c in code.key.casefold() if c.isalnum()).removeprefix("b")


def _least(*sides: list[PrintedCode]) -> float:
    """Confidence of the least sure code."""
    return min((code.confidence for codes in sides for code in codes), default=0.0)


def _doubt(a: list[PrintedCode], b: list[PrintedCode], config: CompareConfig) -> str:
    keys = ({code.key for code in a}, {code.key for code in b})
    if not a or not b:
        return "no code was read in one release: it may be unreadable there, not gone"
    if _least(a, b) < config.sure_code:
        return "a code is not read surely"
    if _also_read(a, b, keys[0]) or _also_read(b, a, keys[1]):
        return "the codes of one release are another reading of those of the other"
    if keys[0] < keys[1] or keys[1] < keys[0]:
        return "one release prints a code less: it may be unreadable there, not gone"
    return ""


def _known(*sides: Side) -> set[str]:
    """Codes that were read in more than one place: one that stands for several redactions is one reading."""
    covers = [(n, c) for n, side in enumerate(sides) for leaf in side.leaves.values() for c in leaf.covers]
    places = {
        (code.key, n, code.place or cover.box) for n, cover in covers for code in cover.codes if not code.lent
    }
    found = Counter(key for key, _, _ in places)
    return {key for key, count in found.items() if count > 1}


def _misreading(a: set[str], b: set[str], known: set[str]) -> str:
    """Why codes that seem to differ may be one code that a reader took for another, however sure of it."""
    shapes = ({_shape(key) for key in a}, {_shape(key) for key in b})
    if shapes[0] <= shapes[1] or shapes[1] <= shapes[0]:
        return "the codes differ in characters that are easily taken for each other"
    if any(x.startswith(y) or y.startswith(x) for x in a - b for y in b - a):
        return "a code of one release is the beginning of one of the other"
    if not a ^ b <= known:
        return "a code stands nowhere else in the releases, and may be another one misread"
    return ""


def _shape(key: str) -> str:
    """A code with characters alike in bad print made equal."""
    return key.casefold().translate(_ALIKE)


def _also_read(codes: list[PrintedCode], others: list[PrintedCode], keys: set[str]) -> bool:
    """Whether a code of one side is a further reading of one that the other side alone has."""
    texts = {code.text for code in codes}
    return any(texts & set(other.others) for other in others if other.key not in keys)


def _spot(side: Side, refs: Sequence[Ref]) -> Spot:
    """Where redactions stand, as far as on the page on which they begin, with the codes of all."""
    number = refs[0][0]
    covers = [side.leaf(page).covers[n] for page, n in refs if page == number]
    flat = side.leaf(number).flat
    found = [c.redaction for c in covers if c.redaction is not None]
    return Spot(
        page=number,
        boxes=tuple(flat.marks[c.redaction.id] if c.redaction else flat.shown(c.box) for c in covers),
        redactions=tuple(r.id for r in found),
        codes=tuple(dict.fromkeys(code.text for code in codes_at(side, refs))),
        hidden_characters=found[0].hidden_characters if len(refs) == len(found) == 1 else None,
    )
