from __future__ import annotations

import getpass
import io
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from declass.cli import leaks
from processors.errors import ExitCode
from tests.processors.sources.sources_samples import PageSpec, draw_text, make_pdf

NAME = "Jane Roe"
LEAK = draw_text(NAME, 100, 600) + "0 g 95 595 80 16 re f\n"
COMMAND = (sys.executable, "-c", "from declass.cli.main import main; main()", "leaks")


def run(*args: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *map(str, args)], capture_output=True, text=True, timeout=120)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("leaks")
    clean = PageSpec(content=draw_text("nothing to hide", 100, 600))
    return make_pdf(folder / "bad.pdf", clean, PageSpec(content=LEAK)), make_pdf(folder / "good.pdf", clean)


def test_a_leak_is_told_by_exit_code_and_place_but_never_by_its_text(files: tuple[Path, Path]) -> None:
    done = run(*files)
    assert done.returncode == 10
    assert "page 2, box at [95, 181, 175, 197], 7 characters" in done.stdout
    assert "good.pdf: no surviving text found on 1 page" in done.stdout
    assert "Roe" not in done.stdout + done.stderr


def test_json_lists_leaks_and_what_was_dismissed(files: tuple[Path, Path]) -> None:
    done = run("--json", *files)
    bad, good = json.loads(done.stdout)
    assert (bad["file"], bad["pages"], len(bad["leaks"])) == ("bad.pdf", 2, 1)
    assert bad["leaks"][0]["kind"] == "box"
    assert bad["leaks"][0]["reason"]
    assert (good["leaks"], good["dismissed"], good["errors"]) == ([], [], [])
    assert "Roe" not in done.stdout


def test_a_clean_file_ends_with_zero_and_a_broken_one_with_two(
    files: tuple[Path, Path], tmp_path: Path
) -> None:
    assert run(files[1]).returncode == 0
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7 nothing")
    done = run(broken)
    assert done.returncode == 2
    assert "could not be looked at" in done.stdout


@pytest.mark.parametrize("more", [[], ["--json"]])
def test_the_text_goes_to_a_terminal_only(files: tuple[Path, Path], tmp_path: Path, more: list[str]) -> None:
    log = tmp_path / "shown.jsonl"
    done = run("--show", "--log", log, *more, files[0])
    assert done.returncode == 1
    assert "Roe" not in done.stdout + done.stderr
    assert not log.exists()


def on_a_terminal(*args: object) -> tuple[int, str]:
    """Runs the command with a terminal as its standard output."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen([*COMMAND, *map(str, args)], stdout=theirs, stderr=subprocess.PIPE)
    os.close(theirs)
    told = b""
    while True:
        try:
            part = os.read(ours, 4096)
        except OSError:
            break
        if not part:
            break
        told += part
    process.communicate(timeout=120)
    os.close(ours)
    return process.returncode, told.decode()


def test_showing_prints_the_text_and_leaves_a_record_without_it(
    files: tuple[Path, Path], tmp_path: Path
) -> None:
    log = tmp_path / "state" / "shown.jsonl"
    for times in (1, 2):
        code, told = on_a_terminal("--show", "--log", log, files[0])
        assert code == 10
        assert NAME in told
        lines = log.read_text().splitlines()
        assert len(lines) == times
    assert "Roe" not in log.read_text()
    entry = json.loads(lines[0])
    assert entry["places"] == [{"page": 2, "kind": "box", "characters": 7}]
    assert log.stat().st_mode & 0o077 == 0


def test_what_cannot_be_recorded_is_not_shown(files: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    code, told = on_a_terminal("--show", "--log", tmp_path / "file" / "shown.jsonl", files[0])
    assert code == 5
    assert "Roe" not in told


class _Terminal(io.TextIOWrapper):
    """Standard output that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("error", [KeyError("uid not found: 1234"), OSError("no name")])
def test_who_has_no_name_is_recorded_by_number(
    files: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def nameless() -> str:
        raise error

    monkeypatch.setattr(getpass, "getuser", nameless)
    monkeypatch.setattr(sys, "stdout", _Terminal(io.BytesIO()))
    log = tmp_path / "shown.jsonl"
    asked = leaks.Request((files[0],), as_json=False, everything=False, show=True, log=log)
    assert leaks.report_leaks(asked, 1) is ExitCode.LEAKS
    assert json.loads(log.read_text())["user"] == str(os.getuid())
