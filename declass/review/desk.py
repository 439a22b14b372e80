"""What the server works with: the catalog, the log, the queue, records and pictures, opened once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from declass.catalog.catalog import output_number
from declass.catalog.database import Database, catalog_url, open_database
from declass.catalog.decided import decisions_within
from declass.catalog.decisions import DecisionLog
from declass.catalog.models import DecisionRow
from declass.catalog.queue import Queue
from declass.review.live import Live
from declass.review.originals import Originals
from declass.review.pictures import Pictures
from declass.review.settings import ReviewSettings
from declass.review.shelf import Shelf
from processors.decisions.types import Decision


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything that answers are made from. Safe for several threads.

    `output` is the number of the folder for results in the catalog, None for all.
    """

    settings: ReviewSettings
    database: Database
    output: int | None
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

    def close(self) -> None:
        """Ends what runs beside the answers, and closes the catalog."""
        self.live.stop()
        self.pictures.close()
        self.database.close()


def open_desk(settings: ReviewSettings) -> Desk:
    """Opens the catalog that the settings name.

    Raises:
        AccessError: it cannot be opened.
        UsageError: there is none, or it knows nothing of the folder.
    """
    database = open_database(catalog_url(settings.out, settings.catalog or None), create=False)
    try:
        with database.reading() as connection:
            output = output_number(connection, settings.out)
    except BaseException:
        database.close()
        raise
    originals = Originals(database, settings.cache / "originals")
    return Desk(
        settings,
        database,
        output,
        DecisionLog(database),
        Queue(database),
        Shelf(database, output),
        Live(database, output),
        originals,
        Pictures(originals, settings.cache / "pages"),
    )
