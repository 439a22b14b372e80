from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from bench.outputs.resolve import Pointed, page_texts, resolved
from processors.document_records import Identifier
from processors.geometry import Box
from processors.outputs.annotations import collection, pixels, write_annotations
from processors.outputs.findings import FindingKind, findings
from processors.outputs.hocr import hocr
from processors.outputs.page_rows import printed, word_text
from processors.records import (
    FindingStatus,
    LineKind,
    Page,
    Record,
    RedactionKind,
    Strike,
    StrikeStyle,
    StruckWhat,
    UnsureWord,
)
from tests.processors.outputs.made import record_of
from tests.processors.text.typed import line, page, redaction
from tests.strategies import records


def parsed(made: Record) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(json.dumps(collection(made)))
    return body


def places(made: Record) -> list[Pointed]:
    return list(resolved(parsed(made), made, page_texts(hocr(made))))


@settings(max_examples=60)
@given(records())
def test_all_resolve_and_say_what_was_found(made: Record) -> None:
    body = parsed(made)
    regions = {p.annotation: p for p in resolved(body, made, page_texts(hocr(made))) if p.exact is None}
    found = list(findings(made))
    assert len(body["first"]["items"]) == len(found) == len(regions)
    for item, finding in zip(body["first"]["items"], found, strict=True):
        tags = [b["value"] for b in item["body"] if b["purpose"] == "tagging"]
        wanted = [str(finding.kind), finding.type, finding.what, *finding.codes]
        assert tags == [tag for tag in dict.fromkeys(map(printed, wanted)) if tag]
        assert item["declass:status"] == str(finding.status)
        assert item.get("declass:confidence") == finding.confidence
        region = regions[item["id"]]
        assert region.page in finding.pages
        if finding.bbox is not None:
            assert region.box is not None
            x, y, w, h = region.box
            assert Box(x, y, x + w, y + h).rounded() == finding.bbox


@settings(max_examples=60)
@given(records())
def test_words_read_unsurely_are_quoted(made: Record) -> None:
    """Each by its own word: the one place in the text of its page where that word stands."""
    quotes = {(p.annotation.partition("#")[2], p.exact) for p in places(made) if p.page and p.exact}
    for found in made.pages:
        for word in found.unsure:
            here = [f for f in findings(made) if f.id == word.id]
            if here and here[0].text:
                assert any(name == word.id for name, _ in quotes) or not word_text_of(found, word)


def word_text_of(found: Page, unsure: UnsureWord) -> str:
    words = [w for row in found.lines for w in row.words if (w.text, w.bbox) == (unsure.text, unsure.bbox)]
    visible = [w for w in words if not _covered(w.bbox, found)]
    return word_text(visible[0]) if visible else ""


def _covered(box: Box, found: Page) -> bool:
    digital = [r.bbox for r in found.redactions if r.kind is RedactionKind.DIGITAL]
    return any(box.covered_by(other) >= 0.5 for other in digital)


def test_a_redaction_is_told_by_region_by_quote_and_by_position() -> None:
    row = line("The officer met          in the harbour")
    found = redaction((187.2, 99, 244.8, 109), "(b)(1)")
    made = record_of([page([row], redactions=[found])])
    (item,) = parsed(made)["first"]["items"]
    file, text = item["target"]
    assert file["source"] == "urn:sha256:" + "ab" * 32
    region, quote = file["selector"]
    assert region["conformsTo"] == "http://tools.ietf.org/rfc/rfc3778"
    assert region["value"] == "page=1&viewrect=187.2,99,57.6,10"
    assert (quote["prefix"], quote["exact"]) == ("The officer met ", "[REDACTED (b)(1)]")
    assert text["source"] == "text.md"
    assert text["selector"][0] == {
        "type": "TextQuoteSelector",
        "exact": "[REDACTED (b)(1)]",
        "prefix": "The officer met ",
        "suffix": " in the harbour\n",
    }
    assert text["selector"][1] == {"type": "TextPositionSelector", "start": 16, "end": 33}
    assert item["creator"] == {"type": "Software", "name": "declass 0.1.0"}
    assert item["declass:machine"] is True


def test_quotes_that_are_alike_are_told_apart_by_what_is_around() -> None:
    bars = [redaction((72, y, 130, y + 9)) for y in range(100, 700, 50)]
    rows = [line("persons present were", x=140, y=y) for y in range(100, 700, 50)]
    made = record_of([page(rows, redactions=bars)])
    quotes = [p for p in places(made) if p.exact is not None and p.page == 0]
    assert len({p.start for p in quotes}) == len(bars)


def test_a_bundle_of_one_form_is_told_apart_by_position_and_does_not_swell() -> None:
    form = page([line(f"persons present were {n}", x=140, y=100 + 20 * n) for n in range(30)])
    bar = redaction((72, 400, 130, 409))
    made = record_of([replace(form, number=n, redactions=(bar,)) for n in range(1, 13)])
    quotes = [p for p in places(made) if p.exact is not None and p.page == 0]
    assert len({p.start for p in quotes}) == 12
    for item in parsed(made)["first"]["items"]:
        assert len(item["target"][1]["selector"][0]["prefix"]) <= 1024


def test_a_strike_is_quoted_without_its_marks() -> None:
    row = line("It is TOP SECRET today", struck=("TOP", "SECRET"))
    box = Box(row.words[2].bbox.x0, row.bbox.y0, row.words[3].bbox.x1, row.bbox.y1)
    strike = Strike("", box, "TOP SECRET", StrikeStyle.HORIZONTAL, StruckWhat.BODY, 0.9)
    made = record_of([replace(page([row]), strikes=(strike,))])
    assert [p.exact for p in places(made)] == [None, "TOP SECRET", "TOP SECRET"]


def test_a_number_is_pointed_at_where_it_is_printed_on_each_page() -> None:
    pages = [replace(page([line("NW 1234 Page 2", y=20, kind=LineKind.HEADER)]), number=n) for n in (1, 2)]
    made = replace(
        record_of(pages), identifiers=(Identifier("NW", "1234", "NW 1234", (1, 2), False, "n-nw-1234"),)
    )
    found = places(made)
    assert [(p.page, p.exact) for p in found] == [(1, None), (1, "NW 1234"), (2, None), (2, "NW 1234")]
    assert found[0].box is not None
    assert found[0].box[:2] == (72.0, 20.0)


def test_words_under_a_digital_redaction_are_nowhere() -> None:
    row = line("The name is Roe now")
    covered = redaction(tuple(row.words[3].bbox.grown(1)), kind=RedactionKind.DIGITAL)
    name = row.words[3]
    made = record_of(
        [replace(page([row], redactions=[covered]), unsure=(UnsureWord(0, "Roe", name.bbox, 0.3),))]
    )
    assert "Roe" not in json.dumps(parsed(made))


def test_pages_of_pictures_have_regions_in_their_pixels() -> None:
    found = redaction((72, 100, 144, 110))
    one = record_of([page([], redactions=[found])], media_type="image/png")
    (item,) = parsed(one)["first"]["items"]
    assert item["target"][0]["selector"][0] == {
        "type": "FragmentSelector",
        "conformsTo": "http://www.w3.org/TR/media-frags/",
        "value": "xywh=300,416,300,43",
    }
    two = record_of(
        [page([], redactions=[found]), replace(page([], redactions=[found]), number=2)],
        media_type="image/tiff",
    )
    selector = parsed(two)["first"]["items"][1]["target"][0]["selector"][0]
    assert (selector["value"], selector["refinedBy"]["value"]) == ("page=2", "xywh=300,416,300,43")
    assert [p.page for p in places(two) if p.exact is None] == [1, 2]


@settings(max_examples=60)
@given(records())
def test_pixels_hold_the_box_and_stay_in_the_picture(made: Record) -> None:
    for found in made.pages:
        scale = found.dpi / 72
        for box in (r.bbox for r in found.redactions):
            x, y, w, h = pixels(found, box)
            assert w >= 1 and h >= 1
            assert x >= 0 and x + w <= max(1, round(found.width * scale))
            assert y >= 0 and y + h <= max(1, round(found.height * scale))
            assert x <= box.x0 * scale + 1e-6 and y <= box.y0 * scale + 1e-6


def test_records_without_names_are_named_the_same_each_time() -> None:
    made = record_of([page([line("word")])])
    bare = replace(made.pages[0], unsure=(UnsureWord(0, "word", made.pages[0].lines[0].words[0].bbox, 0.1),))
    (item,) = parsed(replace(made, pages=(bare,)))["first"]["items"]
    assert re.fullmatch(r"urn:sha256:(ab)+#p1-u72x\d+", item["id"])
    assert item["motivation"] == "questioning"
    assert item["declass:status"] == FindingStatus.UNSURE


def test_the_file_is_whole_and_always_the_same(tmp_path: Path) -> None:
    made = record_of([page([line("word\ud800")], redactions=[redaction((72, 300, 90, 310))])], text="")
    write_annotations(tmp_path, made, tmp_path)
    before = (tmp_path / "annotations.jsonld").read_bytes()
    body = json.loads(before)
    assert (body["type"], body["total"], body["first"]["type"]) == (
        "AnnotationCollection",
        1,
        "AnnotationPage",
    )
    write_annotations(tmp_path, made, tmp_path)
    assert (tmp_path / "annotations.jsonld").read_bytes() == before


def test_resolving_finds_what_is_wrong() -> None:
    made = record_of([page([line("The text is short")], redactions=[redaction((72, 300, 90, 310))])])
    texts = page_texts(hocr(made))
    for spoil in ("page=1", "exact", "start"):
        body = parsed(made)
        text = json.dumps(body)
        wrong = {
            "page=1": text.replace("page=1", "page=7"),
            "exact": text.replace('"exact": "[REDACTED]"', '"exact": "[REDACTED)"'),
            "start": re.sub(r'"start": \d+', '"start": 1', text),
        }[spoil]
        with pytest.raises(ValueError, match=r"no page|not there once|differ"):
            list(resolved(json.loads(wrong), made, texts))


def test_kinds_are_counted_as_in_the_record() -> None:
    made = record_of([page([line("word")], redactions=[redaction((72, 300, 90, 310))])])
    assert Counter(f.kind for f in findings(made)) == {FindingKind.REDACTION: 1}
