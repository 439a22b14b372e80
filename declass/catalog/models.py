"""The tables of the catalog: what was read, from where, with which outcome, and what was found.

The result folders hold the truth; every row here can be made again from them, that of a decision too once it was
published. The index for full text search is not among these tables, since each database has its own kind of one
(`declass.catalog.indexes`).
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

# Ten million pages have some hundred million findings, so numbers are long; SQLite numbers rows with INTEGER only.
Number = BigInteger().with_variant(Integer(), "sqlite")
# Sorted by code points everywhere, so that an index finds what begins alike.
Plain = Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")


class Base(DeclarativeBase):
    """All tables; constraints have fixed names, so that migrations can speak of them on every database."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Output(Base):
    """A folder for results; one catalog may hold several. `key` lies in the folder too and moves with it."""

    __tablename__ = "outputs"

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    key: Mapped[str] = mapped_column(Text, unique=True)
    path: Mapped[str] = mapped_column(Text)


class Run(Base):
    """One batch over an output, and what it did; without `ended` it runs, or was killed.

    `outcome` is one of `declass.catalog.runs.RunOutcome`, None where an older version wrote this.
    """

    __tablename__ = "runs"
    __table_args__ = (Index("ix_runs_output_started", "output_id", "started"),)

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    output_id: Mapped[int] = mapped_column(ForeignKey("outputs.id", ondelete="CASCADE"))
    started: Mapped[str] = mapped_column(Text)
    ended: Mapped[str | None] = mapped_column(Text)
    host: Mapped[str] = mapped_column(Text)
    pid: Mapped[int] = mapped_column(Number)
    documents: Mapped[int] = mapped_column(Number, server_default="0")
    pages_read: Mapped[int] = mapped_column(Number, server_default="0")
    pages_known: Mapped[int] = mapped_column(Number, server_default="0")
    pages_failed: Mapped[int] = mapped_column(Number, server_default="0")
    outcome: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)
    documents_failed: Mapped[int | None] = mapped_column(Number)
    unfinished: Mapped[int | None] = mapped_column(Number)


class Reading(Base):
    """A version of reading: settings, code and tools that make equal records from equal files."""

    __tablename__ = "readings"

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    digest: Mapped[str] = mapped_column(Text, unique=True)
    tools: Mapped[str] = mapped_column(Text)
    first_used: Mapped[str] = mapped_column(Text)


class Document(Base):
    """A document as it lies in its result folder; `record_*` is the stamp of its `record.json`.

    `decisions` is the number of the newest decision that the result has, `queued` the version of the rules by which
    what needs a person was put into the queue, 0 for never.
    """

    __tablename__ = "documents"
    __table_args__ = (
        UniqueConstraint("output_id", "folder"),
        Index("ix_documents_sha256", "sha256"),
        Index("ix_documents_status", "output_id", "status"),
        CheckConstraint("status IN ('read', 'partial', 'failed')", name="status"),
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    output_id: Mapped[int] = mapped_column(ForeignKey("outputs.id", ondelete="CASCADE"))
    folder: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(Text)
    uri: Mapped[str] = mapped_column(Text)
    media_type: Mapped[str] = mapped_column(Text)
    bytes: Mapped[int] = mapped_column(Number)
    page_count: Mapped[int]
    pages_failed: Mapped[int]
    redactions: Mapped[int]
    strikes: Mapped[int]
    status: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    original: Mapped[str] = mapped_column(Text)
    current: Mapped[str] = mapped_column(Text)
    reading_id: Mapped[int] = mapped_column(ForeignKey("readings.id"))
    record_sha256: Mapped[str] = mapped_column(Text)
    record_stamp: Mapped[str] = mapped_column(Text)
    finished: Mapped[str] = mapped_column(Text)
    decisions: Mapped[int] = mapped_column(Number, server_default="0")
    queued: Mapped[int] = mapped_column(server_default="0")


class Address(Base):
    """A place where a file lay, with its stamp there; several may have one content.

    `key` is the sha256 of the path, since names may be longer than an index takes, and no valid text. `problem` says
    why the file could not even be opened or looked at, and then there may be no document.
    """

    __tablename__ = "addresses"
    __table_args__ = (
        UniqueConstraint("output_id", "key"),
        Index("ix_addresses_document", "document_id"),
        Index("ix_addresses_problem", "output_id", "category"),
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    output_id: Mapped[int] = mapped_column(ForeignKey("outputs.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(Text)
    path: Mapped[str] = mapped_column(Text)
    stamp: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(Text)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"))
    category: Mapped[str | None] = mapped_column(Text)
    problem: Mapped[str | None] = mapped_column(Text)


class Page(Base):
    """A page of a document and how well it was read; `seconds` is None where an earlier run read it."""

    __tablename__ = "pages"
    __table_args__ = (UniqueConstraint("document_id", "number"),)

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"))
    number: Mapped[int]
    status: Mapped[str] = mapped_column(Text)
    text_source: Mapped[str] = mapped_column(Text)
    grade: Mapped[str] = mapped_column(Text)
    confidence: Mapped[float] = mapped_column(Float)
    words: Mapped[int]
    seconds: Mapped[float | None] = mapped_column(Float)


class PageText(Base):
    """The words of a page as searched and shown; struck words stand between `~~` and once more in `struck`."""

    __tablename__ = "page_texts"

    page_id: Mapped[int] = mapped_column(
        Number, ForeignKey("pages.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    body: Mapped[str] = mapped_column(Text)
    struck: Mapped[str] = mapped_column(Text)


class Failure(Base):
    """A page, or with `page` None a whole document, that could not be read, and why."""

    __tablename__ = "errors"
    __table_args__ = (Index("ix_errors_document", "document_id"), Index("ix_errors_category", "category"))

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"))
    page: Mapped[int | None]
    category: Mapped[str] = mapped_column(Text)
    message: Mapped[str] = mapped_column(Text)


class Finding(Base):
    """One thing found on a page. `text` is what is printed, never what a redaction hides.

    `position` counts the findings of the page. `ref` is its id in the record, where it has one; a review speaks of
    sha256 and `ref`, since rows are made anew.
    """

    __tablename__ = "findings"
    __table_args__ = (Index("ix_findings_class", "class", "status"), Index("ix_findings_agency", "agency"))

    page_id: Mapped[int] = mapped_column(
        Number, ForeignKey("pages.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    ref: Mapped[str] = mapped_column(Text)
    what: Mapped[str] = mapped_column("class", Text)
    kind: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    x0: Mapped[float | None] = mapped_column(Float)
    y0: Mapped[float | None] = mapped_column(Float)
    x1: Mapped[float | None] = mapped_column(Float)
    y1: Mapped[float | None] = mapped_column(Float)
    confidence: Mapped[float] = mapped_column(Float)
    status: Mapped[str] = mapped_column(Text)
    struck: Mapped[bool]
    agency: Mapped[str | None] = mapped_column(Text)


class FindingCode(Base):
    """An exemption code of a finding: as normalised, and the key by which it is looked for."""

    __tablename__ = "finding_codes"
    __table_args__ = (
        ForeignKeyConstraint(
            ["page_id", "position"], ["findings.page_id", "findings.position"], ondelete="CASCADE"
        ),
        Index("ix_finding_codes_key", "key"),
    )

    page_id: Mapped[int] = mapped_column(Number, primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(Text, primary_key=True)
    scheme: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(Text)


class PageDate(Base):
    """A date printed on a page as the days it may mean, `YYYYMMDD` as numbers, first and last."""

    __tablename__ = "page_dates"
    __table_args__ = (Index("ix_page_dates_days", "first", "last"),)

    page_id: Mapped[int] = mapped_column(
        Number, ForeignKey("pages.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    first: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class Term(Base):
    """A word that some page has, for search that forgives misread letters.

    `likeness` is the word with letters that look alike made one, `backward` the same from its end.
    """

    __tablename__ = "terms"
    __table_args__ = (Index("ix_terms_likeness", "likeness"), Index("ix_terms_backward", "backward"))

    term: Mapped[str] = mapped_column(Plain, primary_key=True)
    likeness: Mapped[str] = mapped_column(Plain)
    backward: Mapped[str] = mapped_column(Plain)


class TextPrint(Base):
    """The fingerprint of a document's text, as `Fingerprint.to_text` writes it.

    A document with too little text has one without numbers, and no bands: so it is known that it was looked at.
    """

    __tablename__ = "fingerprints"

    document_id: Mapped[int] = mapped_column(
        Number, ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    value: Mapped[str] = mapped_column(Text)


class TextBand(Base):
    """A key that a document shares with those that may be releases of the same: its fingerprint has 64 of them."""

    __tablename__ = "fingerprint_bands"
    __table_args__ = (Index("ix_fingerprint_bands_document", "document_id"), {"sqlite_with_rowid": False})

    band: Mapped[str] = mapped_column(Plain, primary_key=True)
    document_id: Mapped[int] = mapped_column(
        Number, ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )


class DecisionRow(Base):
    """What a person decided about a finding; triggers refuse to change it or to take it away.

    No row stands for the finding: it is known by the file's sha256 and `ref`, since rows of findings are made anew.
    `before` and `after` are states as JSON. `place` counts the decisions of one `request`.
    """

    __tablename__ = "decisions"
    __table_args__ = (
        UniqueConstraint("request", "place"),
        Index("ix_decisions_finding", "sha256", "ref", "number"),
        Index("ix_decisions_reviewer", "reviewer", "number"),
        Index("ix_decisions_time", "time"),
    )

    number: Mapped[int] = mapped_column(Number, primary_key=True)
    sha256: Mapped[str] = mapped_column(Text)
    page: Mapped[int]
    ref: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    act: Mapped[str] = mapped_column(Text)
    before: Mapped[str | None] = mapped_column(Text)
    after: Mapped[str | None] = mapped_column(Text)
    reviewer: Mapped[str] = mapped_column(Text)
    time: Mapped[str] = mapped_column(Text)
    comment: Mapped[str] = mapped_column(Text)
    undoes: Mapped[int | None] = mapped_column(Number)
    request: Mapped[str | None] = mapped_column(Text)
    place: Mapped[int]


class QueueRow(Base):
    """A finding that needs a person, or needed one, with all that the queue shows of it (`data`, JSON).

    `rank` is the place of its reason, `state` what became of it (`declass.catalog.queue_state`), `newest` the number of
    the newest decision about it, `standing` that of the one that holds, by `decided_by`. `codes` holds the keys of its
    codes between blanks; rows with the same `alike` look alike.
    """

    __tablename__ = "queue"
    __table_args__ = (
        # Its first columns are the order of the queue; by the others filters and counts need no row.
        Index(
            "ix_queue_state",
            "state",
            "rank",
            "document_id",
            "position",
            "subject",
            "kind",
            "confidence",
            "codes",
        ),
        Index("ix_queue_finding", "sha256", "ref"),
        Index("ix_queue_alike", "alike", "state"),
        Index("ix_queue_standing", "standing"),
    )

    document_id: Mapped[int] = mapped_column(
        Number, ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sha256: Mapped[str] = mapped_column(Text)
    ref: Mapped[str] = mapped_column(Text)
    page: Mapped[int]
    rank: Mapped[int]
    state: Mapped[int] = mapped_column(server_default="0")
    newest: Mapped[int] = mapped_column(Number, server_default="0")
    standing: Mapped[int | None] = mapped_column(Number)
    decided_by: Mapped[str | None] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    codes: Mapped[str] = mapped_column(Text)
    confidence: Mapped[float] = mapped_column(Float)
    alike: Mapped[str] = mapped_column(Text)
    data: Mapped[str] = mapped_column(Text)


class QueueSkip(Base):
    """A finding that a reviewer put off, and until when (seconds since 1970)."""

    __tablename__ = "queue_skips"

    reviewer: Mapped[str] = mapped_column(Text, primary_key=True)
    sha256: Mapped[str] = mapped_column(Text, primary_key=True)
    ref: Mapped[str] = mapped_column(Text, primary_key=True)
    until: Mapped[float] = mapped_column(Float)


class QueueMark(Base):
    """Up to which number of the log the queue knows the decisions; one row."""

    __tablename__ = "queue_mark"

    id: Mapped[int] = mapped_column(Number, primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(Number)
