from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from declass.gather import Gathered, GatherLimits, GatherOptions, gather
from declass.gather.spool import Spool
from processors.errors import AccessError, LimitError
from tests.declass.gather.gather_samples import gathered
from tests.declass.gather.test_zip import made


def test_a_copy_is_whole_or_not_there(tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield b"x" * 100
        raise LimitError("broken")

    spool = Spool(tmp_path, GatherLimits())
    with pytest.raises(LimitError):
        spool.copy(broken(), "a", ".pdf", 1000, waits=False)
    with pytest.raises(LimitError, match="more than 50 bytes"):
        spool.copy(iter([b"x" * 100]), "a", ".pdf", 50, waits=False)
    assert [p.name for p in tmp_path.glob("*/*")] == ["lock"]
    copy = spool.copy(iter([b"x", b"y"]), "a", ".pdf", 50, waits=False)
    assert copy.path.read_bytes() == b"xy"
    spool.close()
    assert not list(tmp_path.iterdir())


def test_nothing_is_made_where_nothing_is_copied(tmp_path: Path) -> None:
    with gather([str(tmp_path)], GatherOptions(spool=tmp_path / "spool")) as found:
        list(found)
    assert not (tmp_path / "spool").exists()


def test_free_disk_space_is_watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spool = Spool(tmp_path, GatherLimits())
    free = iter([10**12, 10**6])
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=next(free)))
    with pytest.raises(AccessError, match="nearly full"):
        spool.copy((bytes(1 << 20) for _ in range(100)), "a", ".pdf", 10**9, waits=False)
    assert [p.name for p in tmp_path.glob("*/*")] == ["lock"]


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    spool = Spool(tmp_path, GatherLimits())
    spool.copy(iter([b"x"]), "a", ".pdf", 50, waits=False)
    folder = next(tmp_path.iterdir())
    (folder / "00000002.part").symlink_to("/dev/full")
    with pytest.raises(AccessError, match="no copy can be written"):
        # The name is taken: nothing that lies in the way is ever written through.
        spool.copy(iter([b"x"]), "a", ".pdf", 50, waits=False)


def test_copies_wait_for_room(tmp_path: Path) -> None:
    made(tmp_path / "r.zip", {f"{n}.pdf": bytes([n]) * 1000 for n in range(8)})
    options = GatherOptions(spool=tmp_path / ".spool", limits=GatherLimits(spool_bytes=1500))
    with gather([str(tmp_path)], options) as found:
        items = [item for item in found if isinstance(item, Gathered)]
        first, second = items[0].fetch(), items[1].fetch()
        later: list[Path] = []
        thread = threading.Thread(target=lambda: later.append(items[2].fetch().path))
        thread.start()
        time.sleep(0.2)
        assert not later
        items[0].release()
        thread.join(5)
        assert later[0].read_bytes() == bytes([2]) * 1000
        assert not first.path.exists()
        assert second.path.exists()


def test_waiting_for_room_ends(tmp_path: Path) -> None:
    made(tmp_path / "r.zip", {f"{n}.pdf": bytes(1000) for n in range(2)})
    limits = GatherLimits(spool_bytes=500, spool_wait_seconds=0.2)
    with gather([str(tmp_path)], GatherOptions(limits=limits)) as found:
        items = [item for item in found if isinstance(item, Gathered)]
        items[0].fetch()
        with pytest.raises(AccessError, match="no room"):
            items[1].fetch()


def test_an_unpacked_archive_goes_with_its_last_document(tmp_path: Path) -> None:
    import tarfile

    (tmp_path / "a.pdf").write_bytes(b"1")
    with tarfile.open(tmp_path / "r.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / "a.pdf", "a.pdf")
        archive.add(tmp_path / "a.pdf", "b.pdf")
    os.utime(tmp_path / "r.tar.gz", (1, 1))
    spool = tmp_path / "spool"
    with gather([str(tmp_path / "r.tar.gz")], GatherOptions(spool=spool)) as found:
        items = [item for item in found if isinstance(item, Gathered)]
        assert len(list(spool.glob("*/*.tar"))) == 1
        items[0].release()
        assert items[1].fetch().path.read_bytes() == b"1"
        items[1].release()
        assert [p.name for p in spool.glob("*/*")] == ["lock"]
        with pytest.raises(AccessError, match="given back"):
            items[1].fetch()
    assert not list(spool.iterdir())


def test_what_a_killed_run_left_is_cleared_and_what_lives_stays(tmp_path: Path) -> None:
    left, young = tmp_path / "gathering-left", tmp_path / "gathering-young"
    for folder in (left, young):
        folder.mkdir()
        (folder / "lock").touch()
        (folder / "1.pdf").touch()
    os.utime(left, (1, 1))
    other = Spool(tmp_path, GatherLimits())
    copy = other.copy(iter([b"x"]), "a", ".pdf", 50, waits=False)
    os.utime(copy.path.parent, (1, 1))
    mine = Spool(tmp_path, GatherLimits())
    mine.copy(iter([b"x"]), "a", ".pdf", 50, waits=False)
    assert not left.exists()
    assert young.exists()
    assert copy.path.exists()


def test_threads_may_fetch_side_by_side(tmp_path: Path) -> None:
    made(tmp_path / "r.zip", {f"{n}.pdf": bytes([n]) * 20_000 for n in range(40)})
    from concurrent.futures import ThreadPoolExecutor

    with gather([str(tmp_path)]) as found, ThreadPoolExecutor(8) as pool:
        items = [item for item in found if isinstance(item, Gathered)]
        for n, path in enumerate(pool.map(lambda item: item.fetch().path, items)):
            assert set(path.read_bytes()) == {int(items[n].name)}


def test_many_documents_of_an_archive_cost_no_more_than_few(tmp_path: Path) -> None:
    made(tmp_path / "r.zip", {f"{n}.pdf": b"x" for n in range(2000)})
    start = time.monotonic()
    assert len(gathered([tmp_path]).contents) == 2000
    assert time.monotonic() - start < 20
