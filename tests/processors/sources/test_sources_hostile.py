from __future__ import annotations

import os
import shutil
import struct
import zlib
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image

from processors.config import Config
from processors.errors import AccessError, DeclassError, EncryptedError, InputError, LimitError
from processors.sources import MEDIA_SUFFIXES, is_supported, open_source
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


def refused(path: Path, kind: type[DeclassError], match: str, config: Config | None = None) -> DeclassError:
    """The error of reading page 1, which must name the file and say what to do."""
    with pytest.raises(kind, match=match) as caught:
        read(path, 1, config)
    assert caught.value.file == str(path)
    return caught.value


# What is not a file to read


def test_a_missing_file(tmp_path: Path) -> None:
    refused(tmp_path / "none.pdf", InputError, "there is no such file")


def test_a_folder(tmp_path: Path) -> None:
    refused(tmp_path, InputError, "folder")


def test_a_pipe_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    refused(tmp_path / "pipe.pdf", InputError, "pipe")


def test_a_dangling_link(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").symlink_to(tmp_path / "gone.pdf")
    refused(tmp_path / "a.pdf", InputError, "no such file")


def test_an_unreadable_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make_pdf(tmp_path / "a.pdf", PageSpec())

    def forbidden(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", forbidden)
    assert "Permission denied" in str(refused(path, AccessError, "cannot be read"))


def test_a_name_that_is_too_long(tmp_path: Path) -> None:
    refused(tmp_path / ("a" * 300), AccessError, "cannot be read")


def test_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").touch()
    refused(tmp_path / "a.pdf", InputError, "empty")


def test_too_many_bytes(tmp_path: Path) -> None:
    refused(make_pdf(tmp_path / "a.pdf", PageSpec()), LimitError, "bytes", limited(file_bytes=100))


# What is not what its name says


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"<!DOCTYPE html><html>not found</html>", "a web page"),
        (b"PK\x03\x04rest", "a ZIP archive"),
        (b"just words\n", "plain text"),
        (b"\0" * 50, "zero bytes"),
        (bytes(range(128, 255)), "unknown kind"),
        (b"P5x is no image", "plain text"),
        (b"BM is a text that begins with two letters", "plain text"),
    ],
)
def test_content_that_cannot_be_read_is_named(tmp_path: Path, content: bytes, found: str) -> None:
    (tmp_path / "a.pdf").write_bytes(content)
    error = refused(tmp_path / "a.pdf", InputError, found)
    assert "application/pdf" in error.message
    assert "TIFF" in error.hint


def test_other_readable_content_is_read_by_what_it_is(tmp_path: Path) -> None:
    make_pdf(tmp_path / "a.pdf", PageSpec()).rename(tmp_path / "a.tif")
    with open_source(tmp_path / "a.tif", Config()) as source:
        assert source.info.media_type == "application/pdf"
        assert source.page(1).number == 1


def test_bytes_before_the_header_of_a_pdf(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", PageSpec(content="100 100 50 50 re f"))
    path.write_bytes(b"HTTP/1.1 200 OK\r\n\r\n" + path.read_bytes())
    assert read(path).raster.min() == 0


@pytest.mark.parametrize(
    "name", [b"line\nbreak.pdf", b"-rf.pdf", b"not-utf8-\xff\xfe.pdf", b"tab\t;$(x).pdf"]
)
def test_strange_names(tmp_path: Path, name: bytes) -> None:
    source_path = make_pdf(tmp_path / "a.pdf", PageSpec())
    path = tmp_path / os.fsdecode(name)
    shutil.move(source_path, path)
    with open_source(path, Config()) as source:
        assert source.info.uri.isprintable()
        source.info.uri.encode()
        assert source.page(1).number == 1
    path.write_bytes(b"")
    str(refused(path, InputError, "empty")).encode()


def test_supported_names() -> None:
    assert is_supported(Path("A.PDF"))
    assert is_supported(Path("-x.tiff"))
    assert not is_supported(Path("a.txt"))
    assert not is_supported(Path("pdf"))
    assert all(suffix == suffix.lower() and suffix.startswith(".") for suffix in MEDIA_SUFFIXES)


# PDF files


def test_a_password_is_asked_for(tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        add_page(pdf, PageSpec())
        pdf.save(tmp_path / "a.pdf", encryption=pikepdf.Encryption(user="secret", owner="more"))
    assert refused(tmp_path / "a.pdf", EncryptedError, "password").exit_code == 8


def test_an_empty_password_opens(tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        add_page(pdf, PageSpec(content=draw_text("open", 72, 700)))
        pdf.save(tmp_path / "a.pdf", encryption=pikepdf.Encryption(user="", owner="more"))
    assert [word.text for word in read(tmp_path / "a.pdf").layer] == ["open"]


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9, 0.99])
def test_a_truncated_pdf_fails_cleanly_or_is_repaired(tmp_path: Path, share: float) -> None:
    whole = make_pdf(
        tmp_path / "whole.pdf", *[PageSpec(content=draw_text("x" * 60, 72, 700))] * 5
    ).read_bytes()
    path = tmp_path / "a.pdf"
    path.write_bytes(whole[: int(len(whole) * share)])
    try:
        assert "rebuilt" in read(path).how
    except InputError as error:
        assert error.hint


def test_a_corrupt_cross_reference_table_is_rebuilt_and_said(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", PageSpec(content=draw_text("found", 72, 700)))
    data = path.read_bytes()
    start = data.rindex(b"startxref")
    path.write_bytes(data[:start] + b"startxref\n999999999\n%%EOF\n")
    scan = read(path)
    assert [word.text for word in scan.layer] == ["found"]
    assert "rebuilt" in scan.how


def test_one_bad_page_leaves_the_others(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    with pikepdf.new() as pdf:
        for i in range(3):
            add_page(pdf, PageSpec(content=draw_text(f"page{i}", 72, 700)))
        pdf.save(path, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    with pikepdf.open(path) as pdf:
        number = pdf.pages[1].obj.objgen[0]
    data = path.read_bytes()
    start = data.index(b"\n%d 0 obj\n" % number) + len(b"\n%d 0 obj\n" % number)
    end = data.index(b"endobj", start)
    path.write_bytes(data[:start] + b"7".ljust(end - start) + data[end:])
    with open_source(path, Config()) as source:
        with pytest.raises(InputError) as caught:
            source.page(2)
        assert caught.value.page == 2
        assert [w.text for w in source.page(1).layer] == ["page0"]
        assert [w.text for w in source.page(3).layer] == ["page2"]


def test_a_page_tree_that_contains_itself(tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        add_page(pdf, PageSpec())
        pdf.Root.Pages.Kids.append(pdf.Root.Pages)
        pdf.Root.Pages.Count = 50
        pdf.save(tmp_path / "a.pdf")
    with open_source(tmp_path / "a.pdf", Config()) as source:
        for number in range(1, source.page_count + 1):
            try:
                source.page(number)
            except InputError as error:
                assert error.page == number


def test_a_form_that_draws_itself(tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        page = add_page(pdf, PageSpec())
        form = Stream(pdf, b"0 0 10 10 re f /Me Do", Type=Name.XObject, Subtype=Name.Form)
        form.BBox = Array([0, 0, 100, 100])
        form = pdf.make_indirect(form)
        form.Resources = Dictionary(XObject=Dictionary(Me=form))
        page.obj.Resources.XObject = Dictionary(Me=form)
        page.obj.Contents = Stream(pdf, b"/Me Do")
        pdf.save(tmp_path / "a.pdf")
    assert read(tmp_path / "a.pdf").raster.min() == 0


def test_too_many_pages(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", *[PageSpec()] * 6)
    refused(path, LimitError, "6 pages", limited(pages=5))


@pytest.mark.parametrize(("count", "outcome"), [(9, InputError), (500_000, LimitError), (-3, None)])
def test_a_false_count_of_pages(tmp_path: Path, count: int, outcome: type[DeclassError] | None) -> None:
    path = tmp_path / "a.pdf"
    with pikepdf.new() as pdf:
        add_page(pdf, PageSpec())
        pdf.save(path, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    path.write_bytes(path.read_bytes().replace(b"/Count 1", b"/Count %d" % count))
    try:
        with open_source(path, Config()) as source:
            source.page(1)
            source.page(source.page_count)
        assert outcome is None
    except DeclassError as error:
        assert type(error) is outcome


def test_no_pages(tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        pdf.save(tmp_path / "a.pdf")
    refused(tmp_path / "a.pdf", InputError, "damaged|no pages")


def test_a_page_side_that_is_too_long(tmp_path: Path) -> None:
    error = refused(make_pdf(tmp_path / "a.pdf", PageSpec((20_000, 100))), LimitError, "too large")
    assert error.page == 1


@pytest.mark.parametrize("size", [(0.2, 792), (612, 0.001)])
def test_a_page_without_size(tmp_path: Path, size: tuple[float, float]) -> None:
    assert refused(make_pdf(tmp_path / "a.pdf", PageSpec(size)), InputError, "no size").page == 1


def test_a_zero_box_is_shown_as_viewers_do(tmp_path: Path) -> None:
    scan = read(make_pdf(tmp_path / "a.pdf", PageSpec((0, 0))))
    assert (scan.width, scan.height) == (612, 792)


def test_a_page_with_too_many_pixels(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", PageSpec((7200, 7200)))
    refused(path, LimitError, "pixels", limited(page_pixels=1_000_000))


def stated_image(pdf: pikepdf.Pdf, width: int, height: int, data: bytes, name: Name) -> Stream:
    stated = Stream(pdf, data, Type=Name.XObject, Subtype=Name.Image, Width=width, Height=height)
    stated.ColorSpace, stated.BitsPerComponent, stated.Filter = Name.DeviceGray, 8, name
    return stated


def test_a_pixel_bomb_in_a_pdf_is_not_decoded(tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        page = add_page(pdf, PageSpec(content=draw_image("I", 0, 0, 612, 792)))
        bomb = zlib.compress(bytes(1 << 20), 9)
        page.obj.Resources.XObject.I = stated_image(pdf, 100_000, 100_000, bomb, Name.FlateDecode)
        pdf.save(tmp_path / "a.pdf")
    assert refused(tmp_path / "a.pdf", LimitError, "100,000 x 100,000").page == 1


def test_an_image_larger_than_it_states(tmp_path: Path) -> None:
    Image.new("L", (3000, 3000)).save(tmp_path / "a.jp2")
    with pikepdf.new() as pdf:
        page = add_page(pdf, PageSpec(content=draw_image("I", 0, 0, 612, 792)))
        data = (tmp_path / "a.jp2").read_bytes()
        page.obj.Resources.XObject.I = stated_image(pdf, 10, 10, data, Name.JPXDecode)
        pdf.save(tmp_path / "a.pdf")
    refused(tmp_path / "a.pdf", LimitError, "3,000 x 3,000", limited(page_pixels=8_500_000))


def test_a_scan_that_cannot_be_decoded_is_not_a_blank_page(tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        page = add_page(pdf, PageSpec(content=draw_image("I", 0, 0, 612, 792)))
        page.obj.Resources.XObject.I = stated_image(pdf, 612, 792, b"garbage" * 99, Name.DCTDecode)
        pdf.save(tmp_path / "a.pdf")
    assert refused(tmp_path / "a.pdf", InputError, "decoded").page == 1


def test_a_blank_scan_is_a_page(tmp_path: Path) -> None:
    blank = np.full((792, 612), 255, np.uint8)
    spec = PageSpec(content=draw_image("I", 0, 0, 612, 792), images={"I": blank})
    assert read(make_pdf(tmp_path / "a.pdf", spec)).raster.min() == 255


# Images


@pytest.mark.parametrize("suffix", ["png", "jpg", "tif", "jp2", "webp", "gif", "bmp"])
@pytest.mark.parametrize("share", [0.0, 0.5])
def test_a_truncated_image(tmp_path: Path, suffix: str, share: float) -> None:
    path = tmp_path / f"a.{suffix}"
    Image.fromarray(noise(400, 400)).save(path)
    data = path.read_bytes()
    path.write_bytes(data[: max(20, int(len(data) * share))])
    refused(path, InputError, "damaged")


def png_header(width: int, height: int) -> bytes:
    body = b"IHDR" + struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    chunk = struct.pack(">I", 13) + body + struct.pack(">I", zlib.crc32(body))
    data = b"IDAT" + zlib.compress(b"")
    return b"\x89PNG\r\n\x1a\n" + chunk + struct.pack(">I", len(data) - 4) + data + b"\0\0\0\0"


@pytest.mark.parametrize("side", [12_500, 60_000])
def test_a_pixel_bomb_is_refused_by_its_header(tmp_path: Path, side: int) -> None:
    (tmp_path / "a.png").write_bytes(png_header(side, side))
    ceiling = Image.MAX_IMAGE_PIXELS
    refused(tmp_path / "a.png", LimitError, "pixels")
    assert ceiling == Image.MAX_IMAGE_PIXELS


def test_a_tag_that_would_blow_up_the_page(tmp_path: Path) -> None:
    Image.new("1", (4000, 1000)).save(tmp_path / "a.tif", dpi=(1200, 70))
    assert read(tmp_path / "a.tif").raster.size <= 4_000_000


def test_a_picture_that_is_too_long_to_be_straightened(tmp_path: Path) -> None:
    Image.new("1", (20, 40_000)).save(tmp_path / "a.png")
    refused(tmp_path / "a.png", LimitError, "32,766")


def tiff_chain(*following: int) -> bytes:
    """Directories of nothing but a NewSubfileType, each pointing at the one given by its index."""
    at = [8 + 18 * i for i in range(len(following))]
    data = struct.pack("<2sHI", b"II", 42, 8)
    for to in following:
        offset = at[to] if 0 <= to < len(at) else to
        data += struct.pack("<HHHIII", 1, 254, 4, 1, 0, offset if to >= 0 else 0)
    return data


@pytest.mark.parametrize("following", [(1, 0), (0,), (1, 2, 1), (1, 99_999)])
def test_a_chain_of_pages_that_leads_astray(tmp_path: Path, following: tuple[int, ...]) -> None:
    (tmp_path / "a.tif").write_bytes(tiff_chain(*following))
    refused(tmp_path / "a.tif", InputError, "damaged")


def test_too_many_pages_in_a_tiff(tmp_path: Path) -> None:
    pages = [Image.new("1", (300, 300))] * 5
    pages[0].save(tmp_path / "a.tif", save_all=True, append_images=pages[1:])
    refused(tmp_path / "a.tif", LimitError, "more than 4 pages", limited(pages=4))


@pytest.mark.parametrize(
    "head", [b"II*\0", b"MM\0*", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b"P4\n", b"%PDF-1.7"]
)
@pytest.mark.parametrize("seed", range(3))
def test_garbage_behind_a_good_beginning(tmp_path: Path, head: bytes, seed: int) -> None:
    (tmp_path / "a.pdf").write_bytes(head + np.random.default_rng(seed).bytes(3000))
    refused(tmp_path / "a.pdf", InputError, "damaged|pixels")
