"""`declass report`: makes the report of a folder for results, or makes it anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from declass.catalog.addresses import first_addresses
from declass.catalog.database import catalog_url, open_database
from declass.catalog.discovery import discover
from declass.cli.output import print_text
from declass.report.figures import WorstPage
from declass.report.originals import Finder
from declass.report.write import at_addresses, earlier_run, result_folders, write_report
from processors.errors import DeclassError, InputError, printable


def make_report(out: Path, source: Path | None) -> None:
    """Writes the report of all results in `out` and prints where it is.

    Args:
        out: the folder for results.
        source: a file that was read or a folder of them, for small pictures of pages; None for where the catalog says.

    Raises:
        InputError: there is no result in `out`, or no such source.
        AccessError: `out` cannot be written to.
    """
    if not out.is_dir():
        raise InputError("is no folder", file=str(out), hint="Name the folder that --out named")
    folders = result_folders(out)
    if not folders:
        raise InputError("holds no results", file=str(out), hint="Name the folder that --out named")
    report = write_report(out, folders, earlier_run(out), _finder(out, source))
    print_text(f"{report.summary}\n{printable(str(report.page))}\n")


def _finder(out: Path, source: Path | None) -> Finder:
    """Finds files by their name among `source`; where none is named, at the addresses in the catalog."""
    if source is None:
        return at_addresses(_addresses(out))
    by_name: dict[str, list[str]] = defaultdict(list)
    found = discover([source])
    if found.errors and not found.files:
        raise found.errors[0]
    for path in found.files:
        by_name[printable(path.name)].append(str(path))

    def find(page: WorstPage) -> Sequence[str]:
        return by_name.get(printable(page.file), [])

    return find


def _addresses(out: Path) -> dict[str, str]:
    """Where the files lay, by folder; a report needs no catalog, so nothing where there is none that can be used."""
    try:
        with closing(open_database(catalog_url(out, None), create=False)) as database:
            return first_addresses(database, out)
    except DeclassError:
        return {}
