"""Which glyph of which operator stands where on a page, told by pdfminer's interpreter and its knowledge of fonts."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from processors.outputs.pdf.content import TangledError

if TYPE_CHECKING:
    from pdfminer.pdfinterp import PDFPageInterpreter

# Ems above the baseline of the point that stands for a glyph: within the box of every letter, large or small.
_UP = 0.2


@dataclass(frozen=True, slots=True)
class Glyph:
    """One glyph.

    Attributes:
        x: of a point inside it, in points of the page as shown.
        y: the same, downwards.
        size: bytes of its code.
        advance: how far the pen goes on, in thousandths of an em.
    """

    x: float
    y: float
    size: int
    advance: float


TextShown = Sequence[Sequence[Glyph]]
"""For each operator that shows text, in the order of drawing, its glyphs."""


def text_shown(data: bytes) -> TextShown:
    """The glyphs of the only page of a PDF file.

    Raises:
        TangledError: its fonts or its content are beyond pdfminer.
    """
    from pdfminer.pdfpage import PDFPage

    try:
        page = next(iter(PDFPage.get_pages(io.BytesIO(data))))
        recorder, interpreter = _interpreter(_to_shown(page))
        interpreter.process_page(page)
    except TangledError:
        raise
    except Exception as error:
        raise TangledError(f"its fonts cannot be understood ({type(error).__name__})") from error
    shown: TextShown = recorder.shown
    return shown


def _to_shown(page: Any) -> tuple[float, float]:
    """From pdfminer's page, turned and with its origin at the MediaBox's lower left, to points as shown."""
    x0, y0, x1, y1 = page.mediabox
    c0, c1, c2, c3 = page.cropbox
    left, bottom, right, top = max(x0, c0), max(y0, c1), min(x1, c2), min(y1, c3)
    match page.rotate % 360:
        case 90:
            return (bottom - y0, x1 - left)
        case 180:
            return (x1 - right, y1 - bottom)
        case 270:
            return (y1 - top, right - x0)
        case _:
            return (left - x0, top - y0)


def _interpreter(origin: tuple[float, float]) -> tuple[Any, PDFPageInterpreter]:
    """A device that notes glyphs, and the interpreter that feeds it.

    Args:
        origin: the upper left corner of the page as shown, in pdfminer's space.
    """
    from pdfminer.pdfdevice import PDFTextDevice
    from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager

    class Device(_Recorder, PDFTextDevice):
        """pdfminer finds the places of glyphs, and has them noted."""

    manager = PDFResourceManager()
    device = Device(manager)
    device.begin(origin)
    return device, PDFPageInterpreter(manager, device)


class _Recorder:
    """What a device of pdfminer's does with text; pdfminer is imported late, so it is mixed in there.

    Attributes:
        shown: for each operator, its glyphs.
    """

    shown: list[list[Glyph]]

    def begin(self, origin: tuple[float, float]) -> None:
        """Nothing is noted yet; `origin` as for `_interpreter`."""
        self.shown, self._origin = [], origin
        self._sizes: list[int] = []
        self._extra = (0.0, 0.0)

    def render_string(self, textstate: Any, seq: Any, ncs: Any, graphicstate: Any) -> None:
        """Called for each operator that shows text."""
        font, size = textstate.font, textstate.fontsize or 1.0
        if font.is_vertical():
            raise TangledError("its text runs downwards")
        self._sizes = [n for part in seq if isinstance(part, bytes) for n in _sizes(part, font)]
        word = 0.0 if font.is_multibyte() else textstate.wordspace
        self._extra = (1000 * textstate.charspace / size, 1000 * word / size)
        self.shown.append([])
        super().render_string(textstate, seq, ncs, graphicstate)  # type: ignore[misc]

    def render_char(
        self, matrix: Any, font: Any, fontsize: float, scaling: float, rise: float, cid: int, *_: Any
    ) -> float:
        """Called for each glyph; gives its advance."""
        a, b, c, d, e, f = matrix
        width = font.char_width(cid)
        across, up = width * fontsize * scaling / 2, rise + _UP * fontsize
        x, y = a * across + c * up + e, b * across + d * up + f
        glyphs = self.shown[-1]
        advance = 1000 * width + self._extra[0] + (self._extra[1] if cid == 32 else 0.0)
        glyphs.append(Glyph(x - self._origin[0], self._origin[1] - y, self._sizes[len(glyphs)], advance))
        return float(width * fontsize * scaling)


def _sizes(part: bytes, font: Any) -> list[int]:
    """How many bytes each code of a string has: one or two throughout, else the string is not taken apart."""
    count = sum(1 for _ in font.decode(part))
    if count == 0:
        return []
    size, rest = divmod(len(part), count)
    if rest or size not in (1, 2):
        raise TangledError("its fonts have codes of several lengths")
    return [size] * count
