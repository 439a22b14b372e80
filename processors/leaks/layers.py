"""Optional content: the same file with all of its layers switched on, to see what the hidden ones hold."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2

from processors.errors import InputError

if TYPE_CHECKING:
    import pikepdf


def with_all_layers(path: Path) -> pypdfium2.PdfDocument | None:
    """The file with every layer visible, in memory; None if none is hidden.

    Args:
        path: a PDF that opens without a password.

    Raises:
        InputError: its layers cannot be read: what they hide cannot be told.
    """
    import pikepdf

    try:
        with pikepdf.open(path) as pdf:
            layers = pdf.Root.get("/OCProperties")
            if layers is None or not _hides_any(layers):
                return None
            # PDF 1.7, 8.11: without these properties there are no layers, and everything is drawn.
            del pdf.Root.OCProperties
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


def _hides_any(layers: pikepdf.Object) -> bool:
    """Whether the default configuration switches layers off, by name or by what the file is used for."""
    default = layers.get("/D")
    if default is None:
        return False
    return (
        len(default.get("/OFF", [])) > 0
        or default.get("/BaseState") == "/OFF"
        or len(default.get("/AS", [])) > 0
    )
