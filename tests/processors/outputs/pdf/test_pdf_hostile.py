"""Files with the wrong kind of thing at any place are copied, or refused with a message that names them."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Stream, String

from processors.errors import DeclassError, InputError
from processors.outputs.pdf import PDF_NAME, write_pdf
from processors.outputs.pdf import writer as writing
from processors.records import TextSource
from tests.processors.outputs.pdf.pdf_records import description, line, made, page, record, word
from tests.processors.sources.sources_samples import PageSpec, draw_image, draw_text, make_pdf, noise

WORDS = line(word("again", 100, 180, 140, 192))
RECORD = record(page(WORDS, text_source=TextSource.EMBEDDED), page(WORDS, number=2))
# Objects further in than this are left alone: what is there is the same as nearer.
_DEPTH = 7


def rich(path: Path) -> Path:
    """A small file with something at each place that a copy looks at."""
    content = draw_text("The committee met", 100, 600) + "/X Do /OC /L BDC /gs gs /X Do EMC\n"
    scan = draw_image("I", 0, 0, 612, 792) + draw_text("old words", 100, 600, mode=3)
    pictures = {"I": noise(30, 20)}
    make_pdf(path, PageSpec(content=content, images=pictures), PageSpec(content=scan, images=pictures))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        layer = pdf.make_indirect(
            Dictionary(Type=Name.OCG, Name="notes", Usage=Dictionary(View=Dictionary()))
        )
        usual = Dictionary(OFF=Array([]), ON=Array([layer]), AS=Array([Dictionary(OCGs=Array([layer]))]))
        pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=usual)
        pdf.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=Array([])))
        pdf.Root.AcroForm = Dictionary(Fields=Array([]), SigFlags=1, DR=Dictionary(), XFA=Array([]))
        for sheet in pdf.pages:
            used = sheet.Resources
            form = pdf.make_stream(
                draw_text("a form", 200, 500).encode(), Type=Name.XObject, Subtype=Name.Form
            )
            form.BBox, form.Resources, form.OC = Array([0, 0, 612, 792]), Dictionary(Font=used.Font), layer
            form.Matrix = Array([1, 0, 0, 1, 0, 0])
            used.XObject["/X"] = form
            used.XObject.I.SMask = Stream(pdf, bytes(600), Subtype=Name.Image, Width=20, Height=30)
            used.XObject.I.SMask.ColorSpace, used.XObject.I.SMask.BitsPerComponent = Name.DeviceGray, 8
            used.XObject.I.Decode, used.XObject.I.DecodeParms = Array([0, 1]), Dictionary(Columns=20)
            used.Font.F.Widths, used.Font.F.FirstChar, used.Font.F.LastChar = Array([500] * 95), 32, 126
            used.Font.F.FontDescriptor = Dictionary(FontName=Name.Helvetica, Flags=32, Ascent=700)
            used.Font.F.Encoding = Dictionary(Differences=Array([65, Name.A]))
            shapes = Dictionary(a=pdf.make_stream(b"500 0 d0 0 0 9 9 re f"))
            used.Font["/T3"] = Dictionary(Type=Name.Font, Subtype=Name.Type3, CharProcs=shapes)
            mask = pdf.make_stream(b"1 g 0 0 612 792 re f", Subtype=Name.Form, BBox=form.BBox)
            mask.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceGray)
            used.ExtGState = Dictionary(gs=Dictionary(SMask=Dictionary(S=Name.Luminosity, G=mask)))
            used.Properties = Dictionary(L=layer)
            pattern = pdf.make_stream(b"0 0 9 9 re f", PatternType=1, PaintType=1, TilingType=1)
            pattern.BBox, pattern.XStep, pattern.YStep = Array([0, 0, 9, 9]), 9, 9
            used.Pattern, used.ColorSpace = Dictionary(P=pattern), Dictionary(C=Array([Name.Pattern]))
            sheet.obj.Group, sheet.obj.UserUnit = Dictionary(S=Name.Transparency, CS=Name.DeviceRGB), 1
            sheet.obj.CropBox, sheet.obj.Rotate = Array([0, 0, 600, 780]), 0
            note = Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=[9, 9, 99, 40], F=4, AS=Name.Off)
            note.AP = Dictionary(N=pdf.make_stream(b"0 0 9 9 re f", Subtype=Name.Form, BBox=[0, 0, 9, 9]))
            redact = Dictionary(Type=Name.Annot, Subtype=Name.Redact, Rect=[9, 60, 99, 80], AP=note.AP)
            redact.QuadPoints = Array([9, 60, 99, 60, 9, 80, 99, 80])
            sheet.Annots = Array([pdf.make_indirect(note), pdf.make_indirect(redact)])
        pdf.save(path)
    return path


def wrongs(pdf: pikepdf.Pdf) -> list[object]:
    """Things that are seldom what a key asks for."""
    return [
        *(String("x"), 7, -3, 10**12, True, 0.5, Name("/Q"), Array([String("a"), 5, None, Name.Z])),
        *(Array([]), Array([Array([Array([])])]), Dictionary(A=1), Dictionary(), None, Array([1e300] * 6)),
        *(pdf.make_stream(b"(x) y % z"), pdf.make_stream(b"\xff<</", Filter=Name.FlateDecode), pdf.Root),
        *(pdf.pages[0].obj, pdf.make_stream(b"q 1 0 0 1 0 0 cm /X Do", Subtype=Name.Form)),
    ]


def places(found: pikepdf.Object, level: int = 0) -> Iterator[tuple[pikepdf.Object, str | int]]:
    """All keys of dictionaries and places in arrays, from an object on."""
    keys: list[str | int] = []
    if isinstance(found, Dictionary | Stream):
        keys = [key for key in sorted(found.keys()) if key not in ("/Parent", "/Length")]
    elif isinstance(found, Array):
        keys = list(range(min(3, len(found))))
    for key in keys:
        yield found, key
        value = found[key]
        if level < _DEPTH and isinstance(value, pikepdf.Object):
            yield from places(value, level + 1)


def mutate(source: Path, to: Path, choice: random.Random) -> list[str]:
    """Puts one to three wrong things into a file, and tells where."""
    with pikepdf.open(source) as pdf:
        told = []
        for _ in range(choice.randint(1, 3)):
            where = choice.choice(list(places(pdf.Root)))
            wrong = choice.choice(wrongs(pdf))
            told.append(f"{where[1]}={wrong!r:.30}")
            if wrong is None and isinstance(where[1], str):
                del where[0][where[1]]
            else:
                where[0][where[1]] = wrong
        pdf.save(to)
    return told


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return rich(tmp_path_factory.mktemp("rich") / "rich.pdf")


def test_the_file_itself_is_copied_page_by_page(tmp_path: Path, whole: Path) -> None:
    """Else nothing would be tried below but pictures of pages."""
    assert "is a picture" not in description(made(tmp_path, RECORD, whole))


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**9))
def test_wrong_things_anywhere(whole: Path, seed: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        source, out = Path(name) / "wrong.pdf", Path(name) / "out"
        try:
            mutate(whole, source, random.Random(seed))
        except (pikepdf.PdfError, RuntimeError, ValueError):
            return  # qpdf does not write such a file
        try:
            write_pdf(out, RECORD, source)
        except DeclassError as error:
            assert error.file == str(source)
            assert list(out.glob("*")) == list(out.glob(".*")) == []
        else:
            with pikepdf.open(out / PDF_NAME) as pdf:
                assert len(pdf.pages) == 2


@pytest.mark.parametrize(
    ("where", "key"),
    [
        ("root", "/Names"),
        ("root", "/OCProperties"),
        ("layers", "/OCGs"),
        ("layers", "/D"),
        ("page", "/XObject"),
    ],
)
@pytest.mark.parametrize("wrong", [String("x"), 7, Name("/Q"), Array([String("a"), 5])], ids=repr)
def test_wrong_things_where_nothing_catches_them(
    tmp_path: Path, whole: Path, where: str, key: str, wrong: object
) -> None:
    with pikepdf.open(whole) as pdf:
        root = pdf.Root
        {"root": root, "layers": root.OCProperties, "page": pdf.pages[1].Resources}[where][key] = wrong
        pdf.save(tmp_path / "a.pdf")
    with pikepdf.open(made(tmp_path, RECORD, tmp_path / "a.pdf")) as pdf:
        assert len(pdf.pages) == 2


@pytest.mark.parametrize("error", [RecursionError("deep"), pikepdf.PdfError("odd"), KeyError("/K")], ids=repr)
def test_what_nobody_thought_of_names_the_file(
    tmp_path: Path, whole: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fails(*_: object) -> None:
        raise error

    monkeypatch.setattr(writing, "save", fails)
    with pytest.raises(InputError, match="cannot be made") as caught:
        write_pdf(tmp_path / "out", RECORD, whole)
    assert caught.value.file == str(whole)
    assert list((tmp_path / "out").iterdir()) == []


def test_pictures_in_a_layer_that_is_off_stay_hidden(tmp_path: Path) -> None:
    from tests.processors.sources.sources_samples import read

    content = draw_image("I", 0, 0, 612, 792)
    source = make_pdf(tmp_path / "a.pdf", PageSpec(content=content, images={"I": noise(30, 20)}))
    with pikepdf.open(source, allow_overwriting_input=True) as pdf:
        layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="notes"))
        pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))
        pdf.pages[0].Resources.XObject.I.OC = layer
        pdf.save(source)
    copy = made(tmp_path, record(page()), source)
    assert np.all(read(copy).grey() == 255)
