"""A Prefect server that goes away in the middle of a batch: pages are read and kept all the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx

from flows.progress import watcher
from processors.errors import AccessError


class Decoration:
    """What Prefect's pages show of a batch: left out from the moment on when the server does not answer."""

    def __init__(self) -> None:
        """The server is there so far."""
        self._gone = False

    def show(self, tell: Callable[[], object]) -> None:
        """Tells the server something that the batch does not depend on."""
        if self._gone:
            return
        try:
            tell()
        except httpx.HTTPError as error:
            self._gone = True
            watcher().message(f"the Prefect server does not answer ({error}); going on without it")


@contextmanager
def server_needed() -> Iterator[None]:
    """A run of a flow, which ends with an error for a person where the server that it began on is gone.

    Raises:
        AccessError: it is.
    """
    try:
        yield
    except (httpx.TransportError, RuntimeError) as error:
        # Prefect's client tells that it reaches nobody at the start by a RuntimeError.
        if not isinstance(error, httpx.TransportError) and not isinstance(
            error.__cause__, httpx.TransportError
        ):
            raise
        raise AccessError(
            f"the Prefect server does not answer ({error})",
            hint="What was read is kept: run the same command again",
        ) from error
