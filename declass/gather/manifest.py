"""A manifest: a CSV file that states what is known of documents, such as release date, collection and web address.

One column, `file` or `address`, says which document a row is about; all others are carried into its record. A value
that cannot be right is carried as it is, with a doubt, and told; nothing is fixed.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from declass.gather.dates import doubt_of_date
from declass.gather.options import GatherLimits
from declass.gather.scratch import Scratch, given, stored
from declass.gather.types import GatherNote
from processors.document_records import Metadatum
from processors.errors import AccessError, LimitError, UsageError

if TYPE_CHECKING:
    from _csv import Reader

KEYS = ("address", "file")
"""Columns that say which document a row is about."""
KNOWN = ("release_date", "collection", "url", "title", "agency")
"""Columns whose meaning is known; dates and web addresses in them are checked."""
_DELIMITERS = (",", ";", "\t")
_EXAMPLES = 5
_URL = re.compile(r"https?://[^\s/?#]\S*", re.IGNORECASE)
# Control characters break XML, terminals and CSV alike; a value with one says nothing that can be relied on.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


_ROWS = """
CREATE TABLE rows (key BLOB PRIMARY KEY, line INTEGER, cells TEXT, files INTEGER DEFAULT 0) WITHOUT ROWID;
"""


class Manifest:
    """The rows of a manifest by the documents they are about; on disk where they are many."""

    def __init__(self, path: Path, limits: GatherLimits) -> None:
        """Reads the whole manifest; `notes` then tells what is wrong with rows.

        Raises:
            AccessError: it cannot be read.
            UsageError: it has no column for the file, or no header.
            LimitError: it is beyond a limit.
        """
        self._path, self._limits = path, limits
        self._rows = Scratch(_ROWS)
        self._problems: list[GatherNote] = []
        self._told = 0
        self._without: list[str] = []
        self._without_count = 0
        raw = self._bytes()
        with io.TextIOWrapper(io.BytesIO(raw), self._encoding(raw), "replace", newline="") as text:
            delimiter = _delimiter(text.readline(), path)
            text.seek(0)
            self._read(csv.reader(text, delimiter=delimiter))

    def metadata(self, address: str) -> tuple[Metadatum, ...]:
        """What the manifest states of the document at `address`; the row that names most of the address counts."""
        keys = [stored(key) for key in _endings(address)]
        places = ", ".join("?" * len(keys))
        query = f"SELECT key, cells FROM rows WHERE key IN ({places}) ORDER BY length(key) DESC LIMIT 1"  # noqa: S608 - marks
        row = self._rows.execute(query, keys).fetchone()
        if row is not None:
            self._rows.execute("UPDATE rows SET files = files + 1 WHERE key = ?", row[:1])
            return tuple(Metadatum(name, value, _doubt(name, value)) for name, value in json.loads(row[1]))
        self._without_count += 1
        if len(self._without) < _EXAMPLES:
            self._without.append(address)
        return ()

    def close(self) -> None:
        """Forgets everything."""
        self._rows.close()

    def notes(self) -> Iterator[GatherNote]:
        """What is wrong with rows, the first of each kind; asked for before documents are."""
        yield from self._problems
        if self._told > len(self._problems):
            yield self._note(f"{self._told - len(self._problems)} more rows or values are in doubt")

    def endings(self) -> Iterator[GatherNote]:
        """Which rows are about no document, or about several, and which documents have no row; asked for at the end."""
        for text, which in (
            ("rows whose file was not found", "files = 0"),
            ("rows found for several files, which all carry them", "files > 1"),
        ):
            count = self._rows.execute(f"SELECT count(*) FROM rows WHERE {which}").fetchone()[0]  # noqa: S608 - ours
            some = f"SELECT key FROM rows WHERE {which} ORDER BY line LIMIT {_EXAMPLES}"  # noqa: S608 - ours
            if count:
                names = [given(row[0]) for row in self._rows.execute(some)]
                yield self._note(f"{text}: {count} ({_some(names, count)})")
        if self._without_count:
            some = _some(self._without, self._without_count)
            yield self._note(f"files without a row: {self._without_count} ({some})")

    def _note(self, message: str) -> GatherNote:
        return GatherNote(str(self._path), message)

    def _problem(self, line: int, message: str) -> None:
        self._told += 1
        if len(self._problems) < 4 * _EXAMPLES:
            self._problems.append(self._note(f"line {line}: {message}"))

    def _bytes(self) -> bytes:
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
        return raw

    def _encoding(self, raw: bytes) -> str:
        if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
            return "utf-16"
        try:
            codecs.utf_8_decode(raw, "strict", True)
        except UnicodeDecodeError:
            self._problems.append(
                self._note("is not UTF-8 and was read as Windows-1252; check accented letters")
            )
            self._told += 1
            return "cp1252"
        return "utf-8-sig"

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
        cells = json.dumps(list(self._checked(line, values)))
        new = self._rows.execute("INSERT OR IGNORE INTO rows VALUES (?, ?, ?, 0)", (stored(key), line, cells))
        if not new.rowcount:
            first = self._rows.execute(
                "SELECT line, cells FROM rows WHERE key = ?", (stored(key),)
            ).fetchone()
            same = "says the same as" if first[1] == cells else "contradicts"
            self._problem(line, f"{same} line {first[0]} on '{key}'; the first one counts")

    def _checked(self, line: int, values: dict[str, str]) -> Iterator[tuple[str, str]]:
        """The values that are carried."""
        for name, value in sorted(values.items()):
            if not value or name.startswith("\0"):
                continue
            if len(value) > self._limits.manifest_value or _CONTROL.search(value):
                self._problem(line, f"{name} is too long or holds control characters; it is left out")
                continue
            doubt = _doubt(name, value)
            if doubt:
                self._problem(line, f"{name} '{value}': {doubt}; kept as it is")
            yield name, value


def _delimiter(start: str, path: Path) -> str:
    """The sign between values: the one that gives `start`, the first line, a column for the file.

    Raises:
        UsageError: none does.
    """
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
        return "" if _URL.fullmatch(value) else "not a web address"
    return ""


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
