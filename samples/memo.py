"""The one memorandum that the demo and the end-to-end test read.

A typed page: the block above the title is whited out with `(b)(3)` left in its place; a centred title of two lines, a
date, two paragraphs with a word divided at a line end, three bullets, a stamp of two lines, and at the foot a
struck `SECRET`.
"""

from __future__ import annotations

from collections.abc import Sequence

from processors.geometry import Box
from processors.scan import Raster
from samples import content
from samples.chance import Rng, stream, whole
from samples.damage import apply
from samples.redact import cover
from samples.sheet import Sheet, Type
from samples.stamp import stamp
from samples.strike import strike
from samples.tokens import Hide, Strike, words
from samples.truth import PageTruth, TrueLine
from samples.typesetting import Setting, broken, paragraph

STAMP = ("APPROVED FOR RELEASE", "DATE: 08-31-2009")
CODE = "(b)(3)"
BANNER = "SECRET"
BULLETS = 3
FACE = "courier"
LEFT, COLUMN = 1.25, 6.0
"""Left edge and width of the text in inches."""

ATTEMPTS = 60
"""Paragraphs tried until one divides a word; about every fourth does."""


def memorandum(seed: int, damage: Sequence[str] = ()) -> tuple[Raster, PageTruth, str]:
    """The memorandum of that seed, damaged by the steps named in `damage` (see `samples.damage`).

    Returns:
        The page (height x width grey levels at 200 dpi unless a damage changes it), its truth, and the Markdown text
        that a reader should make of it.
    """
    sheet = memorandum_sheet(stream(seed, 0))
    hurt = apply(sheet.raster(), damage, stream(seed, 1), dpi=sheet.dpi)
    height, width = hurt.image.shape[:2]
    truth = sheet.truth().mapped(hurt.affine, width, height, hurt.traps)
    return hurt.image, truth, "\n\n".join(sheet.blocks) + "\n"


def memorandum_sheet(rng: Rng) -> Sheet:
    """The memorandum as it was typed, whited out, struck and stamped."""
    sheet = Sheet(rng)
    face = sheet.type(FACE, 12)
    leading = face.pixels * 1.0
    _whited_block(sheet, Box(*(sheet.inches(v) for v in (LEFT, 0.9, LEFT + 2.6, 1.55))))
    baseline = _head(sheet, face, sheet.inches(2.05))
    setting = Setting(
        face, sheet.inches(LEFT), sheet.inches(COLUMN), 1.25 * leading, indent=5 * face.width("x")
    )
    for _ in range(2):
        text = _dividing_text(rng, setting)
        sheet.blocks.append(text)
        baseline = paragraph(sheet, words(text), setting, baseline) + 0.9 * leading
    baseline = _bullets(sheet, face, baseline)
    stamp(sheet, STAMP, (sheet.inches(5.9), baseline + sheet.inches(0.5)), sheet.type("stamp", 12))
    sheet.blocks.append("\n".join(STAMP))
    _struck_foot(sheet)
    return sheet


def _whited_block(sheet: Sheet, box: Box) -> None:
    hidden = whole(sheet.rng, 60, 90)
    cover(sheet, box, Hide("gap", (CODE,)), hidden, unsure=True)
    sheet.blocks.append(CODE)


def _head(sheet: Sheet, face: Type, baseline: float) -> float:
    title = ("MEMORANDUM FOR THE RECORD", content.title(sheet.rng).upper())
    for row in title:
        sheet.centred(row, baseline, face, "heading")
        baseline += 1.3 * face.pixels
    date = content.date(sheet.rng)
    baseline += 0.8 * face.pixels
    sheet.line(date, sheet.inches(LEFT), baseline, face, "body")
    sheet.blocks += ["\n".join(title), date]
    return baseline + 2.0 * face.pixels


def _dividing_text(rng: Rng, setting: Setting) -> str:
    """A paragraph that the column divides at least once, and never behind a hyphen of its own."""
    for _ in range(ATTEMPTS):
        text = content.sentences(rng, 3)
        lines = broken(words(text), setting)
        if any(line[-1].text.endswith("-") for line in lines) and 4 <= len(lines) <= 6:
            return text
    raise AssertionError("no paragraph of the grammar is divided at a line end")


def _bullets(sheet: Sheet, face: Type, baseline: float) -> float:
    rows = [content.phrase(sheet.rng) for _ in range(BULLETS)]
    mark = sheet.inches(LEFT + 0.3)
    for row in rows:
        radius = 0.17 * face.pixels
        y = baseline - 0.28 * face.pixels
        sheet.draw.ellipse((mark, y - radius, mark + 2 * radius, y + radius), fill=(15, 15, 15))
        box = sheet.text(row, mark + 2 * face.width("x"), baseline, face)
        sheet.lines.append(TrueLine(f"• {row}", "body", Box(mark, box.y0, box.x1, box.y1)))
        baseline += 1.4 * face.pixels
    sheet.blocks.append("\n".join(f"- {row}" for row in rows))
    return baseline


def _struck_foot(sheet: Sheet) -> None:
    face = sheet.type("courier_bold", 14)
    box = sheet.text(BANNER, (sheet.width - face.width(BANNER)) / 2, sheet.height - sheet.inches(0.6), face)
    strike(sheet, box, BANNER, Strike("horizontal", "classification"), face)
    sheet.lines.append(TrueLine(BANNER, "header", box, struck=True))
    sheet.blocks.append(f"~~{BANNER}~~")
