"""What a batch says of itself in numbers."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from declass.cli.ingest import _show
from declass.gather import GatherError, gather
from flows.gathered import documents
from flows.results import DocumentResult, Outcome, Summary, short_names

READ = DocumentResult("/in/b.pdf", Outcome.READ, 4, 4, 0, 2, 0, "b")
COPY = replace(READ, file="/in/a.pdf", outcome=Outcome.KNOWN, pages_read=0, reason="the same as /in/b.pdf")
KNOWN = DocumentResult("/in/c.pdf", Outcome.KNOWN, 6, 0, 1, 0, 0, "c")


def test_a_content_counts_once_and_copies_are_not_known_from_before() -> None:
    first = Summary((COPY, READ), (), 1.0)
    assert (first.pages_read, first.pages_known, first.pages_failed) == (4, 0, 0)
    assert first.copies == {COPY.file}
    second = Summary((KNOWN, replace(KNOWN, file="/in/d.pdf"), READ, COPY), (), 1.0)
    assert (second.pages_read, second.pages_known, second.pages_failed) == (4, 5, 1)
    assert second.copies == {COPY.file}


@pytest.mark.parametrize("documents", [(READ, COPY), (COPY, READ)])
def test_a_page_that_failed_in_two_equal_files_failed_once(documents: tuple[DocumentResult, ...]) -> None:
    partly = tuple(
        replace(d, outcome=Outcome.PARTIAL, failed=1, pages_read=max(0, d.pages_read - 1), reason="damaged")
        for d in documents
    )
    summary = Summary(partly, (), 1.0)
    assert (summary.pages_read, summary.pages_known, summary.pages_failed) == (3, 0, 1)
    assert summary.copies == {COPY.file}


def test_files_without_a_result_are_no_copies_of_each_other() -> None:
    lost = [DocumentResult(f"/in/{n}", Outcome.FAILED, 0, 0, 0, 0, 0, "") for n in "ab"]
    assert Summary(tuple(lost), (), 1.0).copies == frozenset()


def test_the_screen_tells_copies_apart(tmp_path: Path) -> None:
    console = Console(record=True, width=200)
    _show(Summary((COPY, READ), (), 1.0), tmp_path, console)
    told = console.export_text()
    assert "2 documents (1 copy, 1 read); 4 pages read" in told
    assert "0 known from before" in told


def test_no_name_is_cut_where_nobody_looks_at_a_screen(tmp_path: Path) -> None:
    long = replace(READ, file="/in/" + "long " * 30 + ".pdf")
    told = io.StringIO()
    _show(Summary((long, READ), (), 1.0), tmp_path, Console(file=told))
    assert Path(long.file).name in told.getvalue()


def test_files_of_one_name_are_told_apart_by_their_folders() -> None:
    names = short_names(
        ["/in/a/scan.pdf", "/in/b/scan.pdf", "/in/memo.pdf", "scan.pdf", "box.zip!/a/scan.pdf"]
    )
    assert list(names.values()) == [
        "in/a/scan.pdf",
        "b/scan.pdf",
        "memo.pdf",
        "scan.pdf",
        "box.zip!/a/scan.pdf",
    ]


@given(st.lists(st.text("ab/", max_size=8), max_size=8))
def test_short_names_are_ends_that_no_other_file_has(addresses: list[str]) -> None:
    names = short_names(addresses)
    assert names.keys() == set(addresses)
    for address, name in names.items():
        assert address.endswith(name)
        assert name == address or not any(
            f"/{other}".endswith(f"/{name}") for other in names if other != address
        )


def test_what_is_away_may_be_had_another_time_and_what_is_damaged_may_not(tmp_path: Path) -> None:
    (tmp_path / "damaged.zip").write_bytes(b"PK no archive")
    (tmp_path / "empty").mkdir()
    sources = [str(tmp_path / name) for name in ("damaged.zip", "empty", "away", "*.pdf")]
    unreachable: list[GatherError] = []
    with gather(sources) as found:
        assert not list(documents(found, lambda _: None, unreachable))
    summary = Summary((), tuple(unreachable), 0.0)
    assert [one.address for one in summary.unreachable] == [sources[0], sources[2], sources[3]]
    assert [one.address for one in summary.absent] == [sources[2]]
