"""When a batch gives up: shares of failures, the first one, disks that run full."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declass.catalog.documents import Failure
from flows.guard import (
    LEAST_SEEN,
    UNASKED_DOCUMENTS,
    UNASKED_SEEN,
    Guard,
    RunStoppedError,
    check_room,
    too_little,
)
from flows.policy import GIGABYTE, OnError, Policy
from processors.errors import AccessError, EngineError, ExitCode, InputError, UsageError

DAMAGED = InputError("the file is damaged", file="a.pdf")
BROKEN = EngineError("the engine failed", file="a.pdf", page=1)


def watched(guard: Guard, ends: list[bool], error: InputError | EngineError = DAMAGED) -> int:
    """Tells of pages, True for one that failed; gives after how many the guard said stop, 0 where it did not."""
    for number, failed in enumerate(ends, 1):
        guard.page(f"{number}.pdf", error if failed else None)
        if guard.stopped is not None:
            return number
    return 0


@given(ends=st.lists(st.booleans(), max_size=80), share=st.floats(0, 1))
def test_a_stated_share_stops_at_the_first_page_where_more_failed(ends: list[bool], share: float) -> None:
    expected = next(
        (n for n in range(LEAST_SEEN, len(ends) + 1) if ends[n - 1] and sum(ends[:n]) > share * n), 0
    )
    first = watched(Guard(Policy(max_failures=share, free_gb=0)), ends)
    # Also a page that was read may be the one with which enough were seen.
    assert first == expected or (first == LEAST_SEEN and sum(ends[:first]) > share * first)


def test_what_stops_a_batch_is_told_once_with_its_own_exit_code() -> None:
    called: list[int] = []
    guard = Guard(Policy(max_failures=0.5, free_gb=0), then=lambda: called.append(1))
    watched(guard, [True] * LEAST_SEEN)
    guard.document("b.pdf", DAMAGED)
    assert called == [1]
    assert isinstance(guard.stopped, RunStoppedError)
    assert guard.stopped.exit_code is ExitCode.FAILURES
    assert "20 of 20 pages" in str(guard.stopped)
    assert not guard.is_full


def test_pages_and_documents_are_counted_apart() -> None:
    guard = Guard(Policy(max_failures=0.4, free_gb=0))
    for number in range(15):
        guard.page("a.pdf", DAMAGED)
        guard.document(f"{number}.pdf", DAMAGED)
    assert guard.stopped is None
    for number in range(5):
        guard.document(f"good{number}.pdf")
    assert "15 of 20 documents" in str(guard.stopped)


@given(st.lists(st.booleans(), max_size=400))
def test_unasked_no_number_of_damaged_files_stops_a_batch(ends: list[bool]) -> None:
    assert watched(Guard(Policy(free_gb=0)), ends) == 0


def test_unasked_an_engine_that_fails_everywhere_stops_it_and_one_bad_document_does_not() -> None:
    assert watched(Guard(Policy(free_gb=0)), [True] * 500, BROKEN) == UNASKED_SEEN
    one = Guard(Policy(free_gb=0))
    for _ in range(500):
        one.page("long.pdf", BROKEN)
    assert one.stopped is None
    for number in range(UNASKED_DOCUMENTS):
        one.page(f"{number}.pdf", BROKEN)
    assert one.stopped is not None


def test_the_first_failure_stops_where_that_is_asked_for() -> None:
    guard = Guard(Policy(on_error=OnError.STOP, free_gb=0))
    guard.page("a.pdf")
    assert guard.stopped is None
    guard.page("a.pdf", Failure(7, "timeout", "took too long"))
    guard.page("b.pdf", DAMAGED)
    assert str(guard.stopped).startswith("stopped after the first failure: a.pdf, page 7: took too long.")


def test_a_disk_that_runs_full_stops_it_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = {"bytes": 5 * GIGABYTE}
    monkeypatch.setattr("flows.guard._LOOK_SECONDS", 0.0)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free["bytes"]))
    guard = Guard(Policy(free_gb=2), [tmp_path / "not there yet"])
    check_room(tmp_path, Policy(free_gb=2))
    guard.page("a.pdf")
    assert guard.stopped is None
    free["bytes"] = GIGABYTE
    guard.page("a.pdf")
    assert isinstance(guard.stopped, AccessError)
    assert guard.is_full
    assert guard.stopped.exit_code is ExitCode.ACCESS
    assert "1.0 GB are free" in str(guard.stopped)
    assert "--min-free" in str(guard.stopped)
    with pytest.raises(AccessError, match="Free some space"):
        check_room(tmp_path, Policy(free_gb=2))


def test_disks_are_looked_at_as_they_are(tmp_path: Path) -> None:
    free = shutil.disk_usage(tmp_path).free
    assert too_little(tmp_path / "a" / "b", free // 2) is None
    assert too_little(tmp_path / "a" / "b", 2 * free + GIGABYTE) is not None


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (("never", None), "skip or stop"),
        (("stop", 1.5), "from 0 to 1"),
        (("skip", -0.1), "from 0 to 1"),
        (("skip", None, "", -1.0), "GB free"),
        (("skip", None, "", float("nan")), "GB free"),
    ],
)
def test_a_policy_that_cannot_be_is_refused(values: tuple[str, ...], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        Policy.of(*values)  # type: ignore[arg-type]
