"""Quotes for findings: which words a finding speaks of, and where they stand in a text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from processors.config.text import TextConfig
from processors.geometry import Box, bounding
from processors.outputs.findings import Finding, FindingKind
from processors.outputs.hocr import redaction_text
from processors.outputs.page_rows import is_marked, page_rows, printed, word_text
from processors.outputs.places import PagePlaces, Span
from processors.records import Page, Redaction, Word

# Characters before and behind a quote: what is usual; more are told where these are not enough to know the place.
CONTEXT_CHARACTERS = 32
# More are never told: in a bundle of one form over and over no context is enough, and the position tells the place.
MOST_CONTEXT = 1024


@dataclass(frozen=True, slots=True)
class Quote:
    """A part of a text, and as much around it as tells the place from all others.

    Attributes:
        span: where it is.
        exact: the part.
        prefix: what stands before it.
        suffix: what stands behind it.
    """

    span: Span
    exact: str
    prefix: str
    suffix: str


def quote(text: str, span: Span) -> Quote:
    """The quote of a part of `text`.

    Prefix, quote and suffix together occur once in the text, unless `MOST_CONTEXT` is not enough for that.
    """
    around = CONTEXT_CHARACTERS
    while True:
        start, end = max(0, span.start - around), min(len(text), span.end + around)
        once = text.find(text[start:end]) == start and text.find(text[start:end], start + 1) < 0
        if once or around >= MOST_CONTEXT:
            exact = text[span.start : span.end]
            return Quote(span, exact, text[start : span.start], text[span.end : end])
        around *= 2


class PageText:
    """The text of one page in reading order: words and redactions with a space between, as `hocr.html` has it."""

    def __init__(self, page: Page, places: PagePlaces) -> None:
        """Lays out the page.

        Args:
            page: of a record.
            places: where its parts stand in the reading text.
        """
        self._page = page
        self._places = places
        self._spans: dict[int, Span] = {}
        parts: list[str] = []
        length = 0
        for row in page_rows(page, TextConfig()):
            for item in row.items:
                part = word_text(item) if isinstance(item, Word) else redaction_text(item)
                self._spans[id(item)] = Span(length, length + len(part))
                parts.append(part)
                length += len(part) + 1
        self.text = " ".join(parts)
        self._words = [w for line in page.lines for w in line.words if id(w) in self._spans]
        # Words read unsurely are found by what they are: a page of noise has thousands of them.
        self._alike: dict[tuple[Box, str], list[Word]] = {}
        for word in self._words:
            self._alike.setdefault((word.bbox, word.text), []).append(word)
        self._placed = {id(word): (span, k) for k, (word, span) in enumerate(places.words)}

    def span(self, finding: Finding) -> Span | None:
        """Where the finding stands in this text, from its first word to its last; None where it has none."""
        if finding.kind is FindingKind.IDENTIFIER:
            start = self.text.find(raw := printed(finding.text))
            return Span(start, start + len(raw)) if raw and start >= 0 else None
        found: list[Span] = []
        if finding.kind is FindingKind.REDACTION:
            found += [self._spans[id(r)] for r in self._redactions(finding)]
        else:
            found += [self._spans[id(w)] for w in self._words_of(finding)]
        whole = Span(min((s.start for s in found), default=0), max((s.end for s in found), default=0))
        return whole if whole.end > whole.start else None

    def around(self, span: Span) -> Box | None:
        """The box around the words that a part of this text touches, None where it touches none."""
        spans = ((w.bbox, self._spans[id(w)]) for w in self._words)
        boxes = [box for box, s in spans if s.start < span.end and span.start < s.end]
        return bounding(boxes) if boxes else None

    def spans_in_reading_text(self, finding: Finding) -> list[Span]:
        """The same in the reading text, in parts where other words stand between; none where the place is not sure."""
        known = self._places.redactions.get(finding.id)
        if finding.kind is FindingKind.REDACTION and known is not None:
            return [known]
        found = (self._placed.get(id(word)) for word in self._words_of(finding))
        return _runs(sorted((place for place in found if place is not None), key=lambda place: place[1]))

    def _words_of(self, finding: Finding) -> Sequence[Word]:
        """The words that a finding speaks of: in its box, or in those of a redaction's codes."""
        if finding.bbox is None:
            return ()
        if finding.kind is FindingKind.UNSURE_WORD:
            return self._alike.get((finding.bbox, finding.text), ())
        codes = [c.bbox for r in self._redactions(finding) for c in r.codes if c.bbox is not None]
        boxes = [finding.bbox, *codes]
        return [w for w in self._words if any(is_marked(w.bbox, box) for box in boxes)]

    def _redactions(self, finding: Finding) -> Iterable[Redaction]:
        if finding.kind is not FindingKind.REDACTION:
            return ()
        return [r for r in self._page.redactions if r.id == finding.id and r.bbox == finding.bbox]


def _runs(found: Sequence[tuple[Span, int]]) -> list[Span]:
    """Places of words that follow each other, put together."""
    out: list[Span] = []
    last = -2
    for span, k in found:
        if k == last + 1:
            out[-1] = Span(out[-1].start, span.end)
        else:
            out.append(span)
        last = k
    return [span for span in out if span.end > span.start]
