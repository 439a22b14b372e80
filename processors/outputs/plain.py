"""`text.txt`: the reading text without Markdown, page by page.

Each page but the first begins with a form feed, and each with a line `[page 3]` and an empty line. What was found
stands as in `text.md`: `~~SECRET~~` was struck, `[REDACTED (b)(3)]` is withheld. What is printed on the page never
looks like that: a space is set into it (`[ REDACTED`, `~ ~`), and a form feed is printed nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

from processors.config.text import TextConfig
from processors.outputs.files import write_atomic
from processors.outputs.places import PagePlaces, locate
from processors.records import Record
from processors.text.markdown import STRIKE

PLAIN_NAME = "text.txt"
PAGE_END = "\f"
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_HEADING = re.compile(r"^## ", re.MULTILINE)
# Escaped in Markdown, so printed on the page: what would look like a finding without the escape.
_TOKEN_LIKE = re.compile(r"\\\[(?=REDACTED|PAGE )")
_STRIKE_LIKE = re.compile(r"\\~(?=\\?~)")
_MARK = re.compile(r"\\.|(~~)", re.DOTALL)


def write_plain(folder: Path, record: Record, source: Path) -> None:  # noqa: ARG001
    """Writes `text.txt`; the source file is not looked at.

    Raises:
        AccessError: the folder cannot be written to.
    """
    write_atomic(folder / PLAIN_NAME, plain_text(record, TextConfig()).encode("utf-8", "replace"))


def plain_text(record: Record, config: TextConfig) -> str:
    """The reading text of the record with a mark before each page; a page without text has its mark alone."""
    parts = []
    for page, markdown in zip(record.pages, _by_page(record, config), strict=True):
        text = _without_markdown(markdown).strip()
        parts.append(f"[page {page.number}]\n" + (f"\n{text}\n" if text else ""))
    return f"\n{PAGE_END}".join(parts)


def _by_page(record: Record, config: TextConfig) -> Iterator[str]:
    """The Markdown of each page: strikes are closed before a page ends, and opened anew on the next."""
    text = record.text
    cuts = list(accumulate((_cut(places, text) for places in locate(record, config)), max))
    cuts[:1] = [0] * len(cuts[:1])
    open_strike = False
    for start, end in zip(cuts, [*cuts[1:], len(text)], strict=True):
        part = text[start:end]
        lead = STRIKE if open_strike else ""
        marks = sum(match[1] is not None for match in _MARK.finditer(part.rpartition("\n\n")[2]))
        # A strike never goes over the end of a paragraph, so only the last one can be open.
        whole = "\n\n" not in part
        open_strike = (marks + (open_strike and whole)) % 2 == 1
        yield lead + part.rstrip() + (STRIKE if open_strike else "")


def _cut(places: PagePlaces, text: str) -> int:
    """Where the text is cut before a page: between two words, and before what Markdown sets before the first."""
    if places.continued:
        rest = re.compile(r"\s|$").search(text, places.start)
        return rest.start() if rest else len(text)
    start = places.start
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    line = text.rfind("\n", 0, start) + 1
    return line if text[line:start] in ("## ", "- ") else start


def _without_markdown(markdown: str) -> str:
    text = _TOKEN_LIKE.sub("[ ", _HEADING.sub("", markdown))
    return _ESCAPED.sub(r"\1", _STRIKE_LIKE.sub("~ ", text))
