"""The page set straight, but with nothing taken out."""

from __future__ import annotations

from processors.geometry import Affine
from processors.resampling import resampled
from processors.scan import Raster


def straight_picture(grey: Raster, to_source: Affine, width: int, height: int) -> Raster:
    """The page turned, straightened and enlarged as for the first reader, and nothing taken out.

    Codes in margins are sought on it: what clears dark borders takes those that stand on them.

    Args:
        grey: height x width grey levels, redactions painted out.
        to_source: from pixels of the cleaned page to pixels of `grey`.
        width: of the cleaned page in pixels.
        height: of the cleaned page in pixels.
    """
    if to_source == Affine() and grey.shape == (height, width):
        return grey
    return resampled(grey, to_source.inverse(), (width, height))
