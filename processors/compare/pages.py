"""Which page of one release is which of the other, and what became of those without a counterpart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from processors.compare.settings import CompareConfig
from processors.compare.sides import NONE, Side
from processors.compare.types import PageFate, PageMatch
from processors.records import Page, PageStatus


def match_pages(a: Side, b: Side, config: CompareConfig) -> tuple[PageMatch, ...]:
    """All pages of both releases in reading order, each once or, where its text is spread over several, more often."""
    shared: Counter[tuple[int, int]] = Counter()
    for i, j in enumerate(a.match):
        if j != NONE and not a.tokens[i].is_redaction:
            shared[a.tokens[i].page, b.tokens[j].page] += 1
    sizes = (_words(a), _words(b))
    links = sorted(
        p for p, n in shared.items() if n >= config.page_share * min(sizes[0][p[0]], sizes[1][p[1]])
    )
    out: list[PageMatch] = []
    done_a = done_b = 0
    for p, q in links:
        out += _between(a, b, range(done_a + 1, p), range(done_b + 1, q))
        out.append(PageMatch(PageFate.BOTH, p, q, shared[p, q]))
        done_a, done_b = max(done_a, p), max(done_b, q)
    out += _between(a, b, range(done_a + 1, _last(a) + 1), range(done_b + 1, _last(b) + 1))
    return tuple(out)


def _words(side: Side) -> Counter[int]:
    return Counter(t.page for t in side.tokens if not t.is_redaction)


def _last(side: Side) -> int:
    return max(side.leaves, default=0)


def _between(a: Side, b: Side, pages_a: Iterable[int], pages_b: Iterable[int]) -> list[PageMatch]:
    """Pages that no shared word links, between two that are linked."""
    left = [a.leaf(n).page for n in pages_a if n in a.leaves]
    right = [b.leaf(n).page for n in pages_b if n in b.leaves]
    out: list[PageMatch] = []
    withheld = ([p for p in left if _is_withheld(p)], [p for p in right if _is_withheld(p)])
    while withheld[0] and withheld[1]:
        p, q = withheld[0].pop(0), withheld[1].pop(0)
        out.append(PageMatch(PageFate.WITHHELD, p.number, q.number, 0, q.withheld_pages))
        left.remove(p)
        right.remove(q)
    if withheld[0] and not withheld[1]:
        out += _turned(withheld[0][0], [p for p in right if _has_text(p)], PageFate.OPENED)
    elif withheld[1]:
        out += _turned(withheld[1][0], [p for p in left if _has_text(p)], PageFate.CLOSED)
    told_a, told_b = {m.a for m in out}, {m.b for m in out}
    left = [p for p in left if p.number not in told_a]
    right = [p for p in right if p.number not in told_b]
    return sorted(out + _rest(a, b, left, right), key=lambda m: (m.b or 0, m.a or 0))


def _turned(sheet: Page, pages: Sequence[Page], fate: PageFate) -> list[PageMatch]:
    """Pages in the place of a sheet that says that they are withheld."""
    if fate is PageFate.OPENED:
        return [PageMatch(fate, sheet.number, p.number, 0, sheet.withheld_pages) for p in pages]
    return [PageMatch(fate, p.number, sheet.number, 0, sheet.withheld_pages) for p in pages]


def _rest(a: Side, b: Side, left: Sequence[Page], right: Sequence[Page]) -> list[PageMatch]:
    """Pages with no link at all: as many on both sides, with redactions, are each other's counterparts."""
    if len(left) == len(right) and all(
        _is_covered(p) or _is_covered(q) for p, q in zip(left, right, strict=True)
    ):
        return [PageMatch(PageFate.BOTH, p.number, q.number) for p, q in zip(left, right, strict=True)]
    out = [PageMatch(_alone(p, PageFate.ONLY_A), p.number, None, _words(a)[p.number]) for p in left]
    return out + [PageMatch(_alone(q, PageFate.ONLY_B), None, q.number, _words(b)[q.number]) for q in right]


def _alone(page: Page, fate: PageFate) -> PageFate:
    if page.status is PageStatus.FAILED:
        return PageFate.UNREADABLE
    return PageFate.BLANK if page.status is PageStatus.BLANK else fate


def _is_withheld(page: Page) -> bool:
    return page.status is PageStatus.WITHHELD


def _has_text(page: Page) -> bool:
    return page.status is PageStatus.OK and page.quality.words > 0


def _is_covered(page: Page) -> bool:
    """Whether redactions take up most of what is printed on the page."""
    hidden = sum(r.bbox.area for r in page.redactions)
    printed = sum(word.bbox.area for line in page.lines for word in line.words)
    return hidden > printed
