from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from lxml import etree, html

from processors.assembly import failed_page
from processors.config.text import TextConfig
from processors.geometry import Box
from processors.outputs.hocr import hocr, redaction_text, write_hocr
from processors.outputs.page_rows import page_rows, scale_of, word_text
from processors.records import Decided, LineKind, Page, Record, Word
from tests.processors.outputs.made import record_of
from tests.processors.text.typed import line, page, redaction, typed
from tests.strategies import records

CONFIG = TextConfig()
SPAN = "{http://www.w3.org/1999/xhtml}span"
DIV = "{http://www.w3.org/1999/xhtml}div"


def bbox(element: etree._Element) -> list[int]:
    return [int(v) for v in re.search(r"bbox (\d+) (\d+) (\d+) (\d+)", element.get("title")).groups()]


def items(element: etree._Element) -> list[tuple[str, list[int], int, bool]]:
    """Text, place, confidence and whether struck, of words and redactions in order."""
    found = []
    for span in element.iter(SPAN):
        if span.get("class") in ("ocrx_word", "declass_redaction"):
            sure = int(re.search(r"x_wconf (\d+)", span.get("title"))[1])
            struck = len(span) == 1 and span[0].tag.endswith("}del")
            found.append(("".join(span.itertext()), bbox(span), sure, struck))
    return found


def expected(found: Page) -> list[tuple[str, list[int], int, bool]]:
    def pixels(box: Box) -> list[int]:
        return [round(v * scale_of(found)) for v in box]

    return [
        (word_text(i), pixels(i.bbox), round(100 * i.confidence), i.struck)
        if isinstance(i, Word)
        else (redaction_text(i), pixels(i.bbox), round(100 * i.confidence), False)
        for row in page_rows(found, CONFIG)
        for i in row.items
    ]


@settings(max_examples=40)
@given(records())
def test_words_and_redactions_come_back(made: Record) -> None:
    root = etree.fromstring(hocr(made))
    found = [div for div in root.iter(DIV) if div.get("class") == "ocr_page"]
    assert len(found) == len(made.pages)
    for element, read in zip(found, made.pages, strict=True):
        assert items(element) == expected(read)
        assert f"ppageno {read.number - 1};" in element.get("title")


@settings(max_examples=40)
@given(records())
def test_a_browser_sees_what_an_xml_parser_sees(made: Record) -> None:
    data = hocr(made)
    assert not re.search(rb"<(?!meta)\w+[^<>]*/>", re.sub(rb'"[^"]*"', b'""', data))
    as_xml = "".join(etree.fromstring(data).find(".//{*}body").itertext())
    assert "".join(html.fromstring(data).find(".//body").itertext()) == as_xml
    assert len({e.get("id") for e in etree.fromstring(data).iter("{*}*") if e.get("id")}) == data.count(
        b' id="'
    )


def test_struck_words_are_deletions_and_redactions_stand_in_their_line() -> None:
    row = line("It is SECRET          today", struck=("SECRET",))
    found = redaction((72 + 13 * 7.2, 99, 72 + 21 * 7.2, 109), "(b)(1)", "(b)(3)")
    root = etree.fromstring(hocr(record_of([page([row], redactions=[found])])))
    (written,) = (s for s in root.iter(SPAN) if s.get("class") == "ocr_line")
    assert " ".join("".join(written.itertext()).split()) == "It is SECRET [REDACTED (b)(1) (b)(3)] today"
    assert [e.text for e in written.iter("{*}del")] == ["SECRET"]


def test_who_says_so_is_told() -> None:
    found = redaction((72, 99, 172, 109))
    said = replace(
        found, id="p1-r2", bbox=found.bbox.moved(0, 40), decided=Decided("person", "draw", 7, "Ada", "")
    )
    root = etree.fromstring(hocr(record_of([page([], redactions=[found, said])])))
    assert [e.get("data-said-by") for e in root.iter(SPAN) if e.get("data-id")] == ["machine", "person"]


def test_markup_of_the_page_stays_text() -> None:
    row = line('<script>alert(1)</script> &amp; "quoted"')
    data = hocr(record_of([page([row])]))
    assert b"<script" not in data
    assert [text for text, *_ in items(etree.fromstring(data))] == [
        "<script>alert(1)</script>",
        "&amp;",
        '"quoted"',
    ]


def test_the_file_says_what_it_can_and_of_which_file_it_is() -> None:
    made = record_of([page([line("NW 12 Page 3", kind=LineKind.HEADER), line("The text", y=300)])])
    root = etree.fromstring(hocr(made))
    told = {m.get("name"): m.get("content") for m in root.iter("{*}meta")}
    used = {e.get("class") for e in root.iter("{*}*") if (e.get("class") or "").startswith("ocr")}
    assert used <= set(told["ocr-capabilities"].split())
    assert told["ocr-system"] == "declass 0.1.0"
    first = next(e for e in root.iter(DIV) if e.get("class") == "ocr_page")
    assert first.get("title").startswith('image "memo.pdf"; bbox 0 0 2550 3300; ppageno 0; scan_res 300 300')


@pytest.mark.parametrize("name", ['a"; x_wconf 0; "', "a\\", "a;b", "a\ud800\x00"])
def test_no_name_of_a_file_ends_its_property(name: str) -> None:
    made = record_of([page([line("The text")])])
    root = etree.fromstring(hocr(replace(made, source=replace(made.source, uri=name))))
    title = next(e for e in root.iter(DIV)).get("title")
    assert re.fullmatch(r'image "[^"\\]*"; bbox 0 0 2550 3300; ppageno 0; scan_res 300 300', title)


def test_redactions_alone_are_no_line_of_text() -> None:
    root = etree.fromstring(hocr(record_of([page([], redactions=[redaction((72, 100, 300, 200))])])))
    assert [s.get("class") for s in root.iter(SPAN)] == ["declass_redaction"]


def test_written_twice_it_is_the_same(tmp_path: Path) -> None:
    made = record_of([page(typed(["The text"])), failed_page(2)])
    write_hocr(tmp_path, made, tmp_path)
    before = (tmp_path / "hocr.html").read_bytes()
    write_hocr(tmp_path, made, tmp_path)
    assert (tmp_path / "hocr.html").read_bytes() == before
