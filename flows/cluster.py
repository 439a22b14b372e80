"""Reading on a Dask cluster: a shard is a Dask task, its results go to the place for results of pages, which all share.

Each Dask worker reads in worker processes of its own, as many as it has threads, so that a page that hangs or crashes
loses only itself there too. A Dask worker that dies takes nothing with it but the shards that it was reading: the
scheduler gives them to others, and their pages are stored under the same names.
"""

from __future__ import annotations

import functools
import multiprocessing
import os
import socket
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from declass.catalog.digests import page_digest
from declass.catalog.store import STORE_NAME, PageStore
from flows.bucket import objects_at, store_place
from flows.budget import Budget
from flows.guard import Guard
from flows.policy import Policy
from flows.progress import Logged
from flows.shards import Reading, Shard, ShardEnd, read_pages
from processors.config import Config
from processors.errors import AccessError, DeclassError, MissingError, UsageError
from processors.ocr.versions import engine_tools
from processors.workers import WorkerPool

if TYPE_CHECKING:
    from distributed import Client
    from prefect.futures import PrefectFuture
    from prefect.task_runners import TaskRunner

    from flows.ledger import Ledger

# Seconds to wait for the scheduler to answer.
_CONNECT_SECONDS = 15.0
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def cluster_runner(address: str) -> TaskRunner[PrefectFuture[Any]]:
    """The task runner of a flow whose shards are read on the cluster at `address`, such as tcp://scheduler:8786.

    Raises:
        MissingError: `prefect-dask` is not installed.
        UsageError: no Prefect server is named that the machines of the cluster could tell how it goes.
    """
    try:
        from prefect_dask.task_runners import DaskTaskRunner
    except ImportError as error:
        raise MissingError(
            "--dask needs the package prefect-dask", hint="Install it with: pip install 'declass[dask]'"
        ) from error
    if not os.environ.get("PREFECT_API_URL") and not any(f"//{name}:" in address for name in _LOOPBACK):
        raise UsageError(
            "the machines of a cluster need a Prefect server that all of them reach",
            hint="Start one with: prefect server start --host 0.0.0.0. Then set PREFECT_API_URL (docs/scale.md)",
        )
    return cast("TaskRunner[PrefectFuture[Any]]", DaskTaskRunner(address=address))


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster whose workers are fit to read; it is sent to them with each shard.

    Attributes:
        out: the folder for results; where `store` is empty, all machines have it under the same path.
        pages: digest of all that results of pages depend on; a worker with other programs is not fit.
        config: the settings.
        places: pages that were read at the same time when the batch began; workers may come and go.
        policy: when a batch stops; what is seen on one machine alone stops it only with the first failure or when a
            disk runs full.
        store: the place for results of pages, as `flows.bucket.store_place` gives it.
    """

    out: str
    pages: str
    config: Config
    places: int
    policy: Policy
    store: str = ""

    @classmethod
    def at(cls, address: str, ledger: Ledger, config: Config, policy: Policy) -> Cluster:
        """Looks whether all workers of the cluster are fit.

        Raises:
            AccessError: the scheduler does not answer, it has no workers, or one of them is not fit.
            UsageError: the address is not understood.
        """
        out, store = str(ledger.out.resolve()), store_place()
        objects, probe = objects_at(store, ledger.out), f"probe-{uuid.uuid4().hex}"
        objects.put(probe, b"")
        try:
            with _client(address) as client:
                threads = cast("dict[str, int]", client.nthreads())
                if not threads:
                    raise AccessError(
                        f"the Dask scheduler at {address} has no workers",
                        hint=f"Start one on each machine: dask worker --no-nanny --nthreads N {address}",
                    )
                pages = ledger.store.pages
                asked = client.run(_unfit, out, store, probe, pages, config)
                for worker, unfit in asked.items():
                    if unfit:
                        raise AccessError(f"the Dask worker {worker} {unfit}")
        finally:
            objects.remove(probe)
        # Whether too many fail is for whoever sees all of them.
        return cls(out, pages, config, sum(threads.values()), replace(policy, max_failures=1.0), store)

    def read_shard(self, shard: Shard) -> ShardEnd:
        """Reads and stores what is missing of a shard, in this process of a cluster.

        Raises:
            AccessError: a result cannot be stored, or this machine is not fit.
            StoppedError: this process is being stopped.
        """
        unfit = _unfit(self.out, self.store, "", self.pages, self.config)
        if unfit:
            raise AccessError(f"the Dask worker on {socket.gethostname()} {unfit}")
        objects = objects_at(self.store, Path(self.out))
        store = PageStore(Path(self.out), self.pages, objects=objects)
        # Another worker may have died when it had read some of them.
        there = {result.page.number: result.seconds for result in store.read(shard.sha256, shard.pages)}
        left = tuple(number for number in shard.pages if number not in there)
        guard = Guard(self.policy, [] if self.store else [Path(self.out)])
        reading = Reading(_readers(self.config), store, self.config, Logged(), guard)
        end = read_pages(reading, replace(shard, pages=left), Budget(shard.seconds))
        return replace(end, seconds=tuple(sorted({**there, **dict(end.seconds)}.items())))


def _client(address: str) -> Client:
    from distributed import Client

    try:
        return Client(  # type: ignore[no-untyped-call]
            address, timeout=_CONNECT_SECONDS, set_as_default=False
        )
    except OSError as error:
        raise AccessError(
            f"no Dask scheduler answers at {address}", hint="Start it with: dask scheduler"
        ) from error
    except ValueError as error:
        raise UsageError(
            f"{address} is no address of a Dask scheduler", hint="It looks like tcp://scheduler:8786"
        ) from error


def _unfit(out: str, store: str, probe: str, pages: str, config: Config) -> str:
    """What keeps this process of a cluster from reading, empty where nothing does.

    Args:
        out: the folder for results.
        store: the place for results of pages, empty where it is in `out`.
        probe: the key of something that lies there; empty to look for nothing.
        pages: digest of all that results of pages depend on.
        config: the settings.
    """
    unseen = _unseen(out, store, probe)
    if unseen:
        return unseen
    if multiprocessing.current_process().daemon:
        return (
            "may not start processes: start it with --no-nanny, or set DASK_DISTRIBUTED__WORKER__DAEMON=False"
        )
    try:
        own = _own_digest(config.digest(), config)
    except DeclassError as error:
        return f"cannot read: {error}"
    if own != pages:
        return "has another version of declass or of its OCR engines, or other settings, than this machine"
    return ""


def _unseen(out: str, store: str, probe: str) -> str:
    """Why this process cannot see what others put under the key `probe`, empty where it can, or where there is none."""
    try:
        if not probe and (store or (Path(out) / STORE_NAME).exists()):
            return ""
        if probe and objects_at(store, Path(out)).get([probe])[0] is not None:
            return ""
    except DeclassError as error:
        return f"cannot read: {error}"
    if store:
        return f"does not see {store}: results of pages need a place that all machines share"
    return f"does not see {out}: results need storage that all machines share, under the same path"


_digests: dict[str, str] = {}


def _own_digest(key: str, config: Config) -> str:
    if key not in _digests:
        _digests[key] = page_digest(config, engine_tools(config))
    return _digests[key]


_guard = threading.Lock()
_pools: dict[str, WorkerPool] = {}


@functools.cache
def _starter() -> ThreadPoolExecutor:
    """A thread that lives as long as this process: Linux ends processes with the thread that started them."""
    return ThreadPoolExecutor(1, thread_name_prefix="declass-readers")


def _readers(config: Config) -> WorkerPool:
    """The worker processes of this process of a cluster, started for its first shard."""
    key = config.digest()
    with _guard:
        if key not in _pools:
            for old in _pools.values():
                threading.Thread(target=old.__exit__, args=(None, None, None), daemon=True).start()
            _pools.clear()
            _pools[key] = _starter().submit(WorkerPool, _threads(), config).result()
        return _pools[key]


def _threads() -> int:
    """How many tasks this process is given at a time."""
    with suppress(ImportError, ValueError):
        from distributed import get_worker

        return int(get_worker().state.nthreads)
    return 1
