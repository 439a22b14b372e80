"""How rows go into the catalog's tables, on both databases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from declass.catalog.models import (
    Base,
    Finding,
    FindingCode,
    Output,
    Page,
    PageDate,
    PageText,
    Reading,
    TextBand,
    TextPrint,
)
from declass.catalog.rows import PageRows, Row
from declass.catalog.words import vector

if TYPE_CHECKING:
    from processors.compare.fingerprints import Fingerprint

_INDEX = sa.text(
    "INSERT INTO search (page_id, body, struck) "
    "VALUES (:page_id, CAST(:body AS tsvector), CAST(:struck AS tsvector))"
)


def numbered(connection: Connection, table: type[Output | Reading], key: Row, more: Row) -> int:
    """The number of the row with that key, which is made where there is none."""
    find = sa.select(table.id).filter_by(**key)
    number = connection.execute(find).scalar()
    if number is None:
        connection.execute(upsert(connection, table).values({**key, **more}).on_conflict_do_nothing())
        number = connection.execute(find).scalar_one()
    return number


def put_pages(connection: Connection, document: int, pages: Sequence[PageRows]) -> None:
    """Puts the pages of a document in, with all that was found on them."""
    if not pages:
        return
    rows = [{"document_id": document, **page.page} for page in pages]
    made = connection.execute(sa.insert(Page).returning(Page.number, Page.id), rows)
    ids: dict[object, int] = {number: page_id for number, page_id in made}  # noqa: C416 - the types differ
    numbered = [({"page_id": ids[page.page["number"]]}, page) for page in pages]
    insert(connection, PageText, [{**key, **page.text} for key, page in numbered])
    insert(connection, Finding, [{**key, **row} for key, page in numbered for row in page.findings])
    insert(connection, FindingCode, [{**key, **row} for key, page in numbered for row in page.codes])
    insert(connection, PageDate, [{**key, **row} for key, page in numbered for row in page.dates])
    if connection.dialect.name == "postgresql":
        # SQLite's index follows page_texts by itself.
        vectors = [
            {**key, "body": vector(str(page.text["body"])), "struck": vector(str(page.text["struck"]))}
            for key, page in numbered
        ]
        connection.execute(_INDEX, vectors)


def put_fingerprint(connection: Connection, document: int, made: Fingerprint) -> None:
    """Puts the fingerprint of a document in, in place of what was there."""
    from processors.compare.fingerprints import bands

    for table in (TextPrint, TextBand):
        connection.execute(sa.delete(table).where(table.document_id == document))
    insert(connection, TextPrint, [{"document_id": document, "value": made.to_text()}])
    insert(
        connection, TextBand, [{"document_id": document, "band": band} for band in sorted(set(bands(made)))]
    )


def insert(connection: Connection, table: type[Base], rows: Sequence[Row]) -> None:
    """Puts rows in that are not there."""
    if rows:
        connection.execute(sa.insert(_table(table)), rows)


def upsert(connection: Connection, table: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that may say what to do where the row is there already; both databases write it alike."""
    if connection.dialect.name == "sqlite":
        return sqlite.insert(_table(table))
    return postgresql.insert(_table(table))


def _table(table: type[Base]) -> sa.Table:
    return cast("sa.Table", table.__table__)
