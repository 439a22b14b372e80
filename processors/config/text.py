"""Settings of `processors.text`, each with unit and reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TextConfig:
    """Filled in by the package."""
