"""Options that several commands have."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

Workers = Annotated[
    int | None,
    typer.Option("--workers", "-j", min=1, help="Pages read at the same time (default: one a processor)."),
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


def processors() -> int:
    """How many pages are read at the same time where nobody says."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
