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
    old, sys.argv = sys.argv, ["declass", *arguments]
    try:
        with pytest.raises(SystemExit) as stopped:
            command.main()
    finally:
        sys.argv = old
    out, err = capfd.readouterr()
    return int(stopped.value.code or 0), out, err


@pytest.fixture
def results(tmp_path: Path) -> Path:
    text = content.sentences(stream(3, 1), 20).split()
    other = content.sentences(stream(4, 1), 20).split()
    write_record(tmp_path / "old", release(text, [Hidden(30, 40, ("(b)(1)",))], name="old"))
    write_record(tmp_path / "new", release(text, name="new", noise=0.02, seed=2))
    write_record(tmp_path / "else", release(other, name="else"))
    return tmp_path


def test_prints_what_changed(results: Path, capfd: pytest.CaptureFixture[str]) -> None:
    code, out, _ = _run(capfd, "compare", str(results / "old"), str(results / "new" / "record.json"))
    assert code == 0
    assert "## Opened (1)" in out and "(b)(1)" in out


def test_writes_three_reports_or_the_one_asked_for(results: Path, capfd: pytest.CaptureFixture[str]) -> None:
    names = [str(results / "old"), str(results / "new")]
    code, out, err = _run(capfd, "compare", *names, "--out", str(results / "all"))
    assert (code, out) == (0, "") and "Written" in err
    assert sorted(p.name for p in (results / "all").iterdir()) == [
        "compare.html",
        "compare.json",
        "compare.md",
    ]
    _run(capfd, "compare", *names, "--out", str(results / "one"), "--format", "html")
    assert [p.name for p in (results / "one").iterdir()] == ["compare.html"]
    _, out, _ = _run(capfd, "compare", *names, "--format", "json")
    assert json.loads(out) == json.loads((results / "all" / "compare.json").read_text())


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["compare"], 1, "two releases"),
        (["compare", "{}/old"], 1, "two releases"),
        (["compare", "{}/old", "{}/new", "--format", "pdf"], 1, "no report"),
        (["compare", "{}/old", "{}/old"], 1, "same file"),
        (["compare", "{}/old", "{}"], 2, "no record.json"),
        (["compare", "{}/old", "{}/gone.json"], 2, "cannot be read"),
        (["compare", "{}/old", "{}/gone.pdf"], 2, "gone.pdf"),
    ],
)
def test_says_what_is_wrong(
    results: Path, arguments: list[str], code: int, said: str, capfd: pytest.CaptureFixture[str]
) -> None:
    got, out, err = _run(capfd, *(a.replace("{}", str(results)) for a in arguments))
    assert (got, out) == (code, "") and said in err and "Traceback" not in err


def test_warns_where_two_documents_have_nothing_in_common(
    results: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    words = [f"{chr(97 + k % 26)}{chr(97 + k // 26)}xqz" for k in range(120)]
    write_record(results / "strange", release(words, name="strange"))
    code, _, err = _run(capfd, "compare", str(results / "old"), str(results / "strange"))
    assert code == 0 and "hardly a word in common" in err


@pytest.mark.slow
@pytest.mark.tesseract
def test_reads_two_scans_and_finds_what_was_opened(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    from bench.compare.pairs import make_pair

    pair = make_pair(tmp_path, 1, 3)
    code, out, _ = _run(capfd, "compare", *map(str, pair.files), "--format", "json", "--workers", "2")
    assert code == 0
    data = json.loads(out)
    texts = [c["text"] for c in data["changes"] if c["kind"] == "opened" and c["status"] == "found"]
    assert len(texts) == len(pair.opened)
    assert data["counts"]["closed"] == len(pair.closed)
    assert {c["kind"] for c in data["changes"]} >= {"opened", "closed", "struck"}
