"""Stamps that lean against a page that lies straight: found, read upright, and taken out of what was read."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from processors.clean import Cleaned
from processors.config.fusion import FusionConfig
from processors.config.language import LanguageConfig
from processors.config.stamps import StampConfig
from processors.geometry import Affine, Box
from processors.language.classification import find_banner
from processors.language.leaning import LeaningStamp
from processors.ocr.engine import AreaKind, Engine, EngineLine, EngineWord
from processors.ocr.fusion.calibration import calibrated
from processors.ocr.fusion.model import Fused, FusedLine, taken_word
from processors.records import LineKind, Step
from processors.scan import Raster
from processors.stamps.crops import Crop, cut_out
from processors.stamps.letters import Layer, heavy_layer, reduced, sure_words, unread_layer
from processors.stamps.rows import Block, leaning_blocks

_DPI = 300.0
"""What the reader is told of the resolution of letters of `StampConfig.area_letter`."""


_PLAIN = re.compile(r"[A-Z]{3,}|[A-Z]?[a-z]{2,}|(?=.{3})[\d]+([/.,-][\dA-Z]+)*|[A-Z]([./][A-Z])+")
"""A word, an abbreviation, a number or a date."""

_EDGES = ".,:;()[]'\"-"
"""What may stand before and behind one."""

_LANGUAGE = LanguageConfig()


@dataclass(frozen=True, slots=True)
class Stamp:
    """One stamp.

    Attributes:
        lines: as read upright, in pixels of its own upright picture.
        to_page: from those to pixels of the page.
        angle: degrees by which it is turned clockwise, over -180 up to 180.
        outline: around its letters in its own pixels.
    """

    lines: tuple[EngineLine, ...]
    to_page: Affine
    angle: float
    outline: Box

    def share_of(self, box: Box) -> float:
        """Share (0..1) of a box on the page that lies within the stamp."""
        back = self.to_page.inverse()
        grid = [(x, y) for x in np.linspace(0.1, 0.9, 9) for y in (0.25, 0.5, 0.75)]
        points = (back.point(box.x0 + x * box.width, box.y0 + y * box.height) for x, y in grid)
        return sum(self.outline.contains(*point) for point in points) / len(grid)


@dataclass(frozen=True, slots=True)
class Stamps:
    """The stamps of a page.

    Attributes:
        found: the largest first.
        lines: what was read on the page, without what was read in the stamps.
        ink: height x width of the page, where the stamps' ink is; None where there are none.
        over: whether one lies on other words, which are read better without it.
    """

    found: tuple[Stamp, ...]
    lines: tuple[EngineLine, ...]
    ink: Raster | None = None
    over: bool = False

    def without_ink(self, picture: Raster) -> Raster:
        """The page with paper where the stamps are."""
        return picture if self.ink is None else np.where(self.ink > 0, np.uint8(255), picture)

    def steps(self) -> tuple[Step, ...]:
        """What was done, for provenance; none where there are no stamps."""
        if not self.found:
            return ()
        angles = [round(stamp.angle) for stamp in self.found]
        return (Step("stamps", {"found": len(angles), "degrees": angles, "read_again": self.over}),)

    def to_lines(self, engine: str, config: FusionConfig, to_points: Affine) -> tuple[LeaningStamp, ...]:
        """The stamps in points: `to_points` carries pixels of the page there."""
        return tuple(_in_points(stamp, engine, config, to_points) for stamp in self.found)


@dataclass(frozen=True, slots=True)
class _Candidate:
    layer: Layer
    block: Block
    crop: Crop


def _in_points(stamp: Stamp, engine: str, config: FusionConfig, to_points: Affine) -> LeaningStamp:
    to_page = stamp.to_page.then(to_points)
    scale = math.sqrt(abs(to_page.determinant))
    fused = Fused(
        tuple(
            FusedLine.of(calibrated(taken_word(w, engine), engine, config) for w in line.words)
            for line in stamp.lines
        ),
        (),
        {},
    )
    lines = fused.to_lines(Affine.scale(scale), LineKind.STAMP)
    return LeaningStamp(lines, Affine.scale(1 / scale).then(to_page), stamp.angle)


def find_stamps(
    picture: Raster,
    cleaned: Cleaned,
    read: Sequence[EngineLine],
    engine: Engine,
    config: StampConfig,
    timeout: float,
) -> Stamps:
    """Looks for stamps that lean.

    Args:
        picture: the page, height x width grey levels, dark on light, lines level.
        cleaned: the same as it was read.
        read: what was read on it.
        engine: reads the stamps.
        config: thresholds.
        timeout: seconds.

    Raises:
        EngineError: the engine failed.
    """
    ink, scale = reduced(picture, cleaned.dpi, config)
    sure = sure_words(read, config) * scale
    layers = (
        heavy_layer(ink, cleaned.x_height * scale, sure, config),
        unread_layer(ink, sure, config),
    )
    candidates = [
        _Candidate(layer, block, cut_out(picture, scale, layer, block, config))
        for layer, block in _blocks([layer for layer in layers if layer is not None], config)
    ]
    if not candidates:
        return Stamps((), tuple(read))
    return _taken(candidates, _readings(candidates, engine, timeout), read, picture.shape, config)


def _blocks(layers: Sequence[Layer], config: StampConfig) -> list[tuple[Layer, Block]]:
    """The blocks of both layers with most letters, each place once."""
    every = [(layer, b) for layer in layers for b in leaning_blocks(layer.boxes, layer.free, config)]
    kept: list[tuple[Layer, Block]] = []
    for layer, block in sorted(every, key=lambda pair: -len(pair[1].boxes)):
        if not any(block.is_at(other) for _, other in kept):
            kept.append((layer, block))
    return kept[: config.most_blocks]


def _readings(candidates: Sequence[_Candidate], engine: Engine, timeout: float) -> list[list[Stamp]]:
    """Each block as read either way up."""
    stamps = []
    for candidate in candidates:
        crop, angle = candidate.crop, candidate.block.angle
        kind = AreaKind.LINE if candidate.block.rows == 1 else AreaKind.BLOCK
        over = Affine.quarter_turns(2, crop.picture.shape[1], crop.picture.shape[0])
        whole = Box(0.0, 0.0, *map(float, crop.picture.shape[::-1]))
        ways = [
            (crop.picture, crop.to_page, angle, crop.outline),
            (np.rot90(crop.picture, 2), over.then(crop.to_page), _half_turned(angle), over.box(crop.outline)),
        ]
        stamps.append(
            [
                Stamp(
                    engine.read_area(np.ascontiguousarray(p), whole, kind, _DPI, timeout), to_page, a, outline
                )
                for p, to_page, a, outline in ways
            ]
        )
    return stamps


def _half_turned(angle: float) -> float:
    return angle + 180 if angle <= 0 else angle - 180


def _taken(
    candidates: Sequence[_Candidate],
    readings: Sequence[Sequence[Stamp]],
    read: Sequence[EngineLine],
    shape: tuple[int, ...],
    config: StampConfig,
) -> Stamps:
    """The stamps that say something, the best read first, none in the place of another."""
    found: list[Stamp] = []
    ink = np.zeros(candidates[0].layer.labels.shape, np.uint8)
    heavy = False
    known = [max((_legible(s, config) for s in pair), key=lambda s: _worth(s.lines)) for pair in readings]
    order = sorted(range(len(known)), key=lambda k: -_worth(known[k].lines))
    for k in order:
        stamp, candidate = known[k], candidates[k]
        if not _is_told(stamp, candidate.block, read, config) or any(_same_place(stamp, s) for s in found):
            continue
        found.append(stamp)
        heavy = heavy or candidate.layer.heavy
        ink |= np.isin(candidate.layer.labels, candidate.crop.ink).astype(np.uint8)
    if not found:
        return Stamps((), tuple(read))
    lines = _without(read, found, config)
    words = [w for line in lines for w in line.words]
    over = heavy or any(s.share_of(w.box) > 0 for s in found for w in words)
    # Where the stamps are nearly all that is read, specks are left to read, on which Tesseract can take a minute.
    sure = sum(_characters(w) for w in words if w.confidence >= config.sure_word)
    over = over and sure >= sum(_characters(w) for s in found for line in s.lines for w in line.words)
    spread = cv2.dilate(ink, np.ones((3, 3), np.uint8))
    large = cv2.resize(spread, (shape[1], shape[0]), interpolation=cv2.INTER_NEAREST)
    return Stamps(tuple(found), lines, np.asarray(large, np.uint8), over)


def _characters(word: EngineWord) -> int:
    return sum(c.isalnum() for c in word.text)


def _worth(lines: Sequence[EngineLine]) -> float:
    """Letters and digits that were read, each counted as surely as it was."""
    return sum(_characters(w) * w.confidence for line in lines for w in line.words)


def _legible(stamp: Stamp, config: StampConfig) -> Stamp:
    """The stamp without the words that are not read surely; a marking is told by less."""
    kept: Iterable[Sequence[EngineWord]] = (
        [w for w in line.words if w.confidence >= config.word_confidence and _characters(w)]
        for line in stamp.lines
    )
    if _is_banner(stamp, config):
        kept = (line.words for line in stamp.lines)
    return replace(stamp, lines=tuple(EngineLine.of(words) for words in kept if words))


def _is_banner(stamp: Stamp, config: StampConfig) -> bool:
    """Whether it says a classification and nothing else."""
    if len(stamp.lines) != 1 or min(w.confidence for w in stamp.lines[0].words) < config.banner_confidence:
        return False
    return find_banner(stamp.lines[0].text.strip(_EDGES), _LANGUAGE, tolerant=False) is not None


def _is_told(stamp: Stamp, block: Block, read: Sequence[EngineLine], config: StampConfig) -> bool:
    """Whether it says something, and more than what was read there as it stands."""
    words = [w for line in stamp.lines for w in line.words]
    least = config.banner_confidence if _is_banner(stamp, config) else config.mean_confidence
    letters = sum(map(_characters, words))
    worth = _worth(stamp.lines)
    if letters < config.letters or worth < least * letters:
        return False
    plain = [_characters(w) for w in words if _PLAIN.fullmatch(w.text.strip(_EDGES))]
    if sum(plain) < config.plain_share * letters or max(plain, default=0) < config.plain_letters:
        return False
    level = [
        EngineLine.of(words)
        for line in read
        if (
            words := [
                w
                for w in line.words
                if stamp.share_of(w.box) >= config.overlap and not _is_print(w, stamp, config)
            ]
        )
    ]
    return worth >= (config.steep_gain if block.rise >= 1 else config.gain) * _worth(level)


def _is_print(word: EngineWord, stamp: Stamp, config: StampConfig) -> bool:
    """Whether it is a surely read word of finer print, on which the stamp lies."""
    high = config.area_letter * math.sqrt(abs(stamp.to_page.determinant))
    return word.confidence >= config.sure_word and word.box.height < config.word_height * high


def _same_place(stamp: Stamp, other: Stamp) -> bool:
    """Whether the middle of one lies in the other."""
    one, two = stamp.to_page.point(*stamp.outline.centre), other.to_page.point(*other.outline.centre)
    inside = other.outline.contains(*other.to_page.inverse().point(*one))
    return inside or stamp.outline.contains(*stamp.to_page.inverse().point(*two))


def _without(
    read: Sequence[EngineLine], stamps: Sequence[Stamp], config: StampConfig
) -> tuple[EngineLine, ...]:
    """What was read without the words in the stamps."""
    lines = []
    for line in read:
        words = [
            w
            for w in line.words
            if all(_is_print(w, s, config) or s.share_of(w.box) < config.overlap for s in stamps)
        ]
        if words:
            lines.append(line if len(words) == len(line.words) else EngineLine.of(words))
    return tuple(lines)
