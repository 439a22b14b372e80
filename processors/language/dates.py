# ruff: noqa: E501 - one table entry a line reads best
"""Dates as printed in stamps, into EDTF with precision; what is implausible is flagged, never fixed.

Formats by agency are in the reference's section C3: CIA `YYYY/MM/DD`, NSA `MM-DD-YYYY`, FBI `M-D-YY`, military
`20 MAR 1957`. Civilian US dates are month first; they are read the other way only where the first number exceeds 12
and the last cannot be a day.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass

from processors.config.language import LanguageConfig
from processors.language.folding import fold
from processors.language.spans import Taken

MONTHS = {name: number for number, name in enumerate(calendar.month_abbr) if name}
_MONTH = (
    r"(?P<month>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
_I = re.IGNORECASE


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """One date as printed.

    Attributes:
        value: EDTF, such as `2009-08-31`, `2016-03` or `1993`.
        precision: `day`, `month` or `year`.
        format_assumed: the reading taken, such as `MM-DD-YYYY`.
        raw: as printed.
        start: first character in the text, from 0.
        end: one past the last character.
        doubt: why the date is not to be trusted, empty if it is.
    """

    value: str
    precision: str
    format_assumed: str
    raw: str
    start: int
    end: int
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class _Form:
    """One printed form: name of its format, grammar, whether damaged type is allowed, and the source of the form."""

    name: str
    grammar: re.Pattern[str]
    tolerant: bool
    source: str


_FORMS = (
    _Form("YYYY/MM/DD", re.compile(r"(?<!\d)(?P<y>\d{4})(?P<s>[/-])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})(?!\d)"), False, "C3 [V]"),
    _Form("YYYYMMDD", re.compile(r"(?<!\w)(?P<y>(?:19|20)\d{2})(?P<m>[01]\d)(?P<d>[0-3]\d)(?!\w)"), False, "B3 [V]"),
    _Form("MM/DD/YYYY", re.compile(r"(?<!\w)(?<!\d )(?P<m>\d{1,2}) ?(?P<s>[/.-]) ?(?P<d>\d{1,2}) ?(?P=s) ?(?P<y>\d{4}|\d{2})(?!\d)"), False, "C3 [V]"),
    _Form("DD MON YYYY", re.compile(rf"(?<!\d)(?P<d>\d{{1,2}})[ -]{{0,2}}{_MONTH}\.?,?[ -]{{0,2}}(?P<y>\d{{4}}|\d{{2}})(?!\w)", _I), False, "C3 [V]"),
    _Form("MON DD, YYYY", re.compile(rf"\b{_MONTH}\.? {{0,2}}(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? {{1,2}}(?P<y>\d{{4}})(?!\d)", _I), False, "[P]"),
    _Form("MON YYYY", re.compile(rf"\b{_MONTH}\.?,? {{0,2}}(?P<y>\d{{4}})(?!\d)", _I), False, "A4 [V]"),
    _Form("YYYY", re.compile(r"(?<![\w/.-])(?P<y>(?:19|20)\d{2})(?![\w/-])"), False, "C3 [V]"),
    _Form("YYYY/MM/DD", re.compile(r"(?<![\w/])(?P<y>[12IlZ] ?[09O] ?[0-9OIlSZB] ?[0-9OIlSZB])[/ ]{1,2}(?P<m>[01OIl][0-9OIlSZB]) ?[/1Il] ?(?P<d>[0-3OIlZ][0-9OIlSZB])(?!\w)"), True, "A7"),
    _Form("MM/DD/YYYY", re.compile(r"(?<![\w/])(?P<m>[01OIl][0-9OIl])(?P<s>[/-])(?P<d>[0-3OIlZ][0-9OIlSB])(?P=s)(?P<y>[12IlZ][09O][0-9OIlSZB]{2}|[0-9OIl]{2})(?!\w)"), True, "A7"),
    _Form("MM/DD/YYYY", re.compile(r"(?<![\w/])(?P<m>1?[0-9])[/lI|](?P<d>[12]?[0-9]|3[01])[/lI|](?P<y>\d{4}|\d{2})(?!\w)"), True, "C3 [V]"),
)  # fmt: skip
_DIGITS = str.maketrans("OIlSZB|", "0115281")


def find_dates(text: str, config: LanguageConfig, *, tolerant: bool = False) -> tuple[PrintedDate, ...]:
    """All dates in `text`, in its order; of overlapping readings the most precise and earliest form wins."""
    folded = fold(text, config.max_chars)
    found: list[PrintedDate] = []
    taken = Taken(len(folded))
    for form in _FORMS:
        if form.tolerant and not tolerant:
            continue
        for date in _matches(form, folded, config):
            if taken.is_free(date.start, date.end):
                taken.take(date.start, date.end)
                found.append(date)
    return tuple(sorted(found, key=lambda d: d.start))


def _matches(form: _Form, text: str, config: LanguageConfig) -> Iterator[PrintedDate]:
    for match in form.grammar.finditer(text):
        parts = match.groupdict()
        digits = {k: v.translate(_DIGITS).replace(" ", "") for k, v in parts.items() if k in "ymd" and v}
        name = form.name
        month = MONTHS[parts["month"][:3].title()] if parts.get("month") else int(digits.get("m", "0"))
        day = int(digits.get("d", "0"))
        if "m" in digits and name.startswith("MM") and month > 12 >= day:
            if _may_be_rest(digits["y"], day, parts.get("s")):
                continue
            month, day, name = day, month, "DD/MM/YYYY"
        if parts.get("s") and name != "YYYY/MM/DD":
            name = name.replace("/", parts["s"])
        value = _edtf(_full_year(digits["y"], config), month, day, name)
        if value:
            yield PrintedDate(value, _PRECISION[value.count("-")], name, match.group(), *match.span())


def _may_be_rest(year: str, month: int, sign: str | None) -> bool:
    """Whether `20/08/11` is as likely what is left of `2020/08/11`: no date is better than a wrong one.

    Args:
        year: the last number, as printed.
        month: the one in the middle.
        sign: what stands between.
    """
    if len(year) != 2 or sign == "." or month < 1:
        return False
    return 1 <= int(year) <= calendar.monthrange(2000, month)[1]


_PRECISION = ("year", "month", "day")


def _full_year(digits: str, config: LanguageConfig) -> int:
    year = int(digits)
    if len(digits) == 4:
        return year
    return year + (2000 if year <= config.two_digit_pivot else 1900)


def _edtf(year: int, month: int, day: int, form: str) -> str:
    if form == "YYYY":
        return f"{year:04d}"
    if not 1 <= month <= 12 or year < 1:
        return ""
    if form == "MON YYYY":
        return f"{year:04d}-{month:02d}"
    if not 1 <= day <= calendar.monthrange(year, month)[1]:
        return ""
    return f"{year:04d}-{month:02d}-{day:02d}"


def event_doubt(value: str, config: LanguageConfig) -> str:
    """Why a release or review of that EDTF date is implausible, empty where it is plausible or there is no date."""
    if not value:
        return ""
    year = int(value[:4])
    if year > config.latest_year:
        return f"the year {year} lies in the future"
    if year < config.earliest_event_year:
        return f"the year {year} lies before the first rules for declassification"
    return ""
