"""Batches by schedule: the flow that deployments run, and `serve`, which keeps one deployment alive.

A run gives way to one that is still going: a second batch over the same folders would only wait for the first.
"""

from __future__ import annotations

import asyncio
import signal
import threading
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from prefect import flow
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy, FlowRun, State
from prefect.client.schemas.schedules import CronSchedule, IntervalSchedule
from prefect.deployments import run_deployment
from prefect.runner import Runner
from prefect.states import Completed
from prefect.types.entrypoint import EntrypointType

from declass.logs import LOG
from flows.drop import Seen, look, wait_until_whole
from flows.ingest import batch_threads, ingest
from flows.notify import check_target, figures, notify, tell_if_flagged
from flows.policy import FREE_GB, OnError
from flows.runlog import in_run_log
from flows.settings import FLAG_SHARE, SETTLE_SECONDS
from processors.errors import DeclassError, UsageError
from processors.memory import usual_workers

if TYPE_CHECKING:
    from flows.results import Summary

FLOW = "declass-scheduled"
# Seconds between two looks into a drop folder.
LOOK_SECONDS = 10.0
_ONE_AT_A_TIME = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)


@flow(name=FLOW, persist_result=False, task_runner=batch_threads(usual_workers()))
def scheduled(
    sources: list[str],
    out: str,
    workers: int = 0,
    formats: list[str] | None = None,
    dask: str = "",
    flag_share: float = FLAG_SHARE,
    settle_seconds: float = SETTLE_SECONDS,
    on_error: str = OnError.SKIP.value,
    max_failures: float | None = None,
    quarantine: str = "",
    free_gb: float = FREE_GB,
) -> State[Any]:
    """Reads what is new in some folders, when nobody writes to them any more.

    Args:
        sources: folders (and files).
        out: the folder for results.
        workers: pages read at the same time; 0 for one a processor.
        formats: what to write beside text and record, as in `processors.outputs.formats`.
        dask: address of a Dask scheduler, to read on the machines of its cluster; empty to read here.
        flag_share: the event `declass.batch.flagged` is sent where more than this share (0 to 1) of pages failed or
            of redactions is unsure.
        settle_seconds: a file counts as whole when it was not written to for so long.
        on_error: `skip` what cannot be read, or `stop` after the first page or document.
        max_failures: share (0 to 1) of pages or documents that may fail; with more the run stops. Left out, only
            failures count that are no fault of the files.
        quarantine: folder for copies of files that could not be read; empty for none.
        free_gb: gigabytes that stay free on the disk.

    Raises:
        AccessError: `out` cannot be written to, or its disk is nearly full.
        BatchStoppedError: the run ended itself for its failures, or for want of room.
        MissingError: the OCR engine is not installed.
        UsageError: a parameter cannot be.
    """
    with in_run_log():
        try:
            wait_until_whole((Path(source) for source in sources), settle_seconds)
            # Its plain function: the batch is this run, with its artifacts and tasks, and no run of its own.
            read = ingest.with_options(task_runner=_cluster(dask)) if dask else ingest.fn
            summary = read(
                sources,
                out,
                workers or usual_workers(),
                formats or (),
                dask=dask,
                on_error=on_error,
                max_failures=max_failures,
                quarantine=quarantine,
                free_gb=free_gb,
            )
        except DeclassError as error:
            LOG.error(str(error))
            raise
        found = figures(summary, Path(out))
        LOG.info(_told(summary))
        tell_if_flagged(found, flag_share)
    return Completed(message=_told(summary))


def _cluster(address: str) -> Any:
    from flows.cluster import cluster_runner

    return cluster_runner(address)


def _told(summary: Summary) -> str:
    return (
        f"{len(summary.documents)} documents: {summary.pages_read} pages read in {summary.seconds:.0f} s, "
        f"{summary.pages_failed} failed, {summary.pages_known} known from before"
    )


@dataclass(frozen=True, slots=True)
class Plan:
    """What `serve` does, and when.

    Attributes:
        folders: the folders to read.
        out: the folder for results.
        cron: times as in crontab; None to go by `every`, or by what lies in the folders.
        every: the time between two batches.
        timezone: of `cron`, such as Europe/Berlin.
        name: of the deployment, as the server's page shows it.
        notify: who is told of failed and flagged batches, as `flows.notify.notify` takes it; empty for nobody.
        settle_seconds: a file counts as whole when it was not written to for so long.
        parameters: further parameters of the flow `scheduled`.
    """

    folders: tuple[Path, ...]
    out: Path
    cron: str | None = None
    every: timedelta | None = None
    timezone: str = "UTC"
    name: str = "serve"
    notify: str = ""
    settle_seconds: float = SETTLE_SECONDS
    parameters: tuple[tuple[str, Any], ...] = ()

    def flow_parameters(self) -> dict[str, Any]:
        """The parameters of the flow `scheduled`."""
        return {
            "sources": [str(folder.resolve()) for folder in self.folders],
            "out": str(self.out.resolve()),
            "settle_seconds": self.settle_seconds,
        } | dict(self.parameters)

    def check(self) -> None:
        """Sees that the plan can be carried out, before any server is started.

        Raises:
            UsageError: times, time zone or whom to tell are not understood.
        """
        self.schedule()
        if self.notify:
            check_target(self.notify)

    def schedule(self) -> CronSchedule | IntervalSchedule | None:
        """When batches start; None where new files start them.

        Raises:
            UsageError: the times or the time zone are not understood.
        """
        if self.cron and self.every:
            raise UsageError("--cron and --every do not go together")
        try:
            if self.cron:
                return CronSchedule(cron=self.cron, timezone=self.timezone)
            return IntervalSchedule(interval=self.every) if self.every else None
        except ValueError as error:
            raise UsageError(
                f"the times {self.cron or self.every} in {self.timezone} are not understood",
                hint="Times are as in crontab, such as '0 2 * * *'; time zones are such as Europe/Berlin",
            ) from error


def serve(plan: Plan, page: str) -> None:
    """Runs batches by plan until told to end (Ctrl-C, SIGTERM); a batch that runs then is stopped, its pages kept.

    Args:
        plan: what and when.
        page: of the Prefect server, which PREFECT_API_URL names.

    Raises:
        UsageError: times, time zone or whom to tell are not understood.
    """
    if plan.notify:
        notify(plan.notify, [FLOW])
        LOG.info("an automation on the server tells of failed and flagged batches")
    LOG.info(f"Prefect's page: {page}")
    stop = threading.Event()
    try:
        asyncio.run(_serve(plan, stop))
    finally:
        stop.set()


async def _serve(plan: Plan, stop: threading.Event) -> None:
    schedule, parameters = plan.schedule(), plan.flow_parameters()
    runner = _Runner(name=plan.name, limit=1, pause_on_shutdown=True)
    await runner.aadd_flow(
        scheduled,
        name=plan.name,
        schedules=[schedule] if schedule else [],
        concurrency_limit=_ONE_AT_A_TIME,
        parameters=parameters,
        # Not a path: the program may be installed anywhere.
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    signal.signal(signal.SIGINT, runner.handle_sigterm)
    LOG.info(f"{_when(plan)}; stop with Ctrl-C")
    if schedule is None:
        threading.Thread(target=_watch, args=(plan, parameters, stop), daemon=True).start()
    await runner.start()


class _Runner(Runner):
    """Stops the run that is going on before it ends: the handler of Prefect 3.8 never waits for that."""

    async def start(self, run_once: bool = False, webserver: bool | None = None) -> None:
        """Starts it, and keeps the loop for the signal handler."""
        self._told_to_end: asyncio.Task[None] | None = None
        self._own_loop = asyncio.get_running_loop()
        await super().start(run_once, webserver)

    def handle_sigterm(self, *_args: object, **_kwargs: object) -> None:
        """Ends in good order, once."""
        self._own_loop.call_soon_threadsafe(self._end)

    def _end(self) -> None:
        if self._told_to_end is None:
            LOG.info("stopping")
            self._told_to_end = self._own_loop.create_task(self.astop())


def _when(plan: Plan) -> str:
    if plan.cron:
        return f"a batch starts at {plan.cron} ({plan.timezone})"
    return f"a batch starts every {plan.every}" if plan.every else "a batch starts when new files are whole"


def _watch(plan: Plan, parameters: dict[str, Any], stop: threading.Event) -> None:
    """Starts a batch whenever there are whole files that the last batch did not see."""
    settle = plan.settle_seconds
    pause = min(LOOK_SECONDS, max(settle, 1.0))
    seen: frozenset[Seen] = frozenset()
    while not stop.wait(pause):
        try:
            now = (
                wait_until_whole(plan.folders, settle, stop)
                if look(plan.folders, settle).whole - seen
                else None
            )
            if now is not None and not stop.is_set() and _batch(plan, parameters):
                seen = now.whole
        except Exception as error:
            # The server may be starting anew, the share be gone for a while: the next look will tell.
            LOG.warning(f"no batch could be started: {error}")


def _batch(plan: Plan, parameters: dict[str, Any]) -> bool:
    """Runs a batch to its end; whether it looked at the files at all."""
    # From a synchronous function the call is synchronous; its type admits both.
    run = cast("FlowRun", run_deployment(f"{FLOW}/{plan.name}", parameters=parameters, as_subflow=False))
    state = run.state
    LOG.info(f"{run.name}: {state.name if state else 'unknown'}")
    return state is not None and not state.is_cancelled()
