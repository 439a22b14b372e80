"""Banners in the head and foot of a page that nobody read: stamps so worn that their letters are sprays of specks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np

from processors.components import components
from processors.config import Config
from processors.config.banners import BannerConfig
from processors.config.language import LanguageConfig
from processors.geometry import Box
from processors.language.classification import find_banner
from processors.language.folding import letters
from processors.ocr.fusion.calibration import calibrated
from processors.ocr.fusion.model import FusedLine
from processors.ocr.fusion.words import glyphs_of_reading, words_of_glyphs
from processors.ocr.line_reader import LineReader
from processors.ocr.rapid import tight
from processors.scan import Raster


def unread_banners(
    picture: Raster,
    dpi: float,
    lines: Sequence[FusedLine],
    readers: tuple[str, LineReader],
    config: Config,
    timeout: float,
) -> tuple[FusedLine, ...]:
    """Reads what may be a banner and keeps what is one; nothing else is taken from these places.

    Args:
        picture: the page, height x width grey levels, dark on light, lines level.
        dpi: its pixels per inch.
        lines: what was read on it.
        readers: name of the first reader, and the second, which reads these places.
        config: thresholds.
        timeout: seconds.

    Raises:
        EngineError: the second reader failed.
    """
    first, second = readers
    found: list[FusedLine] = []
    zones = _zones(picture, config.language.zone_share)
    places = [box for zone in zones for box in _places(picture, dpi, zone, lines, config)]
    if not places:
        return ()
    for reading in second.read_lines(picture, places, timeout):
        if reading.confidence >= config.banners.confidence and _is_banner(reading.text, config.language):
            words = words_of_glyphs(glyphs_of_reading(reading, second.name), tight(picture, reading.box))
            found.append(FusedLine.of(calibrated(word, first, config.fusion) for word in words))
    return tuple(found)


def _zones(picture: Raster, share: float) -> tuple[Box, Box]:
    """Head and foot of the page, each this share of its height."""
    height, width = (float(v) for v in picture.shape[:2])
    high = share * height
    return Box(0.0, 0.0, width, high), Box(0.0, height - high, width, height)


def _places(
    picture: Raster, dpi: float, zone: Box, lines: Sequence[FusedLine], config: Config
) -> Iterator[Box]:
    """Bands of unread ink that look like lettering, in pixels of the page; none where a banner was read there."""
    there = [line for line in lines if line.box.overlap(zone) > 0]
    if any(_is_banner(line.text, config.language) for line in there):
        return
    part = picture[round(zone.y0) : round(zone.y1)]
    scale = config.banners.dpi / dpi
    if min(part.shape) * scale < 1:
        return
    mask = cv2.threshold(part, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)[1]
    words = [word.box.moved(0.0, -zone.y0) for line in there for word in line.words]
    for word in words:
        x0, y0, x1, y1 = (max(0, round(v)) for v in word)
        mask[y0:y1, x0:x1] = 0
    small = np.asarray(cv2.resize(mask, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    for band in _bands(small, config.banners):
        box = band.scaled(1 / scale)
        # What was read beside it may be the first word of a banner: `TOP` before a worn `SECRET`.
        if not any(_is_beside(word, box, config.banners.gap_inches[0] * dpi) for word in words):
            yield box.moved(0.0, zone.y0).clipped(picture.shape[1], picture.shape[0])


def _is_beside(word: Box, band: Box, reach: float) -> bool:
    """Whether a word stands in the row of a band, no further from it than `reach`."""
    return word.grown(reach, 0.0).overlap(band) > 0


def _bands(ink: Raster, config: BannerConfig) -> Iterator[Box]:
    """Where ink lies closely along a line, high and wide as lettering, from left to right; `ink` is 255 where it is."""
    across, down = (max(1, round(inches * config.dpi)) for inches in config.gap_inches)
    inked = (ink > 255 * config.ink).astype(np.uint8)
    joined = cv2.morphologyEx(inked, cv2.MORPH_CLOSE, np.ones((down, across), np.uint8))
    stats = components(np.asarray(joined, np.uint8), 8).stats[1:]
    width, height = stats[:, 2], stats[:, 3]
    low, high = (inches * config.dpi for inches in config.height_inches)
    like = (height >= low) & (height <= high) & (width >= config.least_width * config.dpi)
    like &= width >= config.least_aspect * height
    widest = sorted(stats[like, :4].tolist(), key=lambda s: -s[2])[: config.most]
    for x, y, w, h in sorted(widest):
        yield Box(float(x), float(y), float(x + w), float(y + h))


def _is_banner(text: str, config: LanguageConfig) -> bool:
    """Whether it is a level with its controls, each letter as printed, and nothing else."""
    banner = find_banner(text, config, tolerant=False)
    if banner is None or banner.level is None:
        return False
    left = letters(text)
    for name in sorted((banner.level, *banner.controls), key=len, reverse=True):
        left = left.replace(letters(name), "", 1)
    return not left
