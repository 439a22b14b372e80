"""The sheet of a page, of which a CropBox shows a part."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pikepdf
import pytest

from processors.config import Config
from processors.scan import Scan
from processors.sources import open_source
from tests.processors.sources.sources_samples import PageSpec, draw_text, make_pdf

WORD = draw_text("Hello", 100, 500)


def read(path: Path) -> Scan:
    with open_source(path, Config()) as source:
        return source.page(1)


def inherited(path: Path) -> Path:
    """The file with the boxes of its page stated by the page tree."""
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        page, tree = pdf.pages[0].obj, pdf.Root.Pages
        for key in ("/MediaBox", "/CropBox"):
            if key in page:
                tree[key] = page[key]
                del page[key]
        pdf.save(path)
    return path


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("tree", [False, True])
def test_words_are_where_they_are_without_the_crop_box(tmp_path: Path, rotate: int, *, tree: bool) -> None:
    whole = read(make_pdf(tmp_path / "whole.pdf", PageSpec(content=WORD, rotate=rotate)))
    path = make_pdf(tmp_path / "crop.pdf", PageSpec(content=WORD, rotate=rotate, crop=(50, 300, 400, 600)))
    cropped = read(inherited(path) if tree else path)
    assert (cropped.width, cropped.height) == (whole.width, whole.height)
    assert cropped.raster.size < whole.raster.size
    (word,), (as_whole,) = cropped.layer, whole.layer
    assert tuple(word.bbox) == pytest.approx(tuple(as_whole.bbox), abs=0.01)
    assert cropped.sheet().shape == whole.raster.shape
    # The crop begins between pixels, so its raster may lie one aside.
    assert np.abs(ink(cropped.sheet()) - ink(whole.raster)).max() <= 1


def test_a_page_tells_which_part_of_it_is_shown(tmp_path: Path) -> None:
    whole = read(make_pdf(tmp_path / "whole.pdf", PageSpec(content=WORD)))
    cropped = read(make_pdf(tmp_path / "crop.pdf", PageSpec(content=WORD, crop=(50, 300, 400, 600))))
    assert whole.shown is None
    assert cropped.shown is not None
    assert tuple(cropped.shown) == pytest.approx((50, 192, 400, 492))


def ink(raster: np.ndarray) -> np.ndarray:
    rows, columns = np.nonzero(raster < 128)
    return np.array([rows.min(), rows.max(), columns.min(), columns.max()])


def test_what_is_cut_off_is_not_read(tmp_path: Path) -> None:
    content = WORD + draw_text("hidden", 100, 100)
    scan = read(make_pdf(tmp_path / "a.pdf", PageSpec(content=content, crop=(0, 300, 612, 792))))
    assert [word.text for word in scan.layer] == ["Hello"]
    assert scan.sheet()[scan.raster.shape[0] :].min() == 255


def test_a_page_without_a_crop_box_is_its_own_sheet(tmp_path: Path) -> None:
    scan = read(inherited(make_pdf(tmp_path / "a.pdf", PageSpec(content=WORD))))
    assert scan.sheet() is scan.raster


def test_a_stamp_cut_out_of_a_huge_sheet_is_measured_by_itself(tmp_path: Path) -> None:
    spec = PageSpec((14_000, 14_000), draw_text("Hello", 20, 50), crop=(0, 0, 200, 100))
    scan = read(make_pdf(tmp_path / "a.pdf", spec))
    assert (scan.width, scan.height) == (200, 100)


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_of_a_word_across_the_edge_only_what_is_shown_is_read(tmp_path: Path, rotate: int) -> None:
    content = draw_text("LEFTWORDCUTHALF", 60, 500)
    spec = PageSpec(content=content, crop=(100, 300, 612, 792), rotate=rotate)
    (word,) = read(make_pdf(tmp_path / "a.pdf", spec)).layer
    assert "LEFTWORDCUTHALF".endswith(word.text)
    assert 5 < len(word.text) < 13


@pytest.mark.parametrize("size", [(5_000, 5_000), (14_000, 300)])
def test_a_sheet_of_which_no_picture_can_be_made_is_measured_by_what_is_shown(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    spec = PageSpec(size, draw_text("Hello", 20, 50), crop=(0, 0, size[0] / 2, size[1] / 2))
    scan = read(make_pdf(tmp_path / "a.pdf", spec))
    assert (scan.width, scan.height) == (size[0] / 2, size[1] / 2)
