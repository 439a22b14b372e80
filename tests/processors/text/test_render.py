from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from processors.config.text import TextConfig
from processors.geometry import Box
from processors.records import (
    FindingStatus,
    Line,
    LineKind,
    Marking,
    MarkingKind,
    Page,
    PageStatus,
    Redaction,
    RedactionKind,
)
from processors.text.layout import arrange
from processors.text.render import render_document
from tests.processors.text.typed import LEADING, PITCH, line, page, redaction, restruck, typed

CONFIG = TextConfig()


def text_of(*pages: Page) -> list[str]:
    """The non-empty lines of the reading text."""
    arranged = [replace(p, lines=arrange(p.lines, (p.width, p.height), CONFIG)) for p in pages]
    return [part for part in render_document(arranged).split("\n") if part]


def body(*texts: str) -> Page:
    return page(typed(texts))


def test_memorandum_comes_out_as_the_page_shows_it() -> None:
    lines = typed(
        [
            "(b)(3)",
            "",
            "",
            "                 MEMORANDUM FOR THE RECORD",
            "                  State of the North Mole",
            "",
            "                                        14 March 1957",
            "",
            "     The harbour board met on Monday and heard the clerk on the con-",
            "dition of the mole, which has suffered in the storms of the past two",
            "winters.",
            "",
            "     The following was agreed:",
            "",
            "     •  stone is to be brought by barge before the first of May, at a",
            "        price that the board has yet to fix;",
            "     •  the light is to be mended;",
            "     •  the clerk is to report in June.",
            "",
            "          APPROVED FOR RELEASE",
            "          DATE: 08-31-2009",
            "",
            "                            SECRET",
        ]
    )
    lines[-1] = restruck(lines[-1], "SECRET")
    assert text_of(page(lines)) == [
        "(b)(3)",
        "MEMORANDUM FOR THE RECORD",
        "State of the North Mole",
        "14 March 1957",
        (
            "The harbour board met on Monday and heard the clerk on the condition of the mole, which has suffered "
            "in the storms of the past two winters."
        ),
        "The following was agreed:",
        "- stone is to be brought by barge before the first of May, at a price that the board has yet to fix;",
        "- the light is to be mended;",
        "- the clerk is to report in June.",
        "APPROVED FOR RELEASE",
        "DATE: 08-31-2009",
        "~~SECRET~~",
    ]


LONG = "The harbour board met on Monday and heard the clerk on the state of"


def test_hyphen_stays_where_the_document_writes_it() -> None:
    first = body("The re-entry of the Vela was seen by the whole of the harbour board and", "the clerk.")
    second = body(
        "The harbour board met on Monday and heard the clerk speak of the re-", "entry of the Lyra."
    )
    assert text_of(first, second)[-1].endswith("of the re-entry of the Lyra.")


def test_hyphen_stays_before_capitals_and_digits() -> None:
    assert "Anglo-Norse" in text_of(body(LONG + " Anglo-", "Norse trade."))[0]
    assert "1975-76" in text_of(body(LONG + " 1975-", "76 trade."))[0]


def test_a_dash_at_a_line_end_is_no_hyphen() -> None:
    assert "state of -- the" in text_of(body(LONG + " --", "the mole."))[0]


def test_paragraphs_break_at_indent_gap_and_short_line() -> None:
    lines = [LONG, "the mole and of the light.", LONG, "the barges, which", "", LONG, "the stone."]
    lines[2] = "    " + lines[2]
    assert len(text_of(body(*lines))) == 3


def test_double_spaced_lines_stay_one_paragraph() -> None:
    lines = typed(
        [LONG, "the mole, and of the barges that bring the stone and the lamps for", "it."], leading=26
    )
    assert len(text_of(page(lines))) == 1


def test_a_sentence_flows_over_the_page() -> None:
    first, second = body(LONG), body("the mole, and agreed.", "", "Nothing else was said.")
    assert text_of(first, second) == [f"{LONG} the mole, and agreed.", "Nothing else was said."]


def test_a_sentence_that_ended_does_not_flow_over_the_page() -> None:
    assert len(text_of(body(LONG + " it."), body("The next item was the light."))) == 2


def test_redactions_stand_where_they_stand_in_the_line() -> None:
    #            0123456789012345678901234567890123456789
    item = line("The pilot          met          in the harbour of the north on the first day.")
    y0, y1 = item.bbox.y0 - 1, item.bbox.y1 + 1
    one = redaction((72 + 10 * PITCH, y0, 72 + 18 * PITCH, y1), "(b)(1)", "(b)(3)")
    two = redaction((72 + 23 * PITCH, y0, 72 + 31 * PITCH, y1))
    got = text_of(page([item], redactions=[two, one]))
    assert got == [
        "The pilot [REDACTED (b)(1) (b)(3)] met [REDACTED] in the harbour of the north on the first day."
    ]


def test_a_redaction_between_paragraphs_is_a_line_of_its_own() -> None:
    above, below = typed([LONG, "the mole."]), typed(["Nothing else was said on that day."], y=240)
    box = redaction((72, 140, 540, 220), "(b)(3)")
    assert text_of(page([*above, *below], redactions=[box])) == [
        f"{LONG} the mole.",
        "[REDACTED (b)(3)]",
        "Nothing else was said on that day.",
    ]


def test_one_block_over_three_lines_is_one_token() -> None:
    first = line("The pilot of the barge was known to be", y=100)
    last = line("and left the town.", x=72 + 20 * PITCH, y=100 + 2 * LEADING)
    boxes = [
        redaction((72 + 39 * PITCH, 98, 540, 111), "(b)(6)"),
        redaction((72, 99 + LEADING, 540, 111 + LEADING)),
        redaction((72, 99 + 2 * LEADING, 70 + 19 * PITCH, 111 + 2 * LEADING)),
    ]
    assert text_of(page([first, last], redactions=boxes)) == [
        "The pilot of the barge was known to be [REDACTED (b)(6)] and left the town."
    ]


def test_double_spaced_lines_withheld_are_one_token() -> None:
    lines = typed(
        [
            LONG,
            "the mole, and of the barges that bring the stone and the lamps for",
            "the board, which had said in the spring of the year that it was,",
        ],
        leading=26,
    )
    lines += [line("all in good order.", y=100 + 6 * 26)]
    boxes = [redaction((72, 98 + n * 26, 540, 112 + n * 26), "(b)(1)") for n in (3, 4, 5)]
    assert text_of(page(lines, redactions=boxes))[0].endswith("it was, [REDACTED (b)(1)] all in good order.")


def test_a_redaction_in_the_margin_does_not_cut_the_sentence() -> None:
    lines = typed(
        [LONG, "the mole and of the light, the barges and the stone that they bring,", "and agreed."]
    )
    box = redaction((30, 98, 66, 124), "(b)(3)")
    got = text_of(page(lines, redactions=[box]))
    assert got[0].startswith(f"{LONG} the mole") and got[0].endswith("and agreed.")
    assert got[1:] == ["[REDACTED (b)(3)]"]


def test_text_beside_a_tall_redaction_stays_one_paragraph() -> None:
    indent = " " * 24
    lines = typed(
        [
            f"{indent}A pilot of the harbour told the board that",
            f"{indent}no barge had left the mole in the night of",
            f"{indent}the storm, and that the light was out when",
            "the watch came, which nobody had said before in the whole of the year.",
        ]
    )
    box = redaction((72, 96, 72 + 22 * PITCH, 134))
    got = text_of(page(lines, redactions=[box]))
    assert len(got) == 1 and got[0].startswith("[REDACTED] A pilot of the harbour")


def test_neighbours_with_other_codes_stay_two() -> None:
    boxes = [redaction((72, 98, 540, 111), "(b)(1)"), redaction((72, 112, 540, 125), "(b)(6)")]
    assert " ".join(text_of(page([], redactions=boxes))) == "[REDACTED (b)(1)] [REDACTED (b)(6)]"


def test_a_linked_code_is_not_repeated() -> None:
    code = line("(b)(3)", x=300, y=150)
    box = redaction((72, 140, 540, 170), "(b)(3)", kind=RedactionKind.WHITE_BOX, code_box=code.bbox)
    assert text_of(page([*typed([LONG, "the mole."]), code], redactions=[box]))[1:] == ["[REDACTED (b)(3)]"]


def test_a_lone_code_in_the_margin_does_not_cut_the_sentence() -> None:
    lines = [*typed([LONG, "the mole and of the light and of the barges that bring the stone and"])]
    lines += [line("it is known.", y=100 + 2 * LEADING), line("b7C", x=575, y=100 + LEADING)]
    got = text_of(page(lines))
    assert got[0].endswith("stone and it is known.")
    assert got[1:] == ["b7C"]


def test_rejected_redactions_and_printed_notes_say_nothing() -> None:
    rejected = replace(redaction((72, 140, 540, 170)), status=FindingStatus.REJECTED)
    note = redaction((72, 100, 300, 110), kind=RedactionKind.EDITORIAL_NOTE)
    got = text_of(page(typed(["[less than 1 line not declassified]"]), redactions=[rejected, note]))
    assert got == ["[less than 1 line not declassified]"]


def test_words_under_a_digital_redaction_are_never_printed() -> None:
    item = line("The pilot was Ada Invented of the Vela.")
    name = bounding_of(item, "Ada", "Invented")
    got = text_of(page([item], redactions=[redaction(name, kind=RedactionKind.DIGITAL)]))
    assert got == ["The pilot was [REDACTED] of the Vela."]


def bounding_of(item: Line, *texts: str) -> Box:
    boxes = [w.bbox for w in item.words if w.text in texts]
    return Box(boxes[0].x0, boxes[0].y0, boxes[-1].x1, boxes[-1].y1)


def test_adjacent_struck_words_share_one_strike() -> None:
    assert text_of(page([line("TOP SECRET", struck=("TOP", "SECRET"))])) == ["~~TOP SECRET~~"]


def test_headers_and_footers_are_left_out() -> None:
    lines = [
        line("Approved", y=20, kind=LineKind.HEADER),
        *typed(["Text."]),
        line("-3-", y=770, kind=LineKind.FOOTER),
    ]
    assert text_of(page(lines)) == ["Text."]


def test_withheld_and_failed_pages() -> None:
    def withheld(redactions: tuple[Redaction, ...], *notes: str) -> Page:
        lines = typed(list(notes))
        marks = tuple(
            Marking(MarkingKind.DENIED_PAGE, item.text, {}, item.bbox, False, 0.9) for item in lines
        )
        blank = page(lines, redactions=redactions)
        return replace(blank, status=PageStatus.WITHHELD, markings=marks)

    full = redaction((0, 0, 612, 792), "(b)(1)", kind=RedactionKind.PAGE_DENIED)
    assert text_of(withheld((full,))) == ["[PAGE WITHHELD (b)(1)]"]
    note = "Next 5 Page(s) In Document Denied"
    assert text_of(withheld((), note)) == [f"[PAGE WITHHELD: {note}]"]
    failed = replace(page([], number=3), status=PageStatus.FAILED)
    assert text_of(failed) == ["[PAGE 3 COULD NOT BE READ]"]


def test_numbers_of_paragraphs_are_kept_and_skipped_ones_escaped() -> None:
    got = text_of(body("1. The mole.", "2. The light.", "5. The barges.", "(a) The Vela."))
    assert got == ["1. The mole.", "2. The light.", "5\\. The barges.", "(a) The Vela."]


def test_rows_of_a_table_stay_lines() -> None:
    got = text_of(body("Grain        1,200      300", "Fish           300       12"))
    assert got == ["Grain   1,200   300", "Fish   300   12"]


def test_line_numbers_of_a_transcript_stay_with_their_lines() -> None:
    got = text_of(
        body(*(f"{n}  and so the barge went on its way down the river to the mole" for n in range(1, 8)))
    )
    assert len(got) == 7


def test_headings_only_where_the_page_is_clear() -> None:
    lines = typed([LONG, "the mole.", "", "THE LIGHT", "", LONG, "the lamp."])
    assert text_of(page(lines))[1] == "## THE LIGHT"
    large = [line("Report on the Mole", y=60, size=2.0), *typed([LONG, "the mole, and of the light."])]
    assert text_of(page(large))[0] == "## Report on the Mole"


def test_a_marking_is_never_a_heading() -> None:
    lines = typed([LONG, "the mole.", "", "SECRET", "", LONG, "the lamp."])
    mark = Marking(MarkingKind.CLASSIFICATION, "SECRET", {}, lines[2].bbox, False, 0.9)
    assert text_of(replace(page(lines), markings=(mark,)))[1] == "SECRET"


def test_two_columns_read_one_after_the_other() -> None:
    left = typed(
        [
            "the mole was mended in",
            "the spring of the year",
            "by men of the harbour",
            "who came by barge from",
        ]
    )
    right = typed(
        [
            "the other shore at the",
            "time of the high water",
            "and went home again at",
            "the end of the summer.",
        ],
        x=320,
    )
    assert text_of(page([*right, *left])) == [
        (
            "the mole was mended in the spring of the year by men of the harbour who came by barge from "
            "the other shore at the time of the high water and went home again at the end of the summer."
        )
    ]


def test_empty_documents() -> None:
    assert render_document([]) == ""
    assert render_document([page([])]) == ""


plain = st.text(alphabet="abcdefghijklmnopqrstuvwxyzABCDEFGHI0123456789.,:;-()'", min_size=1, max_size=9)
paragraphs = st.lists(st.lists(plain, min_size=1, max_size=9).map(" ".join), min_size=1, max_size=14)


def alphanumeric(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9]", "", text)


@settings(deadline=None, max_examples=80)
@given(paragraphs)
def test_no_letter_or_digit_is_lost(texts: list[str]) -> None:
    lines = typed(texts)
    said = "".join(alphanumeric(item.text) for item in lines)
    assert alphanumeric(render_document([page(lines)])) == said


boxes = st.tuples(*[st.floats(min_value=-20, max_value=800)] * 4).map(
    lambda v: Box(min(v[0], v[2]), min(v[1], v[3]), max(v[0], v[2]), max(v[1], v[3]))
)


@settings(deadline=None, max_examples=60)
@given(paragraphs, st.lists(boxes, max_size=6), st.booleans())
def test_any_redactions_keep_the_text(texts: list[str], places: list[Box], coded: bool) -> None:
    codes = ("(b)(3)",) if coded else ()
    found = [redaction(tuple(box), *codes, code_box=Box(0, 0, 1, 1)) for box in places]
    text = render_document([page(typed(texts), redactions=found)])
    said = "".join(alphanumeric(item.text) for item in typed(texts))
    assert alphanumeric(re.sub(r"\[REDACTED[^\]]*\]", "", text)) == said
    assert ("[REDACTED" in text) == bool(places)
