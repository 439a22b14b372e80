"""The benches of the review at a small scale: a server that is killed, and reviewers at work."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.review import kill, load
from bench.review.serving import Server


@pytest.mark.slow
def test_no_acknowledged_decision_is_lost_when_the_server_is_killed(tmp_path: Path) -> None:
    outcome = kill.run(tmp_path / "kill", decisions=60, kills=2)
    assert outcome.acknowledged == 60
    assert outcome.kills >= 1
    assert outcome.is_well, outcome


def test_reviewers_at_work_get_what_they_ask_for(tmp_path: Path) -> None:
    load.make_up(tmp_path / "out", "", documents=6, pages=2)
    with Server(tmp_path / "out", "", tmp_path / "log").running() as server:
        times = load.measure(server, seconds=3.5, reviewers=2)
    asked = {"first screen", "decision", "next finding", "its page", "picture on the first screen"}
    assert set(times.by_kind) >= asked
    assert all(times.by_kind.values())
