"""Redactions: bars, marker, boxes and gaps, with codes in them or in the margin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw

from processors.geometry import Box
from samples.chance import between, chance, pick, whole
from samples.sheet import Sheet, Type, grey
from samples.tokens import Hide
from samples.truth import TrueLine, TrueRedaction

SMALLEST_CODE = 5.5
"""Smallest size in points at which a code is printed; a place too small for it gets none."""

LARGEST_CODE = 11.0
"""Largest size in points of a code printed in a redaction."""

TINTS = ((244, 214, 72), (235, 120, 110), (150, 190, 235), (140, 205, 150), (225, 170, 220))
"""Fills of coloured boxes: the highlighters of review tools."""

MARGIN_CODE_X = 0.92
"""Where margin codes start, as a share of the width of the paper."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a kind of redaction is drawn, and the grey of a code printed in it (0 = black)."""

    draw: Callable[[Sheet, Box], Box]
    code_ink: int


def cover(
    sheet: Sheet, box: Box, hide: Hide, hidden: int | None, *, with_codes: bool = True, unsure: bool = False
) -> None:
    """Withholds what stands in `box` and enters it in the truth.

    Args:
        sheet: the page; the words to hide have been drawn if the kind lets them shine through.
        box: the room of the words.
        hide: kind, codes and where they are printed.
        hidden: the number of characters under it, None where none was ever typed.
        unsure: whether the page does not show how far it goes, as with a block of white paper.
        with_codes: False for the further lines of one redaction, which carry no code of their own.
    """
    look = LOOKS[hide.kind]
    drawn = look.draw(sheet, box)
    codes: tuple[str, ...] = ()
    if hide.codes and with_codes:
        if hide.where == "inside":
            codes = _print_inside(sheet, drawn, hide, look.code_ink)
        elif hide.where in ("margin", "stacked"):
            codes = _print_in_margin(sheet, drawn, hide)
    if hide.codes and with_codes and codes != hide.codes:
        sheet.exact = False
    sheet.redactions.append(TrueRedaction(drawn, hide.kind, codes, hidden, unsure))


def shines_through(kind: str) -> bool:
    """Whether the words under this kind of redaction are drawn first, because traces of them stay visible."""
    return kind == "marker"


def _jittered(sheet: Sheet, box: Box, pad: float) -> Box:
    """The box as a hand would drag it over the words, each edge up to `pad` pixels outside, on whole pixels."""
    left, top, right, bottom = (round(between(sheet.rng, 0, pad)) for _ in range(4))
    return Box(round(box.x0) - left, round(box.y0) - top, round(box.x1) + right, round(box.y1) + bottom)


def _fill(
    sheet: Sheet, box: Box, fill: tuple[int, int, int], border: tuple[int, int, int] | None = None
) -> None:
    """Fills the pixels of `box`; Pillow counts the last pixel in, boxes do not."""
    corners = (box.x0, box.y0, box.x1 - 1, box.y1 - 1)
    thickness = max(1, sheet.points(whole(sheet.rng, 1, 2) * 0.4))
    sheet.draw.rectangle(corners, fill=fill, outline=border, width=thickness)


def _black(sheet: Sheet, box: Box) -> Box:
    drawn = _jittered(sheet, box, sheet.points(1.2))
    _fill(sheet, drawn, grey(whole(sheet.rng, 0, 25)))
    return drawn


def _white(sheet: Sheet, box: Box) -> Box:
    drawn = _jittered(sheet, box, sheet.points(1.5))
    _fill(sheet, drawn, grey(255), grey(whole(sheet.rng, 0, 110)))
    return drawn


def _gap(sheet: Sheet, box: Box) -> Box:
    drawn = Box(*(round(v) for v in box))
    _fill(sheet, drawn, grey(255))
    return drawn


def _grey(sheet: Sheet, box: Box) -> Box:
    drawn = _jittered(sheet, box, sheet.points(1.5))
    level = whole(sheet.rng, 130, 205)
    _fill(sheet, drawn, grey(level), pick(sheet.rng, (None, grey(60))))
    return drawn


def _colour(sheet: Sheet, box: Box) -> Box:
    drawn = _jittered(sheet, box, sheet.points(1.5))
    sheet.colour = True
    tint = pick(sheet.rng, TINTS)
    darker = (tint[0] // 2, tint[1] // 2, tint[2] // 2)
    _fill(sheet, drawn, tint, pick(sheet.rng, (None, darker)))
    return drawn


def _hatched(sheet: Sheet, box: Box) -> Box:
    drawn = _jittered(sheet, box, sheet.points(1.5))
    _fill(sheet, drawn, grey(255))
    cell = Image.new("L", (int(drawn.width), int(drawn.height)), 255)
    pen = ImageDraw.Draw(cell)
    step, thickness = sheet.points(between(sheet.rng, 3, 5)), sheet.points(0.6)
    for x in range(-cell.height, cell.width, step):
        pen.line([(x, cell.height), (x + cell.height, 0)], fill=30, width=thickness)
    sheet.image.paste(cell.convert("RGB"), (int(drawn.x0), int(drawn.y0)))
    sheet.draw.rectangle((drawn.x0, drawn.y0, drawn.x1 - 1, drawn.y1 - 1), outline=grey(20), width=thickness)
    return drawn


def _marker(sheet: Sheet, box: Box) -> Box:
    """Overlapping strokes of a felt pen: ragged ends, rounded, with streaks that the pen left out."""
    rng = sheet.rng
    room = Box(*(round(v) for v in box.grown(box.height, 0.7 * box.height).clipped(*sheet.image.size)))
    layer = Image.new("L", (int(room.width), int(room.height)), 255)
    pen, bar = ImageDraw.Draw(layer), box.moved(-room.x0, -room.y0)
    strokes = max(2, round(bar.height / sheet.points(whole(rng, 6, 9))))
    thick = round(bar.height / strokes * between(rng, 1.25, 1.6))
    ragged = min(0.25 * bar.height, 0.1 * bar.width)
    for i in range(strokes):
        y, tilt = bar.y0 + bar.height * (i + 0.5) / strokes, between(rng, -0.06, 0.06) * bar.height
        start, stop = bar.x0 - between(rng, -0.2, 1) * ragged, bar.x1 + between(rng, -0.2, 1) * ragged
        _pen_stroke(pen, (start, y - tilt), (stop, y + tilt), thick, whole(rng, 0, 35))
    extent = Box(*(ImageChops.invert(layer).getbbox() or bar))
    _streaks(sheet, pen, bar)
    under = sheet.image.crop((room.x0, room.y0, room.x1, room.y1))
    sheet.image.paste(ImageChops.darker(under, layer.convert("RGB")), (int(room.x0), int(room.y0)))
    return extent.moved(room.x0, room.y0)


def _pen_stroke(
    pen: ImageDraw.ImageDraw, start: tuple[float, float], stop: tuple[float, float], thick: int, level: int
) -> None:
    """A thick line with round ends."""
    pen.line([start, stop], fill=level, width=thick)
    for x, y in (start, stop):
        pen.ellipse((x - thick / 2, y - thick / 2, x + thick / 2, y + thick / 2), fill=level)


def _streaks(sheet: Sheet, pen: ImageDraw.ImageDraw, bar: Box) -> None:
    """Thin lighter lines along the stroke, where the words under the ink shine through."""
    for _ in range(whole(sheet.rng, 0, 3)):
        y = between(sheet.rng, bar.y0 + 0.15 * bar.height, bar.y1 - 0.15 * bar.height)
        start = between(sheet.rng, bar.x0, bar.x0 + 0.6 * bar.width)
        stop = min(bar.x1, start + between(sheet.rng, 0.1, 0.5) * bar.width)
        light = whole(sheet.rng, 70, 170)
        pen.line([(start, y), (stop, y + between(sheet.rng, -1, 1))], fill=light, width=sheet.points(0.5))


LOOKS: dict[str, Look] = {
    "black_box": Look(_black, 255),
    "marker": Look(_marker, 255),
    "white_box": Look(_white, 0),
    "gap": Look(_gap, 0),
    "grey_box": Look(_grey, 0),
    "hatched_box": Look(_hatched, 0),
    "colour_box": Look(_colour, 0),
}

KINDS = tuple(LOOKS)
"""The kinds of redaction that can be drawn over words."""


def _code_type(sheet: Sheet, text: str, room: Box) -> Type | None:
    """The largest type in which `text` fits into `room`, None if not even the smallest does."""
    largest = min(LARGEST_CODE, 0.72 * room.height * 72 / sheet.dpi)
    for tenth in range(round(largest * 2), round(SMALLEST_CODE * 2) - 1, -1):
        face = sheet.type("sans", tenth / 2)
        if face.width(text) <= 0.94 * room.width:
            return face
    return None


def _print_inside(sheet: Sheet, box: Box, hide: Hide, ink: int) -> tuple[str, ...]:
    text = pick(sheet.rng, (" ", ", ") if len(hide.codes) > 1 else (" ",)).join(hide.codes)
    face = _code_type(sheet, text, box)
    if face is None or hide.kind == "marker":
        return ()
    left = chance(sheet.rng, 0.4) and box.width > 2 * face.width(text)
    x = box.x0 + sheet.points(2) if left else box.centre[0] - face.width(text) / 2
    top = chance(sheet.rng, 0.4) and box.height > 4 * face.pixels
    baseline = box.y0 + 1.2 * face.pixels if top else box.centre[1] + 0.36 * face.pixels
    inked = _backed(sheet, text, x, baseline, face, ink, hide.kind)
    if hide.kind in ("white_box", "gap"):
        sheet.lines.append(TrueLine(text, "code", inked))
    return hide.codes


def _backed(sheet: Sheet, text: str, x: float, baseline: float, face: Type, ink: int, kind: str) -> Box:
    """Prints a code; on a hatched ground with a white patch behind it, as review tools do."""
    if kind == "hatched_box":
        frame = face.frame(x, baseline, face.width(text))
        sheet.draw.rectangle((frame.x0 - 2, frame.y0, frame.x1 + 2, frame.y1), fill=grey(255))
    return sheet.text(text, x, baseline, face, ink)


def _print_in_margin(sheet: Sheet, box: Box, hide: Hide) -> tuple[str, ...]:
    """Codes to the right of the text, level with the redaction or below the codes of the one above it."""
    face = sheet.type("sans", 9)
    x = sheet.width * MARGIN_CODE_X - face.width("25X1")
    rows = hide.codes if hide.where == "stacked" else (" ".join(hide.codes),)
    baseline = max(box.y0 + 0.9 * face.pixels, sheet.margin_floor)
    if baseline + len(rows) * 1.15 * face.pixels > 0.93 * sheet.height:
        return ()
    for row in rows:
        sheet.line(row, x, baseline, face, "code")
        baseline += 1.15 * face.pixels
    sheet.margin_floor = baseline
    sheet.exact = False
    return hide.codes
