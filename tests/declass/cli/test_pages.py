from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declass.cli.pages import parse_pages
from processors.errors import UsageError


@pytest.mark.parametrize(
    ("text", "pages"),
    [("1", (1,)), ("1,3-5", (1, 3, 4, 5)), ("3-5,1,4", (1, 3, 4, 5)), ("8-", (8, 9)), (" 2 , 3 ", (2, 3))],
)
def test_ranges(text: str, pages: tuple[int, ...]) -> None:
    assert parse_pages(text, 9) == pages


@pytest.mark.parametrize("text", ["", "0", "10", "5-3", "a", "1,,2", "-3", "1-99999999"])
def test_wrong_ranges_are_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_pages(text, 9)


@given(st.text(max_size=20))
def test_any_text_gives_pages_of_the_file_or_a_usage_error(text: str) -> None:
    try:
        pages = parse_pages(text, 12)
    except UsageError:
        return
    assert pages == tuple(sorted(set(pages)))
    assert all(1 <= page <= 12 for page in pages)
