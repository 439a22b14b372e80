"""Settings of `processors.strikes`, each with unit and reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StrikeConfig:
    """Filled in by the package."""
