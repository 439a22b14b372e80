from __future__ import annotations

from dataclasses import replace

import pytest

from processors.config.language import LanguageConfig
from processors.geometry import Box, bounding
from processors.language.document import document_classification, document_events
from processors.language.interpret import PageReading, interpret_page
from processors.language.struck import struck_what
from processors.records import (
    Line,
    LineKind,
    Marking,
    MarkingKind,
    Page,
    PageStatus,
    Quality,
    Redaction,
    RedactionKind,
    StruckWhat,
    TextSource,
    Word,
)

CONFIG = LanguageConfig()
SIZE = (612.0, 792.0)
PITCH, HEIGHT = 6.0, 10.0


def line(text: str, x: float, y: float) -> Line:
    words, at = [], 0
    for part in text.split(" "):
        x0 = x + at * PITCH
        if part:
            words.append(Word(part, Box(x0, y, x0 + len(part) * PITCH, y + HEIGHT), 0.9, "test"))
        at += len(part) + 1
    box = bounding(w.bbox for w in words)
    return Line(" ".join(w.text for w in words), box, 0.9, LineKind.BODY, tuple(words))


def joined(*lines: Line) -> Line:
    """Several stretches that OCR read as one line."""
    words = tuple(w for part in lines for w in part.words)
    return Line(" ".join(w.text for w in words), bounding(w.bbox for w in words), 0.9, LineKind.BODY, words)


def box(name: str, *edges: float) -> Redaction:
    return Redaction(name, Box(*edges), RedactionKind.BLACK_BOX, 0.9)


def read(lines: list[Line], redactions: list[Redaction], struck: list[Box] | None = None) -> PageReading:
    return interpret_page(lines, redactions, struck or [], SIZE, 1, CONFIG)


def codes(reading: PageReading) -> list[list[str]]:
    return [[c.code for c in r.codes] for r in reading.redactions]


def test_code_inside_beats_code_beside() -> None:
    lines = [line("(b)(5)", 210, 202), line("(b)(1)", 540, 202)]
    assert codes(read(lines, [box("a", 200, 200, 400, 214)])) == [["(b)(5)"]]


def test_margin_code_that_ocr_read_as_the_end_of_a_line() -> None:
    merged = joined(line("the rest of this sentence is", 80, 202), line("b7C", 540, 202))
    reading = read([merged], [box("a", 260, 200, 480, 214)])
    assert codes(reading) == [["b7C"]]
    assert reading.lines[0].kind is LineKind.BODY


def test_stack_in_the_margin_serves_all_rows_of_a_passage() -> None:
    rows = [box("a", 300, 200, 500, 214), box("b", 80, 214, 500, 228), box("c", 80, 228, 250, 242)]
    stack = [line(code, 540, 203 + 12 * i) for i, code in enumerate(["b1-1", "b3-1", "b7E-1, 2"])]
    reading = read(stack, rows)
    assert codes(reading) == [["b1-1", "b3-1", "b7E-1, 2"]] * 3
    assert {x.kind for x in reading.lines} == {LineKind.CODE}


def test_a_code_printed_in_a_box_serves_the_next_one_only_where_one_hand_made_both() -> None:
    upper, lower = box("a", 80, 200, 500, 240), box("b", 80, 240, 250, 254)
    inside = line("(b)(1)", 90, 202)
    marker = replace(lower, kind=RedactionKind.MARKER)
    hatched = replace(lower, kind=RedactionKind.HATCHED_BOX)
    assert codes(read([inside], [upper, lower])) == [["(b)(1)"], ["(b)(1)"]]
    assert codes(read([inside], [upper, marker])) == [["(b)(1)"], ["(b)(1)"]]
    assert codes(read([inside], [upper, hatched])) == [["(b)(1)"], []]


def test_double_spaced_rows_without_type_between_are_one_passage() -> None:
    rows = [box(str(i), 80, 200 + 24 * i, 500, 212 + 24 * i) for i in range(6)]
    stack = [line(code, 540, 248 + 12 * i) for i, code in enumerate(["b1", "b7C"])]
    assert codes(read(stack, rows)) == [["b1", "b7C"]] * 6


def test_two_stacks_in_one_column_stay_apart() -> None:
    rows = [box("a", 80, 200, 500, 230), box("b", 80, 240, 500, 270)]
    first = [line("b6", 540, 202), line("b7C", 540, 214)]
    second = [line("b1", 540, 242), line("b3", 540, 254)]
    assert codes(read(first + second, rows)) == [["b6", "b7C"], ["b1", "b3"]]


def test_a_note_midway_between_two_stacks_belongs_to_the_one_beside_whose_middle_it_then_stands() -> None:
    names = ["b1-1", "b3-1", "b7A-1", "b7E-1, 2"]
    upper = [line(code, 520, 443 + 13.5 * i) for i, code in enumerate(names)]
    lower = [line(code, 520, 670 + 13.5 * i) for i, code in enumerate(names[:3])]
    rows = [
        box("passage", 225, 405, 450, 420),
        box("note", 40, 576, 90, 607),
        box("date", 275, 708, 320, 723),
    ]
    assert codes(read([*upper, *lower], rows)) == [names, names, names[:3]]


def test_the_first_row_of_a_passage_has_the_codes_that_stand_on_its_height() -> None:
    upper = [line(code, 539, 51 + 13 * i) for i, code in enumerate(["b6-2", "b7A-1", "b7C-2", "b7E-1, 2"])]
    lower = [line(code, 539, 131 + 13 * i) for i, code in enumerate(["b1-1", "b3-1", "b6-2", "b7A-1"])]
    rows = [box("row", 169, 87, 468, 103), box("block", 89, 106, 531, 381)]
    assert codes(read([*upper, *lower], rows)) == [
        ["b6-2", "b7A-1", "b7C-2", "b7E-1, 2"],
        ["b1-1", "b3-1", "b6-2", "b7A-1"],
    ]


def test_a_code_that_reaches_over_two_passages_belongs_to_the_one_that_it_is_beside_most() -> None:
    upper = [line("b7C", 518, 180), line("b7D", 518, 200)]
    lower = line("b7C", 517, 238)
    words = tuple(replace(w, bbox=Box(517, 238, 561, 277)) for w in lower.words)
    lower = replace(lower, bbox=words[0].bbox, words=words)
    rows = [box("first", 62, 192, 500, 244), box("second", 59, 264, 500, 321)]
    heading = line("NEIGHBORHOOD", 250, 250)
    assert codes(read([*upper, heading, lower], rows)) == [["b7C", "b7D"], ["b7C"]]


def test_one_code_serves_several_boxes_on_its_line() -> None:
    boxes = [box("a", 80, 200, 150, 212), box("b", 250, 200, 330, 212)]
    reading = read([line("met", 180, 201), line("b7C", 540, 201)], boxes)
    assert codes(reading) == [["b7C"], ["b7C"]]


def test_margin_code_is_carried_down_to_the_next() -> None:
    rows = [box("a", 80, 220, 300, 234), box("b", 120, 300, 300, 314), box("c", 80, 500, 300, 514)]
    text = [line("between the passages", 80, 260), line("more text", 80, 400)]
    codes_in_margin = [line("b7C", 540, 200), line("b7D", 540, 501)]
    reading = read([*text, *codes_in_margin], rows)
    assert codes(reading) == [["b7C"], ["b7C"], ["b7D"]]
    assert reading.redactions[1].codes[0].confidence < reading.redactions[2].codes[0].confidence


def test_code_directly_above() -> None:
    reading = read([line("(b)(6)", 220, 186)], [box("a", 200, 200, 400, 214)])
    assert codes(reading) == [["(b)(6)"]]


def test_far_code_is_not_linked() -> None:
    reading = read([line("(b)(6)", 220, 500)], [box("a", 200, 200, 400, 214)])
    assert codes(reading) == [[]]
    assert [m.kind for m in reading.markings] == [MarkingKind.EXEMPTION]


def test_damaged_code_counts_only_beside_a_redaction_or_in_the_margin() -> None:
    assert codes(read([line("(bX3)", 210, 202)], [box("a", 200, 200, 400, 214)])) == [["(b)(3)"]]
    assert read([line("(bX3)", 300, 500)], []).markings == ()


def test_prose_near_a_redaction_is_no_code() -> None:
    text = line("he took vitamin B6 every day", 80, 216)
    reading = read([text], [box("a", 80, 200, 400, 214)])
    assert codes(reading) == [[]]
    assert reading.lines[0].kind is LineKind.BODY


def test_words_left_of_a_line_before_its_redaction_are_text_though_a_code_stands_behind_them() -> None:
    text = line("Construction of the disputed winter (b)(6)", 80, 201)
    reading = read([text], [box("a", 330, 200, 500, 214)])
    assert codes(reading) == [["(b)(6)"]]
    assert reading.lines[0].kind is LineKind.BODY
    (code,) = reading.markings
    assert (code.text, code.bbox) == ("(b)(6)", text.words[-1].bbox)
    law = read([line("(b)(3) CIA Act", 240, 201)], [box("a", 330, 200, 500, 214)])
    assert law.lines[0].kind is LineKind.CODE


def test_text_that_runs_up_to_a_code_stays_text() -> None:
    reading = read([line("the minister has shown a 3.3(h)(2)", 262, 216)], [box("a", 80, 200, 250, 260)])
    assert codes(reading) == [["3.3(h)(2)"]]
    assert reading.lines[0].kind is LineKind.BODY
    word = reading.lines[0].words[-1]
    assert reading.redactions[0].codes[0].bbox == word.bbox
    assert [(m.text, m.bbox) for m in reading.markings] == [(word.text, word.bbox)]


def test_banner_struck_and_unstruck() -> None:
    top, bottom = line("TOP SECRET", 270, 20), line("TOP SECRET", 270, 760)
    reading = read([top, bottom], [], [Box(268, 24, 332, 27)])
    assert [(m.kind, m.struck) for m in reading.markings] == [
        (MarkingKind.CLASSIFICATION, True),
        (MarkingKind.CLASSIFICATION, False),
    ]
    assert {x.kind for x in reading.lines} == {LineKind.MARKING}


def test_damaged_banner_only_in_the_zones() -> None:
    assert read([line("SEGRET", 270, 20)], []).lines[0].kind is LineKind.MARKING
    assert read([line("SEGRET", 270, 400)], []).markings == ()


def test_stamp_of_several_lines_is_one_event() -> None:
    lines = [
        line("DECLASSIFIED", 400, 100),
        line("Authority NND 123456", 380, 112),
        line("By AB NARA Date 2/3/99", 380, 124),
        line("Dear Sir", 80, 300),
    ]
    reading = read(lines, [])
    (event,) = reading.events
    assert (event.agency, event.action, event.date, event.precision) == (
        "NARA",
        "declassified",
        "1999-02-03",
        "day",
    )
    assert [x.kind for x in reading.lines] == [LineKind.STAMP] * 3 + [LineKind.BODY]


def test_instruction_is_no_event() -> None:
    reading = read([line("DOWNGRADED AT 3 YEAR INTERVALS; DECLASSIFIED AFTER 12 YEARS", 80, 740)], [])
    assert reading.events == ()
    assert reading.markings[0].kind is MarkingKind.AUTHORITY_BLOCK


def test_implausible_date_is_kept_and_doubted() -> None:
    reading = read([line("Approved For Release 2043/12/02 : CIA-RDP75B00380R000400050006-1", 100, 10)], [])
    (event,) = reading.events
    assert event.date == "2043-12-02"
    assert event.doubt
    assert [i.value for i in reading.identifiers] == ["CIA-RDP75B00380R000400050006-1"]


def test_portion_marks_but_not_labels_of_a_list() -> None:
    lines = [line("(S//NF) Text of a paragraph", 80, 300), line("(U) Other", 80, 330)]
    marks = read(lines, []).markings
    assert [m.text for m in marks] == ["(S//NF)", "(U)"]
    labels = [line("(A) First", 80, 300), line("(B) Second", 80, 330), line("(C) Third", 80, 360)]
    assert read(labels, []).markings == ()


def test_withheld_pages_and_notes() -> None:
    lines = [
        line("Next 5 Page(s) In Document Denied", 200, 400),
        line("as [3 lines not declassified] said", 80, 500),
    ]
    reading = read(lines, [])
    assert reading.withheld_pages == 5
    assert [r.kind for r in reading.redactions] == [RedactionKind.PAGE_DENIED, RedactionKind.EDITORIAL_NOTE]


def test_deleted_page_list_counts_once() -> None:
    lines = [
        line("Total Deleted Page(s) = 2", 80, 100),
        line("Page 3 ~ b6;", 80, 120),
        line("Page 4 ~ b7C;", 80, 140),
    ]
    assert read(lines, []).withheld_pages == 2


def test_identification_form_as_fields() -> None:
    rows = [
        "AGENCY : CIA",
        "RECORD NUMBER : 104-10000-10001",
        "RECORD SERIES : JFK",
        "DATE : 11/22/1963",
        "PAGES : 3",
        "RESTRICTIONS : 1B, 4",
        "CURRENT STATUS : OPEN",
        "DATE OF LAST REVIEW : 06/21/04",
    ]
    markings = read([line(row, 80, 100 + 14 * i) for i, row in enumerate(rows)], []).markings
    (form,) = [m for m in markings if "form" in m.parsed]
    expected = {
        "agency": "CIA",
        "record_number": "104-10000-10001",
        "date": "1963-11-22",
        "pages": 3,
        "restrictions": ["6(1)(B)", "6(4)"],
        "current_status": "OPEN",
        "last_review": "2004-06-21",
    }
    assert {k: form.parsed[k] for k in expected} == expected


def test_what_a_form_withholds_is_no_banner() -> None:
    rows = ["AGENCY : USA", "RECORD NUMBER : 104-10000-10001", "FROM [ RESTRICTED ]", "DATE : 11/22/1963"]
    rows += ["TITLE [ RESTRICTED ]", "PAGES : 3", "RESTRICTIONS : 3"]
    markings = read([line(row, 80, 300 + 14 * i) for i, row in enumerate(rows)], []).markings
    assert [m.kind for m in markings] == [MarkingKind.DOCUMENT_ID]


def test_a_stamp_on_a_form_stays_a_classification() -> None:
    rows = ["AGENCY : USA", "RECORD NUMBER : 104-10000-10001", "FROM : [RESTRICTED]", "TOP SECRET"]
    rows += ["DATE : 11/22/1963", "RESTRICTED", "PAGES : 3", "RESTRICTIONS : 3"]
    markings = read([line(row, 80, 300 + 14 * i) for i, row in enumerate(rows)], []).markings
    banners = [m.text for m in markings if m.kind is MarkingKind.CLASSIFICATION]
    assert banners == ["TOP SECRET", "RESTRICTED"]


def test_memorandum_is_no_form() -> None:
    rows = ["TO : A", "FROM : B", "DATE : 11/22/1963", "SUBJECT : C"]
    assert read([line(row, 80, 100 + 14 * i) for i, row in enumerate(rows)], []).markings == ()


def test_empty_page() -> None:
    assert read([], []) == PageReading((), (), (), (), (), 0)


def test_same_input_same_output() -> None:
    lines = [line("b6", 540, 202), line("SECRET", 270, 20), line("(S) text", 80, 300)]
    boxes = [box("a", 80, 200, 500, 214)]
    assert read(lines, boxes) == read(lines, boxes)


def page(number: int, *markings: Marking) -> Page:
    return Page(
        number, *SIZE, 300.0, 0, 0.0, TextSource.OCR, "", PageStatus.OK, Quality("good", 0.9, 1, 0, 20.0),
        markings=markings,
    )  # fmt: skip


def banner(level: str, *, struck: bool) -> Marking:
    reading = read([line(level, 270, 20)], [])
    return replace(reading.markings[0], struck=struck)


@pytest.mark.parametrize(
    ("markings", "original", "current"),
    [
        ((), "unknown", "unknown"),
        ((("SECRET", False),), "SECRET", "SECRET"),
        ((("SECRET", True),), "SECRET", "unknown"),
        ((("CONFIDENTIAL", True), ("TOP SECRET", True)), "TOP SECRET", "unknown"),
    ],
)
def test_classification_is_never_concluded(
    markings: tuple[tuple[str, bool], ...], original: str, current: str
) -> None:
    result = document_classification([page(1, *(banner(t, struck=s) for t, s in markings))])
    assert (result.original, result.current) == (original, current)
    assert len(result.evidence) == len(markings)


def test_printed_state_is_taken_and_release_is_not() -> None:
    declassified = read([line("DECLASSIFIED Authority NND 123456 Date 2/3/99", 200, 100)], []).markings
    approved = read([line("Approved For Release 2005/03/07 : C01234567", 200, 10)], []).markings
    secret = banner("SECRET", struck=False)
    assert document_classification([page(1, secret, *declassified)]).current == "DECLASSIFIED"
    assert document_classification([page(1, secret, *approved)]).current == "unknown"


def test_repeated_headers_are_one_event() -> None:
    lines = [line("Approved For Release 2005/03/07 : C01234567", 200, y) for y in (10, 770)]
    first = interpret_page(lines, [], [], SIZE, 1, CONFIG).events
    second = interpret_page(lines, [], [], SIZE, 2, CONFIG).events
    (event,) = document_events([*second, *first, *second][2:])
    assert event.page == 1


@pytest.mark.parametrize(
    ("text", "whole", "what"),
    [
        ("SECRET", "SECRET", StruckWhat.CLASSIFICATION),
        ("SDCRDT", "SDCRDT", StruckWhat.CLASSIFICATION),
        ("(S//NF)", "(S//NF) The report", StruckWhat.PORTION_MARK),
        ("report", "The report says", StruckWhat.BODY),
        ("", "The report says", StruckWhat.BODY),
        ("Release", "Approved For Release 2005/03/07", StruckWhat.STAMP),
    ],
)
def test_struck_what(text: str, whole: str, what: StruckWhat) -> None:
    assert struck_what(text, line(whole, 80, 300)) is what


def test_struck_without_a_line() -> None:
    assert struck_what("", None) is StruckWhat.BODY
