from __future__ import annotations

import pytest

from processors.language.parse import parse_marking
from processors.records import MarkingKind


def fields(text: str, kind: MarkingKind | None = None) -> dict[str, object]:
    found = parse_marking(text, kind)
    assert found is not None, text
    return dict(found.parsed)


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        (
            "Approved For Release 2005/03/07 : CIA-RDP75B00380R000400050006-1",
            "release_stamp",
            {
                "agency": "CIA",
                "action": "approved",
                "date": "2005-03-07",
                "doc_id": "CIA-RDP75B00380R000400050006-1",
            },
        ),
        (
            "Sanitized Copy Approved for Release 2010/0l/05 : CIA-RDP85TOO875ROO1100090001-5",
            "release_stamp",
            {
                "action": "sanitized_approved",
                "date": "2010-01-05",
                "doc_id": "CIA-RDP85T00875R001100090001-5",
            },
        ),
        (
            "DECLASSIFIED Authority NND 123456 By ABC NARA Date 2/3/99",
            "release_stamp",
            {"agency": "NARA", "action": "declassified", "authority": "NND 123456", "date": "1999-02-03"},
        ),
        (
            "ALL INFORMATION CONTAINED HEREIN IS UNCLASSIFIED DATE 4-5-86 BY AB1CD/EFG",
            "release_stamp",
            {"agency": "FBI", "action": "unclassified", "date": "1986-04-05", "by": "AB1CD/EFG"},
        ),
        (
            "Declassified and approved for release by NSA on 02-03-2011 pursuant to E.O. 13526",
            "release_stamp",
            {"agency": "NSA", "action": "declassified_and_approved", "date": "2011-02-03"},
        ),
        ("APPROVED FOR RELEASE 1995", "release_stamp", {"date": "1995", "date_precision": "year"}),
        (
            'FL-2019-01234 B-00000000077 "UNCLASSIFIED" [3/4/2022] Page 9',
            "release_stamp",
            {
                "agency": "State",
                "case": "FL-2019-01234",
                "current_classification": "UNCLASSIFIED",
                "date": "2022-03-04",
                "page": 9,
            },
        ),
        (
            "TOP SECRET//SI/TK//NOFORN",
            "classification",
            {
                "type": "banner",
                "level": "TOP SECRET",
                "controls": ["SI", "TK", "NOFORN"],
                "compartments": ["SI", "TK"],
                "dissem": ["NOFORN"],
            },
        ),
        ("S E C R E T", "classification", {"level": "SECRET"}),
        (
            "T O P  S E C R E T  U M B R A",
            "classification",
            {"level": "TOP SECRET", "controls": ["UMBRA"]},
        ),
        ("S ECR E T/WNINTEL", "classification", {"level": "SECRET", "controls": ["WNINTEL"]}),
        ("SECRFT", "classification", {"level": "SECRET"}),
        ("C0NFIDENTlAL", "classification", {"level": "CONFIDENTIAL"}),
        ("NO FOREICN DISSEM", "classification", {"level": None, "controls": ["NO FOREIGN DISSEM"]}),
        (
            "DECLASSIFY ON: OADR",
            "classification",
            {"type": "authority_block", "declassify_on": "OADR"},
        ),
        ("Declassify On: X1", "classification", {"declassify_on": "X1"}),
        ("DECLASSIFY ON: 25X3)", "classification", {"declassify_on": "25X?"}),
        ("E3 IMPDET CL BY 012345", "classification", {"exemption": "5(B)(3)", "classified_by": "012345"}),
        (
            "GROUP 3 Downgraded at 12 year intervals",
            "classification",
            {"type": "downgrading", "group": 3},
        ),
        ("(S//NF)", "portion_mark", {"level": "SECRET", "controls": ["NOFORN"]}),
        ("(5//NF)", "portion_mark", {"level": "SECRET"}),
        ("(b)(3) 50 U.S.C. 3024i", "exemption", {"codes": ["(b)(3)"], "statute": "50 USC 3024(i)"}),
        ("RELEASE IN PART B6", "exemption", {"codes": ["(b)(6)"], "disposition": "RELEASE IN PART"}),
        ("RESTRICTIONS: 1A, 3", "exemption", {"codes": ["6(1)(A)", "6(3)"]}),
        (
            "[4 lines not declassified]",
            "exemption",
            {"omission": {"unit": "line", "qty": 4}},
        ),
        (
            "[2 paragraphs (11 lines) not declassified]",
            "exemption",
            {"omission": {"unit": "paragraph", "qty": 2, "lines": 11}},
        ),
        ("Page Denied", "denied_page", {"agency": "CIA", "count": 1}),
        ("Next 12 Page(s) In Document Denied", "denied_page", {"count": 12}),
        ("Total Deleted Page(s) = 7", "denied_page", {"agency": "FBI", "count": 7}),
        ("Page 9 ~ b6; b7C;", "denied_page", {"page": 9, "codes": ["(b)(6)", "(b)(7)(C)"]}),
        ("NW 12345 Docld:32000001 Page 4", "document_id", {"docid": "32000001", "page": 4}),
        ("Case No. F-2015-01234", "foia_case", {"agency": "State", "case": "F-2015-01234"}),
    ],
)
def test_parsed_fields(text: str, kind: str, expected: dict[str, object]) -> None:
    found = parse_marking(text)
    assert found is not None
    assert found.kind == kind
    assert {k: found.parsed.get(k) for k in expected} == expected


@pytest.mark.parametrize(
    "text",
    [
        "vitamin B6",
        "CONFIDENTIAL INFORMANT",
        "the top secret of success",
        "She kept it secret from him.",
        "SECRETARY OF STATE",
        "SECRET SERVICE",
        "REGRET",
        "We declassified the paper in 1995",
        "The plan was approved for release by the editor",
        "The meeting was classified by the chairman as routine",
        "paragraph (b)(1) of section 3",
        "12 October 1963",
        "",
        " ",
    ],
)
def test_prose_is_no_marking(text: str) -> None:
    assert parse_marking(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "DOWNGRADED AT 3 YEAR INTERVALS DECLASSIFIED AFTER 12 YEARS",
        "GROUP 1 Excluded from automatic downgrading and declassification",
        "DECLASSIFY ON: 02-03-2031",
    ],
)
def test_instructions_are_no_release(text: str) -> None:
    assert parse_marking(text, MarkingKind.RELEASE_STAMP) is None
    found = parse_marking(text)
    assert found is not None
    assert found.record_kind is MarkingKind.AUTHORITY_BLOCK


def test_record_kinds_and_flat_fields() -> None:
    control = parse_marking("CONTROLLED DISSEM")
    assert control is not None
    assert control.record_kind is MarkingKind.CONTROL
    note = parse_marking("[3 lines not declassified]")
    assert note is not None
    assert note.flat() == {"scheme": "FRUS", "codes": [], "omission_unit": "line", "omission_qty": 3}


def test_strict_reading_takes_no_damaged_type() -> None:
    assert parse_marking("SEGRET", tolerant=False) is None
    assert parse_marking("SEGRET") is not None


def test_struck_type_is_told_apart() -> None:
    assert fields("--:SEJCRETI~")["struck"] is True
    assert "struck" not in fields("SECRET")
