"""The text layer of a PDF page, as words with boxes.

Read with pdfium rather than pdfplumber: the page is parsed for rendering anyway, a dense page then takes some
20 ms instead of the second that pdfplumber's own interpreter needs, and pdfium names the text object of each
character, so that invisible text is told apart word by word.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pypdfium2.raw as pdfium

from processors.config.limits import LimitsConfig
from processors.geometry import Affine, Box, bounding
from processors.scan import LayerWord
from processors.sources.page_objects import Handle, PageSpace, address

_INVISIBLE_MODES = (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)
_HYPHENS = (0x02, 0xFFFE)


@dataclass(frozen=True, slots=True)
class Character:
    """One character of the text layer.

    Attributes:
        code: Unicode code point (a UTF-16 surrogate where the file maps to one).
        box: in points of the page as shown.
        visible: whether it is painted and not under the page's scan.
        owner: address of its text object.
    """

    code: int
    box: Box
    visible: bool
    owner: int


@dataclass(frozen=True, slots=True)
class _TextObject:
    """What is the same for all characters of a text object.

    Attributes:
        visible: whether it can be seen.
        turn: from the frame in which its lines run to the right to the page's own space.
        upright: whether that is the identity.
        oblique: whether the lines run neither along nor across the page.
        rise: how far the type reaches above the baseline, in points; 0 if the font does not say.
        fall: how far it reaches below, in points, negative or 0.
    """

    visible: bool
    turn: Affine
    upright: bool
    oblique: bool
    rise: float
    fall: float


def layer_words(
    page: Handle, space: PageSpace, orders: Mapping[int, int], scan_order: int, limits: LimitsConfig
) -> tuple[LayerWord, ...]:
    """The words of the page's text layer in the file's order.

    Args:
        page: pdfium's page.
        space: the page as shown.
        orders: order of drawing of each text object, by its address.
        scan_order: order of the opaque image that covers the page, -1 if none does. Text drawn before it
            cannot be seen, whatever its render mode says.
        limits: how far letters reach, and which lines count as upright.

    Returns:
        Words between white space; those whose middle is off the page are left out.
    """
    words: list[LayerWord] = []
    word: list[Character] = []
    for character in [*characters(page, space, orders, scan_order, limits), None]:
        if character is not None:
            word.append(character)
        elif word:
            made = _word(word)
            x, y = made.bbox.centre
            if made.text and 0 <= x <= space.width and 0 <= y <= space.height:
                words.append(made)
            word = []
    return tuple(words)


def characters(
    page: Handle, space: PageSpace, orders: Mapping[int, int], scan_order: int, limits: LimitsConfig
) -> Iterator[Character | None]:
    """The characters in the file's order; None stands for white space and the ends of lines."""
    text = pdfium.FPDFText_LoadPage(page)
    if not text:
        return
    known: dict[int, _TextObject] = {}
    try:
        for index in range(pdfium.FPDFText_CountChars(text)):
            code = pdfium.FPDFText_GetUnicode(text, index)
            if code not in _HYPHENS and (code <= 0x20 or chr(code).isspace()):
                yield None
                continue
            handle = pdfium.FPDFText_GetTextObject(text, index)
            owner = address(handle) if handle else 0
            if owner not in known:
                known[owner] = _text_object(
                    text, index, handle, orders.get(owner, scan_order), scan_order, limits
                )
            box = _box(text, index, known[owner], space.from_user)
            if box is not None:
                yield Character(code, box, known[owner].visible, owner)
    finally:
        pdfium.FPDFText_ClosePage(text)


def _text_object(
    text: Handle, index: int, handle: Handle, order: int, scan_order: int, limits: LimitsConfig
) -> _TextObject:
    if not handle:
        return _TextObject(True, Affine(), True, False, 0.0, 0.0)
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text, index, matrix)
    angle = math.degrees(math.atan2(matrix.b, matrix.a))
    upright = abs(angle) < limits.upright_degrees
    size = ctypes.c_float()
    pdfium.FPDFTextObj_GetFontSize(handle, size)
    em = abs(size.value) * math.hypot(matrix.c, matrix.d)
    ascent, descent = ctypes.c_float(), ctypes.c_float()
    font = pdfium.FPDFTextObj_GetFont(handle)
    pdfium.FPDFFont_GetAscent(font, 1.0, ascent)
    pdfium.FPDFFont_GetDescent(font, 1.0, descent)
    painted = pdfium.FPDFTextObj_GetTextRenderMode(handle) not in _INVISIBLE_MODES
    return _TextObject(
        visible=painted and order >= scan_order,
        turn=Affine() if upright else Affine.rotation(angle),
        upright=upright,
        oblique=abs(angle - 90 * round(angle / 90)) >= limits.upright_degrees,
        rise=em * min(max(ascent.value, 0.0), limits.ascent_ems),
        fall=em * max(min(descent.value, 0.0), -limits.descent_ems),
    )


def _box(text: Handle, index: int, of: _TextObject, from_user: Affine) -> Box | None:
    """The character's box as shown: its advance along the line, its font's ascent and descent across.

    pdfium's own boxes of that kind hold for upright text only, so along turned lines the box of the ink is taken.
    """
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    x, y = ctypes.c_double(), ctypes.c_double()
    if not pdfium.FPDFText_GetCharBox(text, index, left, right, bottom, top):
        return None
    ink = Box(left.value, bottom.value, right.value, top.value)
    if of.oblique or of.rise <= 0 or not pdfium.FPDFText_GetCharOrigin(text, index, x, y):
        return from_user.box(ink)
    if of.upright:
        rect = pdfium.FS_RECTF()
        pdfium.FPDFText_GetLooseCharBox(text, index, rect)
        end = rect.right if rect.right > x.value else max(ink.x1, x.value)
        return from_user.box(Box(x.value, y.value + of.fall, end, y.value + of.rise))
    back = of.turn.inverse()
    along, baseline = back.box(ink), back.point(x.value, y.value)[1]
    return of.turn.then(from_user).box(Box(along.x0, baseline + of.fall, along.x1, baseline + of.rise))


def _word(word: list[Character]) -> LayerWord:
    units = "".join("-" if c.code in _HYPHENS else chr(c.code) for c in word)
    # Characters beyond the basic plane may come as two UTF-16 halves; a lone half is not text.
    text = units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").replace("\0", "")
    visible = sum(c.visible for c in word) * 2 >= len(word)
    return LayerWord(text, bounding(c.box for c in word), visible)
