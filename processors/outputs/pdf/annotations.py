"""Findings as annotations of a page: a frame around each redaction, a line through each struck place.

Redactions are `Square` annotations, not `Redact` ones: a `Redact` annotation asks a program to take away what lies
under it, so a reader who pressed "apply" would cut a hole into the release. A `Square` only says what was found.
All of them are printed and have an appearance of their own, as PDF/A wants it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from processors.geometry import Box
from processors.outputs.pdf.font import clean
from processors.outputs.pdf.space import Frame, reading_turn
from processors.records import FindingStatus, Page, Redaction, Strike

if TYPE_CHECKING:
    import pikepdf

AUTHOR = "declass"
# Okabe and Ito's vermilion and reddish purple, as in the overlay.
_REDACTION = (0.835, 0.369, 0.0)
_STRIKE = (0.8, 0.475, 0.655)
# Points: thin enough to leave the page as it looks, thick enough to be seen.
_FRAME_WIDTH, _LINE_WIDTH = 0.75, 0.5
# Annotation flag 3: printed (ISO 32000-1, 12.5.3); ISO 19005-2 wants it set, and those that hide clear.
_PRINT = 4
_LEAST = 1.0


def add_annotations(pdf: pikepdf.Pdf, sheet: pikepdf.Page, page: Page, frame: Frame) -> None:
    """Puts the redactions and strikes of `page` on `sheet`, in place of any annotations that it has."""
    made = [*_redactions(pdf, page, frame), *_strikes(pdf, page, frame)]
    if not made:
        return
    for annotation in made:
        annotation["/P"] = sheet.obj
    sheet.obj["/Annots"] = pdf.make_indirect(_array([pdf.make_indirect(a) for a in made]))


def describe_redaction(found: Redaction) -> str:
    """`(b)(1) (b)(3): black_box, confidence 0.93`; a finding in doubt says so, and one that a person decided on."""
    codes = " ".join(code.code for code in found.codes)
    what = f"{found.kind}, {_sureness(found)}"
    unsure = ", unsure" if found.status is FindingStatus.UNSURE else ""
    return f"{codes}: {what}{unsure}" if codes else f"{what}{unsure}"


def describe_strike(found: Strike) -> str:
    """`SECRET: classification struck, horizontal, confidence 0.93`."""
    text = found.text or "[unreadable]"
    return f"{text}: {found.what} struck, {found.style}, {_sureness(found)}"


def _sureness(found: Redaction | Strike) -> str:
    return f"confidence {found.confidence:.2f}" if found.decided is None else "as a person says"


def _redactions(pdf: pikepdf.Pdf, page: Page, frame: Frame) -> Iterator[pikepdf.Dictionary]:
    import pikepdf

    for found in page.redactions:
        box = _on_page(found.bbox, page)
        rect = frame.to_user.box(box)
        inner = rect.grown(-_FRAME_WIDTH / 2)
        paint = b"%s RG %g w %s re S" % (
            _numbers(_REDACTION, 3),
            _FRAME_WIDTH,
            _numbers((inner.x0 - rect.x0, inner.y0 - rect.y0, inner.width, inner.height)),
        )
        yield pikepdf.Dictionary(
            **_common(pdf, found.id, "Redaction", describe_redaction(found), rect, paint),
            Subtype=pikepdf.Name.Square,
            C=list(_REDACTION),
            BS=pikepdf.Dictionary(W=_FRAME_WIDTH),
        )


def _strikes(pdf: pikepdf.Pdf, page: Page, frame: Frame) -> Iterator[pikepdf.Dictionary]:
    import pikepdf

    turn = reading_turn(page)
    for found in page.strikes:
        box = _on_page(found.bbox, page)
        # Corners in the order of reading, whichever way the lines run on the page.
        upright = turn.inverse().box(box)
        whole = Frame(frame.box, frame.turns, turn.then(frame.to_user))
        quad = whole.quad(upright)
        rect = frame.to_user.box(box)
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = ((x - rect.x0, y - rect.y0) for x, y in quad)
        start, end = ((ax + cx) / 2, (ay + cy) / 2), ((bx + dx) / 2, (by + dy) / 2)
        paint = b"%s RG %g w %s m %s l S" % (
            _numbers(_STRIKE, 3),
            _LINE_WIDTH,
            _numbers(start),
            _numbers(end),
        )
        yield pikepdf.Dictionary(
            **_common(pdf, found.id, "Struck", describe_strike(found), rect, paint),
            Subtype=pikepdf.Name.StrikeOut,
            C=list(_STRIKE),
            QuadPoints=[round(v, 1) for corner in quad for v in corner],
        )


def _on_page(box: Box, page: Page) -> Box:
    """The part of a box on the page, at least a point wide and high."""
    part = box.clipped(page.width, page.height)
    return part.grown(max(0.0, (_LEAST - part.width) / 2), max(0.0, (_LEAST - part.height) / 2))


def _common(
    pdf: pikepdf.Pdf, name: str, subject: str, contents: str, rect: Box, paint: bytes
) -> dict[str, Any]:
    import pikepdf

    # Nothing that may be left out is put in: a page may have dozens of them.
    size = [0, 0, round(rect.width, 1), round(rect.height, 1)]
    appearance = pikepdf.Stream(pdf, paint, Subtype=pikepdf.Name.Form, BBox=size)
    return {
        "Type": pikepdf.Name.Annot,
        "Rect": _array(_rounded(rect)),
        "NM": pikepdf.String(clean(name)),
        "T": pikepdf.String(AUTHOR),
        "Subj": pikepdf.String(subject),
        "Contents": pikepdf.String(clean(contents)),
        "F": _PRINT,
        "AP": pikepdf.Dictionary(N=appearance),
    }


def _array(items: Sequence[float] | Sequence[pikepdf.Dictionary] | Sequence[pikepdf.Object]) -> pikepdf.Array:
    import pikepdf

    return pikepdf.Array(items)


def _rounded(box: Box) -> list[float]:
    return [round(v, 1) for v in box]


def _numbers(values: tuple[float, ...], digits: int = 1) -> bytes:
    return b" ".join(b"%g" % round(v, digits) for v in values)
