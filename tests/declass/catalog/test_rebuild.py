from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa

from declass.catalog.catalog import Catalog, open_catalog
from declass.catalog.database import Database
from declass.catalog.locks import Locks
from declass.catalog.models import Address, Base, Document, Finding, Page, PageText, TextPrint
from declass.catalog.query import parse_query
from declass.catalog.rebuild import rebuild
from declass.catalog.search import Filters, Search, search
from processors.errors import InputError
from processors.outputs.record import write_record
from tests.declass.catalog.test_catalog import page, record


def _found(database: Database, out: Path, words: str) -> list[str]:
    asked = Search(parse_query(words), Filters(), out, False, 20)
    return [hit.folder.rpartition("/")[2] for hit in search(database, asked)]


def _count(database: Database, table: type[Base]) -> int:
    with database.reading() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())


def _results(out: Path, *names: str) -> None:
    for name in names:
        write_record(out / name, record(name, page(1, f"harbor of {name}")))


def _addresses(database: Database) -> list[str]:
    with database.reading() as connection:
        paths = connection.execute(sa.select(Address.path).order_by(Address.path)).scalars()
        return [Path(path).name for path in paths]


@pytest.fixture
def three(catalog: Catalog, out: Path) -> Catalog:
    """Three documents in the catalog, each with the address of its file."""
    _results(out, "cable", "memo", "note")
    rebuild(catalog, out)
    for name in ("cable", "memo", "note"):
        catalog.put_address(str(out.parent / f"{name}.pdf"), "stamp", name)
    return catalog


def test_what_was_deleted_goes_with_all_that_was_found_in_it(
    three: Catalog, database: Database, out: Path
) -> None:
    three.put_problem(str(out.parent / "locked.pdf"), InputError("cannot be looked at"))
    shutil.rmtree(out / "memo")
    made = rebuild(three, out)
    assert (made.documents, made.unusable, made.gone) == (2, (), 1)
    assert _found(database, out, "harbor") == ["cable", "note"]
    assert _found(database, out, "memo") == []
    assert _addresses(database) == ["cable.pdf", "note.pdf"]
    for table in (Document, Page, PageText, TextPrint):
        assert _count(database, table) == 2, table
    assert _count(database, Finding) == 4


def test_a_record_that_is_damaged_leaves_nothing_behind(
    three: Catalog, database: Database, out: Path
) -> None:
    (out / "memo" / "record.json").write_text("{")
    made = rebuild(three, out)
    assert (made.documents, made.unusable, made.gone) == (2, ("memo",), 1)
    assert _found(database, out, "memo") == []


def test_an_address_of_what_was_there_before_is_no_address_of_what_is(
    three: Catalog, database: Database, out: Path
) -> None:
    write_record(out / "memo", record("other", page(1, "harbor of other")))
    assert rebuild(three, out).gone == 0
    assert _addresses(database) == ["cable.pdf", "note.pdf"]


def test_other_folders_of_the_same_catalog_stay(three: Catalog, database: Database, out: Path) -> None:
    other = out.parent / "other"
    _results(other, "letter")
    with Locks(other) as locks:
        rebuild(open_catalog(database, other, locks), other)
    shutil.rmtree(out / "memo")
    rebuild(three, out)
    assert _found(database, other, "harbor") == ["letter"]
    assert _count(database, Document) == 3


class _KilledError(Exception):
    """Stands for a signal that nothing catches."""


def test_stopped_in_the_middle_the_catalog_is_not_empty(
    three: Catalog, database: Database, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(out / "cable")
    put = Catalog.put

    def killed(self: Catalog, *args: object) -> None:
        if args[0].source.uri == "note.pdf":  # type: ignore[attr-defined]
            raise _KilledError
        put(self, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(Catalog, "put", killed)
    with pytest.raises(_KilledError):
        rebuild(three, out)
    assert _found(database, out, "harbor") == ["cable", "memo", "note"]
