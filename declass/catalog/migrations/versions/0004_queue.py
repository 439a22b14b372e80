"""The queue of the review; `declass.catalog.queue_fill` fills it later for documents that are there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "queue",
        sa.Column("document_id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("state", sa.Integer(), server_default="0", nullable=False),
        sa.Column("newest", NUMBER, server_default="0", nullable=False),
        sa.Column("standing", NUMBER, nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("codes", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("alike", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_queue_document_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("document_id", "position", name=op.f("pk_queue")),
    )
    in_order = ["state", "rank", "document_id", "position", "subject", "kind", "confidence", "codes"]
    op.create_index("ix_queue_state", "queue", in_order, unique=False)
    op.create_index("ix_queue_finding", "queue", ["sha256", "ref"], unique=False)
    op.create_index("ix_queue_alike", "queue", ["alike", "state"], unique=False)
    op.create_index("ix_queue_standing", "queue", ["standing"], unique=False)
    op.create_table(
        "queue_skips",
        sa.Column("reviewer", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("until", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("reviewer", "sha256", "ref", name=op.f("pk_queue_skips")),
    )
    mark = op.create_table(
        "queue_mark",
        sa.Column("id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("number", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queue_mark")),
    )
    op.bulk_insert(mark, [{"id": 1, "number": 0}])
    op.add_column("documents", sa.Column("queued", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    """Takes them away."""
    op.drop_column("documents", "queued")
    op.drop_table("queue_mark")
    op.drop_table("queue_skips")
    op.drop_table("queue")
