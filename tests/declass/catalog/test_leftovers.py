from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from declass.catalog import leftovers
from declass.catalog.leftovers import marked_run
from declass.catalog.locks import Locks
from processors.outputs.files import SCRATCH_PREFIX, atomic_file

KILLED = """
import os, signal, sys
from pathlib import Path
from declass.catalog.leftovers import marked_run
from declass.catalog.locks import Locks
from processors.outputs.files import atomic_file
out = Path(sys.argv[1])
with Locks(out) as locks, marked_run(out, locks), atomic_file(out / "memo" / "record.json") as file:
    file.write(b"half")
    file.flush()
    os.kill(os.getpid(), signal.SIGKILL)
"""


# Killed at the first file that it begins to write.
KILLED_AT_ONCE = """
import os, signal, sys, tempfile
from pathlib import Path
from declass.catalog.leftovers import marked_run
from declass.catalog.locks import Locks
from processors.outputs.files import write_atomic
begin = tempfile.mkstemp
def killed(*arguments, **options):
    begin(*arguments, **options)
    os.kill(os.getpid(), signal.SIGKILL)
tempfile.mkstemp = killed
out = Path(sys.argv[1])
with Locks(out) as locks, marked_run(out, locks):
    write_atomic(out / "memo" / "record.json", b"half")
"""


def scratch(out: Path) -> list[Path]:
    return list(out.rglob(f"{SCRATCH_PREFIX}*"))


def age(path: Path, seconds: float) -> None:
    then = time.time() - seconds
    os.utime(path, (then, then))


@pytest.fixture
def killed(tmp_path: Path) -> Path:
    """A folder whose run was killed in the middle of a file."""
    subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False)
    assert len(scratch(tmp_path)) == 1
    return tmp_path


def test_the_next_run_takes_away_what_a_killed_one_was_writing(killed: Path) -> None:
    age(scratch(killed)[0], 60)
    with Locks(killed) as locks, marked_run(killed, locks):
        assert scratch(killed)
    assert not scratch(killed)
    assert list((killed / ".declass" / "runs").iterdir()) == []


def test_a_run_that_was_killed_at_its_first_file_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its mark is there before, and is none that could be half written itself."""
    monkeypatch.setattr(leftovers, "_QUIET_SECONDS", 0.5)
    subprocess.run([sys.executable, "-c", KILLED_AT_ONCE, str(tmp_path)], check=False)
    assert len(scratch(tmp_path)) == 1
    with Locks(tmp_path) as locks, marked_run(tmp_path, locks):
        pass
    assert not scratch(tmp_path)


def test_what_was_left_just_now_is_waited_for(killed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leftovers, "_QUIET_SECONDS", 1.0)
    with Locks(killed) as locks, marked_run(killed, locks):
        assert scratch(killed)
    assert not scratch(killed)
    assert list((killed / ".declass" / "runs").iterdir()) == []


def test_what_is_written_while_this_run_goes_on_stays_until_a_later_one(killed: Path) -> None:
    with Locks(killed) as locks, marked_run(killed, locks):
        age(scratch(killed)[0], -1)
    assert scratch(killed)
    age(scratch(killed)[0], 60)
    with Locks(killed) as locks, marked_run(killed, locks):
        pass
    assert not scratch(killed)


def test_without_a_killed_run_nothing_is_searched_for(tmp_path: Path) -> None:
    with atomic_file(tmp_path / "x") as file:
        file.write(b"whole")
        age(scratch(tmp_path)[0], 60)
        with Locks(tmp_path) as locks, marked_run(tmp_path, locks):
            pass
    assert (tmp_path / "x").read_bytes() == b"whole"


def test_a_run_beside_this_one_is_no_dead_one(tmp_path: Path) -> None:
    with Locks(tmp_path) as one, marked_run(tmp_path, one):
        with Locks(tmp_path) as other, marked_run(tmp_path, other):
            pass
        assert len(list((tmp_path / ".declass" / "runs").iterdir())) == 1
