"""Small helpers for tests of whole services."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw


def wait_for(what: Callable[[], object], seconds: float, told: str) -> None:
    """Waits until `what` gives something true.

    Raises:
        AssertionError: it does not in time.
    """
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, f"not within {seconds} s: {told}"
        time.sleep(0.3)


def make_scan(path: Path, pages: int, tint: int = 0) -> None:
    """A PDF of small pages that all look different."""
    made = []
    for number in range(pages):
        image = Image.new("L", (425, 550), 255)
        draw = ImageDraw.Draw(image)
        draw.text((40, 40), f"PAGE {number} {tint}", fill=0, font_size=20)
        draw.rectangle((60, 100, 90 + 7 * number + tint, 120), fill=0)
        made.append(image)
    made[0].save(path, save_all=True, append_images=made[1:], resolution=200)


def copy_text(source: Path, target: Path, *pairs: tuple[str, str]) -> None:
    """Copies a file, each first text of `pairs` replaced by the second, once.

    Raises:
        AssertionError: a text is not there.
    """
    text = source.read_text()
    for before, after in pairs:
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    target.write_text(text)
