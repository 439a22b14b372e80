"""Prefect's own small server goes with the batch that started it, however that ends: a real batch, a real server."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.flows.services import make_scan

pytestmark = [pytest.mark.prefect, pytest.mark.slow]


def servers(home: Path) -> list[psutil.Process]:
    """Servers whose data lie in `home`."""
    found = []
    for process in psutil.process_iter():
        try:
            mine = process.environ().get("PREFECT_HOME") == str(home)
            if mine and any("create_app" in part for part in process.cmdline()):
                found.append(process)
        except psutil.Error:
            continue
    return found


@pytest.mark.parametrize("ended_by", [signal.SIGKILL, signal.SIGTERM])
def test_no_server_is_left_of_a_batch_that_is_ended(
    quick_engine: dict[str, str], tmp_path: Path, ended_by: signal.Signals
) -> None:
    make_scan(tmp_path / "memo.pdf", 30)
    home, out = tmp_path / "prefect", tmp_path / "out"
    environment = {k: v for k, v in os.environ.items() if k != "PREFECT_API_URL"} | quick_engine
    environment |= {"PREFECT_HOME": str(home), "QUICK_SECONDS": "1"}
    command = [sys.executable, "-c", "from declass.cli.main import main; main()", "ingest"]
    batch = subprocess.Popen(
        [*command, str(tmp_path / "memo.pdf"), "--out", str(out), "--workers", "1"], env=environment
    )
    try:
        until = time.monotonic() + 150
        while not list((out / ".declass" / "pages").rglob("[!.]*.json")):
            assert batch.poll() is None
            assert time.monotonic() < until
            time.sleep(0.3)
        assert len(servers(home)) == 1
        batch.send_signal(ended_by)
        code = batch.wait(60)
        assert code == (130 if ended_by is signal.SIGTERM else -signal.SIGKILL)
        until = time.monotonic() + 20
        while servers(home) and time.monotonic() < until:
            time.sleep(0.2)
        assert not servers(home)
    finally:
        batch.kill()
        for left in servers(home):
            left.kill()
