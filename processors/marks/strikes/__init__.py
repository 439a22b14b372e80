"""Struck words on the raster: found, told from their look-alikes, and taken out for reading."""

from __future__ import annotations

from processors.marks.strikes.erase import erase_strikes
from processors.marks.strikes.find import find_strikes
from processors.marks.strikes.types import StrikeMark, StrikeMarks

__all__ = ["StrikeMark", "StrikeMarks", "erase_strikes", "find_strikes"]
