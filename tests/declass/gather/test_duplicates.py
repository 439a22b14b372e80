from __future__ import annotations

import hashlib
import threading
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from declass.gather import Duplicates, Gathered, GatherError, GatherOptions, Group, gather
from tests.declass.gather.gather_samples import touch
from tests.declass.gather.test_zip import made


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_the_first_address_is_read_and_all_are_known() -> None:
    duplicates = Duplicates()
    assert [duplicates.add(sha("x"), a) for a in ("b", "a", "b", "c")] == ["b", "b", "b", "b"]
    assert duplicates.add(sha("y"), "d") == "d"
    assert list(duplicates.groups()) == [Group(sha("x"), "b", ("a", "c"))]


def test_what_an_earlier_run_read_stays_the_first() -> None:
    duplicates = Duplicates({sha("x"): "z"}.get)
    assert duplicates.add(sha("x"), "a") == "z"
    assert duplicates.add(sha("x"), "z") == "z"
    assert duplicates.add(sha("y"), "b") == "b"
    assert list(duplicates.groups()) == [Group(sha("x"), "z", ("a",))]


def test_addresses_that_are_no_text_come_back() -> None:
    duplicates = Duplicates()
    assert duplicates.add(sha("x"), "/\udce9.pdf") == "/\udce9.pdf"
    assert duplicates.add(sha("x"), "/a.pdf") == "/\udce9.pdf"


def test_threads_agree_on_the_first() -> None:
    duplicates = Duplicates()
    got: list[str] = []
    threads = [
        threading.Thread(target=lambda n=n: got.append(duplicates.add(sha("x"), str(n)))) for n in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(got)) == 1


@given(st.lists(st.tuples(st.sampled_from("xyz"), st.text("abc", min_size=1, max_size=3))))
def test_every_address_is_in_exactly_one_place(seen: list[tuple[str, str]]) -> None:
    duplicates = Duplicates()
    for content, address in seen:
        duplicates.add(sha(content), address)
    for group in duplicates.groups():
        assert group.address not in group.others
        content = next(c for c in "xyz" if sha(c) == group.sha256)
        assert {group.address, *group.others} == {a for c, a in seen if c == content}


def test_the_same_document_in_a_folder_and_an_archive(tmp_path: Path) -> None:
    touch(tmp_path / "a.pdf", tmp_path / "sub" / "b.pdf", data=b"same")
    touch(tmp_path / "c.pdf", data=b"else")
    made(tmp_path / "z.zip", {"d.pdf": b"same"})
    duplicates = Duplicates()
    with gather([str(tmp_path)]) as found:
        for item in found:
            assert isinstance(item, Gathered)
            duplicates.add(item.sha256(), item.address)
            item.release()
    assert list(duplicates.groups()) == [
        Group(
            sha("same"),
            str(tmp_path / "a.pdf"),
            (str(tmp_path / "sub" / "b.pdf"), f"{tmp_path / 'z.zip'}!/d.pdf"),
        )
    ]


def test_copies_have_the_checksum_of_their_content(tmp_path: Path) -> None:
    made(tmp_path / "z.zip", {"d.pdf": b"same"})
    with gather([str(tmp_path)], GatherOptions(spool=tmp_path / ".spool")) as found:
        for item in found:
            assert not isinstance(item, GatherError)
            assert isinstance(item, Gathered)
            fetched = item.fetch()
            assert fetched.sha256 == sha("same") == item.sha256()
            assert fetched.size == 4
            assert item.fetch() == fetched
            item.release()
            item.release()
            assert not fetched.path.exists()
