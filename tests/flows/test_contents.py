"""Equal contents, and equal names of different ones."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from declass.gather import Gathered, gather
from flows.contents import Contents
from flows.ledger import Checked
from flows.results import DocumentResult, Outcome


@pytest.fixture
def memo(tmp_path: Path) -> Checked:
    path = tmp_path / "memo.pdf"
    path.write_bytes(b"x")
    with gather([str(path)]) as found:
        (item,) = found
    assert isinstance(item, Gathered)
    return Checked(item, path, "memo", "ab" * 32, "", is_new=True)


def end(checked: Checked) -> DocumentResult:
    return DocumentResult(checked.address, Outcome.READ, 1, 1, 0, 0, 0, checked.name)


def test_the_first_of_equal_contents_is_read_and_the_others_wait_for_it(memo: Checked) -> None:
    contents, copy = Contents(), replace(memo, name="copy")
    assert contents.first(memo) == memo
    assert contents.first(copy) is None
    assert contents.ended(memo, end(memo)) == [copy]
    assert contents.first(copy) == end(memo)


def test_contents_that_another_run_reads_are_asked_for_again(memo: Checked) -> None:
    contents = Contents()
    contents.first(memo)
    contents.first(memo)
    assert contents.put_off(memo.sha256) == [memo]
    assert contents.first(memo) == memo


def test_other_contents_of_one_name_get_names_of_their_own(memo: Checked) -> None:
    contents = Contents()
    other, old = replace(memo, name="MEMO", sha256="cd" * 32), replace(memo, sha256="ef" * 32, is_new=False)
    assert contents.first(memo) == memo
    assert contents.first(other) == replace(other, name="MEMO-cdcdcdcd")
    # What was read before keeps its folder.
    assert contents.first(old) == old
