"""Search over the pages of a catalog: ranked, with snippets and filters; the same pages on both databases."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from declass.catalog.catalog import output_number
from declass.catalog.database import Database
from declass.catalog.models import Document, Finding, FindingCode, Output, Page, PageDate, PageText
from declass.catalog.query import Query, as_fts5, as_tsquery
from declass.catalog.snippets import Part, snippet
from declass.catalog.tolerant import widened

# Digits of the checksum in a citation's id, as in `declass cite`.
_ID_DIGITS = 12
_Pages = sa.Select[Any]


@dataclass(frozen=True, slots=True)
class Filters:
    """Which pages count.

    Attributes:
        code: key of an exemption code that stands on the page (`declass.catalog.rows.asked_code`); a code without its
            letter stands for all with one.
        agency: that released or reviewed the document, as in its stamps.
        first: the page, or the first one of its document, bears a date of this day (`YYYYMMDD`) or later.
        last: and of this day or earlier.
        struck: the words are struck out on the page.
        confidence: least mean confidence of the page's words, 0..1.
    """

    code: str = ""
    agency: str = ""
    first: int | None = None
    last: int | None = None
    struck: bool = False
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Hit:
    """A page that was found.

    Attributes:
        document: the file's name.
        title: of the document.
        page: its number.
        sha256: of the file.
        folder: where the result lies.
        confidence: mean of the page's words, 0..1.
        struck: whether a word that was looked for is struck out there.
        snippet: a few words of the page.
    """

    document: str
    title: str
    page: int
    sha256: str
    folder: str
    confidence: float
    struck: bool
    snippet: tuple[Part, ...]

    @property
    def citation(self) -> str:
        """The page's id, which `declass cite` takes."""
        return f"{self.sha256[:_ID_DIGITS]}:p{self.page}"


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for, where, and how.

    Attributes:
        query: the words; without any, all pages that pass the filters.
        filters: which pages count.
        out: only results in this folder; None for all in the catalog.
        tolerant: whether misread letters are forgiven.
        limit: the most hits that are given.
    """

    query: Query
    filters: Filters = Filters()
    out: Path | None = None
    tolerant: bool = False
    limit: int = 20


def search(database: Database, asked: Search) -> list[Hit]:
    """The pages, best first.

    Raises:
        AccessError: the catalog cannot be used.
        UsageError: the catalog knows nothing of the folder.
    """
    with database.reading() as connection:
        query = widened(asked.query, connection) if asked.tolerant else asked.query
        statement = _statement(connection, query, asked).limit(asked.limit)
        rows = connection.execute(statement).all()
    struck = asked.filters.struck
    return [_hit(row, snippet(row.body, query.wanted, struck_only=struck)) for row in rows]


def _hit(row: sa.Row[Any], parts: tuple[Part, ...]) -> Hit:
    return Hit(
        document=row.uri,
        title=row.title,
        page=row.number,
        sha256=row.sha256,
        folder=str(Path(row.path) / row.folder),
        confidence=row.confidence,
        struck=any(part.hit and part.struck for part in parts),
        snippet=parts,
    )


def _statement(connection: Connection, query: Query, asked: Search) -> _Pages:
    columns = (Document.uri, Document.title, Document.sha256, Document.folder, Output.path)
    statement: _Pages = (
        sa.select(*columns, Page.number, Page.confidence, PageText.body)
        .select_from(Page)
        .join(Document, Document.id == Page.document_id)
        .join(Output, Output.id == Document.output_id)
        .join(PageText, PageText.page_id == Page.id)
        .where(*_conditions(asked.filters))
    )
    number = output_number(connection, asked.out)
    if number is not None:
        statement = statement.where(Document.output_id == number)
    if query.wanted:
        column = "struck" if asked.filters.struck else "body"
        matched = _sqlite if connection.dialect.name == "sqlite" else _postgresql
        statement = matched(statement, query, column)
    return statement.order_by(Document.folder, Page.number)


def _sqlite(statement: _Pages, query: Query, column: str) -> _Pages:
    index = sa.table("search", sa.column("rowid"), sa.column("rank"))
    match = sa.text("search MATCH :words").bindparams(words=as_fts5(query, column))
    return statement.join(index, index.c.rowid == Page.id).where(match).order_by(index.c.rank)


def _postgresql(statement: _Pages, query: Query, column: str) -> _Pages:
    index = sa.table("search", sa.column("page_id"), sa.column("body"), sa.column("struck"))
    wanted = sa.text("CAST(:wanted AS tsquery)").bindparams(wanted=as_tsquery(query.wanted, "&"))
    where: sa.ColumnElement[bool] = index.c[column].op("@@")(wanted)
    if query.unwanted:
        unwanted = sa.text("CAST(:unwanted AS tsquery)").bindparams(unwanted=as_tsquery(query.unwanted, "|"))
        where = sa.and_(where, sa.not_(index.c.body.op("@@")(unwanted)))
    rank = sa.func.ts_rank(index.c[column], wanted)
    joined = statement.join(index, index.c.page_id == Page.id).where(where)
    return joined.order_by(rank.desc())


def _conditions(filters: Filters) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if filters.confidence > 0:
        conditions.append(Page.confidence >= filters.confidence)
    if filters.code:
        same = sa.or_(
            FindingCode.key == filters.code, FindingCode.key.startswith(f"{filters.code}(", autoescape=True)
        )
        conditions.append(sa.exists().where(FindingCode.page_id == Page.id, same))
    other = sa.orm.aliased(Page)
    if filters.agency:
        agencies = {filters.agency, filters.agency.upper()}
        found = sa.exists().where(Finding.page_id == other.id, Finding.agency.in_(agencies))
        conditions.append(found.where(other.document_id == Page.document_id))
    if filters.first is not None or filters.last is not None:
        dated = sa.exists().where(PageDate.page_id == other.id, other.document_id == Page.document_id)
        dated = dated.where(sa.or_(other.id == Page.id, other.number == 1))
        if filters.first is not None:
            dated = dated.where(PageDate.last >= filters.first)
        if filters.last is not None:
            dated = dated.where(PageDate.first <= filters.last)
        conditions.append(dated)
    return conditions
