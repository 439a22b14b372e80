"""The second reading of a page."""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from processors.config.fusion import FusionConfig
from processors.geometry import Box, bounding
from processors.ocr.engine import EngineLine, EngineWord
from processors.ocr.fusion.budget import Scanned, allowed, looked_through, most_doubtful
from processors.ocr.fusion.choice import fuse, settle
from processors.ocr.fusion.edges import cut_at, without_repeated
from processors.ocr.fusion.items import items, number_in
from processors.ocr.fusion.legible import Sieve
from processors.ocr.fusion.model import Fused, FusedLine, FusedWord, taken_word
from processors.ocr.fusion.places import (
    Key,
    Stretch,
    by_letters,
    characters_in,
    covered,
    doubt,
    in_one_row,
    is_one_row,
    lies_in,
    own_areas,
    rows,
    unrolled,
    unsure_stretches,
)
from processors.ocr.fusion.unseen import are_unseen, passed_over
from processors.ocr.fusion.words import glyphs_of_reading, glyphs_of_words, words_of_glyphs
from processors.ocr.line_reader import LineReader, LineReading
from processors.ocr.noise import RejectedWord
from processors.ocr.rapid import line_width, tight
from processors.ocr.unread import Unread, reason_to_read_again, unread
from processors.scan import Raster

UNSEEN = "unseen by the second reader"
"""Filter: the first reader doubts a word, and the second reader's detector saw nothing there."""


def second_reading(
    image: Raster,
    lines: Sequence[EngineLine],
    first: str,
    engine: LineReader,
    config: FusionConfig,
    timeout: float,
    struck: Sequence[Box] = (),
    scanned: Scanned | None = None,
    blur: float = 0.0,
) -> Fused:
    """Reads again what the first reader is unsure of, and fuses both.

    The lines of which the first reader doubts a word are read again, and where it left letters unread. Where it left
    many, or doubts the page as a whole, the second reader's detector looks through the page, and what only it sees is
    read too. Lines that would take more work than a page is worth are not read, the least doubtful first.

    Args:
        image: height x width grey levels that the first reader read.
        lines: what it read, without noise.
        first: name of the first engine.
        engine: the second reader.
        config: when to ask it, and whom to believe.
        timeout: seconds.
        struck: where something is struck out; words there are kept however doubtful, since only the marking lexicon
            can tell what they are.
        scanned: the page as it was scanned, by which its budget is told; None where no budget binds.
        blur: sigma in pixels by which lines are blurred before they are read, where the page is mottled: its detector
            sees through specks, its recogniser takes them for parts of letters. 0 for none.

    Raises:
        MissingError: the second engine or a model is not installed.
        PageTimeoutError: the time is over.
        EngineError: the second engine failed.
    """
    end = time.monotonic() + timeout
    mean = by_letters(w for line in lines for w in line.words)
    unrolled_lines = tuple(unrolled(line) for line in lines)
    left = None if config.everything or mean < config.poor_page else unread(image, lines, config)
    page = _Page(
        image,
        cv2.GaussianBlur(image, (0, 0), blur).astype(np.uint8) if blur else image,
        unrolled_lines,
        first,
        engine.name,
        config,
        _work(image, lines, left, scanned, config),
    )
    if left is None:
        _look_through(page, engine, end)
    elif left.is_text(config):
        _look_where_missed(page, left, engine, end)
    else:
        _read(page, (), engine, end)
    if left is not None:
        _read_numbers(page, left, engine, end)
    lines_read = page.lines(struck)
    return Fused(
        lines_read,
        tuple(page.rejected),
        {
            "first": first,
            "second": engine.name,
            "version": engine.version(),
            "reason": reason_to_read_again(left, config),
            "first_confidence": round(mean, 3),
            "lines_read_again": page.again,
            "lines_over_budget": page.over,
            "disputed_or_new_words": page.changed,
        },
    )


def _work(
    image: Raster,
    lines: Sequence[EngineLine],
    left: Unread | None,
    scanned: Scanned | None,
    config: FusionConfig,
) -> float:
    """How much the second reader may do on the page."""
    if config.everything or scanned is None:
        return math.inf
    words = sum(len(line.words) for line in lines)
    hard = left is None or left.is_all_over(config)
    return allowed(scanned, words, hard=hard, enlarged=image.size > scanned.pixels, config=config.budget)


def _look_through(page: _Page, engine: LineReader, end: float) -> None:
    """Reads what the detector sees, without the lines of which the first reader is sure.

    Where that is too much, only the words in doubt are read of lines of which it is half sure. They always are of lines
    that the detector passed over.
    """
    detected = page.detected(engine)
    wanted = [box for box in detected if page.wants(box)]
    enough = page.takes(wanted) <= page.work
    whole = wanted if enough else [box for box in wanted if not page.is_half_sure(box)]
    blind = page.drop_unseen(detected)
    _read(page, whole, engine, end, blind if enough else None)


def _look_where_missed(page: _Page, left: Unread, engine: LineReader, end: float) -> None:
    """Reads the lines in which letters lie outside the words, and the words that the first reader doubts elsewhere.

    A few letters show by themselves where their lines are; among many may be film edges and stains.
    """
    if left.is_all_over(page.config):
        detected = page.detected(engine)
        _read(page, [box for box in detected if left.are_in(box) or not page.inside(box)], engine, end)
        page.drop_unseen(detected)
        return
    reach, least = page.config.missed_gap * left.word_height, page.config.missed_least
    pieces = [(page.with_words_beside(piece, reach), letters) for piece, letters in left.pieces(page.config)]
    _read(page, [box for box, letters in pieces if letters >= least or page.inside(box)], engine, end)


def _read(
    page: _Page, boxes: Sequence[Box], engine: LineReader, end: float, lines: Container[int] | None = None
) -> None:
    """Reads these boxes, and elsewhere words in doubt with those beside them, of all or some of the first's lines."""
    keys = [page.inside(box) for box in boxes]
    stretches = page.unsure(itertools.chain.from_iterable(keys), lines)
    readings = page.read_again(
        [*boxes, *(stretch.box for stretch in stretches)],
        [*keys, *(stretch.keys for stretch in stretches)],
        engine,
        end,
    )
    owned = [*page.owned(readings[: len(boxes)]), *(stretch.keys for stretch in stretches)]
    told = [
        (reading, [page.word(key) for key in inside]) for reading, inside in zip(readings, owned, strict=True)
    ]
    for reading, inside in zip(without_repeated(told, page.config), owned, strict=True):
        page.take(reading, inside)


def _read_numbers(page: _Page, left: Unread, engine: LineReader, end: float) -> None:
    """Reads the numbers of items, each with the word behind it."""
    found = [item for item in items(left, page.words(), page.config) if not page.has_read(item.mark)]
    # They are read last, and short: what is lost of a list is its order.
    page.work = max(page.work, page.config.items_work)
    readings = page.read_again([item.box for item in found], [[item.key] for item in found], engine, end)
    for item, reading in zip(found, readings, strict=True):
        number = number_in(item, reading, page.second, page.config)
        if number is not None:
            page.put_before(item.key, number)


@dataclass(slots=True)
class _Page:
    """The words of a page while the second reader goes over it.

    Attributes:
        image: in which lines are looked for.
        legible: the same, from which they are read.
        work: how much it may still do.
        again: pieces that it read.
        over: pieces that were too much for it.
    """

    image: Raster
    legible: Raster
    read: Sequence[EngineLine]
    first: str
    second: str
    config: FusionConfig
    work: float
    again: int = 0
    over: int = 0
    changed: int = 0
    rejected: list[RejectedWord] = field(default_factory=list)
    # Words by (line, place in the line), and their edges; those that were fused or dropped, and what stands for them.
    _keys: Sequence[Key] = field(init=False)
    _edges: NDArray[np.float64] = field(init=False)
    _gone: set[Key] = field(default_factory=set)
    _fused: dict[int, list[tuple[FusedWord, ...]]] = field(default_factory=dict)
    _new: list[FusedLine] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Lists the words."""
        self._keys = [(n, k) for n, line in enumerate(self.read) for k in range(len(line.words))]
        self._edges = np.array([self.word(key).box for key in self._keys], np.float64).reshape(-1, 4)

    def wants(self, box: Box) -> bool:
        """Whether a detected line is worth reading: not where the first reader is sure of all of it."""
        if self.config.everything:
            return True
        inside = [self.word(key) for key in self.inside(box)]
        if not inside:
            return True
        sure = min(w.confidence for w in inside) >= self.config.sure_word
        return not (sure and covered([w.box for w in inside], box) >= self.config.sure_cover)

    def detected(self, engine: LineReader) -> tuple[Box, ...]:
        """What the detector sees on the page; it looks, whatever that takes, and lines are read for the rest."""
        self.work -= looked_through(self.image, self.config.rapid.detector_side, self.config.budget)
        return engine.detect(self.image)

    def is_half_sure(self, box: Box) -> bool:
        """Whether the words of the first reader fill a detected line, and it is sure of much of them."""
        words = [self.word(key) for key in self.inside(box)]
        sure = sum(len(w.text) for w in words if w.confidence >= self.config.sure_word)
        filled = covered([w.box for w in words], box) >= self.config.sure_cover
        return filled and sure >= self.config.half_sure * sum(len(w.text) for w in words)

    def takes(self, boxes: Sequence[Box]) -> float:
        """What reading boxes takes of the work that may be done."""
        return sum(self._width(box, self.inside(box))[0] for box in boxes)

    def _width(self, box: Box, keys: Sequence[Key]) -> tuple[int, int]:
        """How wide the second reader gets a box in which these words stand, and how many characters it is told."""
        count = characters_in(box, [self.word(key) for key in keys], self.config)
        return line_width(box, count, self.config.rapid), count

    def read_again(
        self, boxes: Sequence[Box], keys: Sequence[Sequence[Key]], engine: LineReader, end: float
    ) -> list[LineReading]:
        """The second reader's readings of boxes in which these words of the first stand; empty ones over the budget."""
        widths = [self._width(box, inside) for box, inside in zip(boxes, keys, strict=True)]
        works, counts = [width for width, _ in widths], [count for _, count in widths]
        doubts = [doubt(box, [self.word(k) for k in ks]) for box, ks in zip(boxes, keys, strict=True)]
        kept = most_doubtful(doubts, works, self.work)
        self.work -= sum(works[k] for k in kept)
        self.again += len(kept)
        self.over += len(boxes) - len(kept)
        left = max(0.0, end - time.monotonic())
        # The boxes are roomy already.
        read = engine.read_lines(
            self.legible, [boxes[k] for k in kept], left, margin=0.0, characters=[counts[k] for k in kept]
        )
        readings = [LineReading(box, ()) for box in boxes]
        for k, reading in zip(kept, read, strict=True):
            readings[k] = reading
        return readings

    def with_words_beside(self, piece: Box, reach: float) -> Box:
        """A piece of a line with the words in its row that are no further than `reach` (pixels) from it."""
        boxes = (self.word(key).box for key in self._near(piece.grown(reach, 0)))
        beside = [b for b in boxes if in_one_row(b, piece, self.config)]
        # Words on which letters were left over are too high themselves.
        x0, x1 = min([piece.x0, *(b.x0 for b in beside)]), max([piece.x1, *(b.x1 for b in beside)])
        return piece._replace(x0=x0, x1=x1).grown(self.config.rapid.line_margin * piece.height)

    def take(self, reading: LineReading, keys: Sequence[Key]) -> None:
        """Fuses a reading with the words that it is about."""
        words = [self.word(key) for key in keys]
        if not reading.characters or not is_one_row(words):
            return
        if not words:
            self._take_new(reading)
            return
        # In one line, the reader's own order stands: its boxes are now and then out of place.
        one_line = len({key[0] for key in keys}) == 1
        ordered = sorted(zip(keys, words, strict=True), key=lambda p: p[0] if one_line else p[1].box.x0)
        seen = [self._seen(key, word, reading) for key, word in ordered]
        one = glyphs_of_words(seen, self.first)
        two = glyphs_of_reading(reading, self.second)
        # A box higher than the roomy one of the detector reaches into other lines.
        rows_of_words = bounding(w.box for w in words)
        within = rows_of_words.intersection(reading.box._replace(x0=rows_of_words.x0, x1=rows_of_words.x1))
        fused = words_of_glyphs(fuse(one, two, self.config), within)
        self._gone.update(keys)
        if fused:
            self._fused.setdefault(ordered[0][0][0], []).append(fused)
        self.changed += sum(w.engine != f"{self.first}+{self.second}" for w in fused)

    def _seen(self, key: Key, word: EngineWord, reading: LineReading) -> EngineWord:
        """What of a word the second reader was shown; the rest stays as the first read it."""
        parts = cut_at(reading, word, self.config)
        if parts is None:
            return word
        self._fused.setdefault(key[0], []).append((taken_word(parts[1], self.first),))
        return parts[0]

    def _take_new(self, reading: LineReading) -> None:
        if reading.confidence < self.config.lone_second:
            return
        glyphs = glyphs_of_reading(reading, self.second)
        if not any(g.text.isalnum() for g in glyphs):
            return
        words = words_of_glyphs(settle(glyphs, self.config), tight(self.image, reading.box))
        self._new.append(FusedLine.of(words))
        self.changed += len(words)

    def drop_unseen(self, detected: Sequence[Box]) -> set[int]:
        """Turns down doubtful words where the detector saw no text, and tells the lines that it passed over."""
        blind = passed_over(self.read, detected, self.config)
        left = [key for key in self._left() if key[0] not in blind]
        doubtful = are_unseen([self.word(key) for key in left], detected, self.config)
        unseen = [key for key, is_one in zip(left, doubtful, strict=True) if is_one]
        self._gone.update(unseen)
        self.rejected += [RejectedWord(self.word(key), UNSEEN) for key in unseen]
        return blind

    def lines(self, struck: Sequence[Box]) -> tuple[FusedLine, ...]:
        """What stands on the page now: the first reader's lines in their order, then those only the second saw."""
        parts: dict[int, list[tuple[FusedWord, ...]]] = {
            n: list(self._fused.get(n, ())) for n in range(len(self.read))
        }
        for key in self._left():
            parts[key[0]].append((taken_word(self.word(key), self.first),))
        kept = [FusedLine.of(row) for group in parts.values() for row in rows(group, self.config)]
        sieve = Sieve(self.first, struck, self.config)
        legible = [line for line in map(sieve.line, (*kept, *self._new)) if line is not None]
        self.rejected += sieve.rejected
        return tuple(legible)

    def words(self) -> list[tuple[Key, EngineWord]]:
        """All words of the first reader with their places."""
        return [(key, self.word(key)) for key in self._keys]

    def has_read(self, mark: Box) -> bool:
        """Whether a word that came out so far stands on a mark."""
        fused = [word.box for parts in self._fused.values() for part in parts for word in part]
        return any(box.contains(*mark.centre) for box in (*fused, *(line.box for line in self._new)))

    def put_before(self, key: Key, word: FusedWord) -> None:
        """Puts a word into the line of another that stands in its row."""
        self._fused.setdefault(key[0], []).append((word,))
        self.changed += 1

    def word(self, key: Key) -> EngineWord:
        """The word of that place."""
        return self.read[key[0]].words[key[1]]

    def _left(self) -> list[Key]:
        """Words not yet fused or dropped."""
        return [key for key in self._keys if key not in self._gone]

    def unsure(self, besides: Iterable[Key], lines: Container[int] | None) -> list[Stretch]:
        """What is left of these lines, of all where it is None, `besides` some words, around words in doubt."""
        found = unsure_stretches(self.read, self._gone.union(besides), self.config.sure_word, self.config)
        return [stretch for stretch in found if lines is None or stretch.keys[0][0] in lines]

    def owned(self, readings: Sequence[LineReading]) -> list[list[Key]]:
        """The words left that belong to each reading."""
        return own_areas([(key, self.word(key)) for key in self._left()], readings, self.config)

    def inside(self, box: Box) -> list[Key]:
        """The words left that lie in a detected line."""
        return [key for key in self._near(box) if lies_in(self.word(key).box, box, self.config)]

    def _near(self, box: Box) -> list[Key]:
        """The words left that reach into a box."""
        x0, y0, x1, y1 = self._edges.T
        near = np.flatnonzero((y1 > box.y0) & (y0 < box.y1) & (x1 > box.x0) & (x0 < box.x1))
        return [key for key in (self._keys[k] for k in near.tolist()) if key not in self._gone]
