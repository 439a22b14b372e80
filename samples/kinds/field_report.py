"""Investigators' reports on a worn machine: heavy marker, stacked codes in the margin, pen brackets."""

from __future__ import annotations

from processors.geometry import Box
from samples import content
from samples.chance import Rng, between, chance, pick, whole
from samples.parts import BUREAU_CODES, DARK_KINDS, body_strikes, distractors, random_hide, sprinkled
from samples.redact import cover
from samples.sheet import Sheet, Type
from samples.stamp import scrawl, stamp
from samples.tokens import Mark, words
from samples.truth import Trap
from samples.typesetting import Setting, paragraph

LEFT, COLUMN = 1.0, 6.2
"""Left edge and width of the text in inches."""

LOWEST = 9.9
"""Last baseline of the text in inches."""


def pages(rng: Rng) -> list[Sheet]:
    """One or two pages."""
    name, dpi = pick(rng, ("typewriter", "courier_bold", "courier")), pick(rng, (200, 200, 300))
    return [_page(Sheet(rng, dpi, exact=False), name, i + 1) for i in range(whole(rng, 1, 2))]


def _page(sheet: Sheet, name: str, number: int) -> Sheet:
    rng, face = sheet.rng, sheet.type(name, 11)
    sheet.centred(content.place(rng) + ", " + content.date(rng), sheet.inches(1.1), face, "heading")
    setting = Setting(
        face,
        sheet.inches(LEFT),
        sheet.inches(COLUMN),
        1.15 * face.pixels,
        indent=6 * face.width("x"),
        hyphenate=chance(rng, 0.5),
    )
    baseline = float(sheet.inches(1.6))
    while baseline < sheet.inches(LOWEST - 1.7):
        if chance(rng, 0.25):
            baseline = _marked_out(sheet, face, baseline)
        hides: list[Mark] = [
            random_hide(rng, DARK_KINDS, BUREAU_CODES, "stacked") for _ in range(whole(rng, 0, 3))
        ]
        tokens = sprinkled(
            rng,
            words(content.sentences(rng, whole(rng, 2, 5))),
            [*hides, *body_strikes(rng), *distractors(rng)],
        )
        start = baseline
        baseline = paragraph(sheet, tokens, setting, baseline)
        if chance(rng, 0.2):
            _bracket(sheet, start - face.pixels, baseline - face.pixels)
        baseline += 0.9 * face.pixels
    sheet.centred(f"- {number} -", sheet.inches(10.5), face, "header")
    if chance(rng, 0.4):
        at = Box(*(float(sheet.inches(v)) for v in (5.8, 10.1, 7.4, 10.5)))
        scrawl(sheet, at)
    if chance(rng, 0.4):
        rows = ("ALL INFORMATION HEREIN", "IS UNCLASSIFIED EXCEPT", "WHERE SHOWN OTHERWISE")
        stamp(
            sheet,
            rows,
            (sheet.inches(1.8), sheet.inches(10.3)),
            sheet.type("stamp", 7),
            degrees=between(rng, -4, 4),
        )
    return sheet


def _marked_out(sheet: Sheet, face: Type, baseline: float) -> float:
    """A whole paragraph marked out in one piece: an indented first line, a solid middle, a short last line."""
    rng, lines, leading = sheet.rng, whole(sheet.rng, 3, 6), 1.15 * face.pixels
    left, right = float(sheet.inches(LEFT)), float(sheet.inches(LEFT + COLUMN))
    top, pitch = baseline - 0.85 * face.pixels, face.width("x")
    bottom = top + lines * leading
    parts = (
        (Box(left + 6 * pitch, top, right, top + leading), 1),
        (Box(left, top + leading, right, bottom - leading), lines - 2),
        (Box(left, bottom - leading, left + between(rng, 0.2, 0.8) * (right - left), bottom), 1),
    )
    hide = random_hide(rng, ("marker", "black_box"), BUREAU_CODES, "stacked")
    for i, (part, rows) in enumerate(parts):
        cover(sheet, part, hide, rows * int(part.width / pitch), with_codes=i == 0)
    if chance(rng, 0.5):
        _margin_bar(sheet, top, bottom)
    return bottom + 1.6 * face.pixels


def _margin_bar(sheet: Sheet, top: float, bottom: float) -> None:
    """The pen line beside a withheld passage."""
    x, lean = sheet.inches(LEFT + COLUMN + 0.15), between(sheet.rng, -3, 3)
    sheet.draw.line([(x, top), (x + lean, bottom)], fill=(25, 25, 25), width=sheet.points(1.4))
    sheet.traps.append(Trap(Box(x - 4, top, x + 4, bottom), "margin bar by the code"))


def _bracket(sheet: Sheet, top: float, bottom: float) -> None:
    """A reviewer's pen bracket in the left margin."""
    x, arm = sheet.inches(LEFT - 0.25), sheet.points(7)
    lean = between(sheet.rng, -0.02, 0.02) * (bottom - top)
    points = [(x + arm, top), (x, top + 2), (x + lean, bottom - 2), (x + lean + arm, bottom)]
    sheet.draw.line(points, fill=(25, 25, 25), width=sheet.points(1), joint="curve")
    sheet.traps.append(Trap(Box(x - abs(lean), top, x + arm + abs(lean), bottom), "hand-drawn bracket"))
