"""Codes by hand that a reader of type does not spell out: `ble`, `b%c` or `67e` for `b7c`.

The reader is asked instead how likely each code is, of a few looks with the slant of the hand more and less undone.
Only codes with a letter are told so: of `b1` and `b7` by hand not even a person is sure.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from processors.config.codes import WrittenConfig
from processors.geometry import Box
from processors.ocr.line_reader import TextWeigher
from processors.scan import Raster

_LETTERED = tuple(f"b7{letter}" for letter in "abcdef")
_CODES = (*_LETTERED, *(f"b{digit}" for digit in "123456789"))
"""As reviewers of the FBI write them: exemption 7 alone has letters."""


def written_codes(
    image: Raster, places: Sequence[Box], known: Collection[str], reader: TextWeigher, config: WrittenConfig
) -> dict[Box, str]:
    """The places in which a code with a letter was surely written, each with that code.

    Args:
        image: height x width grey levels, dark on light.
        places: around the writing, in pixels.
        known: codes that were surely read on the page, such as `b7c`: one hand writes the same ones again.
        reader: weighs codes against what a place shows.
        config: thresholds.

    Raises:
        EngineError: the reader failed.
    """
    weighed = [(place, _likely(image, place, reader, config)) for place in places[: config.places]]
    surest = {place: code for place, likely in weighed if (code := _told(likely, known, config))}
    known = {*known, *surest.values()}
    return {place: code for place, likely in weighed if (code := _told(likely, known, config))}


def _likely(
    image: Raster, place: Box, reader: TextWeigher, config: WrittenConfig
) -> NDArray[np.float64] | None:
    """How likely each code is, in small letters or capitals: the mean of all looks.

    None where nothing can be read, or where no code with a letter can come to be likely any more: no look makes one
    likelier.
    """
    texts = [form for code in _CODES for form in (code, code[:2] + code[2:].upper())]
    count = len(config.slants) * len(config.margins)
    means = np.zeros(len(texts))
    for slant, margin in itertools.product(config.slants, config.margins):
        look = _upright(image, place, slant, config)
        likely = reader.weigh(look, _writing(look, config), texts, margin).likelihoods
        if not likely:
            return None
        means += np.asarray(likely) / count
        if means[: 2 * len(_LETTERED)].max() < config.least:
            return None
    return np.asarray(means.reshape(len(_CODES), 2).max(axis=1), np.float64)


def _told(likely: NDArray[np.float64] | None, known: Collection[str], config: WrittenConfig) -> str | None:
    if likely is None:
        return None
    second, first = (int(k) for k in np.argsort(likely)[-2:])
    code, lead = _CODES[first], float(likely[first] - likely[second])
    # That a code is known says nothing against another one with a letter: `c` and `e` by hand differ by a stroke.
    helps = code in known and _CODES[second] not in _LETTERED
    needed = config.lead_known if helps else config.lead
    sure = code in _LETTERED and likely[first] >= config.least and lead >= needed
    return code if sure else None


def _upright(image: Raster, place: Box, slant: float, config: WrittenConfig) -> Raster:
    """The writing with some paper around it, its strokes turned by so much of a slant."""
    edge = round(config.paper * place.height)
    inside = place.grown(edge).clipped(image.shape[1], image.shape[0])
    cut = image[int(inside.y0) : int(inside.y1), int(inside.x0) : int(inside.x1)]
    height, width = cut.shape
    turned = np.array([[1, slant, -slant * height / 2], [0, 1, 0]], np.float32)
    paper = int(np.median(image[::8, ::8]))
    return np.asarray(cv2.warpAffine(cut, turned, (width, height), borderValue=paper), np.uint8)


def _writing(look: Raster, config: WrittenConfig) -> Box:
    """Where the writing is in a look at it."""
    height, width = look.shape
    inner = config.paper * height / (1 + 2 * config.paper) / 2
    return Box(0.0, 0.0, float(width), float(height)).grown(-inner)
