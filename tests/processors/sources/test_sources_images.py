from __future__ import annotations

import io
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from processors.config import Config
from processors.config.limits import LimitsConfig
from processors.errors import InputError
from processors.sources import open_source
from processors.sources.resolution import resolution
from tests.processors.sources.sources_samples import limited, noise, read


def page(mode: str = "L", size: tuple[int, int] = (850, 1100)) -> Image.Image:
    """A light page with a dark block near its top left corner."""
    image = Image.new("L", size, 240)
    image.paste(20, (100, 100, 300, 200))
    return image.convert(mode)


def assert_block(raster: NDArray[np.uint8]) -> None:
    grey = raster if raster.ndim == 2 else raster.mean(axis=2)
    assert grey[150, 200] < 60
    assert grey[150, 600] > 200
    assert grey[600, 200] > 200


@pytest.mark.parametrize("suffix", ["png", "jpg", "tif", "bmp", "gif", "webp", "jp2", "pgm"])
def test_each_format_is_read(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    page().save(path)
    scan = read(path)
    assert_block(scan.raster)
    assert scan.raster.ndim == 2
    assert scan.is_scan
    assert scan.layer == ()


@pytest.mark.parametrize(
    ("mode", "suffix"),
    [
        ("1", "png"),
        ("1", "tif"),
        ("P", "png"),
        ("RGB", "png"),
        ("CMYK", "jpg"),
        ("CMYK", "tif"),
        ("LAB", "tif"),
    ],
)
def test_each_kind_of_pixel_is_read(tmp_path: Path, mode: str, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    base = page("RGB") if mode == "LAB" else page()
    if mode == "LAB":
        Image.merge("LAB", (page(), Image.new("L", (850, 1100), 128), Image.new("L", (850, 1100), 128))).save(
            path
        )
    else:
        base.convert(mode).save(path)
    assert_block(read(path).raster)


@pytest.mark.parametrize("suffix", ["png", "tif"])
def test_sixteen_bits(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    Image.fromarray(np.asarray(page(), dtype=np.uint16) * 257).save(path)
    assert np.array_equal(read(path).raster, np.asarray(page()))


def test_sixteen_bits_with_white_as_zero(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    inverted = np.uint16(65535) - np.asarray(page(), dtype=np.uint16) * 257
    Image.fromarray(inverted).save(path, tiffinfo={262: 0})
    data = bytearray(path.read_bytes())
    entry = data.index(struct.pack("<HHI", 262, 3, 1))
    data[entry + 8 : entry + 10] = b"\0\0"
    path.write_bytes(data)
    assert_block(read(path).raster)


def test_floating_point(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    Image.fromarray(np.asarray(page(), dtype=np.float32) / 255).save(path)
    assert_block(read(path).raster)


def test_one_bit_inverted_is_not_a_negative(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    page("1").save(path, compression="group4", tiffinfo={262: 0})
    assert_block(read(path).raster)


def test_a_mostly_black_page_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    dark = Image.fromarray(255 - np.asarray(page()))
    dark.save(path)
    assert np.array_equal(read(path).raster, np.asarray(dark))


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_what_is_transparent_is_white(tmp_path: Path, mode: str) -> None:
    path = tmp_path / "a.png"
    image = Image.new(mode, (400, 600))
    image.paste(page().convert(mode).crop((100, 100, 300, 200)), (50, 50))
    image.save(path)
    raster = read(path).raster
    assert raster.ndim == 2
    assert raster[100, 100] == 20
    assert raster[500, 300] == 255


def test_an_image_that_could_be_seen_through_but_cannot_is_as_it_is(tmp_path: Path) -> None:
    image = page("RGB")
    image.paste((200, 30, 30), (500, 500, 540, 540))
    image.convert("RGBA").save(tmp_path / "a.png")
    assert np.array_equal(read(tmp_path / "a.png").raster, np.asarray(image))


def test_colour_is_kept_and_needless_colour_is_not(tmp_path: Path) -> None:
    image = page("RGB")
    image.save(tmp_path / "grey.png")
    image.paste((200, 30, 30), (500, 500, 540, 540))
    image.save(tmp_path / "stamp.png")
    assert read(tmp_path / "grey.png").raster.ndim == 2
    assert read(tmp_path / "stamp.png").raster[520, 520].tolist() == [200, 30, 30]


@pytest.mark.parametrize(("orientation", "turn"), [(1, 0), (3, 180), (6, 90), (8, 270)])
@pytest.mark.parametrize("suffix", ["jpg", "png", "tif"])
def test_exif_orientation_is_followed(tmp_path: Path, suffix: str, orientation: int, turn: int) -> None:
    path = tmp_path / f"a.{suffix}"
    stored = Image.fromarray(np.rot90(np.asarray(page()), turn // 90))
    exif = Image.Exif()
    exif[274] = orientation
    stored.save(path, exif=exif, dpi=(100, 100))
    scan = read(path)
    assert scan.raster.shape == (1100, 850)
    assert_block(scan.raster)
    assert scan.rotation == turn
    assert (scan.width, scan.height) == pytest.approx((612, 792), abs=0.1)


def test_pages_of_a_tiff_are_read_and_thumbnails_are_not_pages(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    thumbnail = page(size=(85, 110))
    thumbnail.encoderinfo = {"tiffinfo": {254: 1}}
    other = Image.fromarray(noise(1100, 850))
    page("1").save(path, save_all=True, append_images=[thumbnail, other], compression="tiff_lzw")
    with open_source(path, Config()) as source:
        assert source.page_count == 2
        assert np.array_equal(source.page(2).raster, np.asarray(other))
        assert_block(source.page(1).raster)


def test_one_bad_page_of_a_tiff_leaves_the_others(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    pages = [Image.fromarray(noise(300, 300, i)) for i in range(3)]
    pages[0].save(path, save_all=True, append_images=pages[1:], compression="tiff_lzw")
    data = bytearray(path.read_bytes())
    with Image.open(path) as image:
        image.seek(1)
        offset = image.tag_v2[273][0]
    data[offset : offset + 400] = b"\xff" * 400
    path.write_bytes(data)
    with open_source(path, Config()) as source:
        with pytest.raises(InputError) as caught:
            source.page(2)
        assert caught.value.page == 2
        assert np.array_equal(source.page(3).raster, np.asarray(pages[2]))


def test_a_fax_gets_square_pixels(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    Image.new("1", (1728, 1078), 1).save(path, dpi=(204, 98), compression="group3")
    scan = read(path)
    assert scan.raster.shape == (2244, 1728)
    assert scan.dpi == pytest.approx(204)
    assert "resampled" in scan.how


def test_too_fine_images_are_reduced(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.new("L", (2550, 3300), 255).save(path, dpi=(600, 600))
    scan = read(path, config=limited(max_dpi=300.0))
    assert scan.raster.shape == (1650, 1275)
    assert scan.width == pytest.approx(306, abs=0.1)


@pytest.mark.parametrize(
    ("tag", "size", "dpi", "because"),
    [
        (None, (850, 1100), 100, "no resolution tag"),
        ((1, 1), (850, 1100), 100, "cannot be right"),
        ((96, 96), (2550, 3300), 300, "inches"),
        ((300, 300), (425, 550), 50, "inches"),
        (None, (1100, 850), 100, "11 inches wide"),
        ((72, 1000), (850, 1100), 100, "cannot be right"),
        ((100, 100), (850, 1100), 100, "as stored at 100 dpi"),
    ],
)
def test_only_believable_tags_count(
    tag: tuple[float, float] | None, size: tuple[int, int], dpi: float, because: str
) -> None:
    found = resolution(*size, tag, LimitsConfig())
    assert found.used == pytest.approx(dpi)
    assert because in found.how


@given(
    st.integers(1, 20_000),
    st.integers(1, 20_000),
    st.none() | st.tuples(*[st.floats(allow_nan=True, allow_infinity=True)] * 2),
)
def test_any_tag_gives_a_sane_resolution(width: int, height: int, tag: tuple[float, float] | None) -> None:
    limits = LimitsConfig()
    found = resolution(width, height, tag, limits)
    assert 0 < found.used <= limits.max_dpi * (1 + limits.same_dpi)
    assert found.x > 0
    assert found.y > 0
    assert max(found.x / found.y, found.y / found.x) <= limits.image_dpi_ratio


def test_pixels_map_to_points(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    page().save(path, dpi=(100, 100))
    scan = read(path)
    assert scan.to_points.point(850, 1100) == pytest.approx((scan.width, scan.height))


def test_animations_are_one_page(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    page().save(buffer, "GIF", save_all=True, append_images=[Image.new("L", (850, 1100), 0)])
    path = tmp_path / "a.gif"
    path.write_bytes(buffer.getvalue())
    with open_source(path, Config()) as source:
        assert source.page_count == 1
        assert_block(source.page(1).raster)
