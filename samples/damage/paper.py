"""Damages to the sheet: scanner borders and punch holes."""

from __future__ import annotations

import cv2
import numpy as np

from processors.geometry import Affine, Box
from processors.scan import Raster
from samples.chance import Rng, between, chance, pick, whole
from samples.damage.base import Damaged, grain
from samples.truth import Trap

BORDER = (0.08, 0.45)
"""Width of a black scanner border in inches."""

HOLE_RADIUS = (0.11, 0.14)
"""Radius of a punch hole in inches."""

HOLE_INSET = (0.28, 0.45)
"""From the edge of the paper to the middle of a hole, in inches."""

HOLE_GAP = 2.75
"""Between two holes at the head of a page, in inches."""


def border(image: Raster, rng: Rng, dpi: float) -> Damaged:
    """The glass is larger than the sheet: black along one to four edges, with a rough inner edge."""
    sides = [chance(rng, 0.6) for _ in range(4)]
    if not any(sides):
        sides[whole(rng, 0, 3)] = True
    left, top, right, bottom = (round(between(rng, *BORDER) * dpi) if on else 0 for on in sides)
    level = whole(rng, 0, 30)
    height, width = image.shape[0] + top + bottom, image.shape[1] + left + right
    grown = cv2.copyMakeBorder(
        image, top, bottom, left, right, cv2.BORDER_CONSTANT, value=(level, level, level)
    )
    page = np.asarray(grown, dtype=np.uint8)
    _rough(page, rng, (left, top, width - right, height - bottom), level, dpi)
    strips = (
        (left, Box(0, 0, left, height)),
        (top, Box(0, 0, width, top)),
        (right, Box(width - right, 0, width, height)),
        (bottom, Box(0, height - bottom, width, height)),
    )
    traps = tuple(Trap(box, "scan border") for thickness, box in strips if thickness)
    return Damaged(page, Affine.translation(left, top), traps)


def _rough(page: Raster, rng: Rng, paper: tuple[int, int, int, int], level: int, dpi: float) -> None:
    """Lets the black eat into the paper: more towards one end, since the sheet lay crooked, and unevenly."""
    x0, y0, x1, y1 = paper
    height, width = page.shape[:2]
    length = max(height, width)
    slant = np.linspace(0, 1, length)[None, :] * between(rng, 0, 0.03) * dpi
    depth = np.clip(slant + grain(rng, (2, length), 0.02 * dpi) * 0.003 * dpi, 0, 0.04 * dpi).astype(int)
    for y in range(y0, y1):
        if x0:
            page[y, x0 : x0 + depth[0, y]] = level
        if x1 < width:
            page[y, x1 - depth[1, y] : x1] = level
    for x in range(x0, x1):
        if y0:
            page[y0 : y0 + depth[1, x], x] = level
        if y1 < height:
            page[y1 - depth[0, x] : y1, x] = level


def holes(image: Raster, rng: Rng, dpi: float) -> Damaged:
    """Two holes at the head or three at the left, black, ringed, or half lost over the edge."""
    height, width = image.shape[:2]
    radius = between(rng, *HOLE_RADIUS) * dpi
    inset = pick(rng, (between(rng, *HOLE_INSET) * dpi, 0.0))
    if chance(rng, 0.6):
        centres = [(width / 2 + s * HOLE_GAP / 2 * dpi, inset) for s in (-1, 1)]
    else:
        centres = [(inset, height * share) for share in (0.12, 0.5, 0.88)]
    page, traps = image.copy(), []
    ring = inset > 0 and chance(rng, 0.3)
    for x, y in centres:
        at = (round(x), round(y))
        shade = (whole(rng, 0, 50),) * 3
        thickness = max(2, round(0.02 * dpi)) if ring else -1
        cv2.circle(page, at, round(radius), shade, thickness, cv2.LINE_AA)
        box = Box(at[0] - radius, at[1] - radius, at[0] + radius, at[1] + radius).clipped(width, height)
        what = "black half-moon = rest of a punch hole" if inset == 0 else "punch hole"
        traps.append(Trap(box, what))
    return Damaged(page, traps=tuple(traps))
