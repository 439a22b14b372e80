"""Redactions without a border: a code that stands in a hole of a line, told by the hole and not by the code alone.

Archives white out words and set the code into the blank. A code between words at the usual distance is cited, not set
there: `under (b)(1) of the Act`. So each code that is read strictly outside of all found redactions is a candidate, and
filters by name look at the line around it and at the raster.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from processors.config.reading import GapConfig
from processors.faint_screens import screen_end
from processors.geometry import Affine, Box, bounding, overlap_1d
from processors.language.exemptions import find_codes, only_codes
from processors.records import Code, FindingStatus, Line, Redaction, RedactionKind, Word
from processors.scan import Raster

# What OCR leaves on a code where it set no space behind a label or an address: `CC:5.1.2.e`, `<a@b.org>;5.1.2.e`.
_GLUED = re.compile(r"^.*[:;>,](?=[^:;>,]+$)")
_WORD = re.compile(r"[^\W\d_]{2}|\d")


@dataclass(frozen=True, slots=True)
class _Candidate:
    """One code, or several side by side, and what stands beside them on their line; boxes in points."""

    code: Box
    codes: tuple[Code, ...]
    left: Box | None
    right: Box | None
    row: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class _Page:
    """The raster and what the filters need to know of the page: height of type, and its words."""

    grey: Raster
    to_pixels: Affine
    height: float
    words: tuple[Box, ...]
    config: GapConfig


def find_gaps(
    lines: Sequence[Line],
    redactions: Sequence[Redaction],
    grey: Raster,
    to_pixels: Affine,
    prefix: str,
    config: GapConfig,
) -> tuple[Redaction, ...]:
    """Redactions of kind `gap`, in points of the upright page, each around the codes that stand in it.

    Args:
        lines: of the upright page, in points.
        redactions: those found already, in the same points.
        grey: the untouched raster, grey levels.
        to_pixels: from points of the upright page to pixels of the raster.
        prefix: of the ids that they get.
        config: thresholds.
    """
    words = [w for line in lines for w in line.words if _WORD.search(w.text)]
    heights = [w.bbox.height for w in words if not only_codes(w.text, tolerant=False)]
    if not heights:
        return ()
    plain = tuple(w.bbox for w in words if w.confidence >= config.read and _code_of(w) is None)
    page = _Page(grey, to_pixels, median(heights), plain, config)
    taken = [r.bbox for r in redactions]
    found: list[Redaction] = []
    for candidate in _candidates(words, taken, page):
        box = _withheld(candidate, page)
        others = (*taken, *(other.bbox for other in found))
        if box is None or any(box.overlap(other) > config.shared * box.area for other in others):
            continue
        sure = candidate.left is not None and candidate.right is not None and _broken(box, page)
        status = FindingStatus.FOUND if sure else FindingStatus.UNSURE
        confidence = config.sure if sure else config.unsure
        name = f"{prefix}{len(found) + 1}"
        found.append(
            Redaction(name, box, RedactionKind.GAP, confidence, codes=candidate.codes, status=status)
        )
    return tuple(found)


def _withheld(candidate: _Candidate, page: _Page) -> Box | None:
    """What a code stands for: the screen behind it, or the hole around it; None where it stands in open text."""
    if candidate.right is None and _is_level_type(candidate, page) and _stands_upright(page.to_pixels):
        code = page.to_pixels.box(candidate.code)
        end = screen_end(code, page.grey, page.config.faint)
        if end is not None:
            return candidate.code._replace(
                x1=candidate.code.x0 + (end - code.x0) * candidate.code.width / code.width
            )
    return _extent(candidate, page) if all(test(candidate, page) for test in _FILTERS) else None


def _stands_upright(to_pixels: Affine) -> bool:
    """Whether lines of the page run along the rows of the raster, from its left to its right."""
    return to_pixels.a > 0 and to_pixels.e > 0 and abs(to_pixels.d) <= 0.1 * to_pixels.a


def _code_of(word: Word) -> tuple[str, Box] | None:
    """What the word says and where, if it is a code, or a code behind what OCR glued to it."""
    if only_codes(word.text, tolerant=False):
        return word.text, word.bbox
    glued = _GLUED.match(word.text)
    if glued is None or not only_codes(word.text[glued.end() :], tolerant=False):
        return None
    x0 = word.bbox.x0 + word.bbox.width * glued.end() / len(word.text)
    return word.text[glued.end() :], word.bbox._replace(x0=x0)


def _candidates(words: Sequence[Word], taken: Sequence[Box], page: _Page) -> list[_Candidate]:
    """Codes that lie on no redaction, with their neighbours; codes side by side are one."""
    out: list[_Candidate] = []
    parts = [b for w in words if (b := _open_part(w)) is not None]
    codes = [code for word in words if (code := _code_of(word)) is not None]
    for run in _runs([c for c in codes if not any(c[1].grown(1.0).overlap(t) > 0 for t in taken)], page):
        place = bounding(box for _, box in run)
        row = [b for b in parts if _level(place, b)]
        slack = 0.1 * page.height
        left = max((b for b in row if b.x1 <= place.x0 + slack), key=lambda b: b.x1, default=None)
        right = min((b for b in row if b.x0 >= place.x1 - slack), key=lambda b: b.x0, default=None)
        told = tuple(
            Code(m.code, m.scheme, m.raw, m.candidates, box, m.confidence)
            for text, box in run
            for m in find_codes(text, tolerant=False)
        )
        out.append(_Candidate(place, told, left, right, tuple(row)))
    return out


def _runs(codes: Sequence[tuple[str, Box]], page: _Page) -> list[list[tuple[str, Box]]]:
    """Codes side by side together."""
    runs: list[list[tuple[str, Box]]] = []
    for text, box in codes:
        before = runs[-1][-1][1] if runs else None
        near = before is not None and -1 <= box.x0 - before.x1 <= page.config.joined * page.height
        if before is not None and near and _level(before, box):
            runs[-1].append((text, box))
        else:
            runs.append([(text, box)])
    return runs


def _open_part(word: Word) -> Box | None:
    """The word without a code at its end; None where it is nothing but a code."""
    code = _code_of(word)
    if code is None:
        return word.bbox
    return word.bbox._replace(x1=code[1].x0) if code[1].x0 > word.bbox.x0 else None


def _level(one: Box, other: Box) -> bool:
    common = overlap_1d(one.y0, one.y1, other.y0, other.y1)
    return common >= 0.5 * min(one.height, other.height)


def _is_level_type(candidate: _Candidate, page: _Page) -> bool:
    """A code that is much higher than type runs up the side of the page, or was read in dirt."""
    return candidate.code.height <= page.config.highest * page.height


def _has_neighbour(candidate: _Candidate, page: _Page) -> bool:
    """A code alone on its line is a stamp, a heading or a margin's: nothing tells how far the blank reaches."""
    letters = sum(b.width for b in candidate.row)
    return letters >= page.config.least_text * page.height


def _in_column(candidate: _Candidate, page: _Page) -> bool:
    """A code with no word on one side stands in the column only where near lines run on over or under the hole.

    Else it is in the margin, beside the words that it speaks of.
    """
    if candidate.left is not None and candidate.right is not None:
        return True
    code = candidate.code
    near = _near(code, page)
    if not near or code.x1 > max(b.x1 for b in near):
        return False
    over = max(overlap_1d(b.x0, b.x1, code.x0, code.x1) for b in near)
    return over >= page.config.crossed * code.width and _broken(_extent(candidate, page), page)


def _near(code: Box, page: _Page) -> list[Box]:
    """Words of the lines around a code."""
    reach = page.config.near_lines * page.config.next_line * page.height
    return [b for b in page.words if abs(b.centre[1] - code.centre[1]) <= reach]


def _in_hole(candidate: _Candidate, page: _Page) -> bool:
    """Whether the line is open beside the code for more than the space between words."""
    wide = page.config.wide * page.height
    return any(part.width >= wide for part in _blanks(candidate))


def _not_listed(candidate: _Candidate, page: _Page) -> bool:
    """A code that begins its line, with words behind it, is an item of a list of codes: what each stands for."""
    if candidate.left is not None:
        return True
    left = min((b.x0 for b in _near(candidate.code, page)), default=0.0)
    return candidate.code.x0 >= left + page.config.indent * page.height


def _is_blank(candidate: _Candidate, page: _Page) -> bool:
    """Whether the paper beside the code is blank in the raster, too: words that nobody read are no hole."""
    return all(
        _ink(part, page) <= page.config.most_ink
        for part in _blanks(candidate)
        if part.width >= page.config.wide * page.height
    )


_FILTERS: tuple[Callable[[_Candidate, _Page], bool], ...] = (
    _is_level_type,
    _has_neighbour,
    _in_column,
    _in_hole,
    _not_listed,
    _is_blank,
)
"""In order; each is a reason to leave a code in the text."""


def _blanks(candidate: _Candidate) -> list[Box]:
    """The open stretches between the code and its neighbours."""
    code, left, right = candidate.code, candidate.left, candidate.right
    parts = []
    if left is not None:
        parts.append(code._replace(x0=left.x1, x1=max(left.x1, code.x0)))
    if right is not None:
        parts.append(code._replace(x0=code.x1, x1=max(code.x1, right.x0)))
    return parts


def _ink(part: Box, page: _Page) -> float:
    """Share of ink (0..1) in the middle of a blank."""
    inner = part.grown(-min(page.height, part.width / 4), -part.height / 5)
    box = page.to_pixels.box(inner).clipped(page.grey.shape[1], page.grey.shape[0])
    pixels = page.grey[int(box.y0) : int(box.y1) + 1, int(box.x0) : int(box.x1) + 1]
    if pixels.size == 0:
        return 0.0
    return float((pixels < float(np.median(pixels)) - page.config.ink_levels).mean())


def _extent(candidate: _Candidate, page: _Page) -> Box:
    """From word to word less a space each, or to the edge of the text where no word follows; one line high."""
    code, left, right = candidate.code, candidate.left, candidate.right
    space = page.config.space * page.height
    near = [code, *_near(code, page)]
    x0 = min(code.x0, left.x1 + space if left is not None else min(b.x0 for b in near))
    x1 = max(code.x1, right.x0 - space if right is not None else max(b.x1 for b in near))
    rows = [code, *(b for b in (left, right) if b is not None)]
    return Box(x0, min(b.y0 for b in rows), x1, max(b.y1 for b in rows))


def _broken(box: Box, page: _Page) -> bool:
    """Whether words run on over or under the hole: it breaks a line of prose, and is no column of a table."""
    for near in (
        box.moved(0, -page.config.next_line * page.height),
        box.moved(0, page.config.next_line * page.height),
    ):
        over = [overlap_1d(b.x0, b.x1, box.x0, box.x1) for b in page.words if b.overlap(near) > 0]
        if sum(over) >= page.config.crossed * box.width:
            return True
    return False
