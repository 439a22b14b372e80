"""A later batch keeps to what people decided, and writes a document anew that has newer decisions."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from declass.catalog.database import catalog_url, open_database
from declass.catalog.documents import now
from declass.catalog.second_review import choose
from flows.batch import Batch, Document
from flows.ledger import Checked, Ledger, open_ledger
from flows.progress import watcher
from flows.readers import Workers
from flows.results import DocumentResult, Outcome
from processors.document_records import SourceInfo
from processors.geometry import Box
from processors.outputs.formats import Format
from processors.outputs.record import read_record
from processors.sources.checksum import file_sha256
from tests.declass.publishing.conftest import CONFIG, Desk, read_into, scan
from tests.flows.test_ledger import found

FORMATS = (Format.TXT,)


@pytest.fixture
def reviewed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.delenv("DECLASS_CATALOG", raising=False)
    out, source = tmp_path / "out", scan(tmp_path / "memo.pdf")
    out.mkdir()
    database = open_database(catalog_url(out, None))
    read_into(out, database, source, FORMATS)
    return Desk(out, database, source, file_sha256(source))


def _again(desk: Desk, ledger: Ledger, formats: tuple[Format, ...] = FORMATS) -> DocumentResult:
    """What a batch does that finds all pages stored."""
    looked = ledger.look(found(desk.source))
    if isinstance(looked, DocumentResult):
        return looked
    assert isinstance(looked, Checked)
    batch = Batch(ledger, Workers(1, CONFIG), (), CONFIG, watcher(), now(), formats)
    ledger.locks.wait(f"document {looked.sha256}")
    source = SourceInfo("memo.pdf", looked.sha256, desk.source.stat().st_size, "application/pdf", 1)
    return batch.finish(Document(replace(looked), source, ()), ())


def test_a_document_with_newer_decisions_is_written_anew_without_being_read(reviewed: Desk) -> None:
    with open_ledger(reviewed.out, CONFIG, (), FORMATS) as ledger:
        _again(reviewed, ledger)
        assert _again(reviewed, ledger).outcome is Outcome.KNOWN
        reviewed.draw(Box(480, 98, 520, 110), "(b)(3)")
        assert _again(reviewed, ledger).outcome is Outcome.READ
        assert "its [REDACTED (b)(3)] at length" in reviewed.text
        assert _again(reviewed, ledger).outcome is Outcome.KNOWN


def test_a_rejection_that_waits_for_a_second_person_waits_in_batches_too(reviewed: Desk) -> None:
    ref = reviewed.queued()
    choose(reviewed.database, None, wanted=True)
    with open_ledger(reviewed.out, CONFIG, (), FORMATS) as ledger:
        _again(reviewed, ledger)
        reviewed.reject("Ada", ref)
        assert _again(reviewed, ledger).outcome is Outcome.READ
        assert reviewed.has(ref)
        assert _again(reviewed, ledger).outcome is Outcome.KNOWN, (
            "it is not written again and again meanwhile"
        )
        reviewed.reject("Grace", ref)
        assert _again(reviewed, ledger).outcome is Outcome.READ
        assert not reviewed.has(ref)


def test_another_format_or_a_lost_catalog_loses_no_decision(reviewed: Desk) -> None:
    reviewed.correct(1, "The first line as a person reads it")
    with open_ledger(reviewed.out, CONFIG, (), FORMATS) as ledger:
        _again(reviewed, ledger)
    reviewed.database.close()
    for path in (reviewed.out / ".declass").glob("catalog.sqlite*"):
        path.unlink()
    with open_ledger(reviewed.out, CONFIG, (), FORMATS) as ledger:
        assert _again(reviewed, ledger).outcome is Outcome.KNOWN
        assert len(ledger.log.of(reviewed.sha256)) == 1
    formats = (Format.TXT, Format.ANNOTATIONS)
    with open_ledger(reviewed.out, CONFIG, (), formats) as ledger:
        assert _again(reviewed, ledger, formats).outcome is Outcome.READ
    line = read_record(reviewed.folder).pages[0].lines[1]
    assert line.decided is not None and line.text == "The first line as a person reads it"
