"""`python -m bench.speed.guard [--write]`: no step of reading may become much dearer than it was.

Counted are CPU seconds of each step over those of bare Tesseract on the same pictures in the same run, so that it does
not matter how fast the machine is. What else runs makes figures larger, never smaller, so that the best of several
counts. What was measured last is kept in `guard.json`.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import cv2

from bench.speed.stages import declass_stages, tesseract_alone
from processors.config import Config
from samples.generate import generate

KEPT = Path(__file__).with_name("guard.json")

DEARER = 1.3
"""So many times what is kept is too much."""

LEAST = 0.06
"""Growth by less than this share of Tesseract's own time is noise: the smallest steps take a thousandth of it."""

_SEED = 4
_KINDS = ("memo", "typed", "table")
_MEASURED = 5
"""How often all is read for the figures that are kept."""

_TRIES = 4
"""How often all is read before a step counts as dearer."""

Ratios = Mapping[str, float]


def measured(pictures: Sequence[Path], config: Config) -> dict[str, float]:
    """CPU seconds of each step over those of Tesseract, both on all pictures, a picture at a time in turn."""
    alone = 0.0
    stages: dict[str, float] = {}
    for picture in pictures:
        alone += tesseract_alone(picture)
        for name, seconds in declass_stages(picture, config).items():
            stages[name] = stages.get(name, 0.0) + seconds
    stages["all"] = sum(stages.values())
    return {name: seconds / alone for name, seconds in sorted(stages.items())}


def dearer(kept: Ratios, found: Ratios) -> dict[str, tuple[float, float]]:
    """The steps that became dearer, each with its ratio as kept and as found; a new step counts as one of 0."""
    pairs = {name: (kept.get(name, 0.0), ratio) for name, ratio in found.items()}
    return {name: pair for name, pair in pairs.items() if pair[1] > max(DEARER * pair[0], pair[0] + LEAST)}


def check(kept: Ratios, pictures: Sequence[Path], config: Config) -> dict[str, tuple[float, float]]:
    """The steps that are dearer each time that they are measured."""
    best: dict[str, float] = {}
    for _ in range(_TRIES):
        found = measured(pictures, config)
        best = {name: min(ratio, best.get(name, ratio)) for name, ratio in found.items()}
        if not dearer(kept, best):
            break
    return dearer(kept, best)


def pages(folder: Path) -> list[Path]:
    """Three generated pages as pictures; the same ones each time.

    The engines read a small part of one first, so that their models are loaded.
    """
    from processors.sources import open_source

    pictures = []
    for k, kind in enumerate(_KINDS):
        (file, *_) = generate(folder / kind, _SEED + k, 1, kinds=(kind,))
        with open_source(file, Config()) as source:
            grey = source.page(1).grey()
        picture = folder / f"{kind}.png"
        cv2.imwrite(str(picture), grey)
        pictures.append(picture)
    _warm(pictures[0], folder)
    return pictures


def _warm(picture: Path, folder: Path) -> None:
    from PIL import Image

    part = folder / "part.png"
    with Image.open(picture) as image:
        image.crop((0, 0, image.width, image.height // 4)).save(part)
    declass_stages(part, Config())


def main(arguments: list[str] | None = None) -> int:
    """Measures; compares with what is kept, or keeps what is found."""
    parser = argparse.ArgumentParser(prog="bench.speed.guard", description="See that nothing became dearer.")
    parser.add_argument("--write", action="store_true", help="keep what is measured now")
    given = parser.parse_args(arguments)
    config = Config()
    with tempfile.TemporaryDirectory(prefix="guard-") as folder:
        pictures = pages(Path(folder))
        if given.write:
            runs = [measured(pictures, config) for _ in range(_MEASURED)]
            kept = {name: round(statistics.median(run.get(name, 0.0) for run in runs), 4) for name in runs[0]}
            KEPT.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
            return 0
        found = check(json.loads(KEPT.read_text(encoding="utf-8")), pictures, config)
    for name, (before, now) in found.items():
        sys.stdout.write(f"{name}: {now:.3f} of Tesseract's own time, was {before:.3f}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
