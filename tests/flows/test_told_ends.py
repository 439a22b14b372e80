"""What a batch says at its end, or when it is ended: a real one, on a real server."""

from __future__ import annotations

import json
import re
import signal
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from declass.catalog.database import catalog_url, open_database
from declass.catalog.overview import overview
from declass.catalog.store import STORE_NAME
from tests.flows.services import wait_for

pytestmark = [pytest.mark.prefect, pytest.mark.slow]

Programs = Callable[..., "subprocess.Popen[bytes]"]


def test_a_batch_that_is_ended_says_what_is_kept_and_the_next_one_tells_its_totals(
    programs: Programs, drop: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    command = ["--log-json", "ingest", str(drop), "--out", str(out), "--workers", "1"]

    def stored() -> int:
        return len(list((out / STORE_NAME / "pages").rglob("*.json")))

    batch = programs("declass", *command, QUICK_SECONDS="0.7")
    wait_for(lambda: stored() >= 2, 60, "two pages")
    # What a service manager sends; Ctrl-C goes the same way.
    batch.send_signal(signal.SIGTERM)
    assert batch.wait(60) == 130
    told = (tmp_path / "declass-0.log").read_text()
    line = " ".join(next(line for line in told.splitlines() if "stopped:" in line).split())
    found = re.search(
        r"stopped: 1 document is done, and (\d) pages kept in .*, \1 of them read now\. To go on", line
    )
    assert found, told
    assert int(found[1]) == stored()
    assert json.loads(line)["pages_read"] == int(found[1])
    assert all(json.loads(line) for line in told.splitlines())
    with closing(open_database(catalog_url(out, None))) as database:
        assert [run.outcome for run in overview(database, out).runs] == ["interrupted"]
    assert programs("declass", *command).wait(60) == 9
    *_, last = (tmp_path / "declass-1.log").read_text().splitlines()
    totals = json.loads(last)
    assert totals.pop("seconds") > 0
    assert totals.pop("time")
    assert totals == {
        "level": "info",
        "message": "ended with exit code 9",
        "documents": {"failed": 1, "read": 1},
        "pages_read": 4 - int(found[1]),
        "pages_known": int(found[1]),
        "pages_failed": 0,
        "exit_code": 9,
    }
