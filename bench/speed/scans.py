"""The pages that are read: real ones where there are any, and made ones; as pictures, and together as scanned PDFs."""

from __future__ import annotations

import itertools
import random
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from processors.config import Config
from processors.scan import Raster
from processors.sources import open_source
from samples.generate import generate

REAL = ("us", "scribe", "funsd", "oldbooks")
"""Folders of real pages below the data."""

_SUFFIXES = (".pdf", ".tif", ".tiff", ".png", ".jpg")
_SEED = 9
_ORDER_SEED = 1
_LEAST_DPI = 70.0
"""Coarser pictures are no scans."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some pages, as all programs get them.

    Attributes:
        pdf: a scan of them, the pictures in it without loss.
        pictures: the same pages as single PNG files.
    """

    pdf: Path
    pictures: tuple[Path, ...]


def chunks(data: Path | None, folder: Path, pages: int, size: int) -> list[Chunk]:
    """Writes `pages` pages into `folder`, `size` in a scan, real and made ones mixed; the same each time.

    Args:
        data: a folder with those of `REAL`, None for made pages alone.
        folder: where they are written to.
        pages: how many there are in all; half of them real ones, or as many as there are.
        size: the most in one scan.
    """
    folder.mkdir(parents=True, exist_ok=True)
    real = _spread(_real_files(data)) if data else []
    taken = list(itertools.islice(_scans(real), (pages + 1) // 2))
    made = generate(folder / "made", _SEED, max(1, pages - len(taken)))
    taken += itertools.islice(_scans(made), pages - len(taken))
    random.Random(_ORDER_SEED).shuffle(taken)  # noqa: S311 - an order, no secret
    return [
        _write(folder / f"scan-{k:03d}", taken[start : start + size])
        for k, start in enumerate(range(0, len(taken), size))
    ]


def _real_files(data: Path) -> list[list[Path]]:
    return [
        sorted(f for f in (data / name).iterdir() if f.suffix in _SUFFIXES)
        for name in REAL
        if (data / name).is_dir()
    ]


def _spread(groups: Sequence[Sequence[Path]]) -> list[Path]:
    """The groups taken in turn."""
    return [f for row in itertools.zip_longest(*groups) for f in row if f is not None]


def _scans(files: Sequence[Path]) -> Iterator[tuple[Raster, float]]:
    for file in files:
        with open_source(file, Config()) as source:
            for number in range(1, source.info.page_count + 1):
                scan = source.page(number)
                if scan.dpi >= _LEAST_DPI:
                    yield scan.grey(), scan.dpi


def _write(stem: Path, pages: Sequence[tuple[Raster, float]]) -> Chunk:
    from PIL import Image

    pictures = []
    for k, (grey, dpi) in enumerate(pages):
        picture = stem.with_name(f"{stem.name}-{k:02d}.png")
        Image.fromarray(grey).save(picture, dpi=(dpi, dpi))
        pictures.append(picture)
    pdf = stem.with_suffix(".pdf")
    _write_pdf(pdf, pages)
    return Chunk(pdf, tuple(pictures))


def _write_pdf(path: Path, pages: Sequence[tuple[Raster, float]]) -> None:
    import pikepdf

    with pikepdf.new() as pdf:
        for grey, dpi in pages:
            height, width = grey.shape
            one_bit = bool(((grey == 0) | (grey == 255)).all())
            content = np.packbits(grey > 0, axis=1) if one_bit else grey
            image = pikepdf.Stream(
                pdf,
                zlib.compress(content.tobytes()),
                Type=pikepdf.Name.XObject,
                Subtype=pikepdf.Name.Image,
                Width=width,
                Height=height,
                ColorSpace=pikepdf.Name.DeviceGray,
                BitsPerComponent=1 if one_bit else 8,
                Filter=pikepdf.Name.FlateDecode,
            )
            page = pdf.add_blank_page(page_size=(width * 72 / dpi, height * 72 / dpi))
            name = page.add_resource(image, pikepdf.Name.XObject)
            draw = f"{width * 72 / dpi:.4f} 0 0 {height * 72 / dpi:.4f} 0 0 cm {name} Do"
            page.Contents = pdf.make_stream(draw.encode())
        pdf.save(path)
