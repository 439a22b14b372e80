"""Settings of the second OCR engine and of the fusion of both, each with unit and reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RapidConfig:
    """How RapidOCR is run.

    Attributes:
        detector_side: pages are reduced to this longest side (pixels) before text is looked for; finding text takes no
            more, and its time and memory grow with the area.
        detector_share: least mean score (0..1) of a detected area, RapidOCR's own default.
        least_width: of a line given to the recogniser (pixels at its height of 48), padded with grey: what its models
            were trained on.
        widest: of a line given to the recogniser (pixels at its height of 48); longer lines are squeezed.
        line_margin: added above and below a line's box before it is cut out, in heights of the line.
        letters: besides ASCII, what the recogniser may answer; it knows 18 000 characters, most of them Chinese.
        area_heights: type in a block area is looked for by the detector, in others it is taken for one line.
    """

    detector_side: int = 1280
    detector_share: float = 0.5
    least_width: int = 160
    widest: int = 3200
    line_margin: float = 0.12
    letters: str = "¢£¥§©®°±¶½¼¾·‘’“”–—•…ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝßàáâãäåæçèéêëìíîïñòóôõöøùúûüýÿŒœŠšŽž"
