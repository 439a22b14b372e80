"""What made a record: tools with versions, models with checksums, settings, and the code itself as digests.

`record.json` holds nothing that changes from run to run; what does is in `provenance.json` (`outputs.prov_document`).
"""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
from collections.abc import Sequence
from pathlib import Path

from processors.config import Config
from processors.document_records import Provenance, Tool
from processors.outputs.formats import Format

# Libraries whose version can change a result.
_LIBRARIES = (
    "declass",
    "numpy",
    "opencv-python-headless",
    "pillow",
    "pypdfium2",
    "pdfplumber",
    "pytesseract",
    "rapidocr",
    "onnxruntime",
    "rapidfuzz",
)
# Libraries whose version can change what is written from a reading.
_OUTPUT_LIBRARIES = ("declass", "lxml", "pikepdf", "pillow", "prov", "pyarrow", "pydantic", "rocrate")
_ROOT = Path(__file__).resolve().parents[1]


@functools.cache
def library_versions() -> tuple[Tool, ...]:
    """The libraries whose version can change a result, as installed."""
    return tuple(Tool(name, _version(name)) for name in _LIBRARIES)


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


@functools.lru_cache(4)
def provenance(config: Config, engine_tools: tuple[Tool, ...]) -> Provenance:
    """What takes part in every reading with these settings."""
    return Provenance(
        tools=(*library_versions(), *engine_tools), config_digest=config.digest(), config=config.as_dict()
    )


def reading_digest(config: Config, engine_tools: tuple[Tool, ...]) -> str:
    """sha256 over the settings, our own code and every tool: equal digests give equal page results."""
    parts = [config.digest(), code_digest()]
    parts += [f"{t.name} {t.version} {t.sha256}" for t in (*library_versions(), *engine_tools)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def output_digest(formats: Sequence[Format]) -> str:
    """sha256 over the formats and all that writes outputs: with an equal reading, equal digests give equal files.

    Decisions are carried out on readings, so their code counts here.
    """
    parts = [_sources_digest([*_output_files(), *_decision_files()]), *(str(f) for f in formats)]
    parts += [f"{name} {_version(name)}" for name in _OUTPUT_LIBRARIES]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@functools.cache
def code_digest() -> str:
    """sha256 over the source of `processors` without what works on readings, so that changed code reads pages anew.

    Outputs are made from a reading and cannot change it (`output_digest` is theirs); nor can decisions, which are
    carried out on it, nor its comparison.
    """
    after = {*_output_files(), *_decision_files(), *(_ROOT / "compare").rglob("*.py")}
    return _sources_digest([path for path in _ROOT.rglob("*.py") if path not in after])


def _output_files() -> list[Path]:
    return list((_ROOT / "outputs").rglob("*.py"))


def _decision_files() -> list[Path]:
    return list((_ROOT / "decisions").rglob("*.py"))


def _sources_digest(paths: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.relative_to(_ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
