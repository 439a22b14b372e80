"""Letters that lie in line, from pairs of neighbours: many pairs at once, since a dirty page has a thousand."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from processors.config.stamps import StampConfig

_TOGETHER = 32
"""Pairs that are followed at once: those that lie in a line found by then need not be followed."""

_ROUNDS = 3
"""How often a line is laid through its letters anew."""

Points = NDArray[np.float64]
"""n x 2: across and down, in pixels."""


class LineSearch:
    """Finds lines among the letters of a page, from some of them or from others."""

    def __init__(self, middle: Points, size: NDArray[np.float64], config: StampConfig) -> None:
        """Takes the letters.

        Args:
            middle: of all letters.
            size: their heights in pixels.
            config: thresholds.
        """
        self.middle, self.size, self.config = middle, size, config
        self._known: dict[tuple[int, int], NDArray[np.int64]] = {}

    def lines(self, free: NDArray[np.bool_]) -> list[NDArray[np.int64]]:
        """Letters in line, each line in its order, sought from free ones; two neighbours lie in one line only."""
        waiting = _pairs(self.middle, self.size, free, self.config)
        lines: list[NDArray[np.int64]] = []
        while len(waiting):
            pairs, waiting = waiting[:_TOGETHER], waiting[_TOGETHER:]
            new: list[frozenset[int]] = []
            for pair, members in self._followed(pairs):
                if len(members) >= self.config.least_row and not any(line.issuperset(pair) for line in new):
                    lines.append(members)
                    new.append(frozenset(members.tolist()))
            for line in new:
                inside = np.zeros(len(self.size), np.bool_)
                inside[list(line)] = True
                waiting = waiting[~inside[waiting].all(axis=1)]
        return lines

    def _followed(self, pairs: NDArray[np.int64]) -> Iterator[tuple[tuple[int, int], NDArray[np.int64]]]:
        """Pairs and the letters in line with them, those looked at before from memory."""
        every = [(a, b) for a, b in pairs.tolist()]
        new = np.array([pair not in self._known for pair in every])
        if new.any():
            found = _followed(pairs[new], self.middle, self.size, self.config)
            self._known.update(zip((every[k] for k in np.flatnonzero(new)), found, strict=True))
        return ((pair, self._known[pair]) for pair in every)


def axes_of(points: Points) -> NDArray[np.float64]:
    """Across and along points that lie in line, as columns."""
    centred = points - points.mean(axis=0)
    return np.linalg.eigh(centred.T @ centred)[1]


def _pairs(
    middle: Points, size: NDArray[np.float64], free: NDArray[np.bool_], config: StampConfig
) -> NDArray[np.int64]:
    """Each free letter with the two nearest of its size, each pair once and in order."""
    at = np.flatnonzero(free)
    x, y = middle[at].T
    own = size[at]
    most = np.maximum(own[:, None], own[None, :])
    near = (np.abs(x[:, None] - x[None, :]) <= config.step * most) & (most <= config.alike * own[:, None])
    near &= (np.abs(y[:, None] - y[None, :]) <= config.step * most) & (most <= config.alike * own[None, :])
    one, other = np.nonzero(near)
    apart = np.hypot(x[one] - x[other], y[one] - y[other])
    kept = (apart > 0) & (apart <= config.step * most[one, other])
    one, other, apart = one[kept], other[kept], apart[kept]
    order = np.lexsort((apart, one))
    one, other = one[order], other[order]
    # the first two of each letter
    nearest = np.arange(len(one)) - np.searchsorted(one, one) < 2
    pairs = np.sort(np.stack([at[one[nearest]], at[other[nearest]]], axis=1), axis=1)
    return np.unique(pairs, axis=0)


def _followed(
    pairs: NDArray[np.int64], middle: Points, size: NDArray[np.float64], config: StampConfig
) -> list[NDArray[np.int64]]:
    """The letters in line with each pair, none far from the next; none where there are fewer than three."""
    high = size[pairs].max(axis=1)
    alike = (size <= config.alike * high[:, None]) & (size * config.alike >= high[:, None])
    along = middle[pairs[:, 1]] - middle[pairs[:, 0]]
    along /= np.hypot(*along.T)[:, None]
    centre = middle[pairs].mean(axis=1)
    left = np.arange(len(pairs))
    members: list[NDArray[np.int64]] = [pairs[0][:0]] * len(pairs)
    for again in range(_ROUNDS):
        across = np.stack([-along[:, 1], along[:, 0]], axis=1)
        off = across @ middle.T
        off -= (across * centre).sum(axis=1)[:, None]
        inside = alike[left] & (np.abs(off, out=off) <= config.off * high[left][:, None])
        of, letters = np.nonzero(inside)
        t = ((middle[letters] - centre[of]) * along[of]).sum(axis=1)
        order = np.lexsort((t, of))
        of, letters, t = of[order], letters[order], t[order]
        run = _unbroken(of, letters == pairs[left, 0][of], t, config.step * high[left])
        of, letters = of[run], letters[run]
        counts = np.bincount(of, minlength=len(left))
        kept = counts >= 3
        ends = np.cumsum(counts)
        for k in np.flatnonzero(kept).tolist():
            members[left[k]] = letters[ends[k] - counts[k] : ends[k]]
        for k in np.flatnonzero(~kept).tolist():
            members[left[k]] = letters[:0]
        left = left[kept]
        if again == _ROUNDS - 1 or not len(left):
            break
        centre, along = _laid(middle, letters[kept[of]], counts[kept])
    return members


def _unbroken(
    of: NDArray[np.int64], start: NDArray[np.bool_], t: NDArray[np.float64], step: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Which letters follow each other up to the start of their line without a gap wider than `step`.

    Args:
        of: the line of each letter; those of one follow each other.
        start: where each line starts from.
        t: place on the line, rising.
        step: by line.
    """
    if not len(of):
        return start
    breaks = (np.diff(of) > 0) | (np.diff(t) > step[of[1:]])
    run = np.concatenate([[0], np.cumsum(breaks)])
    wanted = np.zeros(int(run[-1]) + 1, np.bool_)
    wanted[run[start]] = True
    return np.asarray(wanted[run], np.bool_)


def _laid(
    middle: Points, letters: NDArray[np.int64], counts: NDArray[np.int64]
) -> tuple[Points, NDArray[np.float64]]:
    """Middle and direction of the lines through so many letters each."""
    starts = np.cumsum(counts) - counts
    points = middle[letters]
    centre = np.add.reduceat(points, starts) / counts[:, None]
    centred = points - np.repeat(centre, counts, axis=0)
    products = np.add.reduceat(centred[:, :, None] * centred[:, None, :], starts)
    return centre, np.linalg.eigh(products)[1][:, :, 1]
