"""Names of findings that can be cited: from where a finding is and what it is, never from how many came before it.

    p3-r214x530     page 3, redaction, its top left corner 214 points from the left and 530 from the top
    p3-r214x530_2   another redaction with that same corner
    n-jfk-rif-104-10012-10070     a document number: it stands for the document, not for a place

So the same reading gives the same names, a finding that comes or goes elsewhere renames nothing, and a reader finds
the place with a ruler. Letters: r redaction, c candidate that was rejected, s strike, m marking, l line, e event, u
word read unsurely. What a person decided on keeps the name that the person saw, wherever it is read later.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import TypeVar

from processors.document_records import Event, Identifier
from processors.geometry import Box
from processors.records import Line, Marking, Page, Redaction, Strike, UnsureWord

_Placed = TypeVar("_Placed", Redaction, Strike, Marking, Line, Event, UnsureWord)

# Characters of a document number in its name: the longest known have some 30; what is longer was misread.
_NUMBER_CHARACTERS = 60


def page_with_ids(page: Page) -> Page:
    """The page, each of its findings named; boxes must be in points of the page as shown."""
    number = page.number
    items: list[Redaction | Strike | Marking | Line] = [*page.redactions, *page.rejected]
    items += [*page.strikes, *page.markings, *page.lines]
    kept = frozenset(item.id for item in items if item.decided is not None)
    return replace(
        page,
        lines=_named(page.lines, number, "l", kept),
        redactions=_named(page.redactions, number, "r", kept),
        rejected=_named(page.rejected, number, "c", kept),
        strikes=_named(page.strikes, number, "s", kept),
        markings=_named(page.markings, number, "m", kept),
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


def place_id(page: int, letter: str, box: Box) -> str:
    """The name of what is at that place of a page, where nothing else has that name.

    Args:
        page: 1-based.
        letter: of its class.
        box: in points of the page as shown.
    """
    return f"p{page}-{letter}{max(0, round(box.x0))}x{max(0, round(box.y0))}"


def _named(
    items: Sequence[_Placed], page: int, letter: str, kept: AbstractSet[str] = frozenset()
) -> tuple[_Placed, ...]:
    """The items with their names; those whose own name is among `kept` have it already, and no other one gets it."""
    free = [k for k, item in enumerate(items) if not (item.id and item.id in kept)]
    names = [place_id(page, letter, items[k].bbox) for k in free]
    # Where corners fall together, what is found decides which is the second, not the order of finding.
    contents = [(tuple(items[k].bbox), repr(replace(items[k], id=""))) for k in free]
    named = dict(zip(free, _apart(names, contents, kept), strict=True))
    return tuple(replace(item, id=named.get(k, item.id)) for k, item in enumerate(items))


def _apart(
    names: Sequence[str], contents: Sequence[tuple[object, ...]], taken: AbstractSet[str] = frozenset()
) -> list[str]:
    """The names, those that occur more than once with a number behind them, given in the order of the contents."""
    out = list(names)
    seen: Counter[str] = Counter()
    for k in sorted(range(len(names)), key=lambda k: (names[k], contents[k])):
        while True:
            seen[names[k]] += 1
            out[k] = names[k] if seen[names[k]] == 1 else f"{names[k]}_{seen[names[k]]}"
            if out[k] not in taken:
                break
    return out


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")[:_NUMBER_CHARACTERS]
