"""The searchable PDF: the release as it is, with text that can be searched and findings that can be seen."""

from __future__ import annotations

from processors.outputs.pdf.writer import PDF_NAME, write_pdf

__all__ = ["PDF_NAME", "write_pdf"]
