"""Where the files lay that the results in a folder were read from."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from declass.catalog.catalog import output_number
from declass.catalog.database import Database
from declass.catalog.models import Address, Document


def first_addresses(database: Database, out: Path) -> dict[str, str]:
    """Where the file of each result lies, by its folder; of several with one content, the one that was kept first.

    Raises:
        AccessError: the catalog cannot be used.
        UsageError: the catalog knows nothing of `out`.
    """
    with database.reading() as connection:
        query = (
            sa.select(Document.folder, Address.path)
            .join(Address, Address.document_id == Document.id)
            .where(Document.output_id == output_number(connection, out))
            .order_by(Address.id.desc())
        )
        return {row.folder: row.path for row in connection.execute(query)}
