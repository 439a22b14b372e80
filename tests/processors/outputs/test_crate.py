from __future__ import annotations

import contextlib
import json
import subprocess
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import cast

import pytest
from rocrate.rocrate import ROCrate

from processors.decisions.files import DECISIONS_NAME, write_decisions
from processors.decisions.types import Act, State, Subject
from processors.errors import InputError
from processors.geometry import Box
from processors.outputs.checksums import file_sum
from processors.outputs.crate import CRATE_NAME, write_crate
from processors.outputs.package import complete, complete_batch, stamps
from processors.records import Record
from tests.processors.decisions.pages import decision
from tests.processors.outputs.result_samples import RUN, TOOLS, sample_record, with_failure, write_result

ROOT = Path(__file__).parents[3]
VALIDATOR = ROOT / ".venv-validators" / "bin" / "python"


def _entities(folder: Path) -> dict[str, dict[str, object]]:
    graph = json.loads((folder / CRATE_NAME).read_text())["@graph"]
    return {entity["@id"]: entity for entity in graph}


def test_a_crate_tells_what_was_done_to_what_with_what_result(tmp_path: Path) -> None:
    record = sample_record()
    write_result(tmp_path / "out" / "memo", record, ("alto",))
    entities = _entities(tmp_path / "out" / "memo")
    action = entities["#reading"]
    assert action["object"] == {"@id": f"urn:sha256:{record.source.sha256}"}
    assert action["instrument"] == {"@id": "#tool-declass"}
    assert entities["#tool-declass"]["version"] == "0.1.0"
    assert entities["#tool-eng.traineddata"]["sha256"] == "ab" * 32
    assert action["startTime"] == RUN.started
    assert str(action["actionStatus"]).endswith("/CompletedActionStatus")
    files = {str(ref["@id"]) for ref in action["result"]}  # type: ignore[attr-defined]
    assert files >= {"record.json", "text.md", "provenance.json", "alto/0001.xml"}
    for name in files:
        told = file_sum(tmp_path / "out" / "memo", name)
        assert (entities[name]["sha256"], entities[name]["contentSize"]) == (told.sha256, str(told.bytes))


def test_pages_that_failed_are_told(tmp_path: Path) -> None:
    write_crate(tmp_path, with_failure(sample_record()), RUN, [])
    action = _entities(tmp_path)["#reading"]
    assert str(action["actionStatus"]).endswith("/FailedActionStatus")
    assert action["error"] == "page 9: took too long"


def test_each_decision_is_an_action_of_a_person_whose_result_the_reading_starts_from(tmp_path: Path) -> None:
    out, record = tmp_path / "out" / "memo", sample_record()
    state = State(Box(1, 1, 9, 9), "black_box")
    first = decision(1, "p1-r1x1", Subject.REDACTION, Act.ACCEPT, state, state)
    second = decision(2, "p1-r1x1", Subject.REDACTION, Act.UNDO, None, undoes=1, reviewer="Bob <b>")
    said = [replace(d, sha256=record.source.sha256) for d in (first, second)]
    out.mkdir(parents=True)
    before = stamps(out)
    write_decisions(out, said)
    complete(out, record, (), RUN, before, said)
    entities = _entities(out)
    action = entities["#decision-2"]
    assert entities[_id(action["agent"])] == {
        "@id": _id(action["agent"]),
        "@type": "Person",
        "name": "Bob <b>",
    }
    assert (action["endTime"], _id(action["result"])) == (said[1].time, DECISIONS_NAME)
    assert str(entities["#decision-1"]["description"]).endswith("holds no more")
    assert {"@id": DECISIONS_NAME} in cast(list[object], entities["#reading"]["object"])
    assert {"@id": "#decision-2"} in cast(list[object], entities["./"]["mentions"])
    with contextlib.suppress(pytest.skip.Exception):
        assert not any(_issues(out).values())


def _id(reference: object) -> str:
    return str(cast(dict[str, object], reference)["@id"])


def test_equal_runs_give_equal_bytes_and_the_library_reads_them(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        write_crate(tmp_path / name, sample_record(), RUN, [])
    assert (tmp_path / "a" / CRATE_NAME).read_bytes() == (tmp_path / "b" / CRATE_NAME).read_bytes()
    assert ROCrate(tmp_path / "a").name == "Reading of memo.pdf"


def test_a_batch_refers_to_its_documents(tmp_path: Path) -> None:
    _batch(tmp_path / "out")
    entities = _entities(tmp_path / "out")
    parts = {ref["@id"] for ref in entities["./"]["hasPart"]}  # type: ignore[attr-defined]
    assert parts >= {"memo/", "two%20words/", "findings.csv"}
    assert entities["memo/"]["subjectOf"] == {"@id": f"memo/{CRATE_NAME}"}
    assert len(entities["#reading"]["object"]) == 3  # type: ignore[arg-type]


def _batch(out: Path) -> None:
    hostile = 'a\u202e<b>"\\.pdf'
    records = {"memo": sample_record(), "two words": sample_record(hostile), "cut": _unreadable()}
    for folder, record in records.items():
        named = replace(record, source=replace(record.source, uri="x.pdf")) if folder == "cut" else record
        write_result(out / folder, named)
    (out / "findings.csv").write_text("page,kind\n")
    complete_batch(out, RUN, TOOLS)


def _unreadable() -> Record:
    record = with_failure(sample_record("cut.pdf"))
    return replace(record, pages=(), errors=tuple(replace(e, page=None) for e in record.errors))


def _issues(*folders: Path) -> dict[str, list[str]]:
    if not VALIDATOR.exists():
        pytest.skip("the validators of outputs are not installed: make .venv-validators/ready")
    spec = find_spec("rocrate")
    assert spec is not None
    assert spec.origin is not None
    context = Path(spec.origin).parent / "data" / "ro-crate.jsonld"
    script = Path(__file__).with_name("crate_validator.py")
    done = subprocess.run(
        [VALIDATOR, script, context, *folders], capture_output=True, text=True, check=True, timeout=240
    )
    found = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert [item["crate"] for item in found] == [str(folder) for folder in folders]
    return {item["crate"]: item["issues"] for item in found}


def test_crates_hold_to_the_profile(tmp_path: Path) -> None:
    out = tmp_path / "out"
    _batch(out)
    # The validator takes a folder for an address, in which there are no blanks.
    (out / "two words").rename(out / "two-words")
    found = _issues(out / "memo", out / "two-words", out / "cut")
    assert not any(found.values()), found


def test_a_crate_of_a_batch_holds_to_the_profile(tmp_path: Path) -> None:
    _batch(tmp_path / "out")
    (found,) = _issues(tmp_path / "out").values()
    assert found == []


def test_the_check_can_fail(tmp_path: Path) -> None:
    write_result(tmp_path / "out" / "memo", sample_record())
    path = tmp_path / "out" / "memo" / CRATE_NAME
    path.write_text(path.read_text().replace('"instrument"', '"agent"'))
    (tmp_path / "out" / "memo" / "text.md").unlink()
    (found,) = _issues(path.parent).values()
    assert any("instrument" in issue for issue in found)
    assert any("text.md" in issue for issue in found)


def test_a_result_without_checksums_is_left_out_of_the_crate(tmp_path: Path) -> None:
    _batch(tmp_path / "out")
    (tmp_path / "out" / "memo" / "checksums.sha256").unlink()
    complete_batch(tmp_path / "out", RUN, TOOLS)
    assert "memo/" not in _entities(tmp_path / "out")
    with pytest.raises(InputError):
        file_sum(tmp_path / "out", "memo/checksums.sha256")
