from __future__ import annotations

from dataclasses import replace

import pytest

from processors.compare.tokens import tokens_of
from processors.config.text import TextConfig
from processors.geometry import Box
from processors.outputs.citation import cite
from processors.outputs.withholdings import withholdings
from processors.text.beneath import SHARE, lies_in
from tests.processors.outputs.made import record_of
from tests.processors.text.typed import line, page, redaction


@pytest.mark.parametrize("share", [SHARE - 0.05, SHARE + 0.05])
def test_quotes_contexts_and_comparisons_ask_the_same_of_a_word(share: float) -> None:
    row = line("It is harbour today")
    word = row.words[2].bbox
    bar = Box(word.x1 - share * word.width, word.y0 - 1, word.x1 + 4, word.y1 + 1)
    found = replace(redaction((0, 0, 1, 1)), id="p1-r1x1", bbox=bar)
    record = record_of([page([row], redactions=[found])])
    told = share < SHARE
    assert lies_in(word, [bar]) is not told
    assert ("harbour" in next(iter(withholdings(record, TextConfig()))).before) is told
    assert ("harbour" in cite(record, "p1-l1").quote) is told
    assert ("harbour" in [token.text for token in tokens_of(record.pages)]) is told
