from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prov.model import ProvDerivation, ProvDocument, ProvGeneration, ProvRecord, ProvUsage

from processors.decisions.types import Act, State, Subject
from processors.document_records import Metadatum, Tool
from processors.errors import InputError
from processors.geometry import Box
from processors.outputs.checksums import FileSum
from processors.outputs.prov_document import (
    PROVENANCE_NAME,
    code_sha256,
    read_provenance,
    reading_document,
    with_export,
    write_provenance,
)
from processors.outputs.provenance import code_digest
from processors.records import Record
from processors.results import PageResult
from tests.processors.decisions.pages import decision
from tests.processors.outputs.result_samples import RUN, sample_record, with_failure
from tests.strategies import records

FILES = (FileSum("record.json", "1" * 64, 10), FileSum("alto/0001.xml", "2" * 64, 20))


def _result(record: Record, number: int) -> PageResult:
    page = next(page for page in record.pages if page.number == number)
    return PageResult(page, None, 612, 792, {}, (("ocr", 1.5), ("margin codes", 0.25)))  # type: ignore[arg-type]


def _document(record: Record) -> ProvDocument:
    return reading_document(record, [_result(record, 1)], RUN, FILES)


def _told(document: ProvDocument, name: str) -> dict[str, object]:
    (record,) = document.get_record(name)
    return {str(key): value for key, value in record.attributes}


def _causes(document: ProvDocument, name: str) -> set[str]:
    """All that a thing comes from, however far back."""
    found: set[str] = set()
    left = [name]
    while left:
        here = left.pop()
        for record in document.records:
            ends = [str(end) for end in record.args if end is not None]
            if isinstance(record, ProvRecord) and record.is_relation() and ends[0] == here:
                left += [end for end in ends[1:] if end not in found]
                found |= set(ends[1:])
    return found


def test_every_file_leads_back_to_the_source_by_every_step_tool_and_model() -> None:
    document = _document(sample_record(pages=2))
    causes = _causes(document, "out:alto/0001.xml")
    steps = {
        f"src:p{n}-{step}" for n in (1, 2) for step in ("1-open", "2-ocr", "3-second_reading", "reading")
    }
    assert causes >= steps | {"src:document", "out:record.json", "run:reading", "run:settings"}
    assert causes >= {"tool:declass", "tool:tesseract", "tool:rapidocr"}
    assert causes >= {"tool:eng.traineddata", "tool:reader.onnx", "tool:osd.traineddata"}


def test_steps_tell_parameters_tool_and_model() -> None:
    document = _document(sample_record())
    step = _told(document, "src:p1-2-ocr")
    assert step["declass:rejected_as_specks"] == 2
    assert step["declass:both"] == '["a", "b"]'
    assert "declass:nothing" not in step
    assert _told(document, "src:p1-1-open")["declass:matrix"] == "[[0.24, 0.0, 0.0], [0.0, 0.24, 0.0]]"
    assert _told(document, "src:p1-work")["declass:seconds_margin_codes"] == 0.25
    used = {tuple(map(str, r.args[:2])) for r in document.get_records(ProvUsage)}
    assert ("src:p1-2-ocr", "tool:eng.traineddata") in used
    assert ("src:p1-3-second_reading", "tool:reader.onnx") in used
    assert ("src:p1-2-ocr", "tool:osd.traineddata") not in used
    assert _told(document, "tool:eng.traineddata")["declass:sha256"] == "ab" * 32


def test_what_a_manifest_states_is_told_as_stated() -> None:
    record = sample_record()
    source = replace(record.source, metadata=(Metadatum("release date", "2009-08-31"),))
    document = _document(replace(record, source=source))
    assert _told(document, "src:document")["declass:stated_release_date"] == "2009-08-31"


def test_a_page_that_failed_tells_why_and_gave_nothing() -> None:
    document = _document(with_failure(sample_record()))
    assert _told(document, "src:p9-work")["declass:error"] == "timeout: took too long"
    assert document.get_record("src:p9-reading") == []


def test_it_reads_back_and_turns_into_prov_n(tmp_path: Path) -> None:
    document = _document(sample_record())
    write_provenance(tmp_path, document)
    back = read_provenance(tmp_path)
    assert back == document
    assert "entity(out:alto/0001.xml, " in back.get_provn()
    assert code_sha256(back) == code_digest()
    before = (tmp_path / PROVENANCE_NAME).read_bytes()
    write_provenance(tmp_path, _document(sample_record()))
    assert (tmp_path / PROVENANCE_NAME).read_bytes() == before


@given(
    records(), st.lists(st.builds(Tool, st.text(min_size=1, max_size=9), st.text(max_size=5), st.just("")))
)
@settings(max_examples=30)
def test_whatever_a_file_holds_reads_back(
    tmp_path_factory: pytest.TempPathFactory, record: Record, tools: list[Tool]
) -> None:
    record = replace(record, provenance=replace(record.provenance, tools=(*record.provenance.tools, *tools)))
    folder = tmp_path_factory.mktemp("prov")
    document = reading_document(record, [], RUN, FILES)
    write_provenance(folder, document)
    assert read_provenance(folder) == document


def test_files_written_later_come_from_an_activity_of_their_own() -> None:
    document = _document(sample_record())
    later = with_export(document, RUN, "0.2.0", [FileSum("text.txt", "3" * 64, 5)])
    again = with_export(
        later, RUN, "0.3.0", [FileSum("text.txt", "4" * 64, 6), FileSum("a.pdf", "5" * 64, 7)]
    )
    made = {str(r.args[0]): str(r.args[1]) for r in again.get_records(ProvGeneration)}
    assert made["out:record.json"] == "run:writing"
    assert made["out:text.txt"] == made["out:a.pdf"] == "run:export-2"
    assert _told(again, "out:text.txt")["declass:sha256"] == "4" * 64
    assert "src:document" in _causes(again, "out:text.txt")
    derived = [r for r in again.get_records(ProvDerivation) if str(r.args[0]) == "out:text.txt"]
    assert len(derived) == 1


def test_a_page_takes_less_than_six_kilobytes(tmp_path: Path) -> None:
    sizes = []
    for pages in (1, 11):
        write_provenance(tmp_path, _document(sample_record(pages=pages)))
        sizes.append((tmp_path / PROVENANCE_NAME).stat().st_size)
    assert (sizes[1] - sizes[0]) / 10 < 6000


def test_other_json_is_no_provenance(tmp_path: Path) -> None:
    for body in ('{"entity": 3}', "[]", "nothing", json.dumps({"prefix": {}, "frobnicate": {"a:b": {}}})):
        (tmp_path / PROVENANCE_NAME).write_text(body)
        with pytest.raises(InputError, match="no provenance"):
            read_provenance(tmp_path)


def test_each_decision_is_an_activity_of_a_person_from_which_the_files_come_as_long_as_it_holds() -> None:
    state = State(Box(1, 1, 9, 9), "black_box")
    said = [
        decision(1, "p1-r1x1", Subject.REDACTION, Act.ACCEPT, state, state),
        decision(2, "p1-r5x5", Subject.REDACTION, Act.DRAW, None, state, reviewer="Bob <b>"),
        decision(3, "p1-r1x1", Subject.REDACTION, Act.UNDO, None, undoes=1),
    ]
    record = sample_record()
    document = reading_document(record, [_result(record, 1)], RUN, FILES, said)
    causes = _causes(document, "out:record.json")
    assert {"src:decision-2", "run:decision-2", "who:Bob%20%3Cb%3E"} <= causes
    assert "src:decision-1" not in causes, "it was taken back"
    told = _told(document, "run:decision-2")
    assert (told["declass:act"], told["declass:finding"]) == ("draw", "p1-r5x5")
    assert ProvDocument.deserialize(content=document.serialize(format="json"), format="json") == document
