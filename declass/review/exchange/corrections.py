"""From findings as another program gives them back to what was decided by that."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from declass.review.exchange.listing import Item
from processors.decisions.rules import KINDS
from processors.decisions.types import Act, State, Subject
from processors.geometry import Box
from processors.records import FindingStatus, StruckWhat

# Points by which an edge may differ and still be where it was: programs round to whole pixels, and scans may be as
# coarse as 50 pixels an inch.
_SAME_EDGE = 1.5
_DRAWN = frozenset({Subject.REDACTION, Subject.STRIKE})


@dataclass(frozen=True, slots=True)
class Correction:
    """A finding as it came back.

    Attributes:
        page: 1-based.
        ref: its id as handed out, empty for a new one.
        subject: what it is.
        state: as it is now.
        act: what was said of it; None where that is to be seen from what changed.
        comment: why.
    """

    page: int
    ref: str
    subject: Subject
    state: State
    act: Act | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What was decided about one finding; `ref` is empty for what was drawn."""

    page: int
    ref: str
    subject: Subject
    act: Act
    before: State | None
    after: State | None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """A correction that cannot be taken, and why."""

    page: int
    ref: str
    reason: str


def changes(
    items: Iterable[Item], corrections: Iterable[Correction], whole: Collection[int] = ()
) -> tuple[list[Change], list[Refused]]:
    """What was decided, in the order in which it came back; then what is missing from whole pages.

    Args:
        items: as handed out.
        corrections: as they came back.
        whole: pages of which everything that is there came back, so that what is missing was rejected.
    """
    known = {(item.page, item.ref): item for item in items}
    made: list[Change] = []
    refused: list[Refused] = []
    back: set[tuple[int, str]] = set()
    for correction in corrections:
        found = _change(known.get((correction.page, correction.ref)), correction)
        back.add((correction.page, correction.ref))
        if isinstance(found, Change):
            made.append(found)
        elif found is not None:
            refused.append(found)
    made += _missing(known, back, whole)
    return made, refused


def _change(item: Item | None, correction: Correction) -> Change | Refused | None:
    """What the correction says of the finding; None where it says nothing."""
    if correction.ref and item is None:
        return _refused(correction, "there is no such finding on this page")
    if correction.state.kind not in set(KINDS[correction.subject]):
        return _refused(correction, f"{correction.state.kind!r} is no kind of {correction.subject}")
    if item is None:
        return _drawn(correction)
    if item.subject is not correction.subject:
        return _refused(correction, f"it is a {item.subject}, not a {correction.subject}")
    # Nobody says that nothing was struck by leaving out what was.
    state = replace(correction.state, what=correction.state.what or item.state.what)
    act = correction.act or (None if same(item.state, state) else Act.CHANGE)
    if act is None:
        return None
    if act is Act.ACCEPT and not same(item.state, state):
        act = Act.CHANGE
    stays = act in (Act.ACCEPT, Act.CHANGE)
    after = replace(state, status="", confidence=1.0) if stays else None
    return Change(item.page, item.ref, item.subject, act, item.state, after, correction.comment)


def _drawn(correction: Correction) -> Change | Refused:
    if correction.subject not in _DRAWN:
        return _refused(correction, "only redactions and strikes can be added")
    if correction.state.bbox.area <= 0:
        return _refused(correction, "it has no extent")
    after = replace(correction.state, status="", confidence=1.0)
    if correction.subject is Subject.STRIKE and not after.what:
        after = replace(after, what=str(StruckWhat.BODY))
    return Change(correction.page, "", correction.subject, Act.DRAW, None, after, correction.comment)


def _missing(
    known: Mapping[tuple[int, str], Item], back: Collection[tuple[int, str]], whole: Collection[int]
) -> Iterator[Change]:
    for key, item in known.items():
        if item.page in whole and key not in back and item.state.status != FindingStatus.REJECTED:
            yield Change(item.page, item.ref, item.subject, Act.REJECT, item.state, None)


def _refused(correction: Correction, reason: str) -> Refused:
    return Refused(correction.page, correction.ref, reason)


def same(one: State, other: State) -> bool:
    """Whether two states say the same: boxes may differ by what programs round, codes by their order."""
    parts = ("kind", "text", "what", "struck")
    return (
        all(getattr(one, part) == getattr(other, part) for part in parts)
        and set(one.codes) == set(other.codes)
        and same_place(one.bbox, other.bbox)
    )


def same_place(one: Box, other: Box) -> bool:
    """Whether two boxes differ by no more than what programs round."""
    return all(abs(a - b) <= _SAME_EDGE for a, b in zip(one, other, strict=True))
