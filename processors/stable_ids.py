"""Names of findings that can be cited: from where a finding is and what it is, never from how many came before it.

    p3-r214x530     page 3, redaction, its top left corner 214 points from the left and 530 from the top
    p3-r214x530_2   another redaction with that same corner
    n-jfk-rif-104-10012-10070     a document number: it stands for the document, not for a place

So the same reading gives the same names, a finding that comes or goes elsewhere renames nothing, and a reader finds
the place with a ruler. Letters: r redaction, c candidate that was rejected, s strike, m marking, e event, u word read
unsurely.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from processors.geometry import Box
from processors.records import Event, Identifier, Marking, Page, Redaction, Strike, UnsureWord

_Placed = TypeVar("_Placed", Redaction, Strike, Marking, Event, UnsureWord)

# Characters of a document number in its name: the longest known have some 30; what is longer was misread.
_NUMBER_CHARACTERS = 60


def page_with_ids(page: Page) -> Page:
    """The page, each of its findings named; boxes must be in points of the page as shown."""
    number = page.number
    return replace(
        page,
        redactions=_named(page.redactions, number, "r"),
        rejected=_named(page.rejected, number, "c"),
        strikes=_named(page.strikes, number, "s"),
        markings=_named(page.markings, number, "m"),
        unsure=_named(page.unsure, number, "u"),
    )


def events_with_ids(events: Sequence[Event]) -> tuple[Event, ...]:
    """The events of a document, each named."""
    named = {
        page: iter(_named([e for e in events if e.page == page], page, "e"))
        for page in {e.page for e in events}
    }
    return tuple(next(named[event.page]) for event in events)


def identifiers_with_ids(identifiers: Sequence[Identifier]) -> tuple[Identifier, ...]:
    """The document and case numbers, each named after its system and value."""
    names = [f"n-{_slug(f'{i.system} {i.value}')}" for i in identifiers]
    unique = _apart(names, [(i.system, i.value, i.raw) for i in identifiers])
    return tuple(replace(i, id=name) for i, name in zip(identifiers, unique, strict=True))


def _named(items: Sequence[_Placed], page: int, letter: str) -> tuple[_Placed, ...]:
    names = [f"p{page}-{letter}{_corner(item.bbox)}" for item in items]
    # Where corners fall together, what is found decides which is the second, not the order of finding.
    unique = _apart(names, [(tuple(item.bbox), repr(replace(item, id=""))) for item in items])
    return tuple(replace(item, id=name) for item, name in zip(items, unique, strict=True))


def _corner(box: Box) -> str:
    return f"{max(0, round(box.x0))}x{max(0, round(box.y0))}"


def _apart(names: Sequence[str], contents: Sequence[tuple[object, ...]]) -> list[str]:
    """The names, those that occur more than once with a number behind them, given in the order of the contents."""
    out = list(names)
    seen: Counter[str] = Counter()
    for k in sorted(range(len(names)), key=lambda k: (names[k], contents[k])):
        seen[names[k]] += 1
        if seen[names[k]] > 1:
            out[k] = f"{names[k]}_{seen[names[k]]}"
    return out


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")[:_NUMBER_CHARACTERS]
