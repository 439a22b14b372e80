"""Recent summaries released by a review tool: grey, hatched and coloured boxes over words and whole blocks."""

from __future__ import annotations

from processors.geometry import Box
from samples import content
from samples.chance import Rng, chance, pick, whole
from samples.parts import FOIA_CODES, REVIEW_KINDS, banner, portion, random_hide, sprinkled
from samples.redact import cover
from samples.sheet import Sheet, Type
from samples.tokens import Hide, Mark, Token, Underline, words
from samples.typesetting import Setting, paragraph

LEFT, COLUMN = 1.0, 6.5
"""Left edge and width of the text in inches."""

LOWEST = 9.7
"""Last baseline of the text in inches."""


def pages(rng: Rng) -> list[Sheet]:
    """One or two pages in one look."""
    kind, dpi = pick(rng, REVIEW_KINDS), pick(rng, (150, 200))
    level, style = pick(rng, ("SECRET//NOFORN", "SECRET")), pick(rng, ("double", "horizontal", "x"))
    count = whole(rng, 1, 2)
    sheets = []
    for number in range(1, count + 1):
        sheet = Sheet(rng, dpi, exact=False)
        banner(sheet, level, sheet.inches(0.8), style, points=14)
        _body(sheet, kind)
        face = sheet.type("sans", 9)
        sheet.line(f"Page {number} of {count}", sheet.inches(6.6), sheet.inches(10.6), face, "header")
        banner(sheet, level, sheet.inches(10.25), style, points=14)
        sheets.append(sheet)
    return sheets


def _body(sheet: Sheet, kind: str) -> None:
    rng = sheet.rng
    face = sheet.type(pick(rng, ("serif", "sans")), 11)
    setting = Setting(face, sheet.inches(LEFT), sheet.inches(COLUMN), 1.25 * face.pixels, hyphenate=False)
    baseline, number = float(sheet.inches(1.4)), 1
    while baseline < sheet.inches(LOWEST - 1.6):
        heading = [Token(f"{number}."), *portion(rng, None), *words(content.phrase(rng), Underline())]
        baseline = paragraph(sheet, heading, setting, baseline) + 0.4 * face.pixels
        hides: list[Mark] = [random_hide(rng, (kind,), FOIA_CODES, "inside") for _ in range(whole(rng, 0, 2))]
        style = pick(rng, ("double", "horizontal", None))
        tokens = [
            *portion(rng, style),
            *sprinkled(rng, words(content.sentences(rng, whole(rng, 1, 3))), hides),
        ]
        baseline = paragraph(sheet, tokens, setting, baseline) + 0.5 * face.pixels
        if chance(rng, 0.35):
            baseline = _block(sheet, kind, face, baseline)
        number += 1


def _block(sheet: Sheet, kind: str, face: Type, baseline: float) -> float:
    """Several lines withheld as one box."""
    lines = whole(sheet.rng, 2, 6)
    top = baseline - 0.8 * face.pixels
    bottom = top + 1.25 * lines * face.pixels
    codes = pick(sheet.rng, FOIA_CODES)
    cover(sheet, Box(sheet.inches(LEFT), top, sheet.inches(LEFT + COLUMN), bottom), Hide(kind, codes), None)
    return bottom + 1.6 * face.pixels
