"""Pages of picture files (TIFF, PNG, JPEG, ...), without loss and, where PDF can take it, byte by byte.

JPEG and JPEG 2000 keep their bytes, so do CCITT group 4 and JPEG strips of a TIFF and the compressed rows of a plain
PNG. Other black and white pictures become CCITT group 4, all else the pixels that were read.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from processors.config import Config
from processors.config.limits import LimitsConfig
from processors.errors import DeclassError
from processors.geometry import Affine, Box
from processors.outputs.pdf.picture_pages import add_picture_page, add_sheet
from processors.outputs.pdf.picture_streams import fax_entries, png_image, raster_image
from processors.outputs.pdf.source_pages import Taken
from processors.outputs.pdf.space import frame
from processors.records import Page

if TYPE_CHECKING:
    import pikepdf
    from PIL import Image

_ORIENTATION, _COMPRESSION, _PHOTOMETRIC, _STRIPS, _STRIP_SIZES = 274, 259, 262, 273, 279
_FILL_ORDER, _JPEG_TABLES, _SAMPLES, _ROWS = 266, 347, 277, 278
_GROUP_4, _JPEG = 4, 7
_RGB, _YCBCR = 2, 6
_REVERSED = 2
_BITS = bytes(int(f"{i:08b}"[::-1], 2) for i in range(256))
# From the stored unit square to the upright one, y upwards, by EXIF orientation.
_UPRIGHT = {
    1: Affine(),
    2: Affine(-1, 0, 1, 0, 1, 0),
    3: Affine(-1, 0, 1, 0, -1, 1),
    4: Affine(1, 0, 0, 0, -1, 1),
    5: Affine(0, -1, 1, -1, 0, 1),
    6: Affine(0, 1, 0, -1, 0, 1),
    7: Affine(0, 1, 0, 1, 0, 0),
    8: Affine(0, -1, 1, 1, 0, 0),
}


class ImageFilePages:
    """The pages of a picture file."""

    def __init__(self, path: Path, target: pikepdf.Pdf) -> None:
        """Opens the file.

        Raises:
            InputError: it cannot be read.
        """
        from processors.sources import open_source
        from processors.sources.tiff import page_frames

        self._target = target
        self._source = open_source(path, Config())
        self._stream = path.open("rb")
        tiff = self._source.media_type == "image/tiff"
        self._frames = page_frames(self._stream, LimitsConfig().pages) if tiff else [0]

    def close(self) -> None:
        """Closes the file."""
        self._stream.close()
        self._source.close()

    def finish(self) -> tuple[str, ...]:
        """Nothing more is to be taken over."""
        return ()

    def take(self, page: Page) -> Taken:
        """Adds a page to the copy; one that cannot be decoded is left blank, with a notice."""
        where = frame(Box(0.0, 0.0, page.width, page.height), 0, page)
        try:
            image, placed = self._image(page.number)
        except DeclassError as error:
            notice = f"Page {page.number} is blank because {error.message}."
            return Taken(add_sheet(self._target, page.width, page.height), where, notices=(notice,))
        return Taken(add_picture_page(self._target, image, page.width, page.height, placed), where)

    def _image(self, number: int) -> tuple[pikepdf.Object, Affine]:
        """The picture, and how it is turned."""
        from PIL import Image

        if not 1 <= number <= len(self._frames):
            raise DeclassError("it is not in the file")
        self._stream.seek(0)
        try:
            with Image.open(self._stream) as picture:
                picture.seek(self._frames[number - 1])
                turn = _UPRIGHT.get(picture.getexif().get(_ORIENTATION, 1), Affine())
                as_stored = _KEPT.get(str(picture.format), _not_kept)
                kept = as_stored(self._target, picture, self._stream)
        except (OSError, ValueError, SyntaxError, LookupError, TypeError):
            kept = None
        if kept is not None:
            return kept, turn
        # What was read is upright already.
        return raster_image(self._target, self._source.page(number).raster), Affine()


def _not_kept(target: pikepdf.Pdf, picture: Image.Image, stream: BinaryIO) -> None:  # noqa: ARG001
    return None


def _stream(target: pikepdf.Pdf, data: bytes, picture: Image.Image, **entries: object) -> pikepdf.Object:
    import pikepdf

    made: pikepdf.Object = pikepdf.Stream(
        target,
        data,
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=picture.width,
        Height=picture.height,
        **entries,
    )
    return made


def _whole(stream: BinaryIO) -> bytes:
    stream.seek(0)
    return stream.read()


def _jpeg(target: pikepdf.Pdf, picture: Image.Image, stream: BinaryIO) -> pikepdf.Object | None:
    import pikepdf

    spaces = {"L": pikepdf.Name.DeviceGray, "RGB": pikepdf.Name.DeviceRGB, "CMYK": pikepdf.Name.DeviceCMYK}
    if picture.mode not in spaces:
        return None
    # Adobe's programs store ink upside down and say so by their marker; Pillow reads it alike.
    inverted = {"Decode": [1, 0] * 4} if picture.mode == "CMYK" and "adobe" in picture.info else {}
    return _stream(
        target,
        _whole(stream),
        picture,
        BitsPerComponent=8,
        ColorSpace=spaces[picture.mode],
        Filter=pikepdf.Name.DCTDecode,
        **inverted,
    )


def _jpeg_2000(target: pikepdf.Pdf, picture: Image.Image, stream: BinaryIO) -> pikepdf.Object | None:
    import pikepdf

    if picture.mode not in ("L", "RGB"):
        return None
    return _stream(target, _whole(stream), picture, Filter=pikepdf.Name.JPXDecode)


def _tiff(target: pikepdf.Pdf, picture: Image.Image, stream: BinaryIO) -> pikepdf.Object | None:
    tags = picture.tag_v2  # type: ignore[attr-defined]
    starts, sizes = tags.get(_STRIPS, ()), tags.get(_STRIP_SIZES, ())
    if len(starts) != 1 or len(sizes) != 1:
        return None
    stream.seek(starts[0])
    data = stream.read(sizes[0])
    width, height = tags[256], tags[257]
    if tags.get(_COMPRESSION) == _GROUP_4 and picture.mode == "1":
        import pikepdf

        if tags.get(_FILL_ORDER, 1) == _REVERSED:
            data = data.translate(_BITS)
        entries = fax_entries(width, height, white_is_zero=tags.get(_PHOTOMETRIC) == 0)
        made: pikepdf.Object = pikepdf.Stream(target, data, **entries)
        return made
    if tags.get(_COMPRESSION) == _JPEG and picture.mode in ("L", "RGB"):
        return _tiff_jpeg(target, picture, data)
    return None


def _tiff_jpeg(target: pikepdf.Pdf, picture: Image.Image, data: bytes) -> pikepdf.Object:
    """A JPEG strip with the tables that the file keeps apart (TIFF technical note 2) put back at its head."""
    import pikepdf

    tags = picture.tag_v2  # type: ignore[attr-defined]
    tables = bytes(tags.get(_JPEG_TABLES, b""))
    whole = data[:2] + tables[2:-2] + data[2:] if len(tables) > 4 else data
    grey = tags.get(_SAMPLES, 1) == 1
    return _stream(
        target,
        whole,
        picture,
        BitsPerComponent=8,
        ColorSpace=pikepdf.Name.DeviceGray if grey else pikepdf.Name.DeviceRGB,
        Filter=pikepdf.Name.DCTDecode,
        DecodeParms=pikepdf.Dictionary(ColorTransform=int(tags.get(_PHOTOMETRIC) == _YCBCR)),
    )


def _png(target: pikepdf.Pdf, picture: Image.Image, stream: BinaryIO) -> pikepdf.Object | None:  # noqa: ARG001
    return png_image(target, _whole(stream))


_KEPT: dict[str, Callable[[pikepdf.Pdf, Image.Image, BinaryIO], pikepdf.Object | None]] = {
    "JPEG": _jpeg,
    "JPEG2000": _jpeg_2000,
    "TIFF": _tiff,
    "PNG": _png,
}
