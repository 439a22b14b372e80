"""`declass cite`: a citation of a document, page, line or finding, by its id."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from declass.cli.output import print_text
from processors.errors import AccessError, DeclassError, InputError, UsageError, printable
from processors.outputs.checksums import CHECKSUMS_NAME, read_checksums
from processors.outputs.citation import Citation, cite, csl, footnote
from processors.outputs.record import RECORD_NAME, read_record, source_sha256

# Fewer digits would often mean several documents.
_LEAST_DIGITS = 6
# More records that cannot be used are not listed one by one.
_TOLD = 3
_ID = re.compile(rf"([0-9a-f]{{{_LEAST_DIGITS},64}})(?::(\S*))?")


class Style(StrEnum):
    """How a citation is written."""

    FOOTNOTE = "footnote"
    CSL = "csl"


def print_citation(name: str, results: Path, style: str) -> None:
    """Prints the citation of what has the id `name`, from the records in or below `results`.

    Raises:
        UsageError: that is no id or style, or several documents begin with its digits.
        InputError: no record has it, or the one that should cannot be used.
        AccessError: that record may not be read.
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
    if not results.is_dir():
        raise InputError(
            "there is no such folder", file=str(results), hint="Name a folder of results with --out"
        )
    folders = dict(_matching(start, results))
    if len(set(folders.values())) > 1:
        raise UsageError(
            f"the sha256 of {len(set(folders.values()))} files begin with {start}",
            hint="Give more digits: "
            + ", ".join(sorted({sha[: len(start) + 6] for sha in folders.values()})),
        )
    # A file may have been read several times, in parts: whichever reading has it will do.
    missing: DeclassError | None = None
    unusable: DeclassError | None = None
    for folder in folders:
        try:
            record = read_record(folder)
        except (InputError, AccessError) as error:
            unusable = unusable or error
            continue
        try:
            return cite(record, finding)
        except InputError as error:
            missing = error
    raise unusable or missing or _nothing(start, results)


def _nothing(start: str, results: Path) -> DeclassError:
    """Why there is no reading of such a file: perhaps a record that should be one is damaged."""
    others = []
    for folder in _folders(results):
        listed = _listed(folder)
        wanted = listed.startswith(start) and bool(listed)
        if not wanted and (source_sha256(folder) or not (folder / RECORD_NAME).exists()):
            continue
        try:
            read_record(folder)
        except (InputError, AccessError) as error:
            if wanted:
                return error
            others.append(f"{printable(str(folder / RECORD_NAME))} {error.message}")
        else:
            if wanted:
                return InputError(
                    "is damaged: it is of another file than its checksums", file=str(folder / RECORD_NAME)
                )
    more = f" and {len(others) - _TOLD} more" if len(others) > _TOLD else ""
    hint = f"Perhaps one that cannot be used is: {'; '.join(others[:_TOLD])}{more}" if others else ""
    return InputError(
        f"has no reading of a file whose sha256 begins with {start}", file=str(results), hint=hint
    )


def _listed(folder: Path) -> str:
    """The sha256 of the file that a folder is of by its checksums, empty where they tell nothing."""
    try:
        checksums = read_checksums(folder)
    except (InputError, AccessError):
        return ""
    return checksums.source if checksums is not None else ""


def _folders(results: Path) -> list[Path]:
    """Where records may lie, in order."""
    folders = [results, *sorted(path for path in results.glob("*") if path.is_dir())]
    return [
        folder for folder in folders if (folder / RECORD_NAME).exists() or (folder / CHECKSUMS_NAME).exists()
    ]


def _matching(start: str, results: Path) -> Iterator[tuple[Path, str]]:
    """Folders with records of such files, and the files' sha256, in order."""
    for folder in _folders(results):
        sha256 = source_sha256(folder)
        if sha256.startswith(start) and sha256:
            yield folder, sha256
