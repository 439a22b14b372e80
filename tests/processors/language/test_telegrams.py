"""What stands in telegrams of the State Department and the CIA: their classifying line, and the order behind it."""

from __future__ import annotations

import pytest

from processors.config.language import LanguageConfig
from processors.geometry import Box
from processors.language.authority import find_authority
from processors.language.classification import find_banner
from processors.language.page_markings import PageView, find_page_markings
from processors.language.struck import struck_what
from processors.records import Line, LineKind, StruckWhat, Word

CONFIG = LanguageConfig()


@pytest.mark.parametrize(
    ("text", "level", "controls"),
    [
        ("C O N F I D E N T I A L SECTION 1 OF 2 LIMA 7474", "CONFIDENTIAL", ()),
        ("C O N F I D E N T I A L LIMA 7474", "CONFIDENTIAL", ()),
        ("S E C R E T SECTION TWO OF THREE MOSCOW 12345", "SECRET", ()),
        ("S E C R E T EXDIS BUENOS AIRES 0123", "SECRET", ("EXDIS",)),
        ("S E C R E T 192010Z MAR 64 CITE LIMA 8593", "SECRET", ()),
        ("T O P S E C R E T LIMA 1234", "TOP SECRET", ()),
        ("LIMITED OFFICIAL USE SECTION 7 OF 7 LIMA 6614", "LIMITED OFFICIAL USE", ()),
        ("SECRET SECTION 1 OF 2 LIMA 0123", "SECRET", ()),
    ],
)
def test_the_line_that_classifies_a_telegram_is_a_banner(
    text: str, level: str, controls: tuple[str, ...]
) -> None:
    banner = find_banner(text, CONFIG, tolerant=False)
    assert banner is not None
    assert (banner.level, banner.controls) == (level, controls)


@pytest.mark.parametrize(
    "text",
    [
        "SECRET ROOM 1234",
        "C O N F I D E N T I A L FILE NUMBER 1234",
        "CONFIDENTIAL SECTION OF THE REPORT",
        "HE SAW SECTION 1 OF 2 LIMA 1234",
        "SECRET SECTION CHIEF OF STAFF",
        "CONFIDENTIAL SECTION HEAD OF PLANS",
        "PAGE 01 LIMA 07474 01 OF 02 040045Z",
    ],
)
def test_other_lines_with_a_number_are_none(text: str) -> None:
    assert find_banner(text, CONFIG) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "E.O. 12065: GDS 8/31/85 (DOE, JOHN F.) OR-P",
            {
                "regime": "EO 12065",
                "schedule": "GDS",
                "declassify_on": "1985-08-31",
                "classified_by": "DOE, JOHN F.",
            },
        ),
        # The month is no number of the schedule.
        (
            "E.O. 12065: GDS 1-8-85",
            {"regime": "EO 12065", "schedule": "GDS", "declassify_on": "1985-01-08"},
        ),
        ("E.O. 12065: RDS-1 3/4/00", {"regime": "EO 12065", "schedule": "RDS-1", "date": "2000-03-04"}),
        ("GDS 3 APR 1985", {"regime": "EO 11652", "schedule": "GDS", "declassify_on": "1985-04-03"}),
        ("GDS-12/31/85", {"regime": "EO 11652", "schedule": "GDS", "declassify_on": "1985-12-31"}),
        (
            "E.O. 12065: GDS 1/8/85 (ON REQUEST)",
            {"regime": "EO 12065", "schedule": "GDS", "declassify_on": "1985-01-08"},
        ),
        ("REVW 6/1/00", {"regime": "EO 12065", "schedule": "REVW", "review_on": "2000-06-01"}),
        ("E.O. 11652: XGDS-3", {"regime": "EO 11652", "schedule": "XGDS-3"}),
        ("E.O. 11652: GDS", {"regime": "EO 11652", "schedule": "GDS"}),
        ("SUBJECT TO ADS OF E.O. 11652", {"regime": "EO 11652", "schedule": "ADS"}),
    ],
)
def test_the_order_that_is_named_and_what_it_says(text: str, expected: dict[str, str]) -> None:
    block = find_authority(text, CONFIG)
    assert block is not None
    assert dict(block.fields) == {"type": "authority_block", **expected}


@pytest.mark.parametrize(
    "text",
    [
        "INFO OCT-01 ARA-11 ADS-00 SOE-02",
        "TV ADS WERE BOUGHT",
        "CLASSIFIED ADS",
        "IN ORDER TO PLACE ADS",
        "E.O. 12065: N/A",
    ],
)
def test_offices_and_words_are_no_schedule(text: str) -> None:
    assert find_authority(text, CONFIG) is None


def telegram(*struck: int) -> tuple[list[bool], list[str]]:
    """A page with the line `SECRET SECTION 1 OF 2 LIMA 0123`, of which some words are struck."""
    texts = ["SECRET", "SECTION", "1", "OF", "2", "LIMA", "0123"]
    words = tuple(
        Word(text, Box(50 + 60 * k, 100, 100 + 60 * k, 112), 0.97, "tesseract", struck=k in struck)
        for k, text in enumerate(texts)
    )
    line = Line(" ".join(texts), Box(50, 100, 460, 112), 0.97, LineKind.BODY, words)
    boxes = tuple(words[k].bbox for k in struck)
    found = find_page_markings(PageView((line,), boxes, (612.0, 792.0), 12.0, CONFIG)).markings
    return [mark.struck for mark in found], [struck_what(texts[k], line) for k in struck]


def test_the_level_of_a_telegram_is_struck_and_its_office_is_not_the_level() -> None:
    assert telegram() == ([False], [])
    assert telegram(0) == ([True], [StruckWhat.CLASSIFICATION])
    assert telegram(5, 6) == ([False], [StruckWhat.BODY, StruckWhat.BODY])
