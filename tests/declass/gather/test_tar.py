from __future__ import annotations

import gzip
import io
import os
import tarfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declass.gather import GatherLimits, GatherOptions
from tests.declass.gather.gather_samples import gathered, old
from tests.declass.gather.test_zip import inside

NOISE = os.urandom(50_000)
MEMBERS = {
    "box 1/a.pdf": b"%PDF",
    "b.tif": bytes(300_000) + NOISE,
    "n.txt": b"no",
    ".h/c.pdf": b"no",
    "z.png": b"",
}


def made(path: Path, members: dict[str, bytes], mode: str = "w", **options: object) -> Path:
    with tarfile.open(path, mode, **options) as archive:  # type: ignore[call-overload]
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    old(path)
    return path


@pytest.mark.parametrize(
    ("name", "mode"),
    [("r.tar", "w"), ("r.tar.gz", "w:gz"), ("r.TGZ", "w:gz"), ("r.tar.bz2", "w:bz2"), ("r.tar.xz", "w:xz")],
)
@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT])
def test_documents_of_an_archive_are_read(tmp_path: Path, name: str, mode: str, form: int) -> None:
    path = made(tmp_path / name, MEMBERS, mode, format=form)
    found = gathered([tmp_path], GatherOptions(spool=tmp_path / ".spool"))
    assert inside(path, found) == {n: d for n, d in MEMBERS.items() if n in ("box 1/a.pdf", "b.tif", "z.png")}
    assert not found.errors
    assert not list((tmp_path / ".spool").glob("*"))


def test_long_and_odd_names_are_labels(tmp_path: Path) -> None:
    path = made(
        tmp_path / "r.tar", {f"{'d' * 90}/{'e' * 150}.pdf": b"1", "../../x.pdf": b"2", "/etc/y.pdf": b"3"}
    )
    assert list(inside(path, gathered([path]))) == [f"{'d' * 90}/{'e' * 150}.pdf", "_/_/x.pdf", "etc/y.pdf"]


def test_names_in_other_encodings_are_read(tmp_path: Path) -> None:
    path = made(tmp_path / "r.tar", {"état.pdf": b"1"}, format=tarfile.GNU_FORMAT, encoding="latin-1")
    found = gathered([path])
    assert list(found.contents.values()) == [b"1"]
    assert found.addresses[0].isprintable()


def test_links_and_devices_are_told_and_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "r.tar"
    with tarfile.open(path, "w") as archive:
        for name, kind in {
            "s.pdf": tarfile.SYMTYPE,
            "h.pdf": tarfile.LNKTYPE,
            "d.pdf": tarfile.CHRTYPE,
        }.items():
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
        info = tarfile.TarInfo("a.pdf")
        info.size = 1
        archive.addfile(info, io.BytesIO(b"1"))
    old(path)
    found = gathered([path])
    assert inside(path, found) == {"a.pdf": b"1"}
    assert len(found.notes) == 3


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_what_comes_before_the_damage_is_read(tmp_path: Path, mode: str) -> None:
    suffix = {"w": ".tar"}.get(mode, f".tar.{mode[2:]}")
    data, more = os.urandom(1_000_000), os.urandom(2_000_000)
    path = made(tmp_path / f"r{suffix}", {"a.pdf": b"1" * 5000, "b.pdf": data, "c.pdf": more}, mode)
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 3 // 4])
    old(path)
    found = gathered([path])
    contents = inside(path, found)
    assert contents["a.pdf"] == b"1" * 5000
    assert contents["b.pdf"] == data
    assert isinstance(contents.get("c.pdf", ""), str)
    assert "before the damage" in found.errors[0]
    assert len(found.errors) == 1


def test_a_header_in_ruins_is_not_taken_for_the_end(tmp_path: Path) -> None:
    path = made(
        tmp_path / "r.tar", {"a.pdf": b"1", "b.pdf": b"2", "c.pdf": b"3"}, format=tarfile.USTAR_FORMAT
    )
    raw = bytearray(path.read_bytes())
    raw[1024 + 148 : 1024 + 156] = b"99999999"
    path.write_bytes(raw)
    old(path)
    found = gathered([path])
    assert inside(path, found) == {"a.pdf": b"1"}
    assert "damaged" in found.errors[0]


def test_an_archive_that_is_cut_off_between_entries_is_told(tmp_path: Path) -> None:
    path = made(tmp_path / "r.tar", {"a.pdf": b"1", "b.pdf": b"2"}, format=tarfile.USTAR_FORMAT)
    path.write_bytes(path.read_bytes()[:1024])
    old(path)
    found = gathered([path])
    assert inside(path, found) == {"a.pdf": b"1"}
    assert found.errors


def test_several_streams_and_padding_are_one_archive(tmp_path: Path) -> None:
    raw = made(tmp_path / "r.tar", MEMBERS).read_bytes()
    (tmp_path / "r.tar").unlink()
    path = tmp_path / "r.tar.gz"
    path.write_bytes(gzip.compress(raw[:70_000]) + gzip.compress(raw[70_000:]) + bytes(1000))
    old(path)
    found = gathered([path])
    assert len(found.contents) == 3
    assert not found.errors


def test_bombs_end_at_the_limit(tmp_path: Path) -> None:
    path = made(tmp_path / "r.tar.gz", {"a.pdf": b"1", "b.pdf": bytes(30_000_000), "c.pdf": b"3"}, "w:gz")
    limits = GatherLimits(ratio=100, ratio_from_bytes=1_000_000)
    found = gathered([path], GatherOptions(limits=limits))
    assert inside(path, found)["a.pdf"] == b"1"
    assert "c.pdf" not in inside(path, found)
    assert "unpacks to more than" in found.errors[0]


def test_headers_that_fill_the_memory_are_refused(tmp_path: Path) -> None:
    path = made(
        tmp_path / "r.tar", {"a.pdf": b"1", f"{'x' * 3_000_000}.pdf": b"2"}, format=tarfile.GNU_FORMAT
    )
    found = gathered([path])
    assert inside(path, found) == {"a.pdf": b"1"}
    assert "header" in found.errors[0]


def test_endless_chains_of_headers_end(tmp_path: Path) -> None:
    header = tarfile.TarInfo("x")
    header.type, header.size = tarfile.GNUTYPE_LONGNAME, 1
    block = header.tobuf(tarfile.GNU_FORMAT) + b"a".ljust(512, b"\0")
    path = tmp_path / "r.tar"
    path.write_bytes(block * 20_000)
    old(path)
    assert gathered([path]).errors


def test_xz_that_wants_much_memory_is_refused(tmp_path: Path) -> None:
    import lzma

    raw = made(tmp_path / "r.tar", MEMBERS).read_bytes()
    (tmp_path / "r.tar").unlink()
    path = tmp_path / "r.tar.xz"
    path.write_bytes(
        lzma.compress(raw, filters=[{"id": lzma.FILTER_LZMA2, "preset": 6, "dict_size": 1 << 27}])
    )
    old(path)
    found = gathered([path], GatherOptions(limits=GatherLimits(xz_bytes=32 << 20)))
    assert not found.contents
    assert len(found.errors) == 1


def test_a_compressed_archive_is_unpacked_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from declass.gather import tar_entries

    path = made(tmp_path / "r.tar.gz", {f"{n}.pdf": b"x" for n in range(30)}, "w:gz")
    calls = []
    real = tar_entries._unpacked
    monkeypatch.setattr(tar_entries, "_unpacked", lambda *args: calls.append(1) or real(*args))
    assert len(gathered([path]).contents) == 30
    assert len(calls) == 1


@given(
    st.integers(0, 2500), st.binary(min_size=1, max_size=8), st.sampled_from(["w", "w:gz", "w:bz2", "w:xz"])
)
def test_no_damage_loses_another_source(at: int, data: bytes, mode: str) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        name = "r.tar" if mode == "w" else f"r.tar.{mode[2:]}"
        path = made(Path(folder) / name, {"a.pdf": b"1" * 100, "b.pdf": NOISE[:800]}, mode)
        raw = bytearray(path.read_bytes())
        raw[at : at + len(data)] = data
        path.write_bytes(raw)
        (Path(folder) / "z.pdf").write_bytes(b"z")
        old(path, Path(folder) / "z.pdf")
        assert gathered([folder]).contents[f"{folder}/z.pdf"] == b"z"
