"""How a PDF page is to be rendered: pure arithmetic on the page's size and on where its images lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from processors.config.limits import LimitsConfig
from processors.geometry import Affine, Box

_COVERAGE_CELLS = 200


@dataclass(frozen=True, slots=True)
class PlacedImage:
    """An image of a page.

    Attributes:
        width: of the stored image, in pixels.
        height: of the stored image, in pixels.
        placed: from the image's unit square to points of the page as shown.
        order: position among the page's objects in the order of drawing.
    """

    width: int
    height: int
    placed: Affine
    order: int

    @property
    def box(self) -> Box:
        """Where it lies, in points of the page as shown."""
        return self.placed.box(Box(0.0, 0.0, 1.0, 1.0))

    @property
    def scale(self) -> tuple[float, float]:
        """Stored pixels per point, along the image's own width and height."""
        across = float(np.hypot(self.placed.a, self.placed.d))
        down = float(np.hypot(self.placed.b, self.placed.e))
        return (self.width / across if across > 0 else 0.0, self.height / down if down > 0 else 0.0)

    @property
    def dpi(self) -> float:
        """Stored pixels per inch, the finer of the two directions."""
        return 72.0 * max(self.scale)


@dataclass(frozen=True, slots=True)
class RenderPlan:
    """How to render a page.

    Attributes:
        width: of the raster, in pixels.
        height: of the raster, in pixels.
        to_pixels: from points of the page as shown to pixels of the raster.
        is_scan: whether images cover (nearly) the whole page.
        how: in words, for provenance.
    """

    width: int
    height: int
    to_pixels: Affine
    is_scan: bool
    how: str

    @property
    def dpi(self) -> float:
        """Pixels per inch, the mean of the two directions (they differ by less than `same_dpi`)."""
        return 36.0 * (self.to_pixels.a + self.to_pixels.e)


def coverage(boxes: Sequence[Box], width: float, height: float) -> float:
    """Share of a width x height page that the union of `boxes` covers, 0..1, to about half a percent."""
    cells = np.zeros((_COVERAGE_CELLS, _COVERAGE_CELLS), dtype=bool)
    for box in boxes:
        part = box.clipped(width, height).scaled(_COVERAGE_CELLS / width, _COVERAGE_CELLS / height)
        x0, y0, x1, y1 = (round(v) for v in part)
        cells[y0:y1, x0:x1] = True
    return float(cells.mean())


def plan(
    width: float, height: float, images: Sequence[PlacedImage], live_characters: int, limits: LimitsConfig
) -> RenderPlan | None:
    """Decides the resolution of a page.

    Images that cover the page (one, or strips of one) set it, and a single one whose sides are parallel to
    the page's also sets the pixel grid, so that its pixels come out unchanged. Other pages get
    `limits.render_dpi`.

    Args:
        width: of the page as shown, in points, above 0.
        height: of the page as shown, in points, above 0.
        images: its images, in any order.
        live_characters: how many characters of visible text it has.
        limits: thresholds; `max_dpi` and `page_pixels` are kept.

    Returns:
        The plan, or None if `page_pixels` would leave less than `limits.least_dpi`.
    """
    fine = [image for image in images if image.dpi >= limits.min_dpi]
    is_scan = coverage([image.box for image in fine], width, height) >= limits.scan_coverage
    deciding = _deciding(fine, width, height, limits) if is_scan else None
    if deciding is None:
        return _uniform(width, height, limits.render_dpi, is_scan, limits)
    needs_more = live_characters >= limits.live_characters and deciding.dpi < limits.render_dpi
    wanted = limits.render_dpi if needs_more else deciding.dpi
    if not needs_more and wanted <= limits.max_dpi * (1 + limits.same_dpi):
        exact = _on_grid(width, height, deciding, limits)
        if exact is not None:
            return exact
    return _uniform(width, height, min(wanted, limits.max_dpi), True, limits)


def _deciding(
    images: Sequence[PlacedImage], width: float, height: float, limits: LimitsConfig
) -> PlacedImage | None:
    """The largest image of the finest resolution that covers enough of the page."""
    for leader in sorted(images, key=lambda image: (-image.dpi, image.order)):
        group = [i for i in images if abs(i.dpi / leader.dpi - 1) <= limits.same_dpi]
        if coverage([i.box for i in group], width, height) >= limits.layer_coverage:
            return max(group, key=lambda image: (image.box.area, -image.order))
    return None


def _uniform(
    width: float, height: float, dpi: float, is_scan: bool, limits: LimitsConfig
) -> RenderPlan | None:
    fits = 72.0 * (limits.page_pixels / (width * height)) ** 0.5
    used = min(dpi, fits)
    if used < min(limits.least_dpi, dpi):
        return None
    scale = used / 72.0
    # Rounded up, so that the last row and column are on the raster; down where the limit would be passed.
    columns, rows = (max(1, int(side * scale + (0.999 if used < fits else 0.0))) for side in (width, height))
    lowered = ", lowered to fit limits.page_pixels" if used < dpi else ""
    return RenderPlan(
        columns, rows, Affine.scale(scale), is_scan, f"rendered at {used:.0f} dpi by pdfium{lowered}"
    )


def _on_grid(width: float, height: float, image: PlacedImage, limits: LimitsConfig) -> RenderPlan | None:
    """A plan in which each stored pixel is one pixel of the raster; None where that cannot be."""
    turned = abs(image.placed.a) < abs(image.placed.b)
    columns, rows = (image.height, image.width) if turned else (image.width, image.height)
    box = image.box
    sx, sy = columns / box.width, rows / box.height
    stray = (image.placed.a, image.placed.e) if turned else (image.placed.b, image.placed.d)
    if max(abs(v) for v in stray) * max(sx, sy) > limits.on_grid_pixels or abs(sx / sy - 1) > limits.same_dpi:
        return None
    x, y = box.x0 * sx, box.y0 * sy
    to_pixels = Affine(sx, 0.0, round(x) - x, 0.0, sy, round(y) - y)
    size = max(1, round(width * sx)), max(1, round(height * sy))
    if size[0] * size[1] > limits.page_pixels:
        return None
    return RenderPlan(*size, to_pixels, True, f"rendered at {image.dpi:.0f} dpi by pdfium, pixel for pixel")
