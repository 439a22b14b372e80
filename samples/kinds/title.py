"""Covers of serial reports: black panels with white lettering, a seal, white boxes; then a page of briefs."""

from __future__ import annotations

from processors.geometry import Box
from samples import content
from samples.chance import Rng, chance, pick, whole
from samples.panels import hatched_frame, panel, seal
from samples.parts import banner, sprinkled
from samples.redact import cover
from samples.sheet import Sheet
from samples.stamp import release_header, release_text, scrawl
from samples.tokens import Hide, Mark, Underline, words
from samples.typesetting import Setting, paragraph

SERIES = (
    ("COASTAL", "INTELLIGENCE", "BULLETIN"),
    ("WEEKLY", "HARBOR", "REVIEW"),
    ("SURVEY", "DIGEST"),
    ("NORTHERN", "SITUATION", "SUMMARY"),
)
STYLES = ("horizontal", "double", "diagonal", "x")
LEFT, COLUMN = 2.0, 4.6
"""Left edge and width of the briefs in inches."""


def pages(rng: Rng) -> list[Sheet]:
    """The cover and, mostly, a page of briefs."""
    release, date = release_text(rng), content.date(rng)
    series, level = pick(rng, SERIES), pick(rng, ("TOP SECRET", "SECRET"))
    sheets = [_cover(rng, release, date, series, level)]
    if chance(rng, 0.8):
        sheets.append(_briefs(rng, release, date, series, level))
    return sheets


def _cover(rng: Rng, release: str, date: str, series: tuple[str, ...], level: str) -> Sheet:
    sheet = Sheet(rng, pick(rng, (200, 150)), exact=False)
    if chance(rng, 0.6):
        hatched_frame(sheet, 0.35, 0.3)
    release_header(sheet, release)
    sheet.line(date, sheet.inches(6.0), sheet.inches(1.25), sheet.type("serif_bold", 12), "body")
    sheet.line(
        f"Copy No. C {whole(rng, 10, 99)}",
        sheet.inches(6.0),
        sheet.inches(1.95),
        sheet.type("serif", 11),
        "body",
    )
    for i, word in enumerate(series):
        top = 2.4 + 1.3 * i
        panel(sheet, word, Box(*(float(sheet.inches(v)) for v in (1.0, top, 7.5, top + 1.1))))
    seal(sheet, (sheet.width / 2, sheet.inches(7.2)), float(sheet.inches(0.65)), content.agency(rng))
    for area in ((1.0, 1.1, 3.2, 2.1), (5.9, 1.45, 7.5, 1.72), (1.6, 8.2, 6.9, 8.55)):
        if chance(rng, 0.7):
            codes = () if chance(rng, 0.7) else ("(b)(3)",)
            cover(sheet, Box(*(float(sheet.inches(v)) for v in area)), Hide("white_box", codes), None)
    if chance(rng, 0.6):
        scrawl(sheet, Box(*(float(sheet.inches(v)) for v in (4.2, 1.0, 5.4, 1.4))), words=1)
    banner(sheet, level, sheet.inches(9.9), pick(rng, STYLES), points=16)
    return sheet


def _briefs(rng: Rng, release: str, date: str, series: tuple[str, ...], level: str) -> Sheet:
    """Short paragraphs that begin with an underlined place; white boxes cut whole lines out of them."""
    sheet = Sheet(rng, pick(rng, (200, 150)), exact=False)
    release_header(sheet, release)
    banner(sheet, level, sheet.inches(0.72), pick(rng, STYLES), points=16)
    face = sheet.type("courier_bold", 11)
    setting = Setting(
        face, sheet.inches(LEFT), sheet.inches(COLUMN), 1.2 * face.pixels, indent=3 * face.width("x")
    )
    sheet.centred(pick(rng, ("I. THE COAST", "II. THE INTERIOR")), sheet.inches(1.3), face, "heading")
    baseline = float(sheet.inches(1.8))
    while baseline < sheet.inches(7.8):
        marks: list[Mark] = [Hide("white_box")] if chance(rng, 0.7) else []
        tokens = [*words(f"{content.place(rng)}:", Underline()), *words(content.sentences(rng, 3))]
        tokens[1:] = sprinkled(rng, tokens[1:], marks)
        baseline = paragraph(sheet, tokens, setting, baseline) + 0.4 * face.pixels
        if chance(rng, 0.5):
            area = Box(
                setting.x,
                baseline - 0.7 * face.pixels,
                setting.x + setting.width,
                baseline + 0.6 * face.pixels,
            )
            cover(sheet, area, Hide("white_box"), None)
            baseline += 1.6 * face.pixels
    foot = sheet.inches(9.6)
    sheet.line(date, sheet.inches(1.3), foot, face, "header")
    sheet.centred(" ".join(series), foot, face, "header")
    sheet.line(f"Page {whole(rng, 2, 12)}", sheet.inches(6.4), foot, face, "header")
    banner(sheet, level, sheet.inches(10.2), pick(rng, STYLES), points=16)
    return sheet
