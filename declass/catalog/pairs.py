"""Pairs of documents in a catalog that look like releases of one, found by the fingerprints of their text."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import combinations, islice
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from declass.catalog.catalog import output_number
from declass.catalog.database import Database
from declass.catalog.models import Document, Output, TextBand, TextPrint
from processors.compare.fingerprints import Fingerprint, likeness

LEAST_LIKENESS = 0.35
"""Share of the shorter text in common from which a pair is proposed; unrelated documents share less than a tenth."""
CROWDED = 50
"""Different files that share one band beyond which it says nothing: a form letter, or boiler-plate."""
# Meetings looked at together: the fingerprints of their documents, some 8 KB each, are all that is held.
_MEETINGS = 1000


@dataclass(frozen=True, slots=True)
class Release:
    """A document of a pair.

    Attributes:
        place: its result folder, below the output that was asked for, else with that output's path.
        file: the name of the file that was read.
        pages: how many it has.
    """

    place: str
    file: str
    pages: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Two documents that may be releases of one, and how like they are (0..1)."""

    a: Release
    b: Release
    likeness: float


def likely_pairs(database: Database, out: Path | None, least: float = LEAST_LIKENESS) -> list[Pair]:
    """Likely pairs, the likest first, of the output at `out` or of all in the catalog; equal files are no pair.

    The database finds who meets in a band; only some fingerprints at a time and the pairs themselves are held.

    Args:
        database: the catalog.
        out: a folder for results.
        least: the least likeness of a pair.

    Raises:
        AccessError: the catalog cannot be used.
        UsageError: the catalog knows nothing of `out`.
    """
    with database.reading() as connection:
        found = _pairs(connection, output_number(connection, out), least)
    return sorted(found, key=lambda p: (-p.likeness, p.a.place, p.b.place))


@dataclass(frozen=True, slots=True)
class _Printed:
    release: Release
    sha256: str
    fingerprint: Fingerprint


def _pairs(connection: Connection, output: int | None, least: float) -> Collection[Pair]:
    found: dict[tuple[int, int], Pair] = {}
    meetings = _meetings(connection, output)
    while some := set(islice(meetings, _MEETINGS)):
        new = some - found.keys()
        known = _printed(connection, {number for pair in new for number in pair}, output)
        # Another program may take documents away meanwhile.
        for numbers in (pair for pair in new if known.keys() >= set(pair)):
            a, b = sorted((known[number] for number in numbers), key=lambda d: d.release.place)
            like = likeness(a.fingerprint, b.fingerprint)
            if a.sha256 != b.sha256 and like >= least:
                found[numbers] = Pair(a.release, b.release, like)
    return found.values()


def _meetings(connection: Connection, output: int | None) -> Iterator[tuple[int, int]]:
    """The numbers of each two documents that share a band which few have; as often as they do.

    The bands are grouped, not joined with themselves: no database can take a crowded one for a reason to try all pairs.
    """
    members = sa.func.aggregate_strings(sa.cast(TextBand.document_id, sa.Text), ",")
    rooms = (
        sa.select(members)
        .join(Document, Document.id == TextBand.document_id)
        .where(sa.true() if output is None else Document.output_id == output)
        .group_by(TextBand.band)
        .having(sa.func.count(Document.sha256.distinct()).between(2, CROWDED))
    )
    for (room,) in connection.execute(rooms, execution_options={"yield_per": _MEETINGS}):
        yield from combinations(sorted(map(int, room.split(","))), 2)


def _printed(connection: Connection, numbers: set[int], output: int | None) -> dict[int, _Printed]:
    """The documents of those numbers."""
    query = (
        sa.select(Document.id, Output.path, Document.folder, Document.uri, Document.page_count)
        .add_columns(Document.sha256, TextPrint.value)
        .join(Output, Output.id == Document.output_id)
        .join(TextPrint, TextPrint.document_id == Document.id)
        .where(Document.id.in_(numbers))
    )
    return {
        number: _Printed(
            Release(folder if output is not None else f"{path}/{folder}", file, pages),
            sha256,
            Fingerprint.from_text(value),
        )
        for number, path, folder, file, pages, sha256, value in connection.execute(query)
    }
