"""Why a finding needs a person: the reasons, in the order of their urgency, and what decides about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why something needs a person, the most urgent first."""

    CONFLICT = "conflict"
    POSSIBLE_LEAK = "possible_leak"
    UNCERTAIN_REDACTION = "uncertain_redaction"
    BANNER_IN_DOUBT = "banner_in_doubt"
    NO_CODE = "no_code"
    SEVERAL_CANDIDATES = "several_candidates"
    UNSURE_STRIKE = "unsure_strike"
    UNSURE_WORD = "unsure_word"
    NEAR_MISS = "near_miss"
    SECOND_REVIEW = "second_review"

    @property
    def rank(self) -> int:
        """Its place in the queue, from 0."""
        return _RANKS[self]


_RANKS: Mapping[Reason, int] = {reason: rank for rank, reason in enumerate(Reason)}
BY_RANK: tuple[Reason, ...] = tuple(Reason)
"""Rank -> reason."""

REASON_WORDS: Mapping[Reason, str] = {
    Reason.CONFLICT: "What a person decided does not fit the new reading",
    Reason.POSSIBLE_LEAK: "Text may survive under this redaction",
    Reason.UNCERTAIN_REDACTION: "It is not sure that this is a redaction",
    Reason.BANNER_IN_DOUBT: "It is not sure whether this marking is struck out",
    Reason.NO_CODE: "No exemption code was found for this redaction",
    Reason.SEVERAL_CANDIDATES: "The exemption code can be read in several ways",
    Reason.UNSURE_STRIKE: "It is not sure that this is struck out",
    Reason.UNSURE_WORD: "Words beside a finding were read unsurely",
    Reason.NEAR_MISS: "It was nearly taken for a redaction",
    Reason.SECOND_REVIEW: "One reviewer rejected this; a second one is to look",
}
"""What the reason is, in words for the reviewer."""


@dataclass(frozen=True, slots=True)
class QueueRules:
    """What goes into the queue.

    Attributes:
        sure_marking: a classification marking below this confidence is in doubt.
        sure_strike: a strike below this confidence is; one that was drawn firmly has 0.9 and more.
        sure_code: a code with other readings is in doubt below this confidence.
        near: points from a finding within which an unsure word is near it: about a line of typing.
        near_miss_filters: filters that turn down candidates which look like redactions in every other way.
        near_miss_confidence: least confidence of such a candidate.
        near_miss_width: least width of such a candidate in points: what is narrower holds no word.
        near_miss_height: least height in points: type is higher.
        struck_share: share of a marking under a strike from which on the two belong together.
        surviving_share: surviving text belongs to a redaction that lies over more than this share of it: one word is
            a tenth of a line, while boxes that only touch their neighbours share a few hundredths.
        context: points above and below within which lines are shown with an item.
        context_lines: how many of them at most.
    """

    sure_marking: float = 0.8
    sure_strike: float = 0.75
    sure_code: float = 0.95
    near: float = 14.0
    near_miss_filters: frozenset[str] = frozenset(
        {
            "text_inside",
            "words_inside",
            "framed_word",
            "heavy_type",
            "heavy_border",
            "print_at_border",
            "soft_edges",
            "rough_edges",
            "ragged_shape",
            "open_side",
            "blot",
            "title_panel",
        }
    )
    near_miss_confidence: float = 0.8
    near_miss_width: float = 18.0
    near_miss_height: float = 7.0
    struck_share: float = 0.3
    surviving_share: float = 0.1
    context: float = 30.0
    context_lines: int = 5
