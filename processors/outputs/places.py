"""Where words and redactions of each page stand in the reading text of a document.

The reading text is written when the pages are upright; a record has them as shown. So the text is not made anew: the
characters of the pages, in reading order, are laid beside those of the text, a page and its follower at a time, and
what is the same in the same order is one. A place is told only where every character of it is found, side by side.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from processors.config.text import TextConfig
from processors.records import Page, PageStatus, Record, Redaction, Word
from processors.text.markdown import clean
from processors.text.prose import token
from processors.text.render import withheld_token
from processors.text.weave import woven_lines

# Signs of the text that are looked at beyond those that two pages have: lines that only the text has, such as running
# headers that were taken for text.
_SLACK_SHARE, _SLACK = 0.2, 400
# Signs that stand for whole redactions and pages: the reading text has no private characters.
_FIRST_TOKEN = 0xE000
_TOKENS = 0xF8FF - _FIRST_TOKEN
# What Markdown alone sees, an escaped character, any other one.
_PRINTED = r"(?P<mark>^(?:\#\#|-)[ ]|~~|\s+)|\\(?P<escaped>[!-/:-@\[-`{-~])|(?P<char>.)"
HYPHENS = ("-", "\u00ad", "¬")


class Span(NamedTuple):
    """Characters `start` up to, but without, `end` of the reading text, counted from 0 in code points."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PagePlaces:
    """What of a page stands where.

    Attributes:
        start: where the page begins; on a page without a place of its own, where the next one does.
        continued: whether its first word is the rest of a word of the page before.
        words: in reading order, those with a place.
        redactions: by the `id` in the record; several can have one place where one token speaks for them.
    """

    start: int
    continued: bool
    words: tuple[tuple[Word, Span], ...]
    redactions: dict[str, Span]


@dataclass(slots=True)
class _Stream:
    """Signs in order, each with who it belongs to: a position in the text, or an index of a page's items."""

    signs: list[str]
    owners: list[int]


@dataclass(slots=True)
class _PageStream:
    """A page's signs; `items` are its words and, for a token, all redactions that it speaks for."""

    stream: _Stream
    items: list[Word | list[Redaction]]


class _Alphabet:
    """One private character for each token."""

    def __init__(self) -> None:
        self._signs: dict[str, str] = {}

    def sign(self, text: str) -> str:
        """The character for a token; the last one stands for all that are too many."""
        return self._signs.setdefault(text, chr(_FIRST_TOKEN + min(len(self._signs), _TOKENS)))

    def pattern(self) -> str:
        """A regular expression for all tokens, longest first, and for other tokens of redactions."""
        known = sorted(self._signs, key=lambda text: (-len(text), text))
        return "|".join([*map(re.escape, known), r"\[REDACTED(?: [^\]\n]*)?\]"])


def locate(record: Record, config: TextConfig) -> tuple[PagePlaces, ...]:
    """The places of each page of the record, in its order."""
    alphabet = _Alphabet()
    pages = [_page_stream(page, alphabet, config) for page in record.pages]
    ends: list[int] = []
    text = _text_stream(record.text, alphabet, ends)
    found: list[dict[int, list[int]]] = []
    cursor = 0
    for k, page in enumerate(pages):
        ahead = pages[k + 1].stream.signs if k + 1 < len(pages) else []
        matches = _matches(page.stream, ahead, text.signs, cursor)
        begin, cursor = cursor, max((m for where in matches.values() for m in where), default=cursor - 1) + 1
        placed = matches | _moved(page.stream, matches, text.signs, range(begin, cursor))
        found.append(placed | _shared(page.stream, placed))
    return _places(pages, found, text, ends, len(record.text))


def _page_stream(page: Page, alphabet: _Alphabet, config: TextConfig) -> _PageStream:
    out = _PageStream(_Stream([], []), [])
    if page.status is PageStatus.FAILED:
        _add(out, [], alphabet.sign(f"[PAGE {page.number} COULD NOT BE READ]"))
        return out
    if page.status is PageStatus.WITHHELD:
        _add(out, list(page.redactions), alphabet.sign(withheld_token(page)))
    speaker: list[Redaction] = []
    for line in woven_lines(page, config):
        for piece in line.pieces:
            if piece.word is not None:
                _add(out, piece.word, "".join(clean(piece.word.text).split()))
            elif page.status is PageStatus.WITHHELD or piece.redaction is None:
                continue
            elif piece.silent:
                speaker.append(piece.redaction)
            else:
                speaker = [piece.redaction]
                _add(out, speaker, alphabet.sign(token(piece.codes)))
    return out


def _add(page: _PageStream, item: Word | list[Redaction], signs: str) -> None:
    page.stream.signs.extend(signs)
    page.stream.owners.extend([len(page.items)] * len(signs))
    page.items.append(item)


def _text_stream(text: str, alphabet: _Alphabet, ends: list[int]) -> _Stream:
    """What of the text is printed on pages, without what only Markdown sees; `ends` gets where each sign ends."""
    pattern = re.compile(rf"(?P<token>{alphabet.pattern()})|{_PRINTED}", re.MULTILINE | re.DOTALL)
    stream = _Stream([], [])
    for match in pattern.finditer(text):
        if match["mark"] is not None:
            continue
        sign = alphabet.sign(match["token"]) if match["token"] else match["escaped"] or match["char"]
        if match["token"] is None and unicodedata.category(sign) == "Co":
            continue
        stream.signs.append(sign)
        stream.owners.append(match.start())
        ends.append(match.end())
    return stream


def _matches(page: _Stream, ahead: Sequence[str], text: Sequence[str], cursor: int) -> dict[int, list[int]]:
    """Index of each item of the page -> indices of its signs in the text.

    The signs of the next page are laid down too: else the end of this page would take what is alike on the next.
    """
    from rapidfuzz.distance import LCSseq

    length = len(page.signs) + len(ahead)
    window = text[cursor : cursor + length + int(_SLACK_SHARE * length) + _SLACK]
    out: dict[int, list[int]] = {}
    for code in LCSseq.opcodes("".join(page.signs) + "".join(ahead), "".join(window)):
        if code.tag != "equal":
            continue
        for a, b in zip(
            range(code.src_start, code.src_end), range(code.dest_start, code.dest_end), strict=True
        ):
            if a < len(page.signs):
                out.setdefault(page.owners[a], []).append(cursor + b)
    whole = {item: where for item, where in out.items() if _is_whole(item, where, page)}
    return _snapped(whole, page, text)


def _snapped(found: dict[int, list[int]], page: _Stream, text: Sequence[str]) -> dict[int, list[int]]:
    """The places with those of items that stand right before or behind a known one.

    Where an item and strange text beside it begin alike, its signs were found in both.
    """
    out = dict(found)
    taken = {index for where in found.values() for index in where}
    last = page.owners[-1] if page.owners else -1
    for step, items in ((-1, range(last - 1, -1, -1)), (1, range(1, last + 1))):
        for item in items:
            known = out.get(item - step)
            if item in out or known is None:
                continue
            signs = _signs_of(item, page)
            begin = known[0] - len(signs) if step < 0 else known[-1] + 1
            where = range(begin, begin + len(signs))
            if (
                begin >= 0
                and signs
                and list(text[begin : begin + len(signs)]) == signs
                and taken.isdisjoint(where)
            ):
                out[item] = list(where)
                taken.update(where)
    return out


def _signs_of(item: int, page: _Stream) -> list[str]:
    return page.signs[bisect_left(page.owners, item) : bisect_right(page.owners, item)]


def _is_whole(item: int, where: Sequence[int], page: _Stream) -> bool:
    """Whether all signs of an item are found side by side; a hyphen at its end may be missing."""
    signs = _signs_of(item, page)
    missing = len(signs) - len(where)
    hyphen = missing == 1 and len(signs) > 1 and signs[-1] in HYPHENS
    return (missing == 0 or hyphen) and all(b == a + 1 for a, b in pairwise(where))


def _moved(
    page: _Stream, matches: dict[int, list[int]], text: Sequence[str], span: range
) -> dict[int, list[int]]:
    """Tokens that stand elsewhere in the text, such as those of the margin, where as many are left on both sides."""
    taken = {m for where in matches.values() for m in where}
    here: dict[str, list[int]] = {}
    there: dict[str, list[int]] = {}
    for sign, item in zip(page.signs, page.owners, strict=True):
        if item not in matches and _is_token(sign):
            here.setdefault(sign, []).append(item)
    for index in span:
        if index not in taken and _is_token(text[index]):
            there.setdefault(text[index], []).append(index)
    return {
        item: [index]
        for sign, items in here.items()
        if len(items) == len(there.get(sign, ()))
        for item, index in zip(items, there[sign], strict=True)
    }


def _shared(page: _Stream, found: dict[int, list[int]]) -> dict[int, list[int]]:
    """Tokens right beside an equal one that has a place, which is theirs too: no word stands between them.

    On a crooked page they seem to be apart; in the text, which is of the page set straight, one token stands for all.
    """
    tokens = {item: sign for sign, item in zip(page.signs, page.owners, strict=True) if _is_token(sign)}
    out: dict[int, list[int]] = {}
    for step, items in ((1, sorted(tokens)), (-1, sorted(tokens, reverse=True))):
        for item in items:
            beside = out.get(item - step) or found.get(item - step)
            if item not in found and item not in out and beside and tokens.get(item - step) == tokens[item]:
                out[item] = beside
    return out


def _is_token(sign: str) -> bool:
    return _FIRST_TOKEN <= ord(sign) <= _FIRST_TOKEN + _TOKENS


def _places(
    pages: Sequence[_PageStream],
    found: Sequence[dict[int, list[int]]],
    text: _Stream,
    ends: Sequence[int],
    length: int,
) -> tuple[PagePlaces, ...]:
    out: list[PagePlaces] = []
    start, following = length, -1
    for page, matches in zip(reversed(pages), reversed(found), strict=True):
        continued = False
        if matches:
            following = min(where[0] for where in matches.values())
            start = text.owners[following]
            continued = following > 0 and ends[following - 1] == start
        spans = {k: Span(text.owners[w[0]], ends[w[-1]]) for k, w in matches.items()}
        words = [
            (item, spans[k]) for k, item in enumerate(page.items) if k in spans and isinstance(item, Word)
        ]
        redactions = {
            redaction.id: spans[k]
            for k, item in enumerate(page.items)
            if k in spans and not isinstance(item, Word)
            for redaction in item
        }
        out.append(PagePlaces(start, continued, tuple(words), redactions))
    return tuple(reversed(out))
