"""Memory is looked through for garbage seldom, and not at the end: a process of its own."""

from __future__ import annotations

import subprocess
import sys

_COUNTED = """
import gc
from processors.garbage import look_seldom
rounds = []
gc.callbacks.append(lambda phase, info: rounds.append(info["generation"]) if phase == "start" else None)
{call}
kept = [[] for _ in range(500_000)]
print(rounds.count(2))
"""


def printed(code: str) -> int:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    return int(done.stdout)


def test_objects_that_stay_are_hardly_looked_through() -> None:
    assert printed(_COUNTED.format(call="")) > 0
    assert printed(_COUNTED.format(call="look_seldom()")) == 0


def test_nothing_is_looked_through_when_the_process_ends() -> None:
    code = "import atexit, gc\nfrom processors.garbage import look_seldom\n"
    assert printed(code + "atexit.register(lambda: print(gc.get_freeze_count()))\nlook_seldom()\n") > 0
