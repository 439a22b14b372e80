"""What is known of files before anything is read, and what happens where the catalog cannot be asked."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from declass.catalog.database import CatalogError
from declass.catalog.documents import Making, make_record, now, write_document
from declass.catalog.store import Done, record_digest
from declass.gather import Gathered, GatherLimits, GatherOptions, gather
from flows.aside import Aside
from flows.batch import Batch, Busy, Document
from flows.ledger import Checked, Ledger, open_ledger, stated
from flows.policy import Policy
from flows.progress import watcher
from flows.quarantine import Quarantine
from flows.readers import Workers
from flows.requests import Request, all_known
from flows.results import DocumentResult, Outcome
from processors.assembly import failed_page
from processors.config import Config
from processors.document_records import Metadatum, SourceInfo
from processors.errors import ExitCode, PageTimeoutError
from processors.geometry import Affine
from processors.outputs.formats import Format
from processors.records import PageStatus
from processors.results import PageResult
from processors.sources.checksum import file_sha256

CONFIG = Config()


@pytest.fixture(autouse=True)
def engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DECLASS_CATALOG", raising=False)
    monkeypatch.setattr("flows.requests.engine_tools", lambda _: ())


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A PDF that nobody has written to for a while, as far as its stamp tells."""
    path = tmp_path / "in" / "memo.pdf"
    path.parent.mkdir()
    write_pdf(path, "one")
    return path


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    # Files of a test are younger than that; what the rule is for has a test of its own.
    monkeypatch.setattr("declass.catalog.stamps._SETTLED_SECONDS", -60.0)


def found(path: Path, metadata: tuple[Metadatum, ...] | None = None) -> Gathered:
    """The file as gathering finds it, with or without a manifest; it waits for none to settle."""
    with gather([str(path)], GatherOptions(limits=GatherLimits(settle_seconds=-60.0))) as items:
        item = next(iter(items))
    assert isinstance(item, Gathered)
    return replace(item, metadata=metadata or (), has_manifest=metadata is not None)


def write_pdf(path: Path, title: str) -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.docinfo["/Title"] = title
    pdf.save(path)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "out", CONFIG, (), ()) as opened:
        yield opened


def finish(ledger: Ledger, path: Path) -> str:
    """As if the file had been read; gives the bytes' checksum."""
    sha256 = file_sha256(path)
    source = SourceInfo(path.name, sha256, path.stat().st_size, "application/pdf", 1)
    results = [_blank()]
    ledger.store.put_page(sha256, results[0])
    record = make_record(source, results, (), (), CONFIG)
    looked = ledger.look(found(path))
    assert isinstance(looked, Checked)
    folder = ledger.store.claim_folder(looked.name, sha256)
    write_document(folder, record, Making(path, now(), results))
    done = Done(folder.name, record_digest(folder), 1, 0, 0, 0, stated(looked.item))
    ledger.catalog.put(record, ledger.filing(looked, done))
    ledger.store.put_done(sha256, looked.name, done)
    return sha256


def test_a_file_is_known_without_being_read_until_it_changes(
    ledger: Ledger, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sha256 = finish(ledger, source)
    with monkeypatch.context() as patched:
        patched.setattr("flows.ledger.file_sha256", lambda _: pytest.fail("was read"))
        looked = ledger.look(found(source))
    assert isinstance(looked, DocumentResult)
    assert (looked.outcome, looked.pages, looked.pages_read) == (Outcome.KNOWN, 1, 0)
    # Other contents of the same size and with the same time of the last change: the time of the entry tells.
    before = source.stat()
    source.write_bytes(source.read_bytes().replace(b"one", b"two"))
    os.utime(source, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert source.stat().st_size == before.st_size
    changed = ledger.look(found(source))
    assert isinstance(changed, Checked)
    assert changed.sha256 != sha256


def test_a_result_that_somebody_changed_is_made_again(ledger: Ledger, source: Path) -> None:
    finish(ledger, source)
    record = ledger.out / "memo" / "record.json"
    record.write_bytes(record.read_bytes() + b"\n")
    assert isinstance(ledger.look(found(source)), Checked)


def test_a_file_keeps_the_name_of_its_result(ledger: Ledger, source: Path) -> None:
    finish(ledger, source)
    # Another file of that name would make both ask for other folders.
    looked = ledger.look(replace(found(source), name="memo_pdf"))
    assert isinstance(looked, DocumentResult)
    assert looked.folder == "memo"


def test_a_lost_catalog_is_filled_again_from_the_records(tmp_path: Path, source: Path) -> None:
    out = tmp_path / "out"
    with open_ledger(out, CONFIG, (), ()) as ledger:
        finish(ledger, source)
    for part in (out / ".declass").glob("catalog.sqlite*"):
        part.unlink()
    with open_ledger(out, CONFIG, (), ()) as ledger:
        assert isinstance(ledger.look(found(source)), DocumentResult)
        assert ledger.catalog.known(str(source))[1] is not None


def test_a_folder_belongs_to_the_contents_that_claimed_it(ledger: Ledger, source: Path) -> None:
    first, second = "a" * 64, "b" * 64
    assert ledger.store.claim_folder("memo", first).name == "memo"
    # Killed in the middle: files lie there, and no record.
    (ledger.out / "memo").mkdir()
    (ledger.out / "memo" / "text.md").write_text("half of it")
    assert ledger.store.claim_folder("memo", second).name == f"memo-{second[:8]}"
    assert ledger.store.claim_folder("memo", first).name == "memo"


def test_only_one_opens_a_document_at_a_time(tmp_path: Path, source: Path) -> None:
    out = tmp_path / "out"
    with (
        open_ledger(out, CONFIG, (), ()) as mine,
        open_ledger(out, CONFIG, (), ()) as other,
        Workers(1, CONFIG) as workers,
    ):
        first, second = (Batch(one, workers, (), CONFIG, watcher(), now()) for one in (mine, other))
        looked = first.look(found(source))
        assert isinstance(looked, Checked)
        workers.start()
        opened = first.open(looked)
        assert isinstance(opened, Document)
        assert second.open(looked) == Busy(looked.item)
        mine.store.put_page(looked.sha256, _blank())
        assert first.finish(opened, []).outcome is Outcome.READ
        known = second.open(looked)
        assert isinstance(known, DocumentResult)
        assert known.outcome is Outcome.KNOWN


def _blank() -> PageResult:
    page = replace(failed_page(1), status=PageStatus.BLANK)
    return PageResult(page, Affine.scale(1.0), 612.0, 792.0, {})


def test_a_catalog_that_fails_is_no_fault_of_the_file(
    ledger: Ledger, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish(ledger, source)
    before = (ledger.out / "memo" / "record.json").read_bytes()

    def fail(*_: object) -> None:
        raise CatalogError("the catalog cannot be used (database is locked)")

    monkeypatch.setattr("declass.catalog.catalog.Catalog.known", fail)
    batch = Batch(ledger, Workers(1, CONFIG), (), CONFIG, watcher(), now())
    with pytest.raises(CatalogError):
        batch.look(found(source))
    with pytest.raises(CatalogError):
        all_known(Request((source,), ledger.out, 1))
    assert (ledger.out / "memo" / "record.json").read_bytes() == before


def test_a_run_with_nothing_to_read_closes_the_batch_that_a_killed_one_left_open(
    tmp_path: Path, source: Path
) -> None:
    out = tmp_path / "out"
    with open_ledger(out, CONFIG, (), ()) as ledger:
        finish(ledger, source)
    summary = all_known(Request((source,), out, 1))
    assert summary is not None
    assert summary.pages_known == 1
    written = {path: path.stat().st_mtime_ns for path in out.iterdir() if path.is_file()}
    assert {"checksums.sha256", "withholdings.csv"} <= {path.name for path in written}
    time.sleep(0.02)
    assert all_known(Request((source,), out, 1)) is not None
    assert {path: path.stat().st_mtime_ns for path in written} == written


def test_another_format_is_written_and_no_page_read(tmp_path: Path, source: Path) -> None:
    out = tmp_path / "out"
    with open_ledger(out, CONFIG, (), ()) as ledger:
        finish(ledger, source)
    with open_ledger(out, CONFIG, (), (Format.TXT,)) as ledger, Workers(1, CONFIG) as workers:
        batch = Batch(ledger, workers, (), CONFIG, watcher(), now(), (Format.TXT,))
        looked = batch.look(found(source))
        assert isinstance(looked, Checked)
        workers.start()
        opened = batch.open(looked)
        assert isinstance(opened, Document)
        assert opened.missing == ()
        assert batch.finish(opened, []).pages_read == 0
    assert (out / "memo" / "text.txt").is_file()


def test_what_is_stated_anew_is_written_and_no_page_read(ledger: Ledger, source: Path) -> None:
    finish(ledger, source)
    stated_now = found(source, (Metadatum("release_date", "1993", ""),))
    looked = ledger.look(stated_now)
    assert isinstance(looked, Checked)
    with Workers(1, CONFIG) as workers:
        batch = Batch(ledger, workers, (), CONFIG, watcher(), now())
        workers.start()
        opened = batch.open(looked)
        assert isinstance(opened, Document)
        assert opened.missing == ()
        batch.finish(opened, [])
    assert b'"1993"' in (ledger.out / "memo" / "record.json").read_bytes()
    assert ledger.known(stated_now) is not None
    # Another file with these contents: its name and what is stated of it are not those of the record.
    copy = source.with_name("copy.pdf")
    copy.write_bytes(source.read_bytes())
    assert ledger.known(found(copy)) is None
    same = ledger.look(found(copy))
    assert isinstance(same, DocumentResult)
    assert same.folder == "memo"
    source.unlink()
    assert isinstance(ledger.look(found(copy, (Metadatum("box", "1", ""),))), Checked)


def damaged(path: Path) -> None:
    path.write_bytes(b"%PDF-1.4 nothing more")


def could_not_open(ledger: Ledger, source: Path, aside: Aside) -> DocumentResult:
    """What a batch says of a damaged file that it opens."""
    with Workers(1, CONFIG) as workers:
        batch = Batch(ledger, workers, (), CONFIG, watcher(), now(), aside=aside)
        looked = batch.look(found(source))
        assert isinstance(looked, Checked)
        workers.start()
        opened = batch.open(looked)
    assert isinstance(opened, DocumentResult)
    return opened


def test_a_file_that_is_bad_for_good_is_opened_once(
    ledger: Ledger, source: Path, caplog: pytest.LogCaptureFixture
) -> None:
    damaged(source)
    first = could_not_open(ledger, source, Aside())
    assert (first.outcome, first.exit_code, first.earlier) == (Outcome.FAILED, ExitCode.INPUT, False)
    known = ledger.known(found(source))
    assert known is not None
    assert (known.outcome, known.exit_code, known.folder, known.earlier) == (
        Outcome.FAILED, ExitCode.INPUT, first.folder, True,
    )  # fmt: skip
    assert known.reason
    caplog.clear()
    with caplog.at_level(logging.INFO, logger="declass"):
        summary = all_known(Request((source,), ledger.out, 1))
    assert summary is not None
    assert [d.outcome for d in summary.documents] == [Outcome.FAILED]
    assert "1 file could not be opened in an earlier run" in caplog.text
    assert summary.documents[0].reason not in caplog.text

    # A person may ask for it, and another file at its place is another one.
    ledger.store.forget_done(file_sha256(source), "memo")
    assert isinstance(ledger.look(found(source)), Checked)
    could_not_open(ledger, source, Aside())
    write_pdf(source, "another")
    assert isinstance(ledger.look(found(source)), Checked)


def test_a_file_that_is_bad_for_good_is_opened_for_a_new_quarantine(
    ledger: Ledger, source: Path, tmp_path: Path
) -> None:
    damaged(source)
    could_not_open(ledger, source, Aside())
    place = tmp_path / "aside"
    asked = Request((source,), ledger.out, 1, policy=Policy(quarantine=str(place)))
    assert all_known(asked) is None
    with Quarantine(place, 1 << 20, 0) as quarantine:
        could_not_open(ledger, source, Aside(quarantine))
    assert (place / "memo.pdf").is_file()
    assert all_known(asked) is not None


def test_what_may_pass_is_tried_again(ledger: Ledger, source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise PageTimeoutError("took too long to open")

    monkeypatch.setattr(Workers, "inspect", fail)
    could_not_open(ledger, source, Aside())
    assert isinstance(ledger.look(found(source)), Checked)
    assert all_known(Request((source,), ledger.out, 1)) is None
