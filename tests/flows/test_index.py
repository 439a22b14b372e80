from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import declass.report.parts
from declass.catalog.store import STORE_NAME
from declass.report.write import FIGURES_NAME, load_figures
from flows.index import Making, close_batch
from flows.ledger import open_ledger
from flows.results import DocumentResult, Outcome, Summary
from processors.config import Config
from processors.outputs.crate import CRATE_NAME
from processors.outputs.findings_files import FINDINGS_CSV, FINDINGS_PARQUET
from processors.outputs.record import RECORD_NAME, write_record
from processors.outputs.withholdings_files import JSON_NAME, TABLE_NAME, TOTALS_NAME
from processors.records import Record
from tests.processors.outputs.result_samples import sample_record
from tests.strategies import records

MAKING = Making(Config(), (), "2026-11-27T10:00:00+00:00", 2)
TABLES = {TABLE_NAME, JSON_NAME, TOTALS_NAME, FINDINGS_CSV, FINDINGS_PARQUET}
# The crate tells when it was made, to the second.
OF_ITS_TIME = {CRATE_NAME, "checksums.sha256"}


def close(out: Path, folders: list[str], outcome: Outcome = Outcome.READ) -> bool:
    """Ends a batch over the results in `folders`; whether a report was made."""
    made = [
        DocumentResult(
            f"/in/{folder}.pdf", outcome, 1, 1, 0, 0, 0, folder, record_sha256=digest(out / folder)
        )
        for folder in folders
    ]
    with open_ledger(out, MAKING.config, (), ()) as ledger:
        return close_batch(ledger, Summary(tuple(made), (), 1.0), MAKING) is not None


def digest(folder: Path) -> str:
    return hashlib.sha256((folder / RECORD_NAME).read_bytes()).hexdigest()


def files(out: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in out.iterdir() if p.is_file() and p.name not in OF_ITS_TIME}


def put(out: Path, folder: str, made: Record) -> None:
    (out / STORE_NAME).mkdir(parents=True, exist_ok=True)
    write_record(out / folder, replace(made, source=replace(made.source, uri=f"{folder}.pdf")))


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Gets an item for each record that is loaded."""
    found: list[int] = []
    load = declass.report.parts.load_record

    def counting(data: bytes) -> Record:
        found.append(len(data))
        return load(data)

    monkeypatch.setattr(declass.report.parts, "load_record", counting)
    return found


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(records(max_pages=2), min_size=4, max_size=4))
def test_a_batch_that_grew_has_the_files_of_one_made_anew(
    tmp_path_factory: pytest.TempPathFactory, loaded: list[int], made: list[Record]
) -> None:
    grown, anew = (tmp_path_factory.mktemp("batch") / "out" for _ in range(2))
    put(grown, "b", made[0])
    put(grown, "c", made[1])
    close(grown, ["b", "c"])
    # One is new and comes first, one is read again.
    put(grown, "a", made[2])
    put(grown, "c", made[3])
    loaded.clear()
    close(grown, ["a", "b", "c"])
    assert len(loaded) == len({"a"} | ({"c"} if made[1] != made[3] else set()))
    for folder, record in (("a", made[2]), ("b", made[0]), ("c", made[3])):
        put(anew, folder, record)
    close(anew, ["a", "b", "c"])
    assert files(grown) == files(anew)
    assert {*TABLES, FIGURES_NAME} <= files(grown).keys()


def test_a_batch_over_one_source_leaves_the_others_in_tables_and_report(tmp_path: Path) -> None:
    whole, parts, at_once = (tmp_path / name / "out" for name in ("whole", "parts", "at_once"))
    for out in (whole, parts, at_once):
        for folder in "abc":
            put(out, folder, sample_record())
    close(whole, ["a", "b", "c"])
    for folder in "abc":
        close(parts, [folder])
    with ThreadPoolExecutor() as threads:
        assert any(threads.map(lambda folder: close(at_once, [folder]), "abc"))
    for out in (parts, at_once):
        assert files(out).keys() == files(whole).keys()
        assert all(files(out)[name] == files(whole)[name] for name in TABLES)
        figures = load_figures((out / FIGURES_NAME).read_bytes())
        assert [row.folder for row in figures.documents] == ["a", "b", "c"]


@given(made=records(max_pages=2))
@settings(max_examples=1, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_part_is_made_anew(
    tmp_path_factory: pytest.TempPathFactory, loaded: list[int], made: Record
) -> None:
    out = tmp_path_factory.mktemp("batch")
    put(out, "a", made)
    close(out, ["a"])
    before = files(out)
    (part,) = (out / STORE_NAME / "parts").rglob("*.json")
    whole = part.read_bytes()
    for damage in (b"", whole[:-10], whole.replace(b"\n", b"\n{", 1), b"0" + whole[1:], b"\xff" * 99):
        part.write_bytes(damage)
        (out / TABLE_NAME).unlink()
        loaded.clear()
        close(out, ["a"])
        assert len(loaded) >= 1
        assert files(out) == before
        assert part.read_bytes() == whole


@given(made=records(max_pages=2))
@settings(max_examples=1, deadline=None)
def test_nothing_is_written_where_nothing_changed(
    tmp_path_factory: pytest.TempPathFactory, made: Record
) -> None:
    out = tmp_path_factory.mktemp("batch")
    put(out, "a", made)
    assert close(out, ["a"])
    times = {p: p.stat().st_mtime_ns for p in out.iterdir() if p.is_file()}
    assert not close(out, ["a"], Outcome.KNOWN)
    assert times == {p: p.stat().st_mtime_ns for p in out.iterdir() if p.is_file()}
    (out / TABLE_NAME).unlink()
    assert close(out, ["a"], Outcome.KNOWN)
    assert (out / TABLE_NAME).is_file()


def test_a_source_that_is_away_is_in_the_report_as_long_as_it_is(tmp_path: Path) -> None:
    put(tmp_path, "memo", sample_record())
    assert close(tmp_path, ["memo"])

    def report_of(*unreachable: str) -> tuple[str, ...] | None:
        with open_ledger(tmp_path, MAKING.config, (), ()) as ledger:
            if close_batch(ledger, Summary((), unreachable, 1.0), MAKING) is None:
                return None
        run = load_figures((tmp_path / FIGURES_NAME).read_bytes()).run
        return run.unreachable if run is not None else ()

    assert report_of("share: is not there") == ("share: is not there",)
    assert report_of("share: is not there") is None
    assert report_of() == ()
    assert report_of() is None
