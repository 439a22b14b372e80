"""A batch that waits for a person: the run is suspended, costs nothing meanwhile, and publishes when it is approved.

Prefect starts the flow again from its top when it goes on, so that nothing before the wait has an effect.
"""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.flow_runs import suspend_flow_run
from prefect.input import RunInput
from prefect.states import Cancelled, Completed

from declass.catalog.database import catalog_url, open_database
from declass.logs import LOG
from declass.publishing.approvals import APPROVAL_FLOW
from declass.publishing.waiting import waiting
from flows.publish import carry_out, told
from flows.runlog import in_run_log
from processors.errors import DeclassError


class Approval(RunInput):
    """What a person answers.

    Attributes:
        approved: whether the decisions are published.
        by: who answers.
        note: why.
    """

    approved: bool = True
    by: str = ""
    note: str = ""


# Results are kept: what is suspended can only go on so.
@flow(name=APPROVAL_FLOW, persist_result=True)
def approve(out: str) -> State[Any]:
    """Holds a batch until somebody approves it, and publishes its decisions then.

    Args:
        out: the folder for results.

    Raises:
        AccessError: the catalog or the folder cannot be used.
        UsageError: the catalog knows nothing of `out`.
    """
    with in_run_log():
        try:
            answer = suspend_flow_run(
                wait_for_input=Approval.with_initial_data(description=_asked(Path(out))), timeout=None
            )
            who = answer.by or "somebody"
            if not answer.approved:
                return Cancelled(message=f"not approved by {who}: {answer.note}".rstrip(": "))
            return Completed(message=f"approved by {who}: {told(carry_out(Path(out)))}")
        except DeclassError as error:
            LOG.error(str(error))
            raise


def _asked(out: Path) -> str:
    """What the person is asked, as Prefect's page shows it."""
    with contextlib.closing(open_database(catalog_url(out, None), create=False)) as database:
        documents = len(waiting(database, out))
    return f"Publish the decisions on {documents} documents? Look at them with: declass review"
