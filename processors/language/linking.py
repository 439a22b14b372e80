"""Which redaction each exemption code belongs to.

Order of the reference (section D): inside the box, then on the same baseline, then directly above or below. One
code may serve several boxes, and a box may carry several codes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from processors.config.language import LanguageConfig
from processors.geometry import Box, bounding, overlap_1d
from processors.language.exemptions import CodeMatch, canonical
from processors.language.margins import Margin, share_out
from processors.language.schemes import FOIA, STATUTE
from processors.language.segments import Segment, margin_side
from processors.records import Code, Redaction, RedactionKind


@dataclass(frozen=True, slots=True)
class CodeSpot:
    """A stretch of text that holds codes and nothing else, or a code in a line of text, with its place."""

    segment: Segment
    matches: tuple[CodeMatch, ...]
    bbox: Box


@dataclass(frozen=True, slots=True)
class _Stack:
    """Codes printed under each other, in one place."""

    spots: tuple[CodeSpot, ...]
    bbox: Box

    @property
    def codes(self) -> tuple[Code, ...]:
        """Its codes from top to bottom, each once; statutes only say more about a code."""
        found: dict[str, Code] = {}
        for spot in self.spots:
            for match in spot.matches:
                if match.scheme != STATUTE or len(spot.matches) == 1:
                    code = Code(
                        match.code, match.scheme, match.raw, match.candidates, spot.bbox, match.confidence
                    )
                    found.setdefault(match.code, code)
        return tuple(found.values())


_INSIDE, _BASELINE, _NEAR = 0, 1, 2


def link_codes(
    redactions: Sequence[Redaction],
    spots: Sequence[CodeSpot],
    text: Sequence[Box],
    line_height: float,
    page_width: float,
    config: LanguageConfig,
) -> tuple[Redaction, ...]:
    """The redactions with the codes that belong to them; those that had codes keep them where none is found.

    Args:
        redactions: all of a page.
        spots: all places with codes on that page.
        text: boxes of the stretches of text that hold no codes.
        line_height: of the page's text, in points.
        page_width: in points.
        config: gaps and reach.
    """
    passages = _passages(redactions, text, line_height, page_width, config)
    claims: list[list[tuple[int, float, _Stack]]] = [[] for _ in redactions]
    for spot in spots:
        if spot.segment.redaction is not None:
            claims[spot.segment.redaction].append((_INSIDE, 0.0, _Stack((spot,), spot.bbox)))
    outside = [s for s in spots if s.segment.redaction is None]
    stacks = _stacks(outside, line_height, config)
    for stack in stacks:
        for i, rank, gap in _served(stack, redactions, passages, line_height, config):
            claims[i].append((rank, gap, stack))
    chosen = [_best(r.bbox, c, line_height) for r, c in zip(redactions, claims, strict=True)]
    for passage in passages:
        _share(passage, chosen, redactions)
    margin = [s for s in stacks if margin_side(s.bbox, page_width, config)]
    wholes = [bounding(redactions[i].bbox for i in passage) for passage in passages]
    bare = [k for k, passage in enumerate(passages) if not any(chosen[i] for i in passage)]
    level = [
        [wholes[k] for k in range(len(passages)) if k not in bare and _is_level(s, wholes[k])] for s in margin
    ]
    shared = share_out(
        [wholes[k] for k in bare],
        [Margin(s.bbox, tuple(boxes)) for s, boxes in zip(margin, level, strict=True) if len(s.spots) > 1],
        config.margin_reach_lines * line_height,
    )
    several = [s for s in margin if len(s.spots) > 1]
    for k, home in zip(bare, shared, strict=True):
        codes = several[home].codes if home is not None else ()
        codes = codes or _from_margin(wholes[k], margin, line_height, config)
        codes = codes or _carried_down(wholes[k], margin, line_height)
        for i in passages[k]:
            chosen[i] = codes
    return tuple(replace(r, codes=c or r.codes) for r, c in zip(redactions, chosen, strict=True))


def _passages(
    redactions: Sequence[Redaction],
    text: Sequence[Box],
    line_height: float,
    page_width: float,
    config: LanguageConfig,
) -> list[list[int]]:
    """Redactions that are rows of one withheld passage: they touch, or flow from one line into the next."""
    half = config.same_box_gap_lines * line_height / 2
    boxes = [r.bbox for r in redactions]
    column = _column([*boxes, *text]) if boxes else (0.0, 0.0)
    home = list(range(len(boxes)))
    for i, one in enumerate(boxes):
        for j in range(i):
            touching = one.grown(half, half).overlap(boxes[j].grown(half, half)) > 0
            if touching or _flows(one, boxes[j], column, text, page_width, config):
                old, new = home[i], home[j]
                home = [new if h == old else h for h in home]
    return [[i for i, h in enumerate(home) if h == root] for root in sorted(set(home))]


def _column(boxes: Sequence[Box]) -> tuple[float, float]:
    """Left and right edge of the page's text: a tenth of the stretches may stick out on either side."""
    lefts, rights = sorted(b.x0 for b in boxes), sorted(b.x1 for b in boxes)
    return lefts[len(lefts) // 10], rights[-1 - len(rights) // 10]


def _flows(
    one: Box,
    other: Box,
    column: tuple[float, float],
    text: Sequence[Box],
    page_width: float,
    config: LanguageConfig,
) -> bool:
    """Whether the lower of two rows goes on where the upper one ends, with no type between them."""
    upper, lower = (one, other) if one.y0 <= other.y0 else (other, one)
    gap = lower.y0 - upper.y1
    if not 0 <= gap <= config.flow_gap_heights * min(upper.height, lower.height):
        return False
    reach = config.flow_edge_share * page_width
    if upper.x1 < column[1] - reach or lower.x0 > column[0] + reach:
        return False
    between = Box(min(upper.x0, lower.x0), upper.y1, max(upper.x1, lower.x1), lower.y0)
    return not any(between.contains(*t.centre) for t in text)


def _stacks(spots: Sequence[CodeSpot], line_height: float, config: LanguageConfig) -> list[_Stack]:
    groups: list[list[CodeSpot]] = []
    for spot in sorted(spots, key=lambda s: (s.bbox.y0, s.bbox.x0)):
        home = next((g for g in groups if _continues(g, spot, line_height, config)), None)
        if home is None:
            groups.append([spot])
        else:
            home.append(spot)
    return [_Stack(tuple(g), bounding(s.bbox for s in g)) for g in groups]


def _continues(group: list[CodeSpot], spot: CodeSpot, line_height: float, config: LanguageConfig) -> bool:
    """Whether the spot is the next line of the stack.

    Stacks are sorted by code, so that one that does not rise begins a new stack. A line that OCR missed leaves a
    gap of two pitches.
    """
    last = group[-1].bbox
    if overlap_1d(spot.bbox.x0, spot.bbox.x1, last.x0, last.x1) <= 0:
        return False
    if _rank(spot.matches[0]) <= _rank(group[-1].matches[-1]):
        return False
    pitch = spot.bbox.centre[1] - last.centre[1]
    steps = [b.bbox.centre[1] - a.bbox.centre[1] for a, b in pairwise(group)]
    reach = config.stack_gap_lines * max(line_height, last.height, spot.bbox.height)
    missed = config.missed_line_pitches * min(steps) if steps else 0.0
    return 0 <= pitch <= max(reach, missed)


def _rank(match: CodeMatch) -> tuple[str, str]:
    """Place of a code in a sorted list; a FOIA code by its number and letter, whatever its style."""
    plain = canonical(match)[0] if match.scheme == FOIA else match.code
    return ("" if match.scheme == FOIA else match.scheme), plain


def _served(
    stack: _Stack,
    redactions: Sequence[Redaction],
    passages: list[list[int]],
    line_height: float,
    config: LanguageConfig,
) -> list[tuple[int, int, float]]:
    """The redactions that a stack serves, each with the rank of the link and the gap between them."""
    level = [p for p in passages if _rows_beside(stack, [redactions[i] for i in p])]
    if level:
        return _beside(stack, level, redactions, line_height)
    reach = config.adjacent_lines * line_height
    near: list[tuple[float, float, list[int]]] = []
    for passage in passages:
        box = bounding(redactions[i].bbox for i in passage)
        gap = _height_gap(box, stack.bbox)
        if gap <= reach:
            near.append((gap, -overlap_1d(box.y0, box.y1, stack.bbox.y0, stack.bbox.y1), passage))
    if not near:
        return []
    gap, _, passage = min(near, key=lambda n: n[:2])
    return [(i, _NEAR, gap) for i in passage]


def _rows_beside(stack: _Stack, rows: Sequence[Redaction]) -> bool:
    """Whether the stack stands on the height of the passage, or of a row of it: its middle, or half of that."""
    boxes = [r.bbox for r in rows]
    return any(_is_level(stack, box) for box in (bounding(boxes), *boxes))


def _is_level(stack: _Stack, box: Box) -> bool:
    common = overlap_1d(stack.bbox.y0, stack.bbox.y1, box.y0, box.y1)
    return common >= 0.5 * min(stack.bbox.height, box.height)


def _beside(
    stack: _Stack,
    level: list[list[int]],
    redactions: Sequence[Redaction],
    line_height: float,
) -> list[tuple[int, int, float]]:
    """All passages at the stack's height; only the nearest where the code stands in the line right beside it."""
    gaps = [(min(_side_gap(stack.bbox, redactions[i].bbox) for i in p), p) for p in level]
    nearest = min(gaps, key=lambda g: g[0])
    if nearest[0] <= 0.5 * line_height and len(stack.spots) == 1 and len(stack.spots[0].segment.words) < 4:
        on_line = [p for g, p in gaps if g > nearest[0]]
        if on_line and _flanked(stack.bbox, [redactions[i].bbox for p in level for i in p]):
            gaps = [nearest]
    return [(i, _BASELINE, gap) for gap, passage in gaps for i in passage]


def _flanked(code: Box, boxes: Sequence[Box]) -> bool:
    """Whether redactions stand on both sides of the code: then it is in the line, not in the margin."""
    return any(b.x1 <= code.x0 + 1 for b in boxes) and any(b.x0 >= code.x1 - 1 for b in boxes)


def _side_gap(one: Box, other: Box) -> float:
    return max(0.0, one.x0 - other.x1, other.x0 - one.x1)


def _best(row: Box, claims: list[tuple[int, float, _Stack]], line_height: float) -> tuple[Code, ...]:
    """The codes of the best kind of link; of several stacks those on the row's height, and of these the nearest."""
    if not claims:
        return ()
    rank = min(c[0] for c in claims)
    best = [(_height_gap(row, stack.bbox), gap, stack) for r, gap, stack in claims if r == rank]
    best.sort(key=lambda c: (c[0], c[1], c[2].bbox.y0, c[2].bbox.x0))
    high, wide = best[0][0] + 0.5 * line_height, best[0][1] + 3 * line_height
    found: dict[str, Code] = {}
    for up, side, stack in best:
        if up <= high and side <= wide:
            for code in stack.codes:
                found.setdefault(code.code, code)
    return tuple(found.values())


def _from_margin(
    passage: Box, margin: Sequence[_Stack], line_height: float, config: LanguageConfig
) -> tuple[Code, ...]:
    """The nearest codes in the margin, right above or below."""
    near = [(_height_gap(passage, s.bbox), s.bbox.y0, s) for s in margin]
    gap, _, stack = min(near, key=lambda n: n[:2], default=(0.0, 0.0, None))
    return stack.codes if stack is not None and gap <= config.adjacent_lines * line_height else ()


def _carried_down(passage: Box, margin: Sequence[_Stack], line_height: float) -> tuple[Code, ...]:
    """The last FOIA codes in the margin above: reviewers write a code once, with a line down to where it ends."""
    above = [s for s in margin if s.bbox.y0 <= passage.y0 + line_height and s.codes[0].scheme == FOIA]
    if not above:
        return ()
    last = max(above, key=lambda s: (s.bbox.y0, -s.bbox.x0))
    return tuple(replace(c, confidence=round(_CARRIED * c.confidence, 3)) for c in last.codes)


_CARRIED = 0.6
"""The line itself is not looked at, so a code that was carried down is less sure."""


def _height_gap(row: Box, stack: Box) -> float:
    return max(0.0, stack.y0 - row.y1, row.y0 - stack.y1)


def _share(passage: list[int], chosen: list[tuple[Code, ...]], redactions: Sequence[Redaction]) -> None:
    """Rows of one passage without a code of their own take those of the nearest row of their kind that has some.

    A hatched box below a grey one was made by another hand, for another reason.
    """
    coded = [i for i in passage if chosen[i]]
    for i in passage:
        row = redactions[i]
        alike = [j for j in coded if _made_alike(row.kind, redactions[j].kind)]
        if not chosen[i] and alike:
            y = row.bbox.centre[1]
            nearest = min(alike, key=lambda j: abs(redactions[j].bbox.centre[1] - y))
            chosen[i] = chosen[nearest]


def _made_alike(one: RedactionKind, other: RedactionKind) -> bool:
    """Whether one hand makes both kinds: copied black may be told as a marker's or as a program's."""
    return one is other or {one, other} <= _BLACK


_BLACK = frozenset({RedactionKind.BLACK_BOX, RedactionKind.MARKER})


def usual_height(heights: Sequence[float]) -> float:
    """Median height of a page's lines, 10 points where it has none (type of ten points is the smallest usual)."""
    return median(heights) if heights else 10.0
