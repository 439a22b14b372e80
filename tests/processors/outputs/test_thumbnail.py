from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from processors.config import Config
from processors.outputs.thumbnail import page_thumbnail, thumbnail_webp


def _opened(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


@pytest.mark.parametrize(("height", "width"), [(3300, 2550), (100, 3000), (3000, 100), (20, 20)])
@pytest.mark.parametrize("depth", [(), (3,)])
def test_pages_of_all_shapes_fit(height: int, width: int, depth: tuple[int, ...]) -> None:
    raster = np.full((height, width, *depth), 255, dtype=np.uint8)
    raster[height // 2 :] = 0
    picture = _opened(thumbnail_webp(raster, 260, 15_000))
    assert picture.width <= 260
    assert picture.height <= 416
    grey = picture.convert("L")
    assert grey.getpixel((0, 0)) > 200
    assert grey.getpixel((0, grey.height - 1)) < 50


def test_busy_pages_are_made_coarser() -> None:
    raster = np.random.default_rng(1).integers(0, 256, (1100, 850), dtype=np.uint8)
    assert len(thumbnail_webp(raster, 260, 10**9)) > len(thumbnail_webp(raster, 260, 15_000))
    assert len(thumbnail_webp(raster, 260, 15_000)) <= 15_000


def test_equal_pages_give_equal_bytes() -> None:
    raster = np.zeros((110, 85), dtype=np.uint8)
    assert thumbnail_webp(raster, 260, 15_000) == thumbnail_webp(raster, 260, 15_000)


def test_a_page_of_a_file_looks_as_its_scan_does(tmp_path: Path) -> None:
    scan = np.full((3300, 2550), 255, dtype=np.uint8)
    scan[600:900, 300:2000] = 0
    scan[1500:1530, 300:2000] = 0
    path = tmp_path / "page.pdf"
    Image.fromarray(scan).save(path, resolution=300)
    made = np.asarray(_opened(page_thumbnail(str(path), 1, Config(), 260, 15_000)).convert("L"), dtype=float)
    own = np.asarray(_opened(thumbnail_webp(scan, 260, 15_000)).convert("L"), dtype=float)
    assert made.shape == own.shape
    assert np.abs(made - own).mean() < 4
