"""Runs as the catalog keeps them: when one began, and how it ended."""

from __future__ import annotations

import datetime as dt
import os
import socket
from dataclasses import asdict, dataclass
from enum import StrEnum

import psutil
import sqlalchemy as sa

from declass.catalog.database import Database
from declass.catalog.documents import now
from declass.catalog.models import Run
from declass.catalog.rows import plain

# A process begins before its run does; clocks of processes and of the day differ by less (seconds).
_CLOCKS = 2.0


class RunOutcome(StrEnum):
    """How a run ended; one that was killed has none, nor one of an older version."""

    FINISHED = "finished"
    STOPPED = "stopped"
    INTERRUPTED = "interrupted"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class RunEnd:
    """What a run did.

    Attributes:
        outcome: `finished`; `stopped` by itself, for its failures or a full disk; `interrupted` by a person or the
            system; `failed` for an error that was nothing of a document.
        reason: why it did not come to its end, empty where it did.
        documents: that ended.
        documents_failed: those among them of which nothing could be read.
        unfinished: documents that were found and left to the next run.
        pages_read: by this run.
        pages_known: that were read before.
        pages_failed: that could not be read.
    """

    outcome: RunOutcome
    reason: str = ""
    documents: int = 0
    documents_failed: int = 0
    unfinished: int = 0
    pages_read: int = 0
    pages_known: int = 0
    pages_failed: int = 0


def start_run(database: Database, output: int, started: str) -> int:
    """Keeps that a run over an output begins; gives its number.

    Raises:
        AccessError: the catalog cannot be used.
    """
    row = {"output_id": output, "started": started, "host": socket.gethostname(), "pid": os.getpid()}
    with database.writing() as connection:
        number: int = connection.execute(sa.insert(Run).values(row).returning(Run.id)).scalar_one()
        return number


def end_run(database: Database, number: int, end: RunEnd) -> None:
    """Keeps how a run ended.

    Raises:
        AccessError: the catalog cannot be used.
    """
    values = {**asdict(end), "ended": now(), "outcome": str(end.outcome), "reason": plain(end.reason)}
    with database.writing() as connection:
        connection.execute(sa.update(Run).where(Run.id == number).values(values))


def run_state(started: str, ended: str | None, host: str, pid: int) -> str:
    """`ended`, `running`, `stopped` where it was killed, or `elsewhere`: on another machine, which is not asked."""
    if ended:
        return "ended"
    if host != socket.gethostname():
        return "elsewhere"
    return "running" if _runs_since(pid, started) else "stopped"


def _runs_since(pid: int, started: str) -> bool:
    """Whether the process that began a run is there, and not another one that got its number."""
    try:
        began: float = psutil.Process(pid).create_time()
    except psutil.AccessDenied:
        return True
    except psutil.Error:
        return False
    return began <= dt.datetime.fromisoformat(started).timestamp() + _CLOCKS
