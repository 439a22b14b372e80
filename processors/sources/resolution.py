"""How large the paper of an image was: its resolution tag if that is believable, else letter paper."""

from __future__ import annotations

from dataclasses import dataclass

from processors.config.limits import LimitsConfig


@dataclass(frozen=True, slots=True)
class Resolution:
    """The resolution of an image.

    Attributes:
        x: stored pixels per inch along the width.
        y: stored pixels per inch along the height.
        used: pixels per inch of the raster that is handed on, the same in both directions.
        as_stored: whether that is the stored raster, unchanged.
        how: in words, for provenance.
    """

    x: float
    y: float
    used: float
    as_stored: bool
    how: str


def resolution(width: int, height: int, tag: tuple[float, float] | None, limits: LimitsConfig) -> Resolution:
    """Decides the resolution of a width x height image (pixels, upright).

    Args:
        width: in pixels, above 0.
        height: in pixels, above 0.
        tag: dots per inch along width and height as the file claims, None without a tag.
        limits: which tags are believed, and the finest resolution handed on.
    """
    doubt = _doubt(width, height, tag, limits)
    if tag is not None and not doubt:
        x, y = tag
        origin = f"image as stored at {_written(x, y)} dpi"
    else:
        inches = limits.assumed_landscape_inches if width > height else limits.assumed_portrait_inches
        x = y = width / inches
        origin = f"image as stored, {x:.0f} dpi estimated for a page {inches:g} inches wide because {doubt}"
    square = abs(x / y - 1) <= limits.same_dpi
    finest = (x + y) / 2 if square else max(x, y)
    if finest > limits.max_dpi * (1 + limits.same_dpi):
        return Resolution(x, y, limits.max_dpi, False, f"{origin}; reduced to {limits.max_dpi:.0f} dpi")
    if not square:
        return Resolution(x, y, finest, False, f"{origin}; resampled to {finest:.0f} dpi both ways")
    return Resolution(x, y, finest, True, origin)


def _doubt(width: int, height: int, tag: tuple[float, float] | None, limits: LimitsConfig) -> str:
    """Why the tag is not believed, empty if it is."""
    if tag is None:
        return "the file has no resolution tag"
    x, y = tag
    written = _written(x, y)
    low, high = limits.min_dpi, limits.image_dpi_ceiling
    if not (low <= x <= high and low <= y <= high) or max(x / y, y / x) > limits.image_dpi_ratio:
        return f"its tag of {written} dpi cannot be right"
    sides = (width / x, height / y)
    if min(sides) < limits.image_min_inches or max(sides) > limits.image_max_inches:
        return f"its tag of {written} dpi would make the page {sides[0]:.1f} x {sides[1]:.1f} inches"
    return ""


def _written(x: float, y: float) -> str:
    across, down = f"{x:.0f}", f"{y:.0f}"
    return across if across == down else f"{across} x {down}"
