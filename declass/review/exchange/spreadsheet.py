"""Findings as CSV for a spreadsheet, and back: a person fills the column `decision`, or just changes cells.

What was decided before stands in that column already; as long as it is left so, it says nothing.

A new row without an id is something that was missed. Rows that are deleted say nothing: a table may be filtered.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from declass.review.exchange.corrections import Correction, Refused
from declass.review.exchange.listing import Item, Listing
from processors.decisions.types import Act, State, Subject
from processors.errors import InputError
from processors.geometry import Box
from processors.outputs.withholdings_files import csv_line, safe_cell

COLUMNS = (
    "document", "sha256", "page", "id", "finding", "kind", "codes", "text", "what", "struck",
    "x0", "y0", "x1", "y1", "confidence", "status", "decision", "comment", "log",
)  # fmt: skip
_NEEDED = ("sha256", "page", "id", "finding", "kind", "x0", "y0", "x1", "y1")
_ACTS = {str(act): act for act in (Act.ACCEPT, Act.REJECT, Act.CHANGE, Act.COMMENT)}
# Characters of a comment that are kept: a cell of a spreadsheet may hold 32,767.
_COMMENT = 4000


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table that came back: its number in the file, the document, and how far its log was known."""

    line: int
    sha256: str
    log: int
    cells: Mapping[str, str]


def as_csv(listings: Iterable[Listing]) -> bytes:
    """All findings of the documents as one table; UTF-8 with the mark by which Excel knows it."""
    lines = [csv_line(COLUMNS)]
    for listing in listings:
        lines += [csv_line(_cells(listing, item)) for item in listing.items]
    return "\ufeff".encode() + b"".join(lines)


def _cells(listing: Listing, item: Item) -> Iterator[object]:
    state = item.state
    yield from (listing.record.source.uri, listing.record.source.sha256, item.page, item.ref)
    yield from (str(item.subject), state.kind, "; ".join(state.codes), state.text, state.what)
    yield "" if state.struck is None else _yes(state.struck)
    yield from (*state.bbox, state.confidence, state.status, item.act or "", "", listing.log)


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def read_rows(data: bytes) -> list[Row]:
    """The lines of a table that came back, in any order of columns.

    Raises:
        InputError: it is no such table.
    """
    try:
        text = data.decode("utf-8-sig")
        # Spreadsheets of some countries part cells by semicolons.
        first = text.partition("\n")[0]
        delimiter = ";" if first.count(";") > first.count(",") else ","
        reader = csv.DictReader(io.StringIO(text), delimiter=delimiter, strict=True)
        rows = [{k: v or "" for k, v in row.items() if isinstance(k, str)} for row in reader]
        lacking = [name for name in _NEEDED if name not in (reader.fieldnames or ())]
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"is no CSV table in UTF-8 ({error})") from error
    if lacking:
        raise InputError(f"lacks the columns {', '.join(lacking)}", hint="Export the findings anew")
    return [Row(k, row["sha256"].strip(), _whole(row.get("log", "")), row) for k, row in enumerate(rows, 2)]


def _whole(text: str) -> int:
    return int(text) if text.strip().isascii() and text.strip().isdigit() else 0


def corrections(rows: Iterable[Row], listing: Listing) -> tuple[list[Correction], list[Refused]]:
    """What the rows of one document say.

    Args:
        rows: of that document.
        listing: as it was handed out, to know cells that nobody touched.
    """
    known = {(item.page, item.ref): item for item in listing.items}
    found: list[Correction] = []
    refused: list[Refused] = []
    for row in rows:
        try:
            page = int(row.cells["page"])
            found.append(_correction(row, known.get((page, row.cells["id"].strip()))))
        except ValueError as error:
            refused.append(Refused(_whole(row.cells["page"]), row.cells["id"], f"line {row.line}: {error}"))
    return found, refused


def _correction(row: Row, item: Item | None) -> Correction:
    """What a row says.

    Raises:
        ValueError: a cell cannot be understood.
    """
    cells = row.cells
    said = _said(cells.get("decision", ""), item)
    if said and said not in _ACTS:
        raise ValueError(f"{said!r} is no decision: {', '.join(_ACTS)}")
    subject = cells["finding"].strip()
    if subject not in set(map(str, Subject)):
        raise ValueError(f"{subject!r} is no finding: {', '.join(Subject)}")
    comment = _own(cells.get("comment", ""))[:_COMMENT]
    act = _ACTS.get(said) or (Act.COMMENT if comment and item is not None and _untouched(row, item) else None)
    state = _state(cells, item)
    return Correction(int(cells["page"]), cells["id"].strip(), Subject(subject), state, act, comment)


def _said(cell: str, item: Item | None) -> str:
    """What the cell of the decision says that was not decided before; a row that is new is drawn."""
    said = cell.strip().casefold()
    known = Act.DRAW if item is None else item.act
    return "" if said == known else said


def _untouched(row: Row, item: Item) -> bool:
    return _state(row.cells, item) == item.state


def _state(cells: Mapping[str, str], item: Item | None) -> State:
    before = item.state if item is not None else State(Box(0, 0, 0, 0))
    edges = [float(cells[name].replace(",", ".")) for name in ("x0", "y0", "x1", "y1")]
    if not all(-1e6 < edge < 1e6 for edge in edges):
        raise ValueError("a box is no place on a page")
    struck = cells.get("struck", "").strip().casefold()
    return State(
        bbox=before.bbox if edges == list(before.bbox) else Box(*edges),
        kind=cells["kind"].strip(),
        codes=_codes(cells.get("codes", ""), before.codes),
        text=_kept(cells.get("text", ""), before.text),
        what=_kept(cells.get("what", ""), before.what),
        struck=None if before.struck is None and not struck else struck in ("yes", "true", "1"),
        status=before.status,
        confidence=before.confidence,
    )


def _codes(cell: str, before: tuple[str, ...]) -> tuple[str, ...]:
    if cell == safe_cell("; ".join(before)):
        return before
    return tuple(part.strip() for part in _own(cell).split(";") if part.strip())


def _kept(cell: str, before: str) -> str:
    """The text of a cell: what was there, where nobody touched what had been written for a spreadsheet."""
    return before if cell == safe_cell(before) else _own(cell)


def _own(cell: str) -> str:
    """The text of a cell without the apostrophe that kept it from being a formula."""
    return cell[1:] if cell[:1] == "'" and safe_cell(cell[1:]) == cell else cell
