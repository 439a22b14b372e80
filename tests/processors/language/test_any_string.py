"""No string may raise, and time must stay linear in its length."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processors.config.language import LanguageConfig
from processors.language.authority import find_authority
from processors.language.classification import find_banner, find_portion_marks
from processors.language.dates import find_dates
from processors.language.denied import find_denied, find_omissions
from processors.language.exemptions import find_codes, meaning, only_codes, statute_of
from processors.language.identifiers import find_identifiers
from processors.language.parse import parse_marking
from processors.language.releases import find_release
from processors.language.struck import struck_what

CONFIG = LanguageConfig()
SEEDS = (
    "(b)(1)", "(b) (7) (C)", "b7E-1, 2, 3, 6", "25X1A", "1.4(c)", "TOP SECRET//SI//NOFORN", "(S//NF)", "S E C R E T ",
    "Approved For Release 2005/03/07 : CIA-RDP75B00380R000400050006-1", "DECLASSIFY ON: 25X1", "GROUP 1 ",
    "Next 5 Page(s) In Document Denied", "[less than 2 lines not declassified]", "NW 1 DocId:32000001 Page 1",
    "P.L. 86 -3 6", "E.O. 12958, SEC. 3.5 ", "REL TO USA, GBR, AUS", "Case No. F-2015-01234",
    "-", "(", " ", "1", "O", "\n",
)  # fmt: skip
FINDERS: dict[str, Callable[[str], object]] = {
    "parse": parse_marking,
    "parse strict": lambda t: parse_marking(t, tolerant=False),
    "codes": lambda t: find_codes(t, tolerant=True, agency="CIA"),
    "only": lambda t: only_codes(t, tolerant=False),
    "meaning": lambda t: meaning(t, t) + meaning(t, "FOIA") + meaning(t, "EO 13526"),
    "statute": statute_of,
    "banner": lambda t: find_banner(t, CONFIG),
    "portion": lambda t: find_portion_marks(t, CONFIG, tolerant=True),
    "authority": lambda t: find_authority(t, CONFIG),
    "dates": lambda t: find_dates(t, CONFIG, tolerant=True),
    "release": lambda t: find_release(t, CONFIG),
    "identifiers": lambda t: find_identifiers(t, CONFIG),
    "denied": lambda t: (find_denied(t, CONFIG), find_omissions(t, CONFIG)),
    "struck": lambda t: struck_what(t, None),
}

noise = st.text(alphabet="b(){}[]1l7CXS25-., /:O~hEAD'", max_size=16)
mutated = st.lists(st.one_of(st.sampled_from(SEEDS), st.text(max_size=6)), max_size=8).map("".join)


@pytest.mark.parametrize("name", FINDERS)
@given(text=st.one_of(st.text(max_size=80), mutated, noise))
@settings(max_examples=60, deadline=None)
def test_never_raises(name: str, text: str) -> None:
    FINDERS[name](text)


@given(text=mutated)
@settings(max_examples=100, deadline=None)
def test_spans_lie_in_the_text(text: str) -> None:
    for match in find_codes(text, tolerant=True):
        assert 0 <= match.start < match.end <= len(text)
        assert 0.0 <= match.confidence <= 1.0
    for number in find_identifiers(text, CONFIG):
        assert 0 <= number.start < number.end <= len(text)


@pytest.mark.parametrize("name", FINDERS)
@pytest.mark.parametrize("seed", SEEDS)
def test_hundred_thousand_characters_take_no_time(name: str, seed: str) -> None:
    text = (seed * 100_000)[:100_000]
    start = time.perf_counter()
    FINDERS[name](text)
    assert time.perf_counter() - start < 3.0
