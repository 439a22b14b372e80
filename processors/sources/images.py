"""TIFF, PNG, JPEG and other raster files, opened with Pillow.

Only the decoders named here are allowed. Sizes are read from headers and checked before any pixel is decoded;
Pillow's own global limit stays as it is, so an image beyond that is refused even where `limits.page_pixels`
is higher.
"""

from __future__ import annotations

import struct
import warnings
from typing import BinaryIO, NoReturn

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from processors.config.limits import LimitsConfig
from processors.errors import InputError, LimitError
from processors.geometry import Affine
from processors.scan import Raster, Scan
from processors.sources.base import Source
from processors.sources.colour import resized, without_needless_colour
from processors.sources.resolution import Resolution, resolution
from processors.sources.tiff import page_frames

_DECODERS = ("TIFF", "PNG", "JPEG", "JPEG2000", "BMP", "GIF", "WEBP", "PPM")
# What Pillow's decoders raise on damaged files.
_DAMAGE = (OSError, SyntaxError, ValueError, EOFError, LookupError, TypeError, ArithmeticError, struct.error)
_ORIENTATION = 274
_PHOTOMETRIC = 262
_WHITE_IS_ZERO = 0
# EXIF orientation: the clockwise turn that puts the image upright (a mirroring has no angle).
_TURNS = {3: 180, 4: 180, 5: 90, 6: 90, 7: 270, 8: 270}


class ImageSource(Source):
    """A raster file: each image of a TIFF is a page; other kinds have one, the first frame of an animation."""

    def __init__(self, stream: BinaryIO, file: str, media_type: str, limits: LimitsConfig) -> None:
        """Reads the headers.

        Raises:
            InputError: the file is damaged.
            LimitError: it has too many pages, or its first page too many pixels.
        """
        super().__init__(stream, file, media_type, limits)
        self._frames = page_frames(stream, limits.pages) if media_type == "image/tiff" else [0]
        if len(self._frames) > limits.pages:
            message = f"the TIFF has more than {limits.pages:,} pages"
            raise LimitError(message, file=file, hint="Split the file, or raise limits.pages")
        self._image = self._open()
        if not self._frames:
            self._damaged(None, ValueError("no page"))

    @property
    def page_count(self) -> int:
        """Number of pages."""
        return len(self._frames)

    def close(self) -> None:
        """Closes the decoder and the file."""
        self._image.close()
        super().close()

    def _open(self) -> Image.Image:
        self._stream.seek(0)
        with warnings.catch_warnings():
            # Our own limits and errors follow, so Pillow's warnings on the way would only confuse.
            warnings.simplefilter("ignore")
            try:
                return Image.open(self._stream, formats=_DECODERS)
            except Image.DecompressionBombError:
                raise LimitError(
                    "the image has far too many pixels",
                    file=self.file,
                    hint=f"{Image.MAX_IMAGE_PIXELS or 0:,} are the most that Pillow takes without a warning",
                ) from None
            except _DAMAGE as error:
                self._damaged(None, error)

    def _read(self, number: int) -> Scan:
        image = self._image
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                image.seek(self._frames[number - 1])
                self._check_pixels(image.size, number)
                turn = _TURNS.get(image.getexif().get(_ORIENTATION, 1), 0)
                tag = _tagged_dpi(image)
                raster = _raster(image, self._limits)
        except Image.DecompressionBombError:
            raise LimitError("the image has far too many pixels", file=self.file, page=number) from None
        except _DAMAGE as error:
            self._damaged(number, error)
        if tag is not None and turn in (90, 270):
            tag = tag[::-1]
        found = resolution(raster.shape[1], raster.shape[0], tag, self._limits)
        return self._scan(number, raster, found, turn)

    def _scan(self, number: int, raster: Raster, found: Resolution, turn: int) -> Scan:
        height, width = raster.shape[:2]
        points_wide, points_high = width * 72.0 / found.x, height * 72.0 / found.y
        size = max(1, round(points_wide * found.used / 72)), max(1, round(points_high * found.used / 72))
        if found.as_stored:
            size = width, height
        self._check_pixels(size, number)
        raster = resized(raster, *size)
        return Scan(
            number=number,
            width=points_wide,
            height=points_high,
            dpi=found.used,
            rotation=turn,
            raster=raster,
            to_points=Affine.scale(points_wide / size[0], points_high / size[1]),
            layer=(),
            is_scan=True,
            how=found.how,
        )

    def _check_pixels(self, size: tuple[int, int], number: int) -> None:
        if size[0] * size[1] > self._limits.page_pixels:
            raise LimitError(
                f"the image has {size[0]:,} x {size[1]:,} pixels; {self._limits.page_pixels:,} are allowed",
                file=self.file,
                page=number,
                hint="Raise limits.page_pixels if this is meant",
            )

    def _damaged(self, page: int | None, error: Exception) -> NoReturn:
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise InputError(
            f"the image is damaged or of a kind that cannot be decoded ({reason})",
            file=self.file,
            page=page,
            hint="It may be cut off; fetch it again",
        ) from error


def _tagged_dpi(image: Image.Image) -> tuple[float, float] | None:
    """The resolution that the file claims, in dots per inch along width and height as stored."""
    tag = image.info.get("dpi")
    if not isinstance(tag, tuple) or len(tag) != 2:
        return None
    try:
        return (float(tag[0]), float(tag[1]))
    except (TypeError, ValueError, ZeroDivisionError):
        return None


def _raster(image: Image.Image, limits: LimitsConfig) -> Raster:
    """The decoded page, upright, on white, grey where it has no colour."""
    white_is_zero = image.mode.startswith("I;16") and _photometric(image) == _WHITE_IS_ZERO
    image.load()
    # Pillow turns TIFF pages upright itself while loading, and then there is no tag left to follow.
    stands = image.getexif().get(_ORIENTATION, 1) == 1
    upright = image if stands else ImageOps.exif_transpose(image)
    if upright.mode in ("1", "L") and "transparency" not in upright.info:
        return np.array(_in(upright, "L"), dtype=np.uint8)
    if upright.mode.startswith("I") or upright.mode == "F":
        levels = _eight_bits(np.asarray(upright))
        return np.asarray(255 - levels if white_is_zero else levels, dtype=np.uint8)
    if upright.has_transparency_data:
        upright = _on_white(upright.convert("RGBA"))
    return without_needless_colour(np.array(_in(upright, "RGB"), dtype=np.uint8), limits)


def _on_white(image: Image.Image) -> Image.Image:
    """An RGBA image with white behind it; most have no pixel that shows it."""
    if image.getchannel("A").getextrema() == (255, 255):
        return image
    paper = Image.new("RGBA", image.size, "white")
    paper.alpha_composite(image)
    return paper


def _in(image: Image.Image, mode: str) -> Image.Image:
    """The image in a mode; Pillow copies it where it has it already."""
    return image if image.mode == mode else image.convert(mode)


def _photometric(image: Image.Image) -> object:
    tags = getattr(image, "tag_v2", None)
    return None if tags is None else tags.get(_PHOTOMETRIC)


def _eight_bits(values: NDArray[np.generic]) -> Raster:
    """Grey levels of 16 or 32 bits or floating point (0 to 1, or to the maximum) as 8 bits."""
    if values.dtype.kind == "f":
        clean = np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0)
        top = max(1.0, float(clean.max(initial=0.0)))
        return np.asarray(np.clip(clean, 0, top) * (255.0 / top), dtype=np.uint8)
    top = int(values.max(initial=0))
    shift = 0 if values.dtype.itemsize == 1 else 8 if top <= 0xFFFF else 24
    return np.asarray(np.clip(values, 0, None) >> shift, dtype=np.uint8)
