"""Several batches at once, killed batches, and failures that are tried again: real processes on a real server."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pikepdf
import pytest

from bench.faults.keeper import Keeper
from bench.faults.kill import Killer, check, undisturbed
from bench.faults.scene import Scene, make_scene
from declass.catalog.database import catalog_url, open_database
from declass.catalog.overview import failures, overview
from flows.server import Server, free_port
from flows.settings import apply_defaults
from processors.document_records import Metadatum
from processors.outputs.record import read_record

pytestmark = [pytest.mark.prefect, pytest.mark.slow]


@pytest.fixture(scope="module")
def keeper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keeper]:
    """Of a server of its own, since it is killed too."""
    apply_defaults()
    port = free_port()
    with Keeper(Server(f"http://127.0.0.1:{port}/api", tmp_path_factory.mktemp("kept"), port)) as kept:
        yield kept


@pytest.fixture(scope="module")
def scene(keeper: Keeper, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    folder = tmp_path_factory.mktemp("together") / "scene"
    folder.mkdir()
    return make_scene(folder, 2, 2, keeper.url, 0.3)


@pytest.fixture(scope="module")
def usual(scene: Scene) -> float:
    """Seconds that a batch takes; the one that all others are compared with has then been run."""
    return undisturbed(scene)


def test_two_batches_over_the_same_files_read_each_page_once(scene: Scene, usual: float) -> None:
    before, out = len(scene.reader.reads()), scene.folder / "out"
    both = [scene.ingest(out), scene.ingest(out)]
    assert [batch.wait(200) for batch in both] == [0, 0], (scene.folder / "ingest.log").read_text()
    assert len(scene.reader.reads()) - before == scene.pages
    assert check(scene, out) == []


def test_killed_batches_go_on_and_end_as_if_nobody_had_disturbed_them(
    scene: Scene, keeper: Keeper, usual: float
) -> None:
    tally = Killer(scene, keeper, usual, 2, random.Random(5)).run(lambda _: None)
    assert tally.wrong == []
    assert tally.killed.total() == 2


def test_what_failed_for_good_is_tried_again_on_demand(
    programs: Callable[..., object], quick_engine: dict[str, str], tmp_path: Path
) -> None:
    sources, out = tmp_path / "in", tmp_path / "out"
    sources.mkdir()
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(300, 300))
    pdf.add_blank_page(page_size=(300, 300))
    pdf.pages[1].obj.MediaBox = pikepdf.Array([0, 0, 90_000, 90_000])
    pdf.save(sources / "two.pdf")
    (sources / "empty.pdf").write_bytes(b"")
    (sources / "lost.pdf").write_bytes(b"no document")
    manifest = tmp_path / "stated.csv"
    manifest.write_text("file,release_date\ntwo.pdf,1993-05-01\nempty.pdf,1994-06-02\n")

    def run(*arguments: str | Path) -> int:
        return programs("declass", *map(str, arguments)).wait(200)  # type: ignore[attr-defined,no-any-return]

    assert run("ingest", sources, "--out", out, "--manifest", manifest) == 9
    with closing(open_database(catalog_url(out, None))) as database:
        listed = {(f.file, f.page, f.category) for f in failures(database, out)}
        assert listed == {
            ("two.pdf", 2, "limit"),
            ("empty.pdf", None, "input"),
            ("lost.pdf", None, "input"),
        }
        assert overview(database, out).documents == {"partial": 1, "failed": 2}
    # Whoever asks for what is read so far is told that no more will come.
    assert run("peek", sources / "two.pdf", "--out", out) == 0
    told = (tmp_path / "declass-1.log").read_text()
    assert "page 2: could not be read: limit" in " ".join(told.split())
    assert "1 of 2 pages are read and no more will be" in " ".join(told.split())
    # A better file in the same place is read by any run; here the failures are tried again as they are.
    marks = list((out / ".declass" / "documents").rglob("*.json"))
    assert len(marks) == 3
    before = [mark.stat().st_mtime_ns for mark in marks]
    assert run("ingest", sources, "--out", out) == 9
    assert [mark.stat().st_mtime_ns for mark in marks] == before
    assert run("retry", out) == 9
    assert all(mark.stat().st_mtime_ns > then for mark, then in zip(marks, before, strict=True))
    shutil.copy(sources / "two.pdf", tmp_path / "kept.pdf")
    good = pikepdf.new()
    good.add_blank_page(page_size=(300, 300))
    good.save(sources / "empty.pdf")
    (sources / "two.pdf").unlink()
    (sources / "lost.pdf").unlink()
    assert run("retry", out) == 0
    told = " ".join((tmp_path / "declass-4.log").read_text().split())
    assert "No longer in the catalog, since the file is gone: " in told
    assert "lost.pdf" in told
    assert "Is not there any more: " in told
    with closing(open_database(catalog_url(out, None))) as database:
        assert overview(database, out).documents == {"partial": 1, "read": 1}
        assert len(overview(database, out).runs) == 4
    # What the manifest stated is kept, although nobody named it again.
    stated = {name: read_record(out / name).source.metadata for name in ("two", "empty")}
    assert stated == {
        "two": (Metadatum("release_date", "1993-05-01"),),
        "empty": (
            Metadatum("release_date", "1994-06-02", "stated of a file with other contents in the same place"),
        ),
    }
