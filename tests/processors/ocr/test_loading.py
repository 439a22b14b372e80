from __future__ import annotations

import subprocess
import sys
import threading
from dataclasses import replace

import pytest

from processors.config import Config
from processors.ocr import loading, registry


def test_what_was_left_is_loaded_once_beside_this_thread_and_only_when_it_begins() -> None:
    by, done = [], threading.Event()

    def load() -> None:
        by.append(threading.get_ident())
        done.set()

    loading.later(load)
    assert by == []
    loading.begin()
    assert done.wait(10)
    loading.begin()
    assert len(by) == 1
    assert by[0] != threading.get_ident()


def test_what_cannot_be_loaded_is_left_to_those_who_need_it(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[object] = []
    monkeypatch.setattr(threading, "excepthook", told.append)

    def load() -> None:
        raise OSError("no such model")

    loading.later(load)
    loading.begin()
    for thread in threading.enumerate():
        if thread.name == "loading":
            thread.join(10)
    assert told == []


def test_where_no_thread_can_be_started_whoever_needs_it_loads_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def start(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", start)
    loading.later(lambda: None)
    loading.begin()


def test_what_follows_the_first_reading_is_not_loaded_before_it() -> None:
    late = "[m for m in ('processors.recognition', 'onnxruntime', 'wordfreq') if m in sys.modules]"
    code = f"import sys, processors.reading; print({late})"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_engines_of_other_packages_are_not_made_in_a_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def engine(name: str, config: Config) -> None:
        del config
        made.append(name)

    monkeypatch.setattr(registry, "engine", engine)
    config = Config()
    config = replace(config, ocr=replace(config.ocr, first="other", second="another"))
    registry.load_first(config)
    registry.load_second(config)
    assert made == []
