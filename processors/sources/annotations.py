"""Redact annotations: redactions that were marked in a PDF but never applied, so that the text is still there."""

from __future__ import annotations

from collections.abc import Iterator
from io import BufferedReader
from typing import Any, BinaryIO, cast

import pdfplumber
import pypdfium2.raw as pdfium
from pdfminer.psparser import PSLiteral

from processors.errors import InputError
from processors.geometry import Box
from processors.sources.page_objects import Handle, PageSpace

# Numbers of a quadrilateral: the x and y of its four corners (PDF 1.7, 12.5.6.10).
_QUAD = 8


def redact_annotations(page: Handle, stream: BinaryIO, number: int, space: PageSpace) -> tuple[Box, ...]:
    """Boxes of the page's Redact annotations (PDF 1.7, 12.5.6.23), in points of the page as shown.

    pdfplumber walks the whole page tree, so it is asked only about pages on which pdfium counts such annotations.

    Args:
        page: pdfium's page.
        stream: the open file; its position is changed.
        number: 1-based page.
        space: the page as shown.

    Raises:
        InputError: the annotations are damaged: what they ask to be hidden cannot be told, so the page is not read.
    """
    if not _has_any(page):
        return ()
    stream.seek(0)
    try:
        with pdfplumber.open(
            cast("BufferedReader", stream), pages=[number], raise_unicode_errors=False
        ) as pdf:
            asked = [a["data"] for sheet in pdf.pages for a in sheet.annots]
        return tuple(box for data in asked if _redacts(data) for box in _boxes(data, space))
    except Exception as error:
        raise InputError(
            f"its redaction annotations cannot be read ({type(error).__name__})",
            hint="Check the page in a viewer",
        ) from error


def _has_any(page: Handle) -> bool:
    for k in range(pdfium.FPDFPage_GetAnnotCount(page)):
        annotation = pdfium.FPDFPage_GetAnnot(page, k)
        kind = pdfium.FPDFAnnot_GetSubtype(annotation) if annotation else None
        pdfium.FPDFPage_CloseAnnot(annotation)
        if kind == pdfium.FPDF_ANNOT_REDACT:
            return True
    return False


def _redacts(data: dict[str, Any]) -> bool:
    subtype = data.get("Subtype")
    return isinstance(subtype, PSLiteral) and subtype.name == "Redact"


def _boxes(data: dict[str, Any], space: PageSpace) -> Iterator[Box]:
    """A box for each quadrilateral (one a line of text, where the annotation has them), else that of the whole."""
    corners = [float(v) for v in data.get("QuadPoints") or ()]
    if len(corners) < _QUAD:
        x0, y0, x1, y1 = (float(v) for v in data["Rect"])
        corners = [x0, y0, x0, y1, x1, y0, x1, y1]
    for k in range(0, len(corners) - len(corners) % _QUAD, _QUAD):
        xs, ys = corners[k : k + _QUAD : 2], corners[k + 1 : k + _QUAD : 2]
        user = Box(min(xs), min(ys), max(xs), max(ys))
        yield space.from_user.box(user).clipped(space.width, space.height)
