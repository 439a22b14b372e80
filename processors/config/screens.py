"""What tells dots that were printed from specks of a copier, each with unit and reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ScreenConfig:
    """When dots around a black stroke are those of a printed picture.

    Attributes:
        slack: how near (share) to the usual distance the next dot lies in a regular screen.
        even: share of such dots from which it is one: of a copier's specks 0.15 to 0.55 lie so, of a screen's 0.9.
        thick: dots on a square inch from which they are a dithered picture, whose dots lie anyhow: in mottled bands
            there are up to 500, in a dithered white of 98 % 800.
    """

    slack: float = 0.2
    even: float = 0.7
    thick: float = 700.0
