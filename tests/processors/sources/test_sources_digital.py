from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from processors.config import Config
from processors.scan import DigitalMark
from processors.sources import open_source
from tests.processors.sources.sources_samples import PageSpec, draw_image, draw_text, make_pdf

NAME = "Jane Roe"
TEXT = draw_text(NAME, 100, 600)
BOX = "0 g 95 595 80 16 re f\n"


def covered(path: Path) -> tuple[DigitalMark, ...]:
    with open_source(path, Config()) as source:
        return source.page(1).digital


@pytest.mark.parametrize(
    "cover", [BOX, "1 g 95 595 80 16 re f\n", "0 g 95 595 m 175 595 l 175 611 l 95 611 l h f\n"]
)
@pytest.mark.parametrize("rotate", [0, 90])
def test_text_under_a_later_box_is_found_but_not_told(tmp_path: Path, cover: str, rotate: int) -> None:
    path = make_pdf(tmp_path / "a.pdf", PageSpec(content=TEXT + cover, rotate=rotate))
    (found,) = covered(path)
    assert found.characters == 7
    assert found.applied
    assert "Roe" not in repr(found)
    if not rotate:
        assert found.bbox == pytest.approx((95, 181, 175, 197), abs=0.1)


def test_text_under_an_image_is_found(tmp_path: Path) -> None:
    patch = np.zeros((16, 80), np.uint8)
    content = TEXT + draw_image("I", 95, 595, 80, 16)
    assert len(covered(make_pdf(tmp_path / "a.pdf", PageSpec(content=content, images={"I": patch})))) == 1


def test_a_code_printed_on_the_box_changes_nothing(tmp_path: Path) -> None:
    content = TEXT + "1 g 95 595 80 16 re f 0 g\n" + draw_text("b6", 165, 600, 5)
    assert len(covered(make_pdf(tmp_path / "a.pdf", PageSpec(content=content)))) == 1


@pytest.mark.parametrize(
    "content",
    [
        BOX + "1 g\n" + TEXT,
        TEXT,
        draw_text(NAME, 100, 600, mode=3) + BOX,
        TEXT + "0 g 95 560 80 16 re f\n",
        draw_text("XXXXXXXX", 100, 600) + BOX,
        draw_text("   ", 100, 600) + BOX,
        TEXT + "q 0 0 10 10 re W n " + BOX + "Q\n",
        TEXT + "95 595 80 16 re S\n",
        TEXT + "0 g 95 595 m 175 595 l 135 700 l h f\n",
    ],
    ids=[
        "text drawn after the box",
        "no box",
        "invisible text",
        "box elsewhere",
        "filled with X",
        "white space",
        "box clipped away",
        "outline only",
        "no rectangle",
    ],
)
def test_nothing_to_report(tmp_path: Path, content: str) -> None:
    assert covered(make_pdf(tmp_path / "a.pdf", PageSpec(content=content))) == ()


def test_the_scan_of_the_page_is_no_cover(tmp_path: Path) -> None:
    content = TEXT + draw_image("I", 0, 0, 612, 792)
    images = {"I": np.full((792, 612), 255, np.uint8)}
    assert covered(make_pdf(tmp_path / "a.pdf", PageSpec(content=content, images=images))) == ()


def test_an_annotation_that_only_asks_for_a_redaction_is_told(tmp_path: Path) -> None:
    import pikepdf

    path = make_pdf(tmp_path / "a.pdf", PageSpec(content=TEXT))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        asked = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Redact, Rect=[95, 595, 175, 611]
        )
        pdf.pages[0].Annots = pikepdf.Array([pdf.make_indirect(asked)])
        pdf.save(path)
    (found,) = covered(path)
    assert not found.applied
    assert found.characters == 7
    assert found.bbox == pytest.approx((95, 181, 175, 197), abs=0.1)


@pytest.mark.parametrize("label", ["", draw_text("[redacted]", 100, 600)])
def test_covered_text_is_not_visible_even_where_something_is_written_on_the_cover(
    tmp_path: Path, label: str
) -> None:
    path = make_pdf(tmp_path / "a.pdf", PageSpec(content=TEXT + "1 g 95 595 80 16 re f 0 g\n" + label))
    with open_source(path, Config()) as source:
        layer = source.page(1).layer
    assert [w.text for w in layer if w.visible] == (["[redacted]"] if label else [])
    assert {w.text for w in layer if not w.visible} == {"Jane", "Roe"}


@pytest.mark.parametrize(
    "hatching",
    [
        "0 G 95 595 m 175 611 l 95 611 m 175 595 l S\n",
        "0 G "
        + "".join(f"{x} 595 m {x + 16} 611 l S {x} 611 m {x + 16} 595 l S\n" for x in range(95, 165, 4)),
    ],
    ids=["cross", "dense"],
)
def test_text_under_a_cross_hatching_asks_to_be_hidden(tmp_path: Path, hatching: str) -> None:
    (found,) = covered(make_pdf(tmp_path / "a.pdf", PageSpec(content=TEXT + hatching)))
    assert not found.applied
    assert found.characters == 7
    assert covered(make_pdf(tmp_path / "b.pdf", PageSpec(content=hatching + TEXT))) == ()
