from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from declass.catalog import migrations
from declass.catalog.database import CatalogError, alembic_config, catalog_url, is_ours, open_database
from declass.catalog.models import Base
from processors.errors import AccessError, UsageError


def test_the_steps_make_the_tables_that_the_code_knows(database_url: str) -> None:
    database = open_database(catalog_url(None, database_url))
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": is_ours, "compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        script = ScriptDirectory.from_config(alembic_config(connection))
        assert script.get_current_head() == migrations.HEAD == context.get_current_revision()
    database.close()


def test_every_step_can_be_taken_back_and_again(database_url: str) -> None:
    database = open_database(catalog_url(None, database_url))
    with database.writing() as connection:
        command.downgrade(alembic_config(connection), "base")
    with database.reading() as connection:
        assert set(sa.inspect(connection).get_table_names()) == {"alembic_version"}
    database.close()
    again = open_database(catalog_url(None, database_url))
    with again.reading() as connection:
        assert "documents" in sa.inspect(connection).get_table_names()
    again.close()


def _open(url: str) -> str:
    database = open_database(catalog_url(None, url))
    with database.reading() as connection:
        found = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    database.close()
    return str(found)


def test_four_processes_may_make_it_at_once(database_url: str) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        assert pool.map(_open, [database_url] * 4, chunksize=1) == [migrations.HEAD] * 4


def test_a_newer_catalog_is_left_alone(database_url: str) -> None:
    database = open_database(catalog_url(None, database_url))
    with database.writing() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    with pytest.raises(UsageError, match="newer version"):
        open_database(catalog_url(None, database_url))


def test_where_the_catalog_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DECLASS_CATALOG", raising=False)
    assert catalog_url(tmp_path, None).database == str(tmp_path / ".declass" / "catalog.sqlite")
    assert catalog_url(tmp_path, "postgres://u@h/db").drivername == "postgresql+psycopg"
    monkeypatch.setenv("DECLASS_CATALOG", str(tmp_path / "other.sqlite"))
    assert catalog_url(tmp_path, None).database == str(tmp_path / "other.sqlite")
    for bad in ("mysql://h/db", "http://[", "://"):
        with pytest.raises(UsageError):
            catalog_url(None, bad)
    monkeypatch.delenv("DECLASS_CATALOG")
    with pytest.raises(UsageError, match="no catalog is named"):
        catalog_url(None, None)


def test_what_cannot_be_opened_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no catalog"):
        open_database(catalog_url(tmp_path, None), create=False)
    (tmp_path / "text.sqlite").write_text("this is no database, and long enough to show it" * 10)
    with pytest.raises(AccessError, match="cannot be used"):
        open_database(catalog_url(None, str(tmp_path / "text.sqlite")))
    secret = f"postgresql://user:hush@/none?host={tmp_path}"
    with pytest.raises(AccessError, match="cannot be used") as told:
        open_database(catalog_url(None, secret))
    assert "hush" not in str(told.value)


def test_sqlite_is_in_wal_mode_and_readers_never_wait(tmp_path: Path) -> None:
    database = open_database(catalog_url(tmp_path, None))
    with database.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    with database.writing() as writer, database.reading() as reader:
        writer.execute(sa.text("INSERT INTO outputs(key, path) VALUES ('k', 'x')"))
        assert reader.execute(sa.text("SELECT count(*) FROM outputs")).scalar() == 0
    database.close()


def test_a_user_who_may_not_make_tables_is_told(postgres_url: str) -> None:
    import psycopg

    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS reader")
        connection.execute("CREATE ROLE reader LOGIN")
    with pytest.raises(CatalogError, match="permission denied"):
        open_database(catalog_url(None, postgres_url.replace("declass@", "reader@")))
