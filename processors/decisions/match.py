"""Which of the things on a page a decision is about, after another reading moved or split them.

The page as shown never changes, so the place is what tells; class and text only tell apart what lies together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from processors.decisions.types import Decision, State
from processors.geometry import Box
from processors.records import SHOWN
from processors.results import PageResult

# Points that each edge may have moved: lines of type are 12 points apart and more, so the next one is never meant.
SLACK = 5.0
# Points by which a side of a page measured in the same way may differ: records round to hundredths.
_SAME_SIDE = 0.5
# Or this intersection over union (0..1): from here on two boxes have more in common than not.
_SAME = 0.5
# And from here on (0..1) what is left of a difference is how the edges were measured.
_SAME_EXTENT = 0.8
# What lies in a decided place by this share (0..1) of its own area is a part of it.
_PART = 0.8
# Parts that cover this share (0..1) of a place together are what it was split into.
_SPLIT = 0.6
# What class, kind and text weigh against place (intersection over union), where several things fit.
_CLASS_WEIGHT, _KIND_WEIGHT, _TEXT_WEIGHT = 0.2, 0.1, 0.2
# Two things that fit a decision by weights closer than this cannot be told apart.
_TOO_CLOSE = 0.1


@dataclass(frozen=True, slots=True)
class Thing:
    """Something on a page that may be meant: its place as shown, what it is, what it says, whether it was rejected."""

    bbox: Box
    kind: str = ""
    text: str = ""
    is_rejected: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """What a decision is about, by position among the things.

    Attributes:
        best: None where nothing is there.
        others: what cannot be told apart from it, or together is what was decided.
    """

    best: int | None = None
    others: tuple[int, ...] = ()


def places(decision: Decision) -> tuple[Box, ...]:
    """Where a decision is about: as the reviewer found it, and as the reviewer left it.

    What was found on a page that was measured otherwise than the one on which it was left tells no place on that.
    """
    before, after = decision.before, decision.after
    if before is not None and after is not None and None not in (sizes := (before.page, after.page)):
        before = before if sizes[0] == sizes[1] else None
    return tuple(dict.fromkeys(s.bbox for s in (before, after) if s is not None))


def is_measured(state: State, result: PageResult) -> bool:
    """Whether a place was told on a page that was measured as it is now.

    Pages of PDF files were once measured by the part that viewers show: a place told then is another one now where
    that is not all of the page. Decisions that do not tell the size of their page may be from then.
    """
    if state.page is None:
        return all(SHOWN not in step.parameters for step in result.page.steps)
    return all(
        abs(a - b) <= _SAME_SIDE for a, b in zip(state.page, (result.width, result.height), strict=True)
    )


def is_near(a: Box, b: Box) -> bool:
    """Whether two boxes are the same but for a few points."""
    moved = max(abs(p - q) for p, q in zip(a, b, strict=True))
    return moved <= SLACK or a.iou(b) >= _SAME


def has_moved(a: Box, b: Box) -> bool:
    """Whether a box that is meant by a decision is so far from where it was that the decision's own place is right."""
    return max(abs(p - q) for p, q in zip(a, b, strict=True)) > SLACK and a.iou(b) < _SAME_EXTENT


def matches(decisions: Sequence[Decision], things: Sequence[Thing]) -> list[Match]:
    """What each of the decisions on a page is about; a thing goes to the one decision that fits best.

    The order of the things does not matter, nor does that of the decisions.
    """
    fits = {
        (d, t): _fit(decision, thing)
        for d, decision in enumerate(decisions)
        for t, thing in enumerate(things)
        if any(is_near(place, thing.bbox) for place in places(decision))
    }
    best: dict[int, int] = {}
    for (d, t), _ in sorted(fits.items(), key=lambda item: _rank(item, decisions, things)):
        if d not in best and t not in best.values():
            best[d] = t
    taken = set(best.values())
    return [
        Match(best.get(d), _others(decision, d, best.get(d), taken, things, fits))
        for d, decision in enumerate(decisions)
    ]


def _rank(
    item: tuple[tuple[int, int], float], decisions: Sequence[Decision], things: Sequence[Thing]
) -> tuple[object, ...]:
    (d, t), fit = item
    thing = things[t]
    return (-fit, -decisions[d].number, tuple(thing.bbox), thing.is_rejected, thing.kind, thing.text)


def _fit(decision: Decision, thing: Thing) -> float:
    states = [state for state in (decision.before, decision.after) if state is not None]
    before = states[0]
    fit = max(_closeness(place, thing.bbox) for place in places(decision))
    fit += _CLASS_WEIGHT * (thing.is_rejected is (before.status == "rejected"))
    fit += _KIND_WEIGHT * any(thing.kind == state.kind for state in states)
    return fit + _TEXT_WEIGHT * max(fuzz.ratio(thing.text, state.text) / 100 for state in states)


def _closeness(a: Box, b: Box) -> float:
    """Intersection over union, and never nothing for what is a few points away: thin boxes part soon."""
    moved = max(abs(p - q) for p, q in zip(a, b, strict=True))
    return max(a.iou(b), 0.5 * (1 - moved / (2 * SLACK)) if moved <= SLACK else 0.0)


def _others(
    decision: Decision,
    d: int,
    best: int | None,
    taken: set[int],
    things: Sequence[Thing],
    fits: dict[tuple[int, int], float],
) -> tuple[int, ...]:
    """What fits as well as the best, or the parts that the place was split into."""
    free = [t for t, thing in enumerate(things) if t not in taken and not thing.is_rejected]
    if best is not None and not things[best].is_rejected:
        alike = [t for t in free if fits.get((d, t), -1.0) > fits[d, best] - _TOO_CLOSE]
        place = max(places(decision), key=lambda p: p.iou(things[best].bbox))
        if place.iou(things[best].bbox) >= _SPLIT:
            return tuple(alike)
        parts = [t for t in free if things[t].bbox.covered_by(place) >= _PART]
        covered = sum(things[t].bbox.overlap(place) for t in (best, *parts))
        return tuple(sorted({*alike, *(parts if covered >= _SPLIT * place.area else ())}))
    for place in places(decision):
        parts = [t for t in free if things[t].bbox.covered_by(place) >= _PART]
        if len(parts) > 1 and sum(things[t].bbox.overlap(place) for t in parts) >= _SPLIT * place.area:
            return tuple(parts)
    return ()
