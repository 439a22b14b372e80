"""A stand-in for both readers, for what lies outside recognition: it reads no type, and takes no time unless told to.

It is an engine as any package may bring one. What it "reads" follows from the picture alone: a name made from its
checksum, and as many words as are asked for.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

# Written into a package of its own, found by its entry point: so the way to it is the one of every other engine.
_ENGINE = """
import hashlib, os, random, time
from processors.geometry import Box
from processors.ocr.engine import EngineLine, EngineWord
from processors.ocr.line_reader import LineReading

WORDS = int(os.environ.get("STAND_IN_WORDS", "0"))

class StandIn:
    name = "stand-in"
    def version(self):
        return f"1.0-{WORDS}"
    def models(self):
        return ()
    def read(self, image, dpi, timeout):
        time.sleep(float(os.environ.get("STAND_IN_SECONDS", "0")))
        name = hashlib.sha256(image.tobytes()).hexdigest()[:12]
        log = os.environ.get("STAND_IN_LOG")
        if log:
            handle = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
            os.write(handle, (name + "\\n").encode())
            os.close(handle)
        height, width = image.shape[:2]
        chance = random.Random(name)
        texts = [name, *(f"w{chance.randrange(20000):05}" for _ in range(WORDS))]
        rows = [texts[k:k + 10] for k in range(0, len(texts), 10)]
        # Below the upper third, where the pictures have their boxes.
        step = 0.6 * height / max(len(rows), 8)
        return tuple(self.line(row, 0.38 * height + k * step, 0.7 * step, width) for k, row in enumerate(rows))
    def line(self, row, y, high, width):
        step = 0.08 * width
        return EngineLine.of(
            EngineWord(text, Box(0.1 * width + k * step, y, 0.1 * width + (k + 0.85) * step, y + high), 0.97)
            for k, text in enumerate(row)
        )
    def read_area(self, image, box, kind, dpi, timeout):
        return ()
    def detect(self, image):
        return ()
    def read_lines(self, image, boxes, timeout, margin=None, characters=()):
        return tuple(LineReading(box, ()) for box in boxes)

def make(config):
    return StandIn()
"""


@dataclass(frozen=True, slots=True)
class StandIn:
    """The package, and how it reads.

    Attributes:
        folder: where the package lies.
        log: gets a line for each picture that is read.
        seconds: that a page takes on top.
        words: on each page.
    """

    folder: Path
    log: Path
    seconds: float = 0.0
    words: int = 0

    def install(self) -> None:
        """Writes the package."""
        info = self.folder / "stand_in-1.0.dist-info"
        info.mkdir(parents=True, exist_ok=True)
        (self.folder / "stand_in_engine.py").write_text(_ENGINE)
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: stand-in\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text("[declass.engines]\nstand-in = stand_in_engine:make\n")

    def environment(self) -> dict[str, str]:
        """The environment of a program that reads with it."""
        paths = (str(self.folder), os.environ.get("PYTHONPATH", ""))
        return os.environ | {
            "PYTHONPATH": os.pathsep.join(filter(None, paths)),
            "DECLASS_FIRST_READER": "stand-in",
            "DECLASS_SECOND_READER": "stand-in",
            "STAND_IN_LOG": str(self.log),
            "STAND_IN_SECONDS": str(self.seconds),
            "STAND_IN_WORDS": str(self.words),
        }

    def use(self) -> None:
        """Makes this program and the workers that it starts read with it."""
        os.environ.update(self.environment())
        sys.path.insert(0, str(self.folder))

    def reads(self) -> list[str]:
        """The names of the pictures that were read so far."""
        return self.log.read_text().split() if self.log.is_file() else []
