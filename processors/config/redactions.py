"""Settings of `processors.redactions`, each with unit and reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RedactionConfig:
    """Filled in by the package."""
