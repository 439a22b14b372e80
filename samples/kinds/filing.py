"""Legal filings: proportional type, wide leading, black bars, codes stacked in the margin, struck portion marks."""

from __future__ import annotations

from processors.geometry import Box
from samples import content
from samples.chance import Rng, between, chance, pick, whole
from samples.parts import BUREAU_CODES, banner, portion, random_hide, sprinkled
from samples.redact import cover
from samples.sheet import Sheet
from samples.tokens import Hide, Mark, Token, Underline, words
from samples.truth import Trap
from samples.typesetting import Setting, paragraph

LEFT, COLUMN = 1.2, 5.8
"""Left edge and width of the text in inches."""

LOWEST = 9.5
"""Last baseline of the text in inches."""


def pages(rng: Rng) -> list[Sheet]:
    """One to three pages."""
    level = pick(rng, ("TOP SECRET//NOFORN", "SECRET//NOFORN", "SECRET"))
    dpi = pick(rng, (150, 200))
    count, first = whole(rng, 1, 3), whole(rng, 2, 60)
    return [_page(Sheet(rng, dpi, exact=False), level, first + i) for i in range(count)]


def _page(sheet: Sheet, level: str, number: int) -> Sheet:
    rng, face = sheet.rng, sheet.type("serif", 12)
    banner(sheet, level, sheet.inches(0.85), "horizontal", points=11)
    baseline = float(sheet.inches(1.4))
    while baseline < sheet.inches(LOWEST - 1.6):
        kind = whole(rng, 0, 4)
        if kind == 0:
            baseline = _section(sheet, baseline)
        elif kind == 1:
            baseline = _withheld_paragraph(sheet, baseline)
        tight = chance(rng, 0.25)
        inset = sheet.inches(0.6) if tight else 0
        setting = Setting(
            face,
            sheet.inches(LEFT) + inset,
            sheet.inches(COLUMN) - 2 * inset,
            (1.2 if tight else 1.9) * face.pixels,
            indent=0 if tight else sheet.inches(0.5),
            hyphenate=False,
        )
        baseline = paragraph(sheet, _words(rng), setting, baseline) + 0.7 * face.pixels
    if chance(rng, 0.5):
        rule = Box(sheet.inches(LEFT), baseline, sheet.inches(LEFT + 2), baseline + sheet.points(1))
        sheet.draw.rectangle(tuple(rule), fill=(0, 0, 0))
        sheet.traps.append(Trap(rule.grown(1), "footnote rule"))
    sheet.centred(f"-{number}-", sheet.inches(10.55), face, "header")
    banner(sheet, level, sheet.inches(10.2), "horizontal", points=11)
    return sheet


def _words(rng: Rng) -> list[Token]:
    codes = [(*pick(rng, BUREAU_CODES), "b7E-1, 2")] if chance(rng, 0.3) else list(BUREAU_CODES)
    hides: list[Mark] = [random_hide(rng, ("black_box",), codes, "stacked") for _ in range(whole(rng, 0, 2))]
    tokens = sprinkled(rng, words(content.sentences(rng, whole(rng, 1, 3))), hides)
    return [*portion(rng, pick(rng, ("x", "x", "horizontal", None))), *tokens]


def _section(sheet: Sheet, baseline: float) -> float:
    """A bold heading, underlined, which is no strike."""
    face = sheet.type("serif_bold", 12)
    setting = Setting(
        face, sheet.inches(LEFT), sheet.inches(COLUMN), 1.3 * face.pixels, kind="heading", hyphenate=False
    )
    numeral = Token(f"{pick(sheet.rng, ('I', 'II', 'III', 'IV', 'V'))}.")
    return (
        paragraph(sheet, [numeral, *words(content.title(sheet.rng), Underline())], setting, baseline)
        + face.pixels
    )


def _withheld_paragraph(sheet: Sheet, baseline: float) -> float:
    """A whole paragraph withheld: one block from edge to edge, or bars line by line, or the margin note alone."""
    rng, face = sheet.rng, sheet.type("serif", 12)
    lines = whole(rng, 2, 4)
    left, right = sheet.inches(LEFT), sheet.inches(LEFT + COLUMN)
    codes = pick(rng, BUREAU_CODES)
    if chance(rng, 0.5):
        block = Box(left, baseline - 0.8 * face.pixels, right, baseline + (1.9 * lines - 1.5) * face.pixels)
        cover(sheet, block, Hide("black_box", codes, "stacked"), None)
    else:
        hide = Hide("black_box", codes, "stacked")
        for i in range(lines):
            end = right if i < lines - 1 else left + between(rng, 0.3, 0.9) * (right - left)
            frame = face.frame(left, baseline + 1.9 * i * face.pixels, end - left)
            cover(sheet, frame, hide, None, with_codes=i == 0)
    return baseline + 1.9 * lines * face.pixels + 0.6 * face.pixels
