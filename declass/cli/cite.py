"""`declass cite`: a citation of a document, page, line or finding, by its id."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from declass.cli.output import print_text
from processors.errors import InputError, UsageError
from processors.outputs.citation import Citation, cite, csl, footnote
from processors.outputs.record import RECORD_NAME, load_record, source_sha256

# Fewer digits would often mean several documents.
_LEAST_DIGITS = 6
_ID = re.compile(rf"([0-9a-f]{{{_LEAST_DIGITS},64}})(?::(\S*))?")


class Style(StrEnum):
    """How a citation is written."""

    FOOTNOTE = "footnote"
    CSL = "csl"


def print_citation(name: str, results: Path, style: str) -> None:
    """Prints the citation of what has the id `name`, from the records in or below `results`.

    Raises:
        UsageError: that is no id or style, or several documents begin with its digits.
        InputError: no record has it.
    """
    if style not in list(Style):
        raise UsageError(f"no style is called {style!r}", hint=f"Choose from {', '.join(Style)}")
    parts = _ID.fullmatch(name.strip())
    if parts is None:
        raise UsageError(
            f"{name!r} is no id",
            hint=f"Give {_LEAST_DIGITS} or more digits of the file's sha256, a colon, and an id of its record",
        )
    citation = _found(parts[1], parts[2] or "", results)
    print_text((footnote(citation) if style == Style.FOOTNOTE else csl(citation)) + "\n")


def _found(start: str, finding: str, results: Path) -> Citation:
    folders = dict(_matching(start, results))
    if not folders:
        raise InputError(f"has no reading of a file whose sha256 begins with {start}", file=str(results))
    if len(set(folders.values())) > 1:
        raise UsageError(
            f"the sha256 of {len(set(folders.values()))} files begin with {start}",
            hint="Give more digits: "
            + ", ".join(sorted({sha[: len(start) + 6] for sha in folders.values()})),
        )
    # A file may have been read several times, in parts: whichever reading has it will do.
    missing = None
    for folder in folders:
        try:
            return cite(load_record((folder / RECORD_NAME).read_bytes()), finding)
        except InputError as error:
            missing = error
    raise missing or InputError("nothing was found")


def _matching(start: str, results: Path) -> Iterator[tuple[Path, str]]:
    """Folders with records of such files, and the files' sha256, in order."""
    folders = [results, *sorted(path for path in results.glob("*") if path.is_dir())]
    for folder in folders:
        sha256 = source_sha256(folder)
        if sha256.startswith(start) and sha256:
            yield folder, sha256
