"""What copying, filing, scanning and sending do to a page, step by step, each with the map it moves points by.

`damage(image, name, rng)` does one step; `apply(image, names, rng)` several, one after the other. Both work on any
page, so that a benchmark can hurt other pages in the same way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from processors.errors import UsageError
from processors.geometry import Affine
from processors.scan import Raster
from samples.chance import Rng
from samples.damage import coding, ink, paper, placing
from samples.damage.base import DPI, Damaged, Step

STEPS: dict[str, Step] = {
    "skew": placing.skew,
    "turn90": placing.turn90,
    "turn180": placing.turn180,
    "turn270": placing.turn270,
    "photocopy": placing.photocopy,
    "border": paper.border,
    "holes": paper.holes,
    "speckle": ink.speckle,
    "mottle": ink.mottle,
    "fade": ink.fade,
    "bleed": ink.bleed,
    "jpeg": coding.jpeg,
    "otsu": coding.otsu,
    "threshold": coding.threshold,
    "fax": coding.fax,
    "fax_fine": coding.fax_fine,
}
"""Every damage by its name."""

NAMES = tuple(STEPS)


def damage(image: Raster, name: str, rng: Rng, *, dpi: float = DPI) -> tuple[Raster, Affine]:
    """One damage.

    Args:
        image: the page, height x width or height x width x 3, 0 = black; left as it is.
        name: one of `NAMES`.
        rng: the chance it draws its strength from; the same state gives the same pixels.
        dpi: pixels per inch, by which holes, grains and strokes are sized.

    Returns:
        The damaged page, and the map from points of `image` to points of it.

    Raises:
        UsageError: there is no damage of that name.
    """
    done = apply(image, (name,), rng, dpi=dpi)
    return done.image, done.affine


def apply(image: Raster, names: Sequence[str], rng: Rng, *, dpi: float = DPI) -> Damaged:
    """The damages `names` in turn, with the traps that they leave (borders, holes) in pixels of the result.

    Raises:
        UsageError: there is no damage of one of those names.
    """
    whole = Damaged(image)
    for name in names:
        if name not in STEPS:
            raise UsageError(f"there is no damage called {name!r}", hint=f"Known are: {', '.join(NAMES)}")
        step = STEPS[name](whole.image, rng, dpi)
        height, width = step.image.shape[:2]
        kept = (replace(t, bbox=step.affine.box(t.bbox).clipped(width, height)) for t in whole.traps)
        traps = tuple(t for t in kept if t.bbox.area > 0) + step.traps
        whole = Damaged(step.image, whole.affine.then(step.affine), traps)
    return whole


__all__ = ["DPI", "NAMES", "Damaged", "apply", "damage"]
