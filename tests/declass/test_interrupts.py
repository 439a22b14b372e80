from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from declass import interrupts

# Python drops what is raised in the callback of a weak reference.
DROPPED = """
import os, signal, weakref
from declass import interrupts

class Thing:
    pass

interrupts.follow()
thing = Thing()
seen = weakref.ref(thing, lambda _: os.kill(os.getpid(), signal.{signal}))
del thing
print("went on", flush=True)
interrupts.look()
print("looked in vain")
"""

# While a module is looked up.
PUT_OFF = """
import time
from declass import interrupts

class Frame:
    class f_code:
        co_filename = "<frozen importlib._bootstrap>"

interrupts.follow()
interrupts._stop(signal.SIGINT, Frame)
"""


def python(code: str) -> subprocess.CompletedProcess[str]:
    # Those who run tests in the background may have them ignore it.
    return subprocess.run(
        [
            sys.executable,
            "-c",
            f"import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n{code}",
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_an_interrupt_that_python_dropped_is_seen_by_who_looks(name: str) -> None:
    ended = python(DROPPED.format(signal=name))
    assert ended.stdout == "went on\n"
    assert ended.stderr.rstrip().endswith("KeyboardInterrupt")


def test_nothing_is_raised_where_nobody_interrupted() -> None:
    interrupts.look()


def test_who_was_to_ignore_it_still_does() -> None:
    code = (
        "signal.signal(signal.SIGINT, signal.SIG_IGN)\nfrom declass import interrupts\ninterrupts.follow()\n"
    )
    ended = python(code + "print(signal.getsignal(signal.SIGINT) == signal.SIG_IGN)")
    assert ended.stdout == "True\n", ended.stderr
    assert signal.getsignal(signal.SIGINT) != interrupts._stop


def test_while_a_module_is_looked_up_it_is_put_off() -> None:
    ended = python(PUT_OFF + "print('went on', flush=True)\ntime.sleep(10)\nprint('looked in vain')\n")
    assert ended.stdout == "went on\n"
    assert ended.stderr.rstrip().endswith("KeyboardInterrupt")


def test_one_that_comes_while_another_is_noted_waits_for_nothing() -> None:
    code = """
import os, sys
from declass import interrupts

interrupts.follow()
asked = 0

def again(frame, event, argument):
    global asked
    if frame.f_code.co_name == "_stop" and asked < 3:
        asked += 1
        os.kill(os.getpid(), signal.SIGTERM)
    return again

sys.settrace(again)
os.kill(os.getpid(), signal.SIGTERM)
"""
    ended = python(code)
    assert ended.stderr.rstrip().endswith("KeyboardInterrupt")


def test_what_was_put_off_does_not_come_once_more_while_all_is_ended() -> None:
    ends = """
try:
    interrupts._stop(signal.SIGTERM, None)
except KeyboardInterrupt:
    time.sleep(0.2)
    print("ended in order")
"""
    assert python(PUT_OFF + ends).stdout == "ended in order\n"
