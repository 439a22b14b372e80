"""Redactions woven into lines: each stands where it stands on the page, once, and its code with it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from processors.config.text import TextConfig
from processors.geometry import Box, bounding, overlap_1d
from processors.records import FindingStatus, Line, LineKind, Page, Redaction, RedactionKind, Word
from processors.text.metrics import (
    TypeMeasures,
    page_slope,
    quantile,
    straight_bounds,
    straightened,
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A word or a redaction of a line.

    Attributes:
        box: straightened, in points.
        word: the word, None for a redaction.
        redaction: the redaction, None for a word.
        codes: what to print for the redaction, its own codes and those of the redactions that it was merged with.
        silent: whether an earlier piece speaks for this redaction; it still takes up its place on the page.
    """

    box: Box
    word: Word | None = None
    redaction: Redaction | None = None
    codes: tuple[str, ...] = ()
    silent: bool = False


@dataclass(frozen=True, slots=True)
class WovenLine:
    """A line of words and redactions from left to right.

    Attributes:
        pieces: never empty.
        box: straightened; as high as the words, as wide as the words and all redactions beside them.
        kind: of the line; body where it is a redaction alone.
        height: the page's median word height in points.
        larger: whether it is a heading in larger type than the page's.
        pitch: the page's median width of a character in points.
    """

    pieces: tuple[Piece, ...]
    box: Box
    kind: LineKind
    height: float
    pitch: float
    larger: bool = False

    @property
    def words(self) -> tuple[Word, ...]:
        """The line's words without its redactions."""
        return tuple(piece.word for piece in self.pieces if piece.word is not None)

    @property
    def is_redaction(self) -> bool:
        """Whether nothing but redactions stands in the line."""
        return all(piece.word is None for piece in self.pieces)

    @property
    def text(self) -> str:
        """The words with single spaces, for tests of what the line says."""
        return " ".join(word.text for word in self.words)


_BORDER = re.compile(r"[|_\u00a6\u2014-]+")
_OUTSIDE_TEXT = (LineKind.HEADER, LineKind.FOOTER)
_SPOKEN = (RedactionKind.EDITORIAL_NOTE, RedactionKind.PAGE_DENIED)
"""Kinds whose words are printed on the page: they stand in the text as they are."""


def _is_spoken(redaction: Redaction) -> bool:
    """Whether words of the page tell of it: a code alone in white space stands in the text as printed."""
    printed = any(code.bbox is not None for code in redaction.codes)
    return redaction.kind in _SPOKEN or (redaction.kind is RedactionKind.GAP and printed)


def woven_lines(page: Page, config: TextConfig) -> list[WovenLine]:
    """The page's lines in reading order with its redactions in their places."""
    body = TypeMeasures.of(word for line in page.lines for word in line.words)
    height = body.height
    slope = page_slope(page.lines, config)
    shown = [r for r in page.redactions if r.status is not FindingStatus.REJECTED and not _is_spoken(r)]
    reaches = [_reach(redaction, height) for redaction in shown]
    lines: list[WovenLine] = []
    for line in page.lines:
        near = _beside(line, reaches, shown)
        kept = [word for word in line.words if not (near and _is_said(word, near, height, config))]
        if line.kind in _OUTSIDE_TEXT or not kept:
            continue
        pieces = tuple(Piece(straightened(word.bbox, slope), word=word) for word in kept)
        box = bounding(piece.box for piece in pieces)
        larger = line.kind is LineKind.HEADING and TypeMeasures.of(kept).is_larger(body, config)
        lines.append(WovenLine(pieces, box, line.kind, height, body.width, larger))
    placed = [
        Piece(straightened(r.bbox, slope), redaction=r, codes=tuple(dict.fromkeys(c.code for c in r.codes)))
        for r in shown
    ]
    outside = [straight_bounds([line.bbox], slope) for line in page.lines if line.kind in _OUTSIDE_TEXT]
    for piece in sorted(placed, key=lambda p: (p.box.y0, p.box.x0, p.box.x1, p.box.y1)):
        if not any(_shares_line(piece.box, box, config) and _is_banner(piece, box) for box in outside):
            _place(WovenLine((piece,), piece.box, LineKind.BODY, height, body.width), lines, config)
    return _merged(lines, _merge_gap(lines, height, config), height, config)


def _merge_gap(lines: Sequence[WovenLine], height: float, config: TextConfig) -> float:
    """How far apart stacked redactions of one block may be, in points: as far as the page's lines are."""
    boxes = [line.box for line in lines if line.kind is not LineKind.CODE]
    gaps = [b.y0 - a.y1 for a, b in pairwise(boxes) if 0 < b.centre[1] - a.centre[1] < 5 * height]
    usual = median(gaps) + config.paragraph_gap * height if len(gaps) > 2 else 0.0
    return max(usual, config.merge_down * height)


def _merged(lines: Sequence[WovenLine], gap: float, height: float, config: TextConfig) -> list[WovenLine]:
    """Neighbouring redactions without a word between them, as one: the first speaks, the others are silent."""
    pieces = [list(line.pieces) for line in lines]
    speaker: tuple[int, int] | None = None
    last: Piece | None = None
    for i, row in enumerate(pieces):
        if lines[i].kind is LineKind.CODE:
            continue
        for k, piece in enumerate(row):
            if piece.redaction is None:
                speaker = last = None
                continue
            if speaker is not None and last is not None and _continuous(last, piece, gap, height, config):
                first = pieces[speaker[0]][speaker[1]]
                if not (first.codes and piece.codes) or set(first.codes) == set(piece.codes):
                    pieces[speaker[0]][speaker[1]] = replace(first, codes=first.codes or piece.codes)
                    row[k] = last = replace(piece, silent=True)
                    continue
            speaker, last = (i, k), piece
    return [replace(line, pieces=tuple(row)) for line, row in zip(lines, pieces, strict=True)]


def _continuous(a: Piece, b: Piece, gap: float, height: float, config: TextConfig) -> bool:
    """Whether two redactions touch: side by side on one line, or on lines that follow each other."""
    if _level(a.box, b.box):
        return b.box.x0 - a.box.x1 <= config.merge_across * height
    low, high = sorted((a.box.height, b.box.height))
    # Bars of one line each, no further apart than they are high, withhold double-spaced text.
    limit = max(gap, low) if high <= config.block_height * height else gap
    return b.box.centre[1] > a.box.centre[1] and b.box.y0 - a.box.y1 <= limit


def _is_banner(piece: Piece, box: Box) -> bool:
    """Whether a redaction belongs to a header or footer line: it is not much higher than the line."""
    return piece.box.height <= 2 * box.height


def _reach(redaction: Redaction, height: float) -> tuple[float, float]:
    """How far up and down a redaction may speak for words, in points: its border and its codes."""
    boxes = [redaction.bbox.grown(height / 2), *(c.bbox for c in redaction.codes if c.bbox is not None)]
    return min(box.y0 for box in boxes), max(box.y1 for box in boxes)


def _beside(
    line: Line, reaches: Sequence[tuple[float, float]], redactions: Sequence[Redaction]
) -> list[Redaction]:
    """The redactions that may speak for words of a line; far ones need not be looked at word by word."""
    top = min((word.bbox.y0 for word in line.words), default=0.0)
    foot = max((word.bbox.y1 for word in line.words), default=0.0)
    return [r for r, (high, low) in zip(redactions, reaches, strict=True) if high <= foot and low >= top]


def _is_said(word: Word, redactions: Sequence[Redaction], height: float, config: TextConfig) -> bool:
    """Whether a redaction's token stands for a word: its linked code, its border, or text hidden under it."""
    for redaction in redactions:
        if _BORDER.fullmatch(word.text) and word.bbox.overlap(redaction.bbox.grown(height / 2)) > 0:
            return True
        if any(_is_code(word, code.bbox, redaction.bbox, code.raw, config) for code in redaction.codes):
            return True
        digital = redaction.kind is RedactionKind.DIGITAL
        if digital and word.bbox.covered_by(redaction.bbox) >= config.hidden_overlap:
            return True
    return False


def _is_code(word: Word, code: Box | None, redaction: Box, raw: str, config: TextConfig) -> bool:
    if code is not None:
        return word.bbox.covered_by(code) >= config.code_overlap
    folded = re.sub(r"\W", "", word.text).lower()
    in_box = word.bbox.covered_by(redaction) >= config.code_overlap
    return in_box and bool(folded) and len(word.text) > 1 and folded in re.sub(r"\W", "", raw).lower()


def _shares_line(box: Box, line: Box, config: TextConfig) -> bool:
    common = overlap_1d(box.y0, box.y1, line.y0, line.y1)
    return common >= config.inline_overlap * max(min(line.height, box.height), 1e-6)


def _place(alone: WovenLine, lines: list[WovenLine], config: TextConfig) -> None:
    """Puts a redaction into the first line that it covers a part of, or between the lines beside it."""
    piece, height = alone.pieces[0], alone.height
    hosts = [i for i, line in enumerate(lines) if _hosts(line, piece, config)]
    if hosts and _in_margin(piece.box, lines, height, config):
        lines.insert(hosts[-1] + 1, replace(alone, kind=LineKind.CODE))
        return
    if hosts:
        near = min(hosts, key=lambda i: (max(0.0, _apart(lines[i].box, piece.box) - 2 * height), i))
        for index in hosts:
            lines[index] = replace(lines[index], box=_widened(lines[index].box, piece.box))
        lines[near] = _with_piece(lines[near], piece)
        return
    same_row = [i for i, line in enumerate(lines) if line.is_redaction and _level(line.box, piece.box)]
    if same_row:
        lines[same_row[0]] = _with_piece(lines[same_row[0]], piece)
        return
    lines.insert(_index_for(piece.box, lines), alone)


def _level(a: Box, b: Box) -> bool:
    """Whether two boxes stand side by side on one line: each covers most of the other's height."""
    common = overlap_1d(a.y0, a.y1, b.y0, b.y1)
    return common >= 0.6 * max(a.height, b.height)


def _hosts(line: WovenLine, piece: Piece, config: TextConfig) -> bool:
    # A line's box is as high as all its words: most lines are told apart by it alone.
    if overlap_1d(piece.box.y0, piece.box.y1, line.box.y0, line.box.y1) <= 0:
        return False
    if line.is_redaction or line.kind is LineKind.CODE:
        return False
    # A word higher than any type is noise or rotated print: it stands in no line.
    words = [p.box for p in line.pieces if p.word is not None and p.box.height <= config.tall * line.height]
    return bool(words) and _shares_line(piece.box, bounding(words), config)


def _in_margin(box: Box, lines: Sequence[WovenLine], height: float, config: TextConfig) -> bool:
    """Whether a box lies beside the page's text, not in place of a part of its lines."""
    text = [line.box for line in lines if len(line.words) >= config.slope_words]
    if not text:
        return False
    left = quantile([b.x0 for b in text], 1 - config.full_quantile)
    right = quantile([b.x1 for b in text], config.full_quantile)
    narrow = box.width <= config.margin_width * (right - left)
    return box.x1 <= left + height / 2 or (narrow and box.x0 >= right - height / 2)


def _apart(a: Box, b: Box) -> float:
    """Horizontal distance of two boxes, 0 where they overlap."""
    return max(0.0, a.x0 - b.x1, b.x0 - a.x1)


def _with_piece(line: WovenLine, piece: Piece) -> WovenLine:
    pieces = sorted((*line.pieces, piece), key=lambda p: (p.box.centre[0], p.box.x0))
    box = bounding((line.box, piece.box)) if line.is_redaction else _widened(line.box, piece.box)
    return replace(line, pieces=tuple(pieces), box=box)


def _widened(line: Box, redaction: Box) -> Box:
    """A line's box with the redaction in its width: the line is full there, though it has no words."""
    return Box(min(line.x0, redaction.x0), line.y0, max(line.x1, redaction.x1), line.y1)


def _index_for(box: Box, lines: Sequence[WovenLine]) -> int:
    """Where a redaction between lines belongs: after the last line above it in its column, else before the next."""
    middle = box.centre[1]
    beside = [i for i, line in enumerate(lines) if overlap_1d(line.box.x0, line.box.x1, box.x0, box.x1) > 0]
    known = beside or list(range(len(lines)))
    above = [i for i in known if lines[i].box.centre[1] <= middle]
    if above:
        return max(above, key=lambda i: (lines[i].box.centre[1], i)) + 1
    below = [i for i in known if lines[i].box.centre[1] > middle]
    return min(below, default=len(lines))
