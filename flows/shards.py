"""Some pages of a document, read in a pool of worker processes: a few at a time, and again where that can help."""

from __future__ import annotations

import concurrent.futures
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from pathlib import Path

from declass.catalog.documents import Failure
from declass.catalog.store import PageStore
from flows.budget import Budget
from flows.guard import Guard
from flows.progress import Listener, PageEnd
from processors.config import Config
from processors.errors import DeclassError, PageTimeoutError, StoppedError, printable
from processors.in_worker import PageJob, Stamp
from processors.results import PageResult
from processors.workers import OutOfMemoryError, WorkerPool, outcome

# Pages a Prefect task reads, of one document or of several: some minutes of work, so that its own cost (0.1 s) does not
# show.
SHARD_PAGES = 50
# Seconds before a page is read again whose process was ended for want of memory, which others may have needed then.
AGAIN_SECONDS = (2.0, 10.0)
# Pages that wait in the pool for each worker: enough to keep it busy, few enough to stop soon.
_AHEAD = 2
# Seconds between two looks at which pages have begun.
_LOOK_SECONDS = 1.0

Steps = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Shard:
    """The work of one task.

    Attributes:
        path: the file, which may be a copy under a number.
        address: of the document, for people.
        sha256: of its contents.
        stamp: size and time of the last change that the file had when its checksum was taken.
        pages: their numbers.
        seconds: that reading the document may still take when the shard begins.
    """

    path: Path
    address: str
    sha256: str
    stamp: Stamp
    pages: tuple[int, ...]
    seconds: float = float("inf")

    def __str__(self) -> str:
        """The file's name and the pages, as task runs are called."""
        return f"{printable(self.address.rpartition('/')[2])} {self.pages[0]}-{self.pages[-1]}"


@dataclass(frozen=True, slots=True)
class ShardEnd:
    """What became of a shard.

    Attributes:
        failures: pages that could not be read.
        known: numbers of those among them that an earlier run could not read either.
        seconds: of each step of each page that is stored now, by its number.
        unread: pages that were not begun because the batch is to stop.
        stopped: why it is to stop, where that was seen here.
    """

    failures: tuple[Failure, ...] = ()
    known: tuple[int, ...] = ()
    seconds: tuple[tuple[int, Steps], ...] = ()
    unread: tuple[int, ...] = ()
    stopped: DeclassError | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """With what pages are read, and who hears of it."""

    pool: WorkerPool
    store: PageStore
    config: Config
    listener: Listener
    guard: Guard


def read_pages(reading: Reading, shard: Shard, budget: Budget) -> ShardEnd:
    """Reads the pages of a shard and stores each.

    Args:
        reading: with what.
        shard: which pages.
        budget: what reading the document may take; it gets less.

    Raises:
        AccessError: a result cannot be stored: without a place for results, reading on would be in vain.
        StoppedError: the pool was stopped, and the batch has not said that it is to stop.
    """
    return _Run(reading, shard, budget).end()


@dataclass(slots=True)
class _Run:
    """A shard under way."""

    reading: Reading
    shard: Shard
    budget: Budget
    waiting: deque[int] = field(init=False)
    # When pages may be read again, soonest first.
    again: list[tuple[float, int]] = field(default_factory=list)
    tries: Counter[int] = field(default_factory=Counter)
    under_way: dict[concurrent.futures.Future[PageResult], int] = field(default_factory=dict)
    began: dict[int, float] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    known: list[int] = field(default_factory=list)
    seconds: list[tuple[int, Steps]] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.waiting = deque(self.shard.pages)

    def end(self) -> ShardEnd:
        """Reads until nothing is left to do."""
        while self.waiting or self.again or self.under_way:
            self._give_up_the_rest()
            self._submit()
            if not self.under_way:
                time.sleep(
                    min(_LOOK_SECONDS, max(0.0, self.again[0][0] - time.monotonic())) if self.again else 0
                )
                continue
            done, running = concurrent.futures.wait(
                self.under_way, _LOOK_SECONDS, concurrent.futures.FIRST_COMPLETED
            )
            for future in running:
                if future.running():
                    self.began.setdefault(self.under_way[future], time.monotonic())
            for future in sorted(done, key=lambda one: self.under_way[one]):
                self._ended(self.under_way.pop(future), future)
        return ShardEnd(
            tuple(sorted(self.failures, key=lambda failure: failure.page)),
            tuple(sorted(self.known)),
            tuple(sorted(self.seconds)),
            tuple(sorted(self.unread)),
            self.reading.guard.stopped,
        )

    def _give_up_the_rest(self) -> None:
        """Lets go of what was not begun, where the batch is to stop or the document has had its time."""
        if self.reading.guard.stopped is not None:
            self.unread += self._taken()
        elif self.budget.left <= 0:
            self._out_of_time(self._taken())

    def _taken(self) -> list[int]:
        rest = [*self.waiting, *(number for _, number in self.again)]
        self.waiting.clear()
        self.again.clear()
        return rest

    def _out_of_time(self, pages: list[int]) -> None:
        """Pages that would have come after those which took all the time that the document has."""
        if not pages:
            return
        minutes = round(self.budget.seconds / 60)
        told = PageTimeoutError(
            f"was not read: its document took more than {minutes} min",
            file=self.shard.address,
            page=pages[0],
            hint="The next run reads on from there",
        )
        self.reading.listener.message(told)
        # Those behind the first were not even tried.
        self._judge(pages[0], told)
        self.known += pages[1:]
        for number in pages:
            self.failures.append(Failure.of(number, told))
            self.reading.listener.page_read(PageEnd(self.shard.address, number, None))

    def _submit(self) -> None:
        while self.again and self.again[0][0] <= time.monotonic():
            self.waiting.append(self.again.pop(0)[1])
        while self.waiting and len(self.under_way) < _AHEAD * self.reading.pool.workers:
            number = self.waiting.popleft()
            job = PageJob(str(self.shard.path), number, self.shard.stamp)
            self.under_way[self.reading.pool.read(job, self.budget.left)] = number

    def _ended(self, number: int, future: concurrent.futures.Future[PageResult]) -> None:
        reading, address = self.reading, self.shard.address
        began = self.began.pop(number, None)
        try:
            result = outcome(future, address, number, reading.config)
        except StoppedError:
            if reading.guard.stopped is None:
                raise
            self.unread.append(number)
        except DeclassError as error:
            self.budget.spend(time.monotonic() - began if began is not None else 0.0)
            self._failed(number, error)
        else:
            self.budget.spend(sum(spent for _, spent in result.seconds))
            reading.store.put_page(self.shard.sha256, result)
            self.seconds.append((number, result.seconds))
            reading.listener.page_read(PageEnd(address, number, result.seconds))
            reading.guard.page(address)

    def _failed(self, number: int, error: DeclassError) -> None:
        reading, address = self.reading, self.shard.address
        if isinstance(error, OutOfMemoryError) and self.tries[number] < len(AGAIN_SECONDS):
            pause = AGAIN_SECONDS[self.tries[number]]
            self.tries[number] += 1
            self.again = sorted([*self.again, (time.monotonic() + pause, number)])
            reading.listener.message(f"{error}; it is read again in {pause:.0f} s")
            return
        self.failures.append(Failure.of(number, error))
        reading.listener.message(error)
        reading.listener.page_read(PageEnd(address, number, None))
        self._judge(number, error)

    def _judge(self, number: int, error: DeclassError) -> None:
        """Tells the guard of a failure, unless an earlier run met it."""
        if is_new_failure(self.reading.store, f"{self.shard.sha256} {number}"):
            self.reading.guard.page(self.shard.address, error)
        else:
            self.known.append(number)


def is_new_failure(store: PageStore, what: str) -> bool:
    """Whether no earlier run could not read this; it is kept for later ones.

    Args:
        store: of the output.
        what: the page, document or address.

    Raises:
        AccessError: the place for results cannot be used.
    """
    if store.is_known_failure(what):
        return False
    store.put_failure(what)
    return True
