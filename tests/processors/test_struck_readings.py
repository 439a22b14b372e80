"""Markings under strikes that readers did not spell out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest

from processors.config.language import LanguageConfig
from processors.config.overtyped import WeighingConfig
from processors.geometry import Box
from processors.marks.strikes import StrikeMark
from processors.ocr.line_reader import Weighed
from processors.records import StrikeStyle
from processors.scan import Raster
from processors.struck_readings import likely_marking, markings_beside, with_both_slashes

PAGE = np.full((100, 300), 255, np.uint8)
PLACE = Box(50, 40, 150, 60)


@dataclass(frozen=True)
class Weigher:
    """Gives some texts a likelihood, all others none to speak of."""

    read: str
    likely: dict[str, float]

    def weigh(self, image: Raster, box: Box, texts: Sequence[str], margin: float) -> Weighed:  # noqa: ARG002
        return Weighed(self.read, tuple(self.likely.get(text, -99.0) for text in texts))


def struck(box: Box) -> StrikeMark:
    return StrikeMark(box, StrikeStyle.HORIZONTAL, 0.9)


def told(read: str, box: Box = PLACE, **likely: float) -> str:
    return likely_marking(PAGE, struck(box), 300.0, Weigher(read, likely), WeighingConfig())


def test_a_marking_is_told_that_is_likelier_than_all_else() -> None:
    assert told("SEURET", SECRET=-4.0, REGRET=-12.0) == "SECRET"


@pytest.mark.parametrize(
    ("read", "likely"),
    [
        ("SEGRET", {"SECRET": -4.0, "REGRET": -6.0}),  # another word is nearly as likely
        ("REGRET", {"SECRET": -9.0, "REGRET": -1.0}),  # another is likelier
        ("SECRET", {"SECRET": -20.0}),  # hardly likely at all
        ("monday", {"SECRET": -4.0}),  # something else is read
        ("", {"SECRET": -4.0}),
    ],
)
def test_no_marking_is_told_where_that_is_not_clear(read: str, likely: dict[str, float]) -> None:
    assert told(read, **likely) == ""


@pytest.mark.parametrize(
    ("marking", "there"),
    [
        ("SECRET", "SECRET,"),
        ("TOP SECRET", "TOP SECRET."),
        ("(S/NF)", "(S/INF)"),
        ("(S//NF)", "(S//INF)"),
        ("(C)", "(c)"),
        ("(S)", "(s)"),
        ("(S)", "(US)"),
        ("(U)", "(O)"),
    ],
)
def test_no_marking_is_told_where_a_text_of_one_other_sign_stands(marking: str, there: str) -> None:
    assert told(there, **{marking: -3.0, there: -0.1}) == ""
    assert told(there, **{marking: -3.0, there: -6.0}) == ""
    assert told(marking, **{marking: -0.1, there: -7.0}) == marking


@pytest.mark.parametrize(
    ("other", "text"),
    [("(S//NE)", "(S//NF)"), ("(S//INF)", ""), ("(G//NF)", ""), ("(s//nf)", "")],
)
def test_controls_that_are_not_in_use_may_be_likelier(other: str, text: str) -> None:
    assert told(other, **{"(S//NF)": -3.5, other: -0.5}) == text
    assert told(other, **{"(S//NF)": -5.5, other: -0.5}) == ""


@pytest.mark.parametrize(
    ("beside", "both"),
    [
        ("SECRET//NOFORN", False),
        ("(S//NF)", False),
        ("(S/NF)", True),
        ("http://www.nsa.gov", True),
        ("either//or", True),
    ],
)
def test_pages_with_two_slashes_bear_no_marking_with_one(beside: str, both: bool) -> None:
    markings = markings_beside([beside], LanguageConfig())
    assert ("(S/NF)" in markings) == ("SECRET/NOFORN" in markings) == both
    assert {"(S//NF)", "(S)", "TOP SECRET", "SECRET//ORCON/NOFORN"} <= set(markings)


def test_of_one_slash_and_two_the_page_tells_which() -> None:
    weigher = Weigher("(S/NF)", {"(S//NF)": -1.0, "(S/NF)": -0.8})
    args = (PAGE, struck(PLACE), 300.0, weigher, WeighingConfig())
    assert likely_marking(*args) == ""
    assert likely_marking(*args, ["(S//NF)", "(S)"]) == "(S//NF)"


@pytest.mark.parametrize("box", [Box(50, 40, 55, 60), Box(0, 40, 300, 45)])
def test_places_that_hold_no_marking_are_not_weighed(box: Box) -> None:
    assert told("SECRET", box, SECRET=-1.0) == ""


@pytest.mark.parametrize(
    ("read", "seen", "told_as"),
    [
        ("SECRET/NOFORN", "SECRET//NOFORN", "SECRET//NOFORN"),
        ("SECRET/NOFORN", "SECRET/NOFORN", ""),
        ("SECRET/NOFORN", "SEGRET//NOFORN", ""),
        ("SECRET//NOFORN", "SECRET//NOFORN", ""),
        ("NOFORN/SECRET", "NOFORN//SECRET", ""),
        ("SECRET", "SECRET", ""),
    ],
)
def test_a_banner_gets_its_second_slash_where_it_is_spelled_out(read: str, seen: str, told_as: str) -> None:
    assert with_both_slashes(read, PAGE, PLACE, Weigher(seen, {}), WeighingConfig()) == told_as


@pytest.mark.parametrize(
    ("marking", "rival", "told_as"),
    [
        ("(S//NF)", "(S//NE)", "(S//NF)"),  # no control: a line makes an E of an F
        ("(TS/NF)", "(TS/ND)", ""),
        ("(S//RS)", "(S//DS)", ""),
        ("(S//TK//FISA)", "(S//NK//FISA)", ""),
        ("(TS//SI)", "(TS//SI)", "(TS//SI)"),
    ],
)
def test_another_control_in_use_is_no_misreading(marking: str, rival: str, told_as: str) -> None:
    assert told(marking, **{rival: -3.0, marking: -4.0}) == told_as


def test_nothing_is_told_of_an_empty_place() -> None:
    class Blind:
        def weigh(self, *_: object) -> Weighed:
            return Weighed("", ())

    assert likely_marking(PAGE, struck(PLACE), 300.0, Blind(), WeighingConfig()) == ""


@dataclass(frozen=True)
class SeesStrokes:
    """Is in doubt where there is ink on the page and says `bare` where there is none."""

    bare: dict[str, float]

    def weigh(self, image: Raster, box: Box, texts: Sequence[str], margin: float) -> Weighed:
        likely = {"SECRET": -3.0, "REGRET": -7.0} if (image < 128).any() else self.bare
        return Weigher("SEGRET", likely).weigh(image, box, texts, margin)


@pytest.mark.parametrize(
    ("bare", "text"),
    [
        ({"SECRET": -3.0, "REGRET": -10.0}, "SECRET"),
        ({"SECRET": -4.0, "REGRET": -3.0}, ""),
        ({"SECRET": -30.0, "REGRET": -60.0}, ""),
    ],
)
def test_what_is_not_clear_under_a_stroke_is_looked_at_without_it(bare: dict[str, float], text: str) -> None:
    page = PAGE.copy()
    page[49:52, 40:160] = 0
    assert likely_marking(page, struck(PLACE), 300.0, SeesStrokes(bare), WeighingConfig()) == text
