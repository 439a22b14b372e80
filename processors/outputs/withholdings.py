"""The index of withholdings: every redaction of a document with its place, extent, codes and the words around it.

What litigators write by hand as a Vaughn index. The words are those that stand before and behind a redaction in reading
order, never words inside one.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from processors.config.text import TextConfig
from processors.geometry import Box, bounding
from processors.language.exemptions import canonical_code
from processors.language.schemes import STATUTE, explain, statute_of
from processors.outputs.findings import said_by
from processors.records import Code, Interval, Page, Record, Redaction, RedactionKind
from processors.text.beneath import lies_in
from processors.text.weave import Piece, woven_lines

CONTEXT_WORDS = 8
"""Words told before and behind a redaction: a line of type has some ten, and one finds the place with fewer."""
ELSEWHERE = "[…]"
"""Stands for another redaction among the words around one."""
# Middles of lines of type that are so far apart (median heights of a line) follow each other: below, they stand side by
# side, above there is a gap between them.
_LEADING = (0.7, 3.0)
# The same for a page that has too few lines to measure it: single-spaced typing.
_USUAL_LEADING = 1.5


@dataclass(frozen=True, slots=True)
class Withholding:
    """One row of the index.

    Attributes:
        document: name of the file.
        sha256: of the file.
        page: 1-based.
        id: of the redaction in the record.
        kind: how it looks.
        bbox: in points of the page as shown.
        characters: hidden characters, an interval; None where no type is near.
        lines: lines of type that it covers, at least 1.
        text_share: its share (0..1) of the printed area of its page, the box around all lines and redactions.
        pages_withheld: for a sheet that stands for withheld pages, how many.
        codes: as printed, in normal form.
        other_readings: of codes in damaged type, likeliest first.
        authorities: the laws and orders that the codes name.
        meanings: the same in plain words.
        confidence: that it is a redaction, 0..1.
        code_confidence: of the least sure code, 0..1; None without codes.
        status: `found` or `unsure`.
        before: the words before it in reading order.
        after: the words behind it.
        counted_under: scheme and code in the style of the statute, for each of the totals that it counts in.
        said_by: `machine`, or `person` where one decided on it.
    """

    document: str
    sha256: str
    page: int
    id: str
    kind: str
    bbox: Box
    characters: Interval | None
    lines: int
    text_share: float
    pages_withheld: int
    codes: tuple[str, ...]
    other_readings: tuple[str, ...]
    authorities: tuple[str, ...]
    meanings: tuple[str, ...]
    confidence: float
    code_confidence: float | None
    status: str
    before: str
    after: str
    counted_under: tuple[tuple[str, str], ...]
    said_by: str


def withholdings(record: Record, config: TextConfig) -> tuple[Withholding, ...]:
    """The rows of a document in the order of its pages, on each as in the record."""
    rows: list[Withholding] = []
    for page in record.pages:
        around = _contexts(page, config)
        left = page.withheld_pages
        for redaction in page.redactions:
            row = _row(record, page, redaction, around.get(redaction.id, ("", "")))
            if redaction.kind is RedactionKind.PAGE_DENIED:
                row, left = replace(row, pages_withheld=left), 0
            rows.append(row)
    return tuple(rows)


def _row(record: Record, page: Page, redaction: Redaction, around: tuple[str, str]) -> Withholding:
    codes = redaction.codes
    provisions = [_provision(code) for code in codes]
    return Withholding(
        document=record.source.uri,
        sha256=record.source.sha256,
        page=page.number,
        id=redaction.id,
        kind=str(redaction.kind),
        bbox=redaction.bbox,
        characters=redaction.hidden_characters,
        lines=_lines_covered(redaction.bbox, page),
        text_share=_text_share(redaction.bbox, page),
        pages_withheld=0,
        codes=tuple(code.code for code in codes),
        other_readings=tuple(dict.fromkeys(c for code in codes for c in code.candidates)),
        authorities=tuple(dict.fromkeys(a for _, a in provisions)),
        meanings=tuple(dict.fromkeys(w for w, _ in provisions)),
        confidence=redaction.confidence,
        code_confidence=min((round(code.confidence, 3) for code in codes), default=None),
        status=str(redaction.status),
        before=around[0],
        after=around[1],
        counted_under=tuple(
            dict.fromkeys((code.scheme, canonical_code(code.code, code.scheme)[0]) for code in codes)
        ),
        said_by=said_by(redaction.decided),
    )


def _provision(code: Code) -> tuple[str, str]:
    """What the code stands for and its authority, with the statute that is printed beside it, if one is."""
    provision = explain(code.code, code.scheme)
    statute = statute_of(code.raw) if code.scheme != STATUTE else ""
    return provision.what, f"{provision.authority}; {statute}" if statute else provision.authority


def _lines_covered(box: Box, page: Page) -> int:
    """How many lines of type fit in the height of the box, at the distance of the page's lines."""
    heights = [line.bbox.height for line in page.lines if line.bbox.height > 0]
    if not heights:
        return 1
    height = statistics.median(heights)
    centres = sorted(line.bbox.centre[1] for line in page.lines)
    steps = [b - a for a, b in pairwise(centres) if _LEADING[0] * height < b - a < _LEADING[1] * height]
    return max(1, round(box.height / (statistics.median(steps) if steps else _USUAL_LEADING * height)))


def _text_share(box: Box, page: Page) -> float:
    area = bounding([*(line.bbox for line in page.lines), *(r.bbox for r in page.redactions)]).area
    return round(min(1.0, box.area / area), 4) if area > 0 else 0.0


def _contexts(page: Page, config: TextConfig) -> dict[str, tuple[str, str]]:
    """The words before and behind each redaction of the page, by its id."""
    if not page.redactions:
        return {}
    boxes = [r.bbox for r in page.redactions if r.kind is not RedactionKind.EDITORIAL_NOTE]
    pieces = [piece for line in woven_lines(page, config) for piece in line.pieces]
    pieces = [p for p in pieces if p.word is None or not lies_in(p.word.bbox, boxes)]
    out: dict[str, tuple[str, str]] = {}
    for k, piece in enumerate(pieces):
        if piece.redaction is not None:
            before = _told(reversed(pieces[:k]))[::-1]
            out[piece.redaction.id] = (" ".join(before), " ".join(_told(iter(pieces[k + 1 :]))))
    return out


def _told(pieces: Iterator[Piece]) -> list[str]:
    """The next words, another redaction between them as a sign of its own."""
    out: list[str] = []
    words = 0
    for piece in pieces:
        if piece.word is not None:
            out.append(piece.word.text)
            words += 1
        elif out and out[-1] != ELSEWHERE:
            out.append(ELSEWHERE)
        if words == CONTEXT_WORDS:
            break
    return out


@dataclass(frozen=True, slots=True)
class Total:
    """How much is withheld under one code.

    Attributes:
        scheme: whose code it is; empty where nothing is printed.
        code: in the style of the statute; empty likewise.
        authority: the law or order that it names.
        meaning: in plain words.
        redactions: that carry it; one with several codes counts under each.
        pages: with such redactions.
        characters: hidden under them together, an interval; redactions without an estimate are left out.
    """

    scheme: str
    code: str
    authority: str
    meaning: str
    redactions: int
    pages: int
    characters: Interval


@dataclass(frozen=True, slots=True)
class CodeSum:
    """What one document adds to the total of a code; `low` and `high` are of the characters hidden under it."""

    scheme: str
    code: str
    redactions: int
    pages: int
    low: int
    high: int


class Totals:
    """Adds up rows of one document, and the sums of many, keeping only sums."""

    def __init__(self) -> None:
        self._sums: dict[tuple[str, str], list[int]] = {}
        self._last: dict[tuple[str, str], int] = {}

    def add(self, row: Withholding) -> None:
        """Counts a row; all rows are of one document, and those of one page follow each other."""
        low, high = (row.characters.low, row.characters.high) if row.characters is not None else (0, 0)
        for scheme, code in row.counted_under or (("", ""),):
            is_new = self._last.get((scheme, code)) != row.page
            self._last[scheme, code] = row.page
            self.add_sum(CodeSum(scheme, code, 1, int(is_new), low, high))

    def add_sum(self, sums: CodeSum) -> None:
        """Adds what another document comes to."""
        kept = self._sums.setdefault((sums.scheme, sums.code), [0, 0, 0, 0])
        for k, number in enumerate((sums.redactions, sums.pages, sums.low, sums.high)):
            kept[k] += number

    def sums(self) -> tuple[CodeSum, ...]:
        """What has been added, by code."""
        return tuple(CodeSum(*key, *sums) for key, sums in self._sums.items())

    def rows(self) -> tuple[Total, ...]:
        """The totals, most frequent first, those without a code last."""
        order = sorted(self._sums.items(), key=lambda item: (item[0] == ("", ""), -item[1][0], item[0]))
        return tuple(_total(key, sums) for key, sums in order)


def _total(key: tuple[str, str], sums: Sequence[int]) -> Total:
    scheme, code = key
    what, authority = "no code printed", ""
    if code:
        provision = explain(code, scheme)
        what, authority = provision.what, provision.authority
    return Total(scheme, code, authority, what, sums[0], sums[1], Interval(sums[2], sums[3]))
