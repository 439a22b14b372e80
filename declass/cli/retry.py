"""`declass retry`: what failed is read again, also what the same file would make fail again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from declass.catalog.forgetting import forget_gone
from declass.catalog.gone import is_gone
from declass.cli.ingest import ingest_sources
from declass.cli.output import print_text
from flows.ledger import open_ledger
from processors.config import Config
from processors.errors import ExitCode, InputError, printable
from processors.ocr.versions import engine_tools

if TYPE_CHECKING:
    from flows.requests import Request

# Files that are named in one line; more are counted.
_NAMED = 5


def retry_failed(request: Request) -> ExitCode:
    """Forgets that anything failed under `request.out`, and reads those files.

    A document of which no page was read, and whose file is gone, goes out of the catalog.

    Args:
        request: the batch; the sources in it are not looked at.

    Raises:
        InputError: there are no results.
        AccessError: the catalog or the folder cannot be used.
        MissingError: the OCR engine is not installed.
    """
    if not request.out.is_dir():
        raise InputError("there are no results", file=str(request.out), hint="Run declass ingest first")
    config = Config.from_environment()
    with open_ledger(request.out, config, engine_tools(config), request.formats) as ledger:
        dropped = forget_gone(ledger.catalog.database, request.out)
        failed = ledger.catalog.failed()
        for file in failed:
            ledger.store.forget_done(file.sha256, file.name)
    if dropped:
        print_text(f"No longer in the catalog, since the file is gone: {_some(dropped)}\n")
    there = tuple(file.address for file in failed if not is_gone(file.address))
    for address in (file.address for file in failed if is_gone(file.address)):
        print_text(f"Is not there any more: {printable(address)}\n")
    if not there:
        print_text("Nothing to read again\n")
        return ExitCode.OK
    return ingest_sources(replace(request, sources=there))


def _some(addresses: list[str]) -> str:
    told = ", ".join(printable(address) for address in addresses[:_NAMED])
    return told if len(addresses) <= _NAMED else f"{told} and {len(addresses) - _NAMED} more"
