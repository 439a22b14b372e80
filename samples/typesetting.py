"""Setting paragraphs: line breaks, hyphenation, and marks on words carried out as they are set."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from processors.geometry import Box, bounding
from samples.redact import cover, shines_through
from samples.sheet import Sheet, Type
from samples.strike import ILLEGIBLE, strike, underline
from samples.tokens import Hide, Mark, Strike, Token, Underline
from samples.truth import HIDDEN, UNREADABLE, TrueLine

SYLLABLE = re.compile(r"(?<=[aeiou][bcdfglmnprst])(?=[bcdfglmnprst][aeiou])")
"""Between two consonants that stand between vowels: coarse, but never absurd in English."""

SHORTEST_PART = 3
"""Fewest letters before and after a hyphen at a line end."""

WIDEST_SPACE = 4.0
"""Widest space of a justified line, in usual spaces; a line that needs more is left ragged, as compositors did."""


@dataclass(frozen=True, slots=True)
class Setting:
    """How a paragraph is set; lengths in pixels.

    Attributes:
        face: the type.
        x: left edge of the column.
        width: of the column.
        leading: from baseline to baseline.
        indent: of the first line.
        hang: of the further lines.
        justify: whether lines are spread to the full width.
        hyphenate: whether words are divided at line ends.
        whole_marks: whether the words of one mark are kept on one line where the column is wide enough.
        kind: of its lines in the truth.
    """

    face: Type
    x: float
    width: float
    leading: float
    indent: float = 0.0
    hang: float = 0.0
    justify: bool = False
    hyphenate: bool = True
    whole_marks: bool = False
    kind: str = "body"


@dataclass(frozen=True, slots=True)
class Piece:
    """A word, or the part of one that stands on a line."""

    text: str
    mark: Mark | None
    x: float


@dataclass(slots=True)
class _Progress:
    """What is remembered while the lines of a paragraph are set: marks that stood on an earlier line already."""

    begun: set[Mark]

    def begins(self, sheet: Sheet, mark: Mark) -> bool:
        """Whether `mark` is met first; one that goes on over several lines has no exact reading."""
        first = mark not in self.begun
        sheet.exact = sheet.exact and (first or isinstance(mark, Underline))
        self.begun.add(mark)
        return first


def divisions(word: str) -> list[int]:
    """Where `word` may be divided at a line end, as indices."""
    if not word.isascii() or not re.fullmatch(r"[a-z]{7,}[.,;]?", word):
        return []
    return [
        m.start()
        for m in SYLLABLE.finditer(word)
        if SHORTEST_PART <= m.start() <= len(word) - SHORTEST_PART - 1
    ]


def broken(tokens: Sequence[Token], setting: Setting) -> list[list[Token]]:
    """`tokens` as lines that fit the column; a word wider than the column stands alone and sticks out."""
    lines: list[list[Token]] = [[]]
    space = setting.face.width(" ")
    used = setting.indent
    for unit in _units(tokens, setting):
        width = setting.face.width(" ".join(t.text for t in unit))
        before = space if lines[-1] else 0.0
        room = setting.width - used - before
        if width <= room or not lines[-1]:
            used += width + before
            lines[-1] += unit
            continue
        head, tail = _divided(unit, room, setting)
        lines[-1] += head
        lines.append(tail)
        used = setting.hang + setting.face.width(" ".join(t.text for t in tail))
    return lines


def _units(tokens: Sequence[Token], setting: Setting) -> list[list[Token]]:
    """What may not be parted by a line end: single words, or all words of a mark where the setting asks for it."""
    units: list[list[Token]] = []
    for mark, group in groupby(tokens, key=lambda t: t.mark):
        run = list(group)
        fits = setting.face.width(" ".join(t.text for t in run)) <= setting.width
        units += [run] if setting.whole_marks and mark is not None and fits else [[t] for t in run]
    return units


def _divided(unit: list[Token], room: float, setting: Setting) -> tuple[list[Token], list[Token]]:
    """The part of a word that still fits with a hyphen, and the rest."""
    token = unit[0]
    if setting.hyphenate and token.mark is None:
        for at in reversed(divisions(token.text)):
            if setting.face.width(token.text[:at] + "-") <= room:
                return [Token(token.text[:at] + "-")], [Token(token.text[at:])]
    return [], unit


def paragraph(sheet: Sheet, tokens: Sequence[Token], setting: Setting, baseline: float) -> float:
    """Sets `tokens` from `baseline` downwards.

    Returns:
        The baseline after the last line.
    """
    lines = broken(tokens, setting)
    progress = _Progress(set())
    for number, line in enumerate(lines):
        start = setting.hang if number else setting.indent
        spread = setting.justify and number < len(lines) - 1
        _set_line(sheet, _placed(line, setting, start, spread), setting, baseline, progress)
        baseline += setting.leading
    return baseline


def _placed(line: Sequence[Token], setting: Setting, start: float, spread: bool) -> list[Piece]:
    widths = [setting.face.width(t.text) for t in line]
    space = setting.face.width(" ")
    if spread and len(line) > 1:
        spread_space = (setting.width - start - sum(widths)) / (len(line) - 1)
        space = spread_space if space < spread_space < WIDEST_SPACE * space else space
    x, pieces = setting.x + start, []
    for token, width in zip(line, widths, strict=True):
        pieces.append(Piece(token.text, token.mark, x))
        x += width + space
    return pieces


def _set_line(
    sheet: Sheet, pieces: Sequence[Piece], setting: Setting, baseline: float, progress: _Progress
) -> None:
    texts, boxes = [], []
    for mark, group in groupby(pieces, key=lambda p: p.mark):
        run = list(group)
        text = " ".join(p.text for p in run)
        if isinstance(mark, Hide):
            first = progress.begins(sheet, mark)
            # White paper at an end of a line does not show where the words began or stopped.
            open_ended = mark.kind == "gap" and (run[0] is pieces[0] or run[-1] is pieces[-1])
            boxes.append(_hide(sheet, run, mark, setting, baseline, with_codes=first, unsure=open_ended))
            texts.append(HIDDEN)
            continue
        box = bounding(sheet.text(p.text, p.x, baseline, setting.face) for p in run)
        boxes.append(box)
        texts.append(UNREADABLE if isinstance(mark, Strike) and mark.style in ILLEGIBLE else text)
        if isinstance(mark, Strike):
            progress.begins(sheet, mark)
            strike(sheet, box, text, mark, setting.face)
        elif isinstance(mark, Underline):
            underline(sheet, box, baseline, text, mark, setting.face)
    line = " ".join(texts)
    if line not in (HIDDEN, UNREADABLE):
        struck = all(isinstance(p.mark, Strike) for p in pieces)
        sheet.lines.append(TrueLine(line, setting.kind, bounding(boxes), struck))


def _hide(
    sheet: Sheet,
    run: Sequence[Piece],
    mark: Hide,
    setting: Setting,
    baseline: float,
    *,
    with_codes: bool,
    unsure: bool,
) -> Box:
    """Covers the words of `run`."""
    last = run[-1]
    width = last.x + setting.face.width(last.text) - run[0].x
    box = setting.face.frame(run[0].x, baseline, width)
    if shines_through(mark.kind):
        for piece in run:
            sheet.text(piece.text, piece.x, baseline, setting.face)
    hidden = len(" ".join(p.text for p in run))
    cover(sheet, box, mark, hidden, with_codes=with_codes, unsure=unsure)
    return box
