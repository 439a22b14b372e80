from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from processors.geometry import Box
from processors.ocr.tsv import parse_tsv

HEADING = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"


def row(line: int, number: int, left: int, confidence: str, text: str, level: int = 5) -> str:
    return f"{level}\t1\t1\t1\t{line}\t{number}\t{left}\t10\t30\t12\t{confidence}\t{text}"


def test_words_are_gathered_into_lines() -> None:
    table = "\n".join(
        [HEADING, row(1, 0, 0, "-1", "", level=4), row(1, 1, 5, "96.5", "two"), row(1, 2, 40, "88", "words"),
         row(2, 1, 5, "12", "below"), row(2, 2, 50, "95", " ")]
    )  # fmt: skip
    lines = parse_tsv(table, 200, 100)
    assert [line.text for line in lines] == ["two words", "below"]
    assert lines[0].box == Box(5, 10, 70, 22)
    assert lines[0].words[0].confidence == 0.965


def test_boxes_are_cut_to_the_image_and_broken_rows_skipped() -> None:
    table = "\n".join([HEADING, row(1, 1, 90, "90", "edge"), row(2, 1, 150, "90", "off"), row(3, 1, 5, "nan", "odd"),
                       row(4, 1, 5, "-1", "none"), "5\tshort", row(5, 1, 5, "x", "text")])  # fmt: skip
    lines = parse_tsv(table, 100, 100)
    assert [line.text for line in lines] == ["edge"]
    assert lines[0].box.x1 == 100


@given(st.text() | st.lists(st.lists(st.text(max_size=6) | st.just("5"), min_size=12, max_size=12).map("\t".join)).map(
    "\n".join))  # fmt: skip
def test_no_table_breaks_it(table: str) -> None:
    for line in parse_tsv(table, 100, 80):
        for word in line.words:
            assert word.text and 0 <= word.confidence <= 1
            assert word.box.covered_by(Box(0, 0, 100, 80)) > 0.999


@given(st.integers(-50, 150), st.integers(-50, 150), st.floats(allow_nan=True, allow_infinity=True))
def test_any_numbers_give_boxes_inside(left: int, top: int, confidence: float) -> None:
    table = f"{HEADING}\n5\t1\t1\t1\t1\t1\t{left}\t{top}\t40\t20\t{confidence}\tword"
    for line in parse_tsv(table, 100, 80):
        assert 0 <= line.box.x0 < line.box.x1 <= 100
        assert 0 <= line.box.y0 < line.box.y1 <= 80
