"""Figures for Prometheus, by option: what was read, what failed, how long each step took, and what still waits.

Where nobody asked for them nothing is counted. A process that starts others, as `declass serve` starts one for each
batch, keeps the figures in a folder, where all of them count (the multi-process mode of `prometheus-client`).
"""

from __future__ import annotations

import functools
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from processors.errors import AccessError, MissingError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from prometheus_client import CollectorRegistry, Counter, Gauge, Metric

# Only this machine may ask: figures tell how much is read and when. A Prometheus elsewhere comes through a proxy.
HOST = "127.0.0.1"
# Where prometheus-client looks for the folder that several processes share.
_FOLDER = "PROMETHEUS_MULTIPROC_DIR"


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures, in a registry of their own."""

    registry: CollectorRegistry
    pages: Counter
    seconds: Counter
    documents: Counter
    queue: Gauge

    @classmethod
    def new(cls) -> Figures:
        """Figures at zero.

        Raises:
            MissingError: `prometheus-client` is not installed.
        """
        try:
            from prometheus_client import CollectorRegistry, Counter, Gauge
        except ImportError as error:
            raise MissingError("figures need the package prometheus-client") from error
        registry = CollectorRegistry()
        return cls(
            registry,
            Counter("declass_pages", "Pages by how they ended: read, failed", ["outcome"], registry=registry),
            Counter("declass_step_seconds", "Time spent reading pages, by step", ["step"], registry=registry),
            Counter("declass_documents", "Documents by how they ended", ["outcome"], registry=registry),
            Gauge(
                "declass_queue_pages",
                "Pages of the running batches still to be read",
                registry=registry,
                multiprocess_mode="livesum",
            ),
        )

    def planned(self, pages: int) -> None:
        """So many more pages wait to be read."""
        self.queue.inc(pages)

    def page(self, seconds: Iterable[tuple[str, float]] | None) -> None:
        """Counts a page that was read, with the seconds of each step, or (None) one that failed."""
        self.queue.dec()
        self.pages.labels("failed" if seconds is None else "read").inc()
        for step, spent in seconds or ():
            self.seconds.labels(step).inc(spent)

    def document(self, outcome: str) -> None:
        """Counts a document that ended."""
        self.documents.labels(outcome).inc()


_asked_for = False


def figures() -> Figures | None:
    """The figures of this process, None where nobody asked for them."""
    return _figures() if _asked_for or os.environ.get(_FOLDER) else None


@functools.cache
def _figures() -> Figures:
    return Figures.new()


def serve_metrics(port: int, folder: Path | None = None) -> int:
    """Answers Prometheus at `http://127.0.0.1:PORT/metrics` until this process ends; gives the port.

    Args:
        port: where; 0 takes a free one.
        folder: where processes that this one starts count too; its contents are deleted first. None where this
            process does all the work.

    Raises:
        AccessError: the port is taken, or the folder cannot be used.
        MissingError: `prometheus-client` is not installed.
    """
    global _asked_for
    _asked_for = True
    if folder is not None:
        try:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
        except OSError as error:
            raise AccessError(f"cannot be made ({error.strerror})", file=str(folder)) from error
        # Read by prometheus-client when it is imported, here and in the processes that this one starts.
        os.environ[_FOLDER] = str(folder.resolve())
    # Also where it counts nothing itself: its queue of no pages is what is told while nothing runs.
    own = _figures()
    registry = _all_processes() if folder is not None else own.registry
    from prometheus_client import start_http_server

    try:
        server, _thread = start_http_server(port, addr=HOST, registry=registry)
    except OSError as error:
        raise AccessError(
            f"port {port} for figures cannot be opened ({error.strerror})",
            hint="Choose another one with --metrics",
        ) from error
    return int(server.server_port)


def _all_processes() -> CollectorRegistry:
    from prometheus_client import CollectorRegistry
    from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
    from psutil import pid_exists

    class Living(MultiProcessCollector):
        """Forgets what waited in processes that are gone, however they ended."""

        def collect(self) -> Iterable[Metric]:
            for path in Path(os.environ[_FOLDER]).glob("gauge_live*_*.db"):
                pid = int(path.stem.rpartition("_")[2])
                if not pid_exists(pid):
                    mark_process_dead(pid)  # type: ignore[no-untyped-call]
            return cast("Iterable[Metric]", super().collect())  # type: ignore[no-untyped-call]

    registry = CollectorRegistry()
    Living(registry)  # type: ignore[no-untyped-call]
    return registry
