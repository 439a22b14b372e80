from __future__ import annotations

import multiprocessing
import shutil
import time
from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings

from declass.catalog.catalog import Catalog, Filing, open_catalog
from declass.catalog.database import Database, catalog_url, open_database
from declass.catalog.locks import Locks
from declass.catalog.models import Base, Document, Finding, FindingCode, Page, PageText, Run
from declass.catalog.overview import failures
from declass.catalog.runs import RunEnd, RunOutcome
from declass.catalog.stamps import settled_stamp, stamp
from processors.document_records import Classification, ErrorItem, Event, Provenance, SourceInfo, Tool
from processors.errors import AccessError
from processors.geometry import Box
from processors.outputs.record import write_record
from processors.records import (
    Code,
    Line,
    LineKind,
    PageStatus,
    Quality,
    Record,
    Redaction,
    RedactionKind,
    TextSource,
)
from processors.records import (
    Page as RecordPage,
)
from tests.strategies import records

BOX = Box(10, 20, 30, 40)


def page(number: int, *texts: str, status: PageStatus = PageStatus.OK) -> RecordPage:
    lines = tuple(Line(text, BOX, 0.9, LineKind.BODY, ()) for text in texts)
    code = Code("b7C", "FOIA", "b7C", (), None, 0.9)
    redaction = Redaction(f"p{number}-r1", BOX, RedactionKind.BLACK_BOX, 0.8, (code, code))
    quality = Quality("good", 0.9, 10, 1, 20.0)
    return RecordPage(
        number, 612, 792, 200, 0, 0.0, TextSource.OCR, "", status, quality, lines, redactions=(redaction,)
    )


def record(name: str, *pages: RecordPage, errors: tuple[ErrorItem, ...] = ()) -> Record:
    event = Event("approved", "CIA", "1975-03", "month", "", "APPROVED MAR 1975", 1, BOX)
    sha = name.encode().hex().ljust(64, "0")
    return Record(
        SourceInfo(f"{name}.pdf", sha, 100, "application/pdf", len(pages)),
        pages,
        (event,) if pages else (),
        (),
        Classification("secret", "unclassified"),
        "",
        errors,
        Provenance((Tool("tesseract", "5"),), "", {}),
    )


def put(catalog: Catalog, out: Path, made: Record, source: Path | None = None) -> Filing:
    name = Path(made.source.uri).stem
    write_record(out / name, made)
    filing = Filing(
        name, name, "digest", str(source or out / made.source.uri), "stamp", "sha-of-record", {1: 2.5}
    )
    catalog.put(made, filing)
    return filing


def count(database: Database, table: type[Base]) -> int:
    with database.reading() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())


TWO_PAGES = record(
    "memo", page(1, "TOP ~~SECRET~~", "the agree-", "ment of 22 October 1962"), page(2, "NUL \0 here")
)


def test_a_document_is_known_by_its_file_and_read_back(
    catalog: Catalog, database: Database, out: Path
) -> None:
    put(catalog, out, TWO_PAGES, out / "in" / "memo.pdf")
    kept, known = catalog.known(str(out / "in" / "memo.pdf"))
    assert kept == "stamp"
    assert known is not None
    assert (known.folder, known.sha256, known.digest) == ("memo", TWO_PAGES.source.sha256, "digest")
    assert (known.pages, known.failed, known.redactions) == (2, 0, 2)
    assert known.record_stamp == stamp(out / "memo" / "record.json")
    assert catalog.known(str(out / "other.pdf")) == ("", None)
    assert catalog.has("memo", "sha-of-record", "digest")
    assert not catalog.has("memo", "changed", "digest")
    with database.reading() as connection:
        texts = connection.execute(sa.select(PageText.body, PageText.struck).order_by(PageText.page_id)).all()
        assert texts[0] == ("[REDACTED]\nTOP ~~SECRET~~\nthe agreement\nof 22 October 1962", "SECRET")
        assert texts[1].body == "[REDACTED]\nNUL \ufffd here"
        assert connection.execute(sa.select(Page.seconds).order_by(Page.number)).scalars().all() == [
            2.5,
            None,
        ]
        assert connection.execute(sa.select(FindingCode.key).distinct()).scalars().all() == ["(b)(7)(c)"]
        kinds = connection.execute(sa.select(Finding.what).distinct()).scalars().all()
        assert set(kinds) == {"redaction", "event"}


def test_writing_twice_counts_nothing_twice(catalog: Catalog, database: Database, out: Path) -> None:
    put(catalog, out, TWO_PAGES)
    before = [count(database, table.class_) for table in Base.registry.mappers]
    put(catalog, out, TWO_PAGES)
    assert [count(database, table.class_) for table in Base.registry.mappers] == before
    put(catalog, out, replace(TWO_PAGES, pages=TWO_PAGES.pages[:1]))
    assert count(database, Page) == count(database, PageText) == 1


def test_the_index_for_search_follows(catalog: Catalog, database: Database, out: Path) -> None:
    def hits(word: str) -> int:
        with database.reading() as connection:
            match = "search MATCH :w" if database.is_sqlite else "body @@ CAST(:w AS tsquery)"
            query = sa.text(f"SELECT count(*) FROM search WHERE {match}")  # noqa: S608
            return int(connection.execute(query, {"w": word}).scalar_one())

    put(catalog, out, TWO_PAGES)
    assert (hits("agreement"), hits("agree"), hits("secret")) == (1, 0, 1)
    put(catalog, out, record("memo", page(1, "Über alles")))
    assert (hits("agreement"), hits("uber")) == (0, 1)
    with database.writing() as connection:
        connection.execute(sa.delete(Document))
    assert hits("uber") == 0
    assert count(database, PageText) == count(database, Finding) == 0


def test_failures_are_kept_with_their_reason(catalog: Catalog, database: Database, out: Path) -> None:
    bad = page(2, status=PageStatus.FAILED)
    errors = (ErrorItem(2, "timeout", "took too long"),)
    put(catalog, out, record("half", page(1), bad, errors=errors))
    put(catalog, out, record("none", errors=(ErrorItem(None, "encrypted", "wants a password"),)))
    with database.reading() as connection:
        rows = connection.execute(sa.select(Document.name, Document.status).order_by(Document.name)).all()
    assert [tuple(row) for row in rows] == [("half", "partial"), ("none", "failed")]
    catalog.put_problem(str(out / "x.pdf"), AccessError("may not be read"))
    assert catalog.known(str(out / "x.pdf")) == ("", None)


def test_runs_are_kept(catalog: Catalog, database: Database) -> None:
    number = catalog.start_run("2026-01-01T00:00:00+00:00")
    catalog.end_run(number, RunEnd(RunOutcome.STOPPED, "too many\0", 3, 1, 4, 10, 5, 1))
    with database.reading() as connection:
        row = connection.execute(sa.select(Run)).mappings().one()
    kept = {name: row[name] for name in ("outcome", "reason", "documents", "documents_failed", "unfinished")}
    assert kept == {
        "outcome": "stopped",
        "reason": "too many\ufffd",
        "documents": 3,
        "documents_failed": 1,
        "unfinished": 4,
    }
    assert (row["pages_read"], row["pages_known"], row["pages_failed"]) == (10, 5, 1)
    assert row["ended"] is not None


def test_problems_are_forgotten_when_a_run_looks_there_and_does_not_tell_them(
    catalog: Catalog, database: Database, out: Path
) -> None:
    def problems() -> list[str]:
        return [failure.file for failure in failures(database, out)]

    for address in ("/a/x.pdf", "/b/y.pdf", "/share/z.pdf", "/share"):
        catalog.put_problem(address, AccessError("may not be read"))
    with Locks(out) as locks:
        later = open_catalog(database, out, locks)
    # The share is still away: what lay there was not looked at.
    later.put_problem("/share", AccessError("is not there"))
    later.forget_problems(lambda address: address.startswith(("/a", "/share")))
    assert problems() == ["/b/y.pdf", "/share", "/share/z.pdf"]
    put(later, out, TWO_PAGES, Path("/share/z.pdf"))
    with Locks(out) as locks:
        open_catalog(database, out, locks).forget_problems(lambda address: address.startswith("/share"))
    assert problems() == ["/b/y.pdf"]


def test_an_output_that_was_moved_is_found_again(catalog: Catalog, database: Database, out: Path) -> None:
    put(catalog, out, TWO_PAGES)
    moved = out.with_name("elsewhere")
    shutil.move(out, moved)
    with Locks(moved) as locks:
        again = open_catalog(database, moved, locks)
    assert again.has("memo", "sha-of-record", "digest")
    # Without its mark it is known by its path.
    (moved / ".declass" / "output").unlink()
    with Locks(moved) as locks:
        assert open_catalog(database, moved, locks).has("memo", "sha-of-record", "digest")
    other = out.with_name("other")
    with Locks(other) as locks:
        assert not open_catalog(database, other, locks).has("memo", "sha-of-record", "digest")


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=records())
def test_any_record_can_be_put(catalog: Catalog, database: Database, out: Path, made: Record) -> None:
    write_record(out / "any", made)
    catalog.put(made, Filing("any", "any", "digest", str(out / "any.pdf"), "", "", {}))
    assert count(database, Page) == len(made.pages)


def _write_many(job: tuple[str, Path, int]) -> None:
    url, out, number = job
    database = open_database(catalog_url(None, url))
    with Locks(out) as locks:
        catalog = open_catalog(database, out, locks)
        for k in range(10):
            # Half of the documents are written by all of them at once.
            name = f"shared{k}" if k % 2 else f"own{number}-{k}"
            put(catalog, out, record(name, page(1, f"word{k} common words {number}"), page(2, "more text")))
    database.close()


def test_four_processes_write_at_once(database_url: str, database: Database, out: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        pool.map(_write_many, [(database_url, out, n) for n in range(4)], chunksize=1)
    assert count(database, Document) == 4 * 5 + 5
    assert count(database, Page) == count(database, PageText) == 2 * (4 * 5 + 5)


def test_a_stamp_proves_nothing_while_the_clock_may_stand_still(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_text("a")
    assert settled_stamp(path) == ""
    first = stamp(path)
    time.sleep(0.02)
    path.write_text("b")
    assert stamp(path) != first
