from __future__ import annotations

import pytest

from processors.config.language import LanguageConfig
from processors.language.dates import event_doubt, find_dates
from processors.language.identifiers import find_identifiers, merge_identifiers
from processors.language.rdp import find_rdp, sum_class

CONFIG = LanguageConfig()


@pytest.mark.parametrize(
    ("text", "value", "precision", "form"),
    [
        ("2004/06/23", "2004-06-23", "day", "YYYY/MM/DD"),
        ("08-31-2009", "2009-08-31", "day", "MM-DD-YYYY"),
        ("3-13-84", "1984-03-13", "day", "MM-DD-YY"),
        ("1/9/01", "2001-01-09", "day", "MM/DD/YY"),
        ("25/12/1999", "1999-12-25", "day", "DD/MM/YYYY"),
        ("25/12/68", "1968-12-25", "day", "DD/MM/YY"),
        ("13.10.12", "2012-10-13", "day", "DD.MM.YY"),
        ("20 MAR 1957", "1957-03-20", "day", "DD MON YYYY"),
        ("31DEC 2038", "2038-12-31", "day", "DD MON YYYY"),
        ("September 4, 1972", "1972-09-04", "day", "MON DD, YYYY"),
        ("MAR 2016", "2016-03", "month", "MON YYYY"),
        ("Date: 2003", "2003", "year", "YYYY"),
        ("20370101", "2037-01-01", "day", "YYYYMMDD"),
    ],
)
def test_dates(text: str, value: str, precision: str, form: str) -> None:
    (date,) = find_dates(text, CONFIG)
    assert (date.value, date.precision) == (value, precision)
    assert date.format_assumed[:2] == form[:2]
    assert text[date.start : date.end] == date.raw


@pytest.mark.parametrize(
    "text", ["2001/13/45", "31/02/1999", "99/99/9999", "9-9", "51917A", "20/08/11", "20/00/11", ""]
)
def test_impossible_dates_are_no_dates(text: str) -> None:
    assert find_dates(text, CONFIG) == ()


def test_damaged_dates_only_where_allowed() -> None:
    assert [d.value for d in find_dates("3l9l04", CONFIG, tolerant=True)] == ["2004-03-09"]
    assert find_dates("3l9l04", CONFIG) == ()
    assert [d.value for d in find_dates("201 9/09/16", CONFIG, tolerant=True)] == ["2019-09-16"]


def test_implausible_years_are_doubted_and_kept() -> None:
    (date,) = find_dates("2043/12/02", CONFIG)
    assert date.value == "2043-12-02"
    assert "2043" in event_doubt(date.value, CONFIG)
    assert event_doubt("1993", CONFIG) == ""
    assert event_doubt("", CONFIG) == ""


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("CIA-RDP75B00380R000400050006-1", "CIA-RDP75B00380R000400050006-1"),
        ("CIA-RDP75BOO38OROOO4OOO5OOO6-l", "CIA-RDP75B00380R000400050006-1"),
        ("CIA-RDP75800380R000400050006-1", "CIA-RDP75B00380R000400050006-1"),
        ("CIA-RDP75B00380 R0004 00050006 -1", "CIA-RDP75B00380R000400050006-1"),
        ("Clm-RDP79-00380AO00400050006-1", "CIA-RDP79-00380A000400050006-1"),
        ("CIA-RDP75B00380R000400050006", "CIA-RDP75B00380R000400050006"),
    ],
)
def test_rdp_repair_by_position(printed: str, value: str) -> None:
    (number,) = find_rdp(f"Released : {printed}")
    assert number.value == value
    assert number.raw == printed
    assert (number.repairs > 0) == (printed != value)


def test_rdp_needs_all_its_slots() -> None:
    assert find_rdp("CIA-RDP75B003") == ()
    assert find_rdp("CIA-RDPxxxxxxxxxxxxxxxxxxxxxxx") == ()


def test_sum_class_counts_digits_and_letters() -> None:
    assert sum_class("CIA-RDP00-00000A000000000000-1") == 2


@pytest.mark.parametrize(
    ("text", "system", "value"),
    [
        ("C01234567", "CIA C-number", "C01234567"),
        ("MORI DocID 123456", "CIA MORI", "123456"),
        ("NW 50000 DoeId: 32000001 Page 3", "NARA NW/DocId", "32000001"),
        ("RECORD NUMBER: 124-10000-10001", "JFK RIF", "124-10000-10001"),
        ("1104-10000-10001", "JFK RIF", "104-10000-10001"),
        ("FOI/PA# 1000001-0", "FBI FOI/PA", "1000001-0"),
        ("FOIA Case# 70000", "NSA FOIA case", "70000"),
        ("ISCAP Appeal No. 2012-001", "ISCAP appeal", "2012-001"),
        ("FOIA Request NGC07-I03", "NARA FOIA request", "NGC07-103"),
        ("FL-2O19-0l234", "State FOIA case", "FL-2019-01234"),
        ("1979BERLI01234", "State CFPF MRN", "1979BERLI01234"),
    ],
)
def test_numbers(text: str, system: str, value: str) -> None:
    (match,) = find_identifiers(text, CONFIG)
    assert (match.system, match.value) == (system, value)


@pytest.mark.parametrize("text", ["12-34567", "the 1979 budget", "call 555-0100", "B-52", ""])
def test_no_numbers(text: str) -> None:
    assert find_identifiers(text, CONFIG) == ()


def test_vote_over_pages_outweighs_a_misreading() -> None:
    right, wrong = "CIA-RDP75B00380R000400050006-1", "CIA-RDP75B00880R000400050006-1"
    seen = [(1, right), (2, wrong), (3, right)]
    matches = [(page, find_identifiers(text, CONFIG)[0]) for page, text in seen]
    (merged,) = merge_identifiers(matches)
    assert (merged.value, merged.pages, merged.repaired) == (right, (1, 2, 3), False)


def test_numbers_seen_equally_often_stay_apart() -> None:
    matches = [(p, find_identifiers(f"124-10000-1000{p}", CONFIG)[0]) for p in (1, 2)]
    assert [i.value for i in merge_identifiers(matches)] == ["124-10000-10001", "124-10000-10002"]


def test_nothing_to_merge() -> None:
    assert merge_identifiers([]) == ()
