"""From the engine's lines to lines in reading order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from processors.config.text import TextConfig
from processors.geometry import overlap_1d
from processors.records import Line, LineKind
from processors.text.columns import regions
from processors.text.fragments import Fragment, line_of, looks_like_code, split
from processors.text.kinds import with_kinds
from processors.text.metrics import character_width, page_slope, quantile, vertical_overlap, word_height

_ROUNDS = 4
"""Joined lines can show the next round a river less; in practice the second round changes nothing."""


def arrange(
    words_lines: Sequence[Line], page_size: tuple[float, float], config: TextConfig
) -> tuple[Line, ...]:
    """Puts lines into reading order and joins the fragments of one visual line.

    Every word with its box is kept as it is; only lines without words are left out. The kind of body lines is set
    to heading, list item or code by what the page shows; other kinds that lines came with are kept.

    Args:
        words_lines: lines in any order, boxes in points.
        page_size: width and height of the page in points.
        config: the thresholds.

    Returns:
        Lines in reading order: column by column, in a column from top to bottom; words from left to right.
    """
    lines = tuple(line for line in words_lines if line.words)
    for _ in range(_ROUNDS):
        before, lines = lines, _arranged(lines, config)
        if _same_words(before, lines):
            break
    return with_kinds(lines, page_size[0], config)


def _same_words(a: Sequence[Line], b: Sequence[Line]) -> bool:
    return [line.words for line in a] == [line.words for line in b]


def _arranged(lines: Sequence[Line], config: TextConfig) -> tuple[Line, ...]:
    if not lines:
        return ()
    height = word_height(word for line in lines for word in line.words)
    pitch = character_width(word for line in lines for word in line.words)
    slope = page_slope(lines, config)
    fragments = [f for line in lines for f in split(line, slope, pitch, config)]
    edges = _body_edges(fragments)
    return tuple(
        line_of(row, pitch, config)
        for region in regions(fragments, height, config)
        for row in _rows(region, edges, height, config)
    )


def _body_edges(fragments: Sequence[Fragment]) -> tuple[float, float]:
    """Left and right edge of the text of several words, in points."""
    wide = [f for f in fragments if len(f.words) >= 3] or list(fragments)
    return quantile([f.box.x0 for f in wide], 0.1), quantile([f.box.x1 for f in wide], 0.9)


def _rows(
    region: Sequence[Fragment], edges: tuple[float, float], height: float, config: TextConfig
) -> list[list[Fragment]]:
    """The fragments of one column as visual lines from top to bottom; codes in the margin stay alone."""
    rows: list[list[Fragment]] = []
    spans: list[tuple[float, float]] = []
    alone: list[list[Fragment]] = []
    for fragment in sorted(region, key=lambda f: (f.box.centre[1], f.box.x0)):
        if _is_margin_code(fragment, edges, height, config):
            alone.append([fragment])
            continue
        top, bottom = fragment.box.y0, fragment.box.y1
        near = [k for k, (y0, y1) in enumerate(spans) if y0 <= bottom and y1 >= top]
        at = _row_for(fragment, {k: rows[k] for k in reversed(near)}, height, config)
        if at is None:
            rows.append([fragment])
            spans.append((top, bottom))
        else:
            rows[at].append(fragment)
            spans[at] = min(spans[at][0], top), max(spans[at][1], bottom)
    keyed = [(_middle(row), 0, row[0].box.x0, row) for row in rows]
    keyed += [(*_place_of_code(code, rows), code[0].box.x0, code) for code in alone]
    return [row for *_, row in sorted(keyed, key=lambda item: item[:3])]


def _place_of_code(code: Sequence[Fragment], rows: Sequence[Sequence[Fragment]]) -> tuple[float, int]:
    """Height of a code in the margin and its side: with the line beside it, before it on the left, else after it."""
    for row in rows:
        if any(vertical_overlap(code[0].box, other.box) >= 0.5 for other in row):
            return _middle(row), -1 if code[0].box.x0 < row[0].box.x0 else 1
    return _middle(code), 0


def _middle(row: Sequence[Fragment]) -> float:
    return sum(f.box.centre[1] for f in row) / len(row)


def _is_margin_code(
    fragment: Fragment, edges: tuple[float, float], height: float, config: TextConfig
) -> bool:
    inset = config.margin_tolerance * height
    outside = fragment.box.x0 >= edges[1] - inset or fragment.box.x1 <= edges[0] + inset
    return outside and fragment.kind in (LineKind.BODY, LineKind.CODE) and looks_like_code(fragment.text)


def _row_for(
    fragment: Fragment, rows: Mapping[int, Sequence[Fragment]], height: float, config: TextConfig
) -> int | None:
    """The row, by its place, that shares the fragment's baseline and has room for it; of equal ones the first."""
    best: int | None = None
    best_share = config.same_line
    top, bottom = fragment.box.y0, fragment.box.y1
    for at, row in rows.items():
        if all(other.box.y0 > bottom or other.box.y1 < top for other in row):
            continue
        if any(_collide(fragment, other) for other in row):
            continue
        nearest = min(row, key=lambda other: _distance(fragment, other))
        share = _shared_height(fragment, nearest, height, config)
        if share >= best_share and (best is None or share > best_share):
            best, best_share = at, share
    return best


def _collide(a: Fragment, b: Fragment) -> bool:
    common = overlap_1d(a.box.x0, a.box.x1, b.box.x0, b.box.x1)
    return common > 0.3 * min(a.box.width, b.box.width)


def _distance(a: Fragment, b: Fragment) -> float:
    return max(a.box.x0 - b.box.x1, b.box.x0 - a.box.x1)


def _shared_height(a: Fragment, b: Fragment, height: float, config: TextConfig) -> float:
    """Common share of the lower one's height; of the higher one's where that is no ordinary type."""
    if max(a.box.height, b.box.height) <= config.tall * height:
        return vertical_overlap(a.box, b.box)
    common = overlap_1d(a.box.y0, a.box.y1, b.box.y0, b.box.y1)
    return common / max(a.box.height, b.box.height)
