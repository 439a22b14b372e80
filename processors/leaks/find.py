"""Text that survives on a page: what the file holds and no reader sees, and why.

Candidates are characters that can be taken away without changing the picture of the page, text under redactions that
were asked for and never made, under cross-hatchings, and OCR text under boxes laid over a scan. `filters` says which of
them are no leaks.
"""

from __future__ import annotations

import ctypes
from bisect import bisect
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium

from processors.config import Config
from processors.geometry import Box, bounding, overlap_1d
from processors.leaks.covers import Painted, lie_under, painted_over
from processors.leaks.filters import Hidden, dismissed_by
from processors.leaks.sheet import Picture, Sheet
from processors.leaks.types import LeakKind, PageSurvey, Survival
from processors.sources.digital import opaque_covers
from processors.sources.hatching import hatchings
from processors.sources.layer import Character
from processors.sources.page_objects import Handle

REASONS = {
    LeakKind.BOX: "live text under a filled shape that was drawn after it",
    LeakKind.IMAGE: "live text under a picture that was drawn after it",
    LeakKind.ANNOTATION: "live text under an annotation that covers it",
    LeakKind.REDACT_ANNOTATION: "a redaction that was marked and never applied: the text is still there",
    LeakKind.SAME_COLOUR: "text in the colour of what it stands on",
    LeakKind.OUTSIDE_PAGE: "text outside the visible part of the page",
    LeakKind.HIDDEN_LAYER: "text in a layer that is switched off",
    LeakKind.CROSS_HATCH: "live text under a cross-hatching",
    LeakKind.OCR_LAYER: "OCR text of the scan, and its picture, under a box laid over it",
    LeakKind.PICTURE: "the picture of the scan under a box laid over it",
    LeakKind.UNPAINTED: "text that is clipped away, transparent or without shapes",
}
_UNDER_A_BAR = "live text under a bar of the picture that was pasted over the page"


@dataclass(frozen=True, slots=True)
class PageInput:
    """One page, opened.

    Attributes:
        page: pdfium's page.
        all_layers: opens the same page with every layer switched on; gives None where the file has no layers. Only
            asked where something is hidden, since it reads all of the file.
        asked: boxes of redactions that were marked and not applied, in points of the page as shown.
        number: 1-based.
    """

    page: Handle
    all_layers: Callable[[], AbstractContextManager[Handle | None]]
    asked: Sequence[Box]
    number: int


def survey_page(given: PageInput, config: Config, *, with_text: bool) -> PageSurvey:
    """Everything on the page that survives unseen, leaks and dismissed.

    Args:
        given: the page.
        config: `config.leaks` and `config.limits`.
        with_text: whether the texts are wanted too.

    Raises:
        InputError: the page has no size.
        LimitError: it is too large.
    """
    found = sorted(_Search(given, config).all(), key=lambda h: (h.box.y0, h.box.x0, h.kind, h.text))
    survivals = tuple(
        Survival(given.number, h.kind, h.box.rounded(), h.characters, h.reason, dismissed_by(h))
        for h in found
    )
    return PageSurvey(survivals, tuple(h.text for h in found) if with_text else ())


_Run = tuple[LeakKind, Box | None, int]
"""How a run of characters is hidden, what lies over (or, in its own colour, under) it, and a number."""


class _Search:
    """The search on one page; each method gives candidates of its kinds, a character in one of them only."""

    def __init__(self, given: PageInput, config: Config) -> None:
        self.given, self.config, self.leaks = given, config, config.leaks
        self.sheet = Sheet(given.page, config.leaks, config.limits)
        self.painted = painted_over(self.sheet)
        scans = [p for p in self.painted if p.is_image and self._share(p.box) >= self.leaks.page_share]
        self.scan_order = max((p.order for p in scans), default=-1)
        written = {i for i, c in enumerate(self.sheet.characters) if c.visible}
        self.unseen = self._unseen(written)
        # Only text that is never painted is sure to be an OCR program's: what is painted may be the page itself before
        # its redacted picture was pasted over it.
        self.ocr = {i for i, c in enumerate(self.sheet.characters) if not c.visible}
        self.behind = {i for i in self.unseen if self._order(i) < self.scan_order}
        self.written = written - self.behind
        self.told: set[int] = set()

    def _share(self, box: Box) -> float:
        space = self.sheet.space
        return box.clipped(space.width, space.height).area / (space.width * space.height)

    def _order(self, index: int) -> int:
        return self.sheet.orders.get(self.sheet.characters[index].owner, -1)

    def _unseen(self, written: set[int]) -> set[int]:
        """Written characters that nobody can see; those under a label on a cover are tried without the label's."""
        if not written:
            return set()
        unseen = self.sheet.unseen(written)
        covers = list(opaque_covers(self.sheet.drawn, self.sheet.space, self.config.limits))
        seen = sorted(written - unseen)
        drawn = [(self.sheet.characters[i].box, self._order(i)) for i in seen]
        under = lie_under(drawn, covers, self.config.limits.covered_share)
        labelled = {i for i, covered in zip(seen, under, strict=True) if covered}
        return unseen | (self.sheet.unseen(labelled) if labelled else set())

    def all(self) -> Iterator[Hidden]:
        """All candidates."""
        yield from self._asked_for()
        yield from self._not_seen()
        yield from self._under_hatchings()
        if self.scan_order >= 0:
            yield from self._over_a_scan()

    def _take(self, kind: LeakKind, indices: Sequence[int], box: Box | None = None, **more: Any) -> Hidden:
        self.told.update(indices)
        place = box or bounding(self.sheet.characters[i].box for i in indices)
        return Hidden(kind, place, self.sheet.text(indices), **{"reason": REASONS[kind], **more})

    def _asked_for(self) -> Iterator[Hidden]:
        """Redactions that were marked and not applied."""
        for box in self.given.asked:
            under = [
                i
                for i, c in enumerate(self.sheet.characters)
                if c.box.covered_by(box) > self.leaks.asked_share
            ]
            under = [i for i in under if i not in self.told]
            kind = LeakKind.REDACT_ANNOTATION
            if under or not self._is_type(self.sheet.picture(annotations=False), box):
                yield self._take(kind, under, box)
            else:
                yield self._take(LeakKind.PICTURE, (), box, reason=REASONS[kind])

    def _is_type(self, picture: Picture, box: Box) -> bool:
        """Whether the picture shows there what may be type on paper: a little dark on much that is light."""
        grey = self.sheet.part(picture, box).mean(axis=2)
        paper = float(np.median(grey)) if grey.size else 0.0
        if paper < self.leaks.paper_level:
            return False
        return self.leaks.uneven_share <= float((grey < paper - self.leaks.ink_levels).mean())

    def _not_seen(self) -> Iterator[Hidden]:
        """Runs of characters that are hidden in the same way."""
        hidden = sorted((self.unseen & self.written) - self.told)
        causes = _Causes(self.sheet, self.painted, self.given, self.config, hidden)
        runs: dict[_Run, list[int]] = {}
        run, last = 0, -1
        seen = sorted(self.written - self.unseen)
        for i in hidden:
            kind, cover = causes.of(i)
            passed = bisect(seen, i) != bisect(seen, last) if last >= 0 else False
            run += passed and cover is None
            runs.setdefault((kind, cover, 0 if cover else run), []).append(i)
            last = i
        for (kind, cover, _), indices in runs.items():
            same_colour = kind is LeakKind.SAME_COLOUR
            yield self._take(
                kind,
                indices,
                cover,
                repeated=self._is_repeated(indices),
                goes_on=same_colour and cover is None and self._goes_on(indices),
                label=same_colour and cover is not None and self._is_label(indices, runs),
                in_layer=kind is LeakKind.UNPAINTED and any(map(self.sheet.in_layer, indices)),
            )

    def _goes_on(self, indices: Sequence[int]) -> bool:
        """Whether type of the same ink can be seen right before or behind it on the same line."""
        characters = self.sheet.characters
        for i, j in ((indices[0], indices[0] - 1), (indices[-1], indices[-1] + 1)):
            if j not in self.written or j in self.unseen:
                continue
            one, other = characters[i], characters[j]
            level = (
                overlap_1d(one.box.y0, one.box.y1, other.box.y0, other.box.y1)
                > self.leaks.level_share * one.box.height
            )
            gap = max(one.box.x0 - other.box.x1, other.box.x0 - one.box.x1)
            if level and gap <= self.leaks.gap_heights * one.box.height and one.ink == other.ink:
                return True
        return False

    def _is_label(self, indices: Sequence[int], runs: Mapping[_Run, Sequence[int]]) -> bool:
        """Whether the same words, or their beginning, are set on several boxes of the page."""
        text = self.sheet.text(indices)
        others = [
            self.sheet.text(i)
            for (kind, cover, _), i in runs.items()
            if kind is LeakKind.SAME_COLOUR and cover
        ]
        same = sum(other.startswith(text) or text.startswith(other) for other in others)
        return same >= self.leaks.label_boxes

    def _is_repeated(self, indices: Sequence[int]) -> bool:
        """Whether every one of the characters is written once more in its place and can be seen there."""
        seen: dict[int, list[Box]] = {}
        for i in self.written - self.unseen:
            seen.setdefault(self.sheet.characters[i].code, []).append(self.sheet.characters[i].box)
        left = {
            i
            for i in indices
            if not any(
                box.iou(self.sheet.characters[i].box) > self.leaks.same_place
                for box in seen.get(self.sheet.characters[i].code, ())
            )
        }
        return not left or left == self.sheet.written_twice(left)

    def _under_hatchings(self) -> Iterator[Hidden]:
        for hatching in hatchings(self.sheet.drawn, self.sheet.space, self.config.limits):
            under = [
                i
                for i in sorted(self.written - self.told)
                if hatching.lies_over(self.sheet.characters[i], self._order(i), self.config.limits)
            ]
            if under:
                yield self._take(LeakKind.CROSS_HATCH, under, hatching.box)

    def _over_a_scan(self) -> Iterator[Hidden]:
        """Boxes laid over a scan, with what lies under them; then OCR text over bars that are in the scan itself."""
        boxes = [p for p in self.painted if p.order > self.scan_order and self._may_redact(p)]
        if not boxes and not (self.ocr | self.behind) - self.told:
            return
        texts = list(self.sheet.owners.values())
        with self.sheet.without(texts):
            shown = self.sheet.picture()
            with self.sheet.without([p.handle for p in boxes]):
                under = self.sheet.picture() if boxes else shown
        for painted in boxes:
            inner = painted.box.grown(-self.leaks.box_rim)
            if self.sheet.unevenness(shown, inner, self.leaks.seen_levels) >= self.leaks.uneven_share:
                continue
            survives = self._is_type(under, inner)
            layer = self.ocr | self.behind if survives else self.ocr
            indices = [i for i in sorted(layer - self.told) if self._lies_in(i, painted.box)]
            if indices:
                yield self._take(LeakKind.OCR_LAYER, indices, painted.box, over_bars=not survives)
            elif survives:
                yield self._take(LeakKind.PICTURE, (), painted.box)
        yield from self._under_bars(shown)
        behind = [i for i in sorted(self.behind) if i not in self.told]
        if behind:
            yield self._take(LeakKind.IMAGE, behind, behind_scan=True)

    def _under_bars(self, shown: Picture) -> Iterator[Hidden]:
        """Words of the page under bars of the picture that was pasted over it; then what OCR programs read on bars."""
        hidden = sorted((self.ocr | self.behind) - self.told)
        bars = [i for i in hidden if self._is_bar(shown, self.sheet.characters[i].box)]
        for run in self.sheet.runs([i for i in bars if i in self.behind]):
            if self._has_a_whole_word(run):
                yield self._take(LeakKind.IMAGE, run, reason=_UNDER_A_BAR)
        rest = [i for i in bars if i not in self.told]
        if rest:
            yield self._take(LeakKind.OCR_LAYER, rest, over_bars=True)

    def _has_a_whole_word(self, run: Sequence[int]) -> bool:
        """OCR programs leave single marks on a bar, or the end of a word that stands beside it."""
        for word in self.sheet.whole_words(run):
            told = [c.casefold() for c in self.sheet.text(word) if c.isalnum()]
            if len(told) >= self.leaks.word_characters and len(set(told)) > 1:
                return True
        return False

    def _may_redact(self, painted: Painted) -> bool:
        box = painted.box
        least = self.leaks.least_box
        return min(box.width, box.height) >= least and self._share(box) < self.leaks.page_share

    def _lies_in(self, index: int, box: Box) -> bool:
        return self.sheet.characters[index].box.covered_by(box) >= self.config.limits.covered_share

    def _is_bar(self, picture: Picture, box: Box) -> bool:
        """Whether the scan shows one dark colour there."""
        pixels = self.sheet.part(picture, box)
        if pixels.size == 0 or float(np.median(pixels)) > self.leaks.bar_level:
            return False
        return self.sheet.unevenness(picture, box, self.leaks.seen_levels) < self.leaks.uneven_share


def _twins(sheet: Sheet, whole: Sheet, wanted: Collection[int], same_place: float) -> dict[int, int]:
    """The same characters on the page with all of its layers: by index if there are as many, else by code and box."""
    if len(whole.characters) == len(sheet.characters):
        return {i: i for i in wanted}
    by_code: dict[int, list[int]] = {}
    for j, character in enumerate(whole.characters):
        by_code.setdefault(character.code, []).append(j)
    twins: dict[int, int] = {}
    for i in wanted:
        box = sheet.characters[i].box
        near = by_code.get(sheet.characters[i].code, ())
        best = max(near, key=lambda j: box.iou(whole.characters[j].box), default=None)
        if best is not None and box.iou(whole.characters[best].box) > same_place:
            twins[i] = best
    return twins


class _Causes:
    """Why a character cannot be seen, the surest reason first."""

    def __init__(
        self,
        sheet: Sheet,
        painted: Sequence[Painted],
        given: PageInput,
        config: Config,
        hidden: Sequence[int],
    ) -> None:
        self._sheet, self._painted, self._leaks = sheet, painted, config.leaks
        self._covered = config.limits.covered_share
        on_page = {i for i in hidden if sheet.on_page(sheet.characters[i].box)}
        self._on_page = on_page
        self._layered = self._in_layers(given, config) if on_page else set()
        rest = on_page - self._layered
        self._annotated: set[int] = set()
        if rest and pdfium.FPDFPage_GetAnnotCount(sheet.page):
            self._annotated = rest - sheet.unseen(rest, annotations=False)
        self._picture = sheet.picture() if rest else None

    def _in_layers(self, given: PageInput, config: Config) -> set[int]:
        """Which of the characters on the page can be seen once every layer is switched on."""
        with given.all_layers() as page:
            if page is None:
                return set()
            whole = Sheet(page, config.leaks, config.limits)
            twins = _twins(self._sheet, whole, self._on_page, config.leaks.same_place)
            unseen = whole.unseen(set(twins.values()))
            return {i for i, twin in twins.items() if twin not in unseen}

    def of(self, index: int) -> tuple[LeakKind, Box | None]:
        """The kind, and the box of what lies over it where something does."""
        character = self._sheet.characters[index]
        if index not in self._on_page:
            return LeakKind.OUTSIDE_PAGE, None
        if index in self._layered:
            return LeakKind.HIDDEN_LAYER, None
        if index in self._annotated:
            return LeakKind.ANNOTATION, None
        order = self._sheet.orders.get(character.owner, -1)
        over = [
            p for p in self._painted if p.order > order and character.box.covered_by(p.box) >= self._covered
        ]
        if over:
            smallest = min(over, key=lambda p: (p.box.area, p.order))
            return (LeakKind.IMAGE if smallest.is_image else LeakKind.BOX), smallest.box
        if self._has_colour_of_ground(index):
            return LeakKind.SAME_COLOUR, self._ground(character, order)
        return LeakKind.UNPAINTED, None

    def _ground(self, character: Character, order: int) -> Box | None:
        """The last box that was drawn under it; None where that is the paper or all of the page's background."""
        under = [
            p for p in self._painted if p.order < order and character.box.covered_by(p.box) >= self._covered
        ]
        last = max(under, key=lambda p: p.order, default=None)
        space = self._sheet.space
        if last is None or last.box.area >= self._leaks.page_share * space.width * space.height:
            return None
        return last.box

    def _has_colour_of_ground(self, index: int) -> bool:
        character = self._sheet.characters[index]
        if character.ink is None or self._picture is None:
            return False
        pixels = self._sheet.part(self._picture, character.box)
        alpha = ctypes.c_uint(255)
        rest = [ctypes.c_uint() for _ in range(3)]
        owner = self._sheet.owners.get(character.owner)
        if owner is None or not pdfium.FPDFPageObj_GetFillColor(owner, *rest, alpha) or alpha.value < 255:
            return False
        # Levels of one colour and of its grey differ by the rounding of the weights.
        near = 2 * self._leaks.seen_levels
        return pixels.size > 0 and abs(float(np.median(pixels.mean(axis=2))) - character.ink) <= near
