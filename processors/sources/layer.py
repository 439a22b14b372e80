"""The text layer of a PDF page, as words with boxes.

Read with pdfium rather than pdfplumber: the page is parsed for rendering anyway, a dense page then takes some
20 ms instead of the second that pdfplumber's own interpreter needs, and pdfium names the text object of each
character, so that invisible text is told apart word by word.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pypdfium2.raw as pdfium

from processors.geometry import Affine, Box, bounding
from processors.scan import LayerWord
from processors.sources.page_objects import Handle, PageSpace, address

_INVISIBLE_MODES = (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)
_UPRIGHT_SLANT = 0.01
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
    visible: bool
    upright: bool


def layer_words(
    page: Handle, space: PageSpace, orders: Mapping[int, int], scan_order: int
) -> tuple[LayerWord, ...]:
    """The words of the page's text layer in the file's order.

    Args:
        page: pdfium's page.
        space: the page as shown.
        orders: order of drawing of each text object, by its address.
        scan_order: order of the opaque image that covers the page, -1 if none does. Text drawn before it
            cannot be seen, whatever its render mode says.

    Returns:
        Words between white space; those whose middle is off the page are left out.
    """
    words: list[LayerWord] = []
    word: list[Character] = []
    for character in [*characters(page, space, orders, scan_order), None]:
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
    page: Handle, space: PageSpace, orders: Mapping[int, int], scan_order: int
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
                known[owner] = _text_object(text, index, handle, orders.get(owner, scan_order), scan_order)
            box = _box(text, index, known[owner].upright, space.from_user)
            if box is not None:
                yield Character(code, box, known[owner].visible, owner)
    finally:
        pdfium.FPDFText_ClosePage(text)


def _text_object(text: Handle, index: int, handle: Handle, order: int, scan_order: int) -> _TextObject:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text, index, matrix)
    upright = matrix.a > 0 and abs(matrix.b) + abs(matrix.c) <= _UPRIGHT_SLANT * abs(matrix.a)
    if not handle:
        return _TextObject(True, upright)
    painted = pdfium.FPDFTextObj_GetTextRenderMode(handle) not in _INVISIBLE_MODES
    return _TextObject(painted and order >= scan_order, upright)


def _box(text: Handle, index: int, upright: bool, from_user: Affine) -> Box | None:
    """The character's box as shown.

    The box of the type (its advance, its font's ascent and descent) where the text is upright in the page's
    own space, as other readers report it; pdfium computes that one for upright text only, so turned text gets
    the box around its ink.
    """
    rect = pdfium.FS_RECTF()
    if upright and pdfium.FPDFText_GetLooseCharBox(text, index, rect):
        return from_user.box(Box(rect.left, rect.bottom, rect.right, rect.top))
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    if not pdfium.FPDFText_GetCharBox(text, index, left, right, bottom, top):
        return None
    return from_user.box(Box(left.value, bottom.value, right.value, top.value))


def _word(word: list[Character]) -> LayerWord:
    units = "".join("-" if c.code in _HYPHENS else chr(c.code) for c in word)
    # Characters beyond the basic plane may come as two UTF-16 halves; a lone half is not text.
    text = units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").replace("\0", "")
    visible = sum(c.visible for c in word) * 2 >= len(word)
    return LayerWord(text, bounding(c.box for c in word), visible)
