"""Pages made of one picture: of a page whose content could not be taken over, and pages of picture files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from processors.geometry import Affine

if TYPE_CHECKING:
    import pikepdf

# Decimals of a page's size in points.
_DIGITS = 3


def add_sheet(pdf: pikepdf.Pdf, width: float, height: float) -> pikepdf.Page:
    """A new blank page at the end of `pdf`, sides in points."""
    import pikepdf

    sheet = pikepdf.Dictionary(
        Type=pikepdf.Name.Page,
        MediaBox=[0, 0, round(width, _DIGITS), round(height, _DIGITS)],
        Resources=pikepdf.Dictionary(),
    )
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(sheet)))
    return pdf.pages[-1]


def add_picture_page(
    pdf: pikepdf.Pdf, picture: pikepdf.Object, width: float, height: float, placed: Affine | None = None
) -> pikepdf.Page:
    """A new page that a picture fills.

    Args:
        pdf: the document.
        picture: an image.
        width: of the page in points.
        height: of the page in points.
        placed: from the image's unit square to that of the page, both with y upwards; the identity by default.
    """
    import pikepdf

    sheet = add_sheet(pdf, width, height)
    m = (placed or Affine()).then(Affine.scale(width, height))
    sheet.obj["/Resources"] = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=picture))
    sheet.obj["/Contents"] = pdf.make_stream(
        b"q %.4f %.4f %.4f %.4f %.4f %.4f cm /Im0 Do Q" % (m.a, m.d, m.b, m.e, m.c, m.f)
    )
    return sheet
