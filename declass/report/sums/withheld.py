"""What is withheld: redactions by code and look, and the share of pages and documents that they cover."""

from __future__ import annotations

import functools
import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from declass.report.figures import CodeTotal, Histogram, KindTotal
from declass.report.sums.counting import TENTHS, Bins, ranked
from processors.geometry import bounding
from processors.language.exemptions import canonical_code
from processors.language.schemes import explain
from processors.outputs.withholdings import CodeSum
from processors.records import (
    Code,
    FindingStatus,
    Interval,
    Page,
    PageStatus,
    Record,
    Redaction,
    RedactionKind,
)

# Cells of the grid on which covered area is counted: a line of type is some eight cells high.
_ROWS, _COLUMNS = 512, 256
_NO_CODE = ("", "")


@dataclass(slots=True)
class _CodeSums:
    """Sums of one code; `last` is the page counted last, since redactions of a page follow each other."""

    redactions: int = 0
    pages: int = 0
    documents: int = 0
    low: int = 0
    high: int = 0
    last: int = 0


@dataclass(frozen=True, slots=True)
class KindSum:
    """Redactions of one look in a document; `unsure` of them are doubtful."""

    kind: str
    count: int
    unsure: int


@dataclass(frozen=True, slots=True)
class DocumentWithheld:
    """What is withheld of one document.

    Attributes:
        covered: pages that are covered, in parts.
        counting: pages that this is out of.
        behind_sheets: pages that sheets stand for.
        estimated: redactions with an estimate of what they hide.
        low: characters under those, together.
        high: the same, at most.
        kinds: redactions by look.
        codes: what it adds to each code; redactions without one under an empty code.
    """

    covered: float
    counting: int
    behind_sheets: int
    estimated: int
    low: int
    high: int
    kinds: tuple[KindSum, ...]
    codes: tuple[CodeSum, ...]

    @property
    def redactions(self) -> int:
        """How many there are."""
        return sum(kind.count for kind in self.kinds)

    @property
    def share(self) -> float | None:
        """Share that is covered, 0..1; None where no page counts."""
        return round(self.covered / self.counting, 4) if self.counting else None

    def bearing(self) -> Counter[str]:
        """How many redactions bear each code, whatever its scheme."""
        found: Counter[str] = Counter()
        for sums in self.codes:
            if sums.code:
                found[sums.code] += sums.redactions
        return found


def document_withheld(record: Record) -> DocumentWithheld:
    """What is withheld of a record."""
    weights = [page_weights(page) for page in record.pages]
    found = [(page.number, redaction) for page in record.pages for redaction in page.redactions]
    hidden = [r.hidden_characters for _, r in found if r.hidden_characters is not None]
    kinds = Counter(str(r.kind) for _, r in found)
    unsure = Counter(str(r.kind) for _, r in found if r.status is FindingStatus.UNSURE)
    return DocumentWithheld(
        covered=sum(covered for covered, _ in weights),
        counting=sum(counting for _, counting in weights),
        behind_sheets=sum(page.withheld_pages for page in record.pages),
        estimated=len(hidden),
        low=sum(characters.low for characters in hidden),
        high=sum(characters.high for characters in hidden),
        kinds=tuple(KindSum(kind, count, unsure[kind]) for kind, count in kinds.items()),
        codes=_code_sums(found),
    )


def _code_sums(found: Iterable[tuple[int, Redaction]]) -> tuple[CodeSum, ...]:
    codes: dict[tuple[str, str], _CodeSums] = {}
    for page, redaction in found:
        hidden = redaction.hidden_characters
        for key in counted_under(redaction.codes) or (_NO_CODE,):
            sums = codes.setdefault(key, _CodeSums())
            sums.redactions += 1
            sums.pages += sums.last != page
            sums.last = page
            sums.low += hidden.low if hidden else 0
            sums.high += hidden.high if hidden else 0
    return tuple(CodeSum(*key, s.redactions, s.pages, s.low, s.high) for key, s in codes.items())


class WithheldSums:
    """Sums over redactions."""

    def __init__(self) -> None:
        self.redactions = self.estimated = self.behind_sheets = self.unredacted = 0
        self._low = self._high = self._counting = 0
        self._covered = 0.0
        self._codes: dict[tuple[str, str], _CodeSums] = {}
        self._kinds: Counter[str] = Counter()
        self._unsure: Counter[str] = Counter()
        self._shares = Bins(TENTHS)

    def add(self, document: DocumentWithheld) -> None:
        """Adds what is withheld of a document."""
        self.redactions += document.redactions
        self.estimated += document.estimated
        self.behind_sheets += document.behind_sheets
        self._low += document.low
        self._high += document.high
        for kind in document.kinds:
            self._kinds[kind.kind] += kind.count
            self._unsure[kind.kind] += kind.unsure
        for code in document.codes:
            sums = self._codes.setdefault((code.scheme, code.code), _CodeSums())
            sums.redactions += code.redactions
            sums.pages += code.pages
            sums.documents += 1
            sums.low += code.low
            sums.high += code.high
        self._covered += document.covered
        self._counting += document.counting
        self.unredacted += document.share == 0
        if document.share:
            self._shares.add(document.share)

    @property
    def hidden_characters(self) -> Interval:
        """Under all redactions with an estimate together."""
        return Interval(self._low, self._high)

    @property
    def share(self) -> float:
        """Mean share over all pages that count, 0..1."""
        return round(self._covered / self._counting, 4) if self._counting else 0.0

    @property
    def unsure(self) -> int:
        """Redactions that are doubtful."""
        return self._unsure.total()

    @property
    def uncoded(self) -> int:
        """Redactions without a code."""
        return self._codes[_NO_CODE].redactions if _NO_CODE in self._codes else 0

    def shares(self) -> Histogram:
        """Documents with redactions by the share that is withheld."""
        return self._shares.histogram()

    def codes(self) -> Iterator[CodeTotal]:
        """Totals by code, most frequent first, those without one last."""
        order = sorted(
            self._codes.items(), key=lambda item: (item[0] == _NO_CODE, -item[1].redactions, item[0])
        )
        for (scheme, code), sums in order:
            what, authority = "no code printed", ""
            if code:
                provision = explain(code, scheme)
                what, authority = provision.what, provision.authority
            characters = Interval(sums.low, sums.high)
            yield CodeTotal(
                scheme, code, authority, what, sums.redactions, sums.pages, sums.documents, characters
            )

    def kinds(self) -> Iterator[KindTotal]:
        """Totals by look, most frequent first."""
        return (KindTotal(kind, count, self._unsure[kind]) for kind, count in ranked(self._kinds))


@functools.lru_cache(4096)
def _canonical(code: str, scheme: str) -> str:
    return canonical_code(code, scheme)[0]


def counted_under(codes: Iterable[Code]) -> tuple[tuple[str, str], ...]:
    """Scheme and code in the style of the statute, each once: as the index of withholdings counts."""
    return tuple(dict.fromkeys((code.scheme, _canonical(code.code, code.scheme)) for code in codes))


def page_weights(page: Page) -> tuple[float, int]:
    """(pages covered, pages that count): a page in part, a sheet for all the pages that it stands for.

    Blank and failed pages do not count.
    """
    if page.status is PageStatus.WITHHELD:
        stands_for = max(1, page.withheld_pages)
        return float(stands_for), stands_for
    if page.status is not PageStatus.OK:
        return 0.0, 0
    return covered_share(page) + page.withheld_pages, 1 + page.withheld_pages


def covered_share(page: Page) -> float:
    """Share (0..1) of the printed area that redactions cover; the area is the box around all lines and redactions.

    Where redactions overlap, their area counts once. Notes of an editor cover nothing.
    """
    covers = [r.bbox for r in page.redactions if r.kind is not RedactionKind.EDITORIAL_NOTE]
    if not covers:
        return 0.0
    area = bounding([*(line.bbox for line in page.lines), *covers])
    if not 0 < area.area < math.inf:
        return 0.0
    grid = np.zeros((_ROWS, _COLUMNS), dtype=bool)
    for box in covers:
        x0, x1 = (round(_COLUMNS * (x - area.x0) / area.width) for x in (box.x0, box.x1))
        y0, y1 = (round(_ROWS * (y - area.y0) / area.height) for y in (box.y0, box.y1))
        grid[y0:y1, x0:x1] = True
    return float(np.count_nonzero(grid)) / grid.size
