"""What our own Prefect server is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.server import Server, own_environment

LATE = "PREFECT_SERVER_SERVICES_LATE_RUNS_LOOP_SECONDS"
SERVER = Server("http://127.0.0.1:4200/api", Path("home"))


def test_it_looks_for_what_is_rare_seldom(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(LATE, raising=False)
    assert float(own_environment(SERVER, Path("home"))[LATE]) > 5


def test_what_the_user_has_set_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(LATE, "7")
    assert own_environment(SERVER, Path("home"))[LATE] == "7"
