"""The systems that are compared: which of them are here, and what their results depend on."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

from bench.accuracy import readers
from bench.accuracy.cache import key_of, tree_digest
from processors.config import Config
from processors.errors import UsageError
from processors.sources.checksum import file_sha256

KNOWN = ("declass", "tesseract", "rapidocr", "ocrmypdf")
"""In the order in which tables show them."""

BASE = "tesseract"
"""The system whose CPU seconds are the unit."""


@dataclass(frozen=True, slots=True)
class System:
    """One system.

    Attributes:
        name: short, unique.
        title: for tables, with the version.
        reader: how it reads, one of `readers.READERS`.
        identity: all that its results depend on besides the page.
        config: settings of `declass`.
    """

    name: str
    title: str
    reader: str
    identity: str
    config: Config = field(default_factory=Config)


def chosen(names: Sequence[str]) -> tuple[list[System], list[str]]:
    """The systems of these names that can run here, and a line about each that cannot.

    Raises:
        UsageError: an unknown name.
    """
    systems, left_out = [], []
    for name in names:
        if name not in KNOWN:
            raise UsageError(f"there is no system called {name!r}", hint=f"Known are: {', '.join(KNOWN)}")
        lacking = [program for program in _PROGRAMS[name] if shutil.which(program) is None]
        if lacking:
            left_out.append(f"{name} is left out: not installed: {', '.join(lacking)}")
        else:
            systems.append(_DESCRIBE[name]())
    return systems, left_out


def declass(name: str = "declass", title: str = "declass", config: Config | None = None) -> System:
    """`declass` with the code that is here; its settings are the usual ones where none are given."""
    settings = config or Config()
    engines = f"{_version('tesseract')} {metadata.version('rapidocr')}"
    identity = _identity("declass", tree_digest("processors"), settings.digest(), engines)
    return System(name, title, "declass", identity, settings)


def _tesseract() -> System:
    title = f"Tesseract {_version('tesseract')}"
    return System("tesseract", title, "tesseract", _identity(title))


def _rapidocr() -> System:
    title = f"RapidOCR {metadata.version('rapidocr')}"
    return System("rapidocr", title, "rapidocr", _identity(title, metadata.version("onnxruntime")))


def _ocrmypdf() -> System:
    title = f"OCRmyPDF {_version('ocrmypdf')}"
    return System("ocrmypdf", title, "ocrmypdf", _identity(title, _version("tesseract"), _version("unpaper")))


def _identity(*parts: str) -> str:
    """A name for these parts and for the way in which systems are asked."""
    return key_of(*parts, file_sha256(Path(readers.__file__)))


def _version(program: str) -> str:
    done = subprocess.run([program, "--version"], capture_output=True, text=True, check=False, timeout=60)
    first = (done.stdout or done.stderr).split("\n")[0]
    return first.split()[-1] if first else ""


_PROGRAMS = {
    "declass": ("tesseract",),
    "tesseract": ("tesseract",),
    "rapidocr": (),
    "ocrmypdf": ("ocrmypdf", "unpaper"),
}
_DESCRIBE = {"declass": declass, "tesseract": _tesseract, "rapidocr": _rapidocr, "ocrmypdf": _ocrmypdf}
