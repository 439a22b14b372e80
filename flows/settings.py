"""Prefect's settings for a run that needs no set-up, made before Prefect is imported.

What the user has set in the environment always stands.
"""

from __future__ import annotations

import os

_DEFAULTS = {
    # The first start of the ephemeral server migrates a new database; that took over 20 s, the default time-out.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    # Nothing about a newsroom's or an archive's work leaves the machine.
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    # The screen belongs to the progress bar: Prefect's own log goes to its database and page only.
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_SERVER_LOG_RETRYABLE_ERRORS": "false",
    # Seconds between two parcels of log lines (2 by default): a line comes with each page, and each parcel takes the
    # server's time away from reading.
    "PREFECT_LOGGING_TO_API_BATCH_INTERVAL": "10",
    # A server that went away is asked again for 14 s a request (2 + 4 + 8), not for a minute; under load it answers.
    "PREFECT_CLIENT_MAX_RETRIES": "3",
    # Prefect's advice about colours and new versions is not for the users of this command.
    "PREFECT_CLI_PROMPT": "false",
}


# Seconds without a change after which a file in a drop folder counts as whole: the pause of a slow network copy.
SETTLE_SECONDS = 30.0
# Share of failed pages or unsure redactions above which somebody is told of a batch.
FLAG_SHARE = 0.1


def apply_defaults() -> None:
    """Sets each default that the environment leaves open. Call before `import prefect`."""
    for name, value in _DEFAULTS.items():
        os.environ.setdefault(name, value)
