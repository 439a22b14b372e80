"""Typed notes whose reading is beyond doubt: title, paragraphs, black boxes with codes, legible strikes."""

from __future__ import annotations

from samples import content
from samples.chance import Rng, chance, pick, whole
from samples.parts import BANNERS, FOIA_CODES, banner, body_strikes, distractors, portion, sprinkled
from samples.sheet import Sheet
from samples.stamp import release_header, release_text
from samples.tokens import Hide, Mark, Token, reading, words
from samples.typesetting import Setting, paragraph

LEFT, COLUMN = 1.15, 6.1
"""Left edge and width of the text in inches."""

LOWEST = 7.6
"""Height in inches above which the last paragraph begins."""

LEGIBLE = ("horizontal", "double", "diagonal", "x")
"""Styles of strike under which a word can still be read."""


def pages(rng: Rng) -> list[Sheet]:
    """One page."""
    sheet = Sheet(rng, pick(rng, (200, 200, 300)))
    face = sheet.type(pick(rng, ("typewriter", "courier", "mono")), pick(rng, (11, 12)))
    level, style = pick(rng, BANNERS), pick(rng, (*LEGIBLE, None))
    release_header(sheet, release_text(rng))
    banner(sheet, level, sheet.inches(0.75), style)
    title = content.title(rng).upper()
    sheet.centred(title, sheet.inches(1.4), face, "heading")
    sheet.blocks.append(title)
    leading, indent = 1.22 * face.pixels, 4 * face.width("x")
    setting = Setting(
        face, sheet.inches(LEFT), sheet.inches(COLUMN), leading, indent=indent, whole_marks=True
    )
    baseline, mark_style = sheet.inches(1.4) + 3.0 * face.pixels, pick(rng, (*LEGIBLE, None))
    while baseline < sheet.inches(LOWEST):
        tokens = _paragraph(rng, mark_style)
        sheet.blocks.append(reading(tokens))
        baseline = paragraph(sheet, tokens, setting, baseline) + 0.8 * leading
    banner(sheet, level, sheet.inches(10.45), style)
    return [sheet]


def _paragraph(rng: Rng, style: str | None) -> list[Token]:
    hides: list[Mark] = [Hide("black_box", pick(rng, FOIA_CODES[:3]))] if chance(rng, 0.5) else []
    tokens = words(content.sentences(rng, whole(rng, 2, 4)))
    tokens = sprinkled(rng, tokens, [*hides, *body_strikes(rng, LEGIBLE), *distractors(rng)])
    return [*(portion(rng, style) if chance(rng, 0.5) else []), *tokens]
