"""Schedules on a real Prefect server: deployments of the project's file, `declass serve`, and who is told."""

from __future__ import annotations

import http.server
import json
import os
import signal
import subprocess
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from flows.server import Server, free_port
from tests.flows.services import copy_text, make_scan, wait_for

pytestmark = [pytest.mark.prefect, pytest.mark.slow]

Programs = Callable[..., "subprocess.Popen[bytes]"]
PROJECT = Path(__file__).parents[2]


@pytest.fixture
def client(prefect_server: Server) -> Iterator[Any]:
    """A client of the server's API, whatever server this process uses else."""
    from prefect.client.orchestration import SyncPrefectClient

    with SyncPrefectClient(prefect_server.url) as made:
        yield made


@pytest.fixture
def receiver() -> Iterator[tuple[str, list[Any]]]:
    """A web address on this machine, and what was sent to it."""
    got: list[Any] = []

    class Ear(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Not on the screen."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Ear) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/declass", got
        server.shutdown()


def settled(folder: Path) -> None:
    """Makes all files an hour old: nobody writes to them any more."""
    for path in folder.iterdir():
        hour_ago = path.stat().st_mtime - 3600
        os.utime(path, (hour_ago, hour_ago))


def runs_of(client: Any, deployment: str) -> dict[str, list[Any]]:
    """The runs of a deployment by the name of their state."""
    from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterName

    wanted = DeploymentFilter(name=DeploymentFilterName(any_=[deployment]))
    runs: dict[str, list[Any]] = {}
    for run in client.read_flow_runs(deployment_filter=wanted):
        runs.setdefault(run.state.name, []).append(run)
    return runs


def logs_of(client: Any, run: Any) -> list[str]:
    from prefect.client.schemas.filters import LogFilter, LogFilterFlowRunId

    return [
        line.message for line in client.read_logs(LogFilter(flow_run_id=LogFilterFlowRunId(any_=[run.id])))
    ]


def test_from_the_projects_file_to_a_run_fired_by_its_schedule(
    programs: Programs, client: Any, drop: Path, tmp_path: Path
) -> None:
    from prefect.client.schemas.actions import WorkPoolCreate

    settled(drop)
    copy_text(
        PROJECT / "prefect.yaml",
        tmp_path / "prefect.yaml",
        ("timezone: Etc/UTC", "timezone: Etc/UTC\n      - interval: 5"),
    )
    (tmp_path / "known.csv").write_text("file,collection\nmemo.pdf,Box 7\n")
    folders = {"DECLASS_WATCH": str(drop), "DECLASS_OUT": str(tmp_path / "out")}
    folders |= {"DECLASS_MANIFEST": str(tmp_path / "known.csv")}
    client.create_work_pool(WorkPoolCreate(name="declass", type="process"))
    assert programs("prefect", "--no-prompt", "deploy", "--all", **folders).wait(90) == 0
    schedules = [s.schedule for s in client.read_deployment_by_name("declass-scheduled/nightly").schedules]
    nights = [(s.cron, s.timezone) for s in schedules if hasattr(s, "cron")]
    assert nights == [("0 2 * * *", "Etc/UTC")]
    # Longer than the five seconds between two runs: the next one has to give way.
    programs("prefect", "worker", "start", "--pool", "declass", QUICK_SECONDS="3")
    wait_for(
        lambda: {"Completed", "Cancelled"} <= runs_of(client, "nightly").keys(),
        120,
        "a run and one that gave way",
    )

    runs = runs_of(client, "nightly")
    done = min(runs["Completed"], key=lambda run: run.start_time)
    assert done.auto_scheduled
    asked = {"sources": [str(drop)], "out": str(tmp_path / "out"), "on_error": "skip", "max_failures": None}
    asked |= {"manifest": str(tmp_path / "known.csv"), "checksum": False}
    assert done.parameters == asked | {"free_gb": 1.0, "quarantine": ""}
    assert done.state.message.startswith("2 documents: 4 pages read")
    assert "concurrency limit" in runs["Cancelled"][0].state.message.lower()
    assert len((tmp_path / "out" / "memo" / "text.md").read_text().split()) >= 4
    assert "Box 7" in (tmp_path / "out" / "memo" / "record.json").read_text()

    artifacts = {a.key: a for a in client.read_artifacts() if a.flow_run_id == done.id}
    assert set(artifacts) == {"declass-documents", "declass-progress", "declass-report"}
    assert "memo.pdf" in str(artifacts["declass-documents"].data)
    assert artifacts["declass-progress"].data == 100.0
    wait_for(lambda: any("pages read" in line for line in logs_of(client, done)), 10, "the log on the server")
    told = logs_of(client, done)
    assert any(line.startswith(f"{drop / 'broken.pdf'}: ") for line in told), told
    tasks = {run.name for run in client.read_task_runs() if run.flow_run_id == done.id}
    assert tasks == {"memo.pdf 1-4"}


def test_serve_reads_what_arrives_tells_of_trouble_and_stops_in_good_order(
    programs: Programs, client: Any, receiver: tuple[str, list[Any]], drop: Path, tmp_path: Path
) -> None:
    address, got = receiver
    out = tmp_path / "out"
    command = ["--log-json", "--verbose", "serve", "--watch", str(drop), "--out", str(out), "--settle", "1"]
    service = programs("declass", *command, "--notify", address, "--workers", "1", QUICK_SECONDS="1")
    wait_for(lambda: runs_of(client, "serve").get("Completed"), 120, "a batch for the files that lie there")
    log = tmp_path / "declass-0.log"
    lines = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    assert {line["page"] for line in lines if line["message"].startswith("read in")} == {1, 2, 3, 4}
    assert {line["category"] for line in lines if line.get("file") == str(drop / "broken.pdf")} == {"input"}
    wait_for(lambda: got, 30, "a message to the web address")
    assert got[0]["event"] == "declass.batch.flagged"
    assert got[0]["figures"]["documents_failed"] == 1
    assert got[0]["figures"]["pages"] == 4

    make_scan(tmp_path / "long.pdf", 30, tint=3)
    with zipfile.ZipFile(drop / "release.zip", "w") as archive:
        archive.write(tmp_path / "long.pdf", "box 1/long.pdf")
    pages = out / ".declass" / "pages"
    wait_for(lambda: len(list(pages.rglob("*.json"))) >= 6, 120, "a batch for the file that arrived")
    service.send_signal(signal.SIGTERM)
    assert service.wait(45) == 0
    # Those of the memo, and those of the long file that were read before the end; a started one may be lost.
    kept = len(list(pages.rglob("*.json")))
    assert 6 <= kept < 34
    assert not (out / "long").exists()
    stopped = [
        run for runs in runs_of(client, "serve").values() for run in runs if not run.state.is_completed()
    ]
    assert [run.state.name for run in stopped] == ["Cancelled"]
    assert client.read_deployment_by_name("declass-scheduled/serve").paused


def test_a_batch_that_was_killed_is_tried_again_and_nothing_of_it_is_seen_at_the_end(
    programs: Programs, client: Any, drop: Path, tmp_path: Path
) -> None:
    import psutil

    out = tmp_path / "out"
    command = ["serve", "--name", "again", "--watch", str(drop), "--out", str(out), "--settle", "1"]
    service = programs("declass", *command, "--workers", "1", QUICK_SECONDS="0.5")
    pages = out / ".declass" / "pages"
    wait_for(lambda: list(pages.rglob("*.json")), 120, "a batch that reads")
    run = [p for p in psutil.Process(service.pid).children() if "spawn_main" in " ".join(p.cmdline())]
    assert len(run) == 1
    run[0].kill()
    wait_for(lambda: runs_of(client, "again").get("Completed"), 90, "another batch")
    assert runs_of(client, "again").keys() == {"Crashed", "Completed"}
    assert (out / "memo" / "record.json").is_file()
    service.send_signal(signal.SIGTERM)
    assert service.wait(45) == 0
    told = (tmp_path / "declass-0.log").read_text()
    assert "It is tried again in 1 s" in told
    assert "leaked" not in told


def test_a_server_that_is_not_there_is_named_with_what_to_do(tmp_path: Path) -> None:
    from flows.server import running
    from processors.errors import AccessError

    with (
        pytest.raises(AccessError, match="prefect server start"),
        running(Server(f"http://127.0.0.1:{free_port()}/api")),
    ):
        pass


def test_a_port_that_is_taken_is_named_with_what_to_do(prefect_server: Server, tmp_path: Path) -> None:
    from flows.server import running
    from processors.errors import AccessError

    with (
        pytest.raises(AccessError, match=f"PREFECT_API_URL={prefect_server.url}"),
        running(Server(prefect_server.url, tmp_path, prefect_server.port)),
    ):
        pass


_FAILING = """
import sys
from flows.notify import notify
from flows.schedule import FLOW, scheduled
notify(sys.argv[1], [FLOW])
notify(sys.argv[1], [FLOW])
state = scheduled([sys.argv[2]], sys.argv[3], settle_seconds=0, return_state=True)
sys.exit(0 if state.is_failed() else 1)
"""


def test_a_batch_that_failed_is_told_with_its_page_on_the_server(
    programs: Programs, receiver: tuple[str, list[Any]], client: Any, drop: Path, tmp_path: Path
) -> None:
    from flows.notify import AUTOMATION

    address, got = receiver
    (tmp_path / "file").touch()
    assert programs("python", "-c", _FAILING, address, str(drop), str(tmp_path / "file")).wait(120) == 0
    wait_for(lambda: got, 60, "a message to the web address")
    assert (got[0]["event"], got[0]["state"]) == ("prefect.flow-run.Failed", "Failed")
    assert "/flow-run/" in got[0]["url"]
    assert got[0]["figures"] == {}
    # Asking again changes the automation and makes no second one.
    assert len(client.read_automations_by_name(AUTOMATION)) == 1


_AWAY = """
import sys
from flows.notify import notify
from flows.schedule import FLOW, scheduled
address, here, away, out = sys.argv[1:]
notify(address, [FLOW])
for sources, to in [([away], out), ([here, away], out), ([here, away], out), ([""], out), ([here], " ")]:
    state = scheduled(sources, to, settle_seconds=0, return_state=True)
    print(state.name, state.message)
"""


def test_a_source_that_is_away_is_told_by_each_run_and_nothing_named_is_refused(
    programs: Programs, receiver: tuple[str, list[Any]], drop: Path, tmp_path: Path
) -> None:
    address, got = receiver
    (drop / "broken.pdf").unlink()
    away, folder = str(tmp_path / "away"), tmp_path / "out"
    assert programs("python", "-c", _AWAY, address, str(drop), away, str(folder)).wait(120) == 0
    lines = [
        line
        for line in (tmp_path / "python-0.log").read_text().splitlines()
        if line.startswith(("Failed", "Completed"))
    ]
    assert lines[0].startswith(
        f"Failed nothing could be had to read: {away}: there is no such file or folder"
    )
    assert [line.partition(" ")[0] for line in lines] == [
        "Failed",
        "Completed",
        "Completed",
        "Failed",
        "Failed",
    ]
    assert all(line.endswith("; 1 source could not be had") for line in lines[1:3])
    assert all("DECLASS_WATCH" in line for line in lines[3:])
    # What a run without a folder for results would have written to.
    assert not (tmp_path / ".declass").exists()
    wait_for(lambda: len(got) >= 5, 60, "a message for each of five")
    events = sorted(message["event"] for message in got)
    assert events == ["declass.batch.flagged"] * 2 + ["prefect.flow-run.Failed"] * 3
    assert {m["figures"]["sources_absent"] for m in got if m["figures"]} == {1}


@pytest.mark.parametrize(
    ("pages", "failed", "redactions", "unsure", "share"),
    [(10, 0, 4, 0, 0.0), (10, 1, 0, 0, 0.1), (10, 1, 4, 2, 0.5), (0, 0, 0, 0, 0.0)],
)
def test_the_share_that_is_to_be_looked_at(
    pages: int, failed: int, redactions: int, unsure: int, share: float
) -> None:
    from flows.notify import Figures

    assert Figures(1, 0, pages, failed, redactions, unsure).share == share


@pytest.mark.parametrize("target", ["", "slack", "ftp://x", "a/b/c", "Slack/News"])
def test_whom_to_tell_is_checked_before_anything_starts(target: str) -> None:
    from flows.notify import check_target
    from processors.errors import UsageError

    with pytest.raises(UsageError, match="--notify"):
        check_target(target)
