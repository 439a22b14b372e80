"""Pictures of pages, the files that they are made from, and what survives under redactions, over HTTP."""

from __future__ import annotations

import io
import json
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from fastapi.testclient import TestClient
from PIL import Image

from bench.review.made_up import file_record, made_up_record
from declass.catalog.catalog import open_catalog
from declass.catalog.database import catalog_url, open_database
from declass.catalog.locks import Locks
from declass.review.originals import Originals
from declass.review.settings import ReviewSettings
from declass.review.shelf import NotFoundError
from processors.document_records import SourceInfo
from processors.sources.checksum import file_sha256
from tests.declass.review.conftest import Browser, Scene

Serve = Callable[[ReviewSettings], TestClient]


def test_pictures_come_in_steps_and_are_kept(browser: Browser, scene: Scene) -> None:
    path = f"/documents/{scene.shas[0]}/pages/2/image"
    assert browser.get(f"/documents/{scene.shas[0]}/pages/2").json()["widths"] == [200, 800, 1400, 1700]
    answer = browser.get(path, width=150)
    assert answer.headers["content-type"] == "image/webp"
    assert answer.headers["cache-control"] == "private, max-age=3600"
    picture = Image.open(io.BytesIO(answer.content))
    assert picture.width == 200
    assert len(list((scene.root / "cache" / "pages").glob("*/*.webp"))) == 1
    again = browser.client.get(f"/api/v1{path}?width=200", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    # The file has 850 pixels: a picture is never larger than what was scanned.
    largest = Image.open(io.BytesIO(browser.get(path, width=9999).content))
    assert largest.width == 850
    assert browser.get(f"/documents/{scene.shas[0]}/pages/9/image").status_code == 404


def test_pictures_that_wait_for_a_worker_hold_up_no_answer(
    browser: Browser, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading
    from concurrent.futures import ThreadPoolExecutor

    from declass.review.pictures import Pictures, Wanted

    go, begun = threading.Event(), threading.Semaphore(0)
    at_work = browser.get(f"/documents/{scene.shas[1]}/pages/1/image", width=200)

    def slow(_self: Pictures, _wanted: Wanted) -> bytes:
        begun.release()
        go.wait(20)
        return b"made"

    monkeypatch.setattr(Pictures, "get", slow)
    path = f"/documents/{scene.shas[0]}/pages/1/image"
    # The server has 40 threads for answers.
    with ThreadPoolExecutor(50) as many:
        asked = [many.submit(browser.get, path, width=200) for _ in range(48)]
        begun.acquire()
        try:
            answer = many.submit(browser.get, "/queue")
            kept = many.submit(browser.get, f"/documents/{scene.shas[1]}/pages/1/image", width=200)
            assert answer.result(10).status_code == 200
            assert kept.result(10).content == at_work.content
        finally:
            go.set()
        assert {future.result().content for future in asked} == {b"made"}


def test_a_file_that_is_gone_or_changed_is_told(scene: Scene, serve: Serve) -> None:
    own = scene.root / "moved.pdf"
    shutil.copyfile(scene.files[0], own)
    _address(scene, str(own))
    browser = Browser(serve(scene.settings))
    path = f"/documents/{scene.shas[0]}/pages/1/image"
    own.write_bytes(own.read_bytes() + b"\n")
    changed = browser.get(path)
    assert (changed.status_code, changed.json()["message"]) == (404, "the file was changed since it was read")
    own.unlink()
    assert browser.get(path).json()["message"] == "the file is not where it was when it was read"
    shutil.copyfile(scene.files[0], own)
    assert browser.get(path).status_code == 200
    _address(scene, "s3://bucket/a.pdf")
    assert "another machine" in browser.get(path, width=800).json()["message"]


def test_a_file_inside_an_archive_is_found(scene: Scene, serve: Serve) -> None:
    archive = scene.root / "box.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.write(scene.files[0], "folder/release.pdf")
    _address(scene, f"{archive}!/folder/release.pdf")
    browser = Browser(serve(scene.settings))
    assert browser.get(f"/documents/{scene.shas[0]}/pages/1/image", width=200).status_code == 200


def test_another_file_in_an_archive_is_not_kept_and_the_right_one_is_found_later(
    scene: Scene, tmp_path: Path
) -> None:
    archive = scene.root / "box.zip"
    _address(scene, f"{archive}!/release.pdf")
    database = open_database(catalog_url(scene.out, None))
    originals = Originals(database, tmp_path / "copies")
    for file, found in ((scene.files[1], False), (scene.files[0], True)):
        with zipfile.ZipFile(archive, "w") as packed:
            packed.write(file, "release.pdf")
        if found:
            assert originals.find(scene.shas[0]).read_bytes() == file.read_bytes()
        else:
            with pytest.raises(NotFoundError, match="changed"):
                originals.find(scene.shas[0])
            assert not list(tmp_path.glob("copies/*"))
    database.close()


def _address(scene: Scene, path: str) -> None:
    """Says that the first file lies there."""
    catalog = sqlite3.connect(scene.out / ".declass" / "catalog.sqlite")
    with catalog:
        catalog.execute("UPDATE addresses SET path = ? WHERE sha256 = ?", (path, scene.shas[0]))
    catalog.close()


def test_surviving_text_is_shown_after_it_was_logged_only(
    browser: Browser, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(scene.root / "state"))
    path = f"/documents/{scene.shas[0]}/pages/1/hidden"
    assert browser.post(path, {}).status_code == 422
    assert browser.client.post(f"/api/v1{path}", json={"why": "to check"}).status_code == 403
    assert not (scene.root / "state").exists()
    answer = browser.post(path, {"why": "to check"})
    assert (answer.status_code, answer.json()) == (200, {"places": []})
    log = scene.root / "state" / "declass" / "shown.jsonl"
    line = json.loads(log.read_text())
    assert (line["user"], line["sha256"], line["why"]) == ("Ada", scene.shas[0], "to check")
    monkeypatch.setenv("XDG_STATE_HOME", str(scene.files[0]))
    assert browser.post(path, {"why": "to check"}).status_code == 503


def test_what_survives_under_a_box_is_in_no_answer_but_the_one_that_was_asked_for(
    scene: Scene, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(scene.root / "state"))
    file = scene.root / "leak.pdf"
    _write_leak(file)
    sha256 = file_sha256(file)
    source = SourceInfo(file.name, sha256, file.stat().st_size, "application/pdf", 1)
    database = open_database(catalog_url(scene.out, None))
    with Locks(scene.out) as locks:
        record = replace(made_up_record(9, 1), source=source)
        file_record(open_catalog(database, scene.out, locks), scene.out, "leak", record, str(file))
    database.close()
    browser = Browser(serve(scene.settings))
    asked = browser.post(f"/documents/{sha256}/pages/1/hidden", {"why": "to tell the agency"})
    assert "Rumpelstilzchen" in asked.text
    assert asked.headers["cache-control"] == "no-store"
    log = (scene.root / "state" / "declass" / "shown.jsonl").read_text()
    assert json.loads(log)["places"][0]["characters"] == len("Rumpelstilzchen")
    assert "Rumpel" not in log
    for path in (f"/documents/{sha256}", f"/documents/{sha256}/pages/1", "/queue", "/decisions"):
        assert "Rumpel" not in browser.get(path).text
    assert browser.get(f"/documents/{sha256}/search", q="Rumpelstilzchen").json()["hits"] == []
    kept = [f for f in (scene.root / "cache").rglob("*") if f.is_file()]
    assert not any(b"Rumpel" in f.read_bytes() for f in kept)


def _write_leak(file: Path) -> None:
    """A page with a name under a black box."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(612, 792))
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    pdf.pages[0].Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    drawn = b"BT /F1 12 Tf 100 700 Td (Rumpelstilzchen) Tj ET 0 g 90 692 130 24 re f"
    pdf.pages[0].Contents = pdf.make_stream(drawn)
    pdf.save(file)
