"""Who is told when a batch failed, or found much that a person should look at.

A flow cannot call anyone itself: it says what happened as an event, and an automation on the Prefect server, which also
sees runs that died, calls a web address or sends a message by one of Prefect's notification blocks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from declass.logs import LOG
from processors.errors import DeclassError, UsageError
from processors.outputs.record import RECORD_NAME, load_record
from processors.records import FindingStatus

if TYPE_CHECKING:
    from uuid import UUID

    from prefect.events.actions import CallWebhook, SendNotification

    from flows.results import DocumentResult, Summary

FLAGGED = "declass.batch.flagged"
FAILED = ("prefect.flow-run.Failed", "prefect.flow-run.Crashed")
# The name of the automation and of the block with the address, as the server's pages list them.
AUTOMATION = "declass: a batch failed or is to be looked at"
BLOCK = "declass-notify"
# A redaction found less surely than this counts as unsure. In 33 real documents 6 of 215 are.
UNSURE_BELOW = 0.8
_BLOCK = re.compile(r"[a-z0-9-]+/[a-z0-9-]+")
_PAYLOAD = (
    '{"event": "{{ event.event }}", "run": "{{ flow_run.name }}", "state": "{{ flow_run.state.name }}", '
    '"url": "{{ flow_run|ui_url }}", "figures": {{ event.payload.get("figures", {})|tojson }} }'
)
_SUBJECT = "declass: {{ event.event }}"
_BODY = (
    "Run {{ flow_run.name }} ({{ flow_run|ui_url }}) is {{ flow_run.state.name }}.\n"
    '{% for name, value in event.payload.get("figures", {}).items() %}{{ name }}: {{ value }}\n{% endfor %}'
)


@dataclass(frozen=True, slots=True)
class Figures:
    """What of a batch is to be looked at; only what it read counts, and what no earlier one failed at.

    `sources_absent` are those that could not be had, which every batch tells of as long as that lasts.
    """

    documents: int = 0
    documents_failed: int = 0
    pages: int = 0
    pages_failed: int = 0
    redactions: int = 0
    redactions_unsure: int = 0
    sources_absent: int = 0

    @property
    def share(self) -> float:
        """The larger share, 0 to 1, of pages that failed, documents that could not be opened and unsure redactions."""
        pairs = (
            (self.documents_failed, self.documents),
            (self.pages_failed, self.pages),
            (self.redactions_unsure, self.redactions),
        )
        return max(part / whole if whole else 0.0 for part, whole in pairs)


def figures(summary: Summary, out: Path) -> Figures:
    """Counts what a batch read, from the records under `out`."""
    seen = summary.seen
    new = [d for d in summary.documents if d.outcome == "read" or d.pages_read]
    return Figures(
        documents=seen.documents,
        documents_failed=seen.documents_failed,
        pages=seen.pages,
        pages_failed=seen.pages_failed,
        redactions=sum(d.redactions for d in new),
        redactions_unsure=sum(_unsure(d, out) for d in new),
        sources_absent=len(summary.absent),
    )


def _unsure(document: DocumentResult, out: Path) -> int:
    if not document.redactions or not document.folder:
        return 0
    try:
        record = load_record((out / document.folder / RECORD_NAME).read_bytes())
    except (OSError, DeclassError):
        # Another program may have taken the folder away; the batch itself went well.
        return 0
    found = (r for page in record.pages for r in page.redactions)
    return sum(r.status is FindingStatus.UNSURE or r.confidence < UNSURE_BELOW for r in found)


def tell_if_flagged(found: Figures, share: float) -> bool:
    """Sends the event `declass.batch.flagged` where more than `share` is to be looked at, or a source is away.

    Call it in a flow run.

    Args:
        found: what the batch found.
        share: 0 to 1; 0 tells of the first page that failed.
    """
    if found.share <= share and not found.sources_absent:
        return False
    from dataclasses import asdict

    from prefect.events import emit_event
    from prefect.runtime import flow_run

    LOG.warning(
        f"to be looked at: {found.documents_failed} of {found.documents} documents and {found.pages_failed} of "
        f"{found.pages} pages failed, {found.redactions_unsure} of {found.redactions} redactions are unsure, "
        f"{found.sources_absent} sources could not be had"
    )
    emit_event(
        FLAGGED,
        resource={"prefect.resource.id": f"declass.batch.{flow_run.id}"},
        payload={"figures": asdict(found), "share": round(found.share, 4)},
    )
    return True


def check_target(target: str) -> None:
    """Sees that a target can be one.

    Raises:
        UsageError: it is neither a web address nor `type/name` of a block.
    """
    if not target.startswith(("http://", "https://")) and not _BLOCK.fullmatch(target):
        raise UsageError(
            "--notify takes a web address (https://…) or a Prefect notification block, such as slack-webhook/news"
        )


def notify(target: str, flows: Iterable[str]) -> UUID:
    """Makes (or changes) the automation that tells `target` of batches that failed or are to be looked at.

    Args:
        target: a web address, which gets a POST with JSON; or a notification block that is on the server, as
            `type/name`, for e-mail, Slack and others.
        flows: names of the flows.

    Raises:
        UsageError: it is neither, or there is no such block on the server.
    """
    check_target(target)
    from prefect.client.orchestration import get_client
    from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture
    from prefect.events.schemas.events import ResourceSpecification

    trigger = EventTrigger(
        expect={FLAGGED, *FAILED},
        match_related=ResourceSpecification(
            {"prefect.resource.role": "flow", "prefect.resource.name": sorted(flows)}
        ),
        for_each={"prefect.resource.id"},
        posture=Posture.Reactive,
        threshold=1,
    )
    wanted = AutomationCore(name=AUTOMATION, trigger=trigger, actions=[_action(target)])
    with get_client(sync_client=True) as client:
        there = client.read_automations_by_name(AUTOMATION)
        if not there:
            return client.create_automation(wanted)
        client.update_automation(there[0].id, wanted)
        return there[0].id


def _action(target: str) -> SendNotification | CallWebhook:
    from prefect.blocks.webhook import Webhook
    from prefect.client.orchestration import get_client
    from prefect.events.actions import CallWebhook, SendNotification
    from prefect.exceptions import ObjectNotFound
    from pydantic import SecretStr

    if _BLOCK.fullmatch(target):
        slug, name = target.split("/")
        with get_client(sync_client=True) as client:
            try:
                block = client.read_block_document_by_name(name, slug)
            except ObjectNotFound as error:
                raise UsageError(
                    f"the Prefect server has no notification block {target}",
                    hint="Make it on the server's page, under Blocks",
                ) from error
        return SendNotification(block_document_id=block.id, subject=_SUBJECT, body=_BODY)
    # From a synchronous function the call is synchronous; its type admits both.
    saved = cast("UUID", Webhook(url=SecretStr(target)).save(BLOCK, overwrite=True))
    return CallWebhook(block_document_id=saved, payload=_PAYLOAD)
