# ruff: noqa: E501 - one form a line reads best
"""Withheld pages and editorial notes of omission: how much is missing, as printed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from processors.config.language import LanguageConfig
from processors.language.folding import fold, letters, squeeze
from processors.records import Value

_I = re.IGNORECASE
_N = r"(?P<n>[0-9IlO]{1,4})"


@dataclass(frozen=True, slots=True)
class Denied:
    """A notice that pages are withheld.

    Attributes:
        agency: whose form it is.
        count: pages that the notice stands for; 0 where it tells none, as a sheet that only heads a list.
        stands_for_pages: whether `count` adds to the document's withheld pages (a list's single entries do not,
            since the list's total already does).
        fields: the parts by name.
    """

    agency: str
    count: int
    stands_for_pages: bool
    fields: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Omission:
    """An editor's note of words left out (FRUS): unit and quantity as printed; gives an extent, never a code."""

    unit: str
    quantity: str
    lines: int | None
    start: int
    end: int


_NEXT = re.compile(
    rf"\bNext {{1,2}}{_N} {{0,2}}Page ?[(\[{{]?s?[)\]}}]? {{1,2}}In {{1,2}}Doc\w{{3,7}} {{1,2}}(?:Denied|Exempt)",
    _I,
)
_DENIED = re.compile(r"^\W{0,6}Page {1,2}Denied\W{0,6}$", _I)
_TOTAL = re.compile(rf"\bTotal {{1,2}}Deleted {{1,2}}Page\(?s?\)? {{0,2}}[=~:-]{{1,2}} {{0,2}}{_N}\b", _I)
_ENTRY = re.compile(r"\bPage {1,2}(?P<n>\d{1,5}) {1,2}[~-] {0,2}(?P<codes>[bkjd(][^~]{0,80})", _I)
_ENTIRELY = re.compile(
    r"(?:(?<!\w)(?P<n>[0-9IlO]{1,3}) {0,2})?\bPage ?[(\[{]?s?[)\]}]? {1,2}withheld {1,2}entirely\b", _I
)
_SOURCE_TEXT = re.compile(
    r"(?<!\w)(?P<n>\d{1,4}|one|two|three|four|five|six|seven|eight|nine|ten) {1,2}pages? of (?:source )?text not declassified",
    _I,
)
_SHEETS = (
    (
        re.compile(r"\bDELETED PAGE INFORMATION SHEET\b", _I),
        "FBI",
        "DELETED PAGE INFORMATION SHEET",
        "A6 [V]",
    ),
    (re.compile(r"\bWITHDRAWAL SHEET\b", _I), "NARA", "WITHDRAWAL SHEET", "A6 [V]"),
    (re.compile(r"\bWITHDRAWAL NOTICE\b", _I), "NARA", "WITHDRAWAL NOTICE", "A6 [V]"),
    (re.compile(r"\bDOCUMENT WITHDRAWAL RECORD\b", _I), "NARA", "DOCUMENT WITHDRAWAL RECORD", "A6 [V]"),
    (re.compile(r"^\W{0,4}ACCESS RESTRICTED\b", _I), "NARA", "ACCESS RESTRICTED", "A6 [V]"),
)
SHEET_TITLES = tuple(title for _, _, title, _ in _SHEETS)
"""Titles of the sheets that stand for withheld pages."""
_WORDS = {
    w: i
    for i, w in enumerate(
        ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    )
}
_DIGITS = str.maketrans("IlO", "110")


def find_denied(text: str, config: LanguageConfig) -> Denied | None:
    """The notice of withheld pages in `text`, or None; never raises."""
    folded = squeeze(fold(text, config.max_chars))
    match = _NEXT.search(folded)
    if match:
        return _counted("CIA", match["n"])
    if _DENIED.match(folded):
        return Denied("CIA", 1, True, {"agency": "CIA", "count": 1})
    match = _TOTAL.search(folded)
    if match:
        return _counted("FBI", match["n"], form="DELETED PAGE INFORMATION SHEET")
    match = _ENTIRELY.search(folded)
    if match:
        # The number is typed or written on a rule; where it cannot be read, it is at least one.
        return _counted("FBI", match["n"] or "1", form="DELETED PAGE INFORMATION SHEET")
    match = _SOURCE_TEXT.search(folded)
    if match:
        return _counted("FRUS", match["n"], scheme="FRUS")
    match = _ENTRY.search(folded)
    if match:
        return Denied(
            "FBI", 1, False, {"agency": "FBI", "page": int(match["n"]), "code_text": match["codes"].strip()}
        )
    for sheet, agency, form, _source in _SHEETS:
        if sheet.search(folded):
            return Denied(agency, 0, False, {"agency": agency, "form": form})
    return None


def withheld_on_page(texts: Sequence[str], config: LanguageConfig) -> tuple[tuple[int, Denied], ...]:
    """The notices on a page that stand for withheld pages, each with the index of its line; never raises.

    Where the sheet tells no total, its entries are counted: `Page 17 ~ b1;` on a list of deleted pages, and the pages of
    each document on a withdrawal sheet.

    Args:
        texts: the page's lines.
        config: settings.
    """
    read = [(i, denied) for i, text in enumerate(texts) if (denied := find_denied(text, config)) is not None]
    counted = [(i, denied) for i, denied in read if denied.stands_for_pages]
    if counted:
        return tuple(counted)
    entries = {str(denied.fields["page"]): i for i, denied in reversed(read) if "page" in denied.fields}
    if entries:
        count = len(entries)
        return ((min(entries.values()), Denied("FBI", count, True, {"agency": "FBI", "count": count})),)
    for i, denied in read:
        title = str(denied.fields.get("form", ""))
        if denied.agency == "NARA" and len(letters(texts[i])) <= 3 * len(letters(title)):
            count = sum(_pages_listed(text, config) for text in texts[i + 1 :])
            if count:
                return ((i, Denied("NARA", count, True, {**denied.fields, "count": count})),)
    return ()


_PAGES_LISTED = re.compile(
    r"\b(?:No\. of )?Pages? ?[:=] {0,2}(?P<a>\d{1,3})(?!\w)|(?<![\w.-])(?P<b>\d{1,3}) {0,2}(?:pp?\.?|pgs?\.?|pages?)(?!\w)",
    _I,
)


def _pages_listed(text: str, config: LanguageConfig) -> int:
    """Pages that a line of a withdrawal sheet tells of: `3 pp.`, `Pages: 3`; 0 for other lines."""
    match = _PAGES_LISTED.search(squeeze(fold(text, config.max_chars)))
    return int(match["a"] or match["b"]) if match else 0


def _counted(agency: str, printed: str, **extra: str) -> Denied:
    digits = str(_WORDS.get(printed.lower(), "")) or printed.translate(_DIGITS)
    count = int(digits) if digits.isdigit() else 1
    fields: dict[str, Value] = {"agency": agency, "count": count, **extra}
    return Denied(agency, count, True, fields)


_OMISSION = re.compile(
    r"\[ {0,2}(?P<body>(?:less than )?(?:\d{1,3}(?:[-?1/ ½¼¾]{1,5}\d?)?|one|two|three|four|five|six|seven|eight|nine|ten)?"
    r" {0,2}(?:-? {0,1}(?:and )?[½¼¾] )?(?P<unit>[a-z]{3,12}(?: [a-z]{4,12})?)"
    r"(?: \((?P<lines>\d{1,4}) lines?\))?) {1,2}(?:not declassified|not declassi?fied|deleted in source text)[^\]]{0,40}\]?",
    _I,
)
_QUANTITY = re.compile(
    r"^(?P<less>less than )?(?P<q>\d{1,3}(?:-?\d?[/?½¼¾]\d?)?|one|two|three|four|five|six|seven|eight|nine|ten)\b",
    _I,
)


def find_omissions(text: str, config: LanguageConfig) -> tuple[Omission, ...]:
    """All editor's notes such as `[3 lines not declassified]` in `text`; never raises."""
    found: list[Omission] = []
    for match in _OMISSION.finditer(fold(text, config.max_chars)):
        quantity = _QUANTITY.match(match["body"].strip())
        unit = match["unit"].lower()
        unit = unit.removesuffix("s") if quantity else unit
        number = ""
        if quantity:
            printed = quantity["q"].lower()
            number = ("<" if quantity["less"] else "") + str(_WORDS.get(printed, printed))
        lines = int(match["lines"]) if match["lines"] else None
        found.append(Omission(unit, number, lines, *match.span()))
    return tuple(found)


def omission_fields(omission: Omission) -> dict[str, Value]:
    """The parts by name: `unit`, `qty` (a number, or `<2` as printed; 1 for a name) and `lines` where told."""
    fields: dict[str, Value] = {"unit": omission.unit}
    quantity = omission.quantity or ("1" if omission.unit == "name" else "")
    if quantity:
        fields["qty"] = int(quantity) if quantity.isdigit() else quantity
    if omission.lines is not None:
        fields["lines"] = omission.lines
    return fields
