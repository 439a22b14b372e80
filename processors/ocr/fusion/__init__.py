"""Two OCR engines made into one: where the first is unsure the second reads again, and both are aligned."""

from __future__ import annotations

from processors.ocr.fusion.model import Fused, FusedLine, FusedWord
from processors.ocr.fusion.picture import straight_picture
from processors.ocr.fusion.second import second_reading

__all__ = ["Fused", "FusedLine", "FusedWord", "second_reading", "straight_picture"]
