"""Fingerprints of texts in the catalog: a row a document, and the keys by which its like is looked up."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from declass.catalog.catalog import output_number
from declass.catalog.database import Database
from declass.catalog.inserts import put_fingerprint
from declass.catalog.models import Document, TextPrint

if TYPE_CHECKING:
    from processors.records import Record


def fingerprints_made(database: Database, out: Path) -> dict[str, bool]:
    """Each result folder that the catalog has of `out`, and whether its fingerprint is there in the present version.

    Raises:
        AccessError: the catalog cannot be used.
        UsageError: the catalog knows nothing of `out`.
    """
    with database.reading() as connection:
        query = (
            sa.select(Document.folder, sa.func.coalesce(_is_present(), sa.false()))
            .join(TextPrint, TextPrint.document_id == Document.id, isouter=True)
            .where(Document.output_id == output_number(connection, out))
        )
        return {folder: bool(made) for folder, made in connection.execute(query)}


def count_without_fingerprint(database: Database) -> int:
    """How many documents no look-up can find: an older version of the program put them in.

    Raises:
        AccessError: the catalog cannot be used.
    """
    query = (
        sa.select(sa.func.count())
        .select_from(Document)
        .join(TextPrint, TextPrint.document_id == Document.id, isouter=True)
        .where(sa.not_(sa.func.coalesce(_is_present(), sa.false())))
    )
    with database.reading() as connection:
        return int(connection.execute(query).scalar_one())


def add_fingerprint(database: Database, out: Path, folder: str, record: Record) -> None:
    """Puts in the fingerprint alone of a document that is there.

    Raises:
        AccessError: the catalog cannot be used.
        UsageError: the catalog knows nothing of `out`.
    """
    from processors.compare.fingerprints import fingerprint

    made = fingerprint(record)
    with database.writing() as connection:
        here = (Document.output_id == output_number(connection, out), Document.folder == folder)
        number = connection.execute(sa.select(Document.id).where(*here)).scalar()
        if number is not None:
            put_fingerprint(connection, number, made)


def _is_present() -> sa.ColumnElement[bool]:
    from processors.compare.fingerprints import VERSION

    return TextPrint.value.startswith(f"{VERSION}:")
