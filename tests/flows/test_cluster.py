"""Scale-out with real parts: a Dask cluster that loses a worker, and Prefect workers on a server with PostgreSQL."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from flows.server import Server, free_port, running
from tests.declass.catalog.conftest import postgres_server, postgres_url  # noqa: F401 - fixtures
from tests.flows.services import copy_text, make_scan, wait_for

# Several servers and workers start for each test; on a busy machine that takes its time.
pytestmark = [pytest.mark.prefect, pytest.mark.slow, pytest.mark.timeout(600)]

Programs = Callable[..., "subprocess.Popen[bytes]"]
PROJECT = Path(__file__).parents[2]
# Of the sources; a page takes so long that a worker can be killed in the middle.
# More documents than one run with one worker has under way (8): the second one always finds some.
DOCUMENTS, PAGES, SECONDS = 12, 3, "0.5"


@pytest.fixture
def releases(tmp_path: Path) -> Path:
    folder = tmp_path / "releases"
    folder.mkdir()
    for number in range(DOCUMENTS):
        make_scan(folder / f"doc{number}.pdf", PAGES, tint=10 * number)
    return folder


def result_bytes(out: Path) -> dict[str, bytes]:
    """The files that equal readings must give byte for byte."""
    names = ("record.json", "text.md")
    return {str(p.relative_to(out)): p.read_bytes() for name in names for p in sorted(out.glob(f"*/{name}"))}


def stored(out: Path) -> int:
    return len(list((out / ".declass" / "pages").rglob("*.json")))


def start_dask(programs: Programs, workers: int, **more: str) -> tuple[str, list[subprocess.Popen[bytes]]]:
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    programs("dask", "scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard")
    command = ("dask", "worker", address, "--nthreads", "1", "--no-dashboard")
    if not more:
        command = (*command, "--no-nanny")
    return address, [programs(*command, QUICK_SECONDS=SECONDS, **more) for _ in range(workers)]


def children(process: subprocess.Popen[bytes]) -> list[Any]:
    import psutil

    return psutil.Process(process.pid).children(recursive=True)


def test_a_worker_killed_in_the_middle_loses_nothing_and_doubles_nothing(
    programs: Programs, releases: Path, tmp_path: Path
) -> None:
    pytest.importorskip("prefect_dask")
    far, near = tmp_path / "far", tmp_path / "near"
    address, (first, second) = start_dask(programs, 2)
    batch = programs("declass", "--log-json", "ingest", str(releases), "--out", str(far), "--dask", address)
    wait_for(lambda: stored(far) >= 6, 90, "the first pages, read on the cluster")
    wait_for(lambda: children(first) and children(second), 10, "both workers read")
    readers = children(first)
    first.send_signal(signal.SIGKILL)
    at_death = stored(far)
    assert batch.wait(120) == 0
    assert at_death < DOCUMENTS * PAGES
    assert second.poll() is None
    # The readers of a worker that was killed end with it, on every machine.
    wait_for(lambda: not any(child.is_running() for child in readers), 10, "the end of its readers")

    assert stored(far) == DOCUMENTS * PAGES
    assert programs("declass", "ingest", str(releases), "--out", str(near)).wait(120) == 0
    assert result_bytes(far) == result_bytes(near)
    assert len(result_bytes(far)) == 2 * DOCUMENTS
    for path in far.glob("*/record.json"):
        record = json.loads(path.read_text())
        assert [page["number"] for page in record["pages"]] == list(range(1, PAGES + 1))
        assert not record["errors"]


def test_clusters_that_are_not_fit_are_refused_with_what_to_do(
    programs: Programs, releases: Path, tmp_path: Path
) -> None:
    pytest.importorskip("prefect_dask")

    def refused(address: str, **more: str) -> str:
        log = tmp_path / f"refused-{free_port()}"
        batch = programs("declass", "ingest", str(releases), "--out", str(log), "--dask", address, **more)
        assert batch.wait(90) not in (0, 15)
        return max(tmp_path.glob("declass-*.log"), key=lambda p: p.stat().st_mtime).read_text()

    assert "prefect server start" in refused("tcp://10.0.0.1:8786", PREFECT_API_URL="")
    address, _ = start_dask(programs, 1, DASK_DISTRIBUTED__WORKER__DAEMON="True")
    assert "--no-nanny" in refused(address)


@pytest.fixture
def on_postgres(postgres_url: str, tmp_path: Path) -> Iterator[Server]:  # noqa: F811 - the fixture
    """A Prefect server with its data in PostgreSQL."""
    name = "PREFECT_API_DATABASE_CONNECTION_URL"
    port = free_port()
    os.environ[name] = postgres_url.replace("postgresql:", "postgresql+asyncpg:")
    server = Server(f"http://127.0.0.1:{port}/api", tmp_path / "server", port)
    try:
        with running(server):
            yield server
    finally:
        del os.environ[name]


def test_workers_of_one_server_on_postgresql_share_a_batch(
    on_postgres: Server,
    postgres_url: str,  # noqa: F811 - the fixture
    programs: Programs,
    releases: Path,
    tmp_path: Path,
) -> None:
    import psycopg
    from prefect.client.orchestration import SyncPrefectClient
    from prefect.client.schemas.actions import WorkPoolCreate

    both = tmp_path / "both"
    both.mkdir()
    # Two runs over the same folders, as two hosts would take them.
    copy_text(
        PROJECT / "prefect.yaml",
        tmp_path / "prefect.yaml",
        (
            "says so.\n    concurrency_limit:\n      limit: 1",
            "says so.\n    concurrency_limit:\n      limit: 2",
        ),
    )
    here = {
        "PREFECT_API_URL": on_postgres.url,
        "DECLASS_WATCH": str(releases),
        "DECLASS_OUT": str(tmp_path / "out"),
    }
    with SyncPrefectClient(on_postgres.url) as client:
        client.create_work_pool(WorkPoolCreate(name="declass", type="process"))
        assert programs("prefect", "--no-prompt", "deploy", "--all", **here).wait(90) == 0
        nightly = client.read_deployment_by_name("declass-scheduled/nightly").id
        more = nightly_parameters(releases, tmp_path / "out")
        runs = [client.create_flow_run_from_deployment(nightly, parameters=more).id for _ in range(2)]
        loud = {"PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "INFO"}
        command = ("worker", "start", "--pool", "declass", "--limit", "1")
        for _ in runs:
            programs("prefect", *command, **here, **loud, QUICK_SECONDS=SECONDS, QUICK_MEET=str(both))
        states = {}
        wait_for(
            lambda: all(
                states.update({r: client.read_flow_run(r).state}) or states[r].is_final() for r in runs
            ),
            150,
            "the end of both runs",
        )
    assert {state.name for state in states.values()} == {"Completed"}
    told = rf"{DOCUMENTS} documents: (\d+) pages read"
    read = [int(re.match(told, state.message)[1]) for state in states.values()]
    # Each page once, and some by each of them.
    assert sum(read) == DOCUMENTS * PAGES
    assert min(read) > 0
    logs = [path.read_text() for path in tmp_path.glob("prefect-*.log")]
    assert sum("submitted to infrastructure" in log for log in logs) == 2
    with psycopg.connect(postgres_url) as database:
        assert database.execute(
            "SELECT count(*) FROM flow_run WHERE state_name = 'Completed'"
        ).fetchone() == (2,)


def nightly_parameters(folder: Path, out: Path) -> dict[str, Any]:
    return {"sources": [str(folder)], "out": str(out), "workers": 1, "settle_seconds": 0}
