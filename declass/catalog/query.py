"""What a person searches for: words, "phrases", -exclusions and prefix*; nothing else in it means anything."""

from __future__ import annotations

import re
from dataclasses import dataclass

from declass.catalog.words import words
from processors.errors import UsageError

# Longer questions are no questions of a person, and cost a database much.
_MOST_CHARACTERS, _MOST_CLAUSES = 1000, 40
_QUOTES = str.maketrans(dict.fromkeys("“”„″«»", '"'))
# A minus, then a phrase in quotes (the last may lack its end) or a run without blanks and quotes; a star behind either.
_PART = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)(?:"|$)|(?P<plain>[^\s"]+))(?P<star>(?<=")\*)?')

Phrase = tuple[str, ...]
"""Words that follow each other."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing wanted: any of several phrases. With `prefix`, their last word may go on."""

    phrases: tuple[Phrase, ...]
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """Pages must have all of `wanted` and none of `unwanted`."""

    wanted: tuple[Clause, ...]
    unwanted: tuple[Clause, ...] = ()


def parse_query(text: str) -> Query:
    """What `text` asks for: `agent "dirty tricks" -cuba oper*`.

    Raises:
        UsageError: it only says what is not wanted, or is too long.
    """
    if len(text) > _MOST_CHARACTERS:
        raise UsageError(f"a search has at most {_MOST_CHARACTERS} characters")
    wanted: list[Clause] = []
    unwanted: list[Clause] = []
    for match in _PART.finditer(text.translate(_QUOTES)):
        printed = match["phrase"] if match["phrase"] is not None else match["plain"]
        phrase = tuple(word.text for word in words(printed))
        if phrase:
            prefix = bool(match["star"]) or (match["phrase"] is None and printed.endswith("*"))
            (unwanted if match["minus"] else wanted).append(Clause((phrase,), prefix))
    if unwanted and not wanted:
        raise UsageError("only words that are not wanted were given", hint="Add a word to look for")
    if len(wanted) + len(unwanted) > _MOST_CLAUSES:
        raise UsageError(f"a search has at most {_MOST_CLAUSES} words")
    return Query(tuple(wanted), tuple(unwanted))


def as_fts5(query: Query, column: str) -> str:
    """The query in the language of SQLite's FTS5; words hold letters and digits alone, so that quotes are safe."""

    def clause(wanted: Clause) -> str:
        star = "*" if wanted.prefix else ""
        return "(" + " OR ".join(f'"{" ".join(phrase)}"{star}' for phrase in wanted.phrases) + ")"

    found = f"{{{column}}} : ({' AND '.join(map(clause, query.wanted))})"
    if not query.unwanted:
        return found
    return f"({found}) NOT ({{body}} : ({' OR '.join(map(clause, query.unwanted))}))"


def as_tsquery(clauses: tuple[Clause, ...], between: str) -> str:
    """Clauses in the language of PostgreSQL's text search, joined by `&` or `|`."""

    def clause(wanted: Clause) -> str:
        star = ":*" if wanted.prefix else ""
        phrases = (" <-> ".join(f"'{word}'" for word in phrase) + star for phrase in wanted.phrases)
        return "(" + " | ".join(f"({phrase})" for phrase in phrases) + ")"

    return f" {between} ".join(map(clause, clauses))
