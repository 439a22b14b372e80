"""A batch that waits for approval, on a real Prefect server: its run is suspended, costs no process, and publishes."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from declass.catalog.database import catalog_url, open_database
from declass.catalog.decisions import DecisionLog
from declass.publishing.approvals import answer, choose, held
from flows.server import Server
from processors.errors import AccessError, UsageError
from processors.sources.checksum import file_sha256
from tests.declass.publishing.conftest import Desk, read_into, scan
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


def test_a_server_that_is_not_there_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    with pytest.raises(AccessError, match="does not answer"):
        held()
