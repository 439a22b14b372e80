from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from declass.cli import main as command
from processors.outputs.record import write_record
from samples import content
from samples.chance import stream
from tests.processors.compare.releases import Hidden, release


def _run(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    old, sys.argv = sys.argv, ["declass", "compare", *arguments]
    try:
        with pytest.raises(SystemExit) as stopped:
            command.main()
    finally:
        sys.argv = old
    out, err = capfd.readouterr()
    return int(stopped.value.code or 0), out, err


@pytest.fixture
def results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("DECLASS_CATALOG", raising=False)
    folder = tmp_path / "out"
    text = content.sentences(stream(3, 1), 20).split()
    other = content.sentences(stream(4, 1), 20).split()
    write_record(folder / "old", release(text, [Hidden(30, 40, ("(b)(1)",))], name="old"))
    write_record(folder / "new", release(text, name="new", noise=0.02, seed=2))
    write_record(folder / "else", release(other, name="else"))
    return folder


def test_proposes_likely_pairs_of_a_folder(results: Path, capfd: pytest.CaptureFixture[str]) -> None:
    code, out, err = _run(capfd, "--propose", str(results), "--format", "json")
    assert (code, err) == (0, "")
    (pair,) = json.loads(out)
    assert (pair["a"], pair["b"], pair["a_pages"], pair["b_pages"]) == ("new", "old", 1, 1)
    assert 0.5 < pair["likeness"] <= 1
    assert (results / ".declass" / "catalog.sqlite").is_file()
    code, out, _ = _run(capfd, "--propose", str(results))
    assert code == 0 and out.split()[1:3] == ["new", "old"]
    (results / "broken").mkdir()
    (results / "broken" / "record.json").write_text("{}")
    code, out, err = _run(capfd, "--propose", str(results))
    assert code == 9 and "broken: no usable record.json" in err and "old" in out


def test_proposes_likely_pairs_of_a_whole_catalog(
    results: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    catalog = str(results.parent / "other.sqlite")
    assert _run(capfd, "--propose", str(results), "--catalog", catalog)[0] == 0
    expected = [str(results / "new"), str(results / "old")]
    code, out, _ = _run(capfd, "--propose", "--catalog", catalog)
    assert code == 0 and out.split()[1:3] == expected
    monkeypatch.setenv("DECLASS_CATALOG", catalog)
    _, out, _ = _run(capfd, "--propose", "--format", "json")
    assert [json.loads(out)[0][side] for side in "ab"] == expected
    import sqlite3

    with sqlite3.connect(catalog) as connection:
        connection.execute(
            "DELETE FROM fingerprints WHERE document_id IN (SELECT id FROM documents WHERE folder = 'new')"
        )
    connection.close()
    code, out, err = _run(capfd, "--propose")
    assert (code, out) == (9, "No likely pairs\n") and "1 documents have no fingerprint" in err


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--propose"], 1, "no folder of results"),
        (["--propose", "{}/old", "{}/new"], 1, "one folder"),
        (["--propose", "{}", "--format", "html"], 1, "--format json"),
        (["--propose", "{}", "--out", "{}/reports"], 1, "one folder"),
        (["--propose", "{}/nowhere"], 2, "no results"),
        (["--propose", "{}/old"], 2, "no results"),
        (["--propose", "--catalog", "{}/none.sqlite"], 1, "no catalog"),
    ],
)
def test_says_what_is_wrong(
    results: Path, arguments: list[str], code: int, said: str, capfd: pytest.CaptureFixture[str]
) -> None:
    got, out, err = _run(capfd, *(a.replace("{}", str(results)) for a in arguments))
    assert (got, out) == (code, "") and said in err and "Traceback" not in err
    assert not (results / "nowhere").exists() and not (results / "old" / ".declass").exists()
