"""Text that content streams hold beside what they draw stays behind; others keep their bytes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from processors.outputs.pdf.content import TangledError
from processors.outputs.pdf.tidy import tidied
from processors.records import TextSource
from tests.processors.leaks.leak_pages import page as leak_page
from tests.processors.outputs.pdf.pdf_records import description, everything, made, page, record
from tests.processors.sources.sources_samples import draw_text, read

DIGITAL = page(text_source=TextSource.EMBEDDED)
UNSAID = [
    "% SECRET\n",
    "(SECRET) foo\n",
    "BX (SECRET) /SECRET bar EX\n",
    "(SECRET) 0 g\n",
    "(SECRET) w 1 w\n",
    "/SECRET 1 w\n",
    "[(SECRET)] 0 d [] 0 d\n",
    "(SECRET) q Q\n",
    "/OC <</Name (SECRET)>> BDC EMC\n",
    "/Span <</MCID (SECRET)>> BDC EMC\n",
    "/F 12 Tf BT [/SECRET (a) <</B (SECRET)>>] TJ ET\n",
]


def tidy(content: bytes) -> bytes | None:
    with pikepdf.new() as pdf:
        return tidied(pdf.make_stream(content))


@pytest.mark.parametrize("unsaid", [*UNSAID, "\n(SECRET)"])
def test_what_is_not_drawn_stays_behind(tmp_path: Path, unsaid: str) -> None:
    source = leak_page(tmp_path, draw_text("Seen 50%", 100, 600) + unsaid)
    copy = made(tmp_path, record(DIGITAL), source)
    assert b"SECRET" not in everything(copy)
    assert "picture" not in description(copy)
    assert np.array_equal(read(copy).grey(), read(source).grey())


@pytest.mark.parametrize("place", ["form", "pattern", "glyph", "mask"])
@pytest.mark.parametrize("unsaid", UNSAID[:3])
def test_streams_that_pages_draw_with(tmp_path: Path, place: str, unsaid: str) -> None:
    paints = {
        "form": "/X Do\n",
        "pattern": "/Pattern cs /P scn 100 100 50 50 re f\n",
        "glyph": "BT /T 20 Tf 100 300 Td (a) Tj ET\n",
        "mask": "/M gs 0 g 100 100 50 50 re f\n",
    }
    source = leak_page(tmp_path, paints[place])
    with pikepdf.open(source, allow_overwriting_input=True) as pdf:
        box, own = Array([0, 0, 600, 600]), "500 0 d0 " if place == "glyph" else ""
        made_of = pdf.make_stream(f"{own}{unsaid}0 g 9 9 400 400 re f".encode(), Subtype=Name.Form, BBox=box)
        used = pdf.pages[0].Resources
        if place == "form":
            used.XObject = Dictionary(X=made_of)
        elif place == "pattern":
            made_of.PatternType, made_of.PaintType, made_of.TilingType = 1, 1, 1
            made_of.XStep, made_of.YStep = 600, 600
            used.Pattern = Dictionary(P=made_of)
        elif place == "mask":
            made_of.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceGray)
            used.ExtGState = Dictionary(M=Dictionary(SMask=Dictionary(S=Name.Luminosity, G=made_of)))
        else:
            font = Dictionary(
                Type=Name.Font, Subtype=Name.Type3, CharProcs=Dictionary(a=made_of), FirstChar=97
            )
            font.FontMatrix, font.FontBBox, font.LastChar = Array([0.001, 0, 0, 0.001, 0, 0]), box, 97
            font.Widths, font.Encoding = Array([500]), Dictionary(Differences=Array([97, Name.a]))
            used.Font["/T"] = font
        pdf.save(source)
    copy = made(tmp_path, record(DIGITAL), source)
    assert b"SECRET" not in everything(copy)
    assert "picture" not in description(copy)
    assert np.array_equal(read(copy).grey(), read(source).grey())


def test_layers_are_called_by_their_numbers(tmp_path: Path) -> None:
    source = leak_page(tmp_path, "/OC /A BDC 0 g 9 9 50 50 re f EMC /OC /B BDC 90 9 50 50 re f EMC\n")
    with pikepdf.open(source, allow_overwriting_input=True) as pdf:
        one, two = (
            pdf.make_indirect(
                Dictionary(
                    Type=Name.OCG,
                    Name="SECRET",
                    Usage=Dictionary(
                        CreatorInfo=Dictionary(Creator="SECRET"), View=Dictionary(ViewState=Name.ON)
                    ),
                )
            )
            for _ in range(2)
        )
        usual = Dictionary(Name="SECRET", Order=Array(["SECRET", one]), OFF=Array([two, "SECRET"]))
        pdf.Root.OCProperties = Dictionary(OCGs=Array([one]), D=usual)
        two.Usage.Print = pdf.make_stream(b"SECRET")
        pdf.pages[0].Resources.Properties = Dictionary(A=one, B=two)
        pdf.save(source)
    copy = made(tmp_path, record(DIGITAL), source)
    assert b"SECRET" not in everything(copy)
    assert np.array_equal(read(copy).grey(), read(source).grey())
    with pikepdf.open(copy) as pdf:
        named = pdf.pages[0].Resources.Properties
        assert [str(named[key].Name) for key in ("/A", "/B")] == ["Layer 1", "Layer"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"BT (50% \\) % no comment) Tj ET\n",
        b"BI /W 1 /H 1 /BPC 8 /CS [/I /RGB 0 (%%%)] ID % EI\n",
        b"/Pattern cs 0.1 0.2 /P scn /Span <</MCID 3>> BDC EMC",
        b"/P <</ActualText (dropped later)>> BDC EMC",
    ],
)
def test_ordinary_content_is_left_alone(content: bytes) -> None:
    assert tidy(content) is None


def test_pictures_with_more_in_them_are_refused() -> None:
    content = b"BI /W 1 /H 1 /IDle (SECRET) /BPC 8 /CS /G ID x EI"
    with pytest.raises(TangledError, match="more than pictures"):
        tidy(content)


def test_a_page_whose_shared_form_cannot_be_parsed_spoils_each_page_that_has_it(tmp_path: Path) -> None:
    """What is refused for one page is not taken to be clean for the next."""
    source = leak_page(tmp_path, "/X Do\n")
    with pikepdf.open(source, allow_overwriting_input=True) as pdf:
        form = pdf.make_stream(b"BI /W 1 /H 1 /A (SECRET) /BPC 8 /CS /G ID x EI", Subtype=Name.Form)
        form.BBox = Array([0, 0, 9, 9])
        pdf.pages[0].Resources.XObject = Dictionary(X=pdf.make_indirect(form))
        pdf.pages.append(pdf.pages[0])
        pdf.save(source)
    copy = made(tmp_path, record(DIGITAL, page(number=2)), source)
    assert b"SECRET" not in everything(copy)
    assert description(copy).count("is a picture") == 2
