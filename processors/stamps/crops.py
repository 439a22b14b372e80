"""A leaning block of letters, cut out of the page and set upright, without what else stands there."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from processors.config.stamps import StampConfig
from processors.geometry import Affine, Box
from processors.scan import Raster
from processors.stamps.letters import Layer
from processors.stamps.rows import Block

_INSIDE = 0.85
"""Share of a piece of ink that lies within the block of what belongs to the stamp, and within its frame's reach."""

_SPANS = 0.8
"""Share of the block's width and height that its frame goes around, at least."""

_LEAST_HEAVY = 0.4
"""Size (letter heights) of heavy lettering; what is smaller are rests of the print that it was parted from."""


@dataclass(frozen=True, slots=True)
class Crop:
    """One block upright.

    Attributes:
        picture: grey levels, dark letters on white paper.
        to_page: from its pixels to those of the page.
        outline: around the block in its pixels.
        ink: labels of the layer's pieces of ink that are the stamp's, its frame included.
    """

    picture: Raster
    to_page: Affine
    outline: Box
    ink: NDArray[np.int64]


def cut_out(picture: Raster, scale: float, layer: Layer, block: Block, config: StampConfig) -> Crop:
    """Cuts a block out.

    Args:
        picture: the page, dark on light.
        scale: pixels of the reduced page, in which `layer` and `block` are, a pixel of the page.
        layer: in which the block was found.
        block: what is cut out.
        config: thresholds.
    """
    room, margin = config.frame * block.size, config.margin * block.size
    window = block.outline.grown(room)
    upright = Affine.rotation(-block.angle).then(Affine.translation(-window.x0, -window.y0))
    size = (round(window.width) + 1, round(window.height) + 1)
    pieces = _pieces(layer, upright, size)
    near = _part(pieces, room - margin)
    letters = _mostly(near, layer)
    if layer.heavy:
        sizes = layer.stats[letters][:, 2:4].max(axis=1)
        letters = letters[sizes >= _LEAST_HEAVY * block.size]
    frame = _frames(_mostly(pieces, layer), pieces, layer, block)
    enlarged = config.area_letter / block.size
    large = (max(1, round(near.shape[1] * enlarged)), max(1, round(near.shape[0] * enlarged)))
    inset = float(max(0, round(room - margin)))
    to_crop = upright.then(Affine.translation(-inset, -inset)).then(Affine.scale(enlarged))
    reading = Affine.scale(scale).then(to_crop)
    grey = _turned(picture, reading, large, cv2.INTER_AREA if scale * enlarged < 1 else cv2.INTER_CUBIC, 255)
    mask = cv2.dilate(np.isin(near, letters).astype(np.uint8), np.ones((3, 3), np.uint8))
    mask = cv2.resize(mask, large, interpolation=cv2.INTER_NEAREST)
    inner = Box(0.0, 0.0, float(large[0]), float(large[1])).grown(-margin * enlarged)
    return Crop(
        np.where(mask > 0, grey, 255).astype(np.uint8), reading.inverse(), inner, np.union1d(letters, frame)
    )


def _pieces(layer: Layer, upright: Affine, size: tuple[int, int]) -> NDArray[np.int64]:
    """Labels of the pieces of ink in the upright picture."""
    around = upright.inverse().box(Box(0.0, 0.0, float(size[0]), float(size[1]))).grown(2)
    x0, y0 = (max(0, math.floor(v)) for v in around[:2])
    labels = layer.labels[y0 : max(y0, math.ceil(around.y1)), x0 : max(x0, math.ceil(around.x1))]
    if not labels.size:
        return np.zeros(size[::-1], np.int64)
    by = Affine.translation(x0, y0).then(upright)
    return np.asarray(_turned(labels.astype(np.float32), by, size, cv2.INTER_NEAREST, 0), np.int64)


def _turned(picture: NDArray[Any], by: Affine, size: tuple[int, int], how: int, paper: int) -> NDArray[Any]:
    """The picture under a map; OpenCV counts from the centres of pixels."""
    centres = Affine.translation(0.5, 0.5).then(by).then(Affine.translation(-0.5, -0.5))
    turned = cv2.warpAffine(
        picture, np.array(centres.rows()), size, flags=how, borderMode=cv2.BORDER_CONSTANT, borderValue=paper
    )
    return np.asarray(turned)


def _part(pieces: NDArray[np.int64], inset: float) -> NDArray[np.int64]:
    edge = max(0, round(inset))
    return pieces[edge : pieces.shape[0] - edge, edge : pieces.shape[1] - edge]


def _mostly(pieces: NDArray[np.int64], layer: Layer) -> NDArray[np.int64]:
    """Labels of the pieces of which most lies in this part."""
    count = np.bincount(pieces.reshape(-1), minlength=len(layer.stats))
    inside = (count > 0) & (count >= _INSIDE * layer.stats[:, 4])
    inside[0] = False
    return np.flatnonzero(inside)


def _frames(
    labels: NDArray[np.int64], pieces: NDArray[np.int64], layer: Layer, block: Block
) -> NDArray[np.int64]:
    """Those of the pieces that go around the block."""
    wide, high = _SPANS * block.outline.width, _SPANS * block.outline.height
    # of what is shorter than that from corner to corner nothing can be turned so that it is not
    long = np.hypot(*layer.stats[labels][:, 2:4].T) + 2 >= max(wide, high)
    kept = []
    for label in labels[long].tolist():
        own = pieces == label
        rows, columns = np.flatnonzero(own.any(axis=1)), np.flatnonzero(own.any(axis=0))
        if np.ptp(rows) >= high and np.ptp(columns) >= wide:
            kept.append(label)
    return np.array(kept, np.int64)
