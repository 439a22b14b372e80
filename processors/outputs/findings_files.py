"""`findings.csv` and `findings.parquet`: every finding of a batch in one table, one document in memory at a time."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, Self

from processors.errors import InputError, MissingError
from processors.outputs.files import atomic_file
from processors.outputs.findings import Finding, findings
from processors.outputs.record import RECORD_NAME, load_record
from processors.outputs.withholdings_files import csv_line

if TYPE_CHECKING:
    import pyarrow as pa

FINDINGS_CSV = "findings.csv"
FINDINGS_PARQUET = "findings.parquet"
COLUMNS = (
    "document", "sha256", "page", "pages", "id", "kind", "type", "what", "text", "codes", "struck", "status",
    "confidence", "x0", "y0", "x1", "y1", "characters_low", "characters_high", "date", "precision", "agency", "value",
    "doubt",
)  # fmt: skip
# Rows of a group in the Parquet file, which are held in memory: some 5 MB.
_GROUP_ROWS = 10_000

Cell = str | int | float | bool | None | Sequence[str] | Sequence[int]
Row = tuple[Cell, ...]


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
    if parquet:
        check_parquet()
    with ExitStack() as stack:
        table = stack.enter_context(atomic_file(out / FINDINGS_CSV))
        # With this mark Excel takes the file for UTF-8.
        table.write("\ufeff".encode() + csv_line(COLUMNS))
        groups = stack.enter_context(_ParquetTable(out / FINDINGS_PARQUET)) if parquet else None
        for name in folders:
            for row in _rows_of(out / name):
                table.write(csv_line(_as_cells(row)))
                if groups is not None:
                    groups.add(row)


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


def _rows_of(folder: Path) -> Iterator[Row]:
    """The rows of a document, none where it has no readable record."""
    try:
        record = load_record((folder / RECORD_NAME).read_bytes())
    except (OSError, InputError):
        return
    for finding in findings(record):
        yield (record.source.uri, record.source.sha256, *_cells(finding))


def _cells(f: Finding) -> Iterator[Cell]:
    yield from (f.pages[0] if f.pages else None, f.pages, f.id, str(f.kind), f.type, f.what, f.text, f.codes)
    yield from (f.struck, str(f.status), f.confidence)
    yield from f.bbox if f.bbox is not None else (None,) * 4
    yield from (f.characters.low, f.characters.high) if f.characters is not None else (None, None)
    yield from (f.date, f.precision, f.agency, f.value, f.doubt)


def _as_cells(row: Row) -> Iterator[object]:
    """Cells of a spreadsheet: lists with `; ` between, truth as `true` and `false`, what is unknown empty."""
    for cell in row:
        if isinstance(cell, bool):
            yield str(cell).lower()
        elif isinstance(cell, tuple):
            yield "; ".join(map(str, cell))
        else:
            yield "" if cell is None else cell


class _ParquetTable(AbstractContextManager["_ParquetTable"]):
    """Writes rows in groups, so that only one group is in memory; the file is whole or not there."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._rows: list[Row] = []

    def __enter__(self) -> Self:
        import pyarrow.parquet

        self._schema = _schema()
        with ExitStack() as stack:
            file: BinaryIO = stack.enter_context(atomic_file(self._path))
            self._writer = stack.enter_context(pyarrow.parquet.ParquetWriter(file, self._schema))
            self._stack = stack.pop_all()
        return self

    def add(self, row: Row) -> None:
        """Takes a row; the order is kept."""
        self._rows.append(row)
        if len(self._rows) == _GROUP_ROWS:
            self._flush()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._flush()
        self._stack.__exit__(kind, error, trace)

    def _flush(self) -> None:
        import pyarrow as pa

        columns = zip(*self._rows, strict=True) if self._rows else [()] * len(COLUMNS)
        arrays = [
            pa.array([_storable(c) for c in column], field.type)
            for field, column in zip(self._schema, columns, strict=True)
        ]
        self._writer.write_table(pa.Table.from_arrays(arrays, schema=self._schema))
        self._rows.clear()


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
    }  # fmt: skip
    kinds |= {name: pa.float64() for name in ("x0", "y0", "x1", "y1")}
    return pa.schema([(name, kinds.get(name, pa.string())) for name in COLUMNS])
