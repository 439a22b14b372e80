"""Search that forgives misread letters: a word is looked for as every word of the catalog that may be it, misread."""

from __future__ import annotations

import itertools
from dataclasses import replace

import sqlalchemy as sa
from rapidfuzz.distance import Levenshtein
from sqlalchemy.engine import Connection

from declass.catalog.models import Term
from declass.catalog.query import Clause, Phrase, Query
from declass.catalog.words import LEAST_TERM, likeness

# So many readings of a word are looked for, likest first; and so many of a phrase.
_MOST_READINGS, _MOST_PHRASES = 40, 64
# Words that share a half with the one looked for and are compared with it; a common half has thousands.
_MOST_COMPARED = 50_000
# From this length on (letters) two letters may differ beyond those that look alike, below it one.
_LONG = 9
# Sorts behind every letter.
_LAST = "\U0010ffff"


def widened(query: Query, connection: Connection) -> Query:
    """The query with every word wanted, but for prefixes, as all that it may have been read as."""
    return replace(query, wanted=tuple(_wider(clause, connection) for clause in query.wanted))


def _wider(clause: Clause, connection: Connection) -> Clause:
    if clause.prefix:
        return clause
    phrases: list[Phrase] = []
    for phrase in clause.phrases:
        readings = [readings_of(word, connection) for word in phrase]
        phrases += itertools.islice(itertools.product(*readings), _MOST_PHRASES)
    return Clause(tuple(dict.fromkeys(phrases)))


def readings_of(word: str, connection: Connection) -> tuple[str, ...]:
    """The word itself, then words of the catalog that it may have been read as, likest first.

    Those that differ by letters that look alike are always among them. One other letter (in words of nine letters and
    more, two) may be wrong, missing or too many, where the rest is in one piece: a half, or an outer third.
    """
    if len(word) < LEAST_TERM:
        return (word,)
    alike = likeness(word)
    most = 2 if len(word) >= _LONG else 1
    part = max(1, len(alike) // (most + 1))
    start, end = alike[:part], alike[::-1][:part]
    near = sa.or_(
        Term.likeness == alike,
        sa.and_(Term.likeness >= start, Term.likeness < start + _LAST),
        sa.and_(Term.backward >= end, Term.backward < end + _LAST),
    )
    length = sa.func.length(Term.likeness).between(len(alike) - most, len(alike) + most)
    query = sa.select(Term.term, Term.likeness).where(near, length).limit(_MOST_COMPARED)
    scored = []
    for term, like in connection.execute(query):
        distance = Levenshtein.distance(alike, like, score_cutoff=most)
        if distance <= most:
            scored.append((distance, Levenshtein.distance(word, term), term))
    found = [term for *_, term in sorted(scored)[:_MOST_READINGS]]
    return tuple(dict.fromkeys([word, *found]))
