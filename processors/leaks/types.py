"""What the search for surviving text finds; the text itself has a type of its own that does not print."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum

from processors.geometry import Box
from processors.sources.sheet import SheetFrame


class LeakKind(StrEnum):
    """How text is hidden and yet there."""

    BOX = "box"
    IMAGE = "image"
    ANNOTATION = "annotation"
    REDACT_ANNOTATION = "redact_annotation"
    SAME_COLOUR = "same_colour"
    OUTSIDE_PAGE = "outside_page"
    HIDDEN_LAYER = "hidden_layer"
    CROSS_HATCH = "cross_hatch"
    PICTURE = "picture"
    OCR_LAYER = "ocr_layer"
    UNPAINTED = "unpainted"


@dataclass(frozen=True, slots=True)
class Survival:
    """Text that the file holds and the page does not show, or that was meant to be hidden.

    Attributes:
        page: 1-based.
        kind: how it is hidden.
        bbox: of what hides it, or of the text where nothing does; points of the page as shown, origin top left. Text
            outside what is shown lies elsewhere on its sheet, or beyond that.
        characters: how many are there, white space not counted; 0 where a picture survives and nobody read it.
        reason: one sentence in plain words.
        dismissed_by: the filter that says why it is no leak, None for a leak.
    """

    page: int
    kind: LeakKind
    bbox: Box
    characters: int
    reason: str
    dismissed_by: str | None = None


@dataclass(frozen=True, slots=True)
class PageSurvey:
    """What survives on one page.

    Attributes:
        found: leaks and what was dismissed, from top to bottom.
        texts: the text of each of `found` where it was asked for, else empty. Never printed by `repr`, and to be
            written nowhere but to the terminal of the person who asked.
    """

    found: tuple[Survival, ...]
    texts: tuple[str, ...] = field(default=(), repr=False)

    def moved(self, sheet: SheetFrame) -> PageSurvey:
        """With the places of the sheet, where they are those of its visible part."""
        found = tuple(replace(one, bbox=sheet.place(one.bbox).rounded()) for one in self.found)
        return replace(self, found=found)
