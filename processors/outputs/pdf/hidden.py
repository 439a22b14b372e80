"""Text that a page holds and does not show is left out of the copy, and the page must look the same without it.

pdfium says which characters can be seen (`processors.leaks.sheet`), pdfminer which glyph of which operator stands
where, and the operators are written anew without the glyphs that nobody can see. Then the page is drawn again and
looked at again: if its picture changed, or anything hidden is still there, it is not taken over as it is.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from processors.config.leaks import LeakConfig
from processors.config.limits import LimitsConfig
from processors.errors import DeclassError
from processors.geometry import Box
from processors.outputs.pdf.content import INVISIBLE, Show, TangledError, Walk
from processors.outputs.pdf.glyphs import Glyph, TextShown, text_shown

if TYPE_CHECKING:
    import pikepdf

    from processors.leaks.sheet import Sheet
    from processors.sources.layer import Cover

# pdfium is not thread-safe, and documents are finished on several threads.
PDFIUM = threading.Lock()
# Share of a character that lies in a box from which on it is taken to be under it; as in `LeakConfig.asked_share`.
_INSIDE = 0.5
# How often it is tried, each time without what turned out to be seen; and points within which a box is the same.
_TRIALS, _SAME = 3, 0.5
# Points: how far beyond a box that text was taken out of the picture may change (smoothed edges, slanted letters).
_EDGE = 1.0

Bits = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Withheld:
    """Text that goes although it can be seen, since somebody asked for it to be hidden; in the page's own space.

    Attributes:
        boxes: what lies in one of these goes,
        unless: but not what lies in one of these.
    """

    boxes: tuple[Box, ...] = ()
    unless: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Looked:
    """What a page shows.

    Attributes:
        picture: levels, height x width x 3; empty where nothing is hidden and nobody asked.
        boxes: of its characters, in points as shown (n x 4).
        orders: order of drawing of each character's text object, -1 if unknown.
        hidden: which of them are not to be in the copy.
        sure: which of those are hidden whatever becomes of the picture: under something that was drawn later, or asked
            to be hidden. Of others, the outside may be seen (a line of underscores), which only the trial shows.
        shows: orders of its text objects.
        covers: what is opaque and was drawn over text; glyphs that no character stands for may lie under it.
        excused: boxes, in points as shown, in which the picture may change: text that can be seen and was to be hidden.
        scale: pixels per point of `picture`.
    """

    picture: NDArray[np.int16]
    boxes: NDArray[np.float64]
    orders: NDArray[np.int64]
    hidden: Bits
    sure: Bits
    shows: tuple[int, ...]
    covers: tuple[Cover, ...]
    excused: tuple[Box, ...]
    scale: float


def take_out(
    pdf: pikepdf.Pdf,
    page: pikepdf.Page,
    alone: Callable[[], bytes],
    withheld: Withheld,
    *,
    keep_extractable: bool,
) -> int:
    """Takes the hidden glyphs out of `page`.

    Args:
        pdf: the open source, changed in memory only.
        page: one of its pages.
        alone: gives the page as it is now as a file of one page.
        withheld: what goes although it can be seen.
        keep_extractable: False marks what stays as text that says nothing: the page gets its words from elsewhere.

    Returns:
        How many glyphs were taken out.

    Raises:
        TangledError: it cannot be done so that the page looks the same.
    """
    before = look(alone(), withheld)
    if not before.hidden.any() and not before.covers:
        if not keep_extractable:
            Walk(lambda show: _silenced([show.instruction])).page(pdf, page)
        return 0
    shown = text_shown(alone())

    def edit(going: Bits) -> int:
        doomed = _doomed(shown, before, going)
        walk = Walk(_Editor(shown, doomed, keep_extractable=keep_extractable).visit)
        walk.page(pdf, page)
        if len(walk.modes) != len(shown):
            raise TangledError("its text cannot be told apart")
        return sum(map(len, doomed))

    return _try_out(page, before, edit, lambda: look(alone(), withheld, again=True))


def _try_out(
    page: pikepdf.Page, before: Looked, edit: Callable[[Bits], int], after: Callable[[], Looked]
) -> int:
    """Edits the page, less each time of what turned out to be seen, until it looks the same; how many glyphs went.

    Raises:
        TangledError: it never does.
    """
    parts = {key: page.obj.get(key) for key in ("/Contents", "/Resources")}
    going = before.hidden.copy()
    for _ in range(_TRIALS):
        count, now = edit(going), after()
        changed = _changed(before, now)
        seen = going & ~before.sure & _touched(before.boxes, changed, before.scale)
        if not changed.any() and not _left(before, going, now):
            return count
        if not seen.any():
            break
        going &= ~seen
        for key, value in parts.items():
            page.obj[key] = value
    raise TangledError("its hidden text cannot be taken out without a trace")


def look(data: bytes, withheld: Withheld, *, again: bool = False) -> Looked:
    """Looks at the only page of a PDF file.

    Args:
        data: the file.
        withheld: what counts as hidden although it can be seen.
        again: whether its picture is wanted even if nothing is hidden.

    Raises:
        TangledError: it cannot be drawn.
    """
    leaks = LeakConfig()
    with _sheet(data, leaks) as sheet:
        excused, unless = (
            tuple(sheet.space.from_user.box(box) for box in boxes)
            for boxes in (withheld.boxes, withheld.unless)
        )
        hidden, sure = _hidden(sheet, excused, unless)
        # Most pages hide nothing, and drawing one more time is a third of the work.
        covers = _covers_of_text(sheet)
        wanted = bool(hidden) or bool(covers) or again
        picture = sheet.picture() if wanted else np.empty((0, 0, 3), dtype=np.int16)
        found = sheet.characters
        return Looked(
            picture=picture,
            boxes=np.array([c.box for c in found], dtype=np.float64).reshape(-1, 4),
            orders=np.array([sheet.orders.get(c.owner, -1) for c in found], dtype=np.int64),
            hidden=np.array([i in hidden for i in range(len(found))], dtype=np.bool_),
            sure=np.array([i in sure for i in range(len(found))], dtype=np.bool_),
            shows=tuple(sorted(sheet.orders.values())),
            covers=covers,
            excused=tuple(box.grown(_EDGE) for box in excused),
            scale=picture.shape[1] / sheet.space.width,
        )


def _hidden(sheet: Sheet, withheld: Sequence[Box], unless: Sequence[Box]) -> tuple[set[int], set[int]]:
    """Characters that are never painted, cannot be seen or were to be taken away; and those that certainly go."""
    from processors.sources.digital import opaque_covers

    limits = LimitsConfig()
    found = sheet.characters
    painted = {i for i, c in enumerate(found) if c.visible}
    covers = list(opaque_covers(sheet.drawn, sheet.space, limits))
    covered = {
        i
        for i in painted
        for cover in covers
        if cover.hides(found[i], sheet.orders.get(found[i].owner, -1), limits)
    }
    unseen = sheet.unseen(painted)
    if covered - unseen:
        # A label on a box is seen, and so is what lies under it as long as both are taken away together.
        unseen |= sheet.unseen(covered - unseen)
    asked = {
        i
        for i, c in enumerate(found)
        if any(c.box.covered_by(box) > _INSIDE for box in withheld)
        and not any(c.box.covered_by(box) > _INSIDE for box in unless)
    }
    never = set(range(len(found))) - painted
    return never | unseen | asked, (covered & unseen) | asked


def _covers_of_text(sheet: Sheet) -> tuple[Cover, ...]:
    from processors.sources.digital import opaque_covers
    from processors.sources.page_objects import address, object_box

    texts = [
        (drawn.order, box)
        for drawn in sheet.drawn
        if address(drawn.handle) in sheet.orders and (box := object_box(drawn, sheet.space)) is not None
    ]
    return tuple(
        cover
        for cover in opaque_covers(sheet.drawn, sheet.space, LimitsConfig())
        if any(order < cover.order and box.overlap(cover.box) > 0 for order, box in texts)
    )


@contextmanager
def _sheet(data: bytes, leaks: LeakConfig) -> Iterator[Sheet]:
    import pypdfium2
    import pypdfium2.raw as pdfium

    from processors.leaks.sheet import Sheet

    with PDFIUM:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            raise TangledError("it cannot be drawn") from error
        handle = pdfium.FPDF_LoadPage(document.raw, 0)
        try:
            if not handle:
                raise TangledError("it cannot be drawn")
            yield Sheet(handle, leaks, LimitsConfig())
        except DeclassError as error:
            raise TangledError(error.message) from error
        finally:
            if handle:
                pdfium.FPDF_ClosePage(handle)
            document.close()


def _changed(before: Looked, after: Looked) -> Bits:
    """Which pixels changed, but for where they may: at the edge of a cover, and where text was asked to be hidden."""
    if before.picture.shape != after.picture.shape:
        raise TangledError("it cannot be drawn")
    changed = np.abs(before.picture - after.picture).max(axis=2) > LeakConfig().seen_levels
    under = [Box(*values).grown(_EDGE) for values in before.boxes[before.sure]]
    for box in (*before.excused, *under):
        x0, y0, x1, y1 = (max(0, round(v)) for v in box.scaled(before.scale))
        changed[y0 : y1 + 1, x0 : x1 + 1] = False
    return np.asarray(changed, dtype=np.bool_)


def _touched(boxes: NDArray[np.float64], changed: Bits, scale: float) -> Bits:
    """Which boxes have a changed pixel in them, or right beside."""
    out = np.zeros(len(boxes), dtype=np.bool_)
    for i, (x0, y0, x1, y1) in enumerate(np.maximum(boxes * scale, 0).astype(int)):
        out[i] = changed[max(0, y0 - 1) : y1 + 2, max(0, x0 - 1) : x1 + 2].any()
    return out


def _left(before: Looked, going: Bits, after: Looked) -> bool:
    """Whether hidden characters are left that were not spared because they can be seen after all."""
    spared = before.boxes[before.hidden & ~going]
    return any(
        not spared.size or np.abs(spared - box).max(axis=1).min() > _SAME for box in after.boxes[after.hidden]
    )


def _doomed(shown: TextShown, seen: Looked, going: Bits) -> list[Collection[int]]:
    """For each operator that shows text, which of its glyphs go."""
    filled = [k for k, glyphs in enumerate(shown) if glyphs]
    # pdfium makes one object of each operator that shows anything, in the same order.
    objects = dict(zip(filled, seen.shows, strict=False)) if len(filled) == len(seen.shows) else {}
    return [
        frozenset(j for j, glyph in enumerate(glyphs) if _goes(glyph, objects.get(k), seen, going))
        for k, glyphs in enumerate(shown)
    ]


def _goes(glyph: Glyph, order: int | None, seen: Looked, going: Bits) -> bool:
    """Whether the characters where the glyph stands go; those of its own object, where that is known."""
    boxes = seen.boxes
    inside = (
        (boxes[:, 0] <= glyph.x)
        & (glyph.x <= boxes[:, 2])
        & (boxes[:, 1] <= glyph.y)
        & (glyph.y <= boxes[:, 3])
    )
    if order is not None:
        inside &= seen.orders == order
    candidates = np.flatnonzero(inside)
    if candidates.size == 0:
        # Blanks, and glyphs of fonts that do not say what they mean.
        return order is not None and any(
            c.order > order and c.box.contains(glyph.x, glyph.y) for c in seen.covers
        )
    if order is None:
        return bool(going[candidates].any())
    centres = (boxes[candidates, :2] + boxes[candidates, 2:]) / 2
    nearest = candidates[np.argmin(np.hypot(centres[:, 0] - glyph.x, centres[:, 1] - glyph.y))]
    return bool(going[nearest])


@dataclass(frozen=True, slots=True)
class _Editor:
    """Writes operators anew without their doomed glyphs; what follows stays where it is."""

    shown: TextShown
    doomed: Sequence[Collection[int]]
    keep_extractable: bool

    def visit(self, show: Show) -> Sequence[pikepdf.ContentStreamInstruction] | None:
        """What takes the place of `show`."""
        if show.index >= len(self.shown):
            raise TangledError("its text cannot be told apart")
        doomed, made = self.doomed[show.index], [show.instruction]
        if show.mode == INVISIBLE:
            doomed = range(len(self.shown[show.index]))
        if doomed:
            made = _without(show.instruction, self.shown[show.index], doomed)
        elif self.keep_extractable:
            return None
        left = len(doomed) < len(self.shown[show.index])
        return _silenced(made) if left and not self.keep_extractable else made


def _without(
    item: pikepdf.ContentStreamInstruction, glyphs: Sequence[Glyph], doomed: Collection[int]
) -> list[pikepdf.ContentStreamInstruction]:
    import pikepdf

    operator, operands = str(item.operator), list(item.operands)
    if operator == '"':
        raise TangledError("it shows text in a way that is not taken apart")
    parts = list(operands[0]) if operator == "TJ" else [operands[0]]
    out: list[pikepdf.Object | float] = []
    at = 0
    for part in parts:
        if not isinstance(part, pikepdf.String):
            out.append(part)
            continue
        data, done = bytes(part), 0
        while done < len(data):
            if at >= len(glyphs):
                raise TangledError("its text cannot be told apart")
            size = glyphs[at].size
            out.append(-glyphs[at].advance if at in doomed else pikepdf.String(data[done : done + size]))
            done, at = done + size, at + 1
    made = pikepdf.ContentStreamInstruction([pikepdf.Array(_joined(out))], pikepdf.Operator("TJ"))
    before = [pikepdf.ContentStreamInstruction([], pikepdf.Operator("T*"))] if operator == "'" else []
    return [*before, made]


def _joined(parts: Sequence[pikepdf.Object | float]) -> list[pikepdf.Object | float]:
    """Strings that follow each other as one, and so with numbers."""
    import pikepdf

    out: list[pikepdf.Object | float] = []
    for part in parts:
        if out and isinstance(part, pikepdf.String) and isinstance(out[-1], pikepdf.String):
            out[-1] = pikepdf.String(bytes(out[-1]) + bytes(part))
        elif isinstance(part, pikepdf.String):
            out.append(part)
        elif out and not isinstance(out[-1], pikepdf.String):
            out[-1] = round(float(out[-1]) + float(part), 3)
        else:
            out.append(round(float(part), 3))
    return out


def _silenced(
    made: Sequence[pikepdf.ContentStreamInstruction],
) -> Sequence[pikepdf.ContentStreamInstruction]:
    """Text that stays as a picture of itself: readers that search and copy take the (empty) text given for it."""
    import pikepdf

    properties = pikepdf.Dictionary(ActualText=pikepdf.String(b"\xfe\xff"))
    begin = pikepdf.ContentStreamInstruction([pikepdf.Name("/Span"), properties], pikepdf.Operator("BDC"))
    return [begin, *made, pikepdf.ContentStreamInstruction([], pikepdf.Operator("EMC"))]
