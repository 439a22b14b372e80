"""The index of withholdings as files: a table for spreadsheets, JSON for programs, totals by code."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO

from processors.config.text import TextConfig
from processors.errors import InputError
from processors.outputs.files import atomic_file
from processors.outputs.record import RECORD_NAME, load_record
from processors.outputs.withholdings import Total, Totals, Withholding, withholdings
from processors.records import Record

TABLE_NAME = "withholdings.csv"
TOTALS_NAME = "withholdings-by-code.csv"
JSON_NAME = "withholdings.json"
COLUMNS = (
    "document", "sha256", "page", "id", "kind", "x0", "y0", "x1", "y1", "characters_low", "characters_high", "lines",
    "text_share", "pages_withheld", "codes", "other_readings", "authority", "meaning", "confidence", "code_confidence",
    "status", "before", "after",
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


def write_withholdings(folder: Path, record: Record, config: TextConfig) -> None:
    """Writes the index of a document into its folder: equal records give equal bytes.

    Raises:
        AccessError: the folder cannot be written to.
    """
    _write(folder, withholdings(record, config))


def write_batch_withholdings(out: Path, folders: Iterable[str], config: TextConfig) -> None:
    """Writes one index over the documents of a batch into `out`, one document in memory at a time.

    Args:
        out: the folder for results.
        folders: names of the documents' folders in it, in the order wanted. Those without a readable record are left
            out: they are told elsewhere.
        config: how lines become text.

    Raises:
        AccessError: `out` cannot be written to.
    """
    _write(out, (row for name in folders for row in _rows_of(out / name, config)))


def _rows_of(folder: Path, config: TextConfig) -> Sequence[Withholding]:
    """The rows of a document, from its record: an index that lies beside it may be older."""
    try:
        return withholdings(load_record((folder / RECORD_NAME).read_bytes()), config)
    except (OSError, InputError):
        return ()


def _write(folder: Path, rows: Iterable[Withholding]) -> None:
    totals = Totals()
    with ExitStack() as stack:
        table = stack.enter_context(atomic_file(folder / TABLE_NAME))
        body = stack.enter_context(atomic_file(folder / JSON_NAME))
        # With this mark Excel takes the file for UTF-8.
        table.write("\ufeff".encode() + csv_line(COLUMNS))
        body.write(b'{\n "redactions": [')
        for k, row in enumerate(rows):
            totals.add(row)
            table.write(csv_line(_cells(row)))
            body.write((",\n  " if k else "\n  ").encode() + _json(asdict(row)))
        found = totals.rows()
        body.write(b'\n ],\n "totals": [')
        for k, total in enumerate(found):
            body.write((",\n  " if k else "\n  ").encode() + _json(asdict(total)))
        body.write(b"\n ]\n}\n")
        _write_totals(stack.enter_context(atomic_file(folder / TOTALS_NAME)), found)


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
    yield from (row.status, row.before, row.after)


def csv_line(cells: Iterable[object]) -> bytes:
    """One record of RFC 4180, in UTF-8, in which no cell is a formula."""
    line = io.StringIO()
    csv.writer(line).writerow([safe_cell(c) if isinstance(c, str) else c for c in cells])
    return line.getvalue().encode("utf-8", "replace")


def safe_cell(text: str) -> str:
    """Text as a spreadsheet shows it and nothing else: an apostrophe before what would be a formula."""
    plain = _CONTROL.sub(" ", text)
    return f"'{plain}" if _FORMULA.match(text) or _FORMULA.match(plain) else plain
