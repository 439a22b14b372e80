"""The formats a result can be had in beside `text.md` and `record.json`, and who writes each.

A writer takes the result folder, the record and the file that was read, and writes one file or folder of a fixed name,
atomically and with the same bytes for the same record and source.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path

from processors.document_records import ErrorItem
from processors.errors import AccessError, DeclassError, MissingError, UsageError
from processors.records import Record

Writer = Callable[[Path, Record, Path], None]
"""Writes into a folder what a record says of a file.

Raises AccessError where the folder cannot be written to, InputError where the file cannot be used.
"""


class Format(StrEnum):
    """What `--format` takes."""

    PDF = "pdf"
    ALTO = "alto"
    HOCR = "hocr"
    TXT = "txt"
    ANNOTATIONS = "annotations"


Maker = Callable[[Format, Path, Record, Path], None]
"""Makes a format: `make_format`, or something that has it made elsewhere."""

# These open the file that was read, which is a stranger's; the others are made from the record alone.
_OPENING = frozenset({Format.PDF})
# What each writer writes; tests hold it against the writers, which are not imported for this.
_FILES = {
    Format.PDF: "searchable.pdf",
    Format.ALTO: "alto",
    Format.HOCR: "hocr.html",
    Format.TXT: "text.txt",
    Format.ANNOTATIONS: "annotations.jsonld",
}


def parse_formats(names: Sequence[str]) -> tuple[Format, ...]:
    """The formats named, in a fixed order, each once; `all` names every one, and a name may hold several with commas.

    Raises:
        UsageError: no such format.
    """
    wanted: set[Format] = set()
    for name in (part.strip() for item in names for part in item.split(",")):
        if name == "all":
            wanted.update(Format)
        elif name in list(Format):
            wanted.add(Format(name))
        else:
            raise UsageError(f"no format is called {name!r}", hint=f"Choose from {', '.join(Format)}, all")
    return tuple(f for f in Format if f in wanted)


def present_formats(folder: Path, record: Record) -> tuple[Format, ...]:
    """The formats that a result is in, or was to be in: the record tells of those that could not be made."""
    missing = tuple(error.message for error in record.errors if error.page is None)
    return tuple(
        f for f in Format if (folder / _FILES[f]).exists() or any(m.startswith(f"no {f}:") for m in missing)
    )


def write_formats(
    folder: Path, record: Record, source: Path, formats: Sequence[Format], apart: Maker | None = None
) -> tuple[ErrorItem, ...]:
    """Writes `record` into `folder` in each of `formats`.

    Args:
        folder: of the result.
        record: what was read.
        source: the file that was read.
        formats: what to write.
        apart: makes those that open the file again, as `processors.outputs.apart.Apart` does in a process that can be
            ended; None to make them here.

    Returns:
        What is wrong with formats that could not be made: one that fails loses neither the others nor the reading.

    Raises:
        AccessError: the folder cannot be written to.
        MissingError: a package is not installed.
    """
    makers = [(wanted, apart if apart and wanted in _OPENING else make_format) for wanted in formats]
    failures = (_failure(maker, wanted, folder, record, source) for wanted, maker in makers)
    return tuple(failure for failure in failures if failure is not None)


def make_format(wanted: Format, folder: Path, record: Record, source: Path) -> None:
    """Writes one format, here; a `Maker`.

    Raises:
        AccessError: the folder cannot be written to.
        MissingError: a package is not installed.
        InputError: the file cannot be used.
    """
    _writer(wanted)(folder, record, source)


def _failure(maker: Maker, wanted: Format, folder: Path, record: Record, source: Path) -> ErrorItem | None:
    try:
        maker(wanted, folder, record, source)
    except (AccessError, MissingError):
        raise
    except DeclassError as error:
        return ErrorItem(None, error.category, f"no {wanted}: {error.message}")
    except Exception as error:
        # The file is a stranger's, and a writer looks at parts of it that reading does not.
        return ErrorItem(None, "output", f"no {wanted}: an error in declass itself ({type(error).__name__})")
    return None


def _writer(wanted: Format) -> Writer:
    """The writer of a format; imported only now, since some bring a library of their own."""
    match wanted:
        case Format.PDF:
            from processors.outputs.pdf import write_pdf as write
        case Format.ALTO:
            from processors.outputs.alto import write_alto as write
        case Format.HOCR:
            from processors.outputs.hocr import write_hocr as write
        case Format.TXT:
            from processors.outputs.plain import write_plain as write
        case Format.ANNOTATIONS:
            from processors.outputs.annotations import write_annotations as write
    return write
