from __future__ import annotations

import builtins
import csv
import io
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest
from hypothesis import given, settings

import processors.outputs.findings_files
from processors.document_records import Event, Identifier
from processors.errors import AccessError, MissingError
from processors.outputs.findings import Finding, FindingKind, findings
from processors.outputs.findings_files import (
    COLUMNS,
    FINDINGS_CSV,
    FINDINGS_PARQUET,
    write_batch_findings,
)
from processors.outputs.record import write_record
from processors.outputs.withholdings_files import safe_cell
from processors.records import (
    FindingStatus,
    Interval,
    Marking,
    MarkingKind,
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


def read_csv(out: Path) -> list[dict[str, str]]:
    text = (out / FINDINGS_CSV).read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def read_parquet(out: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pyarrow.parquet.read_table(out / FINDINGS_PARQUET).to_pylist()
    return rows


def row_of(made: Record, f: Finding) -> dict[str, Any]:
    """What a finding is in a table that keeps types."""
    box = dict(zip(("x0", "y0", "x1", "y1"), f.bbox or (None,) * 4, strict=True))
    low, high = (f.characters.low, f.characters.high) if f.characters else (None, None)
    return {
        "document": made.source.uri, "sha256": made.source.sha256, "page": f.pages[0], "pages": list(f.pages),
        "id": f.id, "kind": str(f.kind), "type": f.type, "what": f.what, "text": f.text, "codes": list(f.codes),
        "struck": f.struck, "status": str(f.status), "confidence": f.confidence, **box, "characters_low": low,
        "characters_high": high, "date": f.date, "precision": f.precision, "agency": f.agency, "value": f.value,
        "doubt": f.doubt, "said_by": f.said_by, "decision": f.decision,
    }  # fmt: skip


def as_text(value: object) -> str:
    """What such a value is in a table of text."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return safe_cell("; ".join(map(str, value)))
    return "" if value is None else safe_cell(value) if isinstance(value, str) else str(value)


@settings(max_examples=30)
@given(records())
def test_every_finding_comes_back(tmp_path_factory: pytest.TempPathFactory, made: Record) -> None:
    out = tmp_path_factory.mktemp("batch")
    write_record(out / "a", made)
    write_batch_findings(out, ["a"], True)
    expected = [row_of(made, f) for f in findings(made)]
    assert read_parquet(out) == expected
    assert read_csv(out) == [{k: as_text(v) for k, v in row.items()} for row in expected]


@settings(max_examples=60)
@given(records())
def test_nothing_that_was_found_is_left_out(made: Record) -> None:
    wanted = [x.id for p in made.pages for x in (*p.redactions, *p.strikes, *p.markings, *p.unsure)]
    wanted += [x.id for x in (*made.events, *made.identifiers)]
    found = [f.id for f in findings(made)]
    assert sorted(found) == sorted(wanted)
    assert len(set(found)) == len(found)


def one_of_each() -> Record:
    row = line("TOP SECRET Jones", struck=("TOP", "SECRET"))
    bar = replace(redaction((72, 200, 300, 212), "(b)(1)", "(b)(3)"), hidden_characters=Interval(8, 12))
    strike = Strike("", row.bbox, "TOP SECRET", StrikeStyle.X, StruckWhat.CLASSIFICATION, 0.8)
    level = Marking(MarkingKind.CLASSIFICATION, "TOP SECRET", {"level": "TOP SECRET"}, row.bbox, True, 0.9)
    code = Marking(MarkingKind.EXEMPTION, "(b)(1)", {"codes": ["(b)(1)"]}, bar.bbox, False, 0.7)
    unsure = UnsureWord(0, "Jones", row.words[2].bbox, 0.4)
    full = replace(page([row], redactions=[bar]), strikes=(strike,), markings=(level, code), unsure=(unsure,))
    made = record_of([full])
    event = Event(
        "approved", "CIA", "2009-08-31", "day", "", "Approved 31 Aug 2009", 1, row.bbox, "", "p1-e1x1"
    )
    return replace(
        made, events=(event,), identifiers=(Identifier("NW", "12", "NW 12", (1, 3), True, "n-nw-12"),)
    )


def test_what_each_kind_tells() -> None:
    told = {(f.kind, f.type): f for f in findings(one_of_each())}
    bar = told[FindingKind.REDACTION, "black_box"]
    assert (bar.codes, bar.characters, bar.text) == (("(b)(1)", "(b)(3)"), Interval(8, 12), "")
    strike = told[FindingKind.STRIKE, "x"]
    assert (strike.what, strike.text, strike.struck) == ("classification", "TOP SECRET", True)
    assert told[FindingKind.MARKING, "classification"].value == "TOP SECRET"
    assert told[FindingKind.MARKING, "exemption"].codes == ("(b)(1)",)
    event = told[FindingKind.EVENT, "approved"]
    assert (event.date, event.precision, event.agency) == ("2009-08-31", "day", "CIA")
    number = told[FindingKind.IDENTIFIER, "NW"]
    assert (number.value, number.pages, number.bbox) == ("12", (1, 3), None)
    assert told[FindingKind.UNSURE_WORD, ""].status is FindingStatus.UNSURE


def test_text_under_a_digital_redaction_is_never_told() -> None:
    made = one_of_each()
    row = made.pages[0].lines[0]
    covered = replace(redaction(tuple(row.bbox.grown(2)), kind=RedactionKind.DIGITAL), id="p1-r9x9")
    hidden = replace(made, pages=(replace(made.pages[0], redactions=(covered,)),), events=())
    told = " ".join(f.text for f in findings(hidden))
    assert "SECRET" not in told and "Jones" not in told
    # The code is printed on a redaction, where a reader sees it.
    assert "(b)(1)" in told


def test_a_batch_is_one_table_in_the_order_given(tmp_path: Path) -> None:
    for name in ("a", "b"):
        made = one_of_each()
        write_record(tmp_path / name, replace(made, source=replace(made.source, uri=f"{name}.pdf")))
    (tmp_path / "damaged").mkdir()
    (tmp_path / "damaged" / "record.json").write_bytes(b"{")
    write_batch_findings(tmp_path, ["b", "gone", "damaged", "a"], True)
    assert [r["document"] for r in read_csv(tmp_path)] == ["b.pdf"] * 7 + ["a.pdf"] * 7
    assert [r["document"] for r in read_parquet(tmp_path)] == ["b.pdf"] * 7 + ["a.pdf"] * 7
    before = {p.name: p.read_bytes() for p in tmp_path.glob("findings.*")}
    write_batch_findings(tmp_path, ["b", "gone", "damaged", "a"], True)
    assert before == {p.name: p.read_bytes() for p in tmp_path.glob("findings.*")}


def test_a_batch_without_findings_has_empty_tables(tmp_path: Path) -> None:
    write_batch_findings(tmp_path, [], True)
    assert read_csv(tmp_path) == []
    assert pyarrow.parquet.read_table(tmp_path / FINDINGS_PARQUET).schema.names == list(COLUMNS)


def test_without_parquet_there_is_none(tmp_path: Path) -> None:
    write_batch_findings(tmp_path, [], False)
    assert [p.name for p in tmp_path.iterdir()] == [FINDINGS_CSV]


def test_rows_are_written_in_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processors.outputs.findings_files, "_GROUP_ROWS", 3)
    write_record(tmp_path / "a", one_of_each())
    write_batch_findings(tmp_path, ["a"], True)
    assert pyarrow.parquet.ParquetFile(tmp_path / FINDINGS_PARQUET).num_row_groups == 3
    assert len(read_parquet(tmp_path)) == 7


def test_only_one_record_is_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders are asked for one by one, each after the one before was written."""
    write_record(tmp_path / "a", one_of_each())
    alive: list[int] = []
    load = processors.outputs.findings_files.load_record

    def counting(data: bytes) -> Record:
        alive.append(1)
        return load(data)

    def names() -> Iterable[str]:
        for k in range(3):
            assert len(alive) == k
            yield "a"

    monkeypatch.setattr(processors.outputs.findings_files, "load_record", counting)
    write_batch_findings(tmp_path, names(), False)
    assert len(alive) == 3


def test_missing_pyarrow_is_said_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.split(".")[0] == "pyarrow":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingError, match=r"pyarrow.*declass\[parquet\]"):
        write_batch_findings(tmp_path, [], True)
    assert not list(tmp_path.iterdir())
    write_batch_findings(tmp_path, [], False)


def test_an_error_in_the_middle_leaves_the_old_tables(tmp_path: Path) -> None:
    write_record(tmp_path / "a", one_of_each())
    write_batch_findings(tmp_path, ["a"], True)
    before = {p.name: p.read_bytes() for p in tmp_path.glob("findings.*")}

    def names() -> Iterable[str]:
        yield "a"
        raise AccessError("gone")

    with pytest.raises(AccessError):
        write_batch_findings(tmp_path, names(), True)
    assert before == {p.name: p.read_bytes() for p in tmp_path.glob("findings.*")}
    assert not list(tmp_path.glob(".writing*"))
