"""What a second reader offers besides an engine: it finds lines, and reads single ones character by character."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from processors.geometry import Box
from processors.ocr.engine import Engine, EngineWord
from processors.scan import Raster


@dataclass(frozen=True, slots=True)
class Character:
    """One character of a line, white space included.

    Attributes:
        text: the character.
        x: its centre, in pixels of the image.
        confidence: 0..1.
        others: letters that it may be instead, each with its confidence (0..1), the likeliest first.
    """

    text: str
    x: float
    confidence: float
    others: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class LineReading:
    """What the recogniser read in a box: characters from left to right, perhaps none."""

    box: Box
    characters: tuple[Character, ...]

    @property
    def text(self) -> str:
        """The characters as a string."""
        return "".join(c.text for c in self.characters)

    @property
    def confidence(self) -> float:
        """Mean over the characters that are not spaces; 0 where there are none."""
        values = [c.confidence for c in self.characters if not c.text.isspace()]
        return sum(values) / len(values) if values else 0.0

    def words(self) -> tuple[EngineWord, ...]:
        """The characters between spaces, each with a box as wide as its characters need."""
        groups: list[list[int]] = [[]]
        for k, character in enumerate(self.characters):
            if character.text.isspace():
                groups.append([])
            else:
                groups[-1].append(k)
        return tuple(self._word(group) for group in groups if group)

    def _word(self, group: Sequence[int]) -> EngineWord:
        x0, x1 = self._edge(group[0] - 1, group[0]), self._edge(group[-1], group[-1] + 1)
        chars = [self.characters[k] for k in group]
        confidence = sum(c.confidence for c in chars) / len(chars)
        box = Box(x0, self.box.y0, max(x0 + 1, x1), self.box.y1).intersection(self.box)
        return EngineWord("".join(c.text for c in chars), box, min(1.0, confidence))

    def _edge(self, left: int, right: int) -> float:
        """Where the character at `left` ends and the one at `right` begins."""
        if left < 0:
            return self.box.x0
        if right >= len(self.characters):
            return self.box.x1
        return (self.characters[left].x + self.characters[right].x) / 2


@dataclass(frozen=True, slots=True)
class Weighed:
    """How likely texts are in a place.

    Attributes:
        read: what is read there without them.
        likelihoods: of each text, as natural logarithms; none where there is nothing to read.
    """

    read: str
    likelihoods: tuple[float, ...]


@runtime_checkable
class TextWeigher(Protocol):
    """A second reader that can also tell how likely given texts are."""

    def weigh(self, image: Raster, box: Box, texts: Sequence[str], margin: float) -> Weighed:
        """Weighs texts against what a box shows that holds one line.

        Args:
            image: height x width grey levels, dark text on light paper.
            box: in pixels.
            texts: what may stand there.
            margin: paper to add above and below, in heights of the box.

        Raises:
            MissingError: the engine or a model is not installed.
            EngineError: the engine failed.
        """
        ...


@runtime_checkable
class LineReader(Engine, Protocol):
    """An engine that can be the second reader; same image, same answer."""

    def detect(self, image: Raster) -> tuple[Box, ...]:
        """Boxes of the lines or parts of lines that it sees, from the top down, inside the image.

        Args:
            image: height x width grey levels, dark text on light paper.

        Raises:
            MissingError: the engine or a model is not installed.
            EngineError: the engine failed.
        """
        ...

    def read_lines(
        self,
        image: Raster,
        boxes: Sequence[Box],
        timeout: float,
        margin: float | None = None,
        characters: Sequence[int] = (),
    ) -> tuple[LineReading, ...]:
        """Reads boxes that hold one line each; what is read in one does not depend on the others.

        Args:
            image: height x width grey levels, dark text on light paper.
            boxes: of the lines, in pixels.
            timeout: seconds after which no further line is begun.
            margin: paper to add above and below, in heights of the line; None takes what suits boxes around words.
            characters: about how many each box holds, 0 where that is unknown; none are given where no box's is known.

        Returns:
            A reading a box, in the order of `boxes`.

        Raises:
            MissingError: the engine or a model is not installed.
            PageTimeoutError: the time is over.
            EngineError: the engine failed.
        """
        ...
