"""The second reading of a page, with a second reader that says what the test wants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from processors.config.fusion import FusionConfig, RapidConfig
from processors.geometry import Affine, Box
from processors.ocr.engine import EngineLine, EngineWord
from processors.ocr.fusion import Fused, second_reading, straight_picture
from processors.ocr.fusion.budget import Scanned
from processors.ocr.fusion.legible import GARBLED, SCRAP
from processors.ocr.fusion.places import is_one_row
from processors.ocr.fusion.second import UNSEEN
from processors.ocr.line_reader import Character, LineReading
from processors.ocr.rapid import RapidEngine
from processors.ocr.unread import unread
from processors.scan import Raster

PAPER = np.full((1000, 1000), 255, np.uint8)
CONFIG = FusionConfig()
PITCH = 20.0
SCANNED = Scanned(1_000_000, 1000)


class Saying(RapidEngine):
    """Reads each given box as the given text."""

    def __init__(self, says: dict[Box, str], confidence: float = 0.97) -> None:
        super().__init__(RapidConfig())
        self.says, self.confidence = says, confidence
        self.asked: list[Box] = []
        self.detected = 0
        self.characters: list[int] = []
        self.looked_through: list[Raster] = []
        self.read_from: list[Raster] = []

    def detect(self, image: Raster) -> tuple[Box, ...]:
        self.looked_through.append(image)
        self.detected += 1
        return tuple(self.says)

    def read_lines(
        self,
        image: Raster,
        boxes: Sequence[Box],
        timeout: float,  # noqa: ARG002
        margin: float | None = None,  # noqa: ARG002
        characters: Sequence[int] = (),
    ) -> tuple[LineReading, ...]:
        self.read_from.append(image)
        self.asked.extend(boxes)
        self.characters.extend(characters)
        return tuple(self._line(box) for box in boxes)

    def _line(self, box: Box) -> LineReading:
        text = next((t for b, t in self.says.items() if b.iou(box) > 0.5), "")
        step = box.width / max(1, len(text))
        found = (Character(c, box.x0 + (k + 0.5) * step, self.confidence) for k, c in enumerate(text))
        return LineReading(box, tuple(found))


def line(text: str, y: float, confidence: float, x: float = 100.0) -> EngineLine:
    words = []
    for word in text.split(" "):
        words.append(EngineWord(word, Box(x, y, x + PITCH * len(word), y + 30), confidence))
        x += PITCH * (len(word) + 1)
    return EngineLine.of(words)


def read(lines: Sequence[EngineLine], engine: RapidEngine, image: Raster = PAPER) -> Fused:
    return second_reading(image, lines, "tesseract", engine, CONFIG, 60.0)


def with_letters(count: int, high: int = 24) -> Raster:
    """A page with so many letter-like blocks where nobody has read anything."""
    image = PAPER.copy()
    for k in range(count):
        image[800 : 800 + high, 100 + 30 * k : 116 + 30 * k] = 0
    return image


GOOD = [line("the harbour keeper lit a lantern on the northern jetty", 100 + 60 * k, 0.97) for k in range(8)]


def test_a_sure_page_is_left_alone() -> None:
    engine = Saying({g.box: "xxx" for g in GOOD})
    fused = read(GOOD, engine)
    assert engine.asked == []
    assert [f.text for f in fused.lines] == [g.text for g in GOOD]
    assert {w.engine for f in fused.lines for w in f.words} == {"tesseract"}


def test_everything_is_read_again_where_that_is_set() -> None:
    engine = Saying({g.box: g.text for g in GOOD})
    everything = replace(CONFIG, everything=True)
    fused = second_reading(PAPER, GOOD, "tesseract", engine, everything, 60.0)
    assert engine.asked == [g.box for g in GOOD]
    assert {w.engine for f in fused.lines for w in f.words} == {"tesseract+rapidocr"}
    assert fused.parameters["reason"] == "everything is read twice"


def test_lines_of_mottled_pages_are_read_blurred_and_looked_for_as_they_are() -> None:
    page = with_letters(20)
    poor = [line("the o1d jctty", 100, 0.2)]
    engine = Saying({poor[0].box: "the old jetty"})
    fused = second_reading(page, poor, "tesseract", engine, CONFIG, 60.0, blur=1.5)
    assert fused.lines[0].text == "the old jetty"
    (looked,), (read_from,) = engine.looked_through, engine.read_from
    assert looked is page
    assert set(np.unique(page)) == {0, 255} < set(np.unique(read_from))


def doubted(sure: EngineLine, *places: int) -> EngineLine:
    """The line with the words at these places in doubt."""
    return EngineLine.of(
        replace(w, confidence=0.5 if k in places else 0.97) for k, w in enumerate(sure.words)
    )


def test_only_unsure_words_are_read_again_on_a_good_page() -> None:
    unsure = line("the o1d jctty", 700, 0.5)
    engine = Saying({**{g.box: g.text for g in GOOD}, unsure.box: "the old jetty"})
    fused = read([*GOOD, unsure], engine)
    assert engine.asked == [unsure.box.grown(CONFIG.rapid.line_margin * 30)]
    assert fused.lines[-1].text == "the old jetty"
    assert [w.engine for w in fused.lines[-1].words] == ["tesseract+rapidocr"] * 3
    assert fused.parameters["lines_read_again"] == 1


def test_unsure_words_are_read_with_those_beside_them() -> None:
    long = line("the harbour keeper 1it a lantern on the northern jctty", 700, 0.97)
    words = [w.box for w in long.words]
    read_again = Box(words[2].x0, 700, words[4].x1, 730)
    engine = Saying({read_again: "keeper lit a", Box(words[8].x0, 700, words[9].x1, 730): "northern jetty"})
    fused = read([*GOOD, doubted(long, 3, 9)], engine)
    assert fused.lines[-1].text == "the harbour keeper lit a lantern on the northern jetty"
    # The spaces on either side are 20 pixels wide, the margin is 7.5.
    assert [(b.x0, b.x1) for b in engine.asked] == [
        (words[2].x0 - 7.5, words[4].x1 + 7.5),
        (words[8].x0 - 7.5, words[9].x1 + 7.5),
    ]


def test_the_second_reader_is_told_how_many_characters_to_expect() -> None:
    engine = Saying({})
    read([doubted(GOOD[0], 1, 3), *GOOD[1:]], engine)
    (box,) = engine.asked
    assert (
        engine.characters == [round(box.width / PITCH)] or abs(engine.characters[0] - box.width / PITCH) < 3
    )
    poor = Saying({Box(100, 100, 400, 130): "a lantern", Box(100, 200, 900, 230): "harbour"})
    read([line("l", 100, 0.3), line("harbour keeper", 200, 0.5)], poor)
    assert poor.characters == [0, 0]


def test_unsure_words_near_each_other_are_read_together() -> None:
    engine = Saying({})
    read([doubted(GOOD[0], 1, 3), *GOOD[1:]], engine)
    words = GOOD[0].words
    assert engine.asked == [Box(words[0].box.x0 - 7.5, 92.5, words[4].box.x1 + 7.5, 137.5)]


def test_nothing_of_the_next_word_is_read_where_it_stands_close() -> None:
    close = [EngineWord(f"w{k}", Box(100 + 44 * k, 100, 140 + 44 * k, 130), 0.97) for k in range(6)]
    engine = Saying({})
    read([doubted(EngineLine.of(close), 0), *GOOD[1:]], engine)
    assert engine.asked[0].x1 == close[1].box.x1 + 2


def test_good_pages_gain_missed_lines_where_their_letters_stand() -> None:
    missed = Box(94, 794, 332, 830)
    engine = Saying({**{g.box: g.text for g in GOOD}, missed: "a lantern"})
    assert read(GOOD, engine, with_letters(8)).lines[-1].text == "a lantern"
    assert (engine.asked, engine.detected) == ([missed], 0)
    assert read(GOOD, engine).lines[-1].text == GOOD[-1].text


def test_missed_letters_are_read_with_the_words_beside_them() -> None:
    beside = line("northern", 797, 0.97, x=350)
    engine = Saying({Box(94, 794, 516, 830): "a lantern northern"})
    fused = read([*GOOD, beside], engine, with_letters(8))
    assert [f.text for f in fused.lines[len(GOOD) :]] == ["a lantern northern"]
    assert len(engine.asked) == 1


def test_single_letters_are_specks_as_often() -> None:
    image = PAPER.copy()
    for y in range(20, 980, 80):
        image[y : y + 24, 900:916] = 0
    engine = Saying({})
    read(GOOD, engine, image)
    assert (engine.asked, engine.detected) == ([], 0)


@pytest.mark.parametrize(
    ("image", "missed"),
    [(PAPER, False), (with_letters(3), False), (with_letters(6), True), (with_letters(20, 9), False)],
)
def test_missed_text_shows_as_letters_outside_the_words(image: Raster, missed: bool) -> None:
    assert unread(image, GOOD, CONFIG).is_text(CONFIG) is missed


def test_letters_inside_words_are_not_missed() -> None:
    read_there = EngineLine.of([EngineWord("jetty", Box(90, 795, 300, 830), 0.9)])
    assert not unread(with_letters(6), [*GOOD, read_there], CONFIG).is_text(CONFIG)


def test_a_short_line_below_a_long_one_is_another_row() -> None:
    above = line("arrived at Hanoi the remaining four left the town at noon", 100, 0.9).words
    below = line("Hanoi on Sunday", 140, 0.9).words
    assert is_one_row(above)
    assert is_one_row([*above, below[0]])
    assert not is_one_row([*above, *below])


def test_where_text_is_missed_all_over_the_whole_page_is_looked_through() -> None:
    image = PAPER.copy()
    for y in range(600, 980, 30):
        for x in range(10, 980, 30):
            image[y : y + 24, x : x + 16] = 0
    engine = Saying({g.box: g.text for g in GOOD})
    read(GOOD, engine, image)
    assert engine.detected == 1


POOR = [
    line("hxrbour kaeper lxt a lxntern on tha nortxern jaxty", 100 + 60 * k, 0.3 + k / 40) for k in range(14)
]


def test_a_poor_page_costs_no_more_than_it_is_worth() -> None:
    engine = Saying({p.box: "the harbour keeper" for p in POOR})
    little = replace(CONFIG, budget=replace(CONFIG.budget, hard=1.6))
    fused = second_reading(PAPER, POOR, "tesseract", engine, little, 60.0, scanned=SCANNED)
    assert 0 < len(engine.asked) < len(POOR)
    assert fused.parameters["lines_over_budget"] == len(POOR) - len(engine.asked)
    # The most doubtful lines are those at the top.
    assert [box.y0 for box in engine.asked] == [p.box.y0 for p in POOR[: len(engine.asked)]]
    all_of_it = second_reading(PAPER, POOR, "tesseract", engine, replace(CONFIG, everything=True), 60.0)
    assert all_of_it.parameters["lines_over_budget"] == 0


def test_of_half_sure_lines_the_words_in_doubt_are_read_where_the_budget_is_short() -> None:
    half = [
        doubted(line("the harbour keeper lit a lantern on it", 100 + 60 * k, 0.97), 0, 5) for k in range(14)
    ]
    half = [*half, line("~~~~~ ~~~~~ ~~~~~ ~~~~~ ~~~~~ ~~~~~ ~~~~~ ~~~~~", 960, 0.0)]
    engine = Saying({h.box: h.text for h in half})
    for budget, least, widest in ((99.0, 700, 800), (1.5, 0, 400)):
        engine.asked.clear()
        config = replace(CONFIG, poor_page=0.99, budget=replace(CONFIG.budget, hard=budget))
        second_reading(PAPER, half, "tesseract", engine, config, 60.0, scanned=SCANNED)
        assert least <= max(box.width for box in engine.asked if box.y1 < 950) <= widest


def test_lines_that_the_first_reader_strings_together_are_parted() -> None:
    scrawl = EngineLine.of([*line("hxrb", 100, 0.3).words, *line("lnt", 180, 0.3, x=300).words])
    engine = Saying({Box(100, 100, 240, 130): "harbour", Box(300, 180, 420, 210): "lantern"})
    assert [f.text for f in read([scrawl], engine).lines] == ["harbour", "lantern"]


def test_words_that_reach_into_the_next_line_stay_in_their_own() -> None:
    high = [
        EngineWord("harbour", Box(100, 100, 240, 170), 0.3),
        EngineWord("lantern", Box(100, 140, 240, 210), 0.3),
    ]
    engine = Saying({Box(95, 95, 245, 145): "harbour", Box(95, 140, 245, 190): "lantern"})
    fused = read([EngineLine.of([word]) for word in high], engine)
    assert [f.text for f in fused.lines] == ["harbour", "lantern"]
    assert all(f.box.height <= 50 for f in fused.lines)


def test_a_box_that_spans_the_words_after_it_is_cut() -> None:
    whole = line("NITION OF CHANGES OF GOVERNMENT", 100, 0.97)
    wide = [w._replace(x1=700.0) if k == 2 else w for k, w in enumerate(w.box for w in whole.words)]
    spanning = EngineLine.of(EngineWord(w.text, b, 0.97) for w, b in zip(whole.words, wide, strict=True))
    made = read([spanning], Saying({})).lines[0].words
    assert made[2].text == "CHANGES" and made[2].box.x1 == whole.words[3].box.x0


def test_words_keep_their_order_where_the_readers_place_them_differently() -> None:
    (first,) = [line("above vis address", 100, 0.6)]
    fused = read([first], Saying({first.box: "xx abovevis the address"}))
    assert fused.lines[0].text.endswith("the address")


def test_poor_page_gains_lines_the_first_reader_missed() -> None:
    engine = Saying({Box(100, 500, 400, 530): "a lantern"})
    fused = read([line("hrb", 100, 0.89)], engine)
    assert engine.detected == 1
    assert [f.text for f in fused.lines] == ["hrb", "a lantern"]
    assert {w.engine for w in fused.lines[1].words} == {"rapidocr"}


@pytest.mark.parametrize(("text", "confidence"), [("lantern", 0.4), ("--", 0.99), ("", 0.99)])
def test_what_the_second_reader_doubts_is_not_added(text: str, confidence: float) -> None:
    fused = read([line("hrb", 100, 0.89)], Saying({Box(100, 500, 400, 530): text}, confidence))
    assert [f.text for f in fused.lines] == ["hrb"]


def test_doubtful_words_the_second_reader_does_not_see_are_rejected_by_name() -> None:
    engine = Saying({Box(100, 500, 400, 530): "a lantern"})
    fused = read([line("xq", 100, 0.2)], engine)
    assert [f.text for f in fused.lines] == ["a lantern"]
    assert [(r.word.text, r.rejected_by) for r in fused.rejected] == [("xq", UNSEEN)]


def test_garbage_in_the_place_of_a_detected_line_is_replaced() -> None:
    engine = Saying({Box(100, 100, 240, 130): "lantern"})
    fused = read([line("~%|;,:", 100, 0.1)], engine)
    assert [f.text for f in fused.lines] == ["lantern"]


def test_no_words_and_no_detection_is_an_empty_page() -> None:
    fused = read([], Saying({}))
    assert fused.lines == () and fused.rejected == ()


def test_lines_for_the_record_are_in_points() -> None:
    seen = line("a lantern", 100, 0.97)
    fused = read([seen], Saying({seen.box: "a lantern"}))
    (made,) = fused.to_lines(Affine.scale(0.5))
    assert made.text == "a lantern"
    assert made.words[0].bbox == Box(50, 50, 60, 65)
    assert 0.95 < made.confidence < 1 and made.confidence == pytest.approx(made.words[0].confidence)


def test_straight_picture_undoes_the_way_to_the_source() -> None:
    grey = np.full((100, 200), 255, np.uint8)
    grey[40:60, 100:140] = 0
    picture = straight_picture(grey, Affine.scale(0.5), 400, 200)
    assert picture.shape == (200, 400)
    assert picture[100, 240] == 0 and picture[20, 20] == 255


def test_garbled_words_are_given_up_unless_something_is_struck_there() -> None:
    garbled = line("xq", 100, 0.2)
    near = Saying({Box(100, 120, 140, 160): ""})
    fused = second_reading(PAPER, [garbled], "tesseract", near, CONFIG, 60.0)
    assert fused.lines == () and [r.rejected_by for r in fused.rejected] == [GARBLED]
    kept = second_reading(PAPER, [garbled], "tesseract", near, CONFIG, 60.0, [Box(95, 110, 145, 118)])
    assert [f.text for f in kept.lines] == ["xq"]


def test_a_few_doubtful_signs_alone_are_given_up_and_more_of_them_are_kept() -> None:
    scrap, words = line("1i", 100, 0.52), line("lantern post", 200, 0.52)
    says = Saying({scrap.box: "", words.box: ""})
    fused = second_reading(PAPER, [scrap, words], "tesseract", says, CONFIG, 60.0)
    assert [r.rejected_by for r in fused.rejected if r.word.text == "1i"] == [SCRAP]
    assert [f.text for f in fused.lines] == ["lantern post"]
    kept = second_reading(PAPER, [scrap], "tesseract", says, CONFIG, 60.0, [Box(95, 110, 145, 118)])
    assert [f.text for f in kept.lines] == ["1i"]
    # What may be a code is left to those who know codes.
    code = second_reading(PAPER, [line("(b)(1)", 100, 0.52)], "tesseract", says, CONFIG, 60.0)
    assert [f.text for f in code.lines] == ["(b)(1)"]
    # Read surely, it is a page number.
    sure = second_reading(PAPER, [line("12", 100, 0.95)], "tesseract", says, CONFIG, 60.0)
    assert [f.text for f in sure.lines] == ["12"]


@pytest.mark.parametrize("said", [" ", "", "."])
def test_specks_that_the_second_reader_takes_for_nothing_leave_no_line(said: str) -> None:
    speck = line(".", 100, 0.5)
    fused = read([*GOOD, speck], Saying({speck.box: said}))
    assert [f.text for f in fused.lines[:8]] == [g.text for g in GOOD]


@given(
    st.lists(st.tuples(st.text("ab.,1", min_size=1, max_size=4), st.floats(0, 1)), min_size=1, max_size=4),
    st.text("ab., 1", max_size=12),
    st.floats(0, 1),
    st.booleans(),
)
def test_whatever_both_say_there_are_lines_with_words_or_none(
    words: list[tuple[str, float]], said: str, confidence: float, detector: bool
) -> None:
    read_words = [line(t, 100, c, x=100 + 120 * k).words[0] for k, (t, c) in enumerate(words)]
    first = EngineLine.of(read_words)
    fused = read([first], Saying({first.box: said}, confidence), with_letters(8 if detector else 0))
    for made in fused.lines:
        assert made.words and all(0 <= w.confidence <= 1 and w.text for w in made.words)


def test_a_doubtful_bullet_stays_before_its_line() -> None:
    item = EngineLine.of([*line("e", 700, 0.2).words, *line("signal tower", 700, 0.97, x=160).words])
    fused = read([*GOOD, item], Saying({item.box: "signal tower"}))
    assert fused.lines[-1].text == "e signal tower"
