"""`declass publish` and `declass approve`: decisions into results."""

from __future__ import annotations

import contextlib
import getpass
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from declass.cli.options import CatalogUrl, Results, Store, use_places
from processors.errors import ExitCode, UsageError, printable

if TYPE_CHECKING:
    from declass.publishing.publish import Published


def publish(
    out: Results = None,
    documents: Annotated[
        list[str] | None,
        typer.Option(
            "--document", help="Only the document with this sha256, or one that begins so; several."
        ),
    ] = None,
    catalog: CatalogUrl = None,
    store: Store = None,
) -> None:
    """Put what was decided in the review into text, record, PDF and tables; no page is read again."""
    from declass.cli.places import results_place

    place = results_place(out, None)
    if place is None:
        raise UsageError("no folder for results is named", hint="Give --out DIR")
    use_places(catalog, store)
    raise typer.Exit(_publish(place, tuple(_digest(d) for d in documents or ())))


def approve(
    batch: Annotated[
        str,
        typer.Argument(
            help="The waiting run's name, or its folder for results; may be left out for the only one."
        ),
    ] = "",
    reject: Annotated[
        bool, typer.Option("--reject", help="Do not publish; the run ends as cancelled.")
    ] = False,
    note: Annotated[str, typer.Option("--note", help="Why.")] = "",
    reviewer: Annotated[str, typer.Option("--reviewer", help="Your name, which Prefect shows.")] = "",
    show: Annotated[bool, typer.Option("--list", help="Only list the batches that wait.")] = False,
) -> None:
    """Approve a batch that waits on the Prefect server: its decisions are published then."""
    from declass.cli.output import print_text
    from declass.publishing.approvals import answer, choose, held

    waiting = held()
    if show:
        print_text("".join(f"{printable(b.name)}  {printable(b.out)}\n" for b in waiting) or "None waits\n")
        return
    meant = choose(waiting, str(Path(batch).resolve()) if os.sep in batch else batch)
    answer(meant, approved=not reject, by=reviewer or _user(), note=note)
    print_text(
        f"{'Not approved' if reject else 'Approved'}: {printable(meant.name)}, {printable(meant.out)}\n"
    )


def _digest(text: str) -> str:
    plain = text.strip().lower()
    if not plain or len(plain) > 64 or set(plain) - set("0123456789abcdef"):
        raise UsageError(f"{printable(text)} is no sha256, nor the beginning of one")
    return plain


def _publish(out: Path, documents: tuple[str, ...]) -> ExitCode:
    """Publishes on the Prefect server that is named, else here without one: it would take longer to start."""
    from rich.console import Console

    from declass.cli.output import print_text
    from declass.logs import LOG, LogChoice, set_up

    set_up(LogChoice.from_environment(), Console(stderr=True))
    if documents:
        _check_known(out, documents)
    published = _by_flow(out, documents) if os.environ.get("PREFECT_API_URL") else _here(out, documents)
    for item in published:
        if item.problem:
            LOG.error(f"{printable(item.folder)}: {item.problem}")
        if item.done:
            conflicts = f", {item.conflicts} conflicts" if item.conflicts else ""
            print_text(f"{printable(item.folder)}: decisions to number {item.decisions}{conflicts}\n")
    if not published:
        print_text("Nothing to publish: all results have all decisions\n")
    if not any(item.problem for item in published):
        return ExitCode.OK
    return ExitCode.PARTIAL if any(item.done for item in published) else ExitCode.INPUT


def _check_known(out: Path, documents: tuple[str, ...]) -> None:
    from declass.catalog.database import catalog_url, open_database
    from declass.publishing.waiting import check_known

    with contextlib.closing(open_database(catalog_url(out, None), create=False)) as database:
        check_known(database, out, documents)


def _here(out: Path, documents: tuple[str, ...]) -> tuple[Published, ...]:
    from declass.catalog.database import catalog_url, open_database
    from declass.publishing.publish import publish as publish_here
    from flows.bucket import objects_at, store_place

    objects = objects_at(store_place(), out)
    with contextlib.closing(open_database(catalog_url(out, None), create=False)) as database:
        return publish_here(database, out, documents, objects)


def _by_flow(out: Path, documents: tuple[str, ...]) -> tuple[Published, ...]:
    from flows.settings import apply_defaults

    apply_defaults()
    from flows.publish import run

    return run(out, documents)


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""
