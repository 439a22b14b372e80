"""Hostile PDF files."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from bench.hostile.kinds import End, Hostile, built, of_bytes

_MB = 1 << 20


def pdfs() -> Iterator[Hostile]:
    """All of them."""
    yield from _encrypted()
    yield from _cut()
    yield from _sizes()
    yield from _bombs()
    yield from _trees()
    yield from _cross_references()
    yield from _loops()
    yield from _nested()
    yield from _active()


def plain_pdf(pages: int = 3, size: tuple[int, int] = (612, 792)) -> bytes:
    """A good file: a line of text on each page, no compression, so that what is changed in it is changed for good."""
    with pikepdf.new() as pdf:
        for number in range(1, pages + 1):
            text = f"BT /F 24 Tf 20 {size[1] - 90} Td (Page {number} of a plain file) Tj ET 20 60 100 20 re f"
            _page(pdf, text, size)
        return _saved(pdf)


def _page(pdf: pikepdf.Pdf, content: str | bytes, size: tuple[int, int] = (612, 792)) -> pikepdf.Page:
    page = pdf.add_blank_page(page_size=size)
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    page.obj.Resources = Dictionary(Font=Dictionary(F=font), XObject=Dictionary())
    page.obj.Contents = Stream(pdf, content.encode() if isinstance(content, str) else content)
    return page


def _saved(pdf: pikepdf.Pdf, **how: object) -> bytes:
    out = io.BytesIO()
    plain: dict[str, object] = {
        "compress_streams": False,
        "object_stream_mode": pikepdf.ObjectStreamMode.disable,
        "deterministic_id": "encryption" not in how,
    }
    pdf.save(out, **(plain | how))  # type: ignore[arg-type]
    return out.getvalue()


def _encrypted() -> Iterator[Hostile]:
    for revision in (2, 3, 4, 6):
        for pages in (1, 7):
            with pikepdf.open(io.BytesIO(plain_pdf(pages))) as pdf:
                how = pikepdf.Encryption(
                    user="secret", owner="more", R=revision, aes=revision > 3, metadata=revision > 3
                )
                data = _saved(pdf, encryption=how)
            yield of_bytes(f"encrypted-{revision}-{pages}.pdf", data, End.REFUSED)


def _cut() -> Iterator[Hostile]:
    whole = plain_pdf()
    for share in (0.01, 0.1, 0.25, 0.4, 0.55, 0.7, 0.85, 0.95, 0.99):
        yield of_bytes(f"cut-{share}.pdf", whole[: int(len(whole) * share)], End.EITHER)
    for size in (0, 1, 1000, _MB):
        yield of_bytes(f"zeros-{size}.pdf", bytes(size), End.REFUSED)
    yield of_bytes("zeros-inside.pdf", whole[:400] + bytes(500) + whole[900:], End.EITHER)
    yield of_bytes("header-alone.pdf", b"%PDF-1.7\n%%EOF\n", End.REFUSED)
    yield of_bytes("twice.pdf", whole + whole, End.EITHER)


def _sizes() -> Iterator[Hostile]:
    sides = ["0 0 1000000 1000000", "0 0 1e38 1e38", "0 0 14401 14401", "0 0 -612 -792", "0 0 0.1 792"]
    sides += ["0 0 612", "(a) (b) (c) (d)", "0 0 99999999999999999999 1", "14000 14000 0 0", "null"]
    for number, side in enumerate(sides):
        data = plain_pdf(1)
        start = data.index(b"/MediaBox [")
        end = data.index(b"]", start)
        yield of_bytes(
            f"size-{number}.pdf",
            data[:start] + f"/MediaBox [ {side} ".encode() + data[end:],
            End.EITHER,
        )
    with pikepdf.new() as pdf:
        for _ in range(3):
            _page(pdf, "").obj.UserUnit = 75_000
        yield of_bytes("size-unit.pdf", _saved(pdf), End.EITHER)
    with pikepdf.new() as pdf:
        _page(pdf, "").obj.Rotate = 33
        yield of_bytes("size-turned.pdf", _saved(pdf), End.EITHER)


def _bombs() -> Iterator[Hostile]:
    filters = (
        "FlateDecode",
        "DCTDecode",
        "JPXDecode",
        "CCITTFaxDecode",
        "JBIG2Decode",
        "LZWDecode",
        "RunLengthDecode",
    )
    for name in filters:
        with pikepdf.new() as pdf:
            page = _page(pdf, "q 612 0 0 792 0 0 cm /I Do Q")
            image = Stream(pdf, zlib.compress(bytes(_MB), 9), Type=Name.XObject, Subtype=Name.Image)
            image.Width, image.Height, image.BitsPerComponent = 200_000, 200_000, 8
            image.ColorSpace, image.Filter = Name.DeviceGray, Name(f"/{name}")
            page.obj.Resources.XObject.I = image
            yield of_bytes(f"bomb-image-{name}.pdf", _saved(pdf), End.REFUSED)
    for depth in (1, 2):
        yield built(f"bomb-content-{depth}.pdf", partial(_content_bomb, depth), End.EITHER)
    with pikepdf.new() as pdf:
        page = _page(pdf, "/X0 Do")
        for level in range(9):
            form = Stream(pdf, f"/X{level + 1} Do ".encode() * 10, Type=Name.XObject, Subtype=Name.Form)
            form.BBox, form.Resources = Array([0, 0, 612, 792]), page.obj.Resources
            page.obj.Resources.XObject[f"/X{level}"] = pdf.make_indirect(form)
        # A thousand million forms in all, each in ten others.
        yield replace(of_bytes("bomb-laughs.pdf", _saved(pdf), End.EITHER), given_up=True)


def _content_bomb(depth: int) -> bytes:
    """A page with 200 MB of strokes, packed so many times."""
    packed = b"0 0 m " * (200 * _MB // 6)
    for _ in range(depth):
        packed = zlib.compress(packed, 9)
    with pikepdf.new() as pdf:
        content = Stream(pdf, packed)
        content.Filter = Array([Name.FlateDecode] * depth)
        _page(pdf, "").obj.Contents = content
        return _saved(pdf)


def _trees() -> Iterator[Hostile]:
    with pikepdf.new() as pdf:
        _page(pdf, "")
        pdf.Root.Pages.Kids.append(pdf.Root.Pages)
        yield of_bytes("tree-itself.pdf", _saved(pdf), End.EITHER)
    for count in (-1, 0, 1_000_000_000, 2**40):
        data = plain_pdf(2).replace(b"/Count 2", f"/Count {count}".encode())
        yield of_bytes(f"tree-count-{count}.pdf", data, End.EITHER)
    whole = plain_pdf(1)
    root = re.search(rb"/Pages (\d+ 0 R)", whole)
    if root is not None:
        circle = re.sub(rb"/Kids \[ \d+ 0 R", b"/Kids [ " + root[1], whole)
        yield of_bytes("tree-circle.pdf", circle, End.REFUSED)
    with pikepdf.new() as pdf:
        node = _page(pdf, "0 0 9 9 re f").obj
        for _ in range(3000):
            node = pdf.make_indirect(Dictionary(Type=Name.Pages, Count=1, Kids=Array([node])))
        pdf.Root.Pages = node
        yield of_bytes("tree-deep.pdf", _saved(pdf), End.EITHER)
    yield of_bytes("tree-none.pdf", plain_pdf(1).replace(b"/Kids", b"/Sdik"), End.REFUSED)
    yield of_bytes("tree-numbers.pdf", plain_pdf(1).replace(b"/Kids [ ", b"/Kids [ 7 8 "), End.EITHER)


def _cross_references() -> Iterator[Hostile]:
    whole = plain_pdf()
    start = whole.rindex(b"startxref")
    for number, where in enumerate((b"0", b"-5", b"999999999", b"99999999999999999999", b"words", b"")):
        yield of_bytes(
            f"xref-start-{number}.pdf", whole[:start] + b"startxref\n" + where + b"\n%%EOF\n", End.EITHER
        )
    table = whole.index(b"xref\n0 ")
    for shift in (1, 17, 1000):
        rows = whole[table:start].split(b"\n")
        moved = [b"%010d" % (int(row[:10]) + shift) + row[10:] if row[17:18] == b"n" else row for row in rows]
        yield of_bytes(
            f"xref-moved-{shift}.pdf", whole[:table] + b"\n".join(moved) + whole[start:], End.EITHER
        )
    circle = whole.replace(b"/Size", f"/Prev {table} /Size".encode())
    yield of_bytes("xref-circle.pdf", circle, End.EITHER)
    yield of_bytes("xref-rootless.pdf", whole.replace(b"/Root", b"/Toor"), End.REFUSED)
    yield of_bytes("xref-root-number.pdf", whole.replace(b"/Root 1 0 R", b"/Root 1 1 1"), End.EITHER)
    yield of_bytes("xref-size.pdf", whole.replace(b"/Size ", b"/Size 9999999"), End.EITHER)
    yield of_bytes("xref-many.pdf", whole[:table] + b"xref\n0 4294967295\n" + whole[start:], End.EITHER)


def _loops() -> Iterator[Hostile]:
    with pikepdf.new() as pdf:
        page = _page(pdf, "/X Do")
        form = pdf.make_indirect(Stream(pdf, b"/X Do", Type=Name.XObject, Subtype=Name.Form))
        form.BBox, form.Resources = Array([0, 0, 612, 792]), page.obj.Resources
        page.obj.Resources.XObject.X = form
        yield of_bytes("loop-form.pdf", _saved(pdf), End.EITHER)
    with pikepdf.new() as pdf:
        page = _page(pdf, "BT /F 12 Tf (a) Tj ET")
        font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type0, BaseFont=Name.X))
        font.DescendantFonts, font.Encoding = Array([font]), Name("/Identity-H")
        page.obj.Resources.Font.F = font
        yield of_bytes("loop-font.pdf", _saved(pdf), End.EITHER)
    with pikepdf.new() as pdf:
        page = _page(pdf, "")
        around = pdf.make_indirect(Array([]))
        around.append(around)
        page.obj.Contents = around
        yield of_bytes("loop-contents.pdf", _saved(pdf), End.EITHER)
    whole = plain_pdf(1)
    number = whole[: whole.index(b"stream\n")].rindex(b" 0 obj")
    name = whole[:number].split(b"\n")[-1]
    length = whole.index(b"/Length ")
    after = whole.index(b">>", length)
    yield of_bytes(
        "loop-length.pdf", whole[:length] + b"/Length " + name + b" 0 R\n" + whole[after:], End.EITHER
    )


def _nested() -> Iterator[Hostile]:
    for name, content in (
        ("arrays", b"[" * 100_000),
        ("dictionaries", b"<</a " * 50_000),
        ("states", b"q " * 500_000),
        ("strings", b"(" * 200_000),
        ("marks", b"/P BMC " * 200_000),
        ("paths", b"0 0 m 612 792 l " * 100_000 + b"S"),
    ):
        with pikepdf.new() as pdf:
            _page(pdf, content)
            # PDFium copies the whole list of marks for each that is opened: 100 GB for these. The limit of a worker's
            # memory ends it within seconds.
            item = of_bytes(f"nested-{name}.pdf", _saved(pdf), End.EITHER)
            yield replace(item, given_up=name == "marks")
    whole = plain_pdf(1).replace(b"/Type /Catalog", b"/Type /Catalog /Deep " + b"[" * 60_000 + b"]" * 60_000)
    yield of_bytes("nested-catalog.pdf", whole, End.EITHER)


def _active() -> Iterator[Hostile]:
    actions = {
        "script": Dictionary(S=Name.JavaScript, JS="app.alert(1); while(true);"),
        "launch": Dictionary(S=Name.Launch, F="/bin/sh", Win=Dictionary(F="cmd.exe", P="/c calc")),
        "address": Dictionary(S=Name.URI, URI="http://127.0.0.1:9/gone"),
        "submit": Dictionary(S=Name.SubmitForm, F="http://127.0.0.1:9/form"),
        "remote": Dictionary(S=Name.GoToR, F="//127.0.0.1/share/file.pdf"),
    }
    for name, action in actions.items():
        with pikepdf.open(io.BytesIO(plain_pdf(1))) as pdf:
            pdf.Root.OpenAction = action
            pdf.pages[0].obj.AA = Dictionary(O=action)
            yield of_bytes(f"active-{name}.pdf", _saved(pdf), End.READ)
    with pikepdf.open(io.BytesIO(plain_pdf(1))) as pdf:
        pdf.attachments["../../etc/passwd"] = b"root::0:0"
        yield of_bytes("active-attachment.pdf", _saved(pdf), End.READ)
    with pikepdf.open(io.BytesIO(plain_pdf(1))) as pdf:
        outside = Stream(pdf, b"")
        outside.F = "/etc/passwd"
        pdf.pages[0].obj.Contents = outside
        yield of_bytes("active-outside.pdf", _saved(pdf), End.EITHER)
