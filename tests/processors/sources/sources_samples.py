"""Small files for the tests of `processors.sources`, made from nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pikepdf
from numpy.typing import NDArray
from pikepdf import Array, Dictionary, Name, Stream

from processors.config import Config
from processors.config.limits import LimitsConfig
from processors.scan import Scan
from processors.sources import open_source


@dataclass
class PageSpec:
    """What to put on a page: its boxes, content, images by name, rotation."""

    size: tuple[float, float] = (612, 792)
    content: str = ""
    images: dict[str, NDArray[np.uint8]] = field(default_factory=dict)
    rotate: int = 0
    crop: tuple[float, float, float, float] | None = None
    origin: tuple[float, float] = (0, 0)


def grey_image(pdf: pikepdf.Pdf, pixels: NDArray[np.uint8]) -> Stream:
    """A raw 8-bit image object."""
    space = Name.DeviceGray if pixels.ndim == 2 else Name.DeviceRGB
    return Stream(
        pdf,
        pixels.tobytes(),
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=pixels.shape[1],
        Height=pixels.shape[0],
        ColorSpace=space,
        BitsPerComponent=8,
    )


def add_page(pdf: pikepdf.Pdf, spec: PageSpec) -> pikepdf.Page:
    page = pdf.add_blank_page()
    x, y = spec.origin
    page.obj.MediaBox = Array([x, y, x + spec.size[0], y + spec.size[1]])
    if spec.crop:
        page.obj.CropBox = Array(list(spec.crop))
    if spec.rotate:
        page.obj.Rotate = spec.rotate
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    objects = Dictionary({f"/{name}": grey_image(pdf, pixels) for name, pixels in spec.images.items()})
    page.obj.Resources = Dictionary(Font=Dictionary(F=font), XObject=objects)
    page.obj.Contents = Stream(pdf, spec.content.encode("latin-1"))
    return page


def make_pdf(path: Path, *specs: PageSpec) -> Path:
    """A PDF of the pages described."""
    with pikepdf.new() as pdf:
        for spec in specs:
            add_page(pdf, spec)
        pdf.save(path)
    return path


def draw_image(name: str, x: float, y: float, width: float, height: float) -> str:
    """Content that paints an image upright."""
    return f"q {width} 0 0 {height} {x} {y} cm /{name} Do Q\n"


def draw_text(text: str, x: float, y: float, size: float = 12, mode: int = 0) -> str:
    """Content that shows text; mode 3 is invisible."""
    return f"BT /F {size} Tf {mode} Tr {x} {y} Td ({text}) Tj ET\n"


def noise(height: int, width: int, seed: int = 1) -> NDArray[np.uint8]:
    """Pixels that any resampling would change."""
    return np.random.default_rng(seed).integers(0, 2, (height, width), dtype=np.uint8) * np.uint8(255)


def limited(**changes: float) -> Config:
    """A configuration with other limits."""
    return Config(limits=LimitsConfig(**changes))  # type: ignore[arg-type]


def read(path: Path, number: int = 1, config: Config | None = None) -> Scan:
    """One page of a file."""
    with open_source(path, config or Config()) as source:
        return source.page(number)
