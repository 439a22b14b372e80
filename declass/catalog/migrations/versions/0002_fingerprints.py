"""Fingerprints of texts, by which releases of one document are found; `declass.catalog.rebuild` fills them later."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PLAIN = sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql")


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "fingerprints",
        sa.Column("document_id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_fingerprints_document_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_fingerprints")),
    )
    op.create_table(
        "fingerprint_bands",
        sa.Column("band", PLAIN, nullable=False),
        sa.Column("document_id", NUMBER, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["documents.id"],
            name=op.f("fk_fingerprint_bands_document_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("band", "document_id", name=op.f("pk_fingerprint_bands")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_fingerprint_bands_document", "fingerprint_bands", ["document_id"], unique=False)


def downgrade() -> None:
    """Takes the tables away."""
    op.drop_index("ix_fingerprint_bands_document", table_name="fingerprint_bands")
    op.drop_table("fingerprint_bands")
    op.drop_table("fingerprints")
