"""Both databases that a catalog may lie in: a SQLite file, and a real PostgreSQL server started for the tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from declass.catalog.catalog import Catalog, open_catalog
from declass.catalog.database import Database, catalog_url, open_database
from declass.catalog.locks import Locks


def _programs() -> Path | None:
    """The newest PostgreSQL's programs, which Debian does not put on the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name))
    on_path = shutil.which("initdb")
    return found[-1] if found else Path(on_path).parent if on_path else None


def _as_server() -> list[str]:
    """PostgreSQL refuses to run as root; then it runs as the user that its package made."""
    return ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """URL of a server that listens on a socket in a temporary folder only; without a database name."""
    programs = _programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed")
    # Not pytest's folder: the path of a socket may have 107 characters, and the server's user must be let in.
    folder = Path(tempfile.mkdtemp(prefix="declass-pg-", dir="/tmp"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    data = folder / "data"
    run = [*_as_server(), str(programs / "pg_ctl"), "-D", str(data), "-w", "-t", "60"]
    options = f"-k {folder} -c listen_addresses='' -c fsync=off -c max_connections=50"
    try:
        initdb = [str(programs / "initdb"), "-D", str(data), "-U", "declass", "-A", "trust", "-E", "UTF8"]
        subprocess.run(
            [*_as_server(), *initdb, "--locale=C", "--no-sync"], check=True, capture_output=True, cwd="/"
        )
        subprocess.run(
            [*run, "-o", options, "-l", str(folder / "log"), "start"],
            check=True,
            capture_output=True,
            cwd="/",
        )
        yield f"postgresql://declass@/{{name}}?host={folder}"
    finally:
        subprocess.run([*run, "-m", "immediate", "stop"], check=False, capture_output=True, cwd="/")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """URL of an empty PostgreSQL database."""
    import psycopg

    name = f"t{os.urandom(6).hex()}"
    admin = postgres_server.format(name="postgres")
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield postgres_server.format(name=name)
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """URL of an empty database of each kind, as `--catalog` takes it."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/catalog.sqlite"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = open_database(catalog_url(None, database_url))
    yield opened
    opened.close()


@pytest.fixture
def catalog(database: Database, out: Path) -> Iterator[Catalog]:
    with Locks(out) as locks:
        yield open_catalog(database, out, locks)
