"""`declass compare --propose`: pairs of results that are likely releases of one document."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from declass.catalog.catalog import open_catalog
from declass.catalog.database import ENVIRONMENT, Database, catalog_url, open_database
from declass.catalog.fingerprints import count_without_fingerprint
from declass.catalog.locks import Locks
from declass.catalog.pairs import Pair, likely_pairs
from declass.catalog.rebuild import complete, has_results
from declass.cli.output import print_text
from processors.errors import ExitCode, InputError, UsageError, printable
from processors.outputs.record import RECORD_NAME


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked.

    Attributes:
        out: the folder for results; None for all that the catalog holds.
        catalog: URL or file of the catalog; None for the usual one.
        as_json: whether JSON is wanted instead of lines for a person.
    """

    out: Path | None
    catalog: str | None
    as_json: bool


def parse_question(
    folders: Sequence[Path], report: str | None, out: Path | None, catalog: str | None
) -> Question:
    """What the command line asks for.

    Raises:
        UsageError: it is not understood.
    """
    if len(folders) > 1 or out is not None or report not in (None, "json"):
        raise UsageError("--propose takes one folder of results, --catalog and --format json, nothing else")
    if not folders and not catalog and not os.environ.get(ENVIRONMENT):
        raise UsageError("no folder of results is named", hint="Try: declass compare --propose OUT")
    return Question(folders[0] if folders else None, catalog, report == "json")


def print_pairs(question: Question) -> ExitCode:
    """Prints likely pairs of the folder, whose catalog is made or completed first, or of a whole catalog.

    Returns:
        `PARTIAL` where documents could not be looked at, else `OK`.

    Raises:
        InputError: there are no results.
        UsageError: there is no catalog.
        AccessError: it cannot be used.
    """
    if question.out is not None and not has_results(question.out):
        raise InputError(
            "holds no results", file=str(question.out), hint="Name the --out folder of declass ingest"
        )
    url = catalog_url(question.out, question.catalog)
    with closing(open_database(url, create=question.out is not None)) as database:
        missing = _missing(database, question.out)
        pairs = likely_pairs(database, question.out)
    if question.as_json:
        print_text(json.dumps([_json(pair) for pair in pairs], indent=1, ensure_ascii=False) + "\n")
    else:
        print_text("".join(_line(pair) for pair in pairs) or "No likely pairs\n")
    for line in missing:
        sys.stderr.write(f"declass: {line}\n")
    return ExitCode.PARTIAL if missing else ExitCode.OK


def _missing(database: Database, out: Path | None) -> list[str]:
    """What cannot be looked at, after what can be made up for was."""
    if out is not None:
        with Locks(out) as locks:
            made = complete(open_catalog(database, out, locks), out)
        return [f"{printable(name)}: no usable {RECORD_NAME}" for name in made.unusable]
    count = count_without_fingerprint(database)
    hint = "declass compare --propose OUT makes them"
    return [f"{count} documents have no fingerprint yet and are left out; {hint}"] if count else []


def _json(pair: Pair) -> dict[str, object]:
    a, b = pair.a, pair.b
    sides = {"a_file": a.file, "a_pages": a.pages, "b_file": b.file, "b_pages": b.pages}
    return {"a": a.place, "b": b.place, "likeness": pair.likeness, **sides}


def _line(pair: Pair) -> str:
    told = "; ".join(f"{printable(side.file)}, {side.pages} p." for side in (pair.a, pair.b))
    return f"{pair.likeness:.2f}  {printable(pair.a.place)}  {printable(pair.b.place)}  ({told})\n"
