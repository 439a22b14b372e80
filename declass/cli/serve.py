"""`declass serve`: batches by schedule, or whenever files arrive, until told to end."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from declass.cli.options import (
    FREE_GB,
    Checksum,
    Device,
    ManifestFile,
    MaxFailures,
    MinFree,
    OnError,
    QuarantineFolder,
    Store,
    WhenItFails,
    use_device,
    use_places,
)
from flows.policy import Policy
from flows.server import PORT, choose, running
from flows.settings import FLAG_SHARE, SETTLE_SECONDS, apply_defaults
from processors.errors import UsageError

Dask = Annotated[
    str, typer.Option("--dask", help="Read on the cluster of this Dask scheduler, such as tcp://host:8786.")
]
Metrics = Annotated[
    int | None,
    typer.Option("--metrics", min=0, max=65535, help="Port on this machine for figures (Prometheus)."),
]


def serve(
    watch: Annotated[list[Path], typer.Option("--watch", "-w", help="A folder to read; several times.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for results.")],
    cron: Annotated[
        str | None, typer.Option("--cron", help="When to read, as in crontab: '0 2 * * *' is 2 o'clock.")
    ] = None,
    timezone: Annotated[
        str, typer.Option("--timezone", help="Time zone of --cron, such as Europe/Berlin.")
    ] = "UTC",
    every: Annotated[
        float | None, typer.Option("--every", min=0.05, help="Read every so many minutes instead.")
    ] = None,
    settle: Annotated[
        float, typer.Option("--settle", min=0, help="Seconds after which an unchanged file counts as whole.")
    ] = SETTLE_SECONDS,
    formats: Annotated[
        list[str] | None, typer.Option("--format", "-f", help="Also write these, as for ingest.")
    ] = None,
    workers: Annotated[
        int, typer.Option("--workers", "-j", min=0, help="Pages read at the same time (0: one a processor).")
    ] = 0,
    dask: Dask = "",
    notify: Annotated[
        str,
        typer.Option(
            "--notify",
            help="Who is told of failed and flagged batches: a web address, or a Prefect block (type/name).",
        ),
    ] = "",
    flag_share: Annotated[
        float,
        typer.Option("--flag-share", min=0, max=1, help="Share failed or unsure above which to tell."),
    ] = FLAG_SHARE,
    name: Annotated[str, typer.Option("--name", help="Name of the deployment on the server.")] = "serve",
    port: Annotated[
        int, typer.Option("--port", min=1, max=65535, help="Port of the page of our own server.")
    ] = PORT,
    metrics: Metrics = None,
    on_error: WhenItFails = OnError.SKIP,
    max_failures: MaxFailures = None,
    quarantine: QuarantineFolder = None,
    min_free: MinFree = FREE_GB,
    manifest: ManifestFile = "",
    checksum: Checksum = False,
    store: Store = None,
    device: Device = "",
) -> None:
    """Read folders by schedule, or (without --cron and --every) whenever files have arrived in them.

    Uses the Prefect server that PREFECT_API_URL names; without one, starts a server with its page on this machine.
    """
    from processors.outputs.formats import parse_formats

    use_device(device)
    wanted = [str(f) for f in parse_formats(formats or ())]
    policy = Policy.of(on_error, max_failures, str(quarantine.resolve()) if quarantine else "", min_free)
    use_places(None, store)
    table = Path(manifest) if manifest else None
    home = _ready(watch, out, table, policy)
    if metrics is not None:
        _serve_metrics(metrics, home / "metrics")
    apply_defaults()
    server = choose(home / "prefect", port)
    from flows import schedule

    plan = schedule.Plan(
        folders=tuple(watch),
        out=out,
        cron=cron,
        every=timedelta(minutes=every) if every else None,
        timezone=timezone,
        name=name,
        notify=notify,
        settle_seconds=settle,
        manifest=table,
        parameters=(
            ("workers", workers),
            ("formats", wanted),
            ("dask", dask),
            ("flag_share", flag_share),
            ("on_error", str(policy.on_error)),
            ("max_failures", policy.max_failures),
            ("quarantine", policy.quarantine),
            ("free_gb", policy.free_gb),
            ("checksum", checksum),
        ),
    )
    plan.check()
    with running(server):
        schedule.serve(plan, server.page)


def _ready(folders: list[Path], out: Path, manifest: Path | None, policy: Policy) -> Path:
    """Sees that a batch could be read, and sets the log up; gives the folder for our own files.

    Raises:
        UsageError: a folder to read is none, the manifest is no such table, or `out` or the quarantine lies in one.
        AccessError: `out` cannot be written to, its disk is nearly full, or the manifest cannot be read.
        LimitError: the manifest is too large.
        MissingError: the OCR engine is not installed.
    """
    from declass.catalog.store import STORE_NAME, check_writable
    from declass.gather import GatherLimits
    from declass.gather.manifest import Manifest
    from declass.logs import LogChoice, set_up
    from flows.guard import check_room
    from flows.places import check_places
    from processors.config import Config
    from processors.ocr.versions import engine_tools

    for folder in folders:
        if not folder.is_dir():
            raise UsageError("is no folder", file=str(folder), hint="--watch takes folders that exist")
    check_places(folders, out, policy.quarantine)
    set_up(LogChoice.from_environment())
    if manifest is not None:
        Manifest(manifest, GatherLimits()).close()
    check_writable(out)
    check_room(out, policy)
    engine_tools(Config.from_environment())
    return out.resolve() / STORE_NAME


def _serve_metrics(port: int, folder: Path) -> None:
    """Before Prefect is imported, which imports what must know of the folder first."""
    from declass.logs import LOG
    from declass.metrics import HOST, serve_metrics

    LOG.info(f"figures: http://{HOST}:{serve_metrics(port, folder)}/metrics")
