from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from lxml import etree

from bench.outputs.alto_schema import MISSING, alto_schema
from processors.assembly import failed_page
from processors.config.text import TextConfig
from processors.geometry import Box
from processors.outputs.alto import alto_page, write_alto
from processors.outputs.hyphens import Halves, divided_words
from processors.outputs.page_rows import page_rows, printed, scale_of, word_text
from processors.records import (
    LineKind,
    Marking,
    MarkingKind,
    Record,
    Redaction,
    RedactionKind,
    Step,
    Strike,
    StrikeStyle,
    StruckWhat,
    Word,
)
from tests.processors.outputs.made import numbered, record_of
from tests.processors.text.typed import line, page, redaction, typed
from tests.strategies import records

CONFIG = TextConfig()
NS = {"a": "http://www.loc.gov/standards/alto/ns-v4#"}
SCHEMA = alto_schema()
needs_schema = pytest.mark.skipif(SCHEMA is None, reason=MISSING)


def alto(record: Record, number: int = 0) -> etree._Element:
    return etree.fromstring(alto_page(record, record.pages[number], divided_words(record, CONFIG)))


def box_of(element: etree._Element, scale: float) -> Box:
    x, y, w, h = (float(element.get(name)) for name in ("HPOS", "VPOS", "WIDTH", "HEIGHT"))
    return Box(x / scale, y / scale, (x + w) / scale, (y + h) / scale).rounded()


def read_words(root: etree._Element, scale: float) -> Counter[tuple[str, Box, float, bool]]:
    """What a program without knowledge of ours reads: text with its hyphen, place, confidence, whether struck."""
    found: Counter[tuple[str, Box, float, bool]] = Counter()
    for row in root.iterfind(".//a:TextLine", NS):
        strings = row.findall("a:String", NS)
        hyphen = row.find("a:HYP", NS)
        for string in strings:
            end = hyphen.get("CONTENT") if hyphen is not None and string is strings[-1] else ""
            struck = string.get("STYLE") == "strikethrough"
            key = (string.get("CONTENT") + end, box_of(string, scale), float(string.get("WC")), struck)
            found[key] += 1
    return found


def in_order(root: etree._Element) -> list[str]:
    """Words and kinds of redactions as the reading order has them."""
    named = {e.get("ID"): e for e in root.find("a:Layout", NS).iter("{*}*") if e.get("ID")}
    tags = {e.get("ID"): e for e in root.iterfind("a:Tags/*", NS)}
    out = []
    for reference in root.iterfind("a:ReadingOrder//a:ElementRef", NS):
        for name in reference.get("REF").split():
            element = named[name]
            if element.tag.endswith("ComposedBlock"):
                out.append(tags[element.get("TAGREFS").split()[0]].get("LABEL"))
            else:
                strings = element.iterfind("a:String", NS) if element.tag.endswith("TextLine") else [element]
                out += [s.get("CONTENT") for s in strings]
    return out


@needs_schema
@settings(max_examples=40)
@given(records())
def test_every_page_is_valid(made: Record) -> None:
    for number in range(len(made.pages)):
        assert SCHEMA is not None
        SCHEMA.assertValid(alto(made, number))


@settings(max_examples=40)
@given(records())
def test_words_redactions_and_strikes_come_back(made: Record) -> None:
    for number, found in enumerate(made.pages):
        root, scale = alto(made, number), scale_of(found)
        rows = page_rows(found, CONFIG)
        seen = [item for row in rows for item in row.items]
        expected = Counter(
            (word_text(w), w.bbox, round(w.confidence, 3), w.struck) for w in seen if isinstance(w, Word)
        )
        assert read_words(root, scale) == expected
        boxes = Counter(box_of(e, scale) for e in root.iterfind(".//a:ComposedBlock", NS))
        assert boxes == Counter(r.bbox for r in found.redactions)
        strokes = Counter(box_of(e, scale) for e in root.iterfind(".//a:GraphicalElement", NS))
        assert strokes == Counter(s.bbox for s in found.strikes)
        halves = divided_words(made, CONFIG)
        assert in_order(root) == [_shown(item, halves) for item in seen]


def _shown(item: Word | Redaction, halves: Halves) -> str:
    if isinstance(item, Redaction):
        return str(item.kind)
    half = halves.get(id(item))
    return word_text(item) if half is None else printed(item.text[: len(item.text) - len(half.hyphen)])


def test_places_are_pixels_of_the_raster_that_was_read() -> None:
    root = alto(record_of([page(typed(["Approved for release"]))]))
    assert root.findtext(".//a:MeasurementUnit", namespaces=NS) == "pixel"
    whole = root.find(".//a:Page", NS)
    assert (whole.get("WIDTH"), whole.get("HEIGHT")) == ("2550", "3300")
    first = root.find(".//a:String", NS)
    assert (first.get("CONTENT"), first.get("HPOS"), first.get("WC")) == ("Approved", "300", "0.950")


def test_a_divided_word_is_told_as_one() -> None:
    lines = typed(
        ["The committee did not find any reason for the co-", "operation of the two offices in this"]
    )
    root = alto(record_of([page(lines)]))
    one, two = (root.find(f".//a:String[@SUBS_TYPE='{part}']", NS) for part in ("HypPart1", "HypPart2"))
    assert (one.get("CONTENT"), two.get("CONTENT")) == ("co", "operation")
    assert one.get("SUBS_CONTENT") == two.get("SUBS_CONTENT") == "cooperation"
    assert [h.get("CONTENT") for h in root.iterfind(".//a:HYP", NS)] == ["-"]


def test_a_word_divided_over_pages_is_told_as_one() -> None:
    last = typed(["Nobody in the office knew of the plan, and the com-"], y=700)
    first = typed(["mittee heard of it in May only, when it was too late"], y=72)
    made = record_of(numbered([page(last), page(first)]))
    assert "committee" in made.text
    assert alto(made, 0).find(".//a:String[@SUBS_CONTENT='committee']", NS).get("SUBS_TYPE") == "HypPart1"
    assert alto(made, 1).find(".//a:String[@SUBS_CONTENT='committee']", NS).get("SUBS_TYPE") == "HypPart2"


def test_a_redaction_stands_in_the_reading_order_where_it_stands_in_the_line() -> None:
    lines = typed(["The officer met          in the harbour"])
    found = redaction((72 + 16 * 7.2, 99, 72 + 24 * 7.2, 109), "(b)(1)")
    root = alto(record_of([page(lines, redactions=[found])]))
    assert in_order(root) == ["The", "officer", "met", "black_box", "in", "the", "harbour"]
    tags = [(t.get("TYPE"), t.get("LABEL")) for t in root.iterfind("a:Tags/*", NS)]
    assert ("redaction", "black_box") in tags and ("exemption", "(b)(1)") in tags


def test_struck_words_and_markings_have_tags() -> None:
    row = line("TOP SECRET", struck=("TOP", "SECRET"))
    strike = Strike("", row.bbox, "TOP SECRET", StrikeStyle.DOUBLE, StruckWhat.CLASSIFICATION, 0.9)
    banner = Marking(MarkingKind.CLASSIFICATION, "TOP SECRET", {}, row.bbox, True, 0.9)
    root = alto(record_of([replace(page([row]), strikes=(strike,), markings=(banner,))]))
    tags = {
        t.get("ID"): (t.get("TYPE"), t.get("LABEL"), t.get("DESCRIPTION"))
        for t in root.iterfind("a:Tags/*", NS)
    }
    for string in root.iterfind(".//a:String", NS):
        assert string.get("STYLE") == "strikethrough"
        told = [tags[name] for name in string.get("TAGREFS").split()]
        assert told == [("strike", "double", "classification"), ("marking", "classification", None)]


def test_running_lines_are_in_the_margins() -> None:
    rows = [
        line("NW 1234 Page 2", y=20, kind=LineKind.HEADER),
        line("The text"),
        line("7", y=780, kind=LineKind.FOOTER),
    ]
    root = alto(record_of([page(rows)]))
    for name, text in (("TopMargin", "NW"), ("PrintSpace", "The"), ("BottomMargin", "7")):
        assert root.find(f".//a:{name}", NS).find(".//a:String", NS).get("CONTENT") == text


def test_words_under_a_digital_redaction_are_left_out() -> None:
    row = line("The name is Roe")
    covered = redaction(tuple(row.words[3].bbox.grown(1)), kind=RedactionKind.DIGITAL)
    root = alto(record_of([page([row], redactions=[covered])]))
    assert b"Roe" not in etree.tostring(root)


def test_steps_and_tools_are_told_without_times() -> None:
    steps = (Step("open", {"dpi": 300.0}), Step("ocr", {"engine": "tesseract", "version": "5.3.0"}))
    root = alto(record_of([replace(page([line("The text")]), steps=steps)]))
    told = [
        (
            e.findtext("a:processingStepDescription", namespaces=NS),
            e.findtext(".//a:softwareName", namespaces=NS),
        )
        for e in root.iterfind(".//a:Processing", NS)
    ]
    assert told == [("open", "declass"), ("ocr", "tesseract"), ("declass 0.1.0", "declass")]
    assert root.find(".//a:processingDateTime", NS) is None
    assert root.find(".//a:Page", NS).get("PROCESSINGREFS") == "step1 step2"


def test_turned_type_has_its_angle() -> None:
    turned = replace(page([line("The text")]), skew_degrees=0.5, steps=(Step("orientation", {"turns": 1}),))
    assert alto(record_of([turned])).find(".//a:TextBlock", NS).get("ROTATION") == "89.5"


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b", "a\ufffeb", "a\x1bb", "\x07"])
def test_what_xml_forbids_is_written_otherwise(text: str) -> None:
    row = line("word")
    hostile = replace(row, words=(replace(row.words[0], text=text),))
    data = alto_page(record_of([page([hostile])], text=""), page([hostile]), {})
    (string,) = etree.fromstring(data).iterfind(".//a:String", NS)
    assert string.get("CONTENT").replace("\ufffd", "") in ("ab", "")


def test_names_that_are_no_names_are_replaced() -> None:
    found = [replace(redaction((72, y, 200, y + 10)), id='"><x') for y in (100, 200)]
    made = record_of([page([], redactions=found)])
    hostile = replace(made, pages=(replace(made.pages[0], redactions=tuple(found)),))
    names = [e.get("ID") for e in alto(hostile).iterfind(".//a:ComposedBlock", NS)]
    assert names == ["finding1", "finding2"]


def test_files_are_named_after_pages_and_always_the_same(tmp_path: Path) -> None:
    made = record_of([replace(page(typed(["The text"])), number=n) for n in (3, 12)])
    write_alto(tmp_path, made, tmp_path)
    before = {p.name: p.read_bytes() for p in (tmp_path / "alto").iterdir()}
    assert sorted(before) == ["0003.xml", "0012.xml"]
    write_alto(tmp_path, made, tmp_path)
    assert before == {p.name: p.read_bytes() for p in (tmp_path / "alto").iterdir()}


def test_a_page_that_failed_has_a_file_too() -> None:
    root = alto(record_of([failed_page(1)]))
    assert root.find(".//a:Page", NS).get("PAGECLASS") == "failed"
    assert root.find(".//a:TextLine", NS) is None
