"""Typed memoranda of one or two pages: struck banners and portion marks, boxes, gaps, stamps, pen notes."""

from __future__ import annotations

from processors.geometry import Box
from samples import content
from samples.chance import Rng, between, chance, pick, whole
from samples.parts import (
    ALL_KINDS,
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
from samples.tokens import Hide, Mark, Token, reading, words
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
    """A note of one page without fields, or a memorandum with them and up to two pages."""
    dpi = pick(rng, (200, 200, 300))
    face_name = pick(rng, ("typewriter", "courier", "mono"))
    release, level, style = release_text(rng), pick(rng, BANNERS), banner_style(rng)
    plain = chance(rng, 0.4)
    sheets = []
    for number in range(1 if plain else whole(rng, 1, 2)):
        sheet = Sheet(rng, dpi)
        release_header(sheet, release)
        banner(sheet, level, sheet.inches(0.75), style)
        _body(sheet, sheet.type(face_name, pick(rng, (11, 12))), number, plain=plain)
        banner(sheet, level, sheet.inches(10.45), style)
        sheets.append(sheet)
    if not plain:
        sheets[-1].exact = False
    return sheets


def _body(sheet: Sheet, face: Type, number: int, *, plain: bool) -> None:
    leading = 1.22 * face.pixels
    baseline = _title(sheet, face) if plain else _fields(sheet, face, number)
    setting = Setting(face, sheet.inches(LEFT), sheet.inches(COLUMN), leading, indent=4 * face.width("x"))
    style = pick(sheet.rng, ("horizontal", "x", "diagonal", "scribble", None))
    while baseline < sheet.inches(LOWEST - 1.9):
        tokens = _paragraph(sheet.rng, style, plain=plain)
        sheet.blocks.append(reading(tokens))
        baseline = paragraph(sheet, tokens, setting, baseline) + 0.8 * leading
    if not plain:
        _after(sheet, baseline)


def _paragraph(rng: Rng, style: str | None, *, plain: bool) -> list[Token]:
    tokens = words(content.sentences(rng, whole(rng, 2, 4)))
    if plain:
        hides: list[Mark] = [Hide("black_box", pick(rng, FOIA_CODES[:3]))] if chance(rng, 0.5) else []
    else:
        where_margin = chance(rng, 0.3)
        codes, kinds = (
            (ARCHIVE_CODES, ("gap",))
            if where_margin
            else (FOIA_CODES, (*DARK_KINDS, *LIGHT_KINDS, *ALL_KINDS[:2]))
        )
        count = whole(rng, 0, 2)
        hides = [random_hide(rng, kinds, codes, "margin" if where_margin else "inside") for _ in range(count)]
    tokens = sprinkled(rng, tokens, [*hides, *body_strikes(rng), *distractors(rng)])
    return [*(portion(rng, style) if chance(rng, 0.5) else []), *tokens]


def _title(sheet: Sheet, face: Type) -> float:
    row = content.title(sheet.rng).upper()
    sheet.centred(row, sheet.inches(1.4), face, "heading")
    sheet.blocks.append(row)
    return float(sheet.inches(1.4)) + 3.0 * face.pixels


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
    rows = pick(rng, STAMPS)
    degrees = pick(rng, (0.0, between(rng, -12, 12), between(rng, -35, 35)))
    centre = (sheet.inches(2.4), min(baseline + sheet.inches(0.6), sheet.inches(9.5)))
    stamp(sheet, rows, centre, sheet.type("stamp", 12), degrees=degrees, frame=chance(rng, 0.5))
