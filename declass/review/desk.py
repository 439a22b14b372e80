"""What the server works with: the catalog, the log, the queue, records and pictures, opened once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from declass.catalog.catalog import output_number
from declass.catalog.database import Database, catalog_url, open_database
from declass.catalog.decided import decisions_within
from declass.catalog.decisions import DecisionLog
from declass.catalog.models import DecisionRow
from declass.catalog.queue import Queue
from declass.catalog.second_review import choose
from declass.review.live import Live
from declass.review.originals import Originals
from declass.review.pictures import Pictures
from declass.review.settings import ReviewSettings
from declass.review.shelf import Shelf
from processors.decisions.types import Decision, Subject


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything that answers are made from. Safe for several threads.

    `output` is the number of the folder for results in the catalog, None for all; `second_review` says whether what
    one reviewer rejected comes to another one.
    """

    settings: ReviewSettings
    database: Database
    output: int | None
    second_review: bool
    log: DecisionLog
    queue: Queue
    shelf: Shelf
    live: Live
    originals: Originals
    pictures: Pictures

    def decisions(self, numbers: Sequence[int]) -> dict[int, Decision]:
        """The decisions of those numbers.

        Raises:
            AccessError: the catalog cannot be used.
        """
        if not numbers:
            return {}
        with self.database.reading() as connection:
            found = decisions_within(connection, DecisionRow.number.in_(numbers))
        return {decision.number: decision for decision in found}

    def on_redactions(self, pages: Collection[tuple[str, int]]) -> tuple[Decision, ...]:
        """The decisions on redactions of pages, and all that take one back.

        Args:
            pages: sha256 of the file and number of the page, of each.

        Raises:
            AccessError: the catalog cannot be used.
        """
        if not pages:
            return ()
        here = (
            DecisionRow.sha256.in_({sha256 for sha256, _ in pages}),
            DecisionRow.page.in_({number for _, number in pages}),
            sa.or_(DecisionRow.subject == str(Subject.REDACTION), DecisionRow.undoes.is_not(None)),
        )
        with self.database.reading() as connection:
            found = decisions_within(connection, *here)
        return tuple(d for d in found if (d.sha256, d.page) in pages)

    def close(self) -> None:
        """Ends what runs beside the answers, and closes the catalog."""
        self.live.stop()
        self.pictures.close()
        self.database.close()


def open_desk(settings: ReviewSettings) -> Desk:
    """Opens the catalog that the settings name.

    Raises:
        AccessError: it cannot be opened, or whether a second review is wanted not be kept.
        UsageError: there is none, or it knows nothing of the folder.
    """
    database = open_database(catalog_url(settings.out, settings.catalog or None), create=False)
    try:
        with database.reading() as connection:
            output = output_number(connection, settings.out)
        second_review = choose(database, output, settings.second_review)
    except BaseException:
        database.close()
        raise
    originals = Originals(database, settings.cache / "originals")
    return Desk(
        settings,
        database,
        output,
        second_review,
        DecisionLog(database),
        Queue(database),
        Shelf(database, output),
        Live(database, output),
        originals,
        Pictures(originals, settings.cache / "pages"),
    )
