"""Codes in the margin of a page with redactions, read a second time.

Reviewers stack codes beside the text (`b1-1` over `b3-1` over `b7A-1`), close to the ends of its lines, or write them
by hand with a line down to where they end. The page's own reading takes the first for the end of a line and the second
for dirt. Here each piece of ink in the margin or near a redaction is read by itself, and kept if it says a code and
nothing else.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from processors.components import components
from processors.config.codes import CodeConfig
from processors.geometry import Affine, Box, bounding
from processors.language.exemptions import CodeMatch, find_codes, only_codes
from processors.ocr.line_reader import LineReader, LineReading, TextWeigher
from processors.ocr.rapid import tight
from processors.records import Line, LineKind, Word
from processors.scan import Raster
from processors.written_codes import written_codes

# What readers of type make of a `b7c` by hand.
_WRITTEN = re.compile(r"[bBhl6(]")

# A code that was set over the end of a line of text: no word goes on with a section's number.
_SET_OVER = re.compile(r"(?P<text>\w*[^\W\d_][-.,]?)(?P<code>\d\.\d\([a-z]\)(?:\(\d\))?)")
# Codes in brackets, read as one with the word of the text before them: a word without a bracket or a figure, and none
# that goes with the number of a law.
_RUN_ON = re.compile(
    r"(?!(?:sub)?(?:sections?|sec|paragraphs?|para|clauses?|rules?|frcp|usc)\b)"
    r"(?P<text>[^\W\d_]{2,}[-.,;:]?)(?P<code>(?:\([bk]\)\(\d{1,2}\)(?:\([A-F]\))?)+)",
    re.IGNORECASE,
)
_SHORT = 2
# Letters of one line may be this many heights of the lower one apart, however small.
_GAP = 0.3
# A speck between the letters of a code by hand.
_SPECKED = re.compile(r"[bh6][.,]?[17][.,]?[a-fA-F][.,]?")


@dataclass(frozen=True, slots=True)
class _Read:
    """A place in the margin, and the codes that it says."""

    box: Box
    text: str
    confidence: float
    codes: tuple[str, ...]
    engine: str


def with_margin_codes(
    image: Raster,
    dpi: float,
    lines: Sequence[Line],
    redactions: Sequence[Box],
    engine: LineReader,
    config: CodeConfig,
    timeout: float,
) -> tuple[Line, ...]:
    """The lines with the codes of the margins in lines of their own, in place of what was read there before.

    Args:
        image: the upright page, height x width grey levels, redactions painted out.
        dpi: its pixels per inch.
        lines: of the page, in points of the same frame.
        redactions: of the page, in the same points.
        engine: who reads.
        config: thresholds.
        timeout: in seconds.

    Raises:
        EngineError: the engine failed.
        PageTimeoutError: the time is over.
    """
    scale = dpi / 72.0
    lines = [_apart(line) for line in lines]
    words = [word for line in lines for word in line.words]
    size = statistics.median(w.bbox.height for w in words) if words else config.type_points
    text = [w.bbox.scaled(scale) for line in lines for w in line.words if _is_text(w, line, size, config)]
    near = [box.scaled(scale) for box in redactions]
    boxes = _places(image, text, near, size * scale, config)
    pixels = [replace(word, bbox=word.bbox.scaled(scale)) for word in words]
    known = [_known(image, box, pixels, config) for box in boxes]
    unknown = [box for box, there in zip(boxes, known, strict=True) if there is None]
    readings = engine.read_lines(image, unknown, timeout)
    places = [*known, *(_read(image, reading, engine.name, config) for reading in readings)]
    read = _believed([place for place in places if place is not None and place.codes], words, config)
    read += _written(image, dict(zip(unknown, readings, strict=True)), read, size * scale, engine, config)
    if not read:
        return tuple(lines)
    to_points = Affine.scale(1 / scale)
    found = [_line(replace(r, box=to_points.box(r.box))) for r in read]
    return (*_without(lines, [line.bbox for line in found]), *found)


def _written(
    image: Raster,
    readings: Mapping[Box, LineReading],
    read: Sequence[_Read],
    size: float,
    engine: LineReader,
    config: CodeConfig,
) -> list[_Read]:
    """Codes by hand that were not spelt out."""
    if not isinstance(engine, TextWeigher):
        return []
    taken = [r.box for r in read]
    left = [
        place
        for place, reading in readings.items()
        if _WRITTEN.match(reading.text)
        and len(reading.text) <= config.written_letters
        and place.height > config.written_height * size
        and not any(place.overlap(box) > 0.5 * box.area for box in taken)
    ]
    known = {code.split()[-1] for r in read for code in r.codes}
    told = written_codes(image, left, known, engine, config.written)
    return [
        _Read(
            tight(image, place),
            code,
            config.written.confidence,
            tuple(_plain(match) for match in find_codes(code, tolerant=False)),
            engine.name,
        )
        for place, code in told.items()
    ]


def _known(image: Raster, place: Box, words: Sequence[Word], config: CodeConfig) -> _Read | None:
    """What was surely read at a place before; None where it must be read.

    A `#1` or a year looks like a code until it is read, and most codes beside text are on the page's lines already.
    """
    around = place.grown(0.25 * place.height)
    inside = [word for word in words if word.bbox.covered_by(around) > 0.9]
    if not inside or min(word.confidence for word in inside) < config.known_confidence:
        return None
    box = bounding(word.bbox for word in inside)
    text = " ".join(word.text for word in inside)
    if place.covered_by(box) < config.known_cover:
        return None
    if not find_codes(text, tolerant=True) and not _WRITTEN.match(text):
        return _Read(box, text, 1.0, (), "")
    if not only_codes(text, tolerant=False):
        return None
    codes = tuple(_plain(match) for match in find_codes(text, tolerant=False))
    confidence = sum(word.confidence for word in inside) / len(inside)
    return _Read(tight(image, box), text, confidence, codes, inside[0].engine)


def _apart(line: Line) -> Line:
    """The line with a code that stands right behind a word as a word of its own: neither shall go for the other."""
    words = tuple(
        part for k, word in enumerate(line.words) for part in _parts(word, k + 1 == len(line.words))
    )
    if len(words) == len(line.words):
        return line
    return replace(line, text=" ".join(word.text for word in words), words=words)


def _parts(word: Word, is_last: bool) -> tuple[Word, ...]:
    """A word and the code behind it; codes are set without brackets only over the end of a line."""
    glued = _RUN_ON.fullmatch(word.text) or (_SET_OVER.fullmatch(word.text) if is_last else None)
    if glued is None or not only_codes(glued["code"], tolerant=False):
        return (word,)
    cut = word.bbox.x0 + word.bbox.width * glued.start("code") / len(word.text)
    return (
        replace(word, text=glued["text"], bbox=word.bbox._replace(x1=cut)),
        replace(word, text=glued["code"], bbox=word.bbox._replace(x0=cut)),
    )


def _is_text(word: Word, line: Line, size: float, config: CodeConfig) -> bool:
    """Whether a word is of the page's text, not a code by hand that was read as `ble` or `bc`."""
    if len(line.words) == 1 and only_codes(word.text, tolerant=True):
        return False
    high = word.bbox.height > config.written_height * size and len(word.text) <= config.written_letters
    if high and (word.confidence < config.written_confidence or _WRITTEN.match(word.text)):
        return False
    letters = sum(c.isalpha() for c in word.text)
    return letters >= config.body_letters and not any(c.isdigit() for c in word.text)


def _places(
    image: Raster, text: Sequence[Box], redactions: Sequence[Box], size: float, config: CodeConfig
) -> list[Box]:
    """Pieces of ink in the side strips and around redactions that are as large as codes, from the top down."""
    height, width = image.shape
    paper = int(np.median(image[::8, ::8]))
    ink = (image < paper - config.ink_levels).astype(np.uint8)
    for box in text:
        x0, y0, x1, y1 = (max(0, round(v)) for v in box.grown(0.1 * size))
        ink[y0:y1, x0:x1] = 0
    ink = _without_rules(ink, size, config)
    reach = max(1, round(config.join * size))
    # Closing joins what is no further apart than the reach, and leaves the outer edges where they are.
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, reach), np.uint8))
    stats = components(joined, 8).stats[1:]
    boxes = [Box(float(x), float(y), float(x + w), float(y + h)) for x, y, w, h, _ in stats.tolist()]
    strip = config.zone_share * width
    sides = (Box(0.0, 0.0, strip, float(height)), Box(width - strip, 0.0, float(width), float(height)))
    zones = [*sides, *(box.grown(config.near * size) for box in redactions)]
    near = [b for b in _joined(boxes, reach) if any(b.overlap(zone) > 0 for zone in zones)]
    kept = [b for b in near if _has_size_of_code(b, size, config) and _has_ink_of_code(b, ink, config)]
    return sorted(kept, key=lambda b: (b.y0, b.x0))[: config.crops]


def _without_rules(ink: Raster, size: float, config: CodeConfig) -> Raster:
    """The ink without drawn lines, specks and black areas."""
    pieces = components(ink, 8)
    stats = pieces.stats
    w, h, area = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT], stats[:, cv2.CC_STAT_AREA]
    drawn = (h > config.rule_height * size) & (w < h / 3)
    keep: NDArray[np.bool_] = (area >= 0.01 * size * size) & ~drawn & (h <= config.most_height * size)
    keep &= w <= config.most_width * size
    keep[0] = False
    return pieces.picked(keep)


def _joined(boxes: Sequence[Box], reach: float) -> list[Box]:
    """Boxes of letters on one line that are no further apart than `reach`, as one: i-dots, commas, dashes."""
    merged: list[Box] = []
    # What lies too far to the left of a box is near none that follows: a speckled page has thousands.
    near: list[int] = []
    for box in sorted(boxes, key=lambda b: b.x0):
        near = [k for k in near if box.x0 - merged[k].x1 <= max(reach, _GAP * merged[k].height)]
        home = next((k for k in near if _on_one_line(merged[k], box, reach)), None)
        if home is None:
            near.append(len(merged))
            merged.append(box)
        else:
            merged[home] = bounding([merged[home], box])
    return merged


def _on_one_line(one: Box, other: Box, reach: float) -> bool:
    gap = max(one.x0 - other.x1, other.x0 - one.x1)
    reach = max(reach, _GAP * min(one.height, other.height))
    low, high = sorted((one, other), key=lambda b: b.height)
    middle = low.centre[1]
    return gap <= reach and high.y0 <= middle <= high.y1 + 0.3 * low.height


def _has_size_of_code(box: Box, size: float, config: CodeConfig) -> bool:
    height = box.height / size
    shape = box.width / max(box.height, 1.0)
    return (
        config.least_height <= height <= config.most_height
        and config.least_width <= shape <= config.most_width
    )


def _has_ink_of_code(box: Box, ink: Raster, config: CodeConfig) -> bool:
    """Strokes on paper: neither a black patch nor a few specks."""
    x0, y0, x1, y1 = (int(v) for v in box)
    share = float(ink[y0:y1, x0:x1].mean())
    return config.least_ink <= share <= config.most_ink


def _read(image: Raster, reading: LineReading, engine: str, config: CodeConfig) -> _Read | None:
    """What the place says, if that is codes and nothing else, or text that ends in them."""
    words = reading.words()
    if len(words) == 1 and _SPECKED.fullmatch(words[0].text):
        words = (replace(words[0], text=re.sub(r"[.,]", "", words[0].text)),)
    for first in range(len(words)):
        text = " ".join(word.text for word in words[first:])
        # Behind the end of a line of text, damage is not allowed for, nor what may be an abbreviation.
        if not only_codes(text, tolerant=first == 0) or (first > 0 and len(text) < config.least_letters):
            continue
        rest = " ".join(word.text for word in words[first + 1 :])
        if (
            words[first].text.isalpha()
            and len(rest) >= config.least_letters
            and only_codes(rest, tolerant=False)
        ):
            # one letter is allowed for as a mark of the reviewer's bracket: it may as well be the last word of a line
            continue
        codes = tuple(_plain(match) for match in find_codes(text, tolerant=True))
        box = bounding(word.box for word in words[first:])
        confidence = sum(w.confidence for w in words[first:]) / (len(words) - first)
        return _Read(tight(image, box), text, confidence, codes, engine)
    return None


def _plain(match: CodeMatch) -> str:
    return f"{match.scheme} {match.code}".lower()


def _believed(read: Sequence[_Read], words: Sequence[Word], config: CodeConfig) -> list[_Read]:
    """Places that were read surely, and less sure ones whose code is printed elsewhere on the page or sure enough.

    A code is never taken for another one that is like it: `b7C` and `b7E` differ by law.
    """
    sure = [r for r in read if r.confidence >= config.sure_confidence]
    known = {code for r in sure for code in r.codes}
    known |= {_plain(m) for w in words for m in find_codes(w.text, tolerant=False)}

    def is_believed(r: _Read) -> bool:
        least = config.repeated_confidence if set(r.codes) <= known else config.least_confidence
        return r.confidence >= least and not is_too_short(r.text, r.confidence, config)

    return [r for r in read if is_believed(r)]


def is_too_short(text: str, confidence: float, config: CodeConfig) -> bool:
    """Whether a reading has so few characters that it would have to be surer (0..1) to be believed."""
    return len(text.strip()) <= _SHORT and confidence < config.short_confidence


def _line(read: _Read) -> Line:
    word = Word(read.text, read.box, read.confidence, read.engine)
    return Line(read.text, read.box, read.confidence, LineKind.CODE, (word,))


def _without(lines: Sequence[Line], places: Sequence[Box]) -> list[Line]:
    """The lines without the words that stand in one of the places."""
    around = [place.grown(1) for place in places]
    kept: list[Line] = []
    for line in lines:
        words = tuple(w for w in line.words if not any(w.bbox.covered_by(place) > 0.5 for place in around))
        if len(words) == len(line.words):
            kept.append(line)
        elif words:
            text = " ".join(w.text for w in words)
            kept.append(replace(line, text=text, words=words, bbox=bounding(w.bbox for w in words)))
    return kept
