"""Words in one document: where they stand, with the boxes of the words. No phrase runs over a redaction; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from declass.catalog.queue_entries import line_refs
from declass.catalog.words import words
from declass.review.api_documents import Hit
from processors.config.text import TextConfig
from processors.geometry import Box
from processors.outputs.page_rows import page_rows
from processors.records import Page, Redaction, Word

# Words shown before and behind a hit.
_CONTEXT = 8
_WITHHELD = "[REDACTED]"


@dataclass(frozen=True, slots=True)
class _Token:
    """A word of the page: as printed, as searched (several where signs part it), its line, its place."""

    printed: str
    folded: tuple[str, ...]
    line: str
    bbox: Box


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
    refs = line_refs(page)
    for row in page_rows(page, TextConfig()):
        line = refs[row.index] if row.index is not None else ""
        for item in row.items:
            yield _token(item, line)


def _token(item: Word | Redaction, line: str) -> _Token:
    if isinstance(item, Redaction):
        # Parts what stands beside it: no word is searched like this.
        return _Token(_WITHHELD, ("\0",), line, item.bbox)
    return _Token(item.text, tuple(word.text for word in words(item.text)), line, item.bbox)


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
        boxes=tuple(token.bbox for token in found),
    )


def _printed(tokens: Sequence[_Token]) -> str:
    return " ".join(token.printed for token in tokens)
