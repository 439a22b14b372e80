"""`findings.csv` and `findings.parquet`: every finding of a batch in one table, one document in memory at a time."""

from __future__ import annotations

import base64
import contextlib
import importlib.util
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from processors.errors import InputError, MissingError
from processors.outputs.files import atomic_file
from processors.outputs.findings import Finding, findings
from processors.outputs.record import RECORD_NAME, load_record
from processors.outputs.withholdings_files import csv_line
from processors.records import Record

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet

FINDINGS_CSV = "findings.csv"
FINDINGS_PARQUET = "findings.parquet"
COLUMNS = (
    "document", "sha256", "page", "pages", "id", "kind", "type", "what", "text", "codes", "struck", "status",
    "confidence", "x0", "y0", "x1", "y1", "characters_low", "characters_high", "date", "precision", "agency", "value",
    "doubt", "said_by", "decision",
)  # fmt: skip
# Rows of a group in the Parquet file, which are held in memory: some 5 MB.
_GROUP_ROWS = 10_000

Cell = str | int | float | bool | None | Sequence[str] | Sequence[int]
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class FindingRows:
    """The findings of one document as they stand in the tables: tables over many are these, one by one.

    Attributes:
        table: lines of the CSV.
        columns: the same for Parquet, as an Arrow stream in Base64; empty where Parquet is not wanted.
    """

    table: str
    columns: str = ""


def finding_rows(record: Record, parquet: bool) -> FindingRows:
    """The rows of a document: equal records give equal rows."""
    source = record.source
    rows: list[Row] = [(source.uri, source.sha256, *_cells(finding)) for finding in findings(record)]
    table = b"".join(csv_line(_as_cells(row)) for row in rows).decode()
    return FindingRows(table, _stream(rows) if parquet else "")


class FindingTables:
    """The open tables, to which the rows of documents are added."""

    def __init__(self, table: BinaryIO, groups: _ParquetTable | None) -> None:
        """Begins them."""
        self._table, self._groups = table, groups
        # With this mark Excel takes the file for UTF-8.
        table.write("\ufeff".encode() + csv_line(COLUMNS))

    def add(self, rows: FindingRows) -> None:
        """Adds a document, made with Parquet where that is wanted."""
        self._table.write(rows.table.encode())
        if self._groups is not None:
            self._groups.add(rows.columns)


@contextmanager
def finding_tables(out: Path, parquet: bool) -> Iterator[FindingTables]:
    """`findings.csv` and, if wanted, `findings.parquet`: there after the block; after an error the old ones stay.

    Raises:
        AccessError: the folder cannot be written to.
        MissingError: Parquet is wanted and pyarrow is not installed; nothing is written.
    """
    if parquet:
        check_parquet()
    with ExitStack() as stack:
        table = stack.enter_context(atomic_file(out / FINDINGS_CSV))
        groups = stack.enter_context(_parquet_table(out / FINDINGS_PARQUET)) if parquet else None
        yield FindingTables(table, groups)


def write_batch_findings(out: Path, folders: Iterable[str], parquet: bool) -> None:
    """Writes the findings of all documents of a batch into `out`, as CSV and, if asked for, as Parquet.

    Args:
        out: the folder for results.
        folders: names of the documents' folders in it, in the order wanted. Those without a readable record are left
            out: they are told elsewhere.
        parquet: whether `findings.parquet` is wanted too.

    Raises:
        AccessError: `out` cannot be written to.
        MissingError: Parquet is wanted and pyarrow is not installed; nothing is written.
    """
    with finding_tables(out, parquet) as tables:
        for name in folders:
            with contextlib.suppress(OSError, InputError):
                record = load_record((out / name / RECORD_NAME).read_bytes())
                tables.add(finding_rows(record, parquet))


def has_parquet() -> bool:
    """Whether Parquet can be written: pyarrow is an extra."""
    return importlib.util.find_spec("pyarrow") is not None


def check_parquet() -> None:
    """Makes sure that Parquet can be written, before hours of reading.

    Raises:
        MissingError: pyarrow is not installed.
    """
    try:
        import pyarrow as pa  # noqa: F401
    except ImportError as error:
        raise MissingError(
            "Parquet tables need the package pyarrow, which is not installed",
            hint="Install it with: pip install 'declass[parquet]'",
        ) from error


def _cells(f: Finding) -> Iterator[Cell]:
    yield from (f.pages[0] if f.pages else None, f.pages, f.id, str(f.kind), f.type, f.what, f.text, f.codes)
    yield from (f.struck, str(f.status), f.confidence)
    yield from f.bbox if f.bbox is not None else (None,) * 4
    yield from (f.characters.low, f.characters.high) if f.characters is not None else (None, None)
    yield from (f.date, f.precision, f.agency, f.value, f.doubt, f.said_by, f.decision)


def _as_cells(row: Row) -> Iterator[object]:
    """Cells of a spreadsheet: lists with `; ` between, truth as `true` and `false`, what is unknown empty."""
    for cell in row:
        if isinstance(cell, bool):
            yield str(cell).lower()
        elif isinstance(cell, tuple):
            yield "; ".join(map(str, cell))
        else:
            yield "" if cell is None else cell


class _ParquetTable:
    """Writes rows in groups, so that only one group and one document are in memory."""

    def __init__(self, writer: pyarrow.parquet.ParquetWriter) -> None:
        self._writer = writer
        self._waiting: list[pa.Table] = []
        self._count = 0

    def add(self, columns: str) -> None:
        """Takes the rows of a document; the order is kept."""
        import pyarrow as pa

        rows = pa.ipc.open_stream(base64.b64decode(columns)).read_all()
        self._waiting.append(rows)
        self._count += rows.num_rows
        if self._count < _GROUP_ROWS:
            return
        rows, whole = pa.concat_tables(self._waiting), self._count // _GROUP_ROWS * _GROUP_ROWS
        for start in range(0, whole, _GROUP_ROWS):
            self._write(rows.slice(start, _GROUP_ROWS))
        # Copied: a slice would hold on to all that it was cut from.
        self._waiting, self._count = [rows.slice(whole).combine_chunks()], self._count - whole

    def end(self) -> None:
        """Writes what is left."""
        import pyarrow as pa

        self._write(pa.concat_tables([_schema().empty_table(), *self._waiting]))

    def _write(self, rows: pa.Table) -> None:
        # In one piece: how rows came must not show in the bytes of the file.
        self._writer.write_table(rows.combine_chunks())


@contextmanager
def _parquet_table(path: Path) -> Iterator[_ParquetTable]:
    """The table in `path`, which is whole or not there."""
    import pyarrow.parquet

    with atomic_file(path) as file, pyarrow.parquet.ParquetWriter(file, _schema()) as writer:
        table = _ParquetTable(writer)
        yield table
        table.end()


def _stream(rows: Sequence[Row]) -> str:
    """The rows as an Arrow stream in Base64."""
    import pyarrow as pa

    schema = _schema()
    columns = zip(*rows, strict=True) if rows else [()] * len(COLUMNS)
    arrays = [
        pa.array([_storable(c) for c in column], field.type)
        for field, column in zip(schema, columns, strict=True)
    ]
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, schema) as stream:
        stream.write_table(pa.Table.from_arrays(arrays, schema=schema))
    return base64.b64encode(sink.getvalue()).decode()


def _storable(cell: Cell) -> Cell:
    """A cell without lone surrogates, which no UTF-8 can hold."""
    if isinstance(cell, str):
        return cell.encode("utf-8", "replace").decode()
    if isinstance(cell, tuple):
        return [c.encode("utf-8", "replace").decode() if isinstance(c, str) else c for c in cell]
    return cell


def _schema() -> pa.Schema:
    import pyarrow as pa

    kinds: dict[str, pa.DataType] = {
        "page": pa.int32(), "pages": pa.list_(pa.int32()), "codes": pa.list_(pa.string()), "struck": pa.bool_(),
        "confidence": pa.float64(), "characters_low": pa.int32(), "characters_high": pa.int32(),
        "decision": pa.int64(),
    }  # fmt: skip
    kinds |= {name: pa.float64() for name in ("x0", "y0", "x1", "y1")}
    return pa.schema([(name, kinds.get(name, pa.string())) for name in COLUMNS])
