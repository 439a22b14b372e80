"""Batches that wait for approval, as a Prefect server has them, and the answer; over its REST API, without Prefect.

A run of `flows.approval` is suspended until it gets an answer; whatever gives one (this, or Prefect's own page), the
server passes it on, and a worker takes the run up again.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from processors.errors import AccessError, UsageError

if TYPE_CHECKING:
    import httpx

APPROVAL_FLOW = "declass-approve"
API_URL = "PREFECT_API_URL"
# Where `declass serve` starts a server of its own.
_USUAL = "http://127.0.0.1:4200/api"
# Seconds: a server answers in well under one, on a machine that is busy with a batch in ten and more.
_SECONDS = 60.0
# Seconds between further tries: with SQLite a server that is writing says 503, and that one should ask again.
_PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
# More than anybody looks at.
_MOST = 200


@dataclass(frozen=True, slots=True)
class Held:
    """A batch that waits, or did.

    Attributes:
        id: of its run.
        name: of its run, as Prefect shows it.
        out: its folder for results.
        state: in Prefect's words: `Suspended`, `Completed`, ….
        message: that goes with the state.
        is_waiting: whether it takes an answer.
        address: where Prefect's page shows it.
    """

    id: str
    name: str
    out: str
    state: str
    message: str
    is_waiting: bool
    address: str


def held(out: str = "", *, only_waiting: bool = True) -> tuple[Held, ...]:
    """The batches that wait for approval, the newest first.

    Args:
        out: the folder for results, in full; empty for all.
        only_waiting: whether those that have ended are left out.

    Raises:
        AccessError: the Prefect server does not answer.
    """
    wanted: dict[str, Any] = {
        "flows": {"name": {"any_": [APPROVAL_FLOW]}},
        "sort": "START_TIME_DESC",
        "limit": _MOST,
    }
    if only_waiting:
        wanted["flow_runs"] = {"state": {"type": {"any_": ["PAUSED"]}}}
    found = [_held(run) for run in _asked("/flow_runs/filter", wanted)]
    return tuple(item for item in found if not out or item.out == out)


def choose(batches: tuple[Held, ...], batch: str = "") -> Held:
    """The batch that is meant: by the name or id of its run, or its folder; the only one where nothing is said.

    Raises:
        UsageError: there is none, or several.
    """
    meant = [
        b for b in batches if not batch or batch in (b.name, b.id) or b.out.rstrip("/") == batch.rstrip("/")
    ]
    if len(meant) == 1:
        return meant[0]
    if not meant:
        raise UsageError(
            f"no batch called {batch} waits for approval" if batch else "no batch waits for approval",
            hint="See docs/review.md for how one is held",
        )
    names = ", ".join(b.name for b in meant)
    raise UsageError(f"several batches wait for approval: {names}", hint="Name one of them")


def answer(batch: Held, *, approved: bool, by: str, note: str = "") -> None:
    """Gives a waiting batch its answer.

    Raises:
        AccessError: the Prefect server does not answer.
        UsageError: the batch waits no more.
    """
    told = {"run_input": {"approved": approved, "by": by, "note": note}}
    result = _asked(f"/flow_runs/{batch.id}/resume", told)
    if result.get("status") != "ACCEPT":
        reason = (result.get("details") or {}).get("reason") or "the server refuses"
        raise UsageError(f"{batch.name} cannot be answered: {reason}")


def api_url() -> str:
    """The Prefect server that is asked: the one that PREFECT_API_URL names, else that of `declass serve`."""
    return (os.environ.get(API_URL) or _USUAL).rstrip("/")


def _held(run: dict[str, Any]) -> Held:
    state = run.get("state") or {}
    return Held(
        id=str(run["id"]),
        name=str(run["name"]),
        out=str((run.get("parameters") or {}).get("out", "")),
        state=str(state.get("name") or run.get("state_name") or ""),
        message=str(state.get("message") or ""),
        is_waiting=run.get("state_type") == "PAUSED",
        address=f"{api_url().removesuffix('/api')}/runs/flow-run/{run['id']}",
    )


def _asked(path: str, body: dict[str, Any]) -> Any:
    import httpx

    url = api_url()
    try:
        with _client() as client:
            response = client.post(f"{url}{path}", json=body)
            for pause in _PAUSES:
                if response.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                    break
                time.sleep(pause)
                response = client.post(f"{url}{path}", json=body)
            response.raise_for_status()
            return response.json()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        told = f"{error}".splitlines()[0] if f"{error}" else type(error).__name__
        raise AccessError(
            f"the Prefect server does not answer ({told})",
            hint="Set PREFECT_API_URL to its address, such as http://127.0.0.1:4200/api",
        ) from error


def _client() -> httpx.Client:
    """A client that brings what Prefect's own brings to a server that wants a password or a key."""
    import httpx

    user, password = os.environ.get("PREFECT_API_AUTH_STRING", ""), os.environ.get("PREFECT_API_KEY", "")
    headers = {"Authorization": f"Bearer {password}"} if password and not user else {}
    auth = httpx.BasicAuth(*user.split(":", 1)) if ":" in user else None
    return httpx.Client(timeout=_SECONDS, headers=headers, auth=auth)
