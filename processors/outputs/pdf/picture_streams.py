"""Pictures as streams of a PDF, without loss."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pikepdf

    from processors.scan import Raster

_BLACK, _WHITE = 0, 255
# TIFF tags: photometric interpretation, where the strips are, how many bytes they have.
_PHOTOMETRIC, _STRIPS, _STRIP_SIZES = 262, 273, 279
_PNG_HEAD = 8
# Channels of the kinds of PNG that PDF can take as they are: grey, colour, palette.
_PNG_CHANNELS = {0: 1, 2: 3, 3: 1}
_PALETTE, _MOST_BITS = 3, 8
# How hard Flate tries; 9 takes three times as long and saves 4 %. Rows each way that tell which filter is best.
_FLATE_LEVEL, _BAND = 6, 32


def raster_image(pdf: pikepdf.Pdf, raster: Raster) -> pikepdf.Object:
    """Pixels (height x width, or x 3): CCITT group 4 where there are only black and white, else Flate."""
    if raster.ndim == 2 and np.isin(raster, (_BLACK, _WHITE)).all():
        return _fax_image(pdf, raster)
    height, width = raster.shape[:2]
    channels = 1 if raster.ndim == 2 else raster.shape[2]
    rows = _filtered(raster.reshape(height, -1), channels)
    return _flate_image(pdf, zlib.compress(rows, _FLATE_LEVEL), (width, height), channels)


def _filtered(rows: Raster, channels: int) -> bytes:
    """Rows with the one of PNG's first three filters that makes a band in the middle smallest."""
    middle = slice(max(0, len(rows) // 2 - _BAND), len(rows) // 2 + _BAND)
    left, above = np.roll(rows, channels, axis=1), np.roll(rows, 1, axis=0)
    left[:, :channels] = 0
    above[0] = 0
    choices = [rows, rows - left, rows - above]
    sizes = [len(zlib.compress(choice[middle].tobytes(), _FLATE_LEVEL)) for choice in choices]
    best = sizes.index(min(sizes))
    head = np.full((len(rows), 1), best, dtype=np.uint8)
    return np.hstack([head, choices[best]]).tobytes()


def _flate_image(
    pdf: pikepdf.Pdf,
    data: bytes,
    size: tuple[int, int],
    channels: int,
    depth: int = 8,
    space: pikepdf.Object | None = None,
) -> pikepdf.Object:
    import pikepdf

    width, height = size
    plain = pikepdf.Name.DeviceGray if channels == 1 else pikepdf.Name.DeviceRGB
    return pikepdf.Stream(
        pdf,
        data,
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=width,
        Height=height,
        BitsPerComponent=depth,
        ColorSpace=space if space is not None else plain,
        Filter=pikepdf.Name.FlateDecode,
        DecodeParms=pikepdf.Dictionary(Predictor=15, Colors=channels, BitsPerComponent=depth, Columns=width),
    )


def png_image(pdf: pikepdf.Pdf, data: bytes) -> pikepdf.Object | None:
    """The compressed rows of a PNG file as they are, since PDF's Flate filter has PNG's predictors.

    Returns:
        None where that cannot be: transparency, interlacing, animation, 16 bits.

    Raises:
        ValueError: the file is damaged.
    """
    import pikepdf

    chunks = list(_chunks(data))
    if not chunks or chunks[0][0] != b"IHDR":
        raise ValueError("no header")
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", chunks[0][1])
    kinds = {kind for kind, _ in chunks}
    if colour not in _PNG_CHANNELS or interlaced or depth > _MOST_BITS or kinds & {b"tRNS", b"acTL"}:
        return None
    space = None
    if colour == _PALETTE:
        palette = next((data for kind, data in chunks if kind == b"PLTE"), b"")
        last = len(palette) // 3 - 1
        space = pikepdf.Array([pikepdf.Name.Indexed, pikepdf.Name.DeviceRGB, last, pikepdf.String(palette)])
    rows = b"".join(data for kind, data in chunks if kind == b"IDAT")
    return _flate_image(pdf, rows, (width, height), _PNG_CHANNELS[colour], depth, space)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and content of the chunks of a PNG file."""
    at = _PNG_HEAD
    while at + 8 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        content = data[at + 8 : at + 8 + size]
        if len(content) < size:
            raise ValueError("cut off")
        yield kind, content
        at += size + 12


def _fax_image(pdf: pikepdf.Pdf, raster: Raster) -> pikepdf.Object:
    """Black and white pixels (0 and 255) in CCITT group 4, as libtiff writes it."""
    import pikepdf
    from PIL import Image, TiffImagePlugin

    height, width = raster.shape
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[TiffImagePlugin.ROWSPERSTRIP] = height
    buffer = io.BytesIO()
    picture = Image.fromarray(raster).convert("1", dither=Image.Dither.NONE)
    picture.save(buffer, "TIFF", compression="group4", tiffinfo=tags)
    with Image.open(buffer) as written:
        found = written.tag_v2  # type: ignore[attr-defined]
        (start,), (size,) = found[_STRIPS], found[_STRIP_SIZES]
        white_is_zero = found[_PHOTOMETRIC] == 0
    data = buffer.getvalue()[start : start + size]
    return pikepdf.Stream(pdf, data, **fax_entries(width, height, white_is_zero=white_is_zero))


def fax_entries(width: int, height: int, *, white_is_zero: bool) -> dict[str, pikepdf.Object | int]:
    """The dictionary of a CCITT group 4 image; TIFF and PDF both take a set bit of the code for black."""
    import pikepdf

    return {
        "Type": pikepdf.Name.XObject,
        "Subtype": pikepdf.Name.Image,
        "Width": width,
        "Height": height,
        "BitsPerComponent": 1,
        "ColorSpace": pikepdf.Name.DeviceGray,
        "Filter": pikepdf.Name.CCITTFaxDecode,
        "DecodeParms": pikepdf.Dictionary(K=-1, Columns=width, Rows=height, BlackIs1=not white_is_zero),
    }
