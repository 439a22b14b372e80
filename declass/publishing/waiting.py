"""Which documents have decisions that their results do not have yet."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from declass.catalog.catalog import output_number
from declass.catalog.database import Database
from declass.catalog.decided import newest_decision
from declass.catalog.models import Address, Document, Reading
from processors.errors import InputError, printable


@dataclass(frozen=True, slots=True)
class Waiting:
    """A document to be published.

    Attributes:
        folder: of its result, under the output.
        name: that was asked for.
        sha256: of its file.
        digest: of the reading that made the result.
        addresses: where the file lay, and its stamp there.
    """

    folder: str
    name: str
    sha256: str
    digest: str
    addresses: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        """The result's folder, as task runs are called."""
        return printable(self.folder)


def waiting(database: Database, out: Path, documents: Collection[str] = ()) -> tuple[Waiting, ...]:
    """The documents of an output with decisions that their results do not have, by folder.

    Args:
        database: the catalog.
        out: the folder for results.
        documents: sha256 of those that are asked for, or beginnings of them; none for all.

    Raises:
        AccessError: the catalog cannot be used.
        UsageError: it knows nothing of `out`.
    """
    columns = (Document.id, Document.folder, Document.name, Document.sha256, Reading.digest)
    query = sa.select(*columns).join(Reading, Reading.id == Document.reading_id).order_by(Document.folder)
    query = query.where(Document.decisions != newest_decision())
    if documents:
        query = query.where(sa.or_(*(Document.sha256.startswith(d, autoescape=True) for d in documents)))
    with database.reading() as connection:
        found = connection.execute(query.where(Document.output_id == output_number(connection, out))).all()
        places = sa.select(Address.path, Address.stamp).order_by(Address.id)
        return tuple(
            Waiting(
                folder,
                name,
                sha256,
                digest,
                tuple(
                    (path, stamp)
                    for path, stamp in connection.execute(places.where(Address.document_id == number))
                ),
            )
            for number, folder, name, sha256, digest in found
        )


def check_known(database: Database, out: Path, documents: Collection[str]) -> None:
    """Sees that the catalog has all documents that are asked for in an output.

    Args:
        database: the catalog.
        out: the folder for results.
        documents: sha256, or beginnings of them.

    Raises:
        AccessError: the catalog cannot be used.
        InputError: it has one of them not.
        UsageError: it knows nothing of `out`.
    """
    with database.reading() as connection:
        here = sa.select(Document.id).where(Document.output_id == output_number(connection, out)).limit(1)
        for asked in documents:
            found = connection.execute(here.where(Document.sha256.startswith(asked, autoescape=True)))
            if found.first() is None:
                raise InputError(f"there is no document {printable(asked)} in the catalog")
