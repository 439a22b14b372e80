from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from processors.config.text import TextConfig
from processors.geometry import Affine, Box, bounding
from processors.records import Line, LineKind, Word
from processors.text.layout import arrange
from tests.processors.text.typed import HEIGHT, WIDTH, line, typed, word

CONFIG = TextConfig()
SIZE = (WIDTH, HEIGHT)

LEFT = [
    "The harbour was closed in",
    "the first week of the year",
    "because of the heavy storm",
    "that came from the north.",
    "No ship could leave before",
    "the ice on the river broke.",
]
RIGHT = [
    "Grain was sent by railway",
    "instead, at a higher price",
    "than the board had allowed",
    "for, and the mills stood a",
    "whole month without work,",
    "as the minister had feared.",
]


def texts(lines: tuple[Line, ...]) -> list[str]:
    return [item.text for item in lines]


def test_fragments_of_one_baseline_become_one_line_with_the_gap() -> None:
    lines = [line("12 March 1961", x=400), line("Copy No. 4", x=72)]
    assert texts(arrange(lines, SIZE, CONFIG)) == ["Copy No. 4   12 March 1961"]


def test_label_and_value_stay_side_by_side_in_a_form() -> None:
    labels = typed(["Name:", "Post:", "Town:", "Date:", "Ship:"])
    values = typed(["A. Person", "Clerk", "Port", "1 May", "Vela"], x=250)
    arranged = texts(arrange([*labels, *values], SIZE, CONFIG))
    assert arranged[0] == "Name:   A. Person"
    assert arranged[4] == "Ship:   Vela"


def test_columns_are_read_one_after_the_other() -> None:
    columns = [*typed(LEFT, x=72), *typed(RIGHT, x=320, y=103)]
    heading = line("REPORT ON THE CLOSING OF THE HARBOUR AND WHAT IT COST", x=90, y=70)
    foot = line("This page was typed by the harbour board and checked twice by hand.", x=72, y=200)
    shuffled = [foot, *columns, heading]
    random.Random(4).shuffle(shuffled)
    assert texts(arrange(shuffled, SIZE, CONFIG)) == [heading.text, *LEFT, *RIGHT, foot.text]


def test_columns_on_the_same_baselines_are_columns_too() -> None:
    lines = [*typed(LEFT, x=72), *typed(RIGHT, x=320)]
    random.Random(5).shuffle(lines)
    assert texts(arrange(lines, SIZE, CONFIG)) == [*LEFT, *RIGHT]


def test_three_columns() -> None:
    third = [text[::-1] for text in LEFT]
    lines = [*typed(third, x=400, y=101), *typed(RIGHT, x=210, y=104), *typed(LEFT, x=20)]
    small = [_scaled(item) for item in lines]
    assert texts(arrange(small, SIZE, CONFIG)) == [*LEFT, *RIGHT, *third]


def _scaled(item: Line) -> Line:
    """Narrower type, so that three columns fit."""
    x0 = item.bbox.x0
    words = tuple(
        replace(w, bbox=Box(x0 + (w.bbox.x0 - x0) * 0.85, w.bbox.y0, x0 + (w.bbox.x1 - x0) * 0.85, w.bbox.y1))
        for w in item.words
    )
    return replace(item, words=words, bbox=bounding(w.bbox for w in words))


def test_rows_of_a_table_are_not_columns() -> None:
    names = ["Grain and flour", "Salted fish", "Coal and coke", "Timber, sawn", "Wool and yarn"]
    lines = typed(names)
    for x in (260.0, 340.0, 420.0):
        lines += typed(["1,200", "300", "45", "7,000", "88"], x=x)
    assert texts(arrange(lines, SIZE, CONFIG))[1] == "Salted fish   300   300   300"


def test_a_stamp_beside_a_letterhead_stays_together() -> None:
    head = typed(["Board of the Northern Harbour", "Office of the Clerk", "Old Mole 4"], y=60, leading=13)
    stamp = typed(["RECEIVED BY REGISTRY", "DATE: 11-09-1958"], x=400, y=66, leading=13)
    assert texts(arrange([*stamp, *head], SIZE, CONFIG)) == [
        "Board of the Northern Harbour",
        "Office of the Clerk",
        "Old Mole 4",
        "RECEIVED BY REGISTRY",
        "DATE: 11-09-1958",
    ]


def test_a_code_in_the_margin_is_a_line_of_its_own() -> None:
    body = typed(["The name of the pilot was known to the board at that time and", "to the clerk."])
    code = line("(b)(3)", x=560, y=100)
    arranged = arrange([*body, code], SIZE, CONFIG)
    assert [item.kind for item in arranged if item.text == "(b)(3)"] == [LineKind.CODE]
    assert body[0].text in texts(arranged)


def test_a_margin_code_that_the_engine_put_into_the_line_is_taken_out() -> None:
    body = typed(["The name of the pilot was known to the board at that time and"] * 3)
    joined = line(f"{body[0].text}  b7C", y=140)
    assert texts(arrange([*body, joined], SIZE, CONFIG))[-2:] == [body[0].text, "b7C"]


def test_letter_spaced_capitals_close_up_in_the_text_and_not_in_the_words() -> None:
    item = arrange([line("S E C R E T  190508Z JAN 96")], SIZE, CONFIG)[0]
    assert item.text == "SECRET 190508Z JAN 96"
    assert [w.text for w in item.words][:6] == list("SECRET")


def test_two_letter_spaced_words_stay_two() -> None:
    assert arrange([line("T O P   S E C R E T")], SIZE, CONFIG)[0].text == "TOP SECRET"


def test_initials_are_not_letter_spaced() -> None:
    assert arrange([line("J F K papers")], SIZE, CONFIG)[0].text == "J F K papers"


def test_struck_words_are_marked_in_the_text() -> None:
    item = arrange([line("TOP SECRET copy", struck=("TOP", "SECRET"))], SIZE, CONFIG)[0]
    assert item.text == "~~TOP SECRET~~ copy"


def test_kinds_of_lists_and_headings() -> None:
    lines = typed(
        [
            "MEMORANDUM FOR THE CLERK",
            "",
            "The board met on Monday and agreed on what has to be done next.",
            "1. The mole is to be mended before the winter comes.",
            "(a) Stone is to be brought by barge.",
            "o   the first barge is the Vela",
            "o   the second barge is the Lyra",
            "- 3 -",
        ]
    )
    kinds = [item.kind for item in arrange(lines, SIZE, CONFIG)]
    item, body = LineKind.LIST_ITEM, LineKind.BODY
    assert kinds == [LineKind.HEADING, body, item, item, item, item, body]


def test_a_single_letter_at_a_line_start_is_no_bullet() -> None:
    lines = typed(["e will be sent to the board on Monday,", "and so will the rest of it."])
    assert {item.kind for item in arrange(lines, SIZE, CONFIG)} == {LineKind.BODY}


def test_kinds_that_lines_came_with_are_kept() -> None:
    stamp = line("APPROVED FOR RELEASE", kind=LineKind.STAMP)
    assert arrange([stamp], SIZE, CONFIG)[0].kind is LineKind.STAMP


def test_capitals_are_no_headings_on_a_page_of_capitals() -> None:
    lines = typed([text.upper() for text in LEFT])
    assert {item.kind for item in arrange(lines, SIZE, CONFIG)} == {LineKind.BODY}


def test_no_lines_give_no_lines() -> None:
    assert arrange([], SIZE, CONFIG) == ()


numbers = st.floats(min_value=-50, max_value=900, allow_nan=False)
boxes = st.tuples(numbers, numbers, numbers, numbers).map(
    lambda v: Box(min(v[0], v[2]), min(v[1], v[3]), max(v[0], v[2]), max(v[1], v[3]))
)
words = st.builds(
    Word,
    text=st.text(alphabet="abcXYZ1239.-()~|", min_size=0, max_size=8),
    bbox=boxes,
    confidence=st.floats(min_value=0, max_value=1),
    engine=st.just("test"),
    struck=st.booleans(),
)
any_lines = st.lists(
    st.lists(words, min_size=1, max_size=5).map(
        lambda ws: Line(
            " ".join(w.text for w in ws), bounding(w.bbox for w in ws), 0.9, LineKind.BODY, tuple(ws)
        )
    ),
    max_size=12,
)


def _bag(lines: list[Line] | tuple[Line, ...]) -> list[Word]:
    return sorted((w for item in lines for w in item.words), key=repr)


@settings(deadline=None, max_examples=60)
@given(any_lines)
def test_arrange_keeps_every_word_of_any_page(lines: list[Line]) -> None:
    assert _bag(arrange(lines, SIZE, CONFIG)) == _bag(lines)


@st.composite
def typed_pages(draw: st.DrawFn) -> list[Line]:
    """Pages of one or two columns with ragged lines, in any order, cut into fragments, slightly skewed."""
    columns = draw(st.sampled_from([(72.0,), (40.0, 330.0)]))
    length = 62 if len(columns) == 1 else 34
    skew = Affine.rotation(draw(st.floats(min_value=-0.8, max_value=0.8)), 306, 396)
    lines: list[Line] = []
    for x in columns:
        y = draw(st.sampled_from([100.0, 104.0]))
        for number in range(draw(st.integers(min_value=5, max_value=14))):
            share = draw(st.sampled_from([1.0, 1.0, 1.0, 0.9, 0.4]))
            text = ("harbour board and mole " * 4)[: int(length * share)].strip()
            lines.append(line(text, x, y + number * 13))
    moved = [
        replace(item, words=tuple(replace(w, bbox=skew.box(w.bbox)) for w in item.words)) for item in lines
    ]
    return draw(st.permutations(moved))


@settings(deadline=None, max_examples=40)
@given(typed_pages())
def test_arranging_twice_changes_nothing(lines: list[Line]) -> None:
    once = arrange(lines, SIZE, CONFIG)
    assert arrange(once, SIZE, CONFIG) == once


@settings(deadline=None, max_examples=25)
@given(typed_pages(), st.randoms(use_true_random=False))
def test_the_order_of_the_engine_does_not_matter(lines: list[Line], rng: random.Random) -> None:
    shuffled = list(lines)
    rng.shuffle(shuffled)
    assert texts(arrange(shuffled, SIZE, CONFIG)) == texts(arrange(lines, SIZE, CONFIG))


def test_a_tall_rotated_word_does_not_swallow_lines() -> None:
    tall = Word("RECEIVED", Box(20, 90, 30, 200), 0.9, "test")
    margin = Line("RECEIVED", tall.bbox, 0.9, LineKind.BODY, (tall,))
    arranged = texts(arrange([margin, *typed(LEFT)], SIZE, CONFIG))
    assert [text for text in arranged if text != "RECEIVED"] == LEFT


def test_word_helper_measures_like_type() -> None:
    assert word("On", 0, 0).bbox.height > word("on", 0, 0).bbox.height
