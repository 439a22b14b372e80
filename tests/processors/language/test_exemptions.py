from __future__ import annotations

import pytest

from processors.language.exemptions import canonical, find_codes, meaning, only_codes, statute_of


def codes(text: str, *, tolerant: bool = False, agency: str = "") -> list[str]:
    return [m.code for m in find_codes(text, tolerant=tolerant, agency=agency)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(b)(1)", ["(b)(1)"]),
        ("(b) (5)", ["(b)(5)"]),
        ("( b) (3)", ["(b)(3)"]),
        ("(b)(7)(A)", ["(b)(7)(A)"]),
        ("(b)(6);(b)(7)(C)", ["(b)(6)", "(b)(7)(C)"]),
        ("(b)(6)(b)(7)(C)", ["(b)(6)", "(b)(7)(C)"]),
        ("b7c", ["b7C"]),
        ("b7c b7d", ["b7C", "b7D"]),
        ("b7", ["b7"]),
        ("b1-1", ["b1-1"]),
        ("b7C -2", ["b7C-2"]),
        ("b7E-1, 2, 3, 6", ["b7E-1, 2, 3, 6"]),
        ("b1-1 b3-1 b7A-1 b7D-1 b7E-1, 2", ["b1-1", "b3-1", "b7A-1", "b7D-1", "b7E-1, 2"]),
        ("b6 per FBI", ["b6"]),
        ("B1,1.4(B),1.4(D)", ["B1", "1.4(b)", "1.4(d)"]),
        ("REASON 1.5 (B) AND (D)", ["1.5(b)", "1.5(d)"]),
        ("3.5(c)", ["3.5(c)"]),
        ("3.3(h)(2)", ["3.3(h)(2)"]),
        ("E.O. 13526, Section 3.3(b)(6) 25X6", ["3.3(b)(6)", "25X6"]),
        ("1.3(a)(4)", ["1.3(a)(4)"]),
        ("25X1A9a", ["25X1A9a"]),
        ("50X1-HUM", ["50X1-HUM"]),
        ("50X5/8", ["50X5", "50X8"]),
        ("STATINTL", ["STATINTL"]),
        ("ILLEGIB", ["ILLEGIB"]),
        ("JFK Act 6 (1)(B)", ["6(1)(B)"]),
        ("JFK Act 6 (1)(B", ["6(1)(B)"]),
        ("JFK Act 6 (1)(8)", []),
        ("JFK Act 6(1) B. Smith", ["6(1)"]),
        ("JFK Act 10(a) 2 pages", ["10(a)"]),
        ("JFK Act 5 (g)(2)(D", ["5(g)(2)(D)"]),
        ("JFK Act 5 (g){2) (D|", ["5(g)(2)(D)"]),
        ("JFK Act 6 (4", ["6(4)"]),
        ("JFK Act 10(a)1", ["10(a)(1)"]),
        ("(k)(5)", ["(k)(5)"]),
        ("P1/b1", ["P1", "b1"]),
        ("CRCCRCA 4(1)(A)", ["4(1)(A)"]),
        ("(b)(1)(5)B(1)", ["(b)(1)", "5(B)(1)"]),
        ("5.1.2.e", ["5.1.2.e"]),
        ("5.1.2e", ["5.1.2.e"]),
        ("10.2.e", ["10.2.e"]),
        ("(10)(2e)", ["10.2.e"]),
    ],
)
def test_strict_forms(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(bX3)", "(b)(3)"),
        ("{b)(3)", "(b)(3)"),
        ("(6)(3)", "(b)(3)"),
        ("(h)(6)", "(b)(6)"),
        ("(b) (7) {C)", "(b)(7)(C)"),
        ("b7G", "b7C"),
        ("67C", "b7C"),
        ("bIc", "b7C"),
        ("b1C", "b7C"),
        ("bTd", "b7D"),
        ("(b5)", "(b)(5)"),
        ("5.1.1¢", "5.1.1.c"),
        ("5.1.2.€", "5.1.2.e"),
        ("bl-1", "b1-1"),
        ("b7E-l, 2", "b7E-1, 2"),
        ("25Xl", "25X1"),
        ("2SX1", "25X1"),
        ("5OX1-HUM", "50X1-HUM"),
        ("STATI NTL", "STATINTL"),
        ("TATINTL", "STATINTL"),
        (".3(h)(2)", "3.3(h)(2)"),
        ("3 5(c)", "3.5(c)"),
    ],
)
def test_damaged_forms_only_in_the_tolerant_tier(text: str, expected: str) -> None:
    assert codes(text, tolerant=True) == [expected]
    assert expected not in codes(text)


@pytest.mark.parametrize(
    "text",
    [
        "vitamin B6",
        "b2b",
        "B-52",
        "paragraph (b)(1) of section 3",
        "exempt under 5 U.S.C. 552(b)(5)",
        "section 1.4(c) of the Order",
        "the STAT office",
        "Room B6 on the second floor",
        "12 March 1965",
        "65",
        "670.1",
        "$582.1",
        "ble",
        "page 3.5",
        "",
    ],
)
@pytest.mark.parametrize("tolerant", [False, True])
def test_prose_holds_no_codes(text: str, tolerant: bool) -> None:
    assert codes(text, tolerant=tolerant) == []


@pytest.mark.parametrize("text", ["(b)(1) (b){3)", "(b)(1)(b)[3)", "(b)(1) {b)(3)"])
def test_a_second_code_with_a_damaged_bracket_is_no_letter_of_the_first(text: str) -> None:
    assert codes(text, tolerant=True) == ["(b)(1)", "(b)(3)"]
    assert codes(text, tolerant=False) == ["(b)(1)"]


@pytest.mark.parametrize("text", ["h)(2)", "(h)(2)", ".3(h)(2)"])
def test_the_end_of_an_eo_section_is_no_foia_code(text: str) -> None:
    assert "(b)(2)" not in codes(text, tolerant=True)


def test_ambiguous_digit_keeps_its_candidates() -> None:
    (match,) = find_codes("(b)(S)", tolerant=True)
    assert match.code == "(b)(5)"
    assert set(match.candidates) == {"(b)(3)", "(b)(6)"}
    assert match.confidence < 0.8


def test_bank_exemption_is_doubted_where_the_agency_supervises_no_banks() -> None:
    (plain,) = find_codes("(b)(8)", tolerant=False)
    assert (plain.code, plain.candidates) == ("(b)(8)", ("(b)(3)",))
    (cia,) = find_codes("(b)(8)", tolerant=False, agency="CIA")
    assert (cia.code, cia.candidates) == ("(b)(3)", ("(b)(8)",))


def test_span_and_raw_point_into_the_text() -> None:
    text = "withheld (b)(6) here"
    (match,) = find_codes(text, tolerant=False)
    assert text[match.start : match.end] == match.raw == "(b)(6)"


def test_statute_belongs_to_its_code() -> None:
    (match,) = find_codes("(b) (3)-P.L. 86-36", tolerant=False)
    assert match.code == "(b)(3)"
    assert statute_of(match.raw) == "P.L. 86-36"


def test_canonical_tells_code_and_index_apart() -> None:
    (match,) = find_codes("b7E-1, 2", tolerant=False)
    assert canonical(match) == ("(b)(7)(E)", "1,2")


def test_only_codes() -> None:
    assert only_codes("b6; b7C", tolerant=False)
    assert not only_codes("he met (b)(6) there", tolerant=False)
    assert not only_codes("", tolerant=True)


@pytest.mark.parametrize(
    ("code", "scheme", "words"),
    [
        ("(b)(7)(C)", "FOIA", "privacy"),
        ("b7E-1, 2", "FOIA", "techniques"),
        ("B1", "FOIA", "national security"),
        ("3.5(c)", "EO 13526", "13526"),
        ("25X1", "CREST", "sources"),
        ("STAT", "CREST", "statute"),
        ("6(1)(B)", "JFK Act", "source"),
        ("5.1.2.e", "Woo/Wob", "Dutch Woo"),
        ("10.2.e", "Woo/Wob", "Dutch Wob"),
        ("25X1A9a", "CREST", "sources"),
        ("zzz", "FOIA", "not known"),
        ("", "", "not known"),
    ],
)
def test_meaning_is_plain_and_names_its_authority(code: str, scheme: str, words: str) -> None:
    assert words in meaning(code, scheme)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Buiten reikwijdte", "BUITEN REIKWIJDTE"),
        ("Bulten reikwiidte", "BUITEN REIKWIJDTE"),
        ("Buiten verzoek", "BUITEN VERZOEK"),
        ("buiten de scope", "BUITEN REIKWIJDTE"),
        ("Non-Responsive", "NON-RESPONSIVE"),
        ("Nonresponsive Record", "NON-RESPONSIVE"),
        ("Not Responsive", "NON-RESPONSIVE"),
        ("Outside the scope", "OUT OF SCOPE"),
        ("Out of scope", "OUT OF SCOPE"),
        ("0ut of scupe", "OUT OF SCOPE"),
    ],
)
def test_labels_of_what_was_not_asked_for(text: str, expected: str) -> None:
    assert codes(text, tolerant=True) == [expected]
    assert only_codes(text, tolerant=True)
    assert "no exemption" in meaning(expected, "note")
    assert codes(text) == []


@pytest.mark.parametrize(
    "text",
    ["Dit valt buiten verzoek 12", "this is out of scope here", "Buiten", "Scope of work", "responsive"],
)
def test_such_labels_in_prose_are_none(text: str) -> None:
    assert codes(text, tolerant=True) == []


@pytest.mark.parametrize("text", ["3.3(h", "1.4(a", "3.5(c", "EO 13526 1.4(c", "3.5("])
def test_a_number_without_its_last_bracket_is_no_code(text: str) -> None:
    assert codes(text, tolerant=True) == []
