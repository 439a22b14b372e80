from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processors.config.language import LanguageConfig
from processors.language.denied import withheld_on_page

CONFIG = LanguageConfig()


def pages(*texts: str) -> int:
    return sum(denied.count for _, denied in withheld_on_page(texts, CONFIG))


@pytest.mark.parametrize(
    ("texts", "count"),
    [
        (["Page Denied"], 1),
        (["Next 5 Page(s) In Document Denied"], 5),
        (["Next l2 Page(s) In Document Exempt"], 12),
        (["Page Denied", "Next 4 Page(s) In Document Denied"], 5),
        (["FOI/PA DELETED PAGE INFORMATION SHEET", "Total Deleted Page(s) = 40", "Page 17 ~ b1; b3;"], 40),
        (["DELETED PAGE INFORMATION SHEET", "Page 17 ~ b1; b3;", "Page 18 ~ b7E;", "Page 18 ~ b7E;"], 2),
        (["3 Page(s) withheld entirely at this location in the file."], 3),
        (["____ Page(s) withheld entirely at this location in the file."], 1),
        (["WITHDRAWAL SHEET (PRESIDENTIAL LIBRARIES)", "memo, 3 pp. 5/1/61 A", "cable, 2 pages 5/2/61 A"], 5),
        (["WITHDRAWAL NOTICE", "RG: 263", "Pages: 7", "Restriction code B"], 7),
        (["5 pages of source text not declassified"], 5),
    ],
)
def test_a_sheet_tells_how_many_pages_it_stands_for(texts: list[str], count: int) -> None:
    assert pages(*texts) == count


@pytest.mark.parametrize(
    "texts",
    [
        ["the page was denied to the press", "3 pp."],
        [
            "See the withdrawal sheet at the front of this folder for the documents that were taken out",
            "3 pp.",
        ],
        ["WITHDRAWAL SHEET"],
        ["total deleted", "page 5"],
        [],
    ],
)
def test_text_that_mentions_such_sheets_stands_for_none(texts: list[str]) -> None:
    assert pages(*texts) == 0


def test_the_place_is_the_line_of_the_notice() -> None:
    ((index, denied),) = withheld_on_page(["Approved For Release", "Page Denied"], CONFIG)
    assert (index, denied.agency) == (1, "CIA")


@given(st.lists(st.text(max_size=60), max_size=6))
def test_any_lines_are_read_without_an_error(texts: list[str]) -> None:
    assert pages(*texts) >= 0
