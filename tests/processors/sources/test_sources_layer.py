from __future__ import annotations

from pathlib import Path

import numpy as np
import pikepdf
import pytest
from pikepdf import Array, Name, Stream

from processors.geometry import Box
from processors.scan import LayerWord, Scan
from tests.processors.sources.sources_samples import (
    PageSpec,
    add_page,
    draw_image,
    draw_text,
    make_pdf,
    noise,
    read,
)


def words(scan: Scan) -> dict[str, LayerWord]:
    return {word.text: word for word in scan.layer}


def ink_box(scan: Scan) -> Box:
    """The box around everything dark, in points."""
    rows, columns = np.nonzero(scan.grey() < 128)
    return scan.to_points.box(
        Box(float(columns.min()), float(rows.min()), float(columns.max() + 1), float(rows.max() + 1))
    )


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_words_lie_on_their_ink_whatever_the_page_is_turned(tmp_path: Path, rotate: int) -> None:
    spec = PageSpec(
        (500, 400), draw_text("Hbdlp", 220, 210, 20), {}, rotate, (130, 140, 480, 390), (100, 100)
    )
    scan = read(make_pdf(tmp_path / "a.pdf", spec))
    (word,) = scan.layer
    ink = ink_box(scan)
    assert word.visible
    assert all(abs(a - b) < 2.5 for a, b in zip(word.bbox, ink, strict=True))


@pytest.mark.parametrize("turn", ["0 1 -1 0", "-1 0 0 -1", "0 -1 1 0", "0.7071 0.7071 -0.7071 0.7071"])
def test_words_of_turned_lines_lie_on_their_ink(tmp_path: Path, turn: str) -> None:
    content = f"BT /F 20 Tf {turn} 300 400 Tm (Hbdlp) Tj ET"
    scan = read(make_pdf(tmp_path / "a.pdf", PageSpec(content=content)))
    (word,) = scan.layer
    tolerance = 10 if turn.startswith("0.7") else 2.5
    assert all(abs(a - b) < tolerance for a, b in zip(word.bbox, ink_box(scan), strict=True))


def test_invisible_text_is_told_apart_word_by_word(tmp_path: Path) -> None:
    content = draw_image("I", 0, 0, 612, 792) + draw_text("hidden words", 72, 700, mode=3)
    content += draw_text("Release", 72, 760)
    spec = PageSpec(content=content, images={"I": noise(792, 612)})
    found = words(read(make_pdf(tmp_path / "a.pdf", spec)))
    assert {text: word.visible for text, word in found.items()} == {
        "hidden": False,
        "words": False,
        "Release": True,
    }


def test_text_under_the_scan_cannot_be_seen(tmp_path: Path) -> None:
    content = draw_text("below", 72, 700) + draw_image("I", 0, 0, 612, 792) + draw_text("above", 72, 600)
    spec = PageSpec(content=content, images={"I": np.full((792, 612), 250, np.uint8)})
    found = words(read(make_pdf(tmp_path / "a.pdf", spec)))
    assert (found["below"].visible, found["above"].visible) == (False, True)


def test_text_inside_forms_is_placed_and_ordered_with_them(tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        page = add_page(pdf, PageSpec(images={"I": np.full((792, 612), 250, np.uint8)}))
        form = Stream(pdf, draw_text("inner", 10, 10, 20).encode(), Type=Name.XObject, Subtype=Name.Form)
        form.BBox, form.Matrix = Array([0, 0, 200, 200]), Array([1, 0, 0, 1, 40, 60])
        form.Resources = page.obj.Resources
        page.obj.Resources.XObject.Form = form
        page.obj.Contents = Stream(
            pdf, (draw_image("I", 0, 0, 612, 792) + "q 2 0 0 2 0 0 cm /Form Do Q").encode()
        )
        pdf.save(tmp_path / "a.pdf")
    word = words(read(tmp_path / "a.pdf"))["inner"]
    assert word.visible
    assert word.bbox.x0 == pytest.approx(100, abs=2)
    assert word.bbox.y1 == pytest.approx(792 - 140, abs=10)


def test_words_off_the_visible_page_are_left_out(tmp_path: Path) -> None:
    content = draw_text("inside", 100, 300) + draw_text("outside", 100, 700)
    spec = PageSpec(content=content, crop=(0, 0, 612, 400))
    assert list(words(read(make_pdf(tmp_path / "a.pdf", spec)))) == ["inside"]


def test_text_stated_in_place_of_what_is_drawn_is_told_apart_from_ligatures(tmp_path: Path) -> None:
    content = f"/Span <</ActualText (secretly)>> BDC {draw_text('Seen', 72, 700)} EMC\n"
    content += f"/Span <</ActualText (fi)>> BDC {draw_text('X', 72, 650)} EMC\n" + draw_text("plain", 72, 600)
    found = words(read(make_pdf(tmp_path / "a.pdf", PageSpec(content=content))))
    assert {text: word.replaced for text, word in found.items()} == {
        "secretly": True,
        "fi": False,
        "plain": False,
    }
