"""Tables: ruled or open columns of figures, some cells withheld."""

from __future__ import annotations

from processors.geometry import Box
from samples import content
from samples.chance import Rng, chance, pick, whole
from samples.parts import FOIA_CODES
from samples.redact import cover
from samples.sheet import Sheet, Type, grey
from samples.stamp import release_header, release_text
from samples.tokens import Hide
from samples.truth import Trap
from samples.words import GOODS

LEFT, TOP = 0.9, 2.2
"""Left and upper edge of the table in inches."""

COLUMNS = (2.0, 1.6, 1.0, 1.0, 1.1)
"""Widths of the columns in inches."""

HEADS = ("Commodity", "Port", "1961", "1962", "Change")
ROW = 0.34
"""Height of a row in inches."""


def pages(rng: Rng) -> list[Sheet]:
    """One page."""
    sheet = Sheet(rng, pick(rng, (200, 200, 150)), exact=False)
    release_header(sheet, release_text(rng))
    sheet.centred(f"Table {whole(rng, 1, 9)}", sheet.inches(1.3), sheet.type("serif_bold", 13), "heading")
    sheet.centred(content.title(rng), sheet.inches(1.65), sheet.type("serif_bold", 13), "heading")
    ruled, face = chance(rng, 0.6), sheet.type(pick(rng, ("serif", "courier", "sans")), 10)
    _heads(sheet, face, ruled=ruled)
    rows = whole(rng, 10, 20)
    for number in range(1, rows + 1):
        _row(sheet, face, number, ruled=ruled)
    foot = sheet.inches(TOP + (rows + 1.7) * ROW)
    sheet.line(f"Source: {content.agency(rng)}.", sheet.inches(LEFT), foot, sheet.type("serif", 9), "body")
    return [sheet]


def _cells(sheet: Sheet, number: int) -> list[Box]:
    x, cells = LEFT, []
    for width in COLUMNS:
        sides = (x, TOP + number * ROW, x + width, TOP + (number + 1) * ROW)
        cells.append(Box(*(float(sheet.inches(v)) for v in sides)))
        x += width
    return cells


def _heads(sheet: Sheet, face: Type, *, ruled: bool) -> None:
    """The head of the table, with a grey ground that is no redaction where the table is ruled."""
    cells = _cells(sheet, 0)
    ground = Box(cells[0].x0, cells[0].y0, cells[-1].x1, cells[0].y1)
    if ruled:
        sheet.draw.rectangle(tuple(ground), fill=grey(whole(sheet.rng, 205, 230)), outline=grey(0))
        sheet.traps.append(Trap(ground, "grey head of a table"))
    else:
        sheet.draw.line((ground.x0, ground.y1, ground.x1, ground.y1), fill=grey(0), width=sheet.points(1))
        sheet.traps.append(Trap(Box(ground.x0, ground.y1 - 2, ground.x1, ground.y1 + 2), "table rule"))
    for cell, text in zip(cells, HEADS, strict=True):
        sheet.line(text, cell.x0 + sheet.points(4), cell.y1 - sheet.points(7), face, "heading")


def _row(sheet: Sheet, face: Type, number: int, *, ruled: bool) -> None:
    rng = sheet.rng
    before, after = whole(rng, 40, 9800), whole(rng, 40, 9800)
    values = (
        pick(rng, GOODS).capitalize(),
        content.place(rng),
        f"{before:,}",
        f"{after:,}",
        f"{after - before:+,}",
    )
    for cell, value in zip(_cells(sheet, number), values, strict=True):
        if ruled:
            sheet.draw.rectangle(tuple(cell), outline=grey(0))
            sheet.traps.append(Trap(cell, "cell of a table"))
        baseline = cell.y1 - sheet.points(7)
        if chance(rng, 0.08):
            # The whole width is withheld, so that the length of the figure does not tell.
            inner = Box(
                cell.x0 + sheet.points(3),
                cell.y0 + sheet.points(4),
                cell.x1 - sheet.points(3),
                cell.y1 - sheet.points(4),
            )
            kind = pick(rng, ("black_box", "grey_box"))
            cover(sheet, inner, Hide(kind, pick(rng, ((), FOIA_CODES[0]))), len(value))
        else:
            sheet.line(value, cell.x0 + sheet.points(4), baseline, face, "body")
