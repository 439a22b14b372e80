"""What the catalog keeps of a batch beside its documents: how it ended, and what could not be had."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from declass.catalog.gone import INSIDE
from declass.catalog.runs import RunEnd, RunOutcome
from declass.gather.local import whole
from declass.gather.patterns import split_pattern
from flows.ledger import Ledger
from flows.results import Outcome, Summary
from processors.errors import DeclassError


@contextlib.contextmanager
def begun(ledger: Ledger, started: str) -> Iterator[int]:
    """A run, by its number in the catalog; what ends it in this block, other than its last line, is kept as the reason.

    Raises:
        AccessError: the catalog cannot be used.
    """
    number = ledger.catalog.start_run(started)
    try:
        yield number
    except BaseException as error:
        told = str(error) or type(error).__name__
        failed = isinstance(error, Exception)
        end = RunEnd(RunOutcome.FAILED, told) if failed else RunEnd(RunOutcome.INTERRUPTED)
        # That the catalog cannot be used either says less than the error.
        with contextlib.suppress(DeclassError):
            ledger.catalog.end_run(number, end)
        raise


def keep_end(ledger: Ledger, number: int, summary: Summary, sources: Sequence[str | Path]) -> None:
    """Keeps how the run of that number ended, and forgets problems of files and places that it did not meet again.

    Raises:
        AccessError: the catalog cannot be used.
    """
    ledger.catalog.end_run(number, _end(summary))
    if summary.stopped is None:
        named = [_in_full(str(source)) for source in sources]
        ledger.catalog.forget_problems(lambda address: any(map(partial(comes_by, address), named)))


def put_problem(ledger: Ledger, address: str, error: DeclassError) -> None:
    """Keeps that something could not be had, until a run over the same source has it.

    Raises:
        AccessError: the catalog cannot be used.
    """
    ledger.catalog.put_problem(_in_full(address), error)


def comes_by(address: str, source: str) -> bool:
    """Whether gathering a source looks at an address, at what lies in it, or on the way there; both in full."""
    if address == source or address.startswith((f"{source.rstrip('/')}/", f"{source}{INSIDE}")):
        return True
    base, pattern = split_pattern(source)
    if pattern is None or not address.startswith(f"{base.rstrip('/')}/"):
        return False
    states = pattern.start
    for name in address[len(base.rstrip("/")) + 1 :].split("/"):
        if pattern.accepts(states):
            break
        states = pattern.step(states, name)
    return bool(states)


def _in_full(address: str) -> str:
    return address if "://" in address else whole(Path(address))


def _end(summary: Summary) -> RunEnd:
    stopped = summary.stopped
    return RunEnd(
        RunOutcome.FINISHED if stopped is None else RunOutcome.STOPPED,
        reason="" if stopped is None else str(DeclassError(stopped.message, file=stopped.file)),
        documents=len(summary.documents),
        documents_failed=sum(d.outcome is Outcome.FAILED for d in summary.documents),
        unfinished=summary.unfinished,
        pages_read=summary.pages_read,
        pages_known=summary.pages_known,
        pages_failed=summary.pages_failed,
    )
