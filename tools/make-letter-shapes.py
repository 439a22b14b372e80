"""Prints `processors/marks/overtyped/shapes.py`'s tables: letters of a serif type as bitmaps.

    python tools/make-letter-shapes.py

The type is Liberation Serif (SIL Open Font License), which has the widths of Times; it is found as the samples find it.
"""

from __future__ import annotations

import base64
import sys
import zlib

import numpy as np
from PIL import Image, ImageDraw

from samples.fonts import font

LETTERS = "()/-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZx"
CAPITAL = 48
"""Height of capitals in pixels."""

ABOVE, BELOW = 56, 20
"""Rows above and below the baseline: parentheses and slashes go beyond capitals."""


def _face() -> int:
    """The em in pixels at which capitals are `CAPITAL` high."""
    return next(em for em in range(40, 120) if -font("serif", em).getbbox("E", anchor="ls")[1] >= CAPITAL)


def main() -> None:
    """Prints the tables."""
    face = font("serif", _face())
    cells, metrics = [], []
    for letter in LETTERS:
        cell = Image.new("L", (160, ABOVE + BELOW), 0)
        ImageDraw.Draw(cell).text((40, ABOVE), letter, fill=255, font=face, anchor="ls")
        ink = np.asarray(cell) > 127
        columns = np.flatnonzero(ink.any(axis=0))
        first, last = int(columns[0]), int(columns[-1]) + 1
        cells.append(ink[:, first:last])
        metrics.append((last - first, first - 40, round(face.getlength(letter))))
    packed = zlib.compress(np.packbits(np.hstack(cells)).tobytes(), 9)
    _print("_METRICS", " ".join(f"{w} {b} {a}" for w, b, a in metrics))
    _print("_SHEET", base64.b85encode(packed).decode())


def _print(name: str, text: str) -> None:
    sys.stdout.write(f"{name} = (\n")
    sys.stdout.writelines(f'    "{text[k : k + 100]}"\n' for k in range(0, len(text), 100))
    sys.stdout.write(")\n")


if __name__ == "__main__":
    main()
