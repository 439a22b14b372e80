"""Settings of the second OCR engine and of the fusion of both, each with unit and reason."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class RapidConfig:
    """How RapidOCR is run.

    Attributes:
        detector_side: pages are reduced to this longest side (pixels) before text is looked for; finding text takes no
            more, its time and memory grow with the area; 1280 read forms and filings better than 1000.
        detector_share: least mean score (0..1) of a detected area, RapidOCR's own default.
        least_width: of a line given to the recogniser (pixels at its height of 48), padded with grey: what its models
            were trained on.
        widest: of a line given to the recogniser (pixels at its height of 48); longer lines are squeezed.
        line_margin: added above and below a line's box before it is cut out, in heights of the line.
        detected_margin: the same for a detected box, which is roomy already.
        letters: besides ASCII, what the recogniser may answer; it knows 18 000 characters, most of them Chinese.
    """

    detector_side: int = 1280
    detector_share: float = 0.5
    least_width: int = 160
    widest: int = 3200
    line_margin: float = 0.12
    detected_margin: float = 0.0
    letters: str = (
        "¢£¥§©®°±¶½¼¾·‘’“”–—•…"  # noqa: RUF001 - typographic signs are meant
        "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝßàáâãäåæçèéêëìíîïñòóôõöøùúûüýÿŒœŠšŽž"
    )


@dataclass(frozen=True, slots=True)
class FusionConfig:
    """When the second engine is asked, and whom to believe.

    Attributes:
        rapid: how the second engine is run.
        segment_gap: a line is cut into segments at gaps wider than this (line heights): columns are read apart.
        unsure_segment: a segment is read again where its mean confidence is below this (0..1) by letters.
        unsure_word: or where a word of it with a letter or digit is below this (0..1).
        poor_page: pages whose mean confidence by letters is below this (0..1) are looked through by the detector.
        most_lines: at most so many segments are read again on a page that is not poor, the unsurest first: the bound
            on its cost.
        same_row: a word belongs to a detected line where this share of its height lies in it.
        same_place: and this share of its width.
        trust_second: in a dispute over letters the second reader is believed where its confidence (0..1) is at least
            this, and the first's word is below `trust_first`.
        trust_first: see `trust_second`.
        sure_word: on a poor page, a detected line is not read again where all its words have this confidence (0..1)
        sure_cover: and cover this share of its width.
        lone_second: least confidence (0..1) of a line only the second reader sees.
        unseen_first: words only the first reader sees are dropped below this confidence (0..1) where the detector
            looked and saw nothing.
        trust_first_case: the same for disputes over upper and lower case, which the second reader mixes up in C, O, S.
        trust_first_mark: the same where the second reader offers only punctuation.
        added_mark: punctuation only the second reader sees is taken from this confidence (0..1) on.
        first_lead: the second reader must not be less sure than the first by more than this (0..1).
        lone_letter: a letter or digit only the first reader sees stands from this confidence (0..1) on.
        lone_mark: punctuation only the first reader sees stands from this confidence (0..1) on.
        space_second: a space only the second reader sees stands from this confidence (0..1) on.
    """

    rapid: RapidConfig = field(default_factory=RapidConfig)
    segment_gap: float = 2.0
    unsure_segment: float = 0.85
    unsure_word: float = 0.6
    poor_page: float = 0.9
    most_lines: int = 25
    same_row: float = 0.5
    same_place: float = 0.5
    trust_second: float = 0.6
    trust_first: float = 0.9
    sure_word: float = 0.96
    sure_cover: float = 0.8
    lone_second: float = 0.75
    unseen_first: float = 0.6
    trust_first_case: float = 0.5
    trust_first_mark: float = 0.5
    first_lead: float = 0.0
    lone_letter: float = 0.9
    lone_mark: float = 0.3
    added_mark: float = 0.85
    space_second: float = 0.8
