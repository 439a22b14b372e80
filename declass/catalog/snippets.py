"""A few words around what was found on a page, with the hits marked, and those among them that are struck out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from declass.catalog.query import Clause
from declass.catalog.words import Word, words

# Words of a snippet, and how many of them stand before its first hit.
_LENGTH, _BEFORE = 32, 8
_STRUCK = re.compile(r"~~.+?~~", re.DOTALL)
_BLANKS = re.compile(r"[\s~]+")
_OPENING = re.compile(r"[(\[\"']+$")
# Signs before a word that are looked at.
_OPENS = 4


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a snippet; `hit` is what was looked for, `struck` words are crossed out on the page."""

    text: str
    hit: bool
    struck: bool


def snippet(body: str, wanted: Sequence[Clause], *, struck_only: bool = False) -> tuple[Part, ...]:
    """The place of a page's text with most of what was looked for.

    Args:
        body: the text as the catalog has it, struck words between `~~`.
        wanted: what was looked for; without any, the text's beginning is given.
        struck_only: whether only hits in struck words count.
    """
    spans = [match.span() for match in _STRUCK.finditer(body)]
    found = list(words(body))
    struck = [any(start <= word.start < end for start, end in spans) for word in found]
    hits = _hits([word.text for word in found], wanted)
    if struck_only:
        hits = {k: clauses for k, clauses in hits.items() if struck[k]}
    first = _best(hits)
    chosen = range(max(0, first - _BEFORE), min(len(found), max(0, first - _BEFORE) + _LENGTH))
    return tuple(_parts(body, found, chosen, set(hits), struck))


def _hits(texts: Sequence[str], wanted: Sequence[Clause]) -> dict[int, set[int]]:
    """Index of each word that was found -> which clauses it is part of."""
    hits: dict[int, set[int]] = {}
    starts: dict[str, list[int]] = {}
    for k, text in enumerate(texts):
        starts.setdefault(text, []).append(k)
    for number, clause in enumerate(wanted):
        for phrase in clause.phrases:
            # Only a phrase of one word can begin with the word that may go on.
            alone = clause.prefix and len(phrase) == 1
            at = range(len(texts)) if alone else starts.get(phrase[0], [])
            for k in at:
                if _is_here(texts, k, phrase, prefix=clause.prefix):
                    for place in range(k, k + len(phrase)):
                        hits.setdefault(place, set()).add(number)
    return hits


def _is_here(texts: Sequence[str], at: int, phrase: Sequence[str], *, prefix: bool) -> bool:
    here = texts[at : at + len(phrase)]
    if len(here) < len(phrase) or list(here[:-1]) != list(phrase[:-1]):
        return False
    return here[-1].startswith(phrase[-1]) if prefix else here[-1] == phrase[-1]


def _best(hits: dict[int, set[int]]) -> int:
    """The first hit of the stretch with most clauses, then most hits, then the earliest."""
    places = sorted(hits)
    best, best_score = 0, (0, 0)
    for i, first in enumerate(places):
        near = [k for k in places[i : i + _LENGTH] if k < first + _LENGTH - _BEFORE]
        score = (len(set().union(*(hits[k] for k in near))), len(near))
        if score > best_score:
            best, best_score = first, score
    return best


def _opening(body: str, start: int) -> str:
    """What stands right before the first word: its bracket, as in `(b)(3)`."""
    opening = _OPENING.search(body[max(0, start - _OPENS) : start])
    return opening.group() if opening else ""


def _parts(
    body: str, found: Sequence[Word], chosen: range, hits: set[int], struck: Sequence[bool]
) -> Iterator[Part]:
    """The chosen words with what stands between them; a word's mark ends with it."""
    if not chosen:
        return
    if chosen[0] > 0:
        yield Part("… ", False, False)
    plain = _opening(body, found[chosen[0]].start)
    for k in chosen:
        word = found[k]
        if k in hits or struck[k]:
            if plain:
                yield Part(plain, False, False)
            yield Part(body[word.start : word.end], k in hits, struck[k])
            plain = ""
        else:
            plain += body[word.start : word.end]
        end = found[k + 1].start if k + 1 < len(found) else len(body)
        plain += _BLANKS.sub(" ", body[word.end : end])
    rest = plain.rstrip() + (" …" if chosen[-1] + 1 < len(found) else "")
    if rest:
        yield Part(rest, False, False)
