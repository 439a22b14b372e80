"""Options that several commands have."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from flows.policy import FREE_GB as FREE_GB
from flows.policy import OnError as OnError

Workers = Annotated[
    int | None,
    typer.Option(
        "--workers",
        "-j",
        min=1,
        help="Pages read at the same time (default: one a processor, as far as memory goes).",
    ),
]
ManifestFile = Annotated[
    str, typer.Option("--manifest", help="A CSV file with what is known of the files (docs/sources.md).")
]
Checksum = Annotated[
    bool,
    typer.Option("--checksum", help="Read every file to see whether it changed, not only its size and time."),
]
CatalogUrl = Annotated[
    str | None,
    typer.Option(
        "--catalog",
        help="SQLite file or postgresql:// URL of the catalog (default: DECLASS_CATALOG, or under --out).",
    ),
]
Results = Annotated[
    Path | None,
    typer.Option("--out", "-o", help="The folder for results (default: this one, where it holds some)."),
]

Device = Annotated[
    str,
    typer.Option(
        "--device",
        help="Where the second reader runs: cpu or cuda, a graphics card (default: DECLASS_DEVICE, or cpu).",
    ),
]


def use_device(device: str) -> None:
    """The environment says where the second reader runs, so that every process of a batch knows."""
    if device:
        os.environ["DECLASS_DEVICE"] = device


Store = Annotated[
    str | None,
    typer.Option(
        "--store",
        help="Folder or address (s3://bucket/prefix) for results of pages (default: DECLASS_STORE, or under --out).",
    ),
]
WhenItFails = Annotated[
    OnError,
    typer.Option(
        "--on-error", help="Skip what cannot be read, or stop the run in good order after the first of it."
    ),
]
MaxFailures = Annotated[
    float | None,
    typer.Option(
        "--max-failures",
        min=0,
        max=1,
        help="Share of pages or documents that may fail; with more of at least 20 the run stops (default: half, "
        "where that is no fault of the files).",
    ),
]
QuarantineFolder = Annotated[
    Path | None,
    typer.Option(
        "--quarantine",
        help="Folder for copies of files that could not be read, each with the reason beside it.",
    ),
]
MinFree = Annotated[
    float,
    typer.Option(
        "--min-free",
        min=0,
        help="Gigabytes that stay free on the disk: with less the run stops in good order.",
    ),
]


def use_places(catalog: str | None, store: str | None) -> None:
    """The environment says where catalog and results of pages are: processes that a run starts must know it too.

    A URL with a password is no parameter of a flow, which everyone sees.
    """
    if catalog:
        os.environ["DECLASS_CATALOG"] = catalog
    if store:
        os.environ["DECLASS_STORE"] = store


def processors() -> int:
    """How many pages are read at the same time where nobody says."""
    from processors.memory import usual_workers

    return usual_workers()
