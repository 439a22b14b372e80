"""The documents of a batch under way: found one by one, looked at, opened, read in shards, finished."""

from __future__ import annotations

import contextlib
import queue
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeVar, cast

from prefect import Task
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture

from declass import interrupts
from declass.catalog.documents import Failure
from declass.gather import Gathered
from flows.batch import Batch, Busy, Document, shards
from flows.contents import Contents
from flows.ledger import Checked
from flows.results import DocumentResult
from flows.shards import SHARD_PAGES, Shard, ShardEnd

T = TypeVar("T")
Ends = list[DocumentResult | Busy]

# Documents a worker has open ahead: enough to keep it busy with files of one page, and few enough that another run
# over the same output finds work too.
_AHEAD = 8
# Seconds that a task waits for another shard: a document is opened and looked at in less.
_PATIENCE = 1.0
# Between two looks whether the batch was interrupted, while it waits.
_LOOK_SECONDS = 0.5


@dataclass(slots=True)
class _Reading:
    """A document whose pages are being read."""

    document: Document
    waiting: deque[Shard]
    under_way: int = 0
    failures: list[Failure] = field(default_factory=list)
    unread: bool = False


class Round:
    """One pass over documents: a few are under way at a time, shards are read in tasks, each ends with its last shard.

    Finding happens on a thread of its own, looking at documents (for which they are fetched) and opening them on
    others, reading in tasks, all else in the thread that calls `run`. A task here reads shards that wait, of several
    documents where they are small: a task costs a tenth of a second of Prefect and its server. A task on other
    machines reads one. When the batch is to stop, what was begun comes to its end, and documents that are not whole
    then are left to the next run.
    """

    def __init__(self, batch: Batch, workers: int, items: Iterator[Gathered], contents: Contents) -> None:
        """Takes the documents, and what this batch knows of contents already."""
        self._batch, self._workers, self._items, self._contents = batch, workers, items, contents
        self._finder = ThreadPoolExecutor(1)
        # Looking may wait for room for a copy, and opening leads to room: they must not wait for one another's threads.
        self._lookers = ThreadPoolExecutor(2 * workers)
        self._openers = ThreadPoolExecutor(2 * workers)
        read = batch.far.read_shard if batch.far else self._read_shards
        self._task: Task[[Shard], ShardEnd | None] = Task(
            read, name="read-pages", task_run_name="{shard}", cache_policy=NO_CACHE
        )
        self._tasks = 0
        # None where no more will come.
        self._ready: queue.SimpleQueue[Shard | None] = queue.SimpleQueue()
        # What is to be done next in the thread that calls `run`; it gives how documents end that do by it.
        self._next: queue.SimpleQueue[Callable[[], Ends]] = queue.SimpleQueue()
        # By the checksum of the document.
        self._reading: dict[str, _Reading] = {}
        self._unfinished = 0
        self._found = self._turn = 0
        self._looked: dict[int, tuple[Gathered, DocumentResult | Checked]] = {}
        self._under_way = 0

    @property
    def found(self) -> int:
        """Documents that were found so far."""
        return self._found

    @property
    def unfinished(self) -> int:
        """Documents that were left because the batch is to stop."""
        return self._unfinished

    def run(self) -> Iterator[DocumentResult | Busy]:
        """What became of each document, in the order in which they end."""
        with self._finder, self._lookers, self._openers:
            for _ in range(_AHEAD * self._workers):
                self._begin()
            while self._under_way:
                yield from self._following()()
        for _ in range(self._tasks):
            self._ready.put(None)

    def _following(self) -> Callable[[], Ends]:
        """What is to be done next, as soon as there is something."""
        while True:
            interrupts.look()
            with contextlib.suppress(queue.Empty):
                return self._next.get(timeout=_LOOK_SECONDS)

    def _begin(self) -> None:
        """Asks for the next document."""
        self._batch.guard.look()
        if self._is_stopping():
            return
        self._under_way += 1
        self._later(self._finder.submit(next, self._items, None), self._is_found)

    def _is_stopping(self) -> bool:
        return self._batch.guard.stopped is not None

    def _left(self, item: Gathered) -> Ends:
        """Leaves a document to the next run."""
        item.release()
        self._unfinished += 1
        self._under_way -= 1
        return []

    def _later(self, future: Future[T], then: Callable[[T], Ends]) -> None:
        future.add_done_callback(lambda done: self._next.put(lambda: then(done.result())))

    def _is_found(self, item: Gathered | None) -> Ends:
        if item is None:
            self._under_way -= 1
            return []
        if self._is_stopping():
            return self._left(item)
        number, self._found = self._found, self._found + 1
        self._later(self._lookers.submit(self._batch.look, item), partial(self._is_looked_at, number, item))
        return []

    def _is_looked_at(self, number: int, item: Gathered, looked: DocumentResult | Checked) -> Ends:
        """Goes on with it in its turn: which of several equal documents is read must not depend on their speed."""
        self._looked[number] = item, looked
        ends: Ends = []
        while self._turn in self._looked:
            ends += self._in_turn(*self._looked.pop(self._turn))
            self._turn += 1
        return ends

    def _in_turn(self, item: Gathered, looked: DocumentResult | Checked) -> Ends:
        if isinstance(looked, DocumentResult):
            return self._end(item, looked)
        if self._is_stopping():
            return self._left(item)
        first = self._contents.first(looked)
        if isinstance(first, Checked):
            self._batch.workers.start()
            self._later(self._openers.submit(self._batch.open, first), partial(self._opened, first))
            return []
        item.release()
        if first is None:
            self._under_way -= 1
            self._begin()
            return []
        return self._end(item, self._batch.copy(looked, first))

    def _opened(self, checked: Checked, opened: Document | DocumentResult | Busy | None) -> Ends:
        if opened is None:
            return self._put_off(checked)
        if isinstance(opened, Busy):
            waiting = [Busy(copy.item) for copy in self._contents.put_off(checked.sha256)]
            self._under_way -= 1
            self._begin()
            return [opened, *waiting]
        if isinstance(opened, DocumentResult):
            return self._ended(checked, opened)
        pages = opened.source.page_count
        self._batch.listener.planned(pages, pages - len(opened.missing))
        work = _Reading(opened, deque(shards(opened)))
        if not work.waiting:
            return self._finished(opened, [])
        self._reading[opened.source.sha256] = work
        # As many as there are tasks for them: what waits here need not be called back when the batch is to stop.
        for _ in range(2 * self._workers):
            self._submit(work)
        return self._after(work)

    def _submit(self, work: _Reading) -> None:
        """Has the next shard of a document read."""
        if not work.waiting or self._is_stopping():
            return
        shard = work.waiting.popleft()
        work.under_way += 1
        if self._batch.far is not None:
            # Other machines cannot see how much time is left.
            shard = replace(shard, seconds=self._batch.budgets[shard.sha256].left)
            self._begin_task(shard, partial(self._read_afar, shard))
            return
        self._ready.put(shard)
        if self._tasks < 2 * self._workers:
            self._begin_reading()

    def _begin_task(self, shard: Shard, then: Callable[[PrefectFuture[ShardEnd | None]], Ends]) -> None:
        """Begins a task; behind it, `then` is called in the thread that calls `run`."""
        self._task.submit(shard).add_done_callback(lambda done: self._next.put(partial(then, done)))

    def _begin_reading(self) -> Ends:
        """Begins a task with the first shard that waits, if one does."""
        with contextlib.suppress(queue.Empty):
            shard = self._ready.get_nowait()
            if shard is not None:
                self._begin_task(shard, self._ended_reading)
                self._tasks += 1
        return []

    def _read_shards(self, shard: Shard) -> None:
        """Reads a shard, and others that wait until they have the pages of a long one; this is a task."""
        pages = 0
        with contextlib.suppress(queue.Empty):
            while True:
                self._next.put(partial(self._read, shard, self._batch.read_shard(shard)))
                pages += len(shard.pages)
                following = self._ready.get(timeout=_PATIENCE) if pages < SHARD_PAGES else None
                if following is None:
                    return
                shard = following

    def _ended_reading(self, done: PrefectFuture[ShardEnd | None]) -> Ends:
        done.result()
        self._tasks -= 1
        return self._begin_reading()

    def _read_afar(self, shard: Shard, done: PrefectFuture[ShardEnd | None]) -> Ends:
        end = cast("ShardEnd", done.result())
        self._batch.read_afar(shard, end)
        return self._read(shard, end)

    def _read(self, shard: Shard, end: ShardEnd) -> Ends:
        work = self._reading[shard.sha256]
        work.under_way -= 1
        work.failures += end.failures
        work.unread = work.unread or bool(end.unread)
        self._submit(work)
        return self._after(work)

    def _after(self, work: _Reading) -> Ends:
        """Ends a document of which nothing is being read any more."""
        if work.under_way:
            return []
        document = work.document
        del self._reading[document.source.sha256]
        if work.waiting or work.unread:
            self._batch.leave(document)
            return self._put_off(document.checked)
        return self._finished(document, work.failures)

    def _finished(self, document: Document, failures: list[Failure]) -> Ends:
        if self._batch.guard.is_full:
            self._batch.leave(document)
            return self._put_off(document.checked)
        # Another document may be found and opened only by this thread, which is here.
        if self._under_way == 1:
            self._lull(document.source.page_count)
        result = self._batch.finish(document, failures)
        return self._ended(document.checked, result, told=True)

    def _lull(self, pages: int) -> None:
        """Workers have nothing to read any more; the last document, of so many pages, is put together now."""
        # One that read so much would be replaced anyway, and a long document takes much memory here.
        if pages > self._batch.config.limits.pages_per_worker:
            self._batch.workers.rest()
        else:
            self._batch.workers.get_ready_to_draw()

    def _put_off(self, checked: Checked) -> Ends:
        """Leaves a document that was begun, and those with the same contents, to the next run."""
        self._unfinished += len(self._contents.put_off(checked.sha256))
        return self._left(checked.item)

    def _ended(self, checked: Checked, result: DocumentResult, *, told: bool = False) -> Ends:
        """A document that was to be read has ended, and those with the same contents with it."""
        ends = self._end(checked.item, result, told=told)
        for copy in self._contents.ended(checked, result):
            same = self._batch.copy(copy, result)
            self._batch.listener.planned(same.pages, same.pages)
            ends.append(same)
        return ends

    def _end(self, item: Gathered, result: DocumentResult, *, told: bool = False) -> Ends:
        """Lets go of a document and asks for another; `told` where the listener knows of its pages."""
        if not told:
            self._batch.listener.planned(result.pages, result.pages)
        item.release()
        self._under_way -= 1
        self._begin()
        return [result]
