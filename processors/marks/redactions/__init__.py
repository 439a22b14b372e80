"""Redactions on the raster: `find_redactions` finds them, `paint_out` and `code_areas` prepare the page for OCR."""

from processors.marks.redactions.find import find_redactions
from processors.marks.redactions.paint import code_areas, paint_out
from processors.marks.redactions.types import CodeArea, RedactionMark, RedactionMarks

__all__ = ["CodeArea", "RedactionMark", "RedactionMarks", "code_areas", "find_redactions", "paint_out"]
