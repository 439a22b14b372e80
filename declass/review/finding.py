"""Words in one document: where they stand, with the boxes of the words. No phrase runs over a redaction; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from declass.catalog.queue_entries import line_refs
from declass.catalog.words import words
from declass.review.api_documents import Hit, LineEnd
from processors.config.text import TextConfig
from processors.geometry import Box
from processors.outputs.page_rows import page_rows
from processors.records import Line, Page, Redaction, Word
from processors.text.prose import Vocabulary, undivided, vocabulary

# Words shown before and behind a hit.
_CONTEXT = 8
_WITHHELD = "[REDACTED]"
_TEXT = TextConfig()


@dataclass(frozen=True, slots=True)
class _Token:
    """A word of the page: as printed, as searched (several where signs part it), its line, its places.

    A word that the end of a line divides is one of two places.
    """

    printed: str
    folded: tuple[str, ...]
    line: str
    boxes: tuple[Box, ...]


def find_words(pages: Iterable[Page], question: str) -> Iterator[Hit]:
    """Where the words of `question` follow each other; the last one may go on."""
    wanted = tuple(word.text for word in words(question))
    if not wanted:
        return
    for page in pages:
        tokens = list(_tokens(page))
        yield from _hits(page.number, tokens, wanted)


def says(page: Page, quote: str) -> bool:
    """Whether the page says what a quote says; blanks, capitals and signs do not count, and it may begin in a word."""
    wanted = "".join(word.text for word in words(quote))
    said = "".join(part for token in _tokens(page) for part in token.folded)
    return bool(wanted) and wanted in said


def _tokens(page: Page) -> Iterator[_Token]:
    refs, known = line_refs(page), vocabulary((page,))
    last: _Token | None = None
    for row in page_rows(page, _TEXT):
        line = refs[row.index] if row.index is not None else ""
        for k, item in enumerate(row.items):
            token = _token(item, line)
            whole = _whole(last.printed, token.printed, known) if last and not k else None
            if last is not None and whole is not None:
                token = _Token(whole, _folded(whole), last.line, last.boxes + token.boxes)
            elif last is not None:
                yield last
            last = token
    if last is not None:
        yield last


def _token(item: Word | Redaction, line: str) -> _Token:
    if isinstance(item, Redaction):
        # Parts what stands beside it: no word is searched like this.
        return _Token(_WITHHELD, ("\0",), line, (item.bbox,))
    return _Token(item.text, _folded(item.text), line, (item.bbox,))


def _whole(left: str, right: str, known: Vocabulary) -> str | None:
    return undivided(left, right, known, _TEXT) if right else None


def line_ends(page: Page) -> tuple[LineEnd | None, ...]:
    """Of each line how its last word goes on in the next one, None where it does not."""
    known = vocabulary((page,))
    return (
        *(_end(left, right, known) for left, right in pairwise(page.lines)),
        *([None] if page.lines else []),
    )


def _end(left: Line, right: Line, known: Vocabulary) -> LineEnd | None:
    if not left.words or not right.words or left.words[-1].struck != right.words[0].struck:
        return None
    last, first = left.words[-1].text, right.words[0].text
    whole = _whole(last, first, known)
    if whole is None:
        return None
    return LineEnd.COMPOUND if whole == last + first else LineEnd.DIVIDED


def _folded(text: str) -> tuple[str, ...]:
    return tuple(word.text for word in words(text))


def _hits(page: int, tokens: Sequence[_Token], wanted: Sequence[str]) -> Iterator[Hit]:
    parts = [(part, k) for k, token in enumerate(tokens) for part in token.folded]
    last = len(wanted) - 1
    for start in range(len(parts) - last):
        here = parts[start : start + last + 1]
        same = all(part == word for (part, _), word in zip(here[:-1], wanted[:-1], strict=True))
        if same and here[-1][0].startswith(wanted[-1]):
            yield _hit(page, tokens, here[0][1], here[-1][1])


def _hit(page: int, tokens: Sequence[_Token], first: int, last: int) -> Hit:
    found = tokens[first : last + 1]
    return Hit(
        page=page,
        line=found[0].line,
        before=_printed(tokens[max(0, first - _CONTEXT) : first]),
        match=_printed(found),
        after=_printed(tokens[last + 1 : last + 1 + _CONTEXT]),
        boxes=tuple(box for token in found for box in token.boxes),
    )


def _printed(tokens: Sequence[_Token]) -> str:
    return " ".join(token.printed for token in tokens)
