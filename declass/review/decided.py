"""Pages of a document as people left them, and what waits for a second person."""

from __future__ import annotations

from declass.catalog.second_review import in_force
from declass.review.desk import Desk
from declass.review.shelf import Volume
from declass.review.views import Said, decided_page, standings
from processors.records import Page


def said_about(desk: Desk, volume: Volume) -> Said:
    """What people said about a document.

    Raises:
        AccessError: the catalog cannot be used.
    """
    decisions = desk.log.of(volume.record.source.sha256)
    return Said(standings(decisions), standings(in_force(desk.database, volume.output, decisions)))


def as_left(page: Page, said: Said) -> Page:
    """A page of a document as people left it, each line with its id."""
    return decided_page(page, said.carried)
