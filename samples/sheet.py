"""A page under construction: paper to draw on, and the truth about what was drawn."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from processors.geometry import Box
from processors.scan import Raster
from samples.chance import Rng, between
from samples.fonts import FACES, font
from samples.truth import NotStruck, PageTruth, ReleaseLine, Trap, TrueLine, TrueRedaction, TrueStrike

LETTER = (8.5, 11.0)
"""Width and height of the paper in inches."""

BASELINE_WOBBLE = 0.012
"""Standard deviation of a worn letter's height on the line, in ems: seen as up to one pixel at 200 dpi."""

UNEVEN_INK = 55
"""Lightest grey of a worn letter, 0 to 255: ribbons print unevenly, but never so lightly that letters vanish."""


@dataclass(frozen=True, slots=True)
class Type:
    """A face at a size: `name` is one of `samples.fonts.FACES`, `pixels` the em."""

    name: str
    pixels: int

    @property
    def font(self) -> ImageFont.FreeTypeFont:
        """The loaded font."""
        return font(self.name, self.pixels)

    @property
    def fixed(self) -> bool:
        """Whether all characters are equally wide."""
        return FACES[self.name].fixed

    def width(self, text: str) -> float:
        """How far `text` moves the pen, in pixels."""
        return float(self.font.getlength(text))

    def frame(self, x: float, baseline: float, width: float) -> Box:
        """The room of a stretch of type: from above the capitals to below the descenders."""
        return Box(x, baseline - 0.80 * self.pixels, x + width, baseline + 0.26 * self.pixels)


@dataclass(slots=True)
class Sheet:
    """Paper at `dpi`, and lists of what stands on it. `blocks` are the blocks of its reading text, in order.

    `margin_floor` is the height in pixels down to which the right margin is taken by codes.
    `exact` is False once something was drawn whose place in the reading text is a matter of taste.
    """

    rng: Rng
    dpi: int = 200
    colour: bool = False
    exact: bool = True
    complete: bool = True
    withheld_pages: int = 0
    margin_floor: float = 0.0
    blocks: list[str] = field(default_factory=list)
    lines: list[TrueLine] = field(default_factory=list)
    redactions: list[TrueRedaction] = field(default_factory=list)
    strikes: list[TrueStrike] = field(default_factory=list)
    not_struck: list[NotStruck] = field(default_factory=list)
    traps: list[Trap] = field(default_factory=list)
    release_lines: list[ReleaseLine] = field(default_factory=list)
    image: Image.Image = field(init=False)
    draw: ImageDraw.ImageDraw = field(init=False)

    def __post_init__(self) -> None:
        self.image = Image.new("RGB", (self.inches(LETTER[0]), self.inches(LETTER[1])), (255, 255, 255))
        self.draw = ImageDraw.Draw(self.image)

    @property
    def width(self) -> int:
        """In pixels."""
        return self.image.width

    @property
    def height(self) -> int:
        """In pixels."""
        return self.image.height

    def inches(self, length: float) -> int:
        """A length in inches as pixels."""
        return round(length * self.dpi)

    def points(self, length: float) -> int:
        """A length in points as pixels, at least 1."""
        return max(1, round(length * self.dpi / 72))

    def type(self, name: str, points: float) -> Type:
        """The face `name` at a size in points."""
        return Type(name, self.points(points))

    def text(self, text: str, x: float, baseline: float, face: Type, ink: int = 0) -> Box:
        """Prints `text` with the pen starting at (`x`, `baseline`).

        Returns:
            The box of its ink in pixels (empty for blank text).
        """
        if FACES[face.name].worn:
            return self._typed(text, x, baseline, face, ink)
        self.draw.text((x, baseline), text, fill=grey(ink), font=face.font, anchor="ls")
        return Box(*self.draw.textbbox((x, baseline), text, font=face.font, anchor="ls"))

    def _typed(self, text: str, x: float, baseline: float, face: Type, ink: int) -> Box:
        pitch = face.width("x")
        boxes = []
        for i, letter in enumerate(text):
            if letter == " ":
                continue
            level = min(200, ink + round(between(self.rng, 0, UNEVEN_INK)))
            at = (x + i * pitch, baseline + float(self.rng.normal(0, BASELINE_WOBBLE)) * face.pixels)
            drawn = font("courier_bold", face.pixels) if letter in FACES[face.name].lacking else face.font
            self.draw.text(at, letter, fill=grey(level), font=drawn, anchor="ls")
            boxes.append(self.draw.textbbox(at, letter, font=drawn, anchor="ls"))
        if not boxes:
            return Box(x, baseline, x, baseline)
        left, top, right, bottom = zip(*boxes, strict=True)
        return Box(min(left), min(top), max(right), max(bottom))

    def line(self, text: str, x: float, baseline: float, face: Type, kind: str, ink: int = 0) -> Box:
        """Prints a whole line and enters it in the truth as `kind`."""
        box = self.text(text, x, baseline, face, ink)
        self.lines.append(TrueLine(text, kind, box))
        return box

    def centred(self, text: str, baseline: float, face: Type, kind: str) -> Box:
        """Prints a line in the middle of the paper."""
        return self.line(text, (self.width - face.width(text)) / 2, baseline, face, kind)

    def truth(self) -> PageTruth:
        """What stands on the page so far."""
        return PageTruth(
            self.width,
            self.height,
            self.complete,
            tuple(self.lines),
            tuple(self.redactions),
            tuple(self.strikes),
            tuple(self.not_struck),
            tuple(self.traps),
            tuple(self.release_lines),
            self.withheld_pages,
        )

    def raster(self) -> Raster:
        """The page as pixels: height x width, or height x width x 3 where `colour` is set."""
        return np.array(self.image if self.colour else self.image.convert("L"), dtype=np.uint8)


def grey(level: int) -> tuple[int, int, int]:
    """A grey as RGB, 0 = black."""
    return (level, level, level)
