"""Finds lines of text with a PP-OCR model on onnxruntime: what the model answers, and boxes out of it.

RapidOCR does the same, but takes half a second of CPU to load what it needs for other models, downloads and settings.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import pyclipper
from numpy.typing import NDArray

from processors.config.fusion import DetectorConfig
from processors.geometry import Box
from processors.scan import Raster

# What the model is given of each grey level: -1 to 1, in three equal channels.
_LEVELS = ((np.arange(256, dtype=np.float32) / np.float32(255)).astype(np.float64) * 2 - 1).astype(np.float32)


@dataclass(frozen=True, slots=True)
class _Tilted:
    """A rectangle that may be tilted: its four corners (4 x 2, pixels, around it), and its shorter side."""

    corners: NDArray[np.float32]
    shorter: float


class TextDetector:
    """A session of a detection model with Differentiable Binarization.

    After Liao et al., "Real-time Scene Text Detection with Differentiable Binarization" (AAAI 2020), as PaddleOCR
    and RapidOCR read the model's answer.
    """

    def __init__(self, session: Any, step: int, config: DetectorConfig) -> None:
        """Takes an onnxruntime session of the model, which wants sides (pixels) that are multiples of `step`."""
        self._session, self._step, self._config = session, step, config
        self._input = session.get_inputs()[0].name

    def boxes(self, picture: Raster) -> list[Box]:
        """Upright boxes (pixels) around the lines of text in a picture: height x width grey levels."""
        (height, width), step, config = picture.shape, self._step, self._config
        shape = (round(width / step) * step, round(height / step) * step)
        if min(shape) == 0:
            return []
        levels = _LEVELS[cv2.resize(picture, shape)]
        tensor = np.repeat(levels[None, None], 3, axis=1)
        answer = self._session.run(None, {self._input: tensor})[0][0, 0]
        found = (self._box(outline, answer, (height, width)) for outline in self._outlines(answer))
        return _from_top([box for box in found if box is not None], config.same_row)

    def _outlines(self, answer: NDArray[np.float32]) -> list[NDArray[np.int32]]:
        likely = (answer > self._config.likely).astype(np.uint8)
        thick = cv2.dilate(likely, np.ones((2, 2), np.uint8))
        outlines, _ = cv2.findContours(thick * 255, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
        return [np.asarray(outline, dtype=np.int32) for outline in outlines[: self._config.most]]

    def _box(
        self, outline: NDArray[np.int32], answer: NDArray[np.float32], size: tuple[int, int]
    ) -> Box | None:
        """The box of a line in a picture of that size (height, width); None where the outline is of none."""
        config, core = self._config, _around(outline)
        if core.shorter < config.least or _mean(answer, core.corners) < config.share:
            return None
        line = _around(_grown(core.corners, config.grown))
        if line.shorter < config.least + 2:
            return None
        scale = np.array(size[::-1]) / np.array(answer.shape[::-1])
        corners = np.round(line.corners * scale).clip(0, size[::-1]).astype(np.int32)
        corners = corners.clip(0, (size[1] - 1, size[0] - 1))
        sides = np.linalg.norm(corners - np.roll(corners, 1, axis=0), axis=1).astype(int)
        if sides.min() <= config.least:
            return None
        return Box(*corners.min(axis=0).tolist(), *corners.max(axis=0).tolist())


def _around(outline: NDArray[np.int32]) -> _Tilted:
    """The smallest rectangle around an outline."""
    rectangle = cv2.minAreaRect(outline)
    return _Tilted(np.asarray(cv2.boxPoints(rectangle), dtype=np.float32), min(rectangle[1]))


def _grown(corners: NDArray[np.float32], share: float) -> NDArray[np.int32]:
    """The outline of a rectangle grown on all sides: the model marks the cores of lines only."""
    distance = cv2.contourArea(corners) * share / cv2.arcLength(corners, closed=True)
    grow = pyclipper.PyclipperOffset()
    grow.AddPath(corners, pyclipper.JT_ROUND, pyclipper.ET_CLOSEDPOLYGON)
    return np.array(grow.Execute(distance), dtype=np.int32).reshape(-1, 1, 2)


def _mean(answer: NDArray[np.float32], corners: NDArray[np.float32]) -> float:
    """The mean answer within a rectangle."""
    height, width = answer.shape
    x0, y0 = np.floor(corners.min(axis=0)).astype(int).clip(0, (width - 1, height - 1))
    x1, y1 = np.ceil(corners.max(axis=0)).astype(int).clip(0, (width - 1, height - 1))
    mask = np.zeros((y1 - y0 + 1, x1 - x0 + 1), dtype=np.uint8)
    cv2.fillPoly(mask, [(corners - (x0, y0)).astype(np.int32)], (1,))
    return float(cv2.mean(answer[y0 : y1 + 1, x0 : x1 + 1], mask)[0])


def _from_top(boxes: list[Box], same: float) -> list[Box]:
    """From the top down, those whose tops follow each other by less than `same` pixels from the left."""
    rows: list[list[Box]] = []
    for box in sorted(boxes, key=lambda box: box.y0):
        if not rows or box.y0 - rows[-1][-1].y0 >= same:
            rows.append([])
        rows[-1].append(box)
    return [box for row in rows for box in sorted(row, key=lambda box: box.x0)]
