"""`declass export`: further formats of results that were read before, without reading a page again."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from pathlib import Path

from declass.catalog.documents import now
from declass.cli.originals import Originals
from declass.logs import LOG, LogChoice, set_up
from processors.config import Config
from processors.errors import ExitCode, InputError, printable
from processors.outputs.apart import Apart
from processors.outputs.formats import Format, Maker, write_formats
from processors.outputs.package import check_untouched, extend, stamps
from processors.outputs.prov_document import Run
from processors.outputs.record import read_record


def export_results(results: Sequence[Path], source: Path, formats: Sequence[Format]) -> ExitCode:
    """Writes each result folder's record in `formats`, and takes the files into its provenance, crate and checksums.

    Args:
        results: folders with a `record.json`.
        source: the file that was read, or a folder with the files somewhere below.
        formats: what to write.

    Returns:
        `PARTIAL` where a format could not be made, else `OK`.

    Raises:
        InputError: a folder holds no record, a record or a file cannot be used, the file is not the one that was read,
            or the result was changed since it was written.
        AccessError: a file cannot be written.
    """
    set_up(LogChoice.from_environment())
    originals, code = Originals(source), ExitCode.OK
    with Apart(Config.from_environment()) as apart:
        for folder in results:
            code = max(code, _export(folder, originals, formats, apart))
    return code


def _export(folder: Path, originals: Originals, formats: Sequence[Format], apart: Maker) -> ExitCode:
    check_is_folder(folder)
    record = read_record(folder)
    path = originals.of(record.source)
    check_untouched(folder)
    started, before = now(), stamps(folder)
    failures = {wanted: write_formats(folder, record, path, (wanted,), apart) for wanted in formats}
    extend(folder, record, Run(started, now()), before)
    code = ExitCode.OK
    for failure in chain.from_iterable(failures.values()):
        LOG.error(f"{printable(str(folder))}: {failure.message}")
        code = ExitCode.PARTIAL
    if made := [wanted for wanted, failed in failures.items() if not failed]:
        LOG.info(f"written: {printable(str(folder))} ({', '.join(made)})")
    return code


def check_is_folder(folder: Path) -> None:
    """Sees that a result is named by its folder.

    Raises:
        InputError: it is named by a file in it.
    """
    if folder.is_file():
        raise InputError(
            "is no folder", file=str(folder), hint=f"Name the folder {printable(str(folder.parent))}"
        )
