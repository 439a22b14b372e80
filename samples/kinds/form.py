"""Forms: ruled cells with small captions, filled in by typewriter, check boxes, redacted values."""

from __future__ import annotations

from collections.abc import Callable

from processors.geometry import Box
from samples import content
from samples.chance import Rng, between, chance, pick, whole
from samples.parts import BUREAU_CODES, FOIA_CODES, random_hide
from samples.redact import cover, shines_through
from samples.sheet import Sheet
from samples.stamp import release_header, release_text, scrawl, stamp
from samples.truth import Trap, TrueLine

LEFT, RIGHT, TOP = 0.8, 7.7, 1.7
"""Edges of the form in inches."""

ROW = 0.52
"""Height of a row in inches."""

LAYOUT = ((1.0,), (0.5, 0.5), (0.3, 0.3, 0.4), (0.6, 0.4), (0.25, 0.25, 0.25, 0.25), (1.0,), (0.4, 0.6))
"""Widths of the cells of each row, as shares of the form."""

FIELDS: tuple[tuple[str, Callable[[Rng], str]], ...] = (
    ("1. NAME OF OFFICE", content.agency),
    ("2. PLACE", content.place),
    ("3. NAME (Last, First)", lambda rng: f"{content.surname(rng)}, {content.person(rng).split()[0]}"),
    ("4. DATE", content.date),
    ("5. PROJECT", content.project),
    ("6. SUBJECT", content.place),
    ("7. REPORTED BY", content.person),
    ("8. APPROVED BY", content.surname),
    ("9. COUNT", content.number),
    ("10. UNIT", lambda rng: pick(rng, ("tons", "crates", "bales"))),
    ("11. FILE NO.", lambda rng: f"{whole(rng, 10, 99)}-{whole(rng, 1000, 9999)}"),
    ("12. COPY", lambda rng: f"{whole(rng, 1, 5)} of 5"),
    ("13. DESCRIPTION", content.phrase),
    ("14. STATION", content.place),
    ("15. REMARKS", content.phrase),
)
"""Captions and what is typed below them, in the order of the cells."""

CHOICES = ("INDEX", "NO INDEX", "RETURN TO FILE", "DESTROY")


def pages(rng: Rng) -> list[Sheet]:
    """One page."""
    sheet = Sheet(rng, pick(rng, (200, 200, 300)), exact=False)
    if chance(rng, 0.6):
        release_header(sheet, release_text(rng))
    sheet.centred(content.agency(rng).upper(), sheet.inches(1.0), sheet.type("serif_bold", 15), "heading")
    sheet.centred("REPORT OF OBSERVATION", sheet.inches(1.35), sheet.type("sans_bold", 11), "heading")
    fields = iter(FIELDS)
    y = float(TOP)
    for shares in LAYOUT:
        x = LEFT
        for share in shares:
            width = share * (RIGHT - LEFT)
            name, value = next(fields)
            cell = Box(*(float(sheet.inches(v)) for v in (x, y, x + width, y + ROW)))
            _cell(sheet, cell, name, value(rng))
            x += width
        y += ROW
    _check_boxes(sheet, y + 0.35)
    _signature(sheet, y + 1.3)
    return [sheet]


def _cell(sheet: Sheet, cell: Box, name: str, value: str) -> None:
    """A ruled cell with its caption, and a typed value that may be withheld; the cell itself is a trap."""
    sheet.draw.rectangle(tuple(cell), outline=(0, 0, 0), width=max(1, sheet.points(0.8)))
    sheet.traps.append(Trap(cell, "cell of a form"))
    caption = sheet.type("sans", 6.5)
    sheet.line(name, cell.x0 + sheet.points(3), cell.y0 + 1.2 * caption.pixels, caption, "form")
    face = sheet.type("courier", 11)
    x, baseline = cell.x0 + sheet.points(8), cell.y1 - sheet.points(8)
    if chance(sheet.rng, 0.3):
        hide = random_hide(
            sheet.rng,
            ("black_box", "marker", "white_box", "gap"),
            (*FOIA_CODES[:3], *BUREAU_CODES[:1]),
            "inside",
        )
        if shines_through(hide.kind):
            sheet.text(value, x, baseline, face)
        # An empty field without a code is no redaction that anybody could see.
        unsure = hide.kind == "gap"
        cover(sheet, face.frame(x, baseline, face.width(value)), hide, len(value), unsure=unsure)
    else:
        sheet.line(value, x, baseline, face, "form")


def _check_boxes(sheet: Sheet, y: float) -> None:
    """Small squares, some crossed by pen or machine: neither strikes nor redactions."""
    face, side = sheet.type("sans", 9), sheet.points(10)
    for i, choice in enumerate(CHOICES):
        x, top = sheet.inches(LEFT + 0.2 + i * 1.7), sheet.inches(y)
        square = Box(x, top, x + side, top + side)
        sheet.draw.rectangle(tuple(square), outline=(0, 0, 0), width=max(1, sheet.points(0.8)))
        what = "empty check box"
        if chance(sheet.rng, 0.4):
            what = "crossed check box"
            for ends in (
                (square.x0, square.y0, square.x1, square.y1),
                (square.x0, square.y1, square.x1, square.y0),
            ):
                sheet.draw.line(ends, fill=(20, 20, 20), width=sheet.points(1.2))
        sheet.traps.append(Trap(square, what))
        sheet.line(choice, x + 1.6 * side, top + 0.85 * side, face, "form")


def _signature(sheet: Sheet, y: float) -> None:
    rng, x = sheet.rng, sheet.inches(LEFT + 0.2)
    line = sheet.inches(y + 0.55)
    scrawl(sheet, Box(x, sheet.inches(y), x + sheet.inches(2.2), line - sheet.points(2)))
    sheet.draw.line((x, line, x + sheet.inches(3), line), fill=(0, 0, 0), width=max(1, sheet.points(0.8)))
    caption = sheet.type("sans", 7)
    box = sheet.text("SIGNATURE OF REPORTING OFFICER", x, line + 1.5 * caption.pixels, caption)
    sheet.lines.append(TrueLine("SIGNATURE OF REPORTING OFFICER", "form", box))
    if chance(rng, 0.7):
        centre = (sheet.inches(6.0), sheet.inches(y + 0.7))
        rows = ("FILED", content.date(rng).upper())
        stamp(sheet, rows, centre, sheet.type("stamp", 12), degrees=between(rng, -15, 15), frame=True)
