"""In which widths pictures of a page come: a few steps, so that they can be kept, up to the pixels that it has."""

from __future__ import annotations

from processors.records import Page

# Pixels: a thumbnail, a narrow screen, a wide one, and a wide one of high resolution.
_STEPS = (200, 800, 1400, 2400)
# The widest picture: what is finer is made coarser, a page of newspaper at 600 dpi too.
_WIDEST = 6000
_POINTS_PER_INCH = 72.0
# A step is left out where the native width is within this factor of it.
_NEAR = 1.15


def widths(page: Page) -> tuple[int, ...]:
    """The widths in pixels that pictures of the page come in, the native one last."""
    native = max(1, min(_WIDEST, round(page.width * page.dpi / _POINTS_PER_INCH)))
    return (*(step for step in _STEPS if step * _NEAR < native), native)


def fitting(page: Page, wanted: int) -> int:
    """The narrowest of the page's widths that has `wanted` pixels, else the native one."""
    steps = widths(page)
    return next((step for step in steps if step >= wanted), steps[-1])
