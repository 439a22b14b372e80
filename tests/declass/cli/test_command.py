"""The command as a person types it: exit codes, messages, what it imports, what it leaves behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pikepdf
import pytest
from PIL import Image

import samples.memo
from declass.cli.main import app
from flows import ahead


def declass(*args: str | Path, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from declass.cli.main import main; main()", *map(str, args)]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=240, env={**os.environ, **env}
    )


@pytest.fixture(scope="module")
def memo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    image, _, expected = samples.memo.memorandum(3)
    path = tmp_path_factory.mktemp("memo") / "memo.tif"
    Image.fromarray(image).save(path, dpi=(200, 200))
    return path, expected


def lines(text: str) -> list[str]:
    # Whether lines of one block are set apart by a blank line is a matter of typesetting.
    return [line for line in text.splitlines() if line]


def test_help_is_light_and_names_the_commands() -> None:
    done = declass("--help")
    assert done.returncode == 0
    for command in ("read", "ingest", "overlay", "schema"):
        assert command in done.stdout


@pytest.mark.parametrize("option", ["--quiet", "-v", "--log-json"])
def test_options_of_the_log_are_told_to_come_first(
    option: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from declass.cli.main import main

    monkeypatch.setattr(sys, "argv", ["declass", "ingest", "in", "--out", "out", option])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    assert f"It comes before the command: declass {option} ingest" in capsys.readouterr().err


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\nfrom declass.cli import main\nsys.argv = ['declass', '--help']\n"
        "try: main.main()\nexcept SystemExit: pass\n"
        "print('HEAVY', sorted({'cv2', 'prefect', 'pdfplumber', 'pypdfium2', 'numpy', 'pydantic'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "HEAVY []" in done.stdout


def test_a_memo_is_read_as_a_person_would_type_it(memo: tuple[Path, str], tmp_path: Path) -> None:
    path, expected = memo
    done = declass("read", path, "--out", tmp_path)
    assert done.returncode == 0, done.stderr
    assert lines((tmp_path / "memo" / "text.md").read_text()) == lines(expected)
    record = json.loads((tmp_path / "memo" / "record.json").read_text())
    schema = json.loads(declass("schema").stdout)
    jsonschema.validate(record, schema)
    page = record["pages"][0]
    assert [strike["text"] for strike in page["strikes"]] == ["SECRET"]
    assert [strike["what"] for strike in page["strikes"]] == ["classification"]
    assert record["events"][0]["date"] == "2009-08-31"
    tools = {tool["name"]: tool for tool in record["provenance"]["tools"]}
    assert len(tools["eng.traineddata"]["sha256"]) == 64
    work = json.loads((tmp_path / "memo" / "provenance.json").read_text())["activity"]["src:p1-work"]
    assert set(work) >= {f"declass:seconds_{step}" for step in ("redactions", "strikes", "clean", "ocr")}


def test_the_same_input_gives_the_same_bytes(memo: tuple[Path, str], tmp_path: Path) -> None:
    path, _ = memo
    for folder in ("a", "b"):
        assert (
            declass(
                "read", path, "--out", tmp_path / folder, "--workers", "1" if folder == "a" else "2"
            ).returncode
            == 0
        )
    first, second = (tmp_path / folder / "memo" / "record.json" for folder in ("a", "b"))
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (("read", "nowhere.pdf"), 2, "no such file"),
        (("read",), 1, "Missing"),
        (("frobnicate",), 1, "No such command"),
        (("read", "x.pdf", "--workers", "0"), 1, "workers"),
    ],
)
def test_wrong_use_is_told_with_the_documented_code(args: tuple[str, ...], code: int, words: str) -> None:
    done = declass(*args)
    assert done.returncode == code
    assert words.casefold() in done.stderr.casefold()
    assert "Traceback" not in done.stderr


def test_an_encrypted_file_gets_its_own_code_and_a_record_that_says_why(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.save(tmp_path / "locked.pdf", encryption=pikepdf.Encryption(user="u", owner="o"))
    done = declass("read", tmp_path / "locked.pdf", "--out", tmp_path / "out")
    assert done.returncode == 8
    assert "locked.pdf" in done.stderr
    record = json.loads((tmp_path / "out" / "locked" / "record.json").read_text())
    assert record["pages"] == []
    assert record["errors"][0]["category"] == "encrypted"


def test_pages_are_chosen_and_names_with_a_leading_dash_work(tmp_path: Path) -> None:
    pages = [Image.new("1", (850, 1100), 1) for _ in range(3)]
    odd = tmp_path / "-odd\nname.tif"
    pages[0].save(odd, save_all=True, append_images=pages[1:], dpi=(100, 100))
    done = declass("read", "--pages", "2-3", "--out", tmp_path / "out", "--", odd)
    assert done.returncode == 0, done.stderr
    (record,) = (tmp_path / "out").glob("*/record.json")
    assert [page["number"] for page in json.loads(record.read_text())["pages"]] == [2, 3]
    assert declass("read", "--pages", "7", odd).returncode == 1


def test_one_bad_page_loses_only_itself(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    for _ in range(3):
        pdf.add_blank_page(page_size=(300, 300))
    pdf.pages[1].obj.MediaBox = pikepdf.Array([0, 0, 90000, 90000])
    pdf.save(tmp_path / "three.pdf")
    done = declass("read", tmp_path / "three.pdf", "--out", tmp_path / "out")
    assert done.returncode == 9
    assert "page 2" in done.stderr
    record = json.loads((tmp_path / "out" / "three" / "record.json").read_text())
    assert [page["status"] for page in record["pages"]] == ["blank", "failed", "blank"]
    assert record["errors"][0]["page"] == 2
    assert "[PAGE 2 COULD NOT BE READ]" in record["text"].replace("\\", "")


def test_text_goes_out_in_any_encoding_and_to_readers_that_leave(memo: tuple[Path, str]) -> None:
    path, expected = memo
    command = f"{sys.executable} -c 'from declass.cli.main import main; main()' read {path}"
    ascii_only = subprocess.run(
        ["/bin/bash", "-c", command],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )
    assert ascii_only.returncode == 0
    assert lines(ascii_only.stdout.decode()) == lines(expected)
    left = subprocess.run(
        ["/bin/bash", "-o", "pipefail", "-c", command + " | true"],
        capture_output=True,
        check=False,
        text=True,
    )
    assert (left.returncode, left.stderr) == (0, "")
    full = subprocess.run(
        ["/bin/bash", "-c", command + " > /dev/full"], capture_output=True, check=False, text=True
    )
    assert full.returncode == 5
    assert "No space left" in full.stderr
    assert "Traceback" not in full.stderr


def test_some_pages_never_replace_the_record_of_all(tmp_path: Path) -> None:
    pages = [Image.new("1", (850, 1100), 1) for _ in range(3)]
    pages[0].save(tmp_path / "three.tif", save_all=True, append_images=pages[1:], dpi=(100, 100))
    assert declass("read", tmp_path / "three.tif", "--out", tmp_path / "out").returncode == 0
    before = (tmp_path / "out" / "three" / "record.json").read_bytes()
    assert declass("read", tmp_path / "three.tif", "--pages", "2", "--out", tmp_path / "out").returncode == 0
    assert (tmp_path / "out" / "three" / "record.json").read_bytes() == before
    assert (tmp_path / "out" / "three-pages-2-2" / "record.json").is_file()
    assert declass("read", tmp_path / "three.tif", "--pages", "").returncode == 1


def test_an_overlay_is_drawn_and_never_over_the_source(memo: tuple[Path, str], tmp_path: Path) -> None:
    path, _ = memo
    assert declass("overlay", path, "--out", tmp_path / "a.png").returncode == 0
    with Image.open(tmp_path / "a.png") as picture:
        assert picture.size == (round(8.5 * 110), 11 * 110)
        assert len(picture.convert("RGB").getcolors(1 << 24) or []) > 3
    Image.new("L", (850, 1100), 255).save(tmp_path / "own.png", dpi=(100, 100))
    before = (tmp_path / "own.png").read_bytes()
    assert declass("overlay", tmp_path / "own.png", "--out", tmp_path / "own.png").returncode == 1
    assert declass("overlay", path, "--out", path).returncode == 1
    assert (tmp_path / "own.png").read_bytes() == before


class BegunError(Exception):
    """Workers were begun ahead."""


def begun(monkeypatch: pytest.MonkeyPatch, *args: str) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """With what a command begins its workers."""
    told = []

    def begin(*given: Any, **named: Any) -> None:
        told.append((given, named))
        raise BegunError

    monkeypatch.setattr(ahead, "begun_ahead", begin)
    monkeypatch.setattr(sys, "argv", ["declass", *args])
    with pytest.raises(BegunError):
        app(standalone_mode=False)
    return told[0]


def test_a_new_batch_reads_ahead_but_not_beside_a_server_that_others_use(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    command = ("ingest", "a.pdf", "b", "--out", str(tmp_path / "out"), "--workers", "3")
    (number, _, sources), _ = begun(monkeypatch, *command)
    assert (number, list(sources)) == (3, ["a.pdf", "b"])
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:4200/api")
    (number, _, sources), _ = begun(monkeypatch, *command)
    assert (number, list(sources)) == (3, [])


@pytest.mark.parametrize(("more", "processes"), [((), 3), (("--pages", "2"), 1), (("--pages", "1-2"), 3)])
def test_a_single_page_gets_one_process_and_all_processors(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, more: tuple[str, ...], processes: int
) -> None:
    (tmp_path / "a.pdf").touch()
    (number, _), named = begun(monkeypatch, "read", str(tmp_path / "a.pdf"), "--workers", "3", *more)
    assert (number, named["processors"]) == (processes, 3)
