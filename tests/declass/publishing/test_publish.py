"""What was decided is in every output, in the next run too, and whoever is killed leaves whole results."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from declass.catalog.database import catalog_url, open_database
from declass.catalog.decisions import Proposal
from declass.publishing.publish import publish
from declass.publishing.stored import engines_of
from declass.publishing.swap import put, recover, staged
from processors.config import Config
from processors.decisions.types import Act, Subject
from processors.document_records import Tool
from processors.geometry import Box
from processors.outputs.checksums_check import check_result
from processors.outputs.provenance import provenance
from processors.outputs.record import read_record
from tests.declass.publishing.conftest import Desk
from tests.processors.decisions.pages import state

STAFF = Box(438, 98, 500, 110)


def test_a_word_under_a_drawn_redaction_is_gone_although_its_line_is_accepted_afterwards(desk: Desk) -> None:
    line = desk.page.lines[1]
    assert "staff" in line.text
    desk.draw(Box(480, 98, 520, 110), "(b)(3)")
    seen = state(line)
    after = replace(seen, status="", confidence=1.0)
    accepted = Proposal(desk.sha256, 1, line.id, Subject.LINE, Act.ACCEPT, seen, after)
    desk.log.add([accepted], "Ada")
    publish(desk.database, desk.out)
    assert desk.text.splitlines()[2].endswith("and its [REDACTED (b)(3)] at length")
    assert "staff" not in desk.page.lines[1].text
    told = (desk.folder / "decisions.jsonl").read_text()
    assert "accept" in told and "staff" not in told


def test_a_drawn_redaction_is_in_text_record_pdf_annotations_index_and_provenance(desk: Desk) -> None:
    assert "staff" in desk.text
    desk.draw(Box(480, 98, 520, 110), "(b)(3)")
    (done,) = publish(desk.database, desk.out)
    assert (done.done, done.problem, done.conflicts, done.decisions) == (True, "", 0, 1)
    first = desk.text.splitlines()[2]
    assert first.endswith("and its [REDACTED (b)(3)] at length"), first
    drawn = next(r for r in desk.page.redactions if r.decided is not None)
    assert (drawn.id, drawn.decided and drawn.decided.by, drawn.decided and drawn.decided.act) == (
        "p1-r480x98", "person", "draw",
    )  # fmt: skip
    with pikepdf.open(desk.folder / "searchable.pdf") as pdf:
        told = {str(a.NM): str(a.Contents) for a in pdf.pages[0].Annots}
    assert told["p1-r480x98"] == "(b)(3): black_box, as a person says"
    assert "confidence" in told["p1-r204x148"]
    annotations = json.loads((desk.folder / "annotations.jsonld").read_text())["first"]["items"]
    by_name = {a["id"].rpartition("#")[2]: a for a in annotations}
    assert by_name["p1-r480x98"]["creator"] == {"type": "Person"}
    assert by_name["p1-r480x98"]["declass:machine"] is False
    assert by_name["p1-r204x148"]["declass:machine"] is True
    with (desk.folder / "withholdings.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["id"]: row["said_by"] for row in csv.DictReader(file)}
    assert rows == {"p1-r480x98": "person", "p1-r204x148": "machine"}
    provenance = (desk.folder / "provenance.json").read_text()
    assert "run:decision-1" in provenance and "who:Ada" in provenance
    for path in desk.folder.iterdir():
        if path.name not in ("record.json", "decisions.jsonl", "provenance.json", "ro-crate-metadata.json"):
            assert b"Ada" not in path.read_bytes(), f"{path.name} names the reviewer"
    assert check_result(desk.folder).differences == ()


def test_only_documents_with_newer_decisions_are_published(desk: Desk) -> None:
    assert publish(desk.database, desk.out) == ()
    desk.correct(1, "The first line as a person reads it")
    assert publish(desk.database, desk.out, ["0123"]) == ()
    assert len(publish(desk.database, desk.out, [desk.sha256[:8]])) == 1
    assert "The first line as a person reads it" in desk.text
    before = (desk.folder / "record.json").read_bytes()
    assert publish(desk.database, desk.out) == ()
    assert (desk.folder / "record.json").read_bytes() == before


def test_an_undone_decision_gives_the_result_that_was_there_before(desk: Desk) -> None:
    from declass.catalog.decisions import Proposal
    from processors.decisions.types import Act, Subject

    before = (desk.folder / "record.json").read_bytes()
    desk.draw(STAFF)
    publish(desk.database, desk.out)
    assert (desk.folder / "record.json").read_bytes() != before
    undo = Proposal(desk.sha256, 1, "p1-r438x98", Subject.REDACTION, Act.UNDO, None, None, undoes=1, seen=1)
    desk.log.add([undo], "Bob")
    publish(desk.database, desk.out)
    assert (desk.folder / "record.json").read_bytes() == before
    assert len((desk.folder / "decisions.jsonl").read_text().splitlines()) == 2


def test_without_the_file_all_but_the_pdf_is_published_and_the_document_waits(
    desk: Desk, source: Path
) -> None:
    kept = source.read_bytes()
    source.unlink()
    desk.draw(STAFF)
    (done,) = publish(desk.database, desk.out)
    assert done.done and "no pdf" in done.problem
    assert "[REDACTED]" in desk.text and not (desk.folder / "searchable.pdf").exists()
    source.write_bytes(kept)
    (done,) = publish(desk.database, desk.out)
    assert (done.problem, (desk.folder / "searchable.pdf").exists()) == ("", True)
    assert read_record(desk.folder).errors == ()


def test_pages_that_are_not_stored_any_more_are_told(desk: Desk) -> None:
    for page in (desk.out / ".declass" / "pages").rglob("*.json"):
        page.unlink()
    before = (desk.folder / "record.json").read_bytes()
    desk.draw(STAFF)
    (done,) = publish(desk.database, desk.out)
    assert not done.done and "not stored any more" in done.problem and "declass ingest" in done.problem
    assert (desk.folder / "record.json").read_bytes() == before


def test_what_somebody_laid_into_a_result_stays(desk: Desk) -> None:
    (desk.folder / "notes").mkdir()
    (desk.folder / "notes" / "mine.txt").write_text("mine")
    desk.draw(STAFF)
    publish(desk.database, desk.out)
    assert (desk.folder / "notes" / "mine.txt").read_text() == "mine"


def test_a_new_catalog_gets_the_decisions_from_the_results(desk: Desk) -> None:
    from declass.catalog.catalog import open_catalog
    from declass.catalog.decisions import DecisionLog
    from declass.catalog.locks import Locks
    from declass.catalog.rebuild import rebuild
    from declass.publishing.waiting import waiting

    desk.draw(STAFF)
    desk.correct(1, "The first line as a person reads it")
    publish(desk.database, desk.out)
    other = open_database(catalog_url(desk.out, str(desk.out / "other.sqlite")))
    with Locks(desk.out) as locks:
        rebuild(open_catalog(other, desk.out, locks), desk.out)
    drawn, corrected = DecisionLog(other).of(desk.sha256)
    kept_drawn, kept_corrected = desk.log.of(desk.sha256)
    assert drawn == kept_drawn
    # What the redaction hides is not written down again, in the file as little as elsewhere.
    assert corrected.before is not None and kept_corrected.before is not None
    assert "and its" in kept_corrected.before.text and "and its" not in corrected.before.text
    assert replace(corrected, before=None) == replace(kept_corrected, before=None)
    assert waiting(other, desk.out) == ()
    other.close()


_LOOP = """
import sys
from pathlib import Path
from declass.catalog.database import catalog_url, open_database
from declass.publishing.publish import publish
out = Path(sys.argv[1])
database = open_database(catalog_url(out, None))
print("ready", flush=True)
sys.stdin.readline()
publish(database, out)
print("done", flush=True)
"""


@pytest.mark.slow
@pytest.mark.parametrize("share", [0.1, 0.4, 0.7, 1.0])
def test_whoever_is_killed_in_the_midst_leaves_a_whole_result(desk: Desk, share: float) -> None:
    desk.draw(STAFF)
    start = time.monotonic()
    publish(desk.database, desk.out)
    usual = time.monotonic() - start
    desk.correct(1, "The first line as a person reads it")
    process = subprocess.Popen(
        [sys.executable, "-c", _LOOP, str(desk.out)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[3],
    )  # fmt: skip
    assert process.stdin is not None and process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    process.stdin.write("\n")
    process.stdin.flush()
    time.sleep(usual * share)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    assert check_result(desk.folder).differences == (), "old or new, but whole"
    assert read_record(desk.folder).text == desk.text
    publish(desk.database, desk.out)
    assert desk.page.lines[1].text == "The first line as a person reads it"
    assert publish(desk.database, desk.out) == ()
    assert check_result(desk.folder).differences == ()


def test_a_result_that_was_moved_aside_comes_back(desk: Desk) -> None:
    """Where the system cannot exchange two folders, a kill may come between the two moves."""
    place = staged(desk.out, "memo")
    (place / "half.txt").write_text("half")
    aside = desk.out / ".declass" / "published-before" / "memo"
    aside.parent.mkdir()
    desk.folder.rename(aside)
    recover(desk.out, "memo")
    assert check_result(desk.folder).differences == ()
    assert not place.exists() and not aside.exists()


def test_where_the_system_cannot_exchange_folders(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("declass.publishing.swap._exchanged", lambda *_: False)
    place = staged(desk.out, "memo")
    (place / "new.txt").write_text("new")
    put(desk.out, "memo")
    assert [p.name for p in desk.folder.iterdir()] == ["new.txt"]
    assert not place.exists()


def test_readers_are_told_from_libraries_of_the_same_name() -> None:
    readers = (Tool("tesseract", "5.3.0"), Tool("rapidocr", "3.10.0"), Tool("det.onnx", "3.10.0", 64 * "a"))
    assert engines_of(provenance(Config(), readers)) == readers
