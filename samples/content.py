"""Invented text: a small grammar over invented offices, places, people and projects.

Nothing here is taken from a document, and no name is meant to be anybody's.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from samples.chance import Rng, chance, pick, whole
from samples.words import (
    ACTORS,
    ADJECTIVES,
    AGENCIES,
    CODE_ANIMALS,
    CODE_COLOURS,
    FIRST_NAMES,
    GOODS,
    MONTHS,
    OBJECTS,
    PLACE_ENDS,
    PLACE_STARTS,
    SENTENCES,
    SURNAME_ENDS,
    SURNAME_STARTS,
    TITLES,
    UNITS,
    VERBS,
)

SLOT = re.compile(r"\{(\w+)\}")
ARTICLE = re.compile(r"\b([Aa]) (?=[aeiou])")


def place(rng: Rng) -> str:
    """A town that is on no map."""
    return pick(rng, PLACE_STARTS) + pick(rng, PLACE_ENDS)


def surname(rng: Rng) -> str:
    """A family name put together from syllables."""
    return pick(rng, SURNAME_STARTS) + pick(rng, SURNAME_ENDS)


def person(rng: Rng) -> str:
    """Initials or an uncommon first name, and a surname."""
    return f"{pick(rng, FIRST_NAMES)} {surname(rng)}"


def project(rng: Rng) -> str:
    """A project name of two words in capitals."""
    return f"{pick(rng, CODE_COLOURS)} {pick(rng, CODE_ANIMALS)}"


def agency(rng: Rng) -> str:
    """A government office that does not exist."""
    return pick(rng, AGENCIES)


def date(rng: Rng) -> str:
    """A date of the fifties to eighties, day before month."""
    return f"{whole(rng, 1, 28)} {pick(rng, MONTHS)} {whole(rng, 1951, 1988)}"


def number(rng: Rng) -> str:
    """A count between a handful and a few thousand."""
    return f"{whole(rng, 1, 9)},{whole(rng, 0, 999):03d}" if chance(rng, 0.3) else str(whole(rng, 3, 480))


SLOTS: dict[str, Callable[[Rng], str]] = {
    "place": place,
    "person": person,
    "surname": surname,
    "project": project,
    "agency": agency,
    "date": date,
    "number": number,
    "actor": lambda rng: pick(rng, ACTORS),
    "verb": lambda rng: pick(rng, VERBS),
    "object": lambda rng: pick(rng, OBJECTS),
    "adjective": lambda rng: pick(rng, ADJECTIVES),
    "goods": lambda rng: pick(rng, GOODS),
    "unit": lambda rng: pick(rng, UNITS),
}


def sentence(rng: Rng) -> str:
    """One sentence with its full stop."""
    text = SLOT.sub(lambda m: SLOTS[m.group(1)](rng), pick(rng, SENTENCES))
    text = ARTICLE.sub(r"\1n ", text)
    return text[0].upper() + text[1:]


def sentences(rng: Rng, count: int) -> str:
    """`count` different sentences, as one paragraph."""
    found: list[str] = []
    while len(found) < count:
        new = sentence(rng)
        if new not in found:
            found.append(new)
    return " ".join(found)


def phrase(rng: Rng) -> str:
    """A short noun phrase, for lists and forms, without a full stop."""
    text = f"{pick(rng, ADJECTIVES)} {pick(rng, OBJECTS)} at {place(rng)}"
    return text[0].upper() + text[1:]


def title(rng: Rng) -> str:
    """The subject of a paper, in headline case."""
    return pick(rng, TITLES).format(place=place(rng), goods=pick(rng, GOODS).title())


def short_date(rng: Rng) -> str:
    """A recent release date as `YYYY/MM/DD`."""
    return f"{whole(rng, 1998, 2019)}/{whole(rng, 1, 12):02d}/{whole(rng, 1, 28):02d}"
