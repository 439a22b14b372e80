from __future__ import annotations

import io
import os
import stat
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declass.gather import GatherLimits, GatherOptions
from declass.gather.archives import member_label
from tests.declass.gather.gather_samples import gathered, old

NOISE = os.urandom(50_000)


def made(path: Path, members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    old(path)
    return path


def inside(path: Path, found: object) -> dict[str, bytes | str]:
    return {a.removeprefix(f"{path}!/"): data for a, data in found.contents.items()}  # type: ignore[attr-defined]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2])
def test_documents_of_an_archive_are_read(tmp_path: Path, method: int) -> None:
    large = bytes(3_000_000) + NOISE
    members = {
        "box 1/a.pdf": b"%PDF",
        "b.TIF": large,
        "empty.pdf": b"",
        "readme.txt": b"no",
        ".h/c.pdf": b"no",
    }
    path = made(tmp_path / "r.zip", {**members, "__MACOSX/a.pdf": b"no"}, method)
    found = gathered([tmp_path])
    assert inside(path, found) == {"box 1/a.pdf": b"%PDF", "b.TIF": large, "empty.pdf": b""}
    assert not found.errors
    assert next((i.label, i.name, i.size) for i in found.items) == ("a.pdf", "a", 4)


def test_one_document_or_folder_of_an_archive_can_be_named(tmp_path: Path) -> None:
    path = made(tmp_path / "r.zip", {"x/a.pdf": b"1", "x/b.pdf": b"2", "xy/c.pdf": b"3"})
    assert inside(path, gathered([f"{path}!/x/b.pdf"])) == {"x/b.pdf": b"2"}
    assert inside(path, gathered([f"{path}!/x"])) == {"x/a.pdf": b"1", "x/b.pdf": b"2"}
    assert "nothing of that name" in gathered([f"{path}!/y"]).errors[0]


def test_archives_in_archives_are_opened_once(tmp_path: Path) -> None:
    deepest = made(tmp_path / "deepest.zip", {"d.pdf": b"4"}).read_bytes()
    inner = made(tmp_path / "inner.zip", {"c.pdf": b"3", "deepest.zip": deepest}).read_bytes()
    path = made(tmp_path / "r.zip", {"a.pdf": b"1", "inner.zip": inner, "z.pdf": b"2"})
    found = gathered([path])
    assert inside(path, found) == {"a.pdf": b"1", "inner.zip!/c.pdf": b"3", "z.pdf": b"2"}
    assert "too many archives" in found.errors[0]
    assert inside(path, gathered([f"{path}!/inner.zip!/c.pdf"])) == {"inner.zip!/c.pdf": b"3"}
    assert inside(path, gathered([f"{path}!/inner.zip"])) == {"inner.zip!/c.pdf": b"3"}


def test_names_cannot_leave_the_spool_and_are_labels_only(tmp_path: Path) -> None:
    names = {
        "../../etc/a.pdf": b"1",
        "/root/b.pdf": b"2",
        "C:\\x\\c.pdf": b"3",
        "x!/d.pdf": b"4",
        "\x1b[2J.pdf": b"5",
    }
    path = made(tmp_path / "r.zip", names)
    spool = tmp_path / "spool"
    found = gathered([path], GatherOptions(spool=spool))
    assert set(inside(path, found)) == {"_/_/etc/a.pdf", "root/b.pdf", "x/c.pdf", "x_/d.pdf", "\\x1b[2J.pdf"}
    assert list(found.contents.values()) == [b"1", b"2", b"3", b"4", b"5"]
    assert not list(spool.iterdir())
    assert sorted(p.name for p in tmp_path.iterdir()) == ["r.zip", "spool"]


@given(st.text(max_size=40))
def test_a_label_has_no_way_up_or_out(name: str) -> None:
    label = member_label(name)
    parts = label.split("/")
    assert label.isprintable()
    assert not {"", ".", ".."} & set(parts)
    assert "!/" not in label
    assert member_label(label) == label or "\\" in label


@given(
    st.dictionaries(
        # Python's own writer ends names at NUL.
        st.text(st.characters(exclude_characters="\0"), min_size=1, max_size=20).map(lambda n: f"{n}.pdf"),
        st.binary(max_size=50),
        max_size=5,
    )
)
def test_any_names_give_all_contents(members: dict[str, bytes]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "r.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in members.items():
                with_surrogates = name.encode("utf-8", "replace").decode()
                archive.writestr(with_surrogates, data)
        old(path)
        found = gathered([path])
        hidden = sum(
            any(p.startswith(".") for p in member_label(n.partition("\0")[0]).split("/")) for n in members
        )
        cut = sum("\0" in n for n in members)
        assert not found.errors
        assert len(found.addresses) == len(set(found.addresses))
        assert len(members) - hidden - cut <= len(found.contents) <= len(members)
        assert set(found.contents.values()) <= set(members.values())


def test_names_in_utf8_that_do_not_say_so_are_read_as_such(tmp_path: Path) -> None:
    path = made(tmp_path / "r.zip", {"AAAAA.pdf": b"1"})
    path.write_bytes(path.read_bytes().replace(b"AAAAA", "état"[:4].encode()))
    old(path)
    assert set(inside(path, gathered([path]))) == {"état.pdf"}


def test_the_same_name_twice_is_two_documents(tmp_path: Path) -> None:
    path = tmp_path / "r.zip"
    with zipfile.ZipFile(path, "w") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("a#b.pdf", b"1")
        archive.writestr("a#b.pdf", b"2")
    old(path)
    found = gathered([path])
    assert inside(path, found) == {"a#b.pdf": b"1", "a#b.pdf#2": b"2"}
    assert {item.label for item in found.items} == {"a#b.pdf"}


def test_locked_members_are_told_and_the_others_read(tmp_path: Path) -> None:
    path = made(tmp_path / "r.zip", {"a.pdf": b"11111", "b.pdf": b"2"})
    raw = bytearray(path.read_bytes())
    for at in (6, raw.find(b"PK\x01\x02") + 8):
        raw[at] |= 1
    path.write_bytes(raw)
    old(path)
    contents = inside(path, gathered([path]))
    assert str(contents["a.pdf"]).startswith("encrypted: ")
    assert "wants a password" in str(contents["a.pdf"])
    assert contents["b.pdf"] == b"2"


def test_a_damaged_member_is_told_and_the_others_read(tmp_path: Path) -> None:
    path = made(tmp_path / "r.zip", {"a.pdf": b"1" * 500, "b.pdf": NOISE, "c.pdf": b"3"}, zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes().replace(b"1" * 500, b"1" * 499 + b"7"))
    old(path)
    contents = inside(path, gathered([path]))
    assert (
        str(contents["a.pdf"]) == f"input: {path}!/a.pdf: is damaged in its archive (its checksum is wrong)"
    )
    assert contents["b.pdf"] == NOISE
    assert contents["c.pdf"] == b"3"


def test_what_comes_before_the_damage_is_read(tmp_path: Path) -> None:
    path = made(tmp_path / "r.zip", {"a.pdf": NOISE, "b.pdf": b"2" * 9000, "c.pdf": NOISE})
    path.write_bytes(path.read_bytes()[:-30_000])
    old(path)
    found = gathered([path])
    assert inside(path, found) == {"a.pdf": NOISE, "b.pdf": b"2" * 9000}
    assert "before the damage" in found.errors[0]


@pytest.mark.parametrize("lost", [-1000, 1000])
def test_what_lies_on_either_side_of_lost_or_added_bytes_is_read(tmp_path: Path, lost: int) -> None:
    members = {"a.pdf": b"1" * 500, "b.pdf": NOISE, "c.pdf": b"3" * 500}
    path = made(tmp_path / "r.zip", members, zipfile.ZIP_STORED)
    raw = bytearray(path.read_bytes())
    if lost > 0:
        del raw[5000 : 5000 + lost]
    else:
        raw[5000:5000] = bytes(-lost)
    path.write_bytes(raw)
    old(path)
    contents = inside(path, gathered([path]))
    assert contents["a.pdf"] == b"1" * 500
    assert contents["c.pdf"] == b"3" * 500
    assert "damaged" in str(contents["b.pdf"])


def test_an_archive_behind_a_program_is_read(tmp_path: Path) -> None:
    path = made(tmp_path / "r.zip", {"a.pdf": b"1", "b.pdf": NOISE})
    path.write_bytes(b"MZ" * 700 + path.read_bytes())
    old(path)
    assert inside(path, gathered([path])) == {"a.pdf": b"1", "b.pdf": NOISE}


class _Stream(io.RawIOBase):
    """Where one cannot go back, sizes are written behind the data."""

    def __init__(self) -> None:
        self.data = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        self.data += bytes(data)  # type: ignore[call-overload]
        return len(bytes(data))  # type: ignore[call-overload]


def test_streamed_archives_are_read_up_to_the_damage(tmp_path: Path) -> None:
    stream = _Stream()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
        for name, data in {"a.pdf": NOISE, "b.pdf": bytes(5_000_000), "c.pdf": b"3", "d.pdf": NOISE}.items():
            archive.writestr(name, data)
    path = tmp_path / "r.zip"
    path.write_bytes(stream.data)
    old(path)
    assert inside(path, gathered([path])) == {
        "a.pdf": NOISE,
        "b.pdf": bytes(5_000_000),
        "c.pdf": b"3",
        "d.pdf": NOISE,
    }
    path.write_bytes(stream.data[:-20_000])
    old(path)
    assert inside(path, gathered([path])) == {"a.pdf": NOISE, "b.pdf": bytes(5_000_000), "c.pdf": b"3"}


@given(st.integers(0, 600), st.binary(min_size=1, max_size=8))
def test_no_damage_loses_another_source(at: int, data: bytes) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = made(Path(folder) / "r.zip", {"a.pdf": b"1" * 100, "b.pdf": b"2" * 100, "c.pdf": NOISE[:100]})
        raw = bytearray(path.read_bytes())
        raw[at : at + len(data)] = data
        path.write_bytes(raw)
        (Path(folder) / "z.pdf").write_bytes(b"z")
        old(path, Path(folder) / "z.pdf")
        found = gathered([folder])
        assert found.contents[f"{folder}/z.pdf"] == b"z"
        good = {b"1" * 100, b"2" * 100, NOISE[:100], b"z"}
        assert all(isinstance(c, str) or c in good for c in found.contents.values())
        # Damage is the same tomorrow; only what may pass is read again.
        assert not any(str(c).startswith("access: ") for c in found.contents.values())


def test_a_file_that_is_no_archive_is_told(tmp_path: Path) -> None:
    for name in ("a.zip", "b.tar", "c.tar.gz", "d.txz", "e.tbz2"):
        (tmp_path / name).write_bytes(b"hello" * 200)
        old(tmp_path / name)
    found = gathered([tmp_path])
    assert not found.contents
    assert len(found.errors) == 5


def test_bombs_are_refused_and_the_others_read(tmp_path: Path) -> None:
    path = made(tmp_path / "r.zip", {"a.pdf": bytes(2_000_000), "b.pdf": b"2"})
    limits = GatherLimits(ratio=100, ratio_from_bytes=1_000_000)
    contents = inside(path, gathered([path], GatherOptions(limits=limits)))
    assert str(contents["a.pdf"]).startswith("limit: ")
    assert contents["b.pdf"] == b"2"


def test_a_member_that_is_longer_than_it_says_is_refused(tmp_path: Path) -> None:
    path = made(tmp_path / "r.zip", {"a.pdf": bytes(5_000_000), "b.pdf": b"2"})
    raw = bytearray(path.read_bytes())
    for at in (22, raw.find(b"PK\x01\x02") + 24):
        raw[at : at + 4] = struct.pack("<L", 10)
    path.write_bytes(raw)
    old(path)
    contents = inside(path, gathered([path]))
    assert "longer than the archive states" in str(contents["a.pdf"])
    assert contents["b.pdf"] == b"2"


def test_limits_hold_for_an_archive_with_all_in_it(tmp_path: Path) -> None:
    inner = made(tmp_path / "i.zip", {f"{n}.pdf": b"x" * 10 for n in range(5)}).read_bytes()
    (tmp_path / "i.zip").unlink()
    path = made(tmp_path / "r.zip", {"i.zip": inner, "j.zip": inner, "z.pdf": b"z"})
    found = gathered([tmp_path], GatherOptions(limits=GatherLimits(archive_members=8)))
    assert len(found.contents) == 6
    assert "more than 8 entries" in found.errors[0]
    found = gathered([path], GatherOptions(limits=GatherLimits(archive_total_bytes=len(inner) + 35)))
    assert len(found.contents) == 3
    assert "holds more than" in found.errors[0]


def test_a_table_of_contents_that_fills_the_memory_is_refused(tmp_path: Path) -> None:
    path = made(tmp_path / "r.zip", {f"{n:0100}.pdf": b"" for n in range(1000)})
    found = gathered([path], GatherOptions(limits=GatherLimits(directory_bytes=50_000)))
    assert not found.contents
    assert "table of contents" in found.errors[0]


def test_links_in_archives_are_told_and_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "r.zip"
    with zipfile.ZipFile(path, "w") as archive:
        link = zipfile.ZipInfo("a.pdf")
        link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("b.pdf", b"2")
    old(path)
    found = gathered([path])
    assert inside(path, found) == {"b.pdf": b"2"}
    assert "a.pdf" in found.notes[0]


def test_packings_that_are_not_read_are_told(tmp_path: Path) -> None:
    path = made(tmp_path / "r.zip", {"a.pdf": b"1"}, zipfile.ZIP_LZMA)
    assert "method that is not read (14)" in str(inside(path, gathered([path]))["a.pdf"])


def test_stamps_stay_while_the_archive_stays(tmp_path: Path) -> None:
    import time

    path = made(tmp_path / "r.zip", {"a.pdf": b"1", "b.pdf": b"2"})
    time.sleep(2.1)
    first, second = (gathered([path]).items for _ in range(2))
    assert [i.stamp for i in first] == [i.stamp for i in second]
    assert len({i.stamp for i in first}) == 2
    assert all(f"{zlib.crc32(d):08x}" in i.stamp for i, d in zip(first, (b"1", b"2"), strict=True))
