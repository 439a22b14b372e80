"""Files put aside: whole, once a content, with their reasons, and never at the cost of the file itself."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from declass.catalog.documents import Failure
from flows.quarantine import REASON_SUFFIX, Quarantine, Suspect
from processors.errors import InputError
from processors.sources.checksum import file_sha256

WHY = InputError("the file is damaged", hint="Fetch it again")
LARGE = 1 << 30


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "aside"


def opened(folder: Path, most: int = LARGE, free: int = 0) -> Quarantine:
    return Quarantine(folder, most, free)


def made(path: Path, content: bytes = b"bad") -> Suspect:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return Suspect(str(path), path.name, path, file_sha256(path))


def reasons(folder: Path) -> dict[str, dict[str, Any]]:
    found = folder.glob(f"*{REASON_SUFFIX}")
    return {p.name.removesuffix(REASON_SUFFIX): json.loads(p.read_text()) for p in found}


def files(folder: Path) -> dict[str, bytes]:
    return {
        p.name: p.read_bytes() for p in folder.iterdir() if p.is_file() and not p.name.endswith(REASON_SUFFIX)
    }


def test_a_copy_and_the_reason_lie_beside_each_other_and_the_file_is_as_it_was(
    folder: Path, tmp_path: Path
) -> None:
    suspect = made(tmp_path / "in" / "memo.pdf")
    path = tmp_path / "in" / "memo.pdf"
    path.chmod(0o600)
    before = path.stat()
    with opened(folder) as quarantine:
        quarantine.put(suspect, WHY)
    after = path.stat()
    # Not even another name of the file: whoever mends the copy must not change the file.
    assert (after.st_ino, after.st_nlink, after.st_ctime_ns) == (before.st_ino, 1, before.st_ctime_ns)
    assert files(folder) == {"memo.pdf": b"bad"}
    assert (folder / "memo.pdf").stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    told = reasons(folder)["memo.pdf"]
    assert (told["category"], told["message"]) == ("input", "the file is damaged. Fetch it again")
    assert told["addresses"] == [str(path)]
    assert told["copied"]


def test_contents_lie_there_once_and_other_contents_of_the_same_name_beside_them(
    folder: Path, tmp_path: Path
) -> None:
    one, two = made(tmp_path / "a" / "memo.pdf"), made(tmp_path / "b" / "other.pdf")
    three = made(tmp_path / "c" / "memo.pdf", b"also bad")
    with opened(folder) as quarantine:
        quarantine.put(one, WHY)
        quarantine.put(two, None)
        quarantine.put(three, Failure(3, "timeout", "took too long"))
    other = f"memo-{three.sha256[:8]}.pdf"
    assert files(folder) == {"memo.pdf": b"bad", other: b"also bad"}
    told = reasons(folder)
    assert told["memo.pdf"]["addresses"] == sorted([one.address, two.address])
    assert told["memo.pdf"]["message"].startswith("the file is damaged")
    assert told[other]["message"] == "page 3: took too long"
    # The next run finds the same, and changes nothing.
    before = {p: p.stat().st_ino for p in folder.glob("memo*.pdf")}
    with opened(folder) as quarantine:
        for suspect in (two, one, three):
            quarantine.put(suspect, WHY)
    assert {p: p.stat().st_ino for p in folder.glob("memo*.pdf")} == before
    assert set(reasons(folder)) == set(told)


def test_what_is_read_later_is_taken_out(folder: Path, tmp_path: Path) -> None:
    one, two = made(tmp_path / "a" / "memo.pdf"), made(tmp_path / "b" / "memo.pdf")
    with opened(folder) as quarantine:
        quarantine.put(one, WHY)
        quarantine.put(two, WHY)
    with opened(folder) as quarantine:
        quarantine.take_out(one.address)
        assert files(folder) == {"memo.pdf": b"bad"}
        assert reasons(folder)["memo.pdf"]["addresses"] == [two.address]
        quarantine.take_out(one.address)
        quarantine.take_out(two.address)
    assert files(folder) == {}
    assert reasons(folder) == {}


def test_other_contents_at_an_address_take_the_place_of_those_before(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "in" / "memo.pdf"
    with opened(folder) as quarantine:
        quarantine.put(made(path), WHY)
        quarantine.put(made(path, b"still bad"), WHY)
    assert list(files(folder).values()) == [b"still bad"]
    assert len(reasons(folder)) == 1


def test_of_what_cannot_be_had_or_is_too_much_only_the_reason_lies_there(
    folder: Path, tmp_path: Path
) -> None:
    changed = made(tmp_path / "changed.pdf")
    (tmp_path / "changed.pdf").write_bytes(b"other")
    with opened(folder, most=4) as quarantine:
        quarantine.put(Suspect("s3://bucket/gone.pdf", "gone.pdf"), WHY)
        quarantine.put(made(tmp_path / "large.pdf", b"12345"), WHY)
        quarantine.put(changed, WHY)
    with opened(folder, free=1 << 62) as quarantine:
        quarantine.put(made(tmp_path / "full.pdf", b"full"), WHY)
    assert files(folder) == {}
    told = reasons(folder)
    assert set(told) == {"gone.pdf", "large.pdf", "changed.pdf", "full.pdf"}
    assert not any(reason["copied"] for reason in told.values())
    with opened(folder) as quarantine:
        quarantine.take_out("s3://bucket/gone.pdf")
        # There is room now.
        quarantine.put(made(tmp_path / "full.pdf", b"full"), WHY)
    assert set(reasons(folder)) == {"large.pdf", "changed.pdf", "full.pdf"}
    assert files(folder) == {"full.pdf": b"full"}


def test_files_of_others_stay_and_what_a_killed_run_left_goes(folder: Path, tmp_path: Path) -> None:
    folder.mkdir()
    (folder / "memo.pdf").write_bytes(b"mine")
    (folder / ".writing-xyz").write_bytes(b"half")
    (folder / "odd.reason.json").write_text('{"addresses": 3}')
    suspect = made(tmp_path / "in" / "memo.pdf")
    with opened(folder) as quarantine:
        quarantine.put(suspect, WHY)
    kept = {"memo.pdf": b"mine", f"memo-{suspect.sha256[:8]}.pdf": b"bad"}
    assert files(folder) == kept
    with opened(folder) as quarantine:
        quarantine.take_out(suspect.address)
    assert files(folder) == {"memo.pdf": b"mine"}


def test_a_run_that_was_killed_between_reason_and_copy_is_mended(folder: Path, tmp_path: Path) -> None:
    suspect = made(tmp_path / "in" / "memo.pdf")
    with opened(folder) as quarantine:
        quarantine.put(suspect, WHY)
        (folder / "memo.pdf").unlink()
        quarantine.put(suspect, WHY)
    assert files(folder) == {"memo.pdf": b"bad"}


def test_two_batches_share_a_quarantine(folder: Path, tmp_path: Path) -> None:
    one, two = made(tmp_path / "a" / "memo.pdf"), made(tmp_path / "b" / "copy.pdf")
    with opened(folder) as first, opened(folder) as second:
        first.put(one, WHY)
        second.put(two, WHY)
        assert files(folder) == {"memo.pdf": b"bad"}
        assert reasons(folder)["memo.pdf"]["addresses"] == sorted([one.address, two.address])
        first.take_out(one.address)
        second.take_out(two.address)
    assert files(folder) == {}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    label=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=300),
    address=st.binary(min_size=1, max_size=80).map(os.fsdecode),
)
def test_no_name_leaves_the_folder_or_cannot_be_taken_out(label: str, address: str, tmp_path: Path) -> None:
    folder = tmp_path / "aside"
    path = tmp_path / "file"
    path.write_bytes(b"bad")
    suspect = Suspect(address, label, path, file_sha256(path))
    with opened(folder) as quarantine:
        quarantine.put(suspect, WHY)
    assert list(files(folder).values()) == [b"bad"]
    assert set(tmp_path.iterdir()) == {folder, path}
    with opened(folder) as quarantine:
        quarantine.take_out(address)
    assert files(folder) == {}
    assert reasons(folder) == {}
