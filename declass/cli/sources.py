"""`declass sources`: what would be read, without reading it."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from processors.errors import DeclassError, ExitCode, printable

if TYPE_CHECKING:
    from declass.gather import Duplicates, Found, Gathered, GatherError

_UNITS = ("bytes", "kB", "MB", "GB", "TB")


def sources(
    names: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE...",
            help="Files, folders, patterns in quotes, ZIP and TAR archives, s3:// and https:// addresses.",
        ),
    ],
    manifest: Annotated[
        Path | None, typer.Option("--manifest", help="A CSV file with what is known of the files.")
    ] = None,
    duplicates: Annotated[
        bool, typer.Option("--duplicates", help="Read every file to find those with the same content.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")] = False,
) -> None:
    """List what would be read: addresses, sizes, what a manifest states; nothing is read or written."""
    from declass.gather import Duplicates, GatherOptions, gather

    listing = _Listing(as_json, Duplicates() if duplicates else None)
    with gather(names, GatherOptions(manifest=manifest)) as found:
        for item in found:
            if not listing.add(item):
                break
    listing.end()
    raise typer.Exit(listing.exit_code)


@dataclass(slots=True)
class _Listing:
    """Prints what is found, as it is found, and counts it."""

    as_json: bool
    duplicates: Duplicates | None
    files: int = 0
    bytes: int = 0
    copies: int = 0
    codes: Counter[ExitCode] = field(default_factory=Counter)

    @property
    def exit_code(self) -> ExitCode:
        """As of reading: some failed, all failed, or nothing was found."""
        if self.files:
            return ExitCode.PARTIAL if self.codes else ExitCode.OK
        return next(iter(self.codes)) if len(self.codes) == 1 else ExitCode.INPUT

    def add(self, item: Found) -> bool:
        """Prints one; False where nobody reads any more."""
        from declass.gather import Gathered, GatherError

        if isinstance(item, Gathered):
            try:
                return self._document(item)
            finally:
                item.release()
        if isinstance(item, GatherError):
            return self._error(item)
        return self._tell({"note": item.message, "address": item.address}, f"declass: {item}", aside=True)

    def end(self) -> None:
        """Prints the sums."""
        if self.as_json:
            return
        same = f", {self.copies} of them with the content of another" if self.duplicates else ""
        errors = f"; {self.codes.total()} could not be looked at" if self.codes else ""
        sys.stderr.write(
            f"{self.files} file{'' if self.files == 1 else 's'}, {_size(self.bytes)}{same}{errors}\n"
        )

    def _document(self, item: Gathered) -> bool:
        first = ""
        if self.duplicates is not None:
            try:
                first = self.duplicates.add(item.sha256(), item.address)
            except DeclassError as error:
                from declass.gather import GatherError

                return self._error(GatherError(item.address, error))
        self.files += 1
        self.bytes += item.size or 0
        is_copy = first not in ("", item.address)
        self.copies += is_copy
        stated = {m.name: m.value for m in item.metadata}
        row = {
            "address": item.address,
            "bytes": item.size,
            "metadata": stated,
            "same_as": first if is_copy else None,
        }
        size = _size(item.size) if item.size is not None else "?"
        lines = [f"{size:>12}  {printable(item.address)}"]
        lines += [f"{'':12}    {printable(name)}: {printable(value)}" for name, value in stated.items()]
        lines += [f"{'':12}    the same as {printable(first)}"] if is_copy else []
        return self._tell(row, "\n".join(lines))

    def _error(self, found: GatherError) -> bool:
        self.codes[found.error.exit_code] += 1
        row = {
            "error": found.error.category,
            "message": found.error.message,
            "hint": found.error.hint,
            "address": found.address,
        }
        return self._tell(row, f"declass: {found}", aside=True)

    def _tell(self, row: Mapping[str, object], text: str, *, aside: bool = False) -> bool:
        from declass.cli.output import print_text

        if self.as_json:
            # Names that are no text have no form in JSON but their escapes.
            return print_text(json.dumps(row) + "\n")
        if not aside:
            return print_text(text + "\n")
        sys.stderr.write(text + "\n")
        return True


def _size(count: float) -> str:
    unit = 0
    while count >= 1000 and unit < len(_UNITS) - 1:
        count, unit = count / 1000, unit + 1
    return f"{count:.0f} {_UNITS[unit]}" if unit == 0 or count >= 100 else f"{count:.1f} {_UNITS[unit]}"
