"""What happens while browsers look on: decisions, also of other servers over the same catalog, and running batches."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from declass.catalog.database import Database
from declass.catalog.decisions import DecisionLog
from declass.catalog.models import DecisionRow
from declass.catalog.queue_fill import complete_queue, take_over
from declass.review.api_batches import RunView
from declass.review.batches import running
from processors.decisions.types import Decision
from processors.errors import DeclassError

_LOG = logging.getLogger("declass.review")
# Seconds between two looks at the log: other servers' decisions are seen within this time.
_POLL_SECONDS = 1.0
# Seconds between two signs of life, so that proxies keep a quiet connection open.
_ALIVE_SECONDS = 15.0
# Seconds within which a connection is ended when the server is to end.
_TURN_SECONDS = 0.5
# Events that wait for a browser that is slow to take them; then it is told to load anew.
_WAITING = 200
_MISSED = 'event: missed\ndata: {"type": "missed"}\n\n'


@dataclass(eq=False, slots=True)
class _Listener:
    loop: asyncio.AbstractEventLoop
    queue: asyncio.Queue[str] = field(default_factory=lambda: asyncio.Queue(_WAITING))

    def put(self, event: str) -> None:
        """Called in the loop's thread."""
        if self.queue.full():
            while not self.queue.empty():
                self.queue.get_nowait()
            event = _MISSED
        self.queue.put_nowait(event)


class Live:
    """Tells listeners what happens. Safe for several threads."""

    def __init__(self, database: Database, output: int | None) -> None:
        """Takes the open catalog and the number of the folder for results, None for all; `start` begins to look."""
        self._database, self._output, self._log = database, output, DecisionLog(database)
        self._progress: dict[int, RunView] = {}
        # Whether the server is told to end: it waits for its connections, which end when they see it.
        self.leaving: Callable[[], bool] = lambda: False
        self._lock = threading.Lock()
        self._listeners: set[_Listener] = set()
        self._seen = 0
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begins to look at the log, and fills the queue with documents that an older version filed.

        Raises:
            AccessError: the catalog cannot be used.
        """
        with self._database.reading() as connection:
            self._seen = connection.execute(sa.select(sa.func.max(DecisionRow.number))).scalar() or 0
        self._thread = threading.Thread(target=self._watch, name="declass-review-live", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends the looking."""
        self._ending.set()
        if self._thread is not None:
            self._thread.join()

    def decided(self, decisions: Sequence[Decision]) -> None:
        """Tells of decisions that this server took; they are told once."""
        with self._lock:
            new = [d for d in decisions if d.number > self._seen]
            if not new or new[0].number > self._seen + 1:
                # Others decided meanwhile: the next look tells all in order.
                return
            self._seen = new[-1].number
        for decision in new:
            self.tell("decision", _plain(decision))

    def tell(self, kind: str, data: dict[str, object]) -> None:
        """Sends an event to all that listen."""
        event = f"event: {kind}\ndata: {json.dumps({'type': kind, **data})}\n\n"
        with self._lock:
            listeners = tuple(self._listeners)
        for listener in listeners:
            # A connection that ends at this moment has no loop any more.
            with contextlib.suppress(RuntimeError):
                listener.loop.call_soon_threadsafe(listener.put, event)

    async def events(self, may_listen: Callable[[], bool] = lambda: True) -> AsyncIterator[str]:
        """Events as they come, in the form of server-sent events, as long as `may_listen` says so."""
        listener = _Listener(asyncio.get_running_loop())
        with self._lock:
            self._listeners.add(listener)
        try:
            yield "retry: 2000\n\n"
            quiet = 0.0
            while not (self._ending.is_set() or self.leaving()):
                try:
                    event = await asyncio.wait_for(listener.queue.get(), _TURN_SECONDS)
                except TimeoutError:
                    quiet += _TURN_SECONDS
                    event = ": alive\n\n" if quiet >= _ALIVE_SECONDS else ""
                # Asked behind the waiting: what happens after a log-out is told no more.
                if not may_listen():
                    break
                if event:
                    yield event
                    quiet = 0.0
        finally:
            with self._lock:
                self._listeners.discard(listener)

    def _watch(self) -> None:
        left = 1
        while not self._ending.wait(0.0 if left else _POLL_SECONDS):
            try:
                left = complete_queue(self._database) if left else 0
                take_over(self._database)
                self._look()
                self._look_at_runs()
            except (DeclassError, sa.exc.SQLAlchemyError) as error:
                # The database may be away for a while, which answers say too; or a batch files the same document now.
                _LOG.warning("%s", error)
                self._ending.wait(_POLL_SECONDS)

    def _look_at_runs(self) -> None:
        """Tells how far running batches are, and that one ended."""
        with self._lock:
            if not self._listeners:
                return
        now = running(self._database, self._output)
        for number in sorted(now.keys() | self._progress.keys()):
            run = now.get(number)
            if run != self._progress.get(number):
                self.tell("progress", {"batch": number, "run": run.model_dump() if run is not None else None})
        self._progress = now

    def _look(self) -> None:
        with self._lock:
            seen = self._seen
        for decision in self._log.after(seen):
            with self._lock:
                if decision.number <= self._seen:
                    continue
                self._seen = decision.number
            self.tell("decision", _plain(decision))


def _plain(decision: Decision) -> dict[str, object]:
    """What browsers need to know: which finding, what, by whom; they fetch the rest."""
    return {
        "number": decision.number,
        "key": f"{decision.sha256}/{decision.ref}",
        "sha256": decision.sha256,
        "page": decision.page,
        "ref": decision.ref,
        "act": str(decision.act),
        "undoes": decision.undoes,
        "reviewer": decision.reviewer,
    }
