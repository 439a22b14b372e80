"""Picture files come into the copy without loss and, where PDF can take them, byte by byte."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pytest
from PIL import Image, TiffImagePlugin

from processors.config import Config
from processors.sources import open_source
from tests.processors.outputs.pdf.pdf_records import (
    POPPLER,
    description,
    line,
    made,
    page,
    poppler_words,
    record,
    word,
)
from tests.processors.sources.sources_samples import read

_SHAPE = (840, 600)


def drawn(mode: str) -> Image.Image:
    """A picture without any symmetry: dark in one corner, a slope, dots."""
    rng = np.random.default_rng(3)
    pixels = np.tile(np.linspace(90, 250, _SHAPE[1]), (_SHAPE[0], 1))
    pixels[:300, :200] = 10
    pixels[rng.integers(0, _SHAPE[0], 40), rng.integers(0, _SHAPE[1], 40)] = 0
    grey = Image.fromarray(pixels.astype(np.uint8))
    if mode == "1":
        return grey.point(lambda v: 255 * (v > 128)).convert("1")
    if mode in ("RGB", "P", "CMYK", "RGBA"):
        colours = np.stack([pixels, pixels[::-1], pixels[:, ::-1]], axis=2).astype(np.uint8)
        picture = Image.fromarray(colours)
        return picture.quantize(16) if mode == "P" else picture.convert(mode)
    return grey


def copied(folder: Path, source: Path, pages: int = 1) -> Path:
    """The copy of a picture file, each page with a word on it."""
    with open_source(source, Config()) as opened:
        sizes = [(s.width, s.height) for s in (opened.page(n + 1) for n in range(pages))]
    sheets = [
        page(line(word(f"w{n}", 5, 5, 30, 20)), number=n + 1, size=size) for n, size in enumerate(sizes)
    ]
    return made(folder / "out", record(*sheets), source)


def only_image(copy: Path) -> tuple[str, bytes]:
    """Filter and raw bytes of the only image."""
    with pikepdf.open(copy) as pdf:
        streams = [o for o in pdf.objects if isinstance(o, pikepdf.Stream)]
        (image,) = (o for o in streams if o.get("/Subtype") == pikepdf.Name.Image)
        return str(image.Filter), image.read_raw_bytes()


def assert_looks_alike(copy: Path, source: Path, number: int = 1, tolerance: int = 0) -> None:
    one, other = read(copy, number), read(source, number)
    assert one.raster.shape[:2] == other.raster.shape[:2]
    difference = np.abs(one.grey().astype(int) - other.grey().astype(int))
    assert difference.max() <= tolerance


KEPT: dict[str, tuple[str, dict[str, Any], str]] = {
    "grey.jpg": ("L", {"quality": 90}, "/DCTDecode"),
    "colour.jpg": ("RGB", {"quality": 90, "progressive": True}, "/DCTDecode"),
    "grey.png": ("L", {}, "/FlateDecode"),
    "colour.png": ("RGB", {}, "/FlateDecode"),
    "palette.png": ("P", {}, "/FlateDecode"),
    "bilevel.png": ("1", {}, "/FlateDecode"),
    "grey.jp2": ("L", {}, "/JPXDecode"),
}


@pytest.mark.parametrize("name", KEPT)
def test_bytes_are_kept(tmp_path: Path, name: str) -> None:
    mode, how, wanted = KEPT[name]
    source = tmp_path / name
    drawn(mode).save(source, dpi=(100, 100), **how)
    copy = copied(tmp_path, source)
    kind, raw = only_image(copy)
    assert kind == wanted
    assert raw in source.read_bytes()
    assert_looks_alike(copy, source, tolerance=0 if name.endswith("png") else 2)


LOSSLESS: dict[str, tuple[str, dict[str, Any]]] = {
    "clear.png": ("RGBA", {}),
    "a.bmp": ("RGB", {}),
    "a.gif": ("P", {}),
    "lzw.tif": ("RGB", {"compression": "tiff_lzw"}),
    "flate.tif": ("L", {"compression": "tiff_adobe_deflate"}),
    "packbits.tif": ("1", {"compression": "packbits"}),
    "strips.tif": ("1", {"compression": "group4", "tiffinfo": {278: 16}}),
    "ink.jpg": ("CMYK", {"quality": 95}),
}


@pytest.mark.parametrize("name", LOSSLESS)
def test_nothing_is_lost(tmp_path: Path, name: str) -> None:
    mode, how = LOSSLESS[name]
    source = tmp_path / name
    drawn(mode).save(source, dpi=(100, 100), **how)
    # How ink becomes light is for each program to say.
    assert_looks_alike(copied(tmp_path, source), source, tolerance=60 if mode == "CMYK" else 0)


def _fax(path: Path, **tags: int) -> Path:
    info = TiffImagePlugin.ImageFileDirectory_v2()
    info[278] = _SHAPE[0]
    for tag, value in tags.items():
        info[int(tag[1:])] = value
    drawn("1").save(path, compression="group4", tiffinfo=info, dpi=(100, 100))
    return path


@pytest.mark.parametrize("tags", [{}, {"t262": 0}, {"t262": 1}])
def test_group_4_is_kept(tmp_path: Path, tags: dict[str, int]) -> None:
    source = _fax(tmp_path / "a.tif", **tags)
    copy = copied(tmp_path, source)
    kind, raw = only_image(copy)
    assert kind == "/CCITTFaxDecode"
    assert raw in source.read_bytes()
    assert_looks_alike(copy, source)


def test_bits_in_reversed_order(tmp_path: Path) -> None:
    """Some fax programs store each byte with its lowest bit first."""
    source = _fax(tmp_path / "a.tif")
    with Image.open(source) as picture:
        tags = picture.tag_v2  # type: ignore[attr-defined]
        start, size = tags[273][0], tags[279][0]
    data = bytearray(source.read_bytes())
    data[start : start + size] = bytes(int(f"{b:08b}"[::-1], 2) for b in data[start : start + size])
    # FillOrder (266), a short, takes the place of PlanarConfiguration (284), which means nothing for one channel.
    place = data.index((284).to_bytes(2, "little") + (3).to_bytes(2, "little"))
    data[place : place + 2] = (266).to_bytes(2, "little")
    data[place + 8] = 2
    source.write_bytes(data)
    assert_looks_alike(copied(tmp_path, source), source)


@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_jpeg_in_tiff_is_kept(tmp_path: Path, mode: str) -> None:
    source = tmp_path / "a.tif"
    drawn(mode).save(source, compression="jpeg", dpi=(100, 100), tiffinfo={278: _SHAPE[0]})
    copy = copied(tmp_path, source)
    kind, raw = only_image(copy)
    assert kind == "/DCTDecode"
    assert raw[-200:] in source.read_bytes()
    assert_looks_alike(copy, source, tolerance=3)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("name", ["a.jpg", "a.tif", "a.png"])
def test_pictures_stand_upright(tmp_path: Path, orientation: int, name: str) -> None:
    source = tmp_path / name
    picture = drawn("1" if name.endswith("tif") else "L")
    if name.endswith("tif"):
        _fax(source, t274=orientation)
    else:
        exif = Image.Exif()
        exif[274] = orientation
        picture.save(source, dpi=(100, 100), exif=exif)
    assert_looks_alike(copied(tmp_path, source), source, tolerance=2 if name.endswith("jpg") else 0)


@POPPLER
def test_each_page_of_a_tiff(tmp_path: Path) -> None:
    source = tmp_path / "a.tif"
    first, second = drawn("1"), drawn("L").rotate(90, expand=True)
    first.save(source, save_all=True, append_images=[second], dpi=(100, 100))
    copy = copied(tmp_path, source, pages=2)
    for number in (1, 2):
        assert_looks_alike(copy, source, number)
    assert [text for text, _ in poppler_words(copy)] == ["w0", "w1"]


def test_a_page_that_cannot_be_decoded_is_blank(tmp_path: Path) -> None:
    source = _fax(tmp_path / "a.tif")
    copy = made(tmp_path / "out", record(page(), page(number=2)), source)
    assert "Page 2 is blank because it is not in the file." in description(copy)
    with pikepdf.open(copy) as pdf:
        assert len(pdf.pages) == 2


def test_a_grey_picture_of_sixteen_bits_is_as_it_was_read(tmp_path: Path) -> None:
    source = tmp_path / "a.png"
    levels = (np.arange(840 * 600).reshape(840, 600) // 8).astype(np.uint16)
    Image.fromarray(levels).save(source, dpi=(100, 100))
    assert_looks_alike(copied(tmp_path, source), source)
