"""Redactions of which a code was read in one release only, and nothing can be told of it in the other."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from processors.compare.redactions import RedactionPairs, Ref, codes_at, goes_on, is_mute, whole_groups
from processors.compare.settings import CompareConfig
from processors.compare.sides import Cover, Side

Seen = tuple[Side, Collection[int], Collection[Cover]]
"""A release, its pages that both releases have, and its redactions under which the other shows text."""


def codes_unread(pairs: RedactionPairs, a: Seen, b: Seen, config: CompareConfig) -> int:
    """How many there are: hardly any code can be read in the other release, or it has no redaction in that place.

    Args:
        pairs: the redactions that both releases have.
        a: release A.
        b: release B.
        config: the thresholds.
    """
    alone = sum(_count_alone(pairs, seen, config) for seen in (a, b))
    mute = (is_mute(a[0], config), is_mute(b[0], config))
    if not any(mute):
        return alone
    groups = whole_groups(pairs.groups(), a[0], b[0])
    coded = [(bool(codes_at(a[0], left)), bool(codes_at(b[0], right))) for left, right in groups]
    return alone + sum(
        (mute[0] and not one and other) or (mute[1] and one and not other) for one, other in coded
    )


def _count_alone(pairs: RedactionPairs, seen: Seen, config: CompareConfig) -> int:
    """Redactions with a code that have no counterpart, though the other release shows no text in their place."""
    side, _, _ = seen
    count, last = 0, list[Ref]()
    for ref in _alone(pairs, seen, config):
        count += not (last and goes_on(side, last, [ref]))
        last = [ref]
    return count


def _alone(pairs: RedactionPairs, seen: Seen, config: CompareConfig) -> Iterator[Ref]:
    side, pages, opened = seen
    for number in sorted(pages):
        covers = side.leaf(number).covers
        paired = sorted(ref for ref in pairs.paired(side) if ref[0] == number)
        known = [covers[n] for _, n in paired] + [cover for cover in opened if cover in covers]
        for n, cover in enumerate(covers):
            ref = (number, n)
            if not cover.codes or _lies_on(cover, known, config):
                continue
            known.append(cover)
            if not any(goes_on(side, [other], [ref]) for other in paired):
                yield ref


def _lies_on(cover: Cover, others: Sequence[Cover], config: CompareConfig) -> bool:
    """Whether a redaction is one of others: some are told twice, as a box and as the room around a code."""
    return any(
        cover.box.overlap(o.box) >= config.same_redaction * min(cover.box.area, o.box.area) for o in others
    )
