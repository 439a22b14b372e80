"""Where letters of a stamp may be on a page: what nobody read, and heavy lettering over print."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from processors.components import components
from processors.config.stamps import StampConfig
from processors.ocr.engine import EngineLine
from processors.scan import Raster
from processors.stamps.rows import Boxes, rows_of


@dataclass(frozen=True, slots=True)
class Layer:
    """Letters that may be a stamp's.

    Attributes:
        boxes: of all letters, in pixels of the reduced page.
        free: which of them were not read.
        labels: of the pieces of ink, height x width; 0 is paper.
        stats: of the pieces, by label (`x, y, width, height, area`).
        heavy: whether this is lettering parted from finer print.
    """

    boxes: Boxes
    free: NDArray[np.bool_]
    labels: NDArray[np.int32]
    stats: NDArray[np.int32]
    heavy: bool

    def on_page(self, corner: NDArray[np.int64], shape: tuple[int, ...]) -> Layer:
        """What was found in a part of the page with this corner (x, y, x, y) in a page of `shape`."""
        labels = np.zeros(shape, np.int32)
        x, y = corner[:2].tolist()
        height, width = self.labels.shape
        labels[y : y + height, x : x + width] = self.labels
        moved = np.array([x, y, 0, 0, 0])
        return replace(
            self, boxes=self.boxes + moved[:4], labels=labels, stats=self.stats + moved.astype(np.int32)
        )


def reduced(picture: Raster, dpi: float, config: StampConfig) -> tuple[NDArray[np.uint8], float]:
    """Where ink is (0 or 1) on a page brought down to `config.dpi`, and its pixels a pixel of the page."""
    scale = min(1.0, config.dpi / dpi)
    small = picture
    if scale < 1:
        small = np.asarray(
            cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_LINEAR), np.uint8
        )
    return np.asarray(cv2.threshold(small, 0, 1, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)[1], np.uint8), scale


def unread_layer(ink: NDArray[np.uint8], sure: Boxes, config: StampConfig) -> Layer | None:
    """All letters; free are those in no word that was read surely. None where no row of free ones leans.

    `sure` are boxes of `sure_words` in pixels of the reduced page.
    """
    least = config.letter_inches[0]
    rest = ink.copy()
    for x0, y0, x1, y1 in np.round(sure).astype(int).tolist():
        rest[max(0, y0 - 1) : y1 + 1, max(0, x0 - 1) : x1 + 1] = 0
    # Where nothing leans, which pixel is whose need not be known.
    boxes, free = _letters(components(rest, 8).stats, sure[:0], least, config)
    if not rows_of(boxes, free, config):
        return None
    return _layer(ink, sure, least, config, heavy=False)


def heavy_layer(ink: NDArray[np.uint8], x_height: float, sure: Boxes, config: StampConfig) -> Layer | None:
    """Lettering whose strokes are thicker than the page's type has them; None where there is next to none.

    `x_height` is the type's, `sure` are boxes of `sure_words`, both in pixels of the reduced page.
    """
    width = max(3, round(config.dpi / 50), round(config.heavy * 0.2 * x_height))
    core = cv2.erode(ink, np.ones((width, width), np.uint8))
    if cv2.countNonZero(core) < config.least_row * width:
        return None
    back = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * width - 1, 2 * width - 1))
    # there is seldom more of it than a line or two
    part = tuple(_reach(np.flatnonzero(core.any(axis=axis)), width) for axis in (1, 0))
    near = np.asarray(cv2.dilate(core[part], back), np.uint8)
    layer = _layer(near & ink[part], sure - _corner(part), config.heavy_inches, config, heavy=True)
    return layer.on_page(_corner(part), ink.shape)


def _reach(places: NDArray[np.int64], beyond: int) -> slice:
    """From the first to the last of some rows or columns, and so many beyond."""
    return slice(max(0, int(places[0]) - beyond), int(places[-1]) + beyond + 1)


def _corner(part: tuple[slice, ...]) -> NDArray[np.int64]:
    """Left and top of a part of the page, twice."""
    rows, columns = part
    return np.array([columns.start, rows.start] * 2)


def _layer(
    ink: NDArray[np.uint8],
    sure: Boxes,
    least: float,
    config: StampConfig,
    *,
    heavy: bool,
) -> Layer:
    pieces = components(ink, 8)
    boxes, free = _letters(pieces.stats, sure, least, config)
    return Layer(boxes, free, pieces.labels, pieces.stats, heavy)


def _letters(
    pieces: NDArray[np.int32], sure: Boxes, least: float, config: StampConfig
) -> tuple[Boxes, NDArray[np.bool_]]:
    """Boxes of what may be letters among pieces of ink (rows as `Layer.stats`), and which of them were not read."""
    stats = pieces[1:]
    high = np.maximum(stats[:, 2], stats[:, 3])
    low = np.minimum(stats[:, 2], stats[:, 3])
    most = config.letter_inches[1] * config.dpi
    like = (high >= least * config.dpi) & (high <= most) & (low * 12 >= high)
    boxes = stats[like, :4].astype(np.float64)
    free = _free(boxes, sure, config)
    if int(free.sum()) > config.most_letters:
        size = np.maximum(boxes[:, 2], boxes[:, 3]) * free
        free &= size >= np.sort(size)[-config.most_letters]
    return boxes, free


def _free(boxes: Boxes, sure: Boxes, config: StampConfig) -> NDArray[np.bool_]:
    """Which letters lie in no word of their own height that was read surely."""
    if not len(sure) or not len(boxes):
        return np.ones(len(boxes), np.bool_)
    x, y = (boxes[:, k] + boxes[:, k + 2] / 2 for k in (0, 1))
    inside = (x[:, None] >= sure[:, 0]) & (x[:, None] <= sure[:, 2])
    inside &= (y[:, None] >= sure[:, 1]) & (y[:, None] <= sure[:, 3])
    inside &= sure[:, 3] - sure[:, 1] >= config.word_height * boxes[:, 3:4]
    return np.asarray(~inside.any(axis=1))


def sure_words(words: Sequence[EngineLine], config: StampConfig) -> Boxes:
    """Boxes (x0, y0, x1, y1) of level words that were read surely."""
    level = (line for line in words if not _leans(line, config))
    boxes = [w.box for line in level for w in line.words if w.confidence >= config.sure_word]
    return np.array(boxes, np.float64).reshape(-1, 4)


def _leans(line: EngineLine, config: StampConfig) -> bool:
    """Whether the middles of its words climb or fall more than a line laid straight does, or it stands on end."""
    if line.box.height > line.box.width:
        return len(line.text) >= config.least_row
    if len(line.words) < 2:
        return False
    x0, y0 = line.words[0].box.centre
    x1, y1 = line.words[-1].box.centre
    high = min(w.box.height for w in line.words)
    return abs(y1 - y0) >= max(
        config.short_rise * high, math.tan(math.radians(config.least_angle)) * abs(x1 - x0)
    )
