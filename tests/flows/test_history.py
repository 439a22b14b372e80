"""How a batch ended, and what could not be had, as `declass status` tells it."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from declass.cli.status import Question, print_status
from flows.history import begun, comes_by, keep_end, put_problem
from flows.ledger import Ledger, open_ledger
from flows.results import DocumentResult, Outcome, Summary
from processors.config import Config
from processors.errors import AccessError, ExitCode

BEGAN = "2026-01-01T00:00:00+00:00"
BAD = DocumentResult("/in/bad.pdf", Outcome.FAILED, 0, 0, 0, 0, 0, "bad", "is damaged", ExitCode.INPUT)


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ledger]:
    monkeypatch.delenv("DECLASS_CATALOG", raising=False)
    with open_ledger(tmp_path / "out", Config(), (), ()) as opened:
        yield opened


def told(ledger: Ledger, capsys: pytest.CaptureFixture[str], *, failed: bool = False) -> list[str]:
    print_status(Question(ledger.out, None, failed=failed))
    return capsys.readouterr().out.splitlines()


def test_a_batch_that_stopped_itself_says_why_and_what_is_left(
    ledger: Ledger, capsys: pytest.CaptureFixture[str]
) -> None:
    stopped = AccessError("stopped: 20 of 20 documents could not be read")
    with begun(ledger, BEGAN) as number:
        pass
    keep_end(ledger, number, Summary((BAD,), (), 1.0, stopped, 4), ["/in"])
    *_, run, why = told(ledger, capsys)
    assert run.endswith(": 1 documents (1 failed), 0 pages read, 0 known, 0 failed")
    assert why.endswith(
        "stopped by itself, 4 documents left to the next run: 20 of 20 documents could not be read"
    )


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (KeyboardInterrupt(), ", interrupted: what was read is kept"),
        (AccessError("no room"), ", ended by an error: no room"),
    ],
)
def test_what_ends_a_batch_is_told(
    error: BaseException, words: str, ledger: Ledger, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(type(error)), begun(ledger, BEGAN):
        raise error
    assert told(ledger, capsys)[-1].endswith(words)


_KILLED = """
import os, signal, sys
from pathlib import Path
from declass.catalog.documents import now
from flows.history import begun
from flows.ledger import open_ledger
from processors.config import Config
with open_ledger(Path(sys.argv[1]), Config(), (), ()) as ledger, begun(ledger, now()):
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_batch_that_was_killed_did_not_end(ledger: Ledger, capsys: pytest.CaptureFixture[str]) -> None:
    killed = subprocess.run([sys.executable, "-c", _KILLED, str(ledger.out)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert "did not end" in told(ledger, capsys)[-1]


def test_a_source_that_is_away_is_a_failure_until_it_is_reached(
    ledger: Ledger, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    share = str(tmp_path / "share")
    put_problem(ledger, share, AccessError("cannot be reached", file=share))
    assert told(ledger, capsys, failed=True) == [f"{share}: access: cannot be reached"]
    assert "1 access" in next(line for line in told(ledger, capsys) if line.startswith("Failures"))
    for sources in (["/elsewhere"], [tmp_path / "share"]):
        with open_ledger(ledger.out, Config(), (), ()) as later, begun(later, BEGAN) as number:
            keep_end(later, number, Summary((), (), 1.0), sources)
        left = told(ledger, capsys, failed=True)
        assert left == (["Nothing failed"] if sources[0] != "/elsewhere" else [left[0]])


@pytest.mark.parametrize(
    ("address", "source", "looked"),
    [
        ("/a/b.pdf", "/a", True),
        ("/a/b.pdf", "/a/", True),
        ("/ab/c.pdf", "/a", False),
        ("/a/b.zip!/c.pdf", "/a/b.zip", True),
        ("/a", "/a/b.pdf", False),
        ("s3://bucket/a/b.pdf", "s3://bucket/a", True),
        ("/a/x/1.pdf", "/a/*/1.pdf", True),
        ("/a/x", "/a/*/1.pdf", True),
        ("/a/x/2.pdf", "/a/*/1.pdf", False),
        ("/a/x/y/z.pdf", "/a/x*", True),
        ("/a/*/1.pdf", "/a/*/1.pdf", True),
        ("/b/x", "/a/*/1.pdf", False),
    ],
)
def test_what_a_run_comes_by(address: str, source: str, looked: bool) -> None:
    assert comes_by(address, source) is looked
