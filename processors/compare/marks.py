"""Strikes, stamps, banners and numbers: what one release bears and the other does not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz

from processors.compare.places import Place, Placer
from processors.compare.settings import CompareConfig
from processors.compare.sides import Leaf, Side
from processors.compare.tokens import key_of
from processors.compare.types import Certainty, Change, ChangeKind, MarkingChange, Spot
from processors.geometry import Box
from processors.records import Marking, MarkingKind, Record, Strike, Word

_TOLD = frozenset(MarkingKind) - {MarkingKind.EXEMPTION, MarkingKind.PORTION_MARK}
"""Codes are told with their redactions; marks of paragraphs change in every release, and are told where struck."""
_MOST_STRUCK = 8
"""Words under one strike beyond which it is a ruled or hatched area taken for one."""
_MET = 0.3
"""Share of a strike's box in a strike or in words of the other release from which these stand in its place."""


def strike_changes(placer: Placer, kind: ChangeKind, config: CompareConfig) -> Iterator[Change]:
    """Words that the release from which `placer` leads strikes out, and the other leaves standing."""
    for leaf in placer.here.leaves.values():
        for strike in leaf.page.strikes:
            place = placer.at(leaf.page.number, strike.bbox)
            if place is not None and (
                change := _strike_change(strike, leaf, placer.there, place, kind, config)
            ):
                yield change


def _strike_change(
    strike: Strike, leaf: Leaf, there: Side, place: Place, kind: ChangeKind, config: CompareConfig
) -> Change | None:
    other, box = there.leaf(place.page), place.box(strike.bbox)
    if any(box.overlap(s.bbox) >= _MET * min(box.area, s.bbox.area) for s in other.page.strikes):
        return None
    if any(box.covered_by(cover.box) >= _MET for cover in other.covers):
        return None
    words = _words_at(other, box)
    if not 0 < len(words) <= _MOST_STRUCK or any(word.struck for word in words):
        return None
    standing = " ".join(word.text for word in words)
    doubts = []
    if not strike.text or fuzz.ratio(key_of(strike.text), key_of(standing)) < 100 * config.like:
        doubts.append("the struck words cannot be read as those that stand in the other release")
    if strike.confidence < config.sure_strike:
        doubts.append("the strike is not sure")
    struck = Spot(leaf.page.number, (leaf.flat.shown(strike.bbox),))
    plain = Spot(place.page, (other.flat.shown(box),))
    in_b = kind is ChangeKind.STRUCK
    return Change(
        id="",
        kind=kind,
        status=Certainty.UNSURE if doubts else Certainty.FOUND,
        reason="; ".join(doubts) or "the same words stand there without a strike",
        text=standing,
        confidence=strike.confidence,
        a=plain if in_b else struck,
        b=struck if in_b else plain,
    )


def _words_at(leaf: Leaf, box: Box) -> list[Word]:
    words = (word for line in leaf.page.lines for word in line.words)
    return [word for word in words if word.bbox.covered_by(box) >= 0.5 and key_of(word.text)]


@dataclass(slots=True)
class _Seen:
    """A marking with all pages that bear it."""

    marking: Marking
    key: str
    pages: list[int]


def marking_changes(a: Record, b: Record, config: CompareConfig) -> Iterator[MarkingChange]:
    """Markings of one release that the other does not bear at all; readings of one marking count as one."""
    seen_a, seen_b = _seen(a, config), _seen(b, config)
    for release, own, others in (("a", seen_a, seen_b), ("b", seen_b, seen_a)):
        for item in own:
            if not any(_alike(item, other, config) for other in others):
                m = item.marking
                yield MarkingChange(
                    release, str(m.kind), m.text, tuple(item.pages), m.struck, round(m.confidence, 3)
                )


def _seen(record: Record, config: CompareConfig) -> list[_Seen]:
    out: list[_Seen] = []
    for page in record.pages:
        for marking in page.markings:
            if marking.kind not in _TOLD or not key_of(marking.text):
                continue
            fresh = _Seen(marking, key_of(marking.text), [page.number])
            known = next((item for item in out if _alike(item, fresh, config)), None)
            if known is None:
                out.append(fresh)
            elif page.number not in known.pages:
                known.pages.append(page.number)
    return out


def _alike(a: _Seen, b: _Seen, config: CompareConfig) -> bool:
    if a.marking.kind is not b.marking.kind or a.marking.struck != b.marking.struck:
        return False
    return a.key == b.key or bool(fuzz.ratio(a.key, b.key) >= config.marking_like)
