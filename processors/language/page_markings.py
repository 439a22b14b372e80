"""Banners, portion marks, authority blocks, stamps and numbers on one page, with the lines they take up."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from processors.config.language import LanguageConfig
from processors.geometry import Box, bounding, overlap_1d
from processors.language.classification import banner_text, find_portion_marks
from processors.language.folding import letters, mostly_capitals
from processors.language.parse import ParsedMarking, parse_marking
from processors.language.segments import in_zone, line_text, stacked_below
from processors.records import Line, LineKind, Marking, MarkingKind, Word


@dataclass(frozen=True, slots=True)
class PageView:
    """What the finders of a page share. Boxes, sizes and heights are in points."""

    lines: tuple[Line, ...]
    struck: tuple[Box, ...]
    page_size: tuple[float, float]
    line_height: float
    config: LanguageConfig

    def is_struck(self, box: Box, words: Sequence[Word] = ()) -> bool:
        """Whether strokes go through at least half of the box's width, or half of the words."""
        if words and sum(w.struck for w in words) * 2 >= len(words):
            return True
        level = [
            s
            for s in self.struck
            if overlap_1d(s.y0, s.y1, box.y0, box.y1) >= 0.5 * min(s.height, box.height)
        ]
        return sum(overlap_1d(s.x0, s.x1, box.x0, box.x1) for s in level) >= 0.5 * box.width > 0


@dataclass(frozen=True, slots=True)
class PageMarkings:
    """Markings, and the kind of each line that is one (by its place in `PageView.lines`)."""

    markings: tuple[Marking, ...]
    kinds: Mapping[int, LineKind]


_STAMP_LETTERS = 220
"""A joined stamp has fewer letters; more is text that only mentions one."""


def find_page_markings(view: PageView) -> PageMarkings:
    """All markings of a page but its exemption codes; stamps first, since banners may occur inside them."""
    markings: list[Marking] = []
    kinds: dict[int, LineKind] = {}
    for i in range(len(view.lines)):
        if i not in kinds and _may_start_stamp(i, view):
            stamp = _stamp_at(i, view, kinds)
            if stamp is not None:
                marking, used = stamp
                markings.append(marking)
                kinds |= dict.fromkeys(used, LineKind.STAMP)
    lettered = any(_LIST_LABEL.match(line_text(line)) for line in view.lines)
    for i, line in enumerate(view.lines):
        if i not in kinds:
            found = _line_marking(line, view)
            if found is not None:
                markings.append(found)
                numbered = found.kind in (MarkingKind.DOCUMENT_ID, MarkingKind.FOIA_CASE)
                kinds[i] = LineKind.STAMP if numbered else LineKind.MARKING
                continue
        markings.extend(_portion_marks(line, view, lettered=lettered))
    return PageMarkings(tuple(markings), kinds)


_STEM = re.compile(
    r"CLAS|RELEA|PPROV|OBJECT|SANIT|REVIEW|ARCHIV|CASE|FORMATION|UNDER THE|[\"]", re.IGNORECASE
)
"""Parts of words that every sound stamp has in its first line or the one below."""


def _may_start_stamp(i: int, view: PageView) -> bool:
    """Cheap test before all forms are tried; in the zones damaged stamps are tried too."""
    if in_zone(view.lines[i].bbox, view.page_size[1], view.config) or _STEM.search(line_text(view.lines[i])):
        return True
    below = _below(i, view, {})
    return below is not None and _STEM.search(line_text(view.lines[below])) is not None


def _stamp_at(i: int, view: PageView, taken: Mapping[int, LineKind]) -> tuple[Marking, list[int]] | None:
    """The stamp that begins in line `i`: the fewest lines that tell one, and those below that tell more of it."""
    used = [i]
    best: ParsedMarking | None = None
    kept: list[int] = []
    for _ in range(view.config.stamp_lines):
        text = " ".join(line_text(view.lines[k]) for k in used)
        if len(letters(text)) > _STAMP_LETTERS:
            break
        tolerant = in_zone(view.lines[i].bbox, view.page_size[1], view.config)
        found = parse_marking(text, MarkingKind.RELEASE_STAMP, tolerant=tolerant)
        if found is not None and (best is None or _tells(found) > _tells(best)):
            best, kept = found, list(used)
        following = _below(used[-1], view, taken)
        if following is None:
            break
        used.append(following)
    if best is None or not _starts_in(i, kept, view):
        return None
    words = [w for k in kept for w in view.lines[k].words]
    box = bounding(view.lines[k].bbox for k in kept)
    text = " ".join(line_text(view.lines[k]) for k in kept)
    return Marking(
        MarkingKind.RELEASE_STAMP, text, best.flat(), box, view.is_struck(box, words), best.confidence
    ), kept


def _tells(found: ParsedMarking) -> int:
    return sum(value is not None for value in found.parsed.values())


def _starts_in(i: int, kept: Sequence[int], view: PageView) -> bool:
    """Filter `line before the stamp`: whether the stamp cannot be told without its first line."""
    if len(kept) == 1:
        return True
    rest = " ".join(line_text(view.lines[k]) for k in kept if k != i)
    without = parse_marking(rest, MarkingKind.RELEASE_STAMP, tolerant=False)
    whole = " ".join(line_text(view.lines[k]) for k in kept)
    with_first = parse_marking(whole, MarkingKind.RELEASE_STAMP, tolerant=False)
    return (
        without is None
        or with_first is None
        or _tells(with_first) > _tells(without)
        or with_first.parsed.get("action") != without.parsed.get("action")
    )


def _below(i: int, view: PageView, taken: Mapping[int, LineKind]) -> int | None:
    """The nearest line under line `i` in its block."""
    upper = view.lines[i].bbox
    middle = upper.centre[1]
    near = [
        (line.bbox.y0, k)
        for k, line in enumerate(view.lines)
        if line.bbox.centre[1] > middle and k not in taken and stacked_below(upper, line.bbox)
    ]
    return min(near)[1] if near else None


def _line_marking(line: Line, view: PageView) -> Marking | None:
    text = line_text(line)
    struck = view.is_struck(line.bbox, line.words)
    tolerant = in_zone(line.bbox, view.page_size[1], view.config) or struck
    for kind in (
        MarkingKind.CLASSIFICATION,
        MarkingKind.DENIED_PAGE,
        MarkingKind.DOCUMENT_ID,
        MarkingKind.FOIA_CASE,
    ):
        found = parse_marking(text, kind, tolerant=tolerant)
        if found is not None and _stands_alone(found, text):
            box = line.bbox
            if found.record_kind is MarkingKind.CLASSIFICATION:
                box, struck = _classifying(line, text, view, struck=struck, tolerant=tolerant)
            return Marking(found.record_kind, text, found.flat(), box, struck, found.confidence)
    return None


def _classifying(line: Line, text: str, view: PageView, *, struck: bool, tolerant: bool) -> tuple[Box, bool]:
    """Where a banner stands, and whether it is struck: of a telegram's line the level and its controls alone count."""
    part = len(letters(banner_text(text, view.config, tolerant=tolerant)))
    ends = accumulate(len(letters(word.text)) for word in line.words)
    words = [word for word, end in zip(line.words, ends, strict=True) if end <= part]
    if not words or part >= len(letters(text)):
        return line.bbox, struck
    box = bounding(word.bbox for word in words)
    return box, view.is_struck(box, words)


def _stands_alone(found: ParsedMarking, text: str) -> bool:
    """Filter `prose`: authority lines are short, and start with what they are; banners are in capitals."""
    if found.record_kind is MarkingKind.AUTHORITY_BLOCK:
        return len(letters(text)) <= _STAMP_LETTERS
    if found.kind is MarkingKind.CLASSIFICATION:
        return mostly_capitals(text, 0.7)
    return True


_LIST_LABEL = re.compile(r"\W{0,2}\([ABD]\)")
"""`(A)`, `(B)` and `(D)` are no portion marks: where they stand, `(C)` is a label of their list as well."""


def _portion_marks(line: Line, view: PageView, *, lettered: bool) -> list[Marking]:
    """Portion marks at the head or the end of a line's text (reference B5), strict forms only.

    Filter `label of a list`: one letter before another mark, or `(C)` on a page with `(A)`, `(B)` or `(D)`.
    """
    text = line_text(line)
    found: list[Marking] = []
    for mark in find_portion_marks(text, view.config):
        printed = text[mark.start : mark.end]
        lone_r = printed == "(R)"
        label = len(printed) == 3 and (
            (lettered and printed == "(C)") or text[mark.end : mark.end + 2] == " ("
        )
        year_follows = text[mark.end : mark.end + 5].strip()[:2] in ("19", "20")
        at_edge = mark.start <= 14 or mark.end >= len(text) - 2 or mark.confidence > 0.9
        if lone_r or label or year_follows or not at_edge:
            continue
        words = _words_of(line, mark.start, mark.end)
        box = bounding(w.bbox for w in words) if words else line.bbox
        parsed = parse_marking(printed, MarkingKind.PORTION_MARK, tolerant=False)
        if parsed is not None:
            struck = view.is_struck(box, words)
            found.append(
                Marking(MarkingKind.PORTION_MARK, printed, parsed.flat(), box, struck, mark.confidence)
            )
    return found


def _words_of(line: Line, start: int, end: int) -> list[Word]:
    words, at = [], 0
    for word in line.words:
        if at < end and at + len(word.text) > start:
            words.append(word)
        at += len(word.text) + 1
    return words
