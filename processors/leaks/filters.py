"""What makes surviving text no leak: named filters, in order, each with the failure that it prevents."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from processors.geometry import Box
from processors.leaks.types import LeakKind

_PLACEHOLDER = re.compile(
    r"(?:\W|name|redact(?:ed?)?|and|publicly|filed|withheld|deleted|sealed|confidential|privileged?){1,200}",
    re.IGNORECASE,
)
# What courts' filing systems print on a page, part by part: only what is left besides can be a name.
_FILING_STAMP = re.compile(
    r"(?:\bCase\W{0,3}(?:No\W{1,3})?(?:\d{1,2}:)?\d{2}-(?:[a-z]{2,4}-)?\d{1,6}(?:-[A-Z0-9]{1,6}){0,4}\W{1,3})?"
    r"\b(?:Doc(?:ument)?|DktEntry|ECF)\b\W{0,3}(?:No\W{1,3})?#? ?\d[\d.-]{0,12}\W{1,3}"
    r"(?:Date )?Filed(?: on [A-Z]{3,5} Docket)?\W{1,3}\d{1,2}[/-]\d{1,2}[/-]\d{2,4}\W{1,3}"
    r"Page\W{0,3}\d{1,5}(?: ?of ?\d{1,5})?(?:\W{1,3}Page ?ID ?#?\W{0,3}\d{1,9})?\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Hidden:
    """A stretch of hidden text before it is judged. Never leaves this package but as `PageSurvey.texts`.

    Attributes:
        kind: how it is hidden.
        box: what is reported as its place.
        text: the characters, words parted by blanks.
        reason: in plain words.
        behind_scan: whether a picture of the whole page lies over it and shows no bar there, as over the text that OCR
            programs add.
        repeated: whether the same characters can be seen in the same place.
        goes_on: whether type of the same ink can be seen right beside it: a line that runs over a picture.
        label: whether it is set on a box in that box's colour, and the same words on several boxes.
        in_layer: whether it belongs to marked content that can be switched off.
        over_bars: whether it is OCR text, or no whole word, over a bar that is part of the scan itself.
    """

    kind: LeakKind
    box: Box
    text: str
    reason: str
    behind_scan: bool = False
    repeated: bool = False
    goes_on: bool = False
    label: bool = False
    in_layer: bool = False
    over_bars: bool = False

    @property
    def characters(self) -> int:
        """How many, blanks not counted."""
        return sum(not c.isspace() for c in self.text)


def _is_decodable(hidden: Hidden) -> bool:
    """Fonts with an encoding of their own give private or unassigned code points: nobody can read those."""
    return not hidden.text or not all(
        unicodedata.category(c)[0] in "CZ" or c == "\ufffd" for c in hidden.text
    )


def _says_something(hidden: Hidden) -> bool:
    """Letters or digits, and not one over and over, as programs leave in place of what they took out.

    White space, a comma or a line of underscores is no text.
    """
    return hidden.kind is LeakKind.PICTURE or _has_words(hidden.text)


def _has_words(text: str) -> bool:
    return len({c.casefold() for c in text if c.isalnum()}) > 1


def _is_no_label(hidden: Hidden) -> bool:
    """`[REDACTED]` or `CONFIDENTIAL` under a bar was put there in place of the text."""
    return _PLACEHOLDER.fullmatch(hidden.text) is None


def _is_no_filing_stamp(hidden: Hidden) -> bool:
    """Courts stamp number, date and page on filings, and cover an earlier stamp where they stamp anew.

    A passage that only names a filing is none: what is left without the stamps is judged.
    """
    left, stamps = _FILING_STAMP.subn(" ", hidden.text)
    return not stamps or _has_words(left)


def _is_no_label_of_its_box(hidden: Hidden) -> bool:
    """Redaction programs write the same words (a date, a case) on every box that they draw, black on black."""
    return not hidden.label


def _is_a_whole(hidden: Hidden) -> bool:
    """White lettering over a photograph runs on over a light corner of it: an accident, no redaction."""
    return not hidden.goes_on


def _is_not_repeated(hidden: Hidden) -> bool:
    """Bold type drawn twice, a header stamped anew over a patch: the words can be seen right there."""
    return not hidden.repeated


def _is_not_behind_a_scan(hidden: Hidden) -> bool:
    """Some OCR programs put their text behind the picture of the page: it repeats what the picture shows."""
    return not hidden.behind_scan


def _is_no_ocr_of_a_bar(hidden: Hidden) -> bool:
    """A bar that is part of the scan hides nothing any more: what an OCR program read there is noise."""
    return not hidden.over_bars


def _is_painted(hidden: Hidden) -> bool:
    """Clipped away, transparent, or set in a font without shapes: nothing lies over it that would be a redaction.

    Text of a layer is no such case: why it is not painted cannot be told for sure, and another viewer may show it.
    """
    return hidden.kind is not LeakKind.UNPAINTED or hidden.in_layer


FILTERS: tuple[tuple[str, Callable[[Hidden], bool]], ...] = (
    ("behind_the_scan", _is_not_behind_a_scan),
    ("ocr_over_a_bar_of_the_scan", _is_no_ocr_of_a_bar),
    ("cannot_be_decoded", _is_decodable),
    ("says_nothing", _says_something),
    ("placeholder", _is_no_label),
    ("filing_stamp", _is_no_filing_stamp),
    ("label_of_its_box", _is_no_label_of_its_box),
    ("part_of_a_seen_line", _is_a_whole),
    ("seen_in_the_same_place", _is_not_repeated),
    ("not_painted", _is_painted),
)
"""Name and test; the first that fails dismisses the text."""


def dismissed_by(hidden: Hidden) -> str | None:
    """The name of the first filter that turns the text down, None if it is a leak."""
    return next((name for name, keep in FILTERS if not keep(hidden)), None)
