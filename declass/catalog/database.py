"""Opening a catalog's database: SQLite in WAL mode beside the results, or PostgreSQL by its URL; tables up to date."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import URL, Connection, Engine, make_url

from declass.catalog.migrations import HEAD
from declass.catalog.store import STORE_NAME
from processors.errors import AccessError, MissingError, UsageError

if TYPE_CHECKING:
    from alembic.config import Config

CATALOG_NAME = "catalog.sqlite"
ENVIRONMENT = "DECLASS_CATALOG"
SEARCH_TABLE = "search"
# Seconds that a writer waits for another one: one document is written in well under one.
_BUSY_SECONDS = 60
# Seconds that a thread waits for a connection: there may be hundreds of threads, and 15 connections are made.
_POOL_SECONDS = 600
# Names the lock under which a PostgreSQL catalog is brought up to date; any number that others do not use.
_MIGRATION_LOCK = 0x6465636C617373
# What PostgreSQL answers to a user who may not do it.
_NO_PRIVILEGE = "42501"
# A server may be told to answer before anything is on its disk; stricter settings than `on` stay as they are.
_SYNCHRONOUS = (
    "SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off'"
)
_DRIVERS = {"postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}


class CatalogError(AccessError):
    """The catalog cannot be used: that says nothing of any file, and the batch cannot go on."""


@dataclass(frozen=True, slots=True)
class Database:
    """An open catalog. Connections are made as they are needed and may be used from any thread, one at a time."""

    engine: Engine

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file beside the results."""
        return self.engine.dialect.name == "sqlite"

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that reads.

        Raises:
            CatalogError: the database does not answer.
        """
        with _told(self.engine.url), self.engine.begin() as connection:
            yield connection

    @contextlib.contextmanager
    def writing(self, *, durable: bool = False) -> Iterator[Connection]:
        """A transaction that writes: all of it or nothing.

        Args:
            durable: whether all is on the disk when it ends, so that not even a power cut takes it: for what cannot
                be made again from the result folders.

        Raises:
            CatalogError: the database does not answer, or another writer holds it for too long.
        """
        # Taken at once: a SQLite transaction that reads first and writes later fails where others write too.
        engine = self.engine.execution_options(declass_writes=True, declass_durable=durable)
        with _told(engine.url), engine.begin() as connection:
            if durable and not self.is_sqlite:
                connection.execute(sa.text(_SYNCHRONOUS))
            yield connection

    def close(self) -> None:
        """Closes all connections."""
        self.engine.dispose()


def catalog_url(out: Path | None, catalog: str | None) -> URL:
    """Where the catalog is: as named, else as `DECLASS_CATALOG` says, else beside the results.

    Args:
        out: the folder for results.
        catalog: a database URL or the path of a SQLite file.

    Raises:
        UsageError: neither is given, or the URL is none that can be used.
    """
    named = catalog or os.environ.get(ENVIRONMENT)
    if not named:
        if out is None:
            raise UsageError("no catalog is named", hint="Give --out DIR or --catalog URL")
        return URL.create("sqlite", database=str(out / STORE_NAME / CATALOG_NAME))
    if "://" not in named:
        return URL.create("sqlite", database=named)
    try:
        url = make_url(named)
    except sa.exc.ArgumentError as error:
        raise UsageError("the catalog's URL cannot be understood", hint="See docs/catalog.md") from error
    url = url.set(drivername=_DRIVERS.get(url.drivername, url.drivername))
    if url.drivername not in ("sqlite", "postgresql+psycopg"):
        raise UsageError(
            f"a catalog cannot lie in {url.drivername}", hint="Use a SQLite file or postgresql://…"
        )
    return url


def open_database(url: URL, *, create: bool = True) -> Database:
    """Opens a catalog and brings its tables up to date; several may do so at once.

    Args:
        url: as `catalog_url` gives it.
        create: whether to make it where there is none.

    Raises:
        AccessError: it cannot be opened.
        MissingError: the driver for PostgreSQL is not installed.
        UsageError: there is none, or a newer version of this program made it.
    """
    if url.drivername == "sqlite":
        _make_place(url, create=create)
    engine = _engine(url)
    database = Database(engine)
    try:
        with database.reading() as connection:
            version = _version(connection)
        if version != HEAD:
            with database.writing() as connection:
                _upgrade(connection)
    except BaseException:
        engine.dispose()
        raise
    return database


def is_ours(name: str | None, kind: str, _parents: object = None) -> bool:
    """Whether migrations look after a table: the index for search is each database's own affair."""
    return not (kind == "table" and name is not None and name.split("_")[0] == SEARCH_TABLE)


def _make_place(url: URL, *, create: bool) -> None:
    path = Path(url.database or "")
    if not path.name:
        raise UsageError("the catalog's URL names no file")
    if not create and not path.is_file():
        raise UsageError("there is no catalog", file=str(path), hint="Run declass ingest first")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise AccessError(f"cannot be made ({error.strerror})", file=str(path.parent)) from error


def _engine(url: URL) -> Engine:
    if url.drivername == "sqlite":
        engine = sa.create_engine(
            url,
            connect_args={"timeout": _BUSY_SECONDS, "check_same_thread": False},
            pool_timeout=_POOL_SECONDS,
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    try:
        return sa.create_engine(url, pool_pre_ping=True, pool_timeout=_POOL_SECONDS)
    except ModuleNotFoundError as error:
        raise MissingError(
            "the driver for PostgreSQL is not installed", hint="pip install 'declass[postgres]'"
        ) from error


def _prepare_sqlite(connection: object, _record: object) -> None:
    """WAL lets readers and one writer work side by side; with NORMAL a power cut can lose the last rows, no more.

    Rows that are lost so are made again from the record by the next run.
    """
    connection.isolation_level = None  # type: ignore[attr-defined]
    cursor = connection.cursor()  # type: ignore[attr-defined]
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    writes = options.get("declass_writes", False)
    if writes:
        # Connections are used again, and inside a transaction this cannot be said.
        level = "FULL" if options.get("declass_durable", False) else "NORMAL"
        connection.exec_driver_sql(f"PRAGMA synchronous={level}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextlib.contextmanager
def _told(url: URL) -> Iterator[None]:
    """Turns what a database says into one line for a person."""
    try:
        yield
    except (sa.exc.DatabaseError, sa.exc.TimeoutError) as error:
        cause = error.orig if isinstance(error, sa.exc.DatabaseError) else error
        forbidden = getattr(cause, "sqlstate", "") == _NO_PRIVILEGE
        if (
            isinstance(error, (sa.exc.IntegrityError, sa.exc.ProgrammingError, sa.exc.DataError))
            and not forbidden
        ):
            # These are errors of ours.
            raise
        where = url.render_as_string(hide_password=True)
        reason = next(iter(str(cause).splitlines()), type(error).__name__)
        raise CatalogError(f"the catalog cannot be used ({reason})", file=where) from error


def _version(connection: Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    return found


def _upgrade(connection: Connection) -> None:
    """Runs the steps that are missing. Whoever comes second waits, and finds nothing left to do."""
    from alembic import command

    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATION_LOCK})
    version = _version(connection)
    if version == HEAD:
        return
    if version is not None and version > HEAD:
        raise UsageError("a newer version of declass made this catalog", hint="Install that version")
    command.upgrade(alembic_config(connection), "head")


def alembic_config(connection: Connection) -> Config:
    """Alembic's settings for work over `connection`."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
