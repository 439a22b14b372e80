from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processors.document_records import Metadatum
from processors.errors import InputError
from processors.outputs.citation import QUOTE_CHARACTERS, cite, csl, footnote
from processors.records import Record
from tests.processors.outputs.result_samples import line, sample_record, typed
from tests.strategies import records

# The fields used; the published schema of CSL data has them all as text, allows none that it does not know, and wants
# `type` and `id`.
CSL_FIELDS = {"id", "type", "title", "number", "page", "number-of-pages", "note", "abstract", "source"}
CSL_FIELDS |= {"URL", "authority", "archive_collection"}


def _ids(record: Record) -> list[str]:
    found = [e.id for e in record.events] + [i.id for i in record.identifiers]
    for page in record.pages:
        found.append(f"p{page.number}")
        found += [f"p{page.number}-l{k}" for k in range(1, len(page.lines) + 1)]
        items = (*page.redactions, *page.rejected, *page.strikes, *page.markings, *page.unsure)
        found += [item.id for item in items]
    return ["", *found]


def test_a_redaction_is_cited_with_the_words_around_it() -> None:
    record = sample_record()
    cited = cite(record, "p1-r100x96")
    assert footnote(cited) == (
        "memo.pdf (JFK RIF 104-99999-10001), p. 1 of 1, black box redaction (b)(3), 100 pt from the left and 96 pt "
        "from the top: “SECRET told [REDACTED (b)(3)] by cable […]”. "
        f"File sha256:{record.source.sha256}. Read by declass 0.1.0 (record schema {record.schema_version}), "
        f"id {record.source.sha256[:12]}:p1-r100x96."
    )


@pytest.mark.parametrize(
    ("name", "what", "quote"),
    [
        ("", "", ""),
        ("p1", "", ""),
        ("p1-l1", "line 1", "[struck: SECRET]"),
        ("p1-l2", "line 2", "told […] by cable"),
        ("p1-s280x20", "classification struck out", "[struck: SECRET]"),
        ("p1-m280x20", "classification marking, struck out", "SECRET"),
        ("p1-u331x98", "word read unsurely (0.40)", "told […] by cable"),
        ("p1-c0x0", "place that was not taken for a redaction (scanner_border)", ""),
        ("p1-e208x10", "approved CIA 2009-08-31", "Approved for Release"),
        ("n-jfk-rif-104-99999-10001", "JFK RIF", "104-99999-10001"),
    ],
)
def test_everything_can_be_cited(name: str, what: str, quote: str) -> None:
    cited = cite(sample_record(), name)
    assert (cited.what, cited.quote) == (what, quote)


@pytest.mark.parametrize("name", ["p2", "p1-l0", "p1-l3", "p1-r1x1", "p1-r100x9", "nonsense", "n-"])
def test_what_is_not_there_cannot_be_cited(name: str) -> None:
    with pytest.raises(InputError):
        cite(sample_record(), name)


def test_no_quote_tells_what_lies_in_a_redaction() -> None:
    record = sample_record()
    assert "Harlan" in record.pages[0].lines[1].text
    for name in _ids(record):
        cited = cite(record, name)
        assert "Harlan" not in footnote(cited) + csl(cited)


def test_csl_json_keeps_to_its_fields() -> None:
    (item,) = json.loads(csl(cite(sample_record(), "p1-r100x96")))
    assert item["type"] == "document"
    assert item["number"] == "JFK RIF 104-99999-10001"
    assert (item["page"], item["abstract"]) == ("1", "SECRET told [REDACTED (b)(3)] by cable […]")
    assert set(item) <= CSL_FIELDS
    assert all(isinstance(value, str) for value in item.values())


def test_what_a_manifest_states_is_cited_unless_something_speaks_against_it() -> None:
    record = sample_record()
    stated = (
        Metadatum("title", "Cable on the harbour"),
        Metadatum("agency", "Harbour Office"),
        Metadatum("collection", "Cables", "there are two of that name"),
        Metadatum("release_date", "2009-08-31"),
        Metadatum("url", "https://example.org/memo.pdf"),
    )
    cited = cite(replace(record, source=replace(record.source, metadata=stated)), "p1")
    assert footnote(cited).startswith(
        "“Cable on the harbour”, memo.pdf (JFK RIF 104-99999-10001), Harbour Office, released 2009-08-31, p. 1 of 1. "
        "https://example.org/memo.pdf. File sha256:"
    )
    (item,) = json.loads(csl(cited))
    assert (item["title"], item["authority"]) == ("Cable on the harbour", "Harbour Office")
    assert item["URL"] == "https://example.org/memo.pdf"
    assert "archive_collection" not in item


def test_long_quotes_are_cut_between_words() -> None:
    record = sample_record()
    page = replace(record.pages[0], lines=(line(*typed("word " * 200, 10, 500)),), redactions=())
    cited = cite(replace(record, pages=(page,)), "p1-l1")
    assert len(cited.quote) <= QUOTE_CHARACTERS + 2
    assert cited.quote.endswith("word …")


@given(records(), st.data())
@settings(max_examples=60)
def test_any_record_is_cited_on_one_line_that_shows(record: Record, data: st.DataObject) -> None:
    cited = cite(record, data.draw(st.sampled_from(_ids(record))))
    assert footnote(cited).isprintable()
    (item,) = json.loads(csl(cited))
    assert set(item) <= CSL_FIELDS
