"""What has the shape of an exemption code, and what only begins like one."""

from __future__ import annotations

import pytest

from processors.text.fragments import looks_like_code


@pytest.mark.parametrize(
    "text",
    ["(b)(1)", "b7C", "(b) (3)-P.L. 86-36", "(b)(l)", "bl", "3.5(c)", "25X1", "STAT", "STATINTL", "STATSPEC"],
)
def test_codes_well_and_badly_read(text: str) -> None:
    assert looks_like_code(text)


@pytest.mark.parametrize(
    "text", ["blue", "Bill of lading", "BITTER", "Blue/Grey Sky", "birth", "STATE", "STATION", "STATES"]
)
def test_words_that_begin_like_one(text: str) -> None:
    assert not looks_like_code(text)
