"""Annotations, outline, metadata, and what a copy must not carry."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from hypothesis import given, settings
from pikepdf import Array, Dictionary, Name, String

from processors.errors import EncryptedError, InputError, UsageError
from processors.geometry import Box
from processors.outputs.pdf import PDF_NAME, write_pdf
from processors.outputs.record import dump_record
from processors.records import (
    Code,
    FindingStatus,
    Line,
    LineKind,
    PageStatus,
    Record,
    Redaction,
    RedactionKind,
    Step,
    Strike,
    StrikeStyle,
    StruckWhat,
    TextSource,
)
from tests.processors.outputs.pdf.pdf_records import (
    POPPLER,
    description,
    everything,
    line,
    made,
    page,
    poppler_text,
    record,
    word,
)
from tests.processors.sources.sources_samples import PageSpec, draw_image, draw_text, make_pdf, noise
from tests.strategies import records

CODES = tuple(Code(code, "FOIA", code, (), None, 0.9) for code in ("(b)(1)", "(b)(3)"))
BAR = Redaction("p1-r1", Box(100, 100, 200, 120), RedactionKind.BLACK_BOX, 0.934, CODES)
DOUBT = Redaction("p1-r2", Box(590, 700, 700, 900), RedactionKind.GAP, 0.4, (), None, FindingStatus.UNSURE)
STRUCK = Strike(
    "p1-s1", Box(300, 50, 360, 62), "SECRET", StrikeStyle.HORIZONTAL, StruckWhat.CLASSIFICATION, 0.8
)
TURNED = Step("orientation", {"turns": 1}, ((0.0, -1.0, 612.0), (1.0, 0.0, 0.0)))


def test_findings_are_annotations(tmp_path: Path) -> None:
    source = make_pdf(tmp_path / "a.pdf", PageSpec(origin=(10, 20)))
    with pikepdf.open(made(tmp_path, record(page(redactions=[BAR, DOUBT], strikes=[STRUCK])), source)) as pdf:
        sheet = pdf.pages[0]
        bar, doubt, struck = sheet.Annots
        assert [note.Subtype for note in sheet.Annots] == [Name.Square, Name.Square, Name.StrikeOut]
        assert [str(note.NM) for note in sheet.Annots] == ["p1-r1", "p1-r2", "p1-s1"]
        assert [float(v) for v in bar.Rect] == [110, 692, 210, 712]
        assert [float(v) for v in doubt.Rect] == [600, 20, 622, 112], "what lies beyond the page is cut"
        assert str(bar.Contents) == "(b)(1) (b)(3): black_box, confidence 0.93"
        assert str(doubt.Contents) == "gap, confidence 0.40, unsure"
        assert str(struck.Contents) == "SECRET: classification struck, horizontal, confidence 0.80"
        assert [float(v) for v in struck.QuadPoints] == [310, 762, 370, 762, 310, 750, 370, 750]
        for note in sheet.Annots:
            assert note.F == 4
            assert sheet.obj == note.P
            assert note.AP.N.read_bytes().endswith(b" S")


def test_a_strike_on_a_page_that_was_scanned_on_its_side(tmp_path: Path) -> None:
    """Its corners follow the direction of reading, here upwards."""
    source = make_pdf(tmp_path / "a.pdf", PageSpec())
    upwards = Strike("s", Box(50, 300, 62, 360), "SECRET", STRUCK.style, STRUCK.what, 0.8)
    copy = made(tmp_path, record(page(strikes=[upwards], steps=[TURNED])), source)
    with pikepdf.open(copy) as pdf:
        (note,) = pdf.pages[0].Annots
        assert [float(v) for v in note.QuadPoints] == [50, 432, 50, 492, 62, 432, 62, 492]


def test_outline_of_one_page(tmp_path: Path) -> None:
    source = make_pdf(tmp_path / "a.pdf", PageSpec())
    heading = line(word("FAR", 100, 90, 130, 100), word("EAST", 134, 90, 160, 100), kind=LineKind.HEADING)
    with pikepdf.open(made(tmp_path, record(page(heading)), source)) as pdf, pdf.open_outline() as outline:
        (entry,) = outline.root
        assert entry.title == "FAR EAST"
        assert isinstance(entry.destination, Array)
        assert entry.destination[0] == pdf.pages[0].obj
        assert float(entry.destination[3]) == 702


def test_outline_of_several_pages(tmp_path: Path) -> None:
    source = make_pdf(tmp_path / "a.pdf", *[PageSpec()] * 4)
    heading = line(word("~~X~~", 100, 90, 130, 100), kind=LineKind.HEADING)
    pages = [
        page(heading, number=1),
        page(number=2),
        page(number=3, status=PageStatus.WITHHELD),
        page(number=4, status=PageStatus.FAILED),
    ]
    with pikepdf.open(made(tmp_path, record(*pages), source)) as pdf, pdf.open_outline() as outline:
        assert [entry.title for entry in outline.root] == [
            "Page 1",
            "Page 3: withheld",
            "Page 4: could not be read",
        ]
        assert [entry.title for entry in outline.root[0].children] == ["~~X~~"]


@POPPLER
def test_words_under_a_digital_redaction_are_neither_text_nor_titles(tmp_path: Path) -> None:
    """A record of another program may have read them; a line without words of its own cannot be told apart."""
    source = make_pdf(tmp_path / "a.pdf", PageSpec())
    over = Redaction("r", Box(132, 80, 200, 130), RedactionKind.DIGITAL, 0.9)
    words = (
        word("SOURCE", 90, 90, 130, 100),
        word("ROE", 134, 90, 160, 100),
        word("X", 210, 90, 220, 100, struck=True),
    )
    whole = Line("Jane ROE", Box(134, 110, 160, 120), 0.9, LineKind.HEADING, ())
    copy = made(tmp_path, record(page(line(*words, kind=LineKind.HEADING), whole, redactions=[over])), source)
    assert poppler_text(copy).split() == ["SOURCE", "X"]
    assert b"ROE" not in everything(copy)
    with pikepdf.open(copy) as pdf, pdf.open_outline() as outline:
        assert [entry.title for entry in outline.root] == ["SOURCE ~~X~~"]


def test_pages_keep_their_numbers_where_some_were_read(tmp_path: Path) -> None:
    source = make_pdf(tmp_path / "a.pdf", *[PageSpec()] * 5)
    with pikepdf.open(made(tmp_path, record(page(number=2), page(number=5)), source)) as pdf:
        assert [sheet.label for sheet in pdf.pages] == ["2", "5"]


def test_metadata(tmp_path: Path) -> None:
    source = make_pdf(tmp_path / "a.pdf", PageSpec())
    of = record(page(), name="A & B <1>.pdf")
    with pikepdf.open(made(tmp_path, of, source)) as pdf:
        with pdf.open_metadata() as found:
            assert found["dc:title"] == "A & B <1>.pdf"
            assert found["dc:identifier"] == f"urn:sha256:{of.source.sha256}"
            assert found["pdf:Producer"] == "declass 0.1.0"
            assert found.pdfa_status == "2U"
        assert str(pdf.docinfo["/Title"]) == "A & B <1>.pdf"
        assert "/CreationDate" not in pdf.docinfo
        assert bytes(pdf.trailer.ID[0]) == hashlib.sha256(of.source.sha256.encode()).digest()[:16]


def test_equal_input_gives_equal_bytes(tmp_path: Path) -> None:
    source = make_pdf(
        tmp_path / "a.pdf", PageSpec(content=draw_image("I", 0, 0, 612, 792), images={"I": noise(90, 70)})
    )
    of = record(page(line(word("again", 10, 10, 40, 20)), redactions=[BAR]))
    first, second = (made(tmp_path / name, of, source).read_bytes() for name in ("1", "2"))
    assert first == second


def test_nothing_is_claimed_of_fonts_that_nobody_looked_into(tmp_path: Path) -> None:
    source = make_pdf(tmp_path / "a.pdf", PageSpec(content=draw_text("Live", 100, 600)))
    copy = made(tmp_path, record(page(text_source=TextSource.EMBEDDED)), source)
    assert b"pdfaid:part" not in everything(copy)
    assert "Not marked as PDF/A-2u because of text of the source's own" in description(copy)


def armed(path: Path) -> Path:
    """A PDF with everything that acts, refers elsewhere or is stowed away."""
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        script = Dictionary(S=Name.JavaScript, JS=String("app.alert('EVIL')"))
        launch = Dictionary(S=Name.Launch, F=String("EVIL.exe"))
        stowed = pdf.make_stream(b"EVIL attachment", Type=Name.EmbeddedFile)
        spec = Dictionary(Type=Name.Filespec, F=String("EVIL.txt"), EF=Dictionary(F=stowed))
        pdf.Root.OpenAction = script
        pdf.Root.AA = Dictionary(WC=script)
        pdf.Root.Names = Dictionary(
            JavaScript=Dictionary(Names=Array([String("EVIL"), script])),
            EmbeddedFiles=Dictionary(Names=Array([String("EVIL"), spec])),
        )
        field = Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, FT=Name.Sig, T=String("EVIL"), Rect=[0, 0, 0, 0], F=132
        )
        signed = pdf.make_indirect(field)
        pdf.Root.AcroForm = Dictionary(SigFlags=3, Fields=Array([signed]), XFA=pdf.make_stream(b"<EVIL/>"))
        sheet = pdf.pages[0]
        link = Dictionary(
            Type=Name.Annot,
            Subtype=Name.Link,
            Rect=[0, 0, 9, 9],
            A=Dictionary(S=Name.URI, URI=String("http://EVIL")),
        )
        sheet.Annots = Array([pdf.make_indirect(link), signed])
        sheet.AA = Dictionary(O=launch)
        sheet.PieceInfo = Dictionary(EVIL=Dictionary(Private=pdf.make_stream(b"EVIL")))
        sheet.Thumb = pdf.make_stream(b"EVIL")
        picture = sheet.Resources.XObject.I
        picture.OPI = Dictionary(EVIL=String("EVIL"))
        picture.Metadata = pdf.make_stream(b"EVIL")
        sheet.Resources.Properties = Dictionary(M=Dictionary(EVIL=script))
        sheet.Resources.XObject["/P"] = pdf.make_stream(b"(EVIL) show", Subtype=Name.PS)
        outside = pdf.make_stream(b"EVIL", Subtype=Name.Form, BBox=[0, 0, 9, 9], F=spec)
        sheet.Resources.XObject["/E"] = outside
        pdf.save(path)
    return path


def test_nothing_that_acts_comes_along(tmp_path: Path) -> None:
    content = draw_image("I", 0, 0, 612, 792) + "/Tx /M BDC EMC /P Do /E Do\n"
    source = armed(make_pdf(tmp_path / "a.pdf", PageSpec(content=content, images={"I": noise(90, 70)})))
    before = source.read_bytes()
    copy = made(tmp_path, record(page(line(word("Text", 10, 10, 40, 20)))), source)
    assert b"EVIL" not in everything(copy)
    assert b"EVIL" not in copy.read_bytes()
    said = description(copy)
    for part in ("signatures", "XFA", "scripts", "Embedded files"):
        assert part in said
    assert "picture" not in said
    assert source.read_bytes() == before


def test_pictures_are_the_same_bytes_and_come_once(tmp_path: Path) -> None:
    source = tmp_path / "a.pdf"
    with pikepdf.new() as pdf:
        shared = pikepdf.Stream(pdf, bytes(200) + b"\x80", Type=Name.XObject, Subtype=Name.Image)
        shared.Width, shared.Height, shared.BitsPerComponent, shared.ColorSpace = 9, 9, 8, Name.DeviceGray
        shared.Filter = Name.RunLengthDecode
        shared = pdf.make_indirect(shared)
        for _ in range(3):
            sheet = pdf.add_blank_page()
            sheet.Resources = Dictionary(XObject=Dictionary(I=shared))
            sheet.Contents = pikepdf.Stream(pdf, b"q 612 0 0 792 0 0 cm /I Do Q")
        pdf.save(source, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    copy = made(tmp_path, record(*(page(line(word("w", 9, 9, 20, 20)), number=n) for n in (1, 2, 3))), source)
    with pikepdf.open(copy) as pdf:
        found = [o for o in pdf.objects if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == Name.Image]
        assert [o.read_raw_bytes() for o in found] == [bytes(200) + b"\x80"]


@POPPLER
def test_content_that_leaves_its_graphics_state_open(tmp_path: Path) -> None:
    content = "q q 0.5 0 0 0.5 100 100 cm 3 Tr " + draw_image("I", 0, 0, 612, 792)
    source = make_pdf(tmp_path / "a.pdf", PageSpec(content=content, images={"I": noise(90, 70)}))
    copy = made(tmp_path, record(page(line(word("Text", 10, 10, 40, 20)))), source)
    assert poppler_text(copy).split() == ["Text"]


@pytest.mark.parametrize("how", ["linearized", "object streams", "encrypted"])
def test_kinds_of_files(tmp_path: Path, how: str) -> None:
    plain = make_pdf(tmp_path / "plain.pdf", PageSpec(), PageSpec())
    source = tmp_path / "a.pdf"
    with pikepdf.open(plain) as pdf:
        if how == "encrypted":
            pdf.save(source, encryption=pikepdf.Encryption(owner="secret", user=""))
        elif how == "linearized":
            pdf.save(source, linearize=True)
        else:
            pdf.save(source, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    copy = made(tmp_path, record(page(line(word("a", 1, 1, 9, 9))), page(number=2)), source)
    with pikepdf.open(copy) as pdf:
        assert len(pdf.pages) == 2
        assert not pdf.is_encrypted
        assert pdf.check_pdf_syntax() == []


def test_a_password_is_wanted(tmp_path: Path) -> None:
    plain = make_pdf(tmp_path / "plain.pdf", PageSpec())
    with pikepdf.open(plain) as pdf:
        pdf.save(tmp_path / "a.pdf", encryption=pikepdf.Encryption(owner="secret", user="secret"))
    with pytest.raises(EncryptedError):
        made(tmp_path, record(page()), tmp_path / "a.pdf")


def test_damaged_files(tmp_path: Path) -> None:
    whole = make_pdf(tmp_path / "whole.pdf", PageSpec(), PageSpec()).read_bytes()
    cut = tmp_path / "cut.pdf"
    cut.write_bytes(whole[:-200])
    with pikepdf.open(made(tmp_path, record(page(), page(number=2)), cut)) as pdf:
        assert len(pdf.pages) == 2
    cut.write_bytes(whole[:40])
    with pytest.raises(InputError):
        made(tmp_path, record(page()), cut)


def test_pages_that_the_file_has_not_are_blank(tmp_path: Path) -> None:
    source = make_pdf(tmp_path / "a.pdf", PageSpec())
    copy = made(tmp_path, record(page(), page(number=7, size=(300, 400))), source)
    with pikepdf.open(copy) as pdf:
        assert [float(v) for v in pdf.pages[1].MediaBox] == [0, 0, 300, 400]
    assert "Page 7 is blank because it is not in the file." in description(copy)


def test_the_source_is_never_overwritten(tmp_path: Path) -> None:
    source = make_pdf(tmp_path / PDF_NAME, PageSpec())
    before = source.read_bytes()
    with pytest.raises(UsageError, match="overwritten"):
        write_pdf(tmp_path, record(page()), source)
    assert source.read_bytes() == before
    with pytest.raises(InputError, match="no page"):
        write_pdf(tmp_path / "b", record(), source)
    assert not (tmp_path / "b" / PDF_NAME).exists()


def test_broken_objects_cost_one_page(tmp_path: Path) -> None:
    source = make_pdf(tmp_path / "a.pdf", PageSpec(content=draw_text("x", 9, 9)), PageSpec())
    with pikepdf.open(source, allow_overwriting_input=True) as pdf:
        pdf.pages[0].obj.Annots = Array([5, Dictionary(Subtype=Name.Square, AP=3, Rect=Array([1]))])
        pdf.pages[0].Resources.ExtGState = Dictionary(G=Dictionary(SMask=Dictionary(G=7)))
        pdf.save(source)
    copy = made(tmp_path, record(page(), page(number=2)), source)
    with pikepdf.open(copy) as pdf:
        assert len(pdf.pages) == 2
        assert pdf.check_pdf_syntax() == []


@settings(max_examples=15)
@given(records())
def test_any_record_makes_a_sound_file(of: Record) -> None:
    with tempfile.TemporaryDirectory() as name:
        source = make_pdf(Path(name) / "a.pdf", *[PageSpec(content=draw_text("x", 9, 9))] * 9)
        if not of.pages:
            return
        with pikepdf.open(made(Path(name), of, source)) as pdf:
            assert pdf.check_pdf_syntax() == []
            assert len(pdf.pages) == len(of.pages)
            wanted = [f.id for p in of.pages for f in (*p.redactions, *p.strikes)]
            assert [str(n.NM) for sheet in pdf.pages for n in sheet.obj.get("/Annots", [])] == wanted


_MEASURED = """
import resource, sys
from pathlib import Path
from processors.outputs.pdf import write_pdf
from processors.outputs.record import load_record
folder = Path(sys.argv[1])
of = load_record((folder / "record.json").read_bytes())
write_pdf(folder / "warm", of, folder / "one.pdf")
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
write_pdf(folder, of, folder / "a.pdf")
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_many_pages_take_little_memory(tmp_path: Path) -> None:
    """Pictures are never held together: a copy of 300 of 200 KB takes far less than their 60 MB."""
    source = tmp_path / "a.pdf"
    with pikepdf.new() as pdf:
        for seed in range(300):
            sheet = pdf.add_blank_page()
            data = np.random.default_rng(seed).bytes(200_000)
            picture = pikepdf.Stream(pdf, data, Subtype=Name.Image, Width=400, Height=500, BitsPerComponent=8)
            picture.ColorSpace, picture.Filter = Name.DeviceGray, Name.FlateDecode
            sheet.Resources = Dictionary(XObject=Dictionary(I=picture))
            sheet.Contents = pikepdf.Stream(pdf, b"q 612 0 0 792 0 0 cm /I Do Q")
        pdf.save(source, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    make_pdf(tmp_path / "one.pdf", PageSpec())
    of = record(*(page(line(word("w", 9, 9, 20, 20)), number=n + 1) for n in range(300)))
    (tmp_path / "record.json").write_bytes(dump_record(of))
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, str(tmp_path)], capture_output=True, check=True, timeout=120
    )
    assert int(done.stdout) < 20_000
    assert (tmp_path / PDF_NAME).stat().st_size < source.stat().st_size + 300 * 2000
