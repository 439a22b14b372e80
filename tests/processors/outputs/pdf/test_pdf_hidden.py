"""Text that nobody can see does not come along, in whichever of a dozen ways it is hidden; the page looks the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from numpy.typing import NDArray
from pikepdf import Array, Dictionary, Name

from processors.geometry import Box
from processors.outputs.pdf.font import Font
from processors.records import Code, Decided, Redaction, RedactionKind, TextSource
from tests.processors.leaks.leak_pages import BOX, NAME, TEXT, annotate
from tests.processors.leaks.leak_pages import page as leak_page
from tests.processors.leaks.test_leaks import scan
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
from tests.processors.sources.sources_samples import PageSpec, draw_image, draw_text, make_pdf, read

SEEN = "The committee met again"
DIGITAL = page(text_source=TextSource.EMBEDDED)


def look(path: Path) -> NDArray[np.int16]:
    """The page as levels of grey, without annotations of ours (there are none here)."""
    return read(path).grey().astype(np.int16)


def _black(grey: NDArray[np.uint8]) -> Box:
    rows, columns = np.nonzero(grey < 40)
    return Box(columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)


def says(path: Path) -> str:
    """All text of a copy by poppler, and all that it holds."""
    return poppler_text(path) + everything(path).decode("latin-1")


def assert_clean(copy: Path, source: Path, *, same: bool = True) -> None:
    text = says(copy)
    assert "Jane" not in text
    assert "Roe" not in text
    assert text.count(SEEN) >= 3
    if same:
        assert np.abs(look(copy) - look(source)).max() < 12


@POPPLER
@pytest.mark.parametrize(
    "content",
    [
        TEXT + BOX,
        TEXT + draw_image("I", 95, 595, 80, 16),
        "1 g " + TEXT + "0 g\n",
        BOX + TEXT,
        draw_text(NAME, 700, 600),
        draw_text(NAME, 100, 600, mode=3),
        f"q 0 0 10 10 re W n {TEXT} Q\n",
        "BT /F 12 Tf 100 600 Td [(Ja) -20 (ne) ( Roe)] TJ ET\n" + BOX,
        "BT /F 12 Tf 14 TL 100 614 Td (Jane Roe) ' ET\n" + BOX,
        f"/Span <</ActualText ({NAME})>> BDC {draw_text('x', 300, 500)} EMC\n",
    ],
    ids=["box", "picture", "white", "black", "outside", "invisible", "clipped", "TJ", "quote", "ActualText"],
)
def test_hidden_text_is_left_out(tmp_path: Path, content: str) -> None:
    source = leak_page(tmp_path, content, images={"I": np.zeros((16, 80), np.uint8)})
    copy = made(tmp_path, record(DIGITAL), source)
    assert_clean(copy, source)
    assert "picture" not in description(copy)


@POPPLER
def test_a_name_within_a_line_goes_and_the_line_stays(tmp_path: Path) -> None:
    """One operator for the whole line, as word processors write it; the name starts at 161.3 and ends at 212.7."""
    content = draw_text("Met with Jane Roe in the lobby", 110, 600) + "0 g 161 595 52 16 re f\n"
    source = leak_page(tmp_path, content)
    copy = made(tmp_path, record(DIGITAL), source)
    assert_clean(copy, source)
    assert "Met with" in poppler_text(copy)
    assert "in the lobby" in poppler_text(copy)
    assert "hidden characters were left out" in description(copy)


@POPPLER
def test_a_label_on_a_box_stays_and_the_name_under_it_goes(tmp_path: Path) -> None:
    content = TEXT + BOX + "1 g " + draw_text("b6 b7C", 105, 600) + "0 g\n"
    source = leak_page(tmp_path, content)
    copy = made(tmp_path, record(DIGITAL), source)
    assert_clean(copy, source)
    assert "b6 b7C" in poppler_text(copy)


@POPPLER
@pytest.mark.parametrize(
    "text", [f"/X Do\n{BOX}", f"q 1 0 0 1 0 100 cm /X Do Q\n{BOX.replace('595', '695')}"]
)
def test_text_in_a_form(tmp_path: Path, text: str) -> None:
    source = leak_page(tmp_path, text)
    with pikepdf.open(source, allow_overwriting_input=True) as pdf:
        form = pdf.make_stream(TEXT.encode(), Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 612, 792])
        form.Resources = Dictionary(Font=pdf.pages[0].Resources.Font)
        pdf.pages[0].Resources.XObject = Dictionary(X=form)
        pdf.save(source)
    copy = made(tmp_path, record(DIGITAL), source)
    assert_clean(copy, source)
    assert "picture" not in description(copy)


@POPPLER
@pytest.mark.parametrize("through_form", [False, True])
def test_a_layer_that_is_switched_off(tmp_path: Path, through_form: bool) -> None:
    source = leak_page(tmp_path, "/X Do\n" if through_form else f"/OC /MC0 BDC {TEXT} EMC\n")
    with pikepdf.open(source, allow_overwriting_input=True) as pdf:
        layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="notes"))
        pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))
        resources = pdf.pages[0].Resources
        resources.Properties = Dictionary(MC0=layer)
        form = pdf.make_stream(TEXT.encode(), Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 612, 792])
        form.Resources, form.OC = Dictionary(Font=resources.Font), layer
        resources.XObject = Dictionary(X=form)
        pdf.save(source)
    assert_clean(made(tmp_path, record(DIGITAL), source), source)


@POPPLER
@pytest.mark.parametrize("wording", [False, True])
def test_an_annotation_that_covers_text_becomes_part_of_the_page(tmp_path: Path, wording: bool) -> None:
    source = leak_page(tmp_path, TEXT)
    with pikepdf.open(source, allow_overwriting_input=True) as pdf:
        paint = b"0 g 0 0 80 16 re f" + (b" 1 g BT /F 8 Tf 4 4 Td (b6) Tj ET" if wording else b"")
        shape = pdf.make_stream(paint, Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 80, 16])
        shape.Resources = Dictionary(Font=pdf.pages[0].Resources.Font)
        made_of = Dictionary(Type=Name.Annot, Subtype=Name.Square, Rect=[95, 595, 175, 611], F=4)
        made_of.AP = Dictionary(N=shape)
        pdf.pages[0].Annots = Array([pdf.make_indirect(made_of)])
        pdf.save(source)
    copy = made(tmp_path, record(DIGITAL), source)
    assert_clean(copy, source)
    assert ("b6" in poppler_text(copy)) is wording
    with pikepdf.open(copy) as pdf:
        assert "/Annots" not in pdf.pages[0]


@POPPLER
def test_an_annotation_that_viewers_draw_makes_the_page_a_picture(tmp_path: Path) -> None:
    source = annotate(
        leak_page(tmp_path, TEXT), Subtype=Name.Square, Rect=[95, 595, 175, 611], IC=[0, 0, 0], F=4
    )
    words = page(line(word("committee", 120, 140, 170, 152)), text_source=TextSource.EMBEDDED)
    copy = made(tmp_path, record(words), source)
    text = says(copy)
    assert "Roe" not in text
    assert poppler_text(copy).split() == ["committee"]
    assert "Page 1 is a picture of the source's page because it has annotations" in description(copy)
    # At another resolution, letters differ at their edges.
    assert np.abs(look(copy).mean() - look(source).mean()) < 1
    box = look(copy)[round(len(look(copy)) * 0.2377) : round(len(look(copy)) * 0.24), :]
    assert (box < 40).mean() > 0.1


@POPPLER
def test_a_cropped_page_as_a_picture_lies_where_it_was_on_its_sheet(tmp_path: Path) -> None:
    source = annotate(
        leak_page(tmp_path, TEXT, crop=(50, 200, 500, 700)),
        Subtype=Name.Square,
        Rect=[95, 595, 175, 611],
        IC=[0, 0, 0],
        F=4,
    )
    copy = made(tmp_path, record(DIGITAL), source)
    assert "is a picture of the source's page" in description(copy)
    was, now = read(source), read(copy)
    assert (was.width, was.height) == (now.width, now.height)
    black = [scan.to_points.box(_black(scan.grey())) for scan in (was, now)]
    assert tuple(black[1]) == pytest.approx(tuple(black[0]), abs=1)


@POPPLER
@pytest.mark.parametrize("kind", ["annotation", "record", "person"])
def test_what_was_asked_to_be_hidden_and_never_was(tmp_path: Path, kind: str) -> None:
    source = leak_page(tmp_path, TEXT + draw_text("b6", 178, 600, 6))
    found = Redaction(
        "r1", Box(95, 181, 190, 197), RedactionKind.DIGITAL, 0.9, (_code(Box(177, 185, 190, 193)),)
    )
    if kind == "person":
        said = Decided("person", "draw", 1, "Ada", "2026-01-02T00:00:00+00:00")
        found = replace(found, kind=RedactionKind.BLACK_BOX, decided=said)
    if kind == "annotation":
        annotate(source, Subtype=Name.Redact, Rect=[95, 595, 175, 611])
        source_page = _with_appearance(source)
        copy = made(tmp_path, record(DIGITAL), source_page)
    else:
        copy = made(tmp_path, record(page(text_source=TextSource.EMBEDDED, redactions=[found])), source)
    assert_clean(copy, source, same=False)
    assert "b6" in poppler_text(copy)


def _code(box: Box) -> Code:
    return Code("b6", "FOIA", "b6", (), box, 0.9)


def _with_appearance(source: Path) -> Path:
    """A redaction annotation as programs make them: a red frame until it is applied."""
    with pikepdf.open(source, allow_overwriting_input=True) as pdf:
        frame = pdf.make_stream(b"1 0 0 RG 0 0 80 16 re S", Subtype=Name.Form, BBox=[0, 0, 80, 16])
        pdf.pages[0].Annots[0].AP = Dictionary(N=frame)
        pdf.save(source)
    return source


@POPPLER
@pytest.mark.parametrize("over", ["", BOX])
def test_old_ocr_of_a_scan_gives_way_to_ours(tmp_path: Path, over: str) -> None:
    hidden = draw_text(NAME, 100, 600, mode=3) + draw_text("0ld OCR", 100, 500, mode=3)
    content = draw_image("I", 0, 0, 612, 792) + hidden + over
    source = make_pdf(tmp_path / "a.pdf", PageSpec(content=content, images={"I": scan(bar=False)}))
    copy = made(tmp_path, record(page(line(word("New", 100, 280, 130, 295)))), source)
    assert poppler_text(copy).split() == ["New"]
    assert b"0ld" not in everything(copy)
    assert np.array_equal(look(copy), look(source))


@POPPLER
def test_a_live_stamp_on_a_scan_is_found_once(tmp_path: Path) -> None:
    stamp = "q 1 0 0 1 0 0 cm BT /F 9 Tf 200 770 Td (Approved for Release) Tj ET Q\n"
    content = draw_image("I", 0, 0, 612, 792) + draw_text("0ld OCR", 100, 500, mode=3) + stamp
    source = make_pdf(tmp_path / "a.pdf", PageSpec(content=content, images={"I": scan(bar=False)}))
    ours = [
        word("Approved", 200, 13, 238, 22),
        word("for", 240, 13, 251, 22),
        word("Release", 253, 13, 288, 22),
    ]
    copy = made(tmp_path, record(page(line(*ours))), source)
    assert poppler_text(copy).split() == ["Approved", "for", "Release"]
    assert np.array_equal(look(copy), look(source))


@POPPLER
def test_invisible_and_painted_text_in_one_breath(tmp_path: Path) -> None:
    """Where the painted text begins is known only from the invisible text before it."""
    content = f"BT /F 12 Tf 3 Tr 100 600 Td ({NAME}) Tj 0 Tr ( was there) Tj ET\n"
    source = leak_page(tmp_path, content)
    copy = made(tmp_path, record(DIGITAL), source)
    assert_clean(copy, source)
    assert "was there" in poppler_text(copy)


@POPPLER
def test_text_that_cannot_be_taken_apart_makes_the_page_a_picture(tmp_path: Path) -> None:
    content = f'BT /F 12 Tf 14 TL 100 614 Td 0 0 ({NAME}) " ET\n' + BOX
    source = leak_page(tmp_path, content)
    copy = made(tmp_path, record(DIGITAL), source)
    assert "Roe" not in says(copy)
    assert "is a picture of the source's page" in description(copy)


@POPPLER
def test_text_in_a_pattern_makes_the_page_a_picture(tmp_path: Path) -> None:
    source = leak_page(tmp_path, "/Pattern cs /P scn 95 595 80 16 re f\n" + BOX)
    with pikepdf.open(source, allow_overwriting_input=True) as pdf:
        pattern = pdf.make_stream(
            TEXT.encode(), PatternType=1, PaintType=1, TilingType=1, BBox=[0, 0, 612, 792]
        )
        pattern.XStep, pattern.YStep = 612, 792
        pattern.Resources = Dictionary(Font=pdf.pages[0].Resources.Font)
        pdf.pages[0].Resources.Pattern = Dictionary(P=pattern)
        pdf.save(source)
    copy = made(tmp_path, record(DIGITAL), source)
    assert "Roe" not in says(copy)
    assert "in patterns" in description(copy)


@POPPLER
def test_a_page_with_nothing_hidden_stays_byte_by_byte(tmp_path: Path) -> None:
    source = leak_page(tmp_path, "")
    copy = made(tmp_path, record(DIGITAL), source)
    with pikepdf.open(source) as before, pikepdf.open(copy) as after:
        assert before.pages[0].Contents.read_bytes() == after.pages[0].Contents.read_bytes()
    assert poppler_text(copy).count(SEEN) == 3


@POPPLER
@pytest.mark.parametrize("hide", [BOX, ""])
def test_glyphs_of_a_font_that_does_not_say_what_they_mean(tmp_path: Path, hide: str) -> None:
    """Their shapes could still be told, so they go where a box lies over them, or where they are invisible."""
    font = Font.of(NAME)
    mode = "0 Tr" if hide else "3 Tr"
    shown = font.code(NAME).decode()
    source = leak_page(tmp_path, f"BT /U 12 Tf {mode} 100 600 Td {shown} Tj 0 Tr ET\n" + hide)
    with pikepdf.open(source, allow_overwriting_input=True) as pdf:
        unsaid = font.embed(pdf)
        del unsaid["/ToUnicode"]
        pdf.pages[0].Resources.Font["/U"] = unsaid
        pdf.save(source)
    copy = made(tmp_path, record(DIGITAL), source)
    assert_clean(copy, source)
    with pikepdf.open(copy) as pdf:
        shows = [
            i.operands for i in pikepdf.parse_content_stream(pdf.pages[0]) if str(i.operator) in ("Tj", "TJ")
        ]
    strings = [s for (one,) in shows for s in (one if isinstance(one, Array) else [one])]
    assert {bytes(s) for s in strings if isinstance(s, pikepdf.String)} == {SEEN.encode()}
