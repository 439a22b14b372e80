"""Optional content: the same file with all of its layers switched on, to see what the hidden ones hold."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2

from processors.errors import InputError

if TYPE_CHECKING:
    import pikepdf

# What hides optional content besides the document's properties (PDF 1.7, 8.11.2 and 8.11.4.4): the policy and the
# expression of a membership, with the groups that they speak of, and the usage of a group.
_CONDITIONS = ("/P", "/VE", "/OCGs", "/Usage")


def with_all_layers(path: Path) -> pypdfium2.PdfDocument | None:
    """The file with everything in layers visible, in memory; None if it has no layers.

    Args:
        path: a PDF that opens without a password.

    Raises:
        InputError: its layers cannot be read: what they hide cannot be told.
    """
    import pikepdf

    try:
        with pikepdf.open(path) as pdf:
            if pdf.Root.get("/OCProperties") is None:
                return None
            # PDF 1.7, 8.11: without these properties there are no layers, and every group is on.
            del pdf.Root.OCProperties
            for item in pdf.objects:
                if isinstance(item, (pikepdf.Dictionary, pikepdf.Stream)):
                    _show(item)
            copy = io.BytesIO()
            pdf.save(copy)
        document = pypdfium2.PdfDocument(copy.getvalue())
        document.init_forms()
    except (
        pikepdf.PdfError,
        pypdfium2.PdfiumError,
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
    ) as error:
        raise InputError(
            f"its layers cannot be read ({type(error).__name__})", hint="Check the file in a viewer"
        ) from error
    return document


def _show(item: pikepdf.Object) -> None:
    """Takes from a form, picture or resource dictionary what hides optional content although every group is on."""
    import pikepdf

    if "/OC" in item:
        del item["/OC"]
    if item.get("/Type") in ("/OCG", "/OCMD"):
        _forget_conditions(item)
    for holder in (item, item.get("/Resources")):
        named = holder.get("/Properties") if isinstance(holder, pikepdf.Dictionary) else None
        if isinstance(named, pikepdf.Dictionary):
            for membership in named.values():
                if isinstance(membership, pikepdf.Dictionary):
                    _forget_conditions(membership)


def _forget_conditions(of: pikepdf.Object) -> None:
    for key in _CONDITIONS:
        if key in of:
            del of[key]
