"""Where a place of one release lies in the other: pages are laid on each other by the words that both show."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from processors.compare.align import align_rest
from processors.compare.flat import Flat
from processors.compare.settings import CompareConfig
from processors.compare.sides import NONE, Side, join, part
from processors.geometry import Affine, Box, bounding

Points = NDArray[np.float64]
_FULL_FIT = 16
"""Words from which a page's map may shear as well as turn and scale: fewer do not say how."""
_LEAST_FIT = 0.3
"""Least share of words that lie where the map puts them; local shifts of the rest are measured word by word."""


@dataclass(frozen=True, slots=True)
class Place:
    """A way from boxes of one page to the other release: that page's number and the map to it."""

    page: int
    way: Affine

    def box(self, box: Box) -> Box:
        """Where the box lies on the other page."""
        return self.way.box(box)


class Placer:
    """Carries boxes of one release over to the other."""

    def __init__(self, here: Side, there: Side, config: CompareConfig) -> None:
        """Lays all pages that share words on each other.

        Args:
            here: the release whose boxes are carried over.
            there: the other one.
            config: the thresholds.
        """
        self.here, self.there, self._config = here, there, config
        self._ways: dict[tuple[int, int], Affine] = {}
        self._firm: set[tuple[int, int]] = set()
        self._by_page: dict[int, tuple[list[int], Points]] = {}
        self._groups = _by_pages(here, there)
        for pages, indices in self._groups.items():
            source, target = _centres(here, indices), _centres(there, [here.match[k] for k in indices])
            way = _way(source, target, self._error(pages), self._config.fit_stretch)
            if way is not None:
                self._ways[pages] = way
                off = np.hypot(*(target - _moved(source, way)).T)
                if np.mean(off <= 2 * self._error(pages)) >= config.fit_share:
                    self._firm.add(pages)

    def _error(self, pages: tuple[int, int]) -> float:
        return self._config.fit_error * self.there.leaf(pages[1]).height

    def places(self, first: int, last: int) -> Iterator[Place]:
        """Where tokens `first` to `last` of one page may lie, nearest evidence first; none where no word tells.

        The map of the page is put right by how far off it is for the words around; where the words before and those
        behind disagree, a line was set in or taken out between them, and both places are possible.
        """
        half = self._config.near_words // 2
        before = self._around(range(first - 1, -1, -1), first, half)
        behind = self._around(range(last + 1, len(self.here.tokens)), first, half)
        found = False
        for group in ([*before, *behind], before, behind):
            place = self._from(group, self.here.tokens[first].page)
            if place is not None:
                yield place
                found = True
                if len(group) > half:
                    return
        if not found and not (before and behind):
            yield from self._firmly(self.here.tokens[first].page)

    def _firmly(self, page: int) -> Iterator[Place]:
        """Where a page lies that lies well on another, whatever stands around."""
        for pages in sorted(self._firm):
            if pages[0] == page:
                yield Place(pages[1], self._ways[pages])

    def at(self, page: int, box: Box) -> Place | None:
        """Where a box of a page lies that is no word of the text, by the matched words nearest to it."""
        if page not in self._by_page:
            near = sorted(k for pages, group in self._groups.items() if pages[0] == page for k in group)
            self._by_page[page] = (near, _centres(self.here, near))
        indices, centres = self._by_page[page]
        if not indices:
            return None
        x, y = box.centre
        nearest = np.argsort(np.hypot(*(centres - (x, y)).T), kind="stable")[: self._config.near_words]
        return self._from([indices[int(n)] for n in nearest], page)

    def _around(self, indices: range, token: int, count: int) -> list[int]:
        """The nearest matched words on the page of `token`."""
        page = self.here.tokens[token].page
        found: list[int] = []
        for k in indices:
            if self.here.tokens[k].page != page or len(found) == count:
                break
            if self.here.match[k] != NONE and not self.here.tokens[k].is_redaction:
                found.append(k)
        return found

    def _from(self, near: Sequence[int], page: int) -> Place | None:
        if len(near) < 2:
            return None
        pages = Counter(self.there.tokens[self.here.match[k]].page for k in near)
        other, count = pages.most_common(1)[0]
        way = self._ways.get((page, other))
        if way is None or 2 * count <= len(near):
            return None
        near = [k for k in near if self.there.tokens[self.here.match[k]].page == other]
        off = _centres(self.there, [self.here.match[k] for k in near]) - _moved(
            _centres(self.here, near), way
        )
        middle = np.median(off, axis=0)
        close = np.hypot(*(off - middle).T) <= self._error((page, other))
        limit = self._config.reflow * self.there.leaf(other).height
        if close.mean() < self._config.fit_share or abs(middle[0]) > limit:
            return None
        return Place(other, way.then(Affine.translation(float(middle[0]), float(middle[1]))))

    def strays(self) -> list[int]:
        """Matched words that lie elsewhere than the map of their page says: chance likenesses of frequent words."""
        found: list[int] = []
        for pages, indices in self._groups.items():
            if pages in self._firm:
                target = _centres(self.there, [self.here.match[k] for k in indices])
                off = np.hypot(*(target - _moved(_centres(self.here, indices), self._ways[pages])).T)
                found += [k for k, far in zip(indices, off > self._limit(pages), strict=True) if far]
        return found

    def _limit(self, pages: tuple[int, int]) -> float:
        return self._config.stray * self.there.leaf(pages[1]).height

    def may_match(self, k: int, j: int) -> bool:
        """Whether word `j` of the other release lies where the map of their pages puts word `k`."""
        token, other = self.here.tokens[k], self.there.tokens[j]
        pages = (token.page, other.page)
        if pages not in self._firm or len(token.boxes) != 1 or len(other.boxes) != 1:
            return False
        (x0, y0), (x1, y1) = self._ways[pages].box(token.boxes[0]).centre, other.boxes[0].centre
        return math.hypot(x1 - x0, y1 - y0) <= self._limit(pages)


def mend(a: Side, b: Side, config: CompareConfig) -> None:
    """Parts words that were matched by chance, and matches anew what that leaves.

    First those that lie where the map of their pages says, then the rest: a paragraph may have been set anew.
    """
    placer = Placer(a, b, config)
    for k in placer.strays():
        part(a, b, k)
    keys = ([t.key for t in a.tokens], [t.key for t in b.tokens])
    for allowed in (placer.may_match, None):
        known = [(i, j) for i, j in enumerate(a.match) if j != NONE]
        join(a, b, align_rest(*keys, known, allowed, config))


def _by_pages(here: Side, there: Side) -> dict[tuple[int, int], list[int]]:
    """Matched words that tell places, by the pages they stand on."""
    out: dict[tuple[int, int], list[int]] = defaultdict(list)
    for k, j in enumerate(here.match):
        token = here.tokens[k]
        if j == NONE or token.is_redaction or len(token.boxes) != 1 or len(there.tokens[j].boxes) != 1:
            continue
        out[token.page, there.tokens[j].page].append(k)
    return out


def _centres(side: Side, indices: Sequence[int]) -> Points:
    return np.array([side.tokens[k].boxes[0].centre for k in indices], dtype=np.float64).reshape(-1, 2)


def _way(source: Points, target: Points, error: float, most_stretch: float) -> Affine | None:
    """The map that most words agree on; None where too few do."""
    import cv2

    if len(source) < 4:
        return None
    fit = cv2.estimateAffine2D if len(source) >= _FULL_FIT else cv2.estimateAffinePartial2D
    matrix, inliers = fit(source, target, method=cv2.RANSAC, ransacReprojThreshold=error)
    if matrix is None or inliers is None or float(inliers.mean()) < _LEAST_FIT:
        return None
    (a, b, c), (d, e, f) = (tuple(float(v) for v in row) for row in matrix)
    way = Affine(a, b, c, d, e, f)
    return way if 0.2 < abs(way.determinant) < 5 and _stretch(way) <= most_stretch else None


def _stretch(way: Affine) -> float:
    """How many times more a map stretches one way than across: 1 for what only turns and scales."""
    long, short = np.linalg.svd(np.array(way.rows())[:, :2], compute_uv=False)
    return float(long / max(short, 1e-9))


def _moved(points: Points, way: Affine) -> Points:
    matrix = np.array(way.rows(), dtype=np.float64)
    return np.asarray(points @ matrix[:, :2].T + matrix[:, 2], dtype=np.float64)


def lines_of(flat: Flat, boxes: Sequence[Box]) -> tuple[Box, ...]:
    """Boxes of words of a flat page put together to one a line, on the page as shown."""
    out: list[Box] = []
    for box in boxes:
        last = out[-1] if out else None
        common = min(last.y1, box.y1) - max(last.y0, box.y0) if last is not None else 0.0
        if last is not None and common > 0.5 * min(last.height, box.height):
            out[-1] = bounding((last, box))
        else:
            out.append(box)
    return tuple(flat.shown(box) for box in out)
