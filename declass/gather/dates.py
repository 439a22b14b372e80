"""Dates in a manifest: EDTF of the Library of Congress, level 0 and the parts of level 1 that dates need."""

from __future__ import annotations

import datetime as dt
import re

_DATE = re.compile(r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?[?~%]?")
_UNSPECIFIED = re.compile(r"(?:[0-9]{3}X|[0-9]{2}XX|[0-9]{4}-XX|[0-9]{4}-(?:0[1-9]|1[0-2]|XX)-XX)")
_SEASONS = range(21, 25)
# Between the ends of an interval; `..` and nothing are ends that are open or not known.
_BETWEEN, _OPEN = "/", ("", "..")


def doubt_of_date(value: str) -> str:
    """Why `value` is no date, empty if it is one: `1993`, `1993-05`, `1993-05-17`, `199X`, `1993~`, `1993/1995`.

    A date that is read in two ways, such as `05/06/1993`, is no date; it is not for us to guess.
    """
    ends = value.split(_BETWEEN)
    if len(ends) == 2 and any(end not in _OPEN for end in ends):
        return next((doubt for end in ends if end not in _OPEN and (doubt := _doubt(end))), "")
    return _doubt(value)


def _doubt(value: str) -> str:
    if _UNSPECIFIED.fullmatch(value):
        return ""
    match = _DATE.fullmatch(value)
    if match is None:
        return "not a date as YYYY, YYYY-MM or YYYY-MM-DD"
    year, month, day = int(match["year"]), match["month"], match["day"]
    if month is not None and day is None and int(month) in _SEASONS:
        return ""
    try:
        # The year 0 exists in EDTF and is a leap year; no document is of it.
        dt.date(year or 4, int(month or 1), int(day or 1))
    except ValueError:
        return "no such day"
    return ""
