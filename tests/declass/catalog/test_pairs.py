from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa
from alembic import command

from declass.catalog.catalog import Catalog, Filing, open_catalog
from declass.catalog.database import Database, alembic_config
from declass.catalog.fingerprints import count_without_fingerprint, fingerprints_made
from declass.catalog.locks import Locks
from declass.catalog.models import Base, Document, Output, Reading, TextBand, TextPrint
from declass.catalog.pairs import CROWDED, likely_pairs
from declass.catalog.rebuild import Rebuilt, complete, has_results, rebuild
from processors.compare.fingerprints import SIZE, Fingerprint, bands, fingerprint
from processors.outputs.record import write_record
from processors.records import Record
from samples import content
from samples.chance import stream
from tests.processors.compare.releases import Hidden, record_of, release


def text(seed: int, count: int = 30) -> list[str]:
    rng = stream(seed, 5)
    return " ".join(content.sentence(rng) for _ in range(count)).split()


def put(catalog: Catalog, out: Path, name: str, made: Record) -> None:
    write_record(out / name, made)
    catalog.put(made, Filing(name, name, "digest", str(out / f"{name}.pdf"), "stamp", "sha-of-record"))


def names(database: Database, out: Path | None) -> list[tuple[str, str]]:
    return [(pair.a.place, pair.b.place) for pair in likely_pairs(database, out)]


def count(database: Database, table: type[Base]) -> int:
    with database.reading() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())


OLD = release(text(1), [Hidden(30, 60)], name="a")
NEW = release(text(1), [Hidden(90, 99)], name="b", noise=0.03, seed=4)
OTHER = release(text(2), name="c")


def test_releases_of_one_document_are_a_pair_and_copies_are_none(
    catalog: Catalog, database: Database, out: Path
) -> None:
    for name, made in (("second", NEW), ("first", OLD), ("other", OTHER), ("copy of first", OLD)):
        put(catalog, out, name, made)
    found = likely_pairs(database, out)
    assert [(p.a.place, p.b.place) for p in found] == [("copy of first", "second"), ("first", "second")]
    assert all(0.5 < p.likeness <= 1 for p in found)
    assert (found[1].a.file, found[1].a.pages) == (OLD.source.uri, len(OLD.pages))
    assert likely_pairs(database, out, least=0.99) == []


def test_documents_that_have_little_in_common_are_no_pair(
    catalog: Catalog, database: Database, out: Path
) -> None:
    assert likely_pairs(database, out) == []
    put(catalog, out, "one", OLD)
    put(catalog, out, "two", OTHER)
    for name in ("sheet", "another sheet"):
        put(catalog, out, name, release(["APPROVED", "FOR", "RELEASE"], name=name))
    assert likely_pairs(database, out) == []
    assert count(database, TextPrint) == 4
    assert count(database, TextBand) == 128, "a cover sheet has no keys"


def test_reading_again_replaces_the_fingerprint(catalog: Catalog, database: Database, out: Path) -> None:
    put(catalog, out, "first", OLD)
    put(catalog, out, "second", NEW)
    put(catalog, out, "second", replace(OTHER, source=NEW.source))
    assert likely_pairs(database, out) == []
    with database.reading() as connection:
        query = sa.select(TextBand.band).join(Document).where(Document.folder == "second")
        assert set(connection.execute(query).scalars()) == set(bands(fingerprint(OTHER)))
    put(catalog, out, "second", NEW)
    assert names(database, out) == [("first", "second")]
    with database.writing() as connection:
        connection.execute(sa.delete(Document))
    assert count(database, TextPrint) == count(database, TextBand) == 0


def test_a_catalog_made_anew_has_them(catalog: Catalog, database: Database, out: Path) -> None:
    write_record(out / "first", OLD)
    write_record(out / "second", NEW)
    assert rebuild(catalog, out) == Rebuilt(2, len(OLD.pages) + len(NEW.pages), ())
    assert names(database, out) == [("first", "second")]


def test_what_an_older_version_put_in_is_completed(catalog: Catalog, database: Database, out: Path) -> None:
    put(catalog, out, "first", OLD)
    put(catalog, out, "sheet", release(["APPROVED"], name="sheet"))
    with database.writing() as connection:
        command.downgrade(alembic_config(connection), "0001")
        command.upgrade(alembic_config(connection), "head")
    write_record(out / "second", NEW)
    (out / "broken").mkdir()
    (out / "broken" / "record.json").write_text("{}")
    assert count_without_fingerprint(database) == 2
    made = complete(catalog, out)
    assert (made.documents, made.unusable) == (3, ("broken",))
    assert fingerprints_made(database, out) == {"first": True, "second": True, "sheet": True}
    assert catalog.has("first", "sha-of-record", "digest"), "the rest of its rows is left alone"
    assert complete(catalog, out).documents == 0
    assert names(database, out) == [("first", "second")]


def test_fingerprints_of_another_version_are_made_anew(
    catalog: Catalog, database: Database, out: Path
) -> None:
    put(catalog, out, "first", OLD)
    put(catalog, out, "second", NEW)
    with database.writing() as connection:
        connection.execute(sa.update(TextPrint).values(value="0:0:"))
    assert likely_pairs(database, out) == []
    assert complete(catalog, out).documents == 2
    assert names(database, out) == [("first", "second")]


def test_many_like_documents_do_not_make_a_crowd_of_pairs(
    catalog: Catalog, database: Database, out: Path
) -> None:
    form = release(text(3), name="form").pages[0]
    for number in range(CROWDED + 1):
        catalog.put(record_of(f"form {number}", [form]), _filing(out, f"form {number}"))
        if number == 1:
            assert len(likely_pairs(database, out)) == 1
    assert likely_pairs(database, out) == []


def _filing(out: Path, name: str) -> Filing:
    (out / name).mkdir()
    (out / name / "record.json").write_text("")
    return Filing(name, name, "digest", None, "", "")


def test_pairs_are_found_over_all_outputs_of_a_catalog(
    catalog: Catalog, database: Database, out: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    put(catalog, out, "memo", OLD)
    with Locks(elsewhere) as locks:
        put(open_catalog(database, elsewhere, locks), elsewhere, "memo", NEW)
    assert names(database, None) == [(f"{elsewhere}/memo", f"{out}/memo")]
    assert names(database, out) == names(database, elsewhere) == []


def test_results_are_told_from_other_folders(out: Path) -> None:
    assert not has_results(out) and not has_results(out / "nowhere")
    write_record(out / "memo", OLD)
    assert has_results(out)


def _fill(database: Database, output: int, documents: int) -> None:
    """Documents with fingerprints of invented numbers.

    Those numbered 10k and 10k + 1 are releases of one; half of all others have a page of boiler-plate in common.
    """
    rng = stream(1, 7)
    drawn = rng.integers(1 << 61, size=(documents, SIZE))
    drawn[1::10, :90] = drawn[::10, :90]
    drawn[2::2, 100:] = drawn[2, 100:]
    prints = [Fingerprint(tuple(map(int, values)), 100) for values in drawn]
    with database.writing() as connection:
        insert_reading = sa.insert(Reading).values(digest="d", tools="", first_used="")
        reading = connection.execute(insert_reading.returning(Reading.id)).scalar_one()
        rows = [_document(output, reading, number) for number in range(documents)]
        connection.execute(sa.insert(Document), rows)
        ids = connection.execute(sa.select(Document.id).order_by(Document.folder)).scalars().all()
        made = list(zip(ids, prints, strict=True))
        texts = [{"document_id": number, "value": print_.to_text()} for number, print_ in made]
        keys = [{"document_id": number, "band": band} for number, print_ in made for band in bands(print_)]
        connection.execute(sa.insert(TextPrint), texts)
        connection.execute(sa.insert(TextBand), keys)


def _document(output: int, reading: int, number: int) -> dict[str, object]:
    texts = ("name", "uri", "media_type", "title", "original", "current", "record_sha256", "record_stamp")
    figures = ("bytes", "page_count", "pages_failed", "redactions", "strikes")
    return {
        **dict.fromkeys(texts, ""),
        **dict.fromkeys(figures, 1),
        "output_id": output,
        "folder": f"d{number:05}",
        "sha256": f"{number:064x}",
        "status": "read",
        "reading_id": reading,
        "finished": "",
    }


def test_five_thousand_documents_take_seconds(catalog: Catalog, database: Database, out: Path) -> None:
    with database.reading() as connection:
        output = connection.execute(sa.select(Output.id)).scalar_one()
    _fill(database, output, 5000)
    started = time.perf_counter()
    found = likely_pairs(database, out)
    assert time.perf_counter() - started < 30
    assert sorted((p.a.place, p.b.place) for p in found) == [
        (f"d{number:05}", f"d{number + 1:05}") for number in range(0, 5000, 10)
    ]
