"""The text layer of a PDF page, as words with boxes.

Read with pdfium rather than pdfplumber: the page is parsed for rendering anyway, a dense page then takes some
20 ms instead of the second that pdfplumber's own interpreter needs, and pdfium names the text object of each
character, so that invisible text is told apart word by word.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pypdfium2.raw as pdfium

from processors.config.limits import LimitsConfig
from processors.geometry import Affine, Box, bounding, overlap_1d
from processors.scan import LayerWord
from processors.sources.page_objects import Handle, PageSpace, address

_INVISIBLE_MODES = (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)
_HYPHENS = (0x02, 0xFFFE)
# Share of two boxes (intersection over union) that are the same letter drawn twice; neighbours share nothing.
# Characters of the longest ligature, ffi.
_LIGATURE = 3
_SAME_PLACE = 0.5


@dataclass(frozen=True, slots=True)
class Character:
    """One character of the text layer.

    Attributes:
        code: Unicode code point (a UTF-16 surrogate where the file maps to one).
        box: in points of the page as shown.
        visible: whether it is painted and not under the page's scan.
        owner: address of its text object.
        ink: grey level (0 to 255) of its paint, None if that is no plain colour.
        replaced: whether the file states it in place of what is drawn.
    """

    code: int
    box: Box
    visible: bool
    owner: int
    ink: int | None
    replaced: bool = False


@dataclass(frozen=True, slots=True)
class _TextObject:
    """What is the same for all characters of a text object.

    Attributes:
        visible: whether it can be seen.
        ink: grey level (0 to 255) of its paint, None if that is no plain colour.
        turn: from the frame in which its lines run to the right to the page's own space.
        upright: whether that is the identity.
        oblique: whether the lines run neither along nor across the page.
        rise: how far the type reaches above the baseline, in points; 0 if the font does not say.
        fall: how far it reaches below, in points, negative or 0.
        replaced: whether the file states another text for it than what is drawn (`ActualText`).
    """

    visible: bool
    ink: int | None
    turn: Affine
    upright: bool
    oblique: bool
    rise: float
    fall: float
    replaced: bool = False


@dataclass(frozen=True, slots=True)
class Cover:
    """Something opaque: text drawn before it (of a lower `order`) cannot be seen where it lies."""

    box: Box
    order: int

    def hides(self, character: Character, order: int, limits: LimitsConfig) -> bool:
        """Whether it lies over a character drawn at `order`."""
        return order < self.order and character.box.covered_by(self.box) >= limits.covered_share


def layer_words(
    page: Handle,
    space: PageSpace,
    orders: Mapping[int, int],
    scan_order: int,
    covers: Sequence[Cover],
    limits: LimitsConfig,
) -> tuple[LayerWord, ...]:
    """The words of the page's text layer in the file's order.

    Args:
        page: pdfium's page.
        space: the page as shown.
        orders: order of drawing of each text object, by its address.
        scan_order: order of the opaque image that covers the page, -1 if none does. Text drawn before it
            cannot be seen, whatever its render mode says.
        covers: opaque rectangles and images; a word is cut where one begins, and what lies under it is not visible.
        limits: how far letters reach, and which lines count as upright.

    Returns:
        Words between white space, without the characters whose middle is off the page.
    """
    words: list[LayerWord] = []
    word: list[Character] = []
    for character in [*characters(page, space, orders, scan_order, limits), None]:
        seen = _uncovered(_on_page(character, space), orders, covers, limits)
        if seen is not None and word and _is_doubled(seen, word[-1]):
            continue
        if word and (seen is None or seen.visible != word[-1].visible or _is_next_line(seen, word[-1])):
            made = _word(word)
            if made.text:
                words.append(made)
            word = []
        if seen is not None:
            word.append(seen)
    return tuple(words)


def _on_page(character: Character | None, space: PageSpace) -> Character | None:
    """The character; None if its middle is cut off, so that a word ends there."""
    if character is None:
        return None
    x, y = character.box.centre
    return character if 0 <= x <= space.width and 0 <= y <= space.height else None


def _is_doubled(character: Character, before: Character) -> bool:
    """The same letter drawn again a little aside: how programs without a bold font make bold type."""
    return character.code == before.code and character.box.iou(before.box) > _SAME_PLACE


def _is_next_line(character: Character, before: Character) -> bool:
    """Behind a hyphen at the end of a line: pdfium joins the word, but its halves stand on two lines."""
    shared = overlap_1d(character.box.y0, character.box.y1, before.box.y0, before.box.y1)
    return before.code in _HYPHENS and shared <= 0


def _uncovered(
    character: Character | None, orders: Mapping[int, int], covers: Sequence[Cover], limits: LimitsConfig
) -> Character | None:
    """The character, not visible if a cover hides it."""
    if character is None or not character.visible:
        return character
    order = orders.get(character.owner)
    if order is None or not any(cover.hides(character, order, limits) for cover in covers):
        return character
    return replace(character, visible=False)


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
                of = known[owner]
                yield Character(code, box, of.visible, owner, of.ink, of.replaced)
    finally:
        pdfium.FPDFText_ClosePage(text)


def _text_object(
    text: Handle, index: int, handle: Handle, order: int, scan_order: int, limits: LimitsConfig
) -> _TextObject:
    if not handle:
        return _TextObject(True, None, Affine(), True, False, 0.0, 0.0)
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
        ink=_grey(handle),
        turn=Affine() if upright else Affine.rotation(angle),
        upright=upright,
        oblique=abs(angle - 90 * round(angle / 90)) >= limits.upright_degrees,
        rise=em * min(max(ascent.value, 0.0), limits.ascent_ems),
        fall=em * max(min(descent.value, 0.0), -limits.descent_ems),
        replaced=_is_replaced(handle),
    )


def _is_replaced(handle: Handle) -> bool:
    """Whether a marked text says something longer than a ligature in place of what is drawn.

    Whether that is what the page shows cannot be told from the file: such text is no witness of the page.
    """
    length, found = ctypes.c_ulong(), False
    for k in range(max(0, pdfium.FPDFPageObj_CountMarks(handle))):
        mark = pdfium.FPDFPageObj_GetMark(handle, k)
        known = pdfium.FPDFPageObjMark_GetParamStringValue(mark, b"ActualText", None, 0, length)
        # UTF-16 with a closing NUL.
        found = found or (bool(known) and length.value // 2 - 1 > _LIGATURE)
    return found


def _grey(handle: Handle) -> int | None:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not pdfium.FPDFPageObj_GetFillColor(handle, red, green, blue, alpha):
        return None
    # ITU-R BT.601, as in every grey raster here.
    return round(0.299 * red.value + 0.587 * green.value + 0.114 * blue.value)


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
    inks = {c.ink for c in word}
    return LayerWord(
        text,
        bounding(c.box for c in word),
        word[0].visible,
        inks.pop() if len(inks) == 1 else None,
        any(c.replaced for c in word),
    )
