from __future__ import annotations

from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name

from processors.config import Config
from processors.errors import InputError
from processors.geometry import Box
from processors.leaks import LeakKind, survey
from processors.leaks.layers import with_all_layers
from processors.sources import open_source
from tests.processors.leaks.leak_pages import BOX, NAME, TEXT, annotate, leaks, look, page, scan, scanned
from tests.processors.sources.sources_samples import PageSpec, draw_image, draw_text, make_pdf


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (TEXT + BOX, LeakKind.BOX),
        (TEXT + "1 g 95 595 80 16 re f 0 g\n", LeakKind.BOX),
        (TEXT + "1 g 95 595 80 16 re f 0 g\n" + draw_text("[redacted]", 100, 600), LeakKind.BOX),
        (TEXT + "0 g 95 595 m 180 593 l 176 612 l 94 611 l h f\n", LeakKind.BOX),
        (TEXT + "0 G 18 w 95 603 m 175 603 l S\n", LeakKind.BOX),
        (TEXT + draw_image("I", 95, 595, 80, 16), LeakKind.IMAGE),
        ("1 g\n" + TEXT + "0 g\n", LeakKind.SAME_COLOUR),
        (BOX + TEXT, LeakKind.SAME_COLOUR),
        (draw_text(NAME, 700, 600), LeakKind.OUTSIDE_PAGE),
        (TEXT + "0 G 95 595 m 175 611 l 95 611 m 175 595 l S\n", LeakKind.CROSS_HATCH),
    ],
    ids=[
        "black box",
        "white box",
        "white box with a label",
        "ragged shape",
        "thick stroke",
        "image",
        "white on white",
        "black on a black box",
        "outside the page",
        "cross",
    ],
)
def test_each_way_of_hiding_text_is_found(tmp_path: Path, content: str, kind: LeakKind) -> None:
    images = {"I": np.zeros((16, 80), np.uint8)}
    path = page(tmp_path, content, images=images)
    (found,) = leaks(path)
    assert (found.kind, found.characters, found.page) == (kind, 7, 1)
    assert found.bbox.x0 >= 90
    assert "Roe" not in repr(look(path, with_text=True))
    assert look(path).texts == ()


def test_the_text_comes_only_where_it_is_asked_for(tmp_path: Path) -> None:
    assert look(page(tmp_path, TEXT + BOX), with_text=True).texts == (NAME,)


def test_text_outside_the_crop_box(tmp_path: Path) -> None:
    (found,) = leaks(page(tmp_path, TEXT, crop=(0, 610, 612, 792)))[:1]
    assert found.kind is LeakKind.OUTSIDE_PAGE


def test_places_on_a_cropped_page_are_those_of_the_sheet(tmp_path: Path) -> None:
    (whole,) = leaks(page(tmp_path, TEXT + BOX))
    (cropped,) = leaks(page(tmp_path, TEXT + BOX, crop=(50, 300, 612, 700)))
    assert tuple(cropped.bbox) == pytest.approx(tuple(whole.bbox), abs=0.02)


def test_dense_hatching_over_several_lines(tmp_path: Path) -> None:
    lines = "".join(draw_text(f"{NAME} {k}", 100, 500 - 14 * k) for k in range(5))
    strokes = "".join(f"{x} 430 m {x + 90} 520 l S {x} 520 m {x + 90} 430 l S\n" for x in range(90, 150, 6))
    (found,) = leaks(page(tmp_path, lines + strokes))
    assert found.kind is LeakKind.CROSS_HATCH
    assert found.characters == 40


@pytest.mark.parametrize("through_form", [False, True])
def test_a_layer_that_is_switched_off(tmp_path: Path, through_form: bool) -> None:
    path = page(tmp_path, "/X Do\n" if through_form else f"/OC /MC0 BDC {TEXT} EMC\n")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="notes"))
        pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))
        resources = pdf.pages[0].Resources
        resources.Properties = Dictionary(MC0=layer)
        form = pdf.make_stream(TEXT.encode(), Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 612, 792])
        form.Resources = Dictionary(Font=resources.Font)
        form.OC = layer
        resources.XObject = Dictionary(X=form)
        pdf.save(path)
    (found,) = leaks(path)
    assert (found.kind, found.characters) == (LeakKind.HIDDEN_LAYER, 7)


@pytest.mark.parametrize("rule", ["all off", "expression", "usage", "form, all off"])
def test_layers_that_are_hidden_although_their_group_is_on(tmp_path: Path, rule: str) -> None:
    in_form = rule.startswith("form")
    path = page(tmp_path, "/X Do\n" if in_form else f"/OC /MC0 BDC {TEXT} EMC\n")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="notes"))
        pdf.Root.OCProperties = Dictionary(OCGs=Array([group]), D=Dictionary())
        membership = Dictionary(Type=Name.OCMD, OCGs=Array([group]))
        if rule == "expression":
            membership.VE = Array([Name.Not, group])
        elif rule == "usage":
            group.Usage = Dictionary(View=Dictionary(ViewState=Name.OFF))
        else:
            membership.P = Name.AllOff
        resources = pdf.pages[0].Resources
        resources.Properties = Dictionary(MC0=membership)
        form = pdf.make_stream(TEXT.encode(), Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 612, 792])
        form.Resources = Dictionary(Font=resources.Font)
        form.OC = membership
        resources.XObject = Dictionary(X=form)
        pdf.save(path)
    (found,) = leaks(path)
    assert (found.kind, found.characters) == (LeakKind.HIDDEN_LAYER, 7)


def test_a_hidden_layer_is_found_where_the_page_without_it_counts_other_characters(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = page(tmp_path, "/X Do\n")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="notes"))
        pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))
        resources = pdf.pages[0].Resources
        form = pdf.make_stream(TEXT.encode(), Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 612, 792])
        form.Resources = Dictionary(Font=resources.Font)
        form.OC = layer
        resources.XObject = Dictionary(X=form)
        pdf.save(path)
    (tmp_path / "more").mkdir()
    more = page(tmp_path / "more", draw_text("x", 300, 700) + TEXT)
    monkeypatch.setattr("processors.leaks.with_all_layers", lambda _: pypdfium2.PdfDocument(more))
    (found,) = leaks(path)
    assert (found.kind, found.characters) == (LeakKind.HIDDEN_LAYER, 7)


def test_text_of_a_layer_that_is_not_painted_is_not_dismissed(tmp_path: Path) -> None:
    path = page(tmp_path, f"/OC /MC0 BDC q 0 0 10 10 re W n {TEXT} Q EMC\n")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="notes"))
        pdf.pages[0].Resources.Properties = Dictionary(MC0=group)
        pdf.save(path)
    (found,) = leaks(path)
    assert (found.kind, found.characters) == (LeakKind.UNPAINTED, 7)


def test_layers_that_pdfium_cannot_open_are_an_input_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = page(tmp_path, f"/OC /MC0 BDC {TEXT} EMC\n")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="notes"))
        pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))
        pdf.pages[0].Resources.Properties = Dictionary(MC0=layer)
        pdf.save(path)

    def broken(_: object) -> None:
        raise pypdfium2.PdfiumError("Failed to load document")

    monkeypatch.setattr(pypdfium2, "PdfDocument", broken)
    with pytest.raises(InputError, match="layers cannot be read"):
        with_all_layers(path)


def test_a_redaction_that_was_never_applied(tmp_path: Path) -> None:
    path = annotate(page(tmp_path, TEXT), Subtype=Name.Redact, Rect=[95, 595, 175, 611])
    (found,) = leaks(path)
    assert (found.kind, found.characters) == (LeakKind.REDACT_ANNOTATION, 7)


def test_each_line_of_a_redaction_that_was_never_applied_is_a_place(tmp_path: Path) -> None:
    quads = [95, 611, 130, 611, 95, 595, 130, 595, 95, 651, 175, 651, 95, 636, 175, 636]
    path = annotate(
        page(tmp_path, TEXT), Subtype=Name.Redact, Rect=[95, 595, 175, 651], QuadPoints=Array(quads)
    )
    assert [round(s.bbox.height) for s in leaks(path)] == [15, 16]


def test_an_opaque_annotation_over_text(tmp_path: Path) -> None:
    path = page(tmp_path, TEXT)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        look_of_it = pdf.make_stream(
            b"0 g 0 0 80 16 re f", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 80, 16]
        )
        made = Dictionary(
            Type=Name.Annot,
            Subtype=Name.Square,
            Rect=[95, 595, 175, 611],
            F=4,
            AP=Dictionary(N=pdf.make_indirect(look_of_it)),
        )
        pdf.pages[0].Annots = Array([pdf.make_indirect(made)])
        pdf.save(path)
    (found,) = leaks(path)
    assert (found.kind, found.characters) == (LeakKind.ANNOTATION, 7)


def highlighted(folder: Path, colour: list[int]) -> Path:
    return annotate(
        page(folder, TEXT),
        Subtype=Name.Highlight,
        Rect=[95, 595, 175, 611],
        QuadPoints=[95, 611, 175, 611, 95, 595, 175, 595],
        C=colour,
        F=4,
    )


def test_a_black_highlight_over_text(tmp_path: Path) -> None:
    (found,) = leaks(highlighted(tmp_path, [0, 0, 0]))
    assert (found.kind, found.characters) == (LeakKind.ANNOTATION, 7)


def test_a_yellow_highlight_hides_nothing(tmp_path: Path) -> None:
    assert look(highlighted(tmp_path, [1, 1, 0])).found == ()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (draw_text("XXXX XXX", 100, 600) + BOX, "says_nothing"),
        (draw_text(" , ", 100, 600) + BOX, "says_nothing"),
        (draw_text("[REDACTED]", 100, 600, 10) + BOX, "placeholder"),
        (draw_text("CONFIDENTIAL", 100, 600, 9) + BOX, "placeholder"),
        (
            draw_text("Case 1:61-cv-7 Document 5 Filed 05/01/61 Page 2 of 9", 97, 600, 3) + BOX,
            "filing_stamp",
        ),
        (TEXT + "1 g 95 595 80 16 re f 0 g\n" + TEXT, "seen_in_the_same_place"),
        ("q 0 0 10 10 re W n " + TEXT + "Q\n", "not_painted"),
        (
            "".join(
                f"0 g 95 {y} 80 16 re f\n" + draw_text("1 May 1961", 100, y + 5) for y in (500, 440, 380)
            ),
            "label_of_its_box",
        ),
    ],
)
def test_hidden_text_that_is_no_leak(tmp_path: Path, content: str, reason: str) -> None:
    found = look(page(tmp_path, content)).found
    assert found
    assert {s.dismissed_by for s in found} == {reason}


@pytest.mark.parametrize(
    "text",
    [
        "Zebulon Quartermain Document 12 Filed 01/02/20 Page 3 of 9",
        "Document 12 Filed 01/02/20 Page 3 of 9, see Jane Roe",
        "Case Quartermain Document 12 Filed 01/02/20 Page 3 of 9",
        "Document by Jane Roe Filed 01/02/20 Page 3 of 9",
    ],
)
def test_a_passage_that_names_a_filing_is_no_stamp(tmp_path: Path, text: str) -> None:
    (found,) = leaks(page(tmp_path, draw_text(text, 97, 600, 2) + BOX))
    assert found.kind is LeakKind.BOX


@pytest.mark.parametrize(
    "text",
    [
        "Document 12 Filed 01/02/20 Page 3 of 9",
        "Case 2:19-cv-01234-ABC-DE Document 12-1 Filed 01/02/2020 Page 3 of 9 PageID #: 45",
        "Case: 19-2345 Document: 50 Filed: 01/02/2020 Page: 1",
    ],
)
def test_filing_stamps_of_several_courts(tmp_path: Path, text: str) -> None:
    (found,) = look(page(tmp_path, draw_text(text, 97, 600, 2) + "0 g 90 595 200 16 re f\n")).found
    assert found.dismissed_by == "filing_stamp"


@pytest.mark.parametrize(
    "content",
    [
        BOX + "1 g\n" + TEXT + "0 g\n",
        TEXT + "0 g 95 520 80 16 re f\n",
        TEXT + "q 0 0 10 10 re W n " + BOX + "Q\n",
        TEXT + "95 595 80 16 re S\n",
        TEXT + "0 g 90 590 90 26 re 95 595 80 16 re f*\n",
        TEXT + "0 G 40 300 m 560 760 l 40 760 m 560 300 l S\n",
        "0 G 95 595 m 175 611 l 95 611 m 175 595 l S\n" + TEXT,
        TEXT + "0 G 95 595 m 175 611 l S\n",
        draw_text(NAME, 100, 600, mode=3),
    ],
    ids=[
        "white on a black box",
        "box elsewhere",
        "box clipped away",
        "frame",
        "frame filled even-odd",
        "cross over the page",
        "written on a hatching",
        "one stroke",
        "invisible",
    ],
)
def test_nothing_to_report(tmp_path: Path, content: str) -> None:
    assert look(page(tmp_path, content)).found == ()


def test_ocr_over_a_bar_of_the_scan_is_no_leak(tmp_path: Path) -> None:
    (found,) = look(scanned(tmp_path, bar=True)).found
    assert (found.dismissed_by, found.characters) == ("ocr_over_a_bar_of_the_scan", 7)


def test_a_redacted_picture_pasted_over_the_live_page_is_a_leak(tmp_path: Path) -> None:
    around = draw_text("The committee met", 100, 640) + draw_text("by", 80, 600)
    content = around + TEXT + draw_text("and left", 180, 600) + draw_image("I", 0, 0, 612, 792)
    path = make_pdf(tmp_path / "a.pdf", PageSpec(content=content, images={"I": scan(bar=True)}))
    (found,) = leaks(path)
    assert (found.kind, found.characters) == (LeakKind.IMAGE, 7)
    assert found.bbox.covered_by(Box(95, 181, 175, 197)) > 0.9
    assert {s.dismissed_by for s in look(path).found} == {None, "behind_the_scan"}


@pytest.mark.parametrize("text", ["I", "ll .", "|| _ 1", "lllll"])
def test_marks_that_an_ocr_program_painted_behind_a_bar_are_no_leak(tmp_path: Path, text: str) -> None:
    content = draw_text(text, 100, 600) + draw_image("I", 0, 0, 612, 792)
    path = make_pdf(tmp_path / "a.pdf", PageSpec(content=content, images={"I": scan(bar=True)}))
    assert {s.dismissed_by for s in look(path).found} == {"ocr_over_a_bar_of_the_scan"}


def test_a_word_beside_a_bar_that_reaches_behind_it_is_no_leak(tmp_path: Path) -> None:
    content = draw_text("Committeemen", 40, 600, 14) + draw_image("I", 0, 0, 612, 792)
    path = make_pdf(tmp_path / "a.pdf", PageSpec(content=content, images={"I": scan(bar=True)}))
    assert leaks(path) == []


def test_painted_text_behind_a_scan_without_bars_is_no_leak(tmp_path: Path) -> None:
    (found,) = look(scanned(tmp_path, bar=False, mode=0)).found
    assert found.dismissed_by == "behind_the_scan"


def test_a_box_laid_over_a_scan_leaves_its_ocr_text(tmp_path: Path) -> None:
    (found,) = look(scanned(tmp_path, bar=False, over=BOX)).found
    assert (found.kind, found.characters, found.dismissed_by) == (LeakKind.OCR_LAYER, 7, None)


def test_a_box_laid_over_a_bar_of_the_scan_hides_nothing(tmp_path: Path) -> None:
    assert leaks(scanned(tmp_path, bar=True, over=BOX)) == []


def test_a_box_laid_over_a_scan_without_ocr_leaves_its_picture(tmp_path: Path) -> None:
    over = "0 g 95 400 200 60 re f\n"
    found = leaks(scanned(tmp_path, bar=True, over=over))
    assert [(s.kind, s.characters) for s in found] == [(LeakKind.PICTURE, 0)]


DIGITAL = Path(__file__).parents[4] / "shared" / "data" / "digital"


@pytest.mark.skipif(not DIGITAL.is_dir(), reason="the reference files are not here")
def test_the_reference_files_without_bad_redactions_are_clean() -> None:
    wrong = []
    for path in sorted(DIGITAL.glob("*.pdf")):
        with open_source(path, Config()) as source:
            for number in range(1, source.page_count + 1):
                found = survey(source, path, number, Config(), with_text=False).found
                wrong += [(path.name, number, s.kind) for s in found if s.dismissed_by is None]
    assert wrong == []
