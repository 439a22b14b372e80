"""Pages that are withheld as a whole: notices, black pages, crossed boxes, deleted-page sheets."""

from __future__ import annotations

from collections.abc import Callable

from processors.geometry import Box
from samples.chance import Rng, chance, pick, whole
from samples.parts import BUREAU_CODES, FOIA_CODES
from samples.redact import cover
from samples.sheet import Sheet, grey
from samples.stamp import release_header, release_text
from samples.tokens import Hide
from samples.truth import TrueRedaction


def pages(rng: Rng) -> list[Sheet]:
    """One to three pages, each withheld in its own way, under one release header."""
    release = release_text(rng) if chance(rng, 0.7) else None
    sheets = []
    for _ in range(whole(rng, 1, 3)):
        sheet = Sheet(rng, exact=False)
        pick(rng, VARIANTS)(sheet)
        if release:
            release_header(sheet, release)
        sheets.append(sheet)
    return sheets


def _notice(sheet: Sheet) -> None:
    """`Page Denied`, or how many pages are: text on white, so that the box is the whole page or none."""
    count = whole(sheet.rng, 1, 9)
    rows = pick(
        sheet.rng,
        (
            ("Page Denied",),
            (f"Next {count} Page(s) In Document Denied",),
            (f"Next {count} Page(s) In Document Exempt",),
        ),
    )
    face = sheet.type("sans_bold", 18)
    for i, row in enumerate(rows):
        sheet.centred(row, sheet.inches(5.2) + 1.4 * i * face.pixels, face, "body")
    sheet.withheld_pages = 1 if rows[0] == "Page Denied" else count
    code = pick(sheet.rng, ("25X1", "STAT", ""))
    if code:
        sheet.line(code, sheet.inches(7.5), sheet.inches(1.0), sheet.type("sans", 11), "code")
    _whole_page(sheet, (code,) if code else ())


def _whole_page(sheet: Sheet, codes: tuple[str, ...]) -> None:
    box = Box(0, 0, sheet.width, sheet.height)
    sheet.redactions.append(TrueRedaction(box, "page_denied", codes, unsure=True))


def _black(sheet: Sheet) -> None:
    """One black area from margin to margin, the codes in white in its middle."""
    box = Box(*(float(sheet.inches(v)) for v in (0.6, 0.7, 7.9, 10.3)))
    _denied_area(sheet, box, "black_box")


def _white(sheet: Sheet) -> None:
    """A ruled box over the page with the codes in it."""
    box = Box(*(float(sheet.inches(v)) for v in (0.8, 0.9, 7.7, 10.1)))
    _denied_area(sheet, box, "white_box")


def _denied_area(sheet: Sheet, box: Box, look: str) -> None:
    codes = pick(sheet.rng, FOIA_CODES)
    cover(sheet, box, Hide(look, codes), None)
    area = sheet.redactions.pop()
    sheet.redactions.append(TrueRedaction(area.bbox, "page_denied", area.codes))
    sheet.withheld_pages = 1


def _crossed(sheet: Sheet) -> None:
    """A frame with both diagonals, and the codes on a white patch in the middle."""
    box = Box(*(float(sheet.inches(v)) for v in (0.8, 0.9, 7.7, 10.1)))
    thickness = sheet.points(1.5)
    sheet.draw.rectangle(tuple(box), outline=grey(0), width=thickness)
    for ends in ((box.x0, box.y0, box.x1, box.y1), (box.x0, box.y1, box.x1, box.y0)):
        sheet.draw.line(ends, fill=grey(0), width=thickness)
    codes, face = pick(sheet.rng, FOIA_CODES), sheet.type("sans", 14)
    text = " ".join(codes)
    x, y = box.centre
    patch = face.frame(x - face.width(text) / 2, y, face.width(text)).grown(6)
    sheet.draw.rectangle(tuple(patch), fill=grey(255))
    sheet.line(text, x - face.width(text) / 2, y, face, "code")
    sheet.redactions.append(TrueRedaction(box, "page_denied", codes))
    sheet.withheld_pages = 1


def _deleted_sheet(sheet: Sheet) -> None:
    """The sheet that stands for deleted pages: their number, and one line for each with its codes."""
    rng, face = sheet.rng, sheet.type("sans", 11)
    sheet.centred("DELETED PAGE INFORMATION SHEET", sheet.inches(2.0), sheet.type("sans_bold", 14), "heading")
    count, first = whole(rng, 2, 6), whole(rng, 3, 60)
    rows = [f"Total Deleted Page(s) = {count}"]
    rows += [f"Page {first + i} ~ {'; '.join(pick(rng, BUREAU_CODES))};" for i in range(count)]
    for i, row in enumerate(rows):
        sheet.line(row, sheet.inches(1.5), sheet.inches(2.8) + 1.6 * i * face.pixels, face, "body")
    sheet.withheld_pages = count
    _crossed_note(sheet)
    _whole_page(sheet, ())


def _crossed_note(sheet: Sheet) -> None:
    """The block of X that closes such a sheet: printed letters, no strike."""
    face, rows = (
        sheet.type("courier", 12),
        ("XXXXXXXXXXXXXXXXXXXXXXXX", "X  Deleted Page(s)     X", "X  No Duplication Fee  X"),
    )
    for i, row in enumerate((*rows, rows[0])):
        sheet.line(row, sheet.inches(2.8), sheet.inches(7.5) + 1.2 * i * face.pixels, face, "body")


VARIANTS: tuple[Callable[[Sheet], None], ...] = (_notice, _notice, _black, _white, _crossed, _deleted_sheet)
