"""The index of withholdings as files: a table for spreadsheets, JSON for programs, totals by code."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

from processors.config.text import TextConfig
from processors.outputs.files import atomic_file
from processors.outputs.withholdings import CodeSum, Total, Totals, Withholding, withholdings
from processors.records import Record

TABLE_NAME = "withholdings.csv"
TOTALS_NAME = "withholdings-by-code.csv"
JSON_NAME = "withholdings.json"
COLUMNS = (
    "document", "sha256", "page", "id", "kind", "x0", "y0", "x1", "y1", "characters_low", "characters_high", "lines",
    "text_share", "pages_withheld", "codes", "other_readings", "authority", "meaning", "confidence", "code_confidence",
    "status", "before", "after", "said_by",
)  # fmt: skip
TOTAL_COLUMNS = (
    "scheme", "code", "authority", "meaning", "redactions", "pages", "characters_low", "characters_high",
)  # fmt: skip
# What makes a spreadsheet take a cell for a formula (OWASP, CSV injection), full-width signs too, also behind blanks
# and characters that do not show.
_FORMULA = re.compile(
    r"[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class WithholdingRows:
    """The rows of one document as they stand in the files, and its sums: an index over many is these, one by one.

    Attributes:
        table: lines of the table.
        body: rows of the JSON, with what stands between them.
        sums: by code.
    """

    table: str
    body: str
    sums: tuple[CodeSum, ...]


def withholding_rows(record: Record, config: TextConfig) -> WithholdingRows:
    """The rows of a document: equal records give equal rows."""
    totals = Totals()
    table: list[bytes] = []
    body: list[bytes] = []
    for row in withholdings(record, config):
        totals.add(row)
        table.append(csv_line(_cells(row)))
        body.append(_json(asdict(row)))
    return WithholdingRows(b"".join(table).decode(), b",\n  ".join(body).decode(), totals.sums())


class WithholdingTables:
    """The open files of an index, to which the rows of documents are added."""

    def __init__(self, table: BinaryIO, body: BinaryIO, sums: BinaryIO) -> None:
        """Begins them."""
        self._table, self._body, self._sums = table, body, sums
        self._totals = Totals()
        self._between = b"\n  "
        # With this mark Excel takes the file for UTF-8.
        table.write("\ufeff".encode() + csv_line(COLUMNS))
        body.write(b'{\n "redactions": [')

    def add(self, rows: WithholdingRows) -> None:
        """Adds a document."""
        self._table.write(rows.table.encode())
        if rows.body:
            self._body.write(self._between + rows.body.encode())
            self._between = b",\n  "
        for sums in rows.sums:
            self._totals.add_sum(sums)

    def end(self) -> None:
        """Writes what follows the rows."""
        found = self._totals.rows()
        self._body.write(b'\n ],\n "totals": [')
        for k, total in enumerate(found):
            self._body.write((",\n  " if k else "\n  ").encode() + _json(asdict(total)))
        self._body.write(b"\n ]\n}\n")
        _write_totals(self._sums, found)


@contextmanager
def withholding_tables(folder: Path) -> Iterator[WithholdingTables]:
    """The files of an index in `folder`: there after the block, as a whole; after an error the old ones stay.

    Raises:
        AccessError: the folder cannot be written to.
    """
    with (
        atomic_file(folder / TABLE_NAME) as table,
        atomic_file(folder / JSON_NAME) as body,
        atomic_file(folder / TOTALS_NAME) as sums,
    ):
        tables = WithholdingTables(table, body, sums)
        yield tables
        tables.end()


def write_withholdings(folder: Path, rows: WithholdingRows) -> None:
    """Writes the index of a document into its folder: equal rows give equal bytes.

    Raises:
        AccessError: the folder cannot be written to.
    """
    with withholding_tables(folder) as tables:
        tables.add(rows)


def _write_totals(file: BinaryIO, totals: Sequence[Total]) -> None:
    file.write("\ufeff".encode() + csv_line(TOTAL_COLUMNS))
    for t in totals:
        cells = (
            t.scheme,
            t.code,
            t.authority,
            t.meaning,
            t.redactions,
            t.pages,
            t.characters.low,
            t.characters.high,
        )
        file.write(csv_line(cells))


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")


def _cells(row: Withholding) -> Iterator[object]:
    extent = (row.characters.low, row.characters.high) if row.characters else ("", "")
    yield from (
        row.document,
        row.sha256,
        row.page,
        row.id,
        row.kind,
        *row.bbox,
        *extent,
        row.lines,
        row.text_share,
    )
    yield row.pages_withheld
    yield from (
        "; ".join(values) for values in (row.codes, row.other_readings, row.authorities, row.meanings)
    )
    yield from (row.confidence, "" if row.code_confidence is None else row.code_confidence)
    yield from (row.status, row.before, row.after, row.said_by)


def csv_line(cells: Iterable[object]) -> bytes:
    """One record of RFC 4180, in UTF-8, in which no cell is a formula."""
    line = io.StringIO()
    csv.writer(line).writerow([safe_cell(c) if isinstance(c, str) else c for c in cells])
    return line.getvalue().encode("utf-8", "replace")


def safe_cell(text: str) -> str:
    """Text as a spreadsheet shows it and nothing else: an apostrophe before what would be a formula."""
    plain = _CONTROL.sub(" ", text)
    return f"'{plain}" if _FORMULA.match(text) or _FORMULA.match(plain) else plain
