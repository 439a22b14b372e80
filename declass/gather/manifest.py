"""A manifest: a CSV file that states what is known of documents, such as release date, collection and web address.

One column, `file` or `address`, says which document a row is about; all others are carried into its record. A value
that cannot be right is carried as it is, with a doubt, and told; nothing is fixed.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from declass.gather.dates import doubt_of_date
from declass.gather.options import GatherLimits
from declass.gather.types import GatherNote
from processors.errors import AccessError, LimitError, UsageError
from processors.records import Metadatum

if TYPE_CHECKING:
    from _csv import Reader

KEYS = ("address", "file")
"""Columns that say which document a row is about."""
KNOWN = ("release_date", "collection", "url", "title", "agency")
"""Columns whose meaning is known; dates and web addresses in them are checked."""
_DELIMITERS = (",", ";", "\t")
_EXAMPLES = 5
# Control characters break XML, terminals and CSV alike; a value with one says nothing that can be relied on.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


@dataclass(slots=True)
class _Row:
    """One row: its metadata, the line it ends on, and how many documents it was found for."""

    metadata: tuple[Metadatum, ...]
    line: int
    files: int = 0


class Manifest:
    """The rows of a manifest by the documents they are about."""

    def __init__(self, path: Path, limits: GatherLimits) -> None:
        """Reads the whole manifest; `notes` then tells what is wrong with rows.

        Raises:
            AccessError: it cannot be read.
            UsageError: it has no column for the file, or no header.
            LimitError: it is beyond a limit.
        """
        self._path, self._limits = path, limits
        self._rows: dict[str, _Row] = {}
        self._problems: list[GatherNote] = []
        self._told = 0
        self._without: list[str] = []
        self._without_count = 0
        text = self._decoded()
        delimiter = _delimiter(text, path)
        self._read(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))

    def metadata(self, address: str) -> tuple[Metadatum, ...]:
        """What the manifest states of the document at `address`; the row that names most of the address counts."""
        row = next((row for key in _endings(address) if (row := self._rows.get(key)) is not None), None)
        if row is None:
            self._without_count += 1
            if len(self._without) < _EXAMPLES:
                self._without.append(address)
            return ()
        row.files += 1
        return row.metadata

    def notes(self) -> Iterator[GatherNote]:
        """What is wrong with rows, the first of each kind; asked for before documents are."""
        yield from self._problems
        if self._told > len(self._problems):
            yield self._note(f"{self._told - len(self._problems)} more rows or values are in doubt")

    def endings(self) -> Iterator[GatherNote]:
        """Which rows are about no document, or about several, and which documents have no row; asked for at the end."""
        for text, names in (
            ("rows whose file was not found", [k for k, row in self._rows.items() if not row.files]),
            (
                "rows found for several files, which all carry them",
                [k for k, row in self._rows.items() if row.files > 1],
            ),
        ):
            if names:
                yield self._note(f"{text}: {len(names)} ({_some(names, len(names))})")
        if self._without_count:
            some = _some(self._without, self._without_count)
            yield self._note(f"files without a row: {self._without_count} ({some})")

    def _note(self, message: str) -> GatherNote:
        return GatherNote(str(self._path), message)

    def _problem(self, line: int, message: str) -> None:
        self._told += 1
        if len(self._problems) < 4 * _EXAMPLES:
            self._problems.append(self._note(f"line {line}: {message}"))

    def _decoded(self) -> str:
        try:
            with self._path.open("rb") as file:
                raw = file.read(self._limits.manifest_bytes + 1)
        except OSError as error:
            raise AccessError(
                f"the manifest cannot be read ({error.strerror})", file=str(self._path)
            ) from error
        if len(raw) > self._limits.manifest_bytes:
            raise LimitError(
                f"the manifest has over {self._limits.manifest_bytes:,} bytes", file=str(self._path)
            )
        if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
            return raw.decode("utf-16", "replace")
        try:
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            self._problems.append(
                self._note("is not UTF-8 and was read as Windows-1252; check accented letters")
            )
            self._told += 1
            return raw.decode("cp1252", "replace")

    def _read(self, reader: Reader) -> None:
        names = self._header(next(reader))
        key = next(name for name in KEYS if name in names)
        for line, cells in self._numbered(reader):
            if line > self._limits.manifest_rows:
                raise LimitError(
                    f"the manifest has over {self._limits.manifest_rows:,} lines", file=str(self._path)
                )
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > len(names):
                self._problem(
                    line, f"has {len(cells)} values for {len(names)} columns; those beyond are left out"
                )
            values = dict(zip(names, (cell.strip() for cell in cells), strict=False))
            self._add(line, _normal(values.pop(key, "")), values)

    def _numbered(self, reader: Reader) -> Iterator[tuple[int, list[str]]]:
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                self._problem(reader.line_num, f"is no row ({error})")
            else:
                yield reader.line_num, cells

    def _header(self, cells: list[str]) -> list[str]:
        if len(cells) > self._limits.manifest_columns:
            raise LimitError(
                f"the manifest has over {self._limits.manifest_columns} columns", file=str(self._path)
            )
        names: list[str] = []
        for number, cell in enumerate(cells, 1):
            name = _column(cell)
            if name in names or not name or _CONTROL.search(name):
                # Kept in place, so that the values of other columns stay under their names.
                self._problem(1, f"column {number} has no name of its own; it is left out")
                name = f"\0{number}"
            names.append(name)
        return names

    def _add(self, line: int, key: str, values: dict[str, str]) -> None:
        if not key:
            self._problem(line, "names no file")
            return
        row = _Row(tuple(self._metadata(line, values)), line)
        first = self._rows.setdefault(key, row)
        if first is not row:
            same = "says the same as" if first.metadata == row.metadata else "contradicts"
            self._problem(line, f"{same} line {first.line} on '{key}'; the first one counts")

    def _metadata(self, line: int, values: dict[str, str]) -> Iterator[Metadatum]:
        for name, value in sorted(values.items()):
            if not value or name.startswith("\0"):
                continue
            if len(value) > self._limits.manifest_value or _CONTROL.search(value):
                self._problem(line, f"{name} is too long or holds control characters; it is left out")
                continue
            doubt = _doubt(name, value)
            if doubt:
                self._problem(line, f"{name} '{value}': {doubt}; kept as it is")
            yield Metadatum(name, value, doubt)


def _delimiter(text: str, path: Path) -> str:
    """The sign between values: the one that gives the header a column for the file.

    Raises:
        UsageError: none does.
    """
    head = io.StringIO(text, newline="")
    start = head.readline()
    for delimiter in _DELIMITERS:
        try:
            cells = next(csv.reader([start], delimiter=delimiter), [])
        except csv.Error:
            continue
        if any(_column(cell) in KEYS for cell in cells):
            return delimiter
    raise UsageError(
        "the manifest has no column 'file' or 'address' in its first line",
        file=str(path),
        hint="Write a line such as file,release_date,collection,url first; commas, semicolons or tabs between",
    )


def _column(cell: str) -> str:
    """The name of a column: known ones however they are written, others as they are."""
    plain = re.sub(r"[\s\-]+", "_", cell.strip().casefold())
    return plain if plain in KEYS + KNOWN else cell.strip()


def _doubt(name: str, value: str) -> str:
    if name == "release_date":
        return doubt_of_date(value)
    if name == "url":
        return _doubt_of_url(value)
    return ""


def _doubt_of_url(value: str) -> str:
    try:
        parts = urlsplit(value)
    except ValueError:
        return "not a web address"
    good = parts.scheme in ("http", "https") and parts.netloc and not any(c.isspace() for c in value)
    return "" if good else "not a web address"


def _normal(name: str) -> str:
    """A name as it is compared: our separators, one form of accents, nothing at its beginning that says nothing."""
    name = unicodedata.normalize("NFC", name)
    if "://" not in name:
        name = name.replace("\\", "/")
        while name.startswith("./"):
            name = name[2:].lstrip("/")
    return name


def _endings(address: str) -> Iterator[str]:
    """The address, then its endings from the longest to the bare name; parts are whole names."""
    whole = unicodedata.normalize("NFC", address)
    yield whole
    rest = whole.split("://", 1)[-1]
    yield rest
    while "/" in rest:
        rest = rest.split("/", 1)[1]
        yield rest


def _some(names: Sequence[str], count: int) -> str:
    shown = ", ".join(f"'{name}'" for name in names[:_EXAMPLES])
    return shown if count <= _EXAMPLES else f"{shown} and {count - min(len(names), _EXAMPLES)} more"
