"""The flow on a real Prefect server: results, artifacts, and a second run that reads nothing."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from flows.settings import apply_defaults
from processors.config import Config
from processors.errors import UsageError
from processors.outputs.checksums_check import check_folder

pytestmark = [pytest.mark.prefect, pytest.mark.slow]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    os.environ["PREFECT_HOME"] = str(tmp_path_factory.mktemp("prefect"))
    apply_defaults()
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=120):
        yield


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import samples

    folder = tmp_path_factory.mktemp("releases")
    samples.generate(folder, seed=5, count=2, kinds=("memo", "withheld"))
    (folder / "empty.pdf").write_bytes(b"")
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.save(folder / "locked.pdf", encryption=pikepdf.Encryption(user="u", owner="o"))
    Image.new("L", (850, 1100), 255).save(folder / "blank.png", dpi=(100, 100))
    return folder


class Ear:
    """Counts what the flow tells."""

    def __init__(self) -> None:
        self.pages = self.known = self.read = 0
        self.messages: list[str] = []
        self.documents: list[str] = []

    def planned(self, pages: int, known: int) -> None:
        self.pages += pages
        self.known += known

    def page_read(self, page: object) -> None:
        assert page is not None
        self.read += 1

    def document_done(self, outcome: str) -> None:
        self.documents.append(outcome)

    def message(self, what: object) -> None:
        self.messages.append(str(what))


def test_a_batch_is_read_once_and_bad_files_lose_nothing(
    server: None, releases: Path, tmp_path: Path
) -> None:
    from prefect.client.orchestration import get_client

    from flows.ingest import TABLE_KEY, run
    from flows.notify import figures, tell_if_flagged
    from flows.progress import watched_by
    from flows.requests import Request

    ear = Ear()
    with watched_by(ear):
        first = run(Request((releases, tmp_path / "gone"), tmp_path / "out", 2))
    by_name = {Path(d.file).name: d for d in first.documents}
    assert by_name["empty.pdf"].outcome == "failed"
    assert by_name["locked.pdf"].outcome == "failed"
    good = [d for name, d in by_name.items() if name not in ("empty.pdf", "locked.pdf")]
    assert len(good) == 3
    assert all(d.outcome == "read" and d.failed == 0 for d in good)
    assert ear.read == ear.pages == first.pages_read > 0
    assert sorted(ear.documents) == sorted(d.outcome for d in first.documents)
    assert any("gone" in message for message in ear.messages)
    assert (
        json.loads((tmp_path / "out" / "locked" / "record.json").read_text())["errors"][0]["category"]
        == "encrypted"
    )

    whole = check_folder(tmp_path / "out")
    assert whole.differences == ()
    assert set(whole.documents) == {d.folder for d in first.documents if d.folder}
    index = json.loads((tmp_path / "out" / "withholdings.json").read_text())["redactions"]
    assert len(index) == sum(d.redactions for d in first.documents)
    # A file that fails is tried again, and when is told in these.
    timed = {"provenance.json", "ro-crate-metadata.json", "checksums.sha256"}
    before = {p: p.read_bytes() for p in (tmp_path / "out").glob("[!.]*/*.*") if p.name not in timed}
    again = Ear()
    with watched_by(again):
        second = run(Request((releases,), tmp_path / "out", 2))
    assert again.read == 0
    assert second.pages_read == 0
    assert second.pages_known == first.pages_read
    assert {d.outcome for d in second.documents} == {"known", "failed"}

    # Who is told of trouble is told of it once: two files that cannot be read, and a folder that is not there.
    told = figures(first, tmp_path / "out")
    assert (told.documents, told.documents_failed) == (6, 3)
    assert (told.pages, told.pages_failed) == (first.pages_read, 0)
    again_told = figures(second, tmp_path / "out")
    assert again_told.documents_failed == again_told.pages == again_told.redactions == 0
    assert not tell_if_flagged(again_told, 0.0)
    assert {p: p.read_bytes() for p in before} == before
    assert check_folder(tmp_path / "out").differences == ()

    with get_client(sync_client=True) as client:
        artifacts = client.read_artifacts()
        assert {a.type for a in artifacts if a.key and a.key.startswith("declass-")} == {
            "table",
            "progress",
            "markdown",
        }
        table = next(a for a in artifacts if a.key == TABLE_KEY)
        assert "blank.png" in str(table.data)
        names = {run.name for run in client.read_task_runs()}
    assert any(name.startswith("memo_") for name in names)


def test_results_do_not_depend_on_the_number_of_workers(server: None, releases: Path, tmp_path: Path) -> None:
    from flows.ingest import run
    from flows.requests import Request

    run(Request((releases,), tmp_path / "one", 1))
    run(Request((releases,), tmp_path / "two", 2))
    for path in (tmp_path / "one").glob("*/record.json"):
        assert path.read_bytes() == (tmp_path / "two" / path.parent.name / path.name).read_bytes()


def test_a_damaged_stored_page_is_read_again_and_never_lost(
    server: None, releases: Path, tmp_path: Path
) -> None:
    from flows.ingest import run
    from flows.requests import Request

    run(Request((releases / "blank.png",), tmp_path / "out", 1))
    good = (tmp_path / "out" / "blank" / "record.json").read_bytes()
    for stored in (tmp_path / "out" / ".declass" / "pages").rglob("*.json"):
        stored.write_text("{")
    (tmp_path / "out" / "blank" / "record.json").unlink()
    again = run(Request((releases / "blank.png",), tmp_path / "out", 1))
    assert again.pages_read == 1
    assert (tmp_path / "out" / "blank" / "record.json").read_bytes() == good


def test_a_full_disk_stops_the_batch_with_one_clear_error(
    server: None, releases: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import errno

    from flows.ingest import run
    from flows.progress import watched_by
    from flows.requests import Request
    from processors.errors import AccessError

    real, written = os.fsync, []

    def fill_up(handle: int) -> None:
        written.append(handle)
        if len(written) > 4:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", fill_up)
    ear = Ear()
    with watched_by(ear), pytest.raises(AccessError, match="disk is full"):
        run(Request((releases,), tmp_path / "out", 1))
    assert not any("report this" in message for message in ear.messages)
    assert not list(tmp_path.rglob(".writing-*"))
    monkeypatch.undo()
    again = run(Request((releases,), tmp_path / "out", 1))
    assert sorted(d.outcome for d in again.documents if d.pages) in (["known", "read", "read"], ["read"] * 3)
    assert again.pages_failed == 0
    assert len(list((tmp_path / "out").glob("*/record.json"))) == 5


def test_exit_codes_and_messages_of_a_batch(
    server: None, releases: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from declass.cli.ingest import ingest_sources
    from flows.requests import Request

    (tmp_path / "nothing").mkdir()
    assert ingest_sources(Request((tmp_path / "nothing",), tmp_path / "a", 1)) == 2
    assert "was found" in capsys.readouterr().out
    assert ingest_sources(Request((releases / "locked.pdf",), tmp_path / "b", 1)) == 8
    assert ingest_sources(Request((releases / "locked.pdf", releases / "blank.png"), tmp_path / "c", 1)) == 9
    with pytest.raises(UsageError, match="inside a folder"):
        ingest_sources(Request((releases,), releases / "out", 1))


def test_no_worker_is_kept_while_a_long_document_is_put_together(
    server: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows.batch import Batch
    from flows.ingest import run
    from flows.requests import Request

    alive: list[bool] = []
    finish = Batch.finish

    def watched(self: Batch, *arguments: object) -> object:
        alive.append(self.workers._pool is not None)
        return finish(self, *arguments)  # type: ignore[arg-type]

    limits = replace(Config().limits, pages_per_worker=2)
    monkeypatch.setattr(Config, "from_environment", lambda: replace(Config(), limits=limits))
    monkeypatch.setattr(Batch, "finish", watched)
    for name, pages in (("long", 3), ("short", 1)):
        pdf = pikepdf.new()
        for number in range(pages):
            pdf.add_blank_page(page_size=(300, 300 + number))
        pdf.save(tmp_path / f"{name}.pdf")
        (document,) = run(Request((tmp_path / f"{name}.pdf",), tmp_path / "out", 1)).documents
        assert document.outcome == "read"
    assert alive == [False, True]


def test_small_documents_share_the_tasks_of_a_batch(server: None, tmp_path: Path) -> None:
    from prefect.client.orchestration import get_client

    from flows.ingest import run
    from flows.requests import Request

    documents = 12
    for number in range(documents):
        pdf = pikepdf.new()
        pdf.add_blank_page(page_size=(300, 300 + number))
        pdf.save(tmp_path / f"small-{number}.pdf")
    summary = run(Request((tmp_path,), tmp_path.with_name("out-small"), 1))
    assert [d.outcome for d in summary.documents] == ["read"] * documents
    with get_client(sync_client=True) as client:
        names = [task.name for task in client.read_task_runs() if task.name.startswith("small-")]
    # At most two at a time for a worker, and one more where documents were opened slowly.
    assert 1 <= len(names) <= 4
