"""The first tables, and the index for search that the database has."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PLAIN = sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql")

# Words are what FTS5 calls tokens: letters and digits, capitals and accents folded (as in `declass.catalog.words`).
# The text itself lies in page_texts; triggers keep the index with it, also where rows go with their document.
_SQLITE = (
    """CREATE VIRTUAL TABLE search USING fts5(body, struck, content='page_texts', content_rowid='page_id',
       tokenize="unicode61 remove_diacritics 2")""",
    """CREATE TRIGGER search_insert AFTER INSERT ON page_texts BEGIN
       INSERT INTO search(rowid, body, struck) VALUES (new.page_id, new.body, new.struck); END""",
    """CREATE TRIGGER search_delete AFTER DELETE ON page_texts BEGIN
       INSERT INTO search(search, rowid, body, struck) VALUES ('delete', old.page_id, old.body, old.struck); END""",
    """CREATE TRIGGER search_update AFTER UPDATE ON page_texts BEGIN
       INSERT INTO search(search, rowid, body, struck) VALUES ('delete', old.page_id, old.body, old.struck);
       INSERT INTO search(rowid, body, struck) VALUES (new.page_id, new.body, new.struck); END""",
)
_POSTGRESQL = (
    """CREATE TABLE search (page_id bigint PRIMARY KEY REFERENCES page_texts ON DELETE CASCADE,
       body tsvector NOT NULL, struck tsvector NOT NULL)""",
    "CREATE INDEX search_body ON search USING gin (body)",
    "CREATE INDEX search_struck ON search USING gin (struck)",
)


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "outputs",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outputs")),
        sa.UniqueConstraint("key", name=op.f("uq_outputs_key")),
    )
    op.create_table(
        "readings",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("tools", sa.Text(), nullable=False),
        sa.Column("first_used", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_readings")),
        sa.UniqueConstraint("digest", name=op.f("uq_readings_digest")),
    )
    op.create_table(
        "terms",
        sa.Column("term", PLAIN, nullable=False),
        sa.Column("likeness", PLAIN, nullable=False),
        sa.Column("backward", PLAIN, nullable=False),
        sa.PrimaryKeyConstraint("term", name=op.f("pk_terms")),
    )
    op.create_index("ix_terms_backward", "terms", ["backward"], unique=False)
    op.create_index("ix_terms_likeness", "terms", ["likeness"], unique=False)
    op.create_table(
        "documents",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("output_id", NUMBER, nullable=False),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("uri", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("bytes", NUMBER, nullable=False),
        sa.Column("page_count", sa.Integer(), nullable=False),
        sa.Column("pages_failed", sa.Integer(), nullable=False),
        sa.Column("redactions", sa.Integer(), nullable=False),
        sa.Column("strikes", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("original", sa.Text(), nullable=False),
        sa.Column("current", sa.Text(), nullable=False),
        sa.Column("reading_id", NUMBER, nullable=False),
        sa.Column("record_sha256", sa.Text(), nullable=False),
        sa.Column("record_stamp", sa.Text(), nullable=False),
        sa.Column("finished", sa.Text(), nullable=False),
        sa.CheckConstraint("status IN ('read', 'partial', 'failed')", name=op.f("ck_documents_status")),
        sa.ForeignKeyConstraint(
            ["output_id"], ["outputs.id"], name=op.f("fk_documents_output_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["reading_id"], ["readings.id"], name=op.f("fk_documents_reading_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sa.UniqueConstraint("output_id", "folder", name=op.f("uq_documents_output_id")),
    )
    op.create_index("ix_documents_sha256", "documents", ["sha256"], unique=False)
    op.create_index("ix_documents_status", "documents", ["output_id", "status"], unique=False)
    op.create_table(
        "runs",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("output_id", NUMBER, nullable=False),
        sa.Column("started", sa.Text(), nullable=False),
        sa.Column("ended", sa.Text(), nullable=True),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("pid", NUMBER, nullable=False),
        sa.Column("documents", NUMBER, server_default="0", nullable=False),
        sa.Column("pages_read", NUMBER, server_default="0", nullable=False),
        sa.Column("pages_known", NUMBER, server_default="0", nullable=False),
        sa.Column("pages_failed", NUMBER, server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["output_id"], ["outputs.id"], name=op.f("fk_runs_output_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
    )
    op.create_index("ix_runs_output_started", "runs", ["output_id", "started"], unique=False)
    op.create_table(
        "addresses",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("output_id", NUMBER, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("stamp", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("document_id", NUMBER, nullable=True),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_addresses_document_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["output_id"], ["outputs.id"], name=op.f("fk_addresses_output_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_addresses")),
        sa.UniqueConstraint("output_id", "key", name=op.f("uq_addresses_output_id")),
    )
    op.create_index("ix_addresses_document", "addresses", ["document_id"], unique=False)
    op.create_index("ix_addresses_problem", "addresses", ["output_id", "category"], unique=False)
    op.create_table(
        "errors",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("document_id", NUMBER, nullable=False),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_errors_document_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_errors")),
    )
    op.create_index("ix_errors_category", "errors", ["category"], unique=False)
    op.create_index("ix_errors_document", "errors", ["document_id"], unique=False)
    op.create_table(
        "pages",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("document_id", NUMBER, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("text_source", sa.Text(), nullable=False),
        sa.Column("grade", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_pages_document_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pages")),
        sa.UniqueConstraint("document_id", "number", name=op.f("uq_pages_document_id")),
    )
    op.create_table(
        "findings",
        sa.Column("page_id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("class", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("x0", sa.Float(), nullable=True),
        sa.Column("y0", sa.Float(), nullable=True),
        sa.Column("x1", sa.Float(), nullable=True),
        sa.Column("y1", sa.Float(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("struck", sa.Boolean(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["page_id"], ["pages.id"], name=op.f("fk_findings_page_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("page_id", "position", name=op.f("pk_findings")),
    )
    op.create_index("ix_findings_agency", "findings", ["agency"], unique=False)
    op.create_index("ix_findings_class", "findings", ["class", "status"], unique=False)
    op.create_table(
        "page_dates",
        sa.Column("page_id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("first", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["page_id"], ["pages.id"], name=op.f("fk_page_dates_page_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("page_id", "first", "last", name=op.f("pk_page_dates")),
    )
    op.create_index("ix_page_dates_days", "page_dates", ["first", "last"], unique=False)
    op.create_table(
        "page_texts",
        sa.Column("page_id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("struck", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["page_id"], ["pages.id"], name=op.f("fk_page_texts_page_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("page_id", name=op.f("pk_page_texts")),
    )
    op.create_table(
        "finding_codes",
        sa.Column("page_id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["page_id", "position"],
            ["findings.page_id", "findings.position"],
            name=op.f("fk_finding_codes_page_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("page_id", "position", "code", name=op.f("pk_finding_codes")),
    )
    op.create_index("ix_finding_codes_key", "finding_codes", ["key"], unique=False)
    for statement in _SQLITE if _is_sqlite() else _POSTGRESQL:
        op.execute(sa.text(statement))


def downgrade() -> None:
    """Takes the tables away."""
    if _is_sqlite():
        for trigger in ("insert", "delete", "update"):
            op.execute(sa.text(f"DROP TRIGGER search_{trigger}"))
    op.execute(sa.text("DROP TABLE search"))
    op.drop_index("ix_finding_codes_key", table_name="finding_codes")
    op.drop_table("finding_codes")
    op.drop_table("page_texts")
    op.drop_index("ix_page_dates_days", table_name="page_dates")
    op.drop_table("page_dates")
    op.drop_index("ix_findings_class", table_name="findings")
    op.drop_index("ix_findings_agency", table_name="findings")
    op.drop_table("findings")
    op.drop_table("pages")
    op.drop_index("ix_errors_document", table_name="errors")
    op.drop_index("ix_errors_category", table_name="errors")
    op.drop_table("errors")
    op.drop_index("ix_addresses_problem", table_name="addresses")
    op.drop_index("ix_addresses_document", table_name="addresses")
    op.drop_table("addresses")
    op.drop_index("ix_runs_output_started", table_name="runs")
    op.drop_table("runs")
    op.drop_index("ix_documents_status", table_name="documents")
    op.drop_index("ix_documents_sha256", table_name="documents")
    op.drop_table("documents")
    op.drop_index("ix_terms_likeness", table_name="terms")
    op.drop_index("ix_terms_backward", table_name="terms")
    op.drop_table("terms")
    op.drop_table("readings")
    op.drop_table("outputs")


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
