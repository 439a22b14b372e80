"""What a sample page holds, exactly: the rows of `truth.jsonl`.

Boxes are pixels of the written image, `[x0, y0, x1, y1]`, origin top left. In the text of a line `▮` stands for a
redaction. The kinds of redaction and the styles of strike are the words of `processors.records`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import TypeVar

from processors.geometry import Affine, Box

HIDDEN = "▮"
UNREADABLE = "⍰"
"""Stands in a line for a word that was there but that nobody can be asked to read."""


@dataclass(frozen=True, slots=True)
class TrueLine:
    """A printed line: `kind` is `body`, `heading`, `header`, `stamp`, `form`, `code` or `handwriting`."""

    text: str
    kind: str
    bbox: Box
    struck: bool = False


@dataclass(frozen=True, slots=True)
class TrueRedaction:
    """A withheld place, the codes printed in it or beside it, and how many characters it hides (spaces included).

    `unsure` marks a place for which a reader may be forgiven either answer, such as a page that only says that
    it is denied; the scorer leaves it out. `hidden_characters` is None where nothing was ever typed there.
    """

    bbox: Box
    kind: str
    codes: tuple[str, ...] = ()
    hidden_characters: int | None = None
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class TrueStrike:
    """A struck word or marking; `bbox` is the box of its letters, not of the stroke."""

    bbox: Box
    text: str
    style: str
    what: str
    legible: bool = True


@dataclass(frozen=True, slots=True)
class NotStruck:
    """Letters that a careless reader calls struck."""

    bbox: Box
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Trap:
    """Something that a careless reader calls a redaction."""

    bbox: Box
    what: str


@dataclass(frozen=True, slots=True)
class ReleaseLine:
    """A header or footer that the releasing office printed on the page."""

    bbox: Box
    text: str


Item = TypeVar("Item", TrueLine, TrueRedaction, TrueStrike, NotStruck, Trap, ReleaseLine)


@dataclass(frozen=True, slots=True)
class PageTruth:
    """One page. `complete` says that `lines` holds all its text; `withheld_pages` counts pages it stands for."""

    width: int
    height: int
    complete: bool = True
    lines: tuple[TrueLine, ...] = ()
    redactions: tuple[TrueRedaction, ...] = ()
    strikes: tuple[TrueStrike, ...] = ()
    not_struck: tuple[NotStruck, ...] = ()
    traps: tuple[Trap, ...] = ()
    release_lines: tuple[ReleaseLine, ...] = ()
    withheld_pages: int = 0

    def mapped(self, affine: Affine, width: int, height: int, traps: tuple[Trap, ...] = ()) -> PageTruth:
        """The truth of the same page moved by `affine` onto a raster of `width` x `height`.

        What leaves the raster is left out; boxes are cut at its edges. `traps` are added as they are.
        """

        def put(box: Box) -> Box:
            return affine.box(box).clipped(width, height)

        return replace(
            self,
            width=width,
            height=height,
            lines=_moved(self.lines, put),
            redactions=_moved(self.redactions, put),
            strikes=_moved(self.strikes, put),
            not_struck=_moved(self.not_struck, put),
            traps=_moved(self.traps, put) + traps,
            release_lines=_moved(self.release_lines, put),
        )

    def row(self, file: str, page: int, group: str, damage: tuple[str, ...] = ()) -> dict[str, object]:
        """The page as an object of `truth.jsonl`."""
        found = asdict(self)
        for items in found.values():
            if isinstance(items, tuple):
                for item in items:
                    item["bbox"] = [round(v, 1) for v in item["bbox"]]
        return {"file": file, "page": page, "group": group, "damage": list(damage), **found}


def _moved(items: tuple[Item, ...], put: Callable[[Box], Box]) -> tuple[Item, ...]:
    moved = (replace(item, bbox=put(item.bbox)) for item in items)
    return tuple(item for item in moved if item.bbox.area > 0)
