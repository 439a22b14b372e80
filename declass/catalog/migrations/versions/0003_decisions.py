"""The log of decisions, whose rows the database itself keeps, and which of them a written document has."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

_REASON = "decisions are never changed or taken away"
_REFUSE = f"BEGIN SELECT RAISE(ABORT, '{_REASON}'); END"
# INSERT OR REPLACE takes a row away without asking the trigger of DELETE.
_REPLACED = "BEFORE INSERT ON decisions WHEN EXISTS (SELECT 1 FROM decisions WHERE number = NEW.number)"
_SQLITE = (
    f"CREATE TRIGGER decisions_update BEFORE UPDATE ON decisions {_REFUSE}",
    f"CREATE TRIGGER decisions_delete BEFORE DELETE ON decisions {_REFUSE}",
    f"CREATE TRIGGER decisions_replace {_REPLACED} {_REFUSE}",
)
_FUNCTION = f"BEGIN RAISE EXCEPTION '{_REASON}'; END"
_KEPT = "EXECUTE FUNCTION decisions_kept()"
_POSTGRESQL = (
    f"CREATE FUNCTION decisions_kept() RETURNS trigger LANGUAGE plpgsql AS $$ {_FUNCTION} $$",
    f"CREATE TRIGGER decisions_kept BEFORE UPDATE OR DELETE ON decisions FOR EACH ROW {_KEPT}",
    f"CREATE TRIGGER decisions_not_emptied BEFORE TRUNCATE ON decisions FOR EACH STATEMENT {_KEPT}",
)


def upgrade() -> None:
    """Makes the table, and what keeps its rows."""
    op.create_table(
        "decisions",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("reviewer", sa.Text(), nullable=False),
        sa.Column("time", sa.Text(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("undoes", NUMBER, nullable=True),
        sa.Column("request", sa.Text(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_decisions")),
        sa.UniqueConstraint("request", "place", name=op.f("uq_decisions_request")),
    )
    op.create_index("ix_decisions_finding", "decisions", ["sha256", "ref", "number"], unique=False)
    op.create_index("ix_decisions_reviewer", "decisions", ["reviewer", "number"], unique=False)
    op.create_index("ix_decisions_time", "decisions", ["time"], unique=False)
    for statement in _SQLITE if _is_sqlite() else _POSTGRESQL:
        op.execute(sa.text(statement))
    op.add_column("documents", sa.Column("decisions", NUMBER, server_default="0", nullable=False))


def downgrade() -> None:
    """Takes all of it away."""
    op.drop_column("documents", "decisions")
    op.drop_index("ix_decisions_time", table_name="decisions")
    op.drop_index("ix_decisions_reviewer", table_name="decisions")
    op.drop_index("ix_decisions_finding", table_name="decisions")
    op.drop_table("decisions")
    if not _is_sqlite():
        op.execute(sa.text("DROP FUNCTION decisions_kept()"))


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
