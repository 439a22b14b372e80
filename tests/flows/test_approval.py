"""A batch that waits for approval, on a real Prefect server: its run is suspended, costs no process, and publishes."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from declass.catalog.database import catalog_url, open_database
from declass.catalog.decisions import DecisionLog
from declass.publishing.approvals import answer, choose, held
from declass.review.app import create_app
from declass.review.settings import ReviewSettings
from flows.server import Server
from processors.errors import AccessError, UsageError
from processors.sources.checksum import file_sha256
from tests.declass.publishing.conftest import Desk, read_into, scan
from tests.declass.review.conftest import HOME, Browser
from tests.flows.services import wait_for
from tests.flows.test_schedule import PROJECT, runs_of

pytestmark = [pytest.mark.prefect, pytest.mark.slow]

Programs = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def client(prefect_server: Server) -> Iterator[Any]:
    """A client of the server's API, whatever server this process uses else."""
    from prefect.client.orchestration import SyncPrefectClient

    with SyncPrefectClient(prefect_server.url) as made:
        yield made


@pytest.fixture
def reviewed(tmp_path: Path) -> Iterator[Desk]:
    """A batch with a decision that is not published."""
    out, source = tmp_path / "out", scan(tmp_path / "memo.pdf")
    out.mkdir()
    database = open_database(catalog_url(out, None))
    read_into(out, database, source)
    desk = Desk(out, database, source, file_sha256(source))
    desk.correct(1, "The first line as a person reads it")
    yield desk
    database.close()


def test_a_batch_waits_is_listed_and_published_when_it_is_approved(
    programs: Programs,
    client: Any,
    prefect_server: Server,
    reviewed: Desk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from prefect.client.schemas.actions import WorkPoolCreate

    monkeypatch.setenv("PREFECT_API_URL", prefect_server.url)
    (tmp_path / "prefect.yaml").write_text((PROJECT / "prefect.yaml").read_text())
    folders = {"DECLASS_WATCH": str(tmp_path), "DECLASS_OUT": str(reviewed.out)}
    client.create_work_pool(WorkPoolCreate(name="declass", type="process"))
    assert programs("prefect", "--no-prompt", "deploy", "--name", "approve", **folders).wait(300) == 0
    programs("prefect", "worker", "start", "--pool", "declass")
    assert programs("prefect", "deployment", "run", "declass-approve/approve").wait(300) == 0
    wait_for(lambda: held(str(reviewed.out)), 400, "a run that waits")

    (batch,) = held()
    assert (batch.state, batch.is_waiting, batch.out) == ("Suspended", True, str(reviewed.out))
    assert "person" not in reviewed.text, "nothing is published before"
    assert held("/another/folder") == ()
    with pytest.raises(UsageError, match="no batch called"):
        choose(held(), "another")

    told = programs("declass", "approve", str(reviewed.out), "--reviewer", "Ada", "--note", "looked at")
    assert told.wait(300) == 0, (tmp_path / "declass-3.log").read_text()
    wait_for(lambda: runs_of(client, "approve").get("Completed"), 400, "the run to go on and end")
    (run,) = runs_of(client, "approve")["Completed"]
    assert run.state.message.startswith("approved by Ada: 1 documents published")
    assert "The first line as a person reads it" in reviewed.text
    assert held() == ()
    with pytest.raises(UsageError, match="cannot be answered"):
        answer(batch, approved=True, by="Ada")

    assert programs("prefect", "deployment", "run", "declass-approve/approve").wait(300) == 0
    wait_for(lambda: held(str(reviewed.out)), 400, "another run that waits")
    answer(choose(held()), approved=False, by="Bob", note="not yet")
    wait_for(lambda: runs_of(client, "approve").get("Cancelled"), 400, "the run to end")
    (run,) = runs_of(client, "approve")["Cancelled"]
    assert run.state.message == "not approved by Bob: not yet"
    assert len(DecisionLog(reviewed.database).of(reviewed.sha256)) == 1


@pytest.mark.parametrize(
    ("approved", "state", "told"),
    [
        (False, "Cancelled", "not approved by Ada: not yet"),
        (True, "Completed", "approved by Ada: 1 documents published"),
    ],
)
def test_the_page_answers_the_run_that_waits(
    approved: bool,
    state: str,
    told: str,
    client: Any,
    prefect_server: Server,
    reviewed: Desk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PREFECT_API_URL", prefect_server.url)
    run = _held_run(client, reviewed.out)
    _carry_on(run.id, client, prefect_server)
    assert client.read_flow_run(run.id).state_name == "Suspended"

    settings = ReviewSettings(catalog="", out=reviewed.out, cache=tmp_path / "cache", reviewer="Ada")
    with TestClient(create_app(settings), base_url=HOME) as page:
        browser = Browser(page)
        (seen,) = browser.get("/batches/1").json()["approvals"]
        assert (seen["name"], seen["state"], seen["waiting"]) == (run.name, "Suspended", True)
        said = {"name": run.name, "approved": approved, "note": "not yet"}
        answer_ = browser.post("/batches/1/approve", said)
        assert answer_.status_code == 200, answer_.text
        _carry_on(run.id, client, prefect_server)
        (ended,) = browser.get("/batches/1").json()["approvals"]
        assert (ended["state"], ended["waiting"]) == (state, False)
        # Answered once, it takes no other answer.
        assert browser.post("/batches/1/approve", said).status_code == 422
    found = client.read_flow_run(run.id).state
    assert (found.name, found.message.startswith(told)) == (state, True), found.message
    assert ("as a person reads it" in reviewed.text) is approved


def _held_run(client: Any, out: Path) -> Any:
    """A run of a deployment of the flow, as `prefect deployment run` makes one."""
    from flows.approval import approve

    deployment = client.create_deployment(client.create_flow(approve), name=f"of {out.parent.name}")
    return client.create_flow_run_from_deployment(deployment, parameters={"out": str(out)})


def _carry_on(run: Any, client: Any, server: Server) -> None:
    """Does what a worker does with a run that is due, in this process; a run that waits leaves it."""
    from prefect.exceptions import Pause
    from prefect.flow_engine import run_flow
    from prefect.settings import PREFECT_API_URL, PREFECT_LOGGING_TO_API_ENABLED, temporary_settings

    from flows.approval import approve

    here = {PREFECT_API_URL: server.url, PREFECT_LOGGING_TO_API_ENABLED: False}
    with temporary_settings(here), contextlib.suppress(Pause):
        due = client.read_flow_run(run)
        run_flow(approve, flow_run=due, parameters=due.parameters, return_type="state")


def test_a_server_that_is_not_there_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    with pytest.raises(AccessError, match="does not answer"):
        held()
