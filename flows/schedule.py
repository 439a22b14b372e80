"""Batches by schedule: the flow that deployments run, and `serve`, which keeps one deployment alive.

A run gives way to one that is still going: a second batch over the same folders would only wait for the first.
"""

from __future__ import annotations

import asyncio
import signal
import sys
import threading
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from prefect import flow
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy, FlowRun, State
from prefect.client.schemas.schedules import CronSchedule, IntervalSchedule
from prefect.deployments import run_deployment
from prefect.runner import Runner
from prefect.states import Completed, Failed
from prefect.types.entrypoint import EntrypointType

from declass.catalog.database import catalog_url, open_database
from declass.catalog.documents import LASTING
from declass.catalog.overview import overview
from declass.logs import LOG
from flows.arrivals import Arrivals, Ended
from flows.drop import wait_until_whole
from flows.ingest import batch_threads, ingest
from flows.notify import check_target, figures, notify, tell_if_flagged
from flows.policy import FREE_GB, OnError
from flows.runlog import in_run_log
from flows.settings import FLAG_SHARE, SETTLE_SECONDS
from processors.errors import DeclassError, UsageError
from processors.garbage import look_seldom
from processors.memory import usual_workers

if TYPE_CHECKING:
    from flows.results import Summary

FLOW = "declass-scheduled"
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
    manifest: str = "",
    checksum: bool = False,
) -> State[Any]:
    """Reads what is new in some folders, when nobody writes to them any more.

    Args:
        sources: what to read, as in `flows.ingest.ingest`: folders, as a rule.
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
        manifest: a CSV file with what is known of the documents; empty for none.
        checksum: whether files are known by their checksum alone, never by size and time.

    Returns:
        Completed; Failed where sources could not be had and nothing was found at all.

    Raises:
        AccessError: `out` cannot be written to, its disk is nearly full, or the manifest cannot be read.
        BatchStoppedError: the run ended itself for its failures, or for want of room.
        MissingError: the OCR engine is not installed.
        UsageError: a parameter cannot be, or says nothing.
    """
    look_seldom()
    with in_run_log():
        try:
            _check_said(sources, out)
            wait_until_whole(_on_this_machine([*sources, manifest]), settle_seconds)
            # Its plain function: the batch is this run, with its artifacts and tasks, and no run of its own.
            read = ingest.with_options(task_runner=_cluster(dask)) if dask else ingest.fn
            summary = read(
                sources,
                out,
                workers or usual_workers(),
                formats or (),
                checksum,
                dask=dask,
                manifest=manifest,
                on_error=on_error,
                max_failures=max_failures,
                quarantine=quarantine,
                free_gb=free_gb,
            )
        except DeclassError as error:
            LOG.error(str(error))
            raise
        found = figures(summary, Path(out))
        if summary.absent and not summary.documents:
            told = f"nothing could be had to read: {'; '.join(map(str, summary.absent))}"
            LOG.error(told)
            return Failed(message=told)
        LOG.info(_told(summary))
        tell_if_flagged(found, flag_share)
    return Completed(message=_told(summary))


def _check_said(sources: Sequence[str], out: str) -> None:
    """Sees that somebody said what to read and where to write: nothing would mean the folder a worker started in."""
    hint = "Deploy again with DECLASS_WATCH and DECLASS_OUT set, or name it among the parameters of the deployment"
    if not sources or not all(map(str.strip, sources)):
        raise UsageError("no folder to read is named", hint=hint)
    if not out.strip():
        raise UsageError("no folder for results is named", hint=hint)


def _on_this_machine(sources: Sequence[str]) -> list[Path]:
    """What a drop folder may be; gathering itself waits for what lies elsewhere."""
    return [Path(source) for source in sources if source and not urlsplit(source).scheme]


def _cluster(address: str) -> Any:
    from flows.cluster import cluster_runner

    return cluster_runner(address)


def _told(summary: Summary) -> str:
    return (
        f"{len(summary.documents)} documents: {summary.pages_read} pages read in {summary.seconds:.0f} s, "
        f"{summary.pages_failed} failed, {summary.pages_known} known from before{_missing(summary)}"
    )


def _missing(summary: Summary) -> str:
    number = len(summary.absent)
    return f"; {number} source{'s' if number > 1 else ''} could not be had" if number else ""


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
        manifest: a CSV file with what is known of the documents; None for none.
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
    manifest: Path | None = None
    parameters: tuple[tuple[str, Any], ...] = ()

    def flow_parameters(self) -> dict[str, Any]:
        """The parameters of the flow `scheduled`."""
        return {
            "sources": [str(folder.resolve()) for folder in self.folders],
            "out": str(self.out.resolve()),
            "settle_seconds": self.settle_seconds,
            "manifest": str(self.manifest.resolve()) if self.manifest else "",
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
    # A run that is killed leaves semaphores of its workers behind. Python's own tracker, which this process starts for
    # all runs, removes them; it need not say so on the screen.
    sys.warnoptions.append("ignore:resource_tracker")
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
        watched = [*plan.folders, plan.manifest] if plan.manifest else plan.folders
        arrivals = Arrivals(watched, plan.settle_seconds, partial(_batch, plan, parameters))
        threading.Thread(target=arrivals.watch, args=(stop,), daemon=True).start()
    await runner.start()


class _Runner(Runner):
    """Stops the run that is going on before it ends: the handler of Prefect 3.8 never waits for that."""

    async def start(self, run_once: bool = False, webserver: bool | None = None) -> None:
        """Starts it, and keeps the loop for the signal handler."""
        self._told_to_end: asyncio.Task[None] | None = None
        self._own_loop = asyncio.get_running_loop()
        await super().start(run_once, webserver)

    def handle_sigterm(self, *_args: object, **_kwargs: object) -> None:
        """Ends in good order, once; while all else ends there is no loop any more."""
        with suppress(RuntimeError):
            self._own_loop.call_soon_threadsafe(self._end)

    def _end(self) -> None:
        if self._told_to_end is None:
            LOG.info("stopping")
            self._told_to_end = self._own_loop.create_task(self.astop())


def _when(plan: Plan) -> str:
    if plan.cron:
        return f"a batch starts at {plan.cron} ({plan.timezone})"
    return f"a batch starts every {plan.every}" if plan.every else "a batch starts when new files are whole"


def _batch(plan: Plan, parameters: dict[str, Any]) -> Ended:
    """Runs a batch to its end."""
    # From a synchronous function the call is synchronous; its type admits both.
    run = cast("FlowRun", run_deployment(f"{FLOW}/{plan.name}", parameters=parameters, as_subflow=False))
    state = run.state
    if state is None:
        return Ended(f"{run.name}: unknown", completed=False)
    told = f"{run.name}: {state.name}" + (f": {state.message}" if state.message else "")
    return Ended(told, state.is_completed(), state.is_completed() and _may_pass(plan.out))


def _may_pass(out: Path) -> bool:
    """Whether the catalog knows of failures that are no fault of the files, as a page that took too long."""
    try:
        with closing(open_database(catalog_url(out, None), create=False)) as database:
            return bool(overview(database, out).failures.keys() - LASTING)
    except DeclassError as error:
        LOG.warning(str(error))
        return False
