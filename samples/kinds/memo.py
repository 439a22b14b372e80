"""The memorandum of `samples.memo` as a document."""

from __future__ import annotations

from samples.chance import Rng
from samples.memo import memorandum_sheet
from samples.sheet import Sheet


def pages(rng: Rng) -> list[Sheet]:
    """One page."""
    return [memorandum_sheet(rng)]
