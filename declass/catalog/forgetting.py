"""Documents of which nothing was read and whose file is gone: nobody can do anything about them any more."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from declass.catalog.catalog import output_number
from declass.catalog.database import Database
from declass.catalog.gone import is_gone_for_good
from declass.catalog.models import Address, Document


def forget_gone(database: Database, out: Path) -> list[str]:
    """Takes out of the catalog documents without any page that was read, of which no file is there any more.

    Their result folders and copies in a quarantine stay. Documents of which no address is known stay too.

    Returns:
        An address of each.

    Raises:
        AccessError: the catalog cannot be used.
        UsageError: the catalog knows nothing of `out`.
    """
    with database.writing() as connection:
        query = (
            sa.select(Document.id, Address.path)
            .join(Address, Address.document_id == Document.id)
            .where(Document.output_id == output_number(connection, out), Document.status == "failed")
            .order_by(Document.id, Address.id)
        )
        places: dict[int, list[str]] = {}
        for number, path in connection.execute(query):
            places.setdefault(number, []).append(path)
        gone = {number: paths[0] for number, paths in places.items() if all(map(is_gone_for_good, paths))}
        rows = [{"number": number} for number in gone]
        if rows:
            connection.execute(sa.delete(Document).where(Document.id == sa.bindparam("number")), rows)
    return sorted(gone.values())
