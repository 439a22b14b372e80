"""How far a cross or slash strikes that reaches beyond what it stands on, into the lines above and below.

Arms that are longer than a banner is high end in its neighbours. Who drew them meant the banner: it is as wide as the
cross, while the lines that they only touch run on beside it. A cross on a block of type has that on all its lines.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from processors.geometry import Box, cluster_1d
from processors.marks.strikes.types import StrikeMark
from processors.records import StrikeStyle

SEVERAL = 2.0
"""Height of a mark (letter heights) from which more than one line may lie in it."""

LIKE = (0.4, 1.7)
"""Least and greatest height of letters (letter heights), and the greatest width."""

RUN = 4
"""So many letters beside a mark, none far from the next, are of a line that goes on there."""

LONG = 0.75
"""Lines that a mark only touches go on so far beside it, left and right together (widths of the mark)."""

GAP = 2.0
"""Widest space between words of such a line (letter heights)."""


def letter_boxes(stats: NDArray[np.int32], letter: float) -> NDArray[np.float64]:
    """Boxes (x0, y0, x1, y1) of the pieces of ink that can be letters.

    Args:
        stats: of all pieces, `x, y, width, height, area` in pixels; the first row is the paper.
        letter: height of the page's letters in pixels.
    """
    x, y, width, height = stats[1:, :4].astype(np.float64).T
    like = (height >= LIKE[0] * letter) & (height <= LIKE[1] * letter) & (width <= LIKE[1] * letter)
    boxes: NDArray[np.float64] = np.stack((x, y, x + width, y + height), axis=1)[like]
    return boxes


def on_its_lines(mark: StrikeMark, letters: NDArray[np.float64], letter: float) -> StrikeMark:
    """The mark without the lines above and below that run on beside it, where the one in its middle does not.

    Args:
        mark: any; only crosses and slashes over several lines change.
        letters: boxes of letters, in the pixels of the mark.
        letter: their height in pixels.
    """
    if mark.style not in (StrikeStyle.X, StrikeStyle.DIAGONAL) or mark.box.height < SEVERAL * letter:
        return mark
    middle = mark.box.centre[1]
    lines = _beside(mark.box, letters, letter)
    if any(line.top - letter / 4 <= middle <= line.foot + letter / 4 for line in lines):
        return mark
    long = [line for line in lines if line.length >= LONG * mark.box.width]
    top = max([mark.box.y0, *(line.foot for line in long if line.foot < middle)])
    foot = min([mark.box.y1, *(line.top for line in long if line.top > middle)])
    return replace(mark, box=mark.box._replace(y0=top, y1=foot))


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of type that goes on beside a box: its top and foot, and how far left and right together; in pixels."""

    top: float
    foot: float
    length: float


def _beside(box: Box, letters: NDArray[np.float64], letter: float) -> list[_Line]:
    """The lines of which several letters stand beside a box, each without a wide gap."""
    middle = (letters[:, 1] + letters[:, 3]) / 2
    level = np.flatnonzero((middle >= box.y0 - letter / 4) & (middle <= box.y1 + letter / 4))
    lines = []
    for group in cluster_1d(middle[level].tolist(), letter / 4):
        row = letters[level[group]]
        runs = [_run(box.x0 - row[:, 2], letter), _run(row[:, 0] - box.x1, letter)]
        if sum(count for count, _ in runs) >= RUN:
            length = sum(reach for _, reach in runs)
            lines.append(_Line(float(row[:, 1].min()), float(row[:, 3].max()), length))
    return lines


def _run(distances: NDArray[np.float64], letter: float) -> tuple[int, float]:
    """How many letters follow each other from a side on without a wide gap, and how far they reach (pixels).

    Letters that are not on that side have a distance below 0.
    """
    ordered = np.sort(distances[distances >= 0])
    wide = np.diff(np.concatenate(([0.0], ordered))) > (GAP + 1) * letter
    count = int(np.argmax(wide)) if wide.any() else len(ordered)
    return count, float(ordered[count - 1]) if count else 0.0
