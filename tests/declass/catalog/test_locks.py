from __future__ import annotations

import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from declass.catalog.locks import Locks
from processors.errors import AccessError

HOLDER = """
import sys, time
from pathlib import Path
from declass.catalog.locks import Locks
locks = Locks(Path(sys.argv[1]))
assert locks.take("a")
print("held", flush=True)
time.sleep(60)
"""


def test_a_lock_is_had_once_and_gone_with_its_process_however_it_dies(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with Locks(tmp_path) as locks:
        assert not locks.take("a")
        assert locks.take("b")
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        assert locks.take("a")
    holder.stdout.close()


def test_threads_and_other_openings_of_the_file_are_kept_out_too(tmp_path: Path) -> None:
    with Locks(tmp_path) as locks:
        assert locks.take("a")
        assert not locks.take("a")
        # Opening and closing the file elsewhere in the process must not let go of it.
        with Locks(tmp_path) as others:
            assert not others.take("a")
            assert others.take("b")
            assert not locks.take("b")
        assert locks.take("b")
        with Locks(tmp_path) as others:
            assert not others.take("a")
        locks.release("a")
        assert locks.take("a")


def test_whoever_waits_gets_it(tmp_path: Path) -> None:
    inside: list[int] = []
    worst: list[int] = []
    with Locks(tmp_path) as locks:

        def work(number: int) -> None:
            with locks.held("x"):
                inside.append(number)
                worst.append(len(inside))
                inside.remove(number)

        threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert worst == [1] * 8


def test_where_it_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(AccessError, match="cannot be made"):
        Locks(tmp_path / "out")
    assert [p.name for p in tmp_path.iterdir()] == ["out"]
