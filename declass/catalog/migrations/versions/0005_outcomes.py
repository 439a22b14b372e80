"""How a run ended: of those before this step it is not known."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Adds the columns."""
    op.add_column("runs", sa.Column("outcome", sa.Text(), nullable=True))
    op.add_column("runs", sa.Column("reason", sa.Text(), nullable=True))
    op.add_column("runs", sa.Column("documents_failed", NUMBER, nullable=True))
    op.add_column("runs", sa.Column("unfinished", NUMBER, nullable=True))


def downgrade() -> None:
    """Takes them away."""
    for name in ("unfinished", "documents_failed", "reason", "outcome"):
        op.drop_column("runs", name)
