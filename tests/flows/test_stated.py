"""What a manifest stated of files stays in their records until a manifest says otherwise."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from declass.gather import Gathered
from flows.batch import Batch, Document
from flows.ledger import Checked, Ledger, open_ledger
from flows.progress import watcher
from flows.readers import Workers
from flows.results import DocumentResult
from processors.config import Config
from processors.document_records import Metadatum
from processors.outputs.formats import Format
from processors.outputs.record import read_record
from tests.flows.test_ledger import finish as read
from tests.flows.test_ledger import found, write_pdf

CONFIG = Config()
YEAR = (Metadatum("release_date", "1993"),)


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DECLASS_CATALOG", raising=False)
    monkeypatch.setattr("declass.catalog.stamps._SETTLED_SECONDS", -60.0)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "in" / "memo.pdf"
    path.parent.mkdir()
    write_pdf(path, "one")
    return path


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "out", CONFIG, (), ()) as opened:
        yield opened


def write(ledger: Ledger, item: Gathered, formats: tuple[Format, ...] = ()) -> None:
    """As a batch does where all pages are known."""
    looked = ledger.look(item)
    assert isinstance(looked, Checked)
    with Workers(1, CONFIG) as workers:
        batch = Batch(ledger, workers, (), CONFIG, watcher(), "2026-01-01T00:00:00+00:00", formats)
        workers.start()
        opened = batch.open(looked)
        assert isinstance(opened, Document)
        assert opened.missing == ()
        batch.finish(opened, [])


def copied(source: Path, name: str) -> Path:
    """Another file beside it with the same contents."""
    return Path(shutil.copyfile(source, source.with_name(name)))


def metadata(ledger: Ledger) -> tuple[Metadatum, ...]:
    return read_record(ledger.out / "memo").source.metadata


def test_a_run_without_a_manifest_leaves_what_was_stated(ledger: Ledger, source: Path) -> None:
    read(ledger, source)
    write(ledger, found(source, YEAR))
    assert metadata(ledger) == YEAR
    # By its stamp, by its checksum, after a touch, and where all is forgotten but the record, as `retry` does.
    assert ledger.known(found(source)) is not None
    with open_ledger(ledger.out, CONFIG, (), (), checksum=True) as slow:
        assert isinstance(slow.look(found(source)), DocumentResult)
    source.touch()
    assert isinstance(ledger.look(found(source)), DocumentResult)
    looked = ledger.checked(found(source))
    ledger.store.forget_done(looked.sha256, looked.name)
    (ledger.out / "memo" / "text.md").unlink()
    write(ledger, found(source))
    assert metadata(ledger) == YEAR
    # With the manifest again nothing is to be done; one without the row takes it away.
    assert isinstance(ledger.look(found(source, YEAR)), DocumentResult)
    write(ledger, found(source, ()))
    assert metadata(ledger) == ()


def test_another_format_leaves_what_was_stated(ledger: Ledger, source: Path) -> None:
    read(ledger, source)
    write(ledger, found(source, YEAR))
    with open_ledger(ledger.out, CONFIG, (), (Format.TXT,)) as other:
        write(other, found(source), (Format.TXT,))
    assert metadata(ledger) == YEAR


def test_what_is_stated_of_a_copy_alone_goes_into_the_record(ledger: Ledger, source: Path) -> None:
    read(ledger, source)
    copy = copied(source, "z copy.pdf")
    assert isinstance(ledger.look(found(source, ())), DocumentResult)
    write(ledger, found(copy, YEAR))
    told = read_record(ledger.out / "memo").source
    assert (told.uri, told.metadata) == ("memo.pdf", YEAR)
    with open_ledger(ledger.out, CONFIG, (), (), checksum=True) as slow:
        for one in (ledger, slow):
            for path, row in ((source, ()), (copy, YEAR), (source, None), (copy, None), (source, ())):
                assert isinstance(one.look(found(path, row)), DocumentResult), (path, row)
    # Another copy has nothing to say then; the same one may change its mind, and take it back.
    third = copied(source, "third.pdf")
    assert isinstance(ledger.look(found(third, (Metadatum("box", "3"),))), DocumentResult)
    later = (Metadatum("release_date", "1994"),)
    write(ledger, found(copy, later))
    assert metadata(ledger) == later
    write(ledger, found(copy, ()))
    assert metadata(ledger) == ()


def test_what_is_stated_of_the_file_that_is_read_counts_more_than_what_is_stated_of_a_copy(
    ledger: Ledger, source: Path
) -> None:
    read(ledger, source)
    write(ledger, found(source, YEAR))
    copy = copied(source, "copy.pdf")
    assert isinstance(ledger.look(found(copy, (Metadatum("box", "3"),))), DocumentResult)
    assert metadata(ledger) == YEAR


def test_a_better_scan_in_the_same_place_keeps_what_was_stated_of_it_in_doubt(
    ledger: Ledger, source: Path
) -> None:
    read(ledger, source)
    write(ledger, found(source, YEAR))
    copy = copied(source, "copy.pdf")
    assert isinstance(ledger.look(found(copy)), DocumentResult)
    doubted = (replace(YEAR[0], doubt="stated of a file with other contents in the same place"),)
    for path, stated in ((source, doubted), (copy, ())):
        write_pdf(path, f"a better {path.stem}")
        looked = ledger.look(found(path))
        assert isinstance(looked, Checked)
        # Of the other place nothing was ever stated.
        assert looked.item.metadata == stated
    looked = ledger.look(found(source, ()))
    assert isinstance(looked, Checked)
    assert looked.item.metadata == ()


def test_what_a_copy_lent_is_not_stated_of_what_comes_after_the_file_that_was_read(
    ledger: Ledger, source: Path
) -> None:
    read(ledger, source)
    copy = copied(source, "z copy.pdf")
    assert isinstance(ledger.look(found(source, ())), DocumentResult)
    write(ledger, found(copy, YEAR))
    assert metadata(ledger) == YEAR
    write_pdf(source, "a better memo")
    looked = ledger.look(found(source))
    assert isinstance(looked, Checked)
    assert looked.item.metadata == ()
