"""Two differently redacted copies of real pages: boxes drawn over words whose text and place are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from bench.compare.reading import Readings
from processors.compare.tokens import key_of
from processors.config import Config
from processors.errors import InputError
from processors.geometry import Affine, Box, bounding
from processors.records import Line, LineKind, Page, Word
from processors.sources import open_source
from samples.chance import Rng, chance, pick, stream, whole
from samples.damage import apply
from samples.formats import PageImage, write

LEAST_WORDS = 150
"""Words of a page that is worth two copies."""
SURE = 0.9
"""Confidence of words whose text is taken for known."""
APART = 6
"""Words between two boxes."""
SPANS = (5, 8)
"""Boxes on a page, over both copies together."""
DAMAGE = ((), ("jpeg",), ("skew", "jpeg"), ("photocopy",), ("speckle", "jpeg"))
"""Further scan damage of a copy: the pages are scans already."""


@dataclass(frozen=True, slots=True)
class Copies:
    """Two copies of a page: files A and B, and the passages that one shows and the other does not."""

    name: str
    files: tuple[Path, Path]
    opened: tuple[str, ...]
    closed: tuple[str, ...]
    damage: tuple[tuple[str, ...], tuple[str, ...]]


def real_copies(data: Path, out: Path, seed: int, count: int, readings: Readings) -> list[Copies]:
    """Copies of the first `count` pages of `data` with enough text; nothing is written outside `out`.

    Raises:
        InputError: there are no pages.
    """
    files = sorted(data.glob("*.pdf"))
    if not files:
        raise InputError("there are no pages", file=str(data))
    copies: list[Copies] = []
    for number, file in enumerate(files):
        if len(copies) == count:
            break
        record = readings.read([file])[file]
        runs = _runs(record.pages[0])
        if sum(map(len, runs)) >= LEAST_WORDS:
            copies.append(_copies(file, runs, out, stream(seed, number)))
    return copies


def _runs(page: Page) -> list[list[Word]]:
    """Words of the same line that were read surely and stand free of redactions."""
    if abs(page.skew_degrees) > 1:
        return []
    runs = [_sure(line, page) for line in page.lines if line.kind in (LineKind.BODY, LineKind.LIST_ITEM)]
    return [run for run in runs if len(run) >= 4]


def _sure(line: Line, page: Page) -> list[Word]:
    marks = (
        [r.bbox for r in page.redactions] + [m.bbox for m in page.markings] + [s.bbox for s in page.strikes]
    )
    run: list[Word] = []
    best: list[Word] = []
    for word in line.words:
        free = not any(word.bbox.overlap(box.grown(2)) > 0 for box in marks)
        if word.confidence >= SURE and key_of(word.text) and free:
            run.append(word)
            best = max(best, run, key=len)
        else:
            run = []
    return best


def _copies(file: Path, runs: Sequence[Sequence[Word]], out: Path, rng: Rng) -> Copies:
    with open_source(file, Config()) as source:
        scan = source.page(1)
    raster = scan.raster if scan.raster.ndim == 2 else np.asarray(Image.fromarray(scan.raster).convert("L"))
    spans = _spans(rng, runs)
    damage = (pick(rng, DAMAGE), pick(rng, DAMAGE))
    out.mkdir(parents=True, exist_ok=True)
    files = []
    for side in (0, 1):
        picture = Image.fromarray(raster).copy()
        white = chance(rng, 0.5)
        for fate, words in spans:
            if fate in ("kept", "opened" if side == 0 else "closed"):
                _draw(picture, bounding(word.bbox for word in words), scan.to_points.inverse(), white=white)
        image = np.asarray(picture, dtype=np.uint8)
        hurt = apply(image, damage[side], stream(int(rng.integers(1 << 30)), side), dpi=scan.dpi)
        name = f"{file.stem}_{'ab'[side]}"
        files += write(out, name, ".pdf", [PageImage(hurt.image, round(scan.dpi))])
    texts = [
        tuple(" ".join(w.text for w in words) for f, words in spans if f == fate)
        for fate in ("opened", "closed")
    ]
    return Copies(file.stem, (files[0], files[1]), texts[0], texts[1], damage)


def _spans(rng: Rng, runs: Sequence[Sequence[Word]]) -> list[tuple[str, Sequence[Word]]]:
    """Words to cover with their fates, in reading order, on lines that do not follow each other."""
    lines = list(range(0, len(runs), 2))
    count = min(len(lines), whole(rng, *SPANS))
    chosen = sorted(rng.choice(lines, size=count, replace=False).tolist())
    spans = []
    for index in chosen:
        run = runs[index]
        length = whole(rng, 2, min(7, len(run) - 1))
        first = whole(rng, 0, len(run) - length)
        spans.append(
            (pick(rng, ("opened", "opened", "closed", "closed", "kept")), run[first : first + length])
        )
    return spans


def _draw(picture: Image.Image, box: Box, to_pixels: Affine, *, white: bool) -> None:
    area = to_pixels.box(box.grown(1.0, 0.8))
    corners = tuple(round(v) for v in area)
    ImageDraw.Draw(picture).rectangle(corners, fill=255 if white else 0, outline=0, width=2)
