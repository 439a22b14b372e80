"""Typed memoranda with fields at their head: struck banners and portion marks, boxes, gaps, stamps, pen notes."""

from __future__ import annotations

from processors.geometry import Box
from samples import content
from samples.chance import Rng, between, chance, pick, whole
from samples.parts import (
    ARCHIVE_CODES,
    BANNERS,
    DARK_KINDS,
    FOIA_CODES,
    LIGHT_KINDS,
    banner,
    banner_style,
    body_strikes,
    distractors,
    portion,
    random_hide,
    sprinkled,
)
from samples.sheet import Sheet, Type
from samples.stamp import circle_word, release_header, release_text, scrawl, stamp
from samples.tokens import Token, words
from samples.typesetting import Setting, paragraph

STAMPS = (
    ("APPROVED FOR RELEASE", "DATE: 08-31-2009"),
    ("DECLASSIFIED", "Authority NND 640217"),
    ("RECEIVED", "REGISTRY SECTION"),
    ("SANITIZED COPY",),
)
LEFT, COLUMN = 1.15, 6.1
"""Left edge and width of the text in inches."""

LOWEST = 9.3
"""Last baseline of the text in inches."""


def pages(rng: Rng) -> list[Sheet]:
    """One or two pages."""
    dpi, face = pick(rng, (200, 200, 300)), pick(rng, ("typewriter", "courier", "mono"))
    release, level, style = release_text(rng), pick(rng, BANNERS), banner_style(rng)
    size = pick(rng, (11, 12))
    sheets = []
    for number in range(whole(rng, 1, 2)):
        sheet = Sheet(rng, dpi, exact=False)
        release_header(sheet, release)
        banner(sheet, level, sheet.inches(0.75), style)
        _body(sheet, sheet.type(face, size), number)
        banner(sheet, level, sheet.inches(10.45), style)
        sheets.append(sheet)
    return sheets


def _body(sheet: Sheet, face: Type, number: int) -> None:
    leading = 1.22 * face.pixels
    baseline = _fields(sheet, face, number)
    setting = Setting(face, sheet.inches(LEFT), sheet.inches(COLUMN), leading, indent=4 * face.width("x"))
    style = pick(sheet.rng, ("horizontal", "x", "diagonal", "scribble", None))
    while baseline < sheet.inches(LOWEST - 1.9):
        baseline = paragraph(sheet, _paragraph(sheet.rng, style), setting, baseline) + 0.8 * leading
    _after(sheet, baseline)


def _paragraph(rng: Rng, style: str | None) -> list[Token]:
    """Sentences with boxes and codes in them, or with gaps and codes in the margin, as archives leave them."""
    in_margin, count = chance(rng, 0.3), whole(rng, 0, 2)
    if in_margin:
        hides = [random_hide(rng, ("gap",), ARCHIVE_CODES, "margin") for _ in range(count)]
    else:
        hides = [random_hide(rng, (*DARK_KINDS, *LIGHT_KINDS), FOIA_CODES, "inside") for _ in range(count)]
    tokens = words(content.sentences(rng, whole(rng, 2, 4)))
    tokens = sprinkled(rng, tokens, [*hides, *body_strikes(rng), *distractors(rng)])
    return [*(portion(rng, style) if chance(rng, 0.5) else []), *tokens]


def _fields(sheet: Sheet, face: Type, number: int) -> float:
    baseline = float(sheet.inches(1.25))
    if number:
        sheet.centred(f"- {number + 1} -", baseline, face, "header")
        return baseline + 2.5 * face.pixels
    rng = sheet.rng
    rows = (
        ("TO", f"{content.person(rng)}, {content.agency(rng)}"),
        ("FROM", content.person(rng)),
        ("DATE", content.date(rng)),
        ("SUBJECT", content.title(rng)),
    )
    for name, value in rows:
        box = sheet.line(f"{name:<8}: {value}", sheet.inches(LEFT), baseline, face, "body")
        if name == "DATE" and chance(rng, 0.4):
            circle_word(sheet, Box(box.x0 + 10 * face.width("x"), box.y0, box.x1, box.y1))
        baseline += 1.5 * face.pixels
    return baseline + 1.2 * face.pixels


def _after(sheet: Sheet, baseline: float) -> None:
    """Signature, stamps and pen notes below the text."""
    rng, high = sheet.rng, sheet.inches(0.45)
    if chance(rng, 0.7):
        x = sheet.inches(4.3)
        scrawl(sheet, Box(x, baseline, x + sheet.inches(1.9), baseline + high))
        face = sheet.type("courier", 11)
        sheet.line(content.person(rng), x, baseline + 1.5 * high, face, "body")
    if chance(rng, 0.4):
        level = pick(rng, BANNERS[:3])
        centre = (sheet.inches(5.6), min(baseline + sheet.inches(1.0), sheet.inches(9.8)))
        stamp(
            sheet,
            (level,),
            centre,
            sheet.type("stamp", 14),
            crossed=pick(rng, ("x", "horizontal", "diagonal")),
        )
    rows = pick(rng, STAMPS)
    degrees = pick(rng, (0.0, between(rng, -12, 12), between(rng, -35, 35)))
    centre = (sheet.inches(2.4), min(baseline + sheet.inches(0.6), sheet.inches(9.5)))
    stamp(sheet, rows, centre, sheet.type("stamp", 12), degrees=degrees, frame=chance(rng, 0.5))
