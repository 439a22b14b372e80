"""RapidOCR behind the engine protocol: PP-OCR models on onnxruntime, out of the wheel, without network.

Its recogniser reads one line of about 600 pixels in some 0.05 s of CPU; its detector costs as much as thirty lines.
"""

from __future__ import annotations

import hashlib
import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import metadata, util
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from processors.config.fusion import RapidConfig
from processors.document_records import Tool
from processors.errors import EngineError, MissingError, PageTimeoutError
from processors.geometry import Box
from processors.memory import give_back
from processors.ocr.classes import known_characters, with_classes
from processors.ocr.ctc import decode, likelihoods
from processors.ocr.detector_parts import Part, parts, whole
from processors.ocr.devices import INSTALL, session
from processors.ocr.engine import AreaKind, EngineLine, EngineWord
from processors.ocr.inked import inked
from processors.ocr.line_reader import Character, LineReading, Weighed
from processors.ocr.text_detector import TextDetector
from processors.once import loaded_once
from processors.scan import Raster
from processors.side_by_side import each

DETECTOR = "PP-OCRv6_det_small.onnx"
RECOGNISER = "PP-OCRv6_rec_small.onnx"
LINE_HEIGHT = 48
"""Pixels; the recogniser's input is that high."""
COLUMN = 8
"""Pixels of a line for each column of the recogniser's answer."""


class RapidEngine:
    """Reads by RapidOCR. Its sessions are made at the first use and kept for the life of the process."""

    def __init__(self, config: RapidConfig) -> None:
        """Takes its sizes and letters from `config`."""
        self._config = config

    @property
    def name(self) -> str:
        """`rapidocr`."""
        return "rapidocr"

    def version(self) -> str:
        """See `Engine.version`."""
        try:
            return metadata.version("rapidocr")
        except metadata.PackageNotFoundError as error:
            raise MissingError("RapidOCR is not installed", hint=INSTALL) from error

    def models(self) -> tuple[Tool, ...]:
        """See `Engine.models`."""
        return _model_tools(self.version())

    def load(self) -> None:
        """Loads the recogniser, and reads an empty line with it, whose first use takes longer than all others.

        Raises:
            MissingError: RapidOCR or its model is not installed.
            EngineError: it failed.
        """
        empty = np.full((LINE_HEIGHT, self._config.least_width), 255, np.uint8)
        self.read_lines(empty, [Box(0.0, 0.0, *map(float, empty.shape[::-1]))], math.inf)

    def read(self, image: Raster, dpi: float, timeout: float) -> tuple[EngineLine, ...]:  # noqa: ARG002
        """See `Engine.read`."""
        end = time.monotonic() + timeout
        boxes = self.detect(image)
        _check(end, timeout)
        found = self.read_lines(image, boxes, max(0.0, end - time.monotonic()))
        words = (tight_words(image, reading) for reading in found)
        return tuple(EngineLine.of(line) for line in words if line)

    def read_area(
        self, image: Raster, box: Box, kind: AreaKind, dpi: float, timeout: float
    ) -> tuple[EngineLine, ...]:
        """See `Engine.read_area`."""
        height, width = image.shape[:2]
        x0, y0, x1, y1 = _pixels(box, width, height)
        if x1 - x0 < 2 or y1 - y0 < 2:
            return ()
        if kind is AreaKind.BLOCK:
            lines = self.read(np.ascontiguousarray(image[y0:y1, x0:x1]), dpi, timeout)
            return tuple(
                EngineLine.of(EngineWord(w.text, w.box.moved(x0, y0), w.confidence) for w in line.words)
                for line in lines
            )
        inside = Box(x0, y0, x1, y1)
        words = tight_words(image, self.read_lines(image, (inside,), timeout, margin=0.0)[0])
        return (EngineLine.of(words),) if words else ()

    def detect(self, image: Raster) -> tuple[Box, ...]:
        """See `LineReader.detect`."""
        height, width = image.shape[:2]
        scale = min(1.0, self._config.detector_side / max(height, width))
        if min(height, width) * scale < self._config.detector_least:
            return ()
        least = min(_broad_size(round(height * scale), round(width * scale), self._config))
        scale *= max(1.0, self._config.detector_enlarged / least)
        kind = cv2.INTER_AREA if scale <= 1 else cv2.INTER_LINEAR
        small = np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=kind), dtype=np.uint8)
        sheet = inked(small)
        if sheet.picture.size == 0:
            return ()
        config = self._config.parts
        shown = list(parts(sheet.picture, config))
        found = ((part, self._boxes_on(part)) for part in shown)
        lines = map(sheet.back, whole(found, config))
        boxes = (box.scaled(1 / scale).clipped(width, height) for box in lines if box is not None)
        return tuple(box for box in boxes if box.area > 0)

    def _boxes_on(self, part: Part) -> list[Box]:
        """What the detector sees in a part of a sheet, in pixels of the sheet."""
        broad = _broad(part.picture, self._config)
        # What was freed lies in pieces, and the detector takes its memory in large ones.
        give_back(self._config.parts.held)
        try:
            found = _detector(self._config).boxes(np.asarray(broad, np.uint8))
        except MissingError:
            raise
        except Exception as error:
            raise EngineError(f"RapidOCR's detector failed: {_short(error)}") from error
        return [box.moved(0, part.top) for box in found]

    def read_lines(
        self,
        image: Raster,
        boxes: Sequence[Box],
        timeout: float,
        margin: float | None = None,
        characters: Sequence[int] = (),
    ) -> tuple[LineReading, ...]:
        """Reads boxes that hold one line each, without looking for text.

        Lines of one width are given to the model together, padded by themselves, so that what is read in one does not
        depend on the others.

        Args:
            image: height x width grey levels, dark text on light paper.
            boxes: of the lines, in pixels.
            timeout: seconds after which no further lines are begun.
            margin: above and below, in heights of the line; None takes the configured one.
            characters: about how many each box holds, 0 where that is unknown; lines of wide type are squeezed by it.

        Returns:
            A reading a box, in the order of `boxes`.

        Raises:
            MissingError: RapidOCR or its model is not installed.
            PageTimeoutError: the time is over.
            EngineError: it failed.
        """
        end = time.monotonic() + timeout
        share = self._config.line_margin if margin is None else margin
        counts = characters or [0] * len(boxes)
        cuts = [
            _cut(image, box, share, count, self._config) for box, count in zip(boxes, counts, strict=True)
        ]
        readings = [LineReading(box.clipped(*image.shape[1::-1]), ()) for box in boxes]
        batches = list(_batches(cuts, self._config.batch))

        def read(together: Sequence[int]) -> list[LineReading]:
            _check(end, timeout)
            return self._read_cuts([cuts[k] for k in together])

        for together, found in zip(batches, each(read, batches), strict=True):
            for k, reading in zip(together, found, strict=True):
                readings[k] = reading
        return tuple(readings)

    def _read_cuts(self, cuts: Sequence[_Cut]) -> list[LineReading]:
        """Reads lines of one width."""
        answers, model = self._answers(cuts)
        return [
            _reading(cut, scores, model, self._config) for cut, scores in zip(cuts, answers, strict=False)
        ]

    def weigh(self, image: Raster, box: Box, texts: Sequence[str], margin: float) -> Weighed:
        """See `TextWeigher.weigh`."""
        cut = _cut(image, box, margin, 0, self._config)
        if not cut.width:
            return Weighed("", ())
        answers, model = self._answers([cut])
        read = decode(answers[0], model.characters, 0, 1.0)
        likely = likelihoods(answers[0], texts, model.characters)
        return Weighed("".join(c.text for c in read), tuple(likely.tolist()))

    def _answers(self, cuts: Sequence[_Cut]) -> tuple[NDArray[np.float32], _Recogniser]:
        """What the recogniser says of lines of one width: lines x columns x classes."""
        count = self._config.batch if self._config.widths else len(cuts)
        tensor = np.zeros((count, 3, LINE_HEIGHT, cuts[0].width), dtype=np.float32)
        for line, cut in zip(tensor, cuts, strict=False):
            line[:, :, : cut.used] = cut.prepared()
        width = cuts[0].width if self._config.widths else 0
        model = _recogniser(self._config.letters, self._config.device, width)
        try:
            answers = model.session.run(None, {model.input: tensor})[0]
        except Exception as error:
            raise EngineError(f"RapidOCR failed: {_short(error)}") from error
        return answers, model


@dataclass(frozen=True, slots=True)
class _Cut:
    """A line cut out of the page: the picture, where it lay, its width for the model, and that width with padding.

    A width of 0 is of one that is too small to hold anything.
    """

    picture: Raster
    box: Box
    used: int
    width: int

    def prepared(self) -> NDArray[np.float32]:
        """The line as high as the model wants it, its grey levels from -1 to 1."""
        kind = cv2.INTER_AREA if self.picture.shape[0] > LINE_HEIGHT else cv2.INTER_CUBIC
        line = cv2.resize(self.picture, (self.used, LINE_HEIGHT), interpolation=kind)
        return line.astype(np.float32) / 127.5 - 1


def _cut(image: Raster, box: Box, margin: float, characters: int, config: RapidConfig) -> _Cut:
    height, width = image.shape[:2]
    x0, y0, x1, y1 = _pixels(box.grown(margin * box.height), width, height)
    picture, place = image[y0:y1, x0:x1], Box(x0, y0, x1, y1)
    if x1 - x0 < 2 or y1 - y0 < 2:
        return _Cut(picture, place, 0, 0)
    used = _used_width(x1 - x0, y1 - y0, characters, config)
    return _Cut(picture, place, used, _padded(used, config))


def line_width(box: Box, characters: int, config: RapidConfig) -> int:
    """How wide (pixels) the recogniser gets a box that holds about so many characters (0: unknown), nothing added."""
    return _padded(
        _used_width(max(1, round(box.width)), max(1, round(box.height)), characters, config), config
    )


def _used_width(width: int, height: int, characters: int, config: RapidConfig) -> int:
    wanted = int(np.ceil(LINE_HEIGHT * width / height))
    used = max(8, min(config.widest, wanted))
    if not characters:
        return used
    return min(used, max(_whole_columns(config.squeezed * used), _whole_columns(config.advance * characters)))


def _padded(used: int, config: RapidConfig) -> int:
    least = max(config.least_width, used)
    return next((width for width in config.widths if width >= least), least)


def _whole_columns(width: float) -> int:
    """The width in pixels rounded up so that the model's answer has whole columns."""
    return COLUMN * int(np.ceil(width / COLUMN))


def _batches(cuts: Sequence[_Cut], most: int) -> Iterator[list[int]]:
    """Which lines are read together: those of one width, at most so many."""
    widths: dict[int, list[int]] = {}
    for k, cut in enumerate(cuts):
        if cut.width:
            widths.setdefault(cut.width, []).append(k)
    for same in widths.values():
        for start in range(0, len(same), most):
            yield same[start : start + most]


def _reading(cut: _Cut, scores: NDArray[np.float32], model: _Recogniser, config: RapidConfig) -> LineReading:
    box = cut.box
    # A column of the answer is this many pixels of the image wide.
    step = box.width / cut.used * cut.width / len(scores)
    read = decode(scores, model.characters, config.others, config.least_other)
    placed = ((min(box.x1, box.x0 + (c.x + 0.5) * step), c) for c in read)
    return LineReading(box, tuple(Character(c.text, x, c.confidence, c.others) for x, c in placed))


def _broad_size(height: int, width: int, config: RapidConfig) -> tuple[int, int]:
    """Height and width of a strip with as much paper below or beside it as the detector needs."""
    least = int(np.ceil(max(height, width) / config.detector_aspect))
    return max(height, least), max(width, least)


def _broad(image: cv2.typing.MatLike, config: RapidConfig) -> cv2.typing.MatLike:
    """The image with paper below or beside it if it is a strip: long ones are not looked at as they are."""
    height, width = image.shape[:2]
    high, wide = _broad_size(height, width, config)
    if (high, wide) == (height, width):
        return image
    paper = int(np.percentile(image, 90))
    return cv2.copyMakeBorder(image, 0, high - height, 0, wide - width, cv2.BORDER_CONSTANT, value=paper)


def tight(image: Raster, box: Box) -> Box:
    """The box drawn in to the ink in it; unchanged where there is none."""
    x0, y0, x1, y1 = _pixels(box, image.shape[1], image.shape[0])
    cut = image[y0:y1, x0:x1]
    if cut.size == 0:
        return box
    darkest, paper = int(cut.min()), int(np.percentile(cut, 90))
    ink = cut < (darkest + paper) / 2
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not len(rows):
        return box
    return Box(
        float(x0 + columns[0]), float(y0 + rows[0]), float(x0 + columns[-1] + 1), float(y0 + rows[-1] + 1)
    )


def tight_words(image: Raster, reading: LineReading) -> tuple[EngineWord, ...]:
    """The words of a reading, each in a box around its ink."""
    return tuple(EngineWord(w.text, tight(image, w.box), w.confidence) for w in reading.words())


def _pixels(box: Box, width: int, height: int) -> tuple[int, int, int, int]:
    inside = box.clipped(width, height)
    return int(inside.x0), int(inside.y0), int(np.ceil(inside.x1)), int(np.ceil(inside.y1))


def _check(end: float, timeout: float) -> None:
    if time.monotonic() > end:
        raise PageTimeoutError(f"RapidOCR took longer than {timeout:g} s and was ended")


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[-200:]


@dataclass(frozen=True, slots=True)
class _Recogniser:
    """The session, and the characters of the classes of its answer."""

    session: Any
    input: str
    characters: tuple[str, ...]


def _model_path(name: str) -> Path:
    spec = util.find_spec("rapidocr")
    if spec is None or spec.origin is None:
        raise MissingError("RapidOCR is not installed", hint=INSTALL)
    path = Path(spec.origin).parent / "models" / name
    if not path.is_file():
        raise MissingError(f"RapidOCR's model {name} is not installed", hint=INSTALL)
    return path


@lru_cache(maxsize=1)
def _model_tools(version: str) -> tuple[Tool, ...]:
    return tuple(
        Tool(name=name, version=version, sha256=hashlib.sha256(_model_path(name).read_bytes()).hexdigest())
        for name in (DETECTOR, RECOGNISER)
    )


@loaded_once(16)
def _recogniser(letters: str, device: str, width: int) -> _Recogniser:  # noqa: ARG001 - a session for each width
    model = _model_path(RECOGNISER).read_bytes()
    # Class 0 is the blank and the class after the last listed character the space, as in PaddleOCR.
    known = ("", *known_characters(model), " ")
    kept = [k for k, c in enumerate(known) if k == 0 or c == " " or (len(c) == 1 and _allowed(c, letters))]
    made = session(with_classes(model, kept), device)
    return _Recogniser(made, made.get_inputs()[0].name, tuple(known[k] for k in kept))


def _allowed(character: str, letters: str) -> bool:
    return (character.isascii() and character.isprintable()) or character in letters


@loaded_once(2)
def _detector(config: RapidConfig) -> TextDetector:
    made = session(str(_model_path(DETECTOR)), config.device)
    return TextDetector(made, config.parts.step, config.detector)
