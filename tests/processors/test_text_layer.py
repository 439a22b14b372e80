from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pikepdf
import pytest

from processors.config.reading import LayerConfig
from processors.geometry import Affine, Box
from processors.scan import LayerWord, Scan
from processors.text_layer import decide, layer_lines
from tests.processors.sources.sources_samples import PageSpec, add_page, draw_text, read

CONFIG = LayerConfig()


def page(*words: LayerWord, is_scan: bool = False) -> Scan:
    raster = np.full((800, 600), 255, np.uint8)
    for word in words:
        x0, y0, x1, y1 = (int(v) for v in word.bbox)
        raster[y0:y1, x0:x1:3] = 0
    return Scan(1, 600, 800, 72, 0, raster, Affine(), words, is_scan, "test")


WORDS = tuple(
    LayerWord(
        text, Box(50 + 60 * (k % 5), 100 + 20 * (k // 5), 100 + 60 * (k % 5), 110 + 20 * (k // 5)), True
    )
    for k, text in enumerate(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"])
)


def test_visible_text_of_a_born_digital_page_is_taken_line_by_line() -> None:
    scan = page(*WORDS)
    assert decide(scan, CONFIG)[0]
    lines = layer_lines(scan, [], CONFIG)
    assert [line.text for line in lines] == ["one two three four five", "six seven eight nine ten"]
    assert {word.engine for line in lines for word in line.words} == {"embedded"}


def test_somebodys_ocr_over_a_scan_is_not_taken() -> None:
    taken, reason = decide(page(*WORDS, is_scan=True), CONFIG)
    assert not taken
    assert "OCR" in reason
    assert not decide(page(*(replace(w, visible=False) for w in WORDS)), CONFIG)[0]
    assert not decide(page(*WORDS[:3]), CONFIG)[0]


def test_words_under_a_redaction_or_unseen_on_the_page_are_left_out() -> None:
    scan = page(*WORDS)
    scan.raster[95:115, 105:165] = 0  # a bar over the second word
    scan.raster[115:135, 45:105] = 255  # the sixth word is white on white
    text = " ".join(line.text for line in layer_lines(scan, [Box(105, 95, 165, 115)], CONFIG))
    assert "two" not in text
    assert "six" not in text
    assert "one" in text and "ten" in text
    bare = " ".join(line.text for line in layer_lines(scan, [], CONFIG))
    assert "two" not in bare  # even where the bar was not recognised as a redaction


def test_text_that_the_file_states_in_place_of_what_is_drawn_is_not_taken() -> None:
    taken, reason = decide(page(*WORDS[1:], replace(WORDS[0], replaced=True)), CONFIG)
    assert not taken
    assert "drawn" in reason


FONTS = ("Helvetica", "Helvetica-Bold", "Times-Roman", "Times-Bold", "Courier", "Courier-Bold")


@pytest.mark.parametrize("font", FONTS)
@pytest.mark.parametrize("size", [7, 8, 10, 14])
def test_narrow_letters_and_signs_alone_are_words_like_others(tmp_path: Path, font: str, size: int) -> None:
    text = "I said l 1 i ! - C O N F I D E N T I A L . I"
    bar = f"0 g 0 {280 - size} 300 {2 * size} re f\n"
    with pikepdf.new() as pdf:
        page = add_page(
            pdf, PageSpec((600, 400), draw_text(text, 20, 300, size) + draw_text("I I", 20, 280, size) + bar)
        )
        page.obj.Resources.Font.F.BaseFont = pikepdf.Name(f"/{font}")
        pdf.save(tmp_path / "a.pdf")
    lines = layer_lines(read(tmp_path / "a.pdf"), [], CONFIG)
    # What a bar covers, black on black, is not the page's text, however narrow.
    assert [line.text for line in lines] == [text]
