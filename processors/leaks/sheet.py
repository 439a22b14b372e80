"""A PDF page that is drawn again and again, each time with other things left out.

Whether a reader can see a character is not told from the file, which has a dozen ways to hide it, but from the page: a
character is seen if taking it away changes the picture.
"""

from __future__ import annotations

import ctypes
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import TypeVar

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from processors.config.leaks import LeakConfig
from processors.config.limits import LimitsConfig
from processors.errors import InputError, LimitError
from processors.geometry import Box, overlap_1d
from processors.sources.layer import Character, characters
from processors.sources.page_objects import Drawn, Handle, address, drawn_objects, page_space

Level = TypeVar("Level", np.int16, np.bool_)
Picture = NDArray[np.int16]
"""height x width x 3 levels (0 to 255); signed, so that pictures can be subtracted."""


class Sheet:
    """An open page with its objects and characters."""

    def __init__(self, page: Handle, config: LeakConfig, limits: LimitsConfig) -> None:
        """Lists what is on the page.

        Args:
            page: pdfium's page, open as long as the sheet is used.
            config: resolution and thresholds.
            limits: how much is looked at.

        Raises:
            InputError: the page has no size.
            LimitError: the page is too large.
        """
        self.page = page
        self.space = page_space(page)
        if not min(self.space.width, self.space.height) >= limits.least_points:
            raise InputError("the page has no size")
        if not max(self.space.width, self.space.height) <= limits.page_points:
            raise LimitError("the page is too large", hint="Raise limits.page_points if this is meant")
        self._config = config
        pixels = self.space.width * self.space.height
        self._scale = min(config.dpi / 72.0, (limits.page_pixels / pixels) ** 0.5)
        self.drawn: tuple[Drawn, ...] = tuple(drawn_objects(page, limits))
        texts = [d for d in self.drawn if d.kind == pdfium.FPDF_PAGEOBJ_TEXT]
        self.orders = {address(d.handle): d.order for d in texts}
        self.owners = {address(d.handle): d.handle for d in texts}
        found = list(characters(page, self.space, self.orders, -1, limits))
        self.characters: tuple[Character, ...] = tuple(c for c in found if c is not None)
        self._parted = _after_blanks(found)

    def picture(self, *, annotations: bool = True) -> Picture:
        """The page as it looks now."""
        width = max(1, round(self.space.width * self._scale))
        height = max(1, round(self.space.height * self._scale))
        pixels = np.empty((height, width, 4), dtype=np.uint8)
        buffer = pixels.ctypes.data_as(ctypes.c_void_p)
        bitmap = pdfium.FPDFBitmap_CreateEx(width, height, pdfium.FPDFBitmap_BGRx, buffer, 4 * width)
        if not bitmap:
            raise MemoryError
        try:
            pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xFFFFFFFF)
            flags = pdfium.FPDF_ANNOT if annotations else 0
            pdfium.FPDF_RenderPageBitmap(bitmap, self.page, 0, 0, width, height, 0, flags)
        finally:
            pdfium.FPDFBitmap_Destroy(bitmap)
        return pixels[:, :, :3].astype(np.int16)

    @contextmanager
    def without(self, handles: Collection[Handle]) -> Iterator[None]:
        """The page with these objects left out."""
        for handle in handles:
            pdfium.FPDFPageObj_SetIsActive(handle, False)
        try:
            yield
        finally:
            for handle in handles:
                pdfium.FPDFPageObj_SetIsActive(handle, True)

    def unseen(self, wanted: Collection[int], *, annotations: bool = True) -> set[int]:
        """Which of the characters (by their index) nobody can see: without their objects the page looks the same."""
        owners = {self.characters[i].owner for i in wanted}
        handles = [self.owners[o] for o in owners if o in self.owners]
        return set(wanted) - self._changed(wanted, handles, annotations=annotations)

    def written_twice(self, wanted: Collection[int]) -> set[int]:
        """Which of the characters are painted once more in their place.

        pdfium leaves out of the text what repeats other text in the same place, so such objects own no character.
        """
        owning = {c.owner for c in self.characters}
        silent = [handle for owner, handle in self.owners.items() if owner not in owning]
        return self._changed(wanted, silent) if silent else set()

    def _changed(
        self, wanted: Collection[int], handles: Collection[Handle], *, annotations: bool = True
    ) -> set[int]:
        """The characters in whose place the picture changes when these objects are taken away."""
        if not wanted:
            return set()
        whole = self.picture(annotations=annotations)
        with self.without(handles):
            bare = self.picture(annotations=annotations)
        changed = np.abs(whole - bare).max(axis=2) > self._config.seen_levels
        inset = self._config.inset
        out = set()
        for i in wanted:
            box = self.characters[i].box
            inner = box.grown(-inset * box.width, -inset * box.height)
            if self.part(changed, inner).any():
                out.add(i)
        return out

    def part(self, pixels: NDArray[Level], box: Box) -> NDArray[Level]:
        """The pixels of a picture that lie in `box` (points)."""
        scaled = box.scaled(self._scale)
        x0, y0 = max(0, int(scaled.x0)), max(0, int(scaled.y0))
        return pixels[y0 : max(0, int(scaled.y1) + 1), x0 : max(0, int(scaled.x1) + 1)]

    def text(self, indices: Sequence[int]) -> str:
        """The characters of these rising indices; words, and what does not follow each other, parted by blanks."""
        units: list[str] = []
        for last, i in pairwise([-1, *indices]):
            if units and (i in self._parted or i != last + 1):
                units.append(" ")
            units.append(chr(self.characters[i].code))
        return "".join(units).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")

    def runs(self, indices: Sequence[int]) -> list[list[int]]:
        """These rising indices in stretches that follow each other on one line."""
        out: list[list[int]] = []
        for last, i in pairwise([-1, *indices]):
            one, other = self.characters[last].box, self.characters[i].box
            if out and i == last + 1 and overlap_1d(one.y0, one.y1, other.y0, other.y1) > 0:
                out[-1].append(i)
            else:
                out.append([i])
        return out

    def whole_words(self, run: Sequence[int]) -> list[list[int]]:
        """The words of a run of indices that follow each other, without those that go on outside it."""
        ends = [*sorted(self._parted), len(self.characters)]
        return [
            list(range(start, end)) for start, end in pairwise(ends) if run[0] <= start and end - 1 <= run[-1]
        ]

    def in_layer(self, index: int) -> bool:
        """Whether the character belongs to marked content that is optional (`/OC`), shown or not."""
        handle = self.owners.get(self.characters[index].owner)
        if handle is None:
            return False
        marks = (pdfium.FPDFPageObj_GetMark(handle, i) for i in range(pdfium.FPDFPageObj_CountMarks(handle)))
        return any(_name(mark) == "OC" for mark in marks)

    def on_page(self, box: Box) -> bool:
        """Whether the middle of the box lies on the visible page."""
        x, y = box.centre
        return 0 <= x <= self.space.width and 0 <= y <= self.space.height

    def unevenness(self, pixels: Picture, box: Box, levels: int) -> float:
        """Share (0..1) of the pixels in `box` that differ from their median by more than `levels`."""
        part = self.part(pixels, box).reshape(-1, 3)
        if part.size == 0:
            return 0.0
        return float((np.abs(part - np.median(part, axis=0)).max(axis=1) > levels).mean())


def _name(mark: Handle) -> str:
    """The tag of marked content, cut after 31 letters."""
    units, size = (ctypes.c_ushort * 32)(), ctypes.c_ulong()
    if not pdfium.FPDFPageObjMark_GetName(mark, units, ctypes.sizeof(units), size):
        return ""
    return bytes(units).decode("utf-16-le", "replace").split("\0", 1)[0]


def _after_blanks(found: Sequence[Character | None]) -> frozenset[int]:
    """Indices, among the characters alone, of those that follow white space."""
    after: set[int] = set()
    index = 0
    for before, here in pairwise([None, *found]):
        if here is not None:
            if before is None:
                after.add(index)
            index += 1
    return frozenset(after)
