"""Teletype cables: capitals, letter-spaced banner, addresses, numbered paragraphs."""

from __future__ import annotations

from samples import content
from samples.chance import Rng, chance, pick, whole
from samples.parts import FOIA_CODES, LIGHT_KINDS, body_strikes, random_hide, sprinkled
from samples.sheet import Sheet, Type
from samples.stamp import release_header, release_text, stamp
from samples.strike import strike
from samples.tokens import Strike, Token, words
from samples.truth import NotStruck, TrueLine
from samples.typesetting import Setting, paragraph

LEFT, COLUMN = 0.95, 6.3
"""Left edge and width of the text in inches."""

LOWEST = 9.6
"""Last baseline of the text in inches."""

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")


def pages(rng: Rng) -> list[Sheet]:
    """One page."""
    sheet = Sheet(rng, pick(rng, (200, 200, 150)), exact=False)
    face = sheet.type(pick(rng, ("mono", "courier")), 11)
    if chance(rng, 0.7):
        release_header(sheet, release_text(rng))
    baseline = _address(sheet, face, float(sheet.inches(1.0)))
    setting = Setting(face, sheet.inches(LEFT), sheet.inches(COLUMN), 1.5 * face.pixels, hyphenate=False)
    number = 1
    while baseline < sheet.inches(LOWEST - 2.2):
        tokens = words(f"{number}. {content.sentences(rng, whole(rng, 2, 3))}".upper())
        hides = [
            random_hide(rng, (*LIGHT_KINDS, "black_box"), FOIA_CODES, "inside")
            for _ in range(whole(rng, 0, 2))
        ]
        tokens = [Token(t.text, t.mark) for t in sprinkled(rng, tokens, [*hides, *body_strikes(rng)])]
        baseline = paragraph(sheet, tokens, setting, baseline) + 0.6 * face.pixels
        number += 1
    _foot(sheet, face, baseline)
    return [sheet]


def _address(sheet: Sheet, face: Type, baseline: float) -> float:
    rng, x, step = sheet.rng, sheet.inches(LEFT), 1.5 * face.pixels
    _spaced_banner(sheet, face, baseline)
    clock = f"{whole(rng, 1, 28):02d}{whole(rng, 0, 23):02d}{whole(rng, 0, 59):02d}Z"
    when = f"{clock} {pick(rng, MONTHS)} {whole(rng, 61, 87)}"
    station = content.place(rng).upper()
    rows = (
        f"CITE {station} {whole(rng, 1000, 9999)}    TOR: {when}",
        f"TO: {content.agency(rng).upper()}",
        f"INFO: {content.place(rng).upper()}, {content.place(rng).upper()}, {content.place(rng).upper()}",
        f"REF: {station} {whole(rng, 100, 999)}",
        f"SUBJECT: {content.title(rng).upper()}",
    )
    baseline += 1.4 * step
    for row in rows:
        sheet.line(row, x, baseline, face, "header")
        baseline += step
    return baseline + 0.7 * step


def _spaced_banner(sheet: Sheet, face: Type, baseline: float) -> None:
    """The level with its letters apart, as teletypes sent it; struck or standing."""
    rng, text = sheet.rng, pick(sheet.rng, ("S E C R E T", "C O N F I D E N T I A L"))
    box = sheet.text(text, sheet.inches(LEFT), baseline, face)
    struck = chance(rng, 0.6)
    sheet.lines.append(TrueLine(text, "header", box, struck))
    if struck:
        strike(sheet, box, text, Strike(pick(rng, ("horizontal", "double", "x")), "classification"), face)
    else:
        sheet.not_struck.append(NotStruck(box, text, "plain"))


def _foot(sheet: Sheet, face: Type, baseline: float) -> None:
    rng, x = sheet.rng, sheet.inches(LEFT)
    sheet.line(
        f"FILE: {whole(rng, 10, 99)}-{whole(rng, 100, 999)}-{whole(rng, 1, 9)}", x, baseline, face, "body"
    )
    sheet.line("END OF MESSAGE", x, baseline + 1.5 * face.pixels, face, "body")
    if chance(rng, 0.6):
        centre = (sheet.inches(5.8), baseline + sheet.inches(0.5))
        stamp(
            sheet,
            (f"{whole(rng, 1, 28)} {pick(rng, MONTHS)} 19{whole(rng, 61, 87)}",),
            centre,
            sheet.type("stamp", 15),
        )
