"""Printed reports in two justified columns, proportional type."""

from __future__ import annotations

from processors.geometry import Box
from samples import content
from samples.chance import Rng, chance, pick, whole
from samples.parts import FOIA_CODES, sprinkled
from samples.sheet import Sheet, Type
from samples.strike import underline
from samples.tokens import Hide, Mark, Strike, Underline, reading, words
from samples.truth import Trap
from samples.typesetting import Setting, paragraph

LEFT, COLUMN, GUTTER = 0.95, 3.1, 0.4
"""Left edge, width of a column and distance between columns in inches."""

TOP, LOWEST = 2.2, 9.7
"""First and last baseline of the columns in inches."""


def pages(rng: Rng) -> list[Sheet]:
    """One page; whole paragraphs in each column, so that the reading order is beyond doubt."""
    sheet = Sheet(rng, pick(rng, (200, 200, 300)))
    _head(sheet)
    face = sheet.type("serif", 11)
    hides = 0
    for column in range(2):
        x = sheet.inches(LEFT + column * (COLUMN + GUTTER))
        setting = Setting(
            face,
            x,
            sheet.inches(COLUMN),
            1.2 * face.pixels,
            indent=face.pixels,
            justify=True,
            whole_marks=True,
        )
        baseline = float(sheet.inches(TOP))
        while baseline < sheet.inches(LOWEST - 1.6):
            marks = _marks(rng) if hides < 3 else []
            hides += len(marks)
            tokens = sprinkled(rng, words(content.sentences(rng, whole(rng, 2, 4))), marks)
            sheet.blocks.append(reading(tokens))
            baseline = paragraph(sheet, tokens, setting, baseline) + 0.7 * face.pixels
    _foot(sheet, face)
    return [sheet]


def _marks(rng: Rng) -> list[Mark]:
    marks: list[Mark] = []
    if chance(rng, 0.4):
        marks.append(Hide(pick(rng, ("black_box", "white_box")), pick(rng, FOIA_CODES[:3])))
    if chance(rng, 0.3):
        marks.append(Strike(pick(rng, ("horizontal", "double"))))
    if chance(rng, 0.3):
        marks.append(Underline())
    return marks


def _head(sheet: Sheet) -> None:
    """A title over both columns with a rule below, which is no redaction."""
    row = content.title(sheet.rng)
    face = sheet.type("serif_bold", 16)
    box = sheet.centred(row, sheet.inches(1.35), face, "heading")
    sheet.blocks.append(row)
    if chance(sheet.rng, 0.4):
        underline(sheet, box, sheet.inches(1.35), row, Underline(), face)
    rule = Box(
        sheet.inches(LEFT),
        sheet.inches(1.75),
        sheet.width - sheet.inches(LEFT),
        sheet.inches(1.75) + sheet.points(2),
    )
    sheet.draw.rectangle((rule.x0, rule.y0, rule.x1 - 1, rule.y1 - 1), fill=(0, 0, 0))
    sheet.traps.append(Trap(rule, "rule below the title"))


def _foot(sheet: Sheet, face: Type) -> None:
    number = str(whole(sheet.rng, 2, 40))
    sheet.centred(number, sheet.inches(10.4), face, "header")
    sheet.blocks.append(number)
