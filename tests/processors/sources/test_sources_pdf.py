from __future__ import annotations

import hashlib
import time
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream

from processors.config import Config
from processors.errors import UsageError
from processors.geometry import Box
from processors.sources import open_source
from tests.processors.sources.sources_samples import (
    PageSpec,
    add_page,
    draw_image,
    draw_text,
    limited,
    make_pdf,
    noise,
    read,
)


def test_a_scan_comes_out_bit_by_bit(tmp_path: Path) -> None:
    pixels = noise(1056, 816)
    spec = PageSpec((391.68, 506.88), draw_image("I", 0, 0, 391.68, 506.88), {"I": pixels})
    scan = read(make_pdf(tmp_path / "a.pdf", spec))
    assert np.array_equal(scan.raster, pixels)
    assert scan.is_scan
    assert scan.dpi == pytest.approx(150, abs=0.1)
    assert "pixel for pixel" in scan.how


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_turned_and_cropped_scan_keeps_its_pixels(tmp_path: Path, rotate: int) -> None:
    pixels = noise(400, 300)
    spec = PageSpec(
        (216, 288), draw_image("I", 10, 20, 216, 288), {"I": pixels}, rotate, (46, 56, 190, 272), (10, 20)
    )
    scan = read(make_pdf(tmp_path / "a.pdf", spec))
    # 100 dpi; the crop takes 36 pt (50 px) off the left, the right and the bottom, and 36 off the top.
    expected = np.rot90(pixels[50:350, 50:250], -rotate // 90)
    assert np.array_equal(scan.raster, expected)
    assert scan.rotation == rotate
    assert (scan.width, scan.height) == ((216, 288) if rotate % 180 == 0 else (288, 216))
    # On the sheet the pixels lie where they lay before the crop, and the rest is white.
    sheet = np.full_like(pixels, 255)
    sheet[50:350, 50:250] = pixels[50:350, 50:250]
    assert np.array_equal(scan.sheet(), np.rot90(sheet, -rotate // 90))


def test_an_overlay_on_a_scan_is_rendered(tmp_path: Path) -> None:
    pixels = np.full((792, 612), 255, np.uint8)
    content = draw_image("I", 0, 0, 612, 792) + "1 0 0 rg 100 600 200 50 re f\n"
    scan = read(make_pdf(tmp_path / "a.pdf", PageSpec(content=content, images={"I": pixels})))
    assert scan.raster.shape == (792, 612, 3)
    assert scan.raster[792 - 625, 200].tolist() == [255, 0, 0]


def test_strips_of_one_scan_set_the_resolution(tmp_path: Path) -> None:
    content, images = "", {}
    for i in range(6):
        images[f"S{i}"] = noise(200, 900, i)
        content += draw_image(f"S{i}", 0, 96 * i, 432, 96)
    scan = read(make_pdf(tmp_path / "a.pdf", PageSpec((432, 576), content, images)))
    assert scan.is_scan
    assert scan.raster.shape == (1200, 900)
    assert scan.dpi == pytest.approx(150, abs=0.1)
    # The strip that is drawn first lies at the foot of the page.
    assert np.array_equal(scan.raster, np.vstack([images[f"S{i}"] for i in reversed(range(6))]))


def test_a_born_digital_page_is_rendered_at_the_default(tmp_path: Path) -> None:
    content = draw_text("Hello", 72, 700) + "300 300 100 100 re f\n"
    scan = read(make_pdf(tmp_path / "a.pdf", PageSpec(content=content)))
    assert scan.raster.shape == (3300, 2550)
    assert not scan.is_scan
    box = scan.to_points.inverse().box(Box(300, 392, 400, 492))
    assert scan.raster[int(box.y0) + 2 : int(box.y1) - 2, int(box.x0) + 2 : int(box.x1) - 2].max() == 0


def test_live_text_over_a_coarse_backdrop_is_rendered_finely(tmp_path: Path) -> None:
    content = draw_image("I", 0, 0, 612, 792)
    content += "".join(draw_text("words of a filled form " * 3, 40, 700 - 20 * i) for i in range(5))
    spec = PageSpec(content=content, images={"I": np.full((792, 612), 200, np.uint8)})
    assert read(make_pdf(tmp_path / "a.pdf", spec)).dpi == pytest.approx(300)


def test_too_fine_scans_are_rendered_at_the_ceiling(tmp_path: Path) -> None:
    spec = PageSpec((72, 72), draw_image("I", 0, 0, 72, 72), {"I": noise(600, 600)})
    assert read(make_pdf(tmp_path / "a.pdf", spec)).raster.shape == (400, 400)


def test_annotations_and_form_fields_are_shown(tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        page = add_page(pdf, PageSpec())
        marks = []
        for subtype, x in ((Name.Square, 100), (Name.Widget, 300)):
            look = Stream(pdf, b"0 g 0 0 50 50 re f", Type=Name.XObject, Subtype=Name.Form)
            look.BBox = Array([0, 0, 50, 50])
            rect = Array([x, 100, x + 50, 150])
            mark = Dictionary(Type=Name.Annot, Subtype=subtype, Rect=rect, F=4, AP=Dictionary(N=look))
            if subtype == Name.Widget:
                mark.FT, mark.T = Name.Tx, pikepdf.String("field")
            marks.append(pdf.make_indirect(mark))
        page.obj.Annots = Array(marks)
        pdf.Root.AcroForm = Dictionary(Fields=Array(marks[1:]))
        pdf.save(tmp_path / "a.pdf")
    scan = read(tmp_path / "a.pdf", config=limited(render_dpi=72.0))
    assert scan.raster[792 - 125, 125] == 0
    assert scan.raster[792 - 125, 325] == 0


def test_a_fax_with_two_resolutions_gets_square_pixels(tmp_path: Path) -> None:
    spec = PageSpec(content=draw_image("I", 0, 0, 612, 792), images={"I": noise(1078, 1734)})
    scan = read(make_pdf(tmp_path / "a.pdf", spec))
    assert scan.raster.shape == (2244, 1734)


def test_info_names_the_file_without_folders_and_hashes_it(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", PageSpec(), PageSpec())
    with open_source(path, Config()) as source:
        info = source.info
        assert source.page(2).number == 2
    data = path.read_bytes()
    assert (info.uri, info.bytes, info.media_type, info.page_count) == (
        "a.pdf",
        len(data),
        "application/pdf",
        2,
    )
    assert info.sha256 == hashlib.sha256(data).hexdigest()


def test_reading_twice_gives_the_same(tmp_path: Path) -> None:
    content = draw_text("Same", 72, 700) + draw_image("I", 100, 100, 200, 200)
    path = make_pdf(tmp_path / "a.pdf", PageSpec(content=content, images={"I": noise(50, 50)}))
    with open_source(path, Config()) as source:
        first, second = source.page(1), source.page(1)
    assert first.raster.tobytes() == second.raster.tobytes()
    assert first.layer == second.layer


@pytest.mark.parametrize("number", [0, -1, 2])
def test_a_page_that_does_not_exist(tmp_path: Path, number: int) -> None:
    with pytest.raises(UsageError, match="the file has 1 page"):
        read(make_pdf(tmp_path / "a.pdf", PageSpec()), number)


def test_opening_a_thousand_pages_parses_none(tmp_path: Path) -> None:
    heavy = "0 0 m 9 9 l S\n" * 20_000
    with pikepdf.new() as pdf:
        shared = Stream(pdf, heavy.encode())
        for _ in range(1000):
            add_page(pdf, PageSpec((100, 100))).obj.Contents = shared
        pdf.save(tmp_path / "a.pdf")
    start = time.perf_counter()
    with open_source(tmp_path / "a.pdf", Config()) as source:
        assert source.page_count == 1000
        assert time.perf_counter() - start < 0.5
        assert source.page(1000).raster.min() < 255
