"""What a line is: heading, list item, code, by what the page shows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from processors.config.text import TextConfig
from processors.records import Line, LineKind, Word
from processors.text.fragments import looks_like_code
from processors.text.metrics import TypeMeasures, quantile
from processors.text.spacing import WIDE, gap_between

_BULLET = re.compile(r"[•●○◦▪■□▫‣∙·*»►>+\u2013\u2014-]")
_MISREAD_BULLET = re.compile(r"[oeO0°©®@¢«¤]")
_NUMBER = re.compile(r"\(?([0-9]{1,2}|[a-zA-Z]|[ivx]{2,4}|[IVX]{2,4})[.)]")
_ROMAN = re.compile(r"[IVX]{1,4}\.")
_PAGE_NUMBER = re.compile(r"\W*\w{1,4}\W*")


def bullet(words: Sequence[Word]) -> str:
    """The first word where it is a bullet or a letter that stands for one, else an empty text."""
    if len(words) < 2 or not re.search(r"[^\W_]", "".join(w.text for w in words[1:])):
        return ""
    first = words[0].text
    return first if _BULLET.fullmatch(first) or _MISREAD_BULLET.fullmatch(first) else ""


def is_numbered(text: str) -> bool:
    """Whether a line starts with a paragraph's number: `1.`, `(a)`, `A.`, `iv)`."""
    number = _NUMBER.match(text)
    return bool(number and re.match(r"\s+\S", text[number.end() :]))


def with_kinds(lines: Sequence[Line], page_width: float, config: TextConfig) -> tuple[Line, ...]:
    """The lines with the kind of body lines set; other kinds are kept.

    Args:
        lines: in reading order, boxes in points.
        page_width: in points.
        config: the thresholds.
    """
    if not lines:
        return ()
    body = TypeMeasures.of(word for line in lines for word in line.words)
    free = [line for line in lines if line.kind in (LineKind.BODY, LineKind.HEADING, LineKind.LIST_ITEM)]
    capitals = _in_capitals(lines, config)
    starts = _bullet_starts(free, body.width, config)
    found: list[Line] = []
    for index, line in enumerate(lines):
        edges = _edges_around(index, lines, page_width, config)
        following = lines[index + 1] if index + 1 < len(lines) else None
        if line.kind not in (LineKind.BODY, LineKind.HEADING, LineKind.LIST_ITEM):
            found.append(line)
        elif looks_like_code(line.text):
            found.append(replace(line, kind=LineKind.CODE))
        elif _is_list_item(line, following, starts, body.height, body.width, config):
            found.append(replace(line, kind=LineKind.LIST_ITEM))
        elif is_heading(line, body, edges, capitals, config):
            found.append(replace(line, kind=LineKind.HEADING))
        else:
            found.append(replace(line, kind=LineKind.BODY))
    return tuple(found)


def _edges_around(
    index: int, lines: Sequence[Line], page_width: float, config: TextConfig
) -> tuple[float, float]:
    """Left and right edge of the longer lines around one, those of the page where there are none."""
    window = lines[max(0, index - config.column_window) : index + config.column_window + 1]
    long = [line for line in window if len(line.words) >= config.slope_words and line is not lines[index]]
    if not long:
        return 0.0, page_width
    share = config.full_quantile
    return quantile([line.bbox.x0 for line in long], 1 - share), quantile(
        [line.bbox.x1 for line in long], share
    )


def _in_capitals(lines: Sequence[Line], config: TextConfig) -> bool:
    """Whether most of the longer lines are in capitals."""
    long = [line for line in lines if len(line.words) >= config.slope_words]
    return 2 * sum(line.text.isupper() for line in long) > len(long)


def _bullet_starts(lines: Sequence[Line], pitch: float, config: TextConfig) -> list[float]:
    """Left edges of all lines that start with a misread bullet and a wide gap, in points."""
    return [
        line.words[0].bbox.x0
        for line in lines
        if bullet(line.words) and gap_between(*line.words[:2]) >= config.bullet_gap * pitch
    ]


def _is_list_item(
    line: Line,
    following: Line | None,
    starts: Sequence[float],
    height: float,
    pitch: float,
    config: TextConfig,
) -> bool:
    if is_numbered(line.text):
        return not (_ROMAN.match(line.text) and line.text.isupper())
    first = bullet(line.words)
    if not first or _PAGE_NUMBER.fullmatch(line.text):
        return False
    if _BULLET.fullmatch(first):
        return True
    if gap_between(*line.words[:2]) < config.bullet_gap * pitch:
        return False
    near = config.bullet_align * height
    x = line.words[0].bbox.x0
    siblings = sum(abs(x - start) <= near for start in starts) >= 2
    text_x = line.words[1].bbox.x0
    hanging = following is not None and abs(following.bbox.x0 - text_x) <= near
    return siblings or hanging


def is_heading(
    line: Line, body: TypeMeasures, edges: tuple[float, float], capitals: bool, config: TextConfig
) -> bool:
    """Whether a line looks like a heading: larger type, or centred or standing alone in capitals.

    Args:
        line: the line, in points.
        body: the page's type.
        edges: left and right edge of the text around the line, in points.
        capitals: whether the page is typed in capitals, as cables are, so that these say nothing.
        config: the thresholds.
    """
    letters = re.findall(r"[^\W\d_]", line.text)
    if len(letters) < 3 or len(line.words) > config.heading_words or WIDE in line.text:
        return False
    if line.confidence < config.heading_confidence or line.text.rstrip().endswith((",", ";", "-")):
        return False
    if TypeMeasures.of(line.words).is_larger(body, config):
        return True
    if line.text.rstrip().endswith((".", ":")):
        return False
    if line.text.isupper():
        return not capitals
    return _in_title_case(line) and is_centred(line.bbox.x0, line.bbox.x1, *edges, config)


def _in_title_case(line: Line) -> bool:
    """Whether all words but the small ones start with a capital or digit."""
    return all(re.match(r"\W*[A-Z0-9]", word.text) for word in line.words if len(word.text) > 3)


def is_centred(x0: float, x1: float, left: float, right: float, config: TextConfig) -> bool:
    """Whether the span x0..x1 stands in the middle of left..right with room on both sides, all in points."""
    width = right - left
    if width <= 0:
        return False
    off = abs((x0 + x1) / 2 - (left + right) / 2)
    room = min(x0 - left, right - x1)
    return off <= config.centred_by * width and room >= config.centred_indent * width
