from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from processors.errors import ExitCode
from tests.declass.gather.gather_samples import touch
from tests.declass.gather.test_zip import made

CODE = "from declass.cli.main import main; main()"


def declass(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", CODE, "sources", *(str(a) for a in arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_addresses_sizes_and_what_a_manifest_states_are_listed(tmp_path: Path) -> None:
    touch(tmp_path / "a.pdf", data=b"x" * 1500)
    made(tmp_path / "r.zip", {"b.pdf": b"2"})
    (tmp_path / "m.csv").write_text("file,collection\na.pdf,JFK\n")
    done = declass(tmp_path, "--manifest", tmp_path / "m.csv")
    assert done.returncode == ExitCode.OK
    lines = [line.split() for line in done.stdout.splitlines()]
    assert lines == [
        ["1.5", "kB", str(tmp_path / "a.pdf")],
        ["collection:", "JFK"],
        ["1", "bytes", f"{tmp_path}/r.zip!/b.pdf"],
    ]
    assert "2 files, 1.5 kB" in done.stderr


def test_json_and_duplicates(tmp_path: Path) -> None:
    touch(tmp_path / "a.pdf", tmp_path / "b.pdf")
    rows = [json.loads(line) for line in declass(tmp_path, "--json", "--duplicates").stdout.splitlines()]
    assert [row["same_as"] for row in rows] == [None, str(tmp_path / "a.pdf")]


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (["gone"], ExitCode.INPUT),
        (["gone", "a.pdf"], ExitCode.PARTIAL),
        (["empty"], ExitCode.INPUT),
        ([], ExitCode.USAGE),
    ],
)
def test_exit_codes(tmp_path: Path, names: list[str], code: ExitCode) -> None:
    touch(tmp_path / "a.pdf")
    (tmp_path / "empty").mkdir()
    done = declass(*(tmp_path / name for name in names))
    assert done.returncode == code
    assert "Traceback" not in done.stderr


def test_a_bad_manifest_is_told(tmp_path: Path) -> None:
    touch(tmp_path / "a.pdf")
    done = declass(tmp_path, "--manifest", tmp_path / "a.pdf")
    assert done.returncode == ExitCode.USAGE
    assert "no column" in done.stderr


def test_a_reader_that_goes_away_ends_the_listing(tmp_path: Path) -> None:
    touch(*(tmp_path / f"{n}.pdf" for n in range(3000)))
    with subprocess.Popen(
        [sys.executable, "-c", CODE, "sources", str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        assert "Traceback" not in process.stderr.read()
    assert process.returncode == ExitCode.OK


def test_control_characters_of_names_do_not_reach_the_terminal(tmp_path: Path) -> None:
    touch(tmp_path / "a\x1b[2J.pdf")
    assert "\x1b" not in declass(tmp_path).stdout
