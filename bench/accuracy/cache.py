"""Results kept under what they depend on: the bytes of the page, and all that makes up the system that read it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from functools import lru_cache
from importlib import import_module
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Reading:
    """What one system read on one page.

    Attributes:
        lines: in its order.
        words: text and confidence (0..1) of each word, where the system gives them.
        steps: names of the cleaning steps that were taken, where it tells.
        cpu: seconds of CPU, child processes included.
        wall: seconds by the clock.
    """

    lines: tuple[str, ...]
    words: tuple[tuple[str, float], ...] = ()
    steps: tuple[str, ...] = ()
    cpu: float = 0.0
    wall: float = 0.0


class ResultCache:
    """Readings in files under one folder."""

    def __init__(self, folder: Path) -> None:
        """Makes `folder` where it does not exist."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder

    def get(self, key: str) -> Reading | None:
        """The reading under `key`; None where there is none or its file is damaged."""
        try:
            row = json.loads((self._folder / f"{key}.json").read_text(encoding="utf-8"))
            words = tuple((str(text), float(confidence)) for text, confidence in row["words"])
            return Reading(tuple(row["lines"]), words, tuple(row["steps"]), row["cpu"], row["wall"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def put(self, key: str, reading: Reading) -> None:
        """Keeps a reading, whole or not at all."""
        part = self._folder / f"{key}.part"
        part.write_text(json.dumps(asdict(reading), ensure_ascii=False), encoding="utf-8")
        part.replace(self._folder / f"{key}.json")


def key_of(*parts: str) -> str:
    """A name for what depends on these parts alone: 64 hexadecimal digits."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


@lru_cache(maxsize=8)
def tree_digest(package: str) -> str:
    """sha256 of all Python files of a package."""
    root = Path(str(import_module(package).__file__)).parent
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        digest.update(str(path.relative_to(root)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
