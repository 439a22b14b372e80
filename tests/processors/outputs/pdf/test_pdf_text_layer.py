"""Words lie where the record has them, on every kind of page, in the order of the record."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processors.geometry import Affine, Box
from processors.outputs.pdf.font import Font
from processors.records import Line, Step
from tests.processors.outputs.pdf.pdf_records import (
    POPPLER,
    line,
    made,
    page,
    poppler_text,
    poppler_words,
    record,
    word,
)
from tests.processors.sources.sources_samples import PageSpec, make_pdf, read

TEXTS = ("SECRET", "(b)(1)", "Zürich", "señor", "日本", "😀x", "of", "1920102Z", "naïve")


# The most that is cropped from a side, in points.
MARGIN = 60


@st.composite
def sheets(draw: st.DrawFn) -> PageSpec:
    """A page anywhere in its own space, cropped, turned."""
    x, y = (draw(st.integers(-500, 500)) for _ in range(2))
    wide, high = draw(st.integers(420, 900)), draw(st.integers(420, 900))
    left, bottom, right, top = (draw(st.integers(0, MARGIN)) for _ in range(4))
    crop = (x + left, y + bottom, x + wide - right, y + high - top)
    return PageSpec(
        size=(wide, high),
        origin=(x, y),
        crop=draw(st.sampled_from([None, crop])),
        rotate=draw(st.sampled_from([0, 90, 180, 270])),
    )


@POPPLER
@settings(max_examples=40)
@given(
    spec=sheets(),
    places=st.lists(
        st.tuples(st.floats(0.05, 0.7), st.floats(0.05, 0.9), st.floats(8, 60), st.floats(5, 30)),
        min_size=1,
        max_size=4,
    ),
    turns=st.integers(0, 3),
)
def test_words_lie_where_the_record_has_them(
    spec: PageSpec, places: list[tuple[float, float, float, float]], turns: int
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = make_pdf(folder / "a.pdf", spec)
        scan = read(source)
        words = []
        for k, (x, y, along, high) in enumerate(places):
            wide, tall = (along, high) if turns % 2 == 0 else (high, along)
            # Within what any crop leaves of the page.
            x0 = round(MARGIN + x * (scan.width - 3 * MARGIN), 2)
            y0 = round(MARGIN + (k + y) / len(places) * (scan.height - 70 - 2 * MARGIN), 2)
            words.append(word(TEXTS[k], x0, y0, x0 + wide, y0 + tall))
        matrix = Affine.quarter_turns(turns, scan.width, scan.height)
        step = Step(
            "orientation", {"turns": turns}, ((matrix.a, matrix.b, matrix.c), (matrix.d, matrix.e, matrix.f))
        )
        lines = [line(w) for w in words]
        copy = made(folder, record(page(*lines, size=(scan.width, scan.height), steps=[step])), source)
        found = dict(poppler_words(copy))
        assert set(found) == {w.text for w in words}
        # pdfium measures text by its glyphs, so these must have an extent; poppler by the font.
        layer = {w.text: w.bbox for w in read(copy).layer}
        assert set(layer) == set(found)
        for w in words:
            # The reader takes the ascent of a font for a twentieth less than it says: up to 1.5 points here.
            assert max(abs(a - b) for a, b in zip(layer[w.text], w.bbox, strict=True)) <= 2.1
            assert max(abs(a - b) for a, b in zip(found[w.text], w.bbox, strict=True)) <= 0.6


@POPPLER
def test_words_are_parted_by_blanks_and_follow_the_record(tmp_path: Path) -> None:
    source = make_pdf(tmp_path / "a.pdf", PageSpec())
    second = line(word("in", 100, 100, 110, 110), word("order", 113, 100, 140, 110))
    first = line(word("read", 100, 300, 125, 310), word("later", 130, 300, 155, 310))
    copy = made(tmp_path, record(page(first, second)), source)
    text = pypdfium2.PdfDocument(copy)[0].get_textpage().get_text_bounded()
    assert text.split() == ["read", "later", "in", "order"]
    assert "in order" in poppler_text(copy)


@POPPLER
@pytest.mark.parametrize("box", [(100, 100, 100, 100), (100, 100, 100.3, 134), (100, 100, 260, 101)])
def test_boxes_that_no_word_fits_in_still_hold_one_word(tmp_path: Path, box: tuple[float, ...]) -> None:
    source = make_pdf(tmp_path / "a.pdf", PageSpec())
    x0, y0, x1, y1 = box
    copy = made(tmp_path, record(page(line(word("TRANSMITTAL", x0, y0, x1, y1)))), source)
    ((text, found),) = poppler_words(copy)
    assert text == "TRANSMITTAL"
    assert max(abs(a - b) for a, b in zip(found, box, strict=True)) <= 2


@POPPLER
def test_characters_that_are_none_are_left_out(tmp_path: Path) -> None:
    source = make_pdf(tmp_path / "a.pdf", PageSpec())
    awkward = line(word("a\x00b\ufeff\ud800c", 100, 100, 130, 110), word("\x1b\x07", 140, 100, 150, 110))
    copy = made(tmp_path, record(page(awkward)), source)
    assert [text for text, _ in poppler_words(copy)] == ["abc"]


def test_equal_texts_make_equal_fonts() -> None:
    assert Font.of("banana") == Font.of(["n", "b", "a"])
    assert Font.of("ab").code("a b") == b"<000200010003>"


@POPPLER
def test_points_of_another_size_than_those_of_the_page(tmp_path: Path) -> None:
    """As where a page states a unit of its own, and the record keeps to real points."""
    source = make_pdf(tmp_path / "a.pdf", PageSpec(size=(306, 396)))
    there = line(word("twice", 200, 300, 260, 320))
    copy = made(tmp_path, record(page(there, size=(612, 792))), source)
    ((_, found),) = poppler_words(copy)
    assert max(abs(a - b) for a, b in zip(found, Box(100, 150, 130, 160), strict=True)) <= 0.3


def test_a_page_without_words_has_no_font(tmp_path: Path) -> None:
    import pikepdf

    source = make_pdf(tmp_path / "a.pdf", PageSpec())
    empty = Line("", Box(0, 0, 1, 1), 0.0, line(word("a", 0, 0, 1, 1)).kind, ())
    with pikepdf.open(made(tmp_path, record(page(empty)), source)) as pdf:
        assert "/Font" not in pdf.pages[0].Resources
