"""Where a paragraph ends: named rules over two neighbouring lines of a column."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from processors.config.text import TextConfig
from processors.geometry import Box
from processors.records import LineKind
from processors.text.kinds import is_centred
from processors.text.metrics import quantile
from processors.text.weave import Piece, WovenLine

SENTENCE_END = re.compile(r"""[.!?:;]["'\u201d\u2019)\]]*$""")
_LABEL = re.compile(r"[A-Z][A-Z /()]{1,24}:|[A-Z][A-Za-z]{1,15}:(?=\s)")
_FLOWING = (LineKind.BODY, LineKind.LIST_ITEM)


@dataclass(frozen=True, slots=True)
class Column:
    """The type area around a line, in points: edges and the usual gap between two of its lines."""

    left: float
    right: float
    gap: float

    @property
    def width(self) -> float:
        """Distance of the edges, in points."""
        return max(1.0, self.right - self.left)


@dataclass(frozen=True, slots=True)
class Joint:
    """Two neighbouring lines: the question is whether a paragraph ends between them.

    Attributes:
        before: the upper line.
        after: the lower one.
        column: of the upper line.
        lines: number of lines that the paragraph has so far.
        leading: gap between its last two lines in points, 0 where there is one line.
        config: the thresholds.
    """

    before: WovenLine
    after: WovenLine
    column: Column
    lines: int
    leading: float
    config: TextConfig

    @property
    def goes_on(self) -> bool:
        """Whether the lower line starts in lower case or the upper one ends in a hyphen."""
        return starts_lower(self.after) or self.before.text.endswith("-")

    @property
    def ends_sentence(self) -> bool:
        """Whether the upper line ends a sentence; a redaction at its end leaves that open."""
        last = self.before.pieces[-1]
        return last.word is not None and bool(SENTENCE_END.search(last.word.text))


def starts_lower(line: WovenLine) -> bool:
    """Whether the line's first piece is a word in lower case."""
    first = line.pieces[0].word
    return first is not None and bool(re.match(r"[^\w]?[a-z]", first.text))


def cells(line: WovenLine, config: TextConfig) -> list[tuple[Piece, ...]]:
    """The line cut at its wide gaps; the gap after a list mark does not count, nor do specks beside the line."""
    start = 2 if line.kind is LineKind.LIST_ITEM else 1
    ends = [0]
    for index in range(start, len(line.pieces)):
        gap = line.pieces[index].box.x0 - line.pieces[index - 1].box.x1
        here, rest = line.pieces[ends[-1] : index], line.pieces[index:]
        if gap > config.table_gap * line.pitch and min(_letters(here), _letters(rest)) >= config.cell_letters:
            ends.append(index)
    return [line.pieces[i:k] for i, k in zip(ends, [*ends[1:], len(line.pieces)], strict=True)]


def is_row(line: WovenLine, config: TextConfig) -> bool:
    """Whether wide gaps make the line a row of a form or table; a label before its text is no row."""
    count = len(cells(line, config))
    return count > 2 or (count == 2 and not has_label(line, config))


def has_label(line: WovenLine, config: TextConfig) -> bool:
    """Whether the line is a label with a colon, a wide gap and a text: `SUBJECT:   The harbour`."""
    parts = cells(line, config)
    last = parts[0][-1].word
    return len(parts) == 2 and last is not None and last.text.endswith(":")


def _letters(pieces: Sequence[Piece]) -> int:
    """Number of letters and digits in words; specks beside a line have one or none."""
    return sum(len(re.findall(r"[^\W_]", piece.word.text)) for piece in pieces if piece.word is not None)


def column_of(index: int, lines: Sequence[WovenLine], config: TextConfig) -> Column:
    """The type area around line `index` of one page's lines."""
    line = lines[index]
    window = lines[max(0, index - config.column_window) : index + config.column_window + 1]
    own = line.box
    beside = [other for other in window if _shares_column(own, other.box)]
    gaps = [
        below.box.y0 - above.box.y1
        for above, below in pairwise(beside)
        if 0 < below.box.centre[1] - above.box.centre[1] < 4 * line.height
    ]
    return Column(
        left=quantile([other.box.x0 for other in beside], 1 - config.full_quantile),
        right=quantile([other.box.x1 for other in beside], config.full_quantile),
        gap=median(gaps) if len(gaps) > 1 else min([*gaps, line.height]),
    )


def _shares_column(own: Box, other: Box) -> bool:
    # Asked of some 25 lines around each line: without the detours of the methods of boxes.
    common = min(own.x1, other.x1) - max(own.x0, other.x0)
    return max(0.0, common) >= 0.5 * min(own.x1 - own.x0, other.x1 - other.x0)


def _another_kind(j: Joint) -> bool:
    """Headings, codes, stamps and markings stand alone; a list item starts anew; a large title goes on."""
    if j.before.larger and j.after.larger:
        return False
    return j.after.kind is not LineKind.BODY or j.before.kind not in _FLOWING


def _another_column(j: Joint) -> bool:
    """The lower line stands higher: the next column, or a stamp beside the text."""
    return j.after.box.centre[1] < j.before.box.centre[1] - j.before.height / 2 and not j.goes_on


def _a_row(j: Joint) -> bool:
    """Rows of forms and tables stay lines."""
    return is_row(j.before, j.config) or is_row(j.after, j.config)


def _a_label(j: Joint) -> bool:
    """`FROM:`, `SUBJECT:`, `Date:` start a line of their own."""
    if has_label(j.after, j.config):
        return True
    return bool(_LABEL.match(j.after.text)) and j.after.pieces[0].word is not None and not j.goes_on


def _a_gap(j: Joint) -> bool:
    """White space larger than the usual between two lines, or than between those of the paragraph so far."""
    gap = j.after.box.y0 - j.before.box.y1
    slack = j.config.carry_gap if j.goes_on and not j.ends_sentence else j.config.paragraph_gap
    return gap > max(j.column.gap, j.leading) + slack * j.before.height


def _an_indent(j: Joint) -> bool:
    """A first line that starts further right."""
    step = j.after.box.x0 - _start(j.before, j.column)
    if step <= j.config.indent * j.before.height or j.goes_on or j.before.kind is LineKind.LIST_ITEM:
        return False
    parts = cells(j.before, j.config)
    hanging = (
        len(parts) == 2 and abs(j.after.box.x0 - parts[1][0].box.x0) <= j.config.indent * j.before.height
    )
    return not hanging


def _start(line: WovenLine, column: Column) -> float:
    """Where a line starts; a redaction's box often reaches over the edge of its column."""
    return line.box.x0 if line.pieces[0].redaction is None else max(line.box.x0, column.left)


def _an_outdent(j: Joint) -> bool:
    """The end of an indented block, unless the upper line is an indented first line."""
    step = j.before.box.x0 - j.after.box.x0
    if step <= j.config.indent * j.before.height:
        return False
    if j.lines == 1 and step <= j.config.indent_limit * j.before.height:
        return False
    return not j.goes_on


def _a_short_line(j: Joint) -> bool:
    """The next word would have fitted: the typist ended the line on purpose."""
    if j.before.larger and j.after.larger:
        return False
    first = j.after.pieces[0]
    word = first.box.width if first.word is not None else j.before.height
    slack = j.config.short_slack if j.ends_sentence else j.config.open_slack
    if j.goes_on:
        slack = j.config.carry_slack
    room = j.column.right - j.before.box.x1
    return room > word + j.before.height / 2 + slack * j.column.width


def _centred(j: Joint) -> bool:
    """Centred lines are titles and stay lines, but for titles in larger type."""
    if j.before.larger and j.after.larger:
        return False
    edges = (j.column.left, j.column.right)
    return all(is_centred(line.box.x0, line.box.x1, *edges, j.config) for line in (j.before, j.after))


def _a_withheld_block(j: Joint) -> bool:
    """A redaction of several lines may hide a paragraph's end; only a sentence that goes on says that it does not."""
    high = j.config.block_height * j.before.height
    if j.before.is_redaction and j.before.box.height > high:
        return not j.goes_on
    return j.after.is_redaction and j.after.box.height > high and j.ends_sentence


RULES: tuple[Callable[[Joint], bool], ...] = (
    _another_kind,
    _another_column,
    _a_row,
    _a_label,
    _a_gap,
    _an_indent,
    _an_outdent,
    _a_short_line,
    _centred,
    _a_withheld_block,
)


def breaks(joint: Joint) -> bool:
    """Whether a paragraph ends between the two lines; never inside a redaction that runs over both."""
    if joint.after.pieces[0].silent:
        return False
    return any(rule(joint) for rule in RULES)


def flows_over_page(before: WovenLine, after: WovenLine, column: Column, config: TextConfig) -> bool:
    """Whether a sentence goes on from the last line of one page to the first of the next."""
    if before.kind not in _FLOWING or after.kind is not LineKind.BODY:
        return False
    joint = Joint(before, after, column, 2, 0.0, config)
    if joint.ends_sentence or _a_row(joint) or before.is_redaction or _a_label(joint):
        return False
    full = column.right - before.box.x1 <= config.open_slack * column.width
    return full and (joint.goes_on or after.box.width >= 0.6 * column.width)
