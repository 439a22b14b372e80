"""Where banners are looked for that nobody read, each setting with unit and reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BannerConfig:
    """What unread ink in the head and foot of a page may be a worn stamp, and when what it says is believed.

    `LanguageConfig.zone_share` says how high head and foot are.

    Attributes:
        dpi: at this resolution the specks of a worn letter lie beside each other (pixels per inch).
        ink: least share (0..1) of ink in such a pixel; single specks have less.
        gap_inches: letters, and the words of a banner, are no further apart than this, across and down (inches): two
            thirds of the height of the largest lettering.
        height_inches: least and greatest height of the lettering (inches); smaller type is read as it is.
        least_width: its width, at least (inches): a short level in small capitals.
        least_aspect: its width over its height, at least: six letters.
        most: so many places are read in a zone, the widest first; more are dirt.
        confidence: the mean of its characters, at least (0..1).
    """

    dpi: float = 50.0
    ink: float = 0.1
    gap_inches: tuple[float, float] = (0.45, 0.05)
    height_inches: tuple[float, float] = (0.12, 0.7)
    least_width: float = 0.7
    least_aspect: float = 2.5
    most: int = 3
    confidence: float = 0.8
