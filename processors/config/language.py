"""Settings of `processors.language`, each with unit and reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LanguageConfig:
    """Filled in by the package."""
