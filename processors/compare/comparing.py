"""The comparison of two records from end to end: the only place that knows the order of the steps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from processors.compare.align import align
from processors.compare.changes import PassageChanges, Told, added, additions
from processors.compare.crossed import part_crossed
from processors.compare.fates import WITHHELD, Passage
from processors.compare.glued import join_glued, part_glued
from processors.compare.marks import marking_changes, strike_changes
from processors.compare.numbers import number_changes
from processors.compare.pages import match_pages
from processors.compare.passages import Passages
from processors.compare.places import Placer, mend
from processors.compare.redactions import RedactionPairs, code_changes
from processors.compare.rows import Marked, rows_of
from processors.compare.settings import CompareConfig
from processors.compare.sides import NONE, Cover, Side, join, side_of
from processors.compare.types import (
    Addition,
    Certainty,
    Change,
    ChangeKind,
    Comparison,
    Counts,
    PageFate,
    PageMatch,
    Release,
    Result,
    Spot,
)
from processors.compare.unread import codes_unread
from processors.records import Record

_PASSED = (PageFate.ONLY_A, PageFate.ONLY_B, PageFate.UNREADABLE, PageFate.BLANK)


def compare_records(a: Record, b: Record, config: CompareConfig | None = None) -> Result:
    """What changed from release `a` to release `b` of one document.

    Args:
        a: the earlier release, or the more redacted one.
        b: the other.
        config: the thresholds, by default those of the package.

    Returns:
        The comparison and the paragraphs of both sides. Two documents that have nothing in common give no changes, and
        a `likeness` near 0.
    """
    settings = config or CompareConfig()
    left, right = side_of(a, settings), side_of(b, settings)
    join(left, right, align([t.key for t in left.tokens], [t.key for t in right.tokens], settings))
    mend(left, right, settings)
    part_crossed(left, right, settings)
    part_glued(left, right, settings)
    join_glued(left, right, settings)
    pages = match_pages(left, right, settings)
    forth, back = Placer(left, right, settings), Placer(right, left, settings)
    closed = _passages(forth, {m.a for m in pages if m.fate not in _PASSED}, settings)
    opened = _passages(back, {m.b for m in pages if m.fate not in _PASSED}, settings)
    redactions = RedactionPairs(forth, back, settings)
    told = _changes(forth, back, (closed, opened), redactions, settings)
    extra = (
        *additions(left, "a", closed, settings),
        *additions(right, "b", opened, settings),
    )
    changes = tuple(item.change for item in told)
    both = [m for m in pages if m.fate is PageFate.BOTH]
    comparison = Comparison(
        a=_release(a),
        b=_release(b),
        likeness=_likeness(left, right),
        counts=replace(
            _counts(left, right, changes, extra, pages),
            codes_unread=codes_unread(
                redactions,
                (left, {m.a for m in both if m.a is not None}, _opened(opened)),
                (right, {m.b for m in both if m.b is not None}, _opened(closed)),
                settings,
            ),
        ),
        changes=changes,
        pages=pages,
        additions=extra,
        markings=tuple(marking_changes(a, b, settings)),
    )
    return Result(comparison, tuple(rows_of(left, right, _marks(told, left, right))))


def _passages(placer: Placer, pages: set[int | None], config: CompareConfig) -> list[Passage]:
    return Passages(placer, config).find(n for n in pages if n is not None)


def _opened(passages: Iterable[Passage]) -> list[Cover]:
    """Redactions under which the other release shows text."""
    return [cover for passage in passages if passage.fate in WITHHELD for cover in passage.covers]


def _changes(
    forth: Placer,
    back: Placer,
    passages: tuple[Sequence[Passage], Sequence[Passage]],
    pairs: RedactionPairs,
    config: CompareConfig,
) -> list[Told]:
    """All changes in the order of release B, as far as they have a place there, with their ids."""
    a, b = forth.here, back.here
    closed = list(PassageChanges(a, b, ChangeKind.CLOSED, pairs, config).changes(passages[0]))
    opened = list(PassageChanges(b, a, ChangeKind.OPENED, pairs, config).changes(passages[1]))
    found = [*closed, *opened]
    found += [Told(change, NONE, NONE) for change in code_changes(pairs, a, b, config)]
    for placer, kind in ((forth, ChangeKind.UNSTRUCK), (back, ChangeKind.STRUCK)):
        found += [Told(change, NONE, NONE) for change in strike_changes(placer, kind, config)]
    extra = (_words(added(a, passages[0], config)), _words(added(b, passages[1], config)))
    found += number_changes(a, b, (_words(closed), _words(opened)), extra, config)
    order = _Order(a, b)
    found.sort(key=order.of)
    return [replace(t, change=replace(t.change, id=f"c{n}")) for n, t in enumerate(found, 1)]


def _words(told: Iterable[Told | Passage]) -> set[int]:
    """The tokens from the first to the last of each."""
    return {k for item in told for k in range(item.first, item.last + 1)}


class _Order:
    """Where a change stands in the text of release B; what only release A shows stands behind the last common word."""

    def __init__(self, a: Side, b: Side) -> None:
        self._after: list[int] = []
        last = NONE
        for j in a.match:
            last = j if j != NONE else last
            self._after.append(last)
        self._b = b
        self._pages: dict[int, list[int]] = {}
        for k, token in enumerate(b.tokens):
            self._pages.setdefault(token.page, []).append(k)

    def of(self, told: Told) -> tuple[float, float, float]:
        """A key to sort by."""
        change = told.change
        if told.first == NONE:
            return (self._before(change.b), 2.0, 0.0)
        if change.kind is ChangeKind.OPENED:
            return (float(told.first), 0.0, 0.0)
        return (float(self._after[told.first]), 1.0, float(told.first))

    def _before(self, spot: Spot | None) -> float:
        """The last word of the page that stands above a place, which is no word itself."""
        if spot is None or not spot.boxes:
            return -1.0
        page = self._pages.get(spot.page, [])
        leaf = self._b.leaf(spot.page)
        y = leaf.flat.back.inverse().box(spot.boxes[0]).centre[1]
        above = [k for k in page if self._b.tokens[k].boxes[0].y0 <= y]
        return float(above[-1] if above else page[0] - 1 if page else -1)


def _marks(told: Iterable[Told], a: Side, b: Side) -> Marked:
    """Which tokens of either side belong to which change: its words, and the redactions over their place."""
    marked = Marked({}, {})
    places = (_tokens_of_redactions(a), _tokens_of_redactions(b))
    for item in told:
        change = item.change
        for spot, tokens, marks in ((change.a, places[0], marked.a), (change.b, places[1], marked.b)):
            for name in spot.redactions if spot is not None else ():
                if name in tokens:
                    marks.setdefault(tokens[name], change.id)
        if item.first != NONE:
            marks = marked.b if change.kind is ChangeKind.OPENED else marked.a
            marks.update(dict.fromkeys(range(item.first, item.last + 1), change.id))
        marked.b.update(dict.fromkeys(item.others, change.id))
    return marked


def _tokens_of_redactions(side: Side) -> dict[str, int]:
    return {r.id: k for k, token in enumerate(side.tokens) for r in token.redactions}


def _release(record: Record) -> Release:
    return Release(record.source.uri, record.source.sha256, len(record.pages))


def _likeness(a: Side, b: Side) -> float:
    words = [sum(not t.is_redaction for t in side.tokens) for side in (a, b)]
    return round(_same(a) / min(words), 4) if min(words) else 0.0


def _same(side: Side) -> int:
    return sum(j != NONE for j in side.match)


def _counts(
    a: Side, b: Side, changes: Sequence[Change], extra: Sequence[Addition], pages: Sequence[PageMatch]
) -> Counts:
    sure = [c.kind for c in changes if c.status is Certainty.FOUND]
    otherwise = sum(j != NONE and a.tokens[i].key != b.tokens[j].key for i, j in enumerate(a.match))
    return Counts(
        opened=sure.count(ChangeKind.OPENED),
        closed=sure.count(ChangeKind.CLOSED),
        codes_changed=sure.count(ChangeKind.CODES),
        strikes_changed=sure.count(ChangeKind.STRUCK) + sure.count(ChangeKind.UNSTRUCK),
        unsure=len(changes) - len(sure),
        same=_same(a),
        misread=otherwise,
        only_a=sum(item.release == "a" for item in extra),
        only_b=sum(item.release == "b" for item in extra),
        pages_opened=sum(m.fate is PageFate.OPENED for m in pages),
        pages_closed=sum(m.fate is PageFate.CLOSED for m in pages),
    )
