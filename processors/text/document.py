"""Running headers and footers, seen over all pages of a document."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from processors.config.text import TextConfig
from processors.geometry import Box, overlap_1d
from processors.records import Line, LineKind, MarkingKind, Page

_RELEASE = re.compile(r"\b(approved|sanitized|declassified)\b.*\brelease", re.IGNORECASE)
_DATED = re.compile(r"\d{4}|\d{1,2}[/-]\d{1,2}|[A-Z]\d{6,}")
_OPEN = (LineKind.BODY, LineKind.HEADING, LineKind.LIST_ITEM, LineKind.MARKING, LineKind.STAMP, LineKind.CODE)


@dataclass(frozen=True, slots=True)
class _Edge:
    """A line near the top or bottom of a page: where, how high (share of the page), and what it says."""

    page: int
    line: int
    kind: LineKind
    height: float
    text: str
    marking: MarkingKind | None


def running_lines(pages: Sequence[Page], config: TextConfig | None = None) -> tuple[Page, ...]:
    """The pages with the kind of running lines set to header or footer.

    Running are lines that most pages repeat at the same height near the top or bottom, numbers aside, what is left of
    such a line on a page that has no whole one, and release lines with their date or number at the very edge of a
    page. All else is kept as it is.

    Args:
        pages: of one document, in order.
        config: the thresholds, by default those of the package.
    """
    settings = config or TextConfig()
    edges = _edges(pages, settings)
    pages_with_lines = sum(bool(page.lines) for page in pages)
    needed = max(2, settings.running_share * pages_with_lines)
    kinds: dict[tuple[int, int], LineKind] = {}
    for group in _groups(edges, settings):
        raw = [pages[edge.page].lines[edge.line].text for edge in group]
        if len({edge.page for edge in group}) >= needed and _varying_numbers(raw) <= settings.running_numbers:
            kinds.update({(edge.page, edge.line): edge.kind for edge in group})
            if group[0].marking is not None:
                torn = _torn(edges, group, statistics.mode(map(_skeleton, raw)), pages, settings)
                kinds.update({(edge.page, edge.line): edge.kind for edge in torn})
    for edge in edges:
        if _is_release_line(edge, pages[edge.page].lines[edge.line], settings):
            kinds[edge.page, edge.line] = edge.kind
    return tuple(_with_kinds(page, number, kinds) for number, page in enumerate(pages))


def _with_kinds(page: Page, number: int, kinds: dict[tuple[int, int], LineKind]) -> Page:
    lines = (replace(line, kind=kinds.get((number, i), line.kind)) for i, line in enumerate(page.lines))
    return replace(page, lines=tuple(lines))


def _edges(pages: Sequence[Page], config: TextConfig) -> list[_Edge]:
    """All lines in the upper and lower band of the pages."""
    found: list[_Edge] = []
    for number, page in enumerate(pages):
        for index, line in enumerate(page.lines):
            height = line.bbox.centre[1] / page.height if page.height > 0 else 0.5
            if line.kind in _OPEN and not _is_said(line) and min(height, 1 - height) <= config.edge_band:
                kind = LineKind.HEADER if height < 0.5 else LineKind.FOOTER
                marking = _marking_of(line, page, config)
                text = marking.value if marking else _skeleton(line.text)
                found.append(_Edge(number, index, kind, height, text, marking))
    return found


def _is_said(line: Line) -> bool:
    """Whether a person may have said what kind of line it is."""
    return line.decided is not None and line.decided.act in ("change", "draw")


def _marking_of(line: Line, page: Page, config: TextConfig) -> MarkingKind | None:
    """What kind of marking a line is, None where it is none: banners are read too badly to compare their letters."""
    covers = (m for m in page.markings if line.bbox.covered_by(m.bbox) >= config.marking_overlap)
    return next((marking.kind for marking in covers), None)


def _skeleton(text: str) -> str:
    """What two running lines have in common: letters without case, a digit for each number, no strikes."""
    return re.sub(r"\d+", "0", re.sub(r"[^\w]+", " ", text).strip().lower())


def _varying_numbers(texts: Sequence[str]) -> int:
    """How many numbers of like lines differ from page to page; a page number is one, a list has more."""
    rows = [re.findall(r"\d+", text) for text in texts]
    usual = statistics.mode(len(row) for row in rows)
    columns = zip(*(row for row in rows if len(row) == usual), strict=True)
    return sum(2 * Counter(column).most_common(1)[0][1] <= len(column) for column in columns)


def _groups(edges: Sequence[_Edge], config: TextConfig) -> list[list[_Edge]]:
    """Edges that say the same at the same height, each group around its first edge."""
    groups: list[list[_Edge]] = []
    by_place: dict[tuple[LineKind, int], list[list[_Edge]]] = {}
    for edge in edges:
        slot = int(edge.height / config.running_shift)
        near = [g for s in (slot - 1, slot, slot + 1) for g in by_place.get((edge.kind, s), [])]
        group = next((g for g in near if _alike(g[0], edge, config)), None)
        if group is None:
            group = []
            groups.append(group)
            by_place.setdefault((edge.kind, slot), []).append(group)
        group.append(edge)
    return groups


def _alike(a: _Edge, b: _Edge, config: TextConfig) -> bool:
    if abs(a.height - b.height) > config.running_shift:
        return False
    return a.text == b.text or bool(fuzz.ratio(a.text, b.text) >= config.running_likeness)


def _torn(
    edges: Sequence[_Edge], group: Sequence[_Edge], usual: str, pages: Sequence[Page], config: TextConfig
) -> list[_Edge]:
    """What a stamp, a hole or a banner beneath has left of a running marking on the pages that have no whole one.

    Words of a title may be those of a running head, which first pages do not have: they stay.

    Args:
        edges: of all pages.
        group: those that say the same.
        usual: what they say.
        pages: of the document.
        config: the thresholds.
    """
    whole = {edge.page for edge in group}
    first = group[0]
    place = pages[first.page].lines[first.line].bbox
    return [
        edge
        for edge in edges
        if edge.page not in whole
        and edge.kind is first.kind
        and edge.marking is None
        and abs(edge.height - first.height) <= config.running_shift
        and _is_beneath(pages[edge.page].lines[edge.line].bbox, place)
        and config.torn_letters <= len(edge.text) < len(usual)
        and fuzz.partial_ratio(edge.text, usual) >= config.running_likeness
    ]


def _is_beneath(box: Box, place: Box) -> bool:
    """Whether a line stands where another does, left and right."""
    return overlap_1d(box.x0, box.x1, place.x0, place.x1) > 0


def _is_release_line(edge: _Edge, line: Line, config: TextConfig) -> bool:
    """Whether a line at the very edge is a release header: a document's number, or a release with its date."""
    if min(edge.height, 1 - edge.height) > config.release_band:
        return False
    if edge.marking is MarkingKind.DOCUMENT_ID:
        return True
    return bool(_RELEASE.search(line.text)) and bool(_DATED.search(line.text))
