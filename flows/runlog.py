"""The log of a Prefect run, as its page shows it, gets what `declass` tells."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from prefect.logging.handlers import APILogHandler
from prefect.runtime import flow_run

from declass.logs import LOG, LogChoice, TextLines, set_up


class _OfRun(logging.Filter):
    """Says which run a line is of: Prefect cannot tell in threads that it did not start."""

    def __init__(self, run: str) -> None:
        super().__init__()
        self._run = run

    def filter(self, record: logging.LogRecord) -> bool:
        """Lets every line through, with the run's id."""
        record.flow_run_id = self._run
        return True


@contextmanager
def in_run_log() -> Iterator[None]:
    """Lines of the log in this block also go to the Prefect run that is going on; none is, nothing changes."""
    run = flow_run.id
    if run is None:
        yield
        return
    handler = APILogHandler()
    handler.setFormatter(TextLines())
    handler.addFilter(_OfRun(str(run)))
    if not LOG.handlers:
        # A process of its own for a scheduled run: nobody has set the log up here.
        set_up(LogChoice.from_environment())
    LOG.addHandler(handler)
    try:
        yield
    finally:
        LOG.removeHandler(handler)
        handler.flush()
