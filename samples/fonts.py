"""The typefaces of the samples, all from Debian packages."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

from processors.errors import MissingError

ROOT = Path("/usr/share/fonts")
"""Where Debian keeps fonts."""

PACKAGES = ("fonts-gnutypewriter", "fonts-courier-prime", "fonts-liberation", "fonts-dejavu-core")
"""Debian packages that hold every face named below."""


@dataclass(frozen=True, slots=True)
class Face:
    """A typeface.

    Attributes:
        files: names under which Debian releases install it, likeliest first.
        family: its name for `fc-match`, where the file lies elsewhere.
        fixed: whether all characters are equally wide.
        lacking: characters that it draws as something else; `courier_bold` lends them.
        worn: whether a machine with loose type is imitated (letters off the line, uneven ink).
    """

    files: tuple[str, ...]
    family: str
    fixed: bool = False
    worn: bool = False
    lacking: str = ""


FACES: dict[str, Face] = {
    "typewriter": Face(
        ("truetype/gnutypewriter/GNUTypewriter.ttf", "opentype/gnutypewriter/gtw.otf"),
        "GNUTypewriter",
        True,
        True,
        "()[]{}&",
    ),
    "courier": Face(("opentype/courier-prime/Courier Prime.otf",), "Courier Prime", True, True),
    "courier_bold": Face(
        ("opentype/courier-prime/Courier Prime Bold.otf",), "Courier Prime:bold", True, True
    ),
    "mono": Face(("truetype/liberation/LiberationMono-Regular.ttf",), "Liberation Mono", True),
    "serif": Face(("truetype/liberation/LiberationSerif-Regular.ttf",), "Liberation Serif"),
    "serif_bold": Face(("truetype/liberation/LiberationSerif-Bold.ttf",), "Liberation Serif:bold"),
    "sans": Face(("truetype/liberation/LiberationSans-Regular.ttf",), "Liberation Sans"),
    "sans_bold": Face(("truetype/liberation/LiberationSans-Bold.ttf",), "Liberation Sans:bold"),
    "stamp": Face(("truetype/dejavu/DejaVuSans-Bold.ttf",), "DejaVu Sans:bold"),
}


def locate(name: str, root: Path = ROOT) -> Path:
    """The file of the face `name`.

    Raises:
        MissingError: it is not installed; the message names the Debian packages.
    """
    face = FACES[name]
    for file in face.files:
        if (root / file).is_file():
            return root / file
    found = _ask_fontconfig(face)
    if found is None:
        raise MissingError(
            f"the font {face.family} is not installed",
            hint=f"Install the packages: apt-get install {' '.join(PACKAGES)}",
        )
    return found


def _ask_fontconfig(face: Face) -> Path | None:
    """fc-match always answers with some font, so the answer counts only where the family is the one asked for."""
    program = shutil.which("fc-match")
    if program is None:
        return None
    family = face.family.partition(":")[0]
    run = subprocess.run(
        [program, "-f", "%{family}\n%{file}", face.family],
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    names, _, file = run.stdout.partition("\n")
    return Path(file) if family in names.split(",") and Path(file).is_file() else None


@lru_cache(maxsize=128)
def font(name: str, pixels: int) -> ImageFont.FreeTypeFont:
    """The face `name` with an em of `pixels`, laid out without kerning so that no shaping library changes a sample."""
    return ImageFont.truetype(str(locate(name)), pixels, layout_engine=ImageFont.Layout.BASIC)
