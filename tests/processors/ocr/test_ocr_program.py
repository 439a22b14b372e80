from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytesseract
import pytest

from processors.config.ocr import OcrConfig
from processors.errors import EngineError, MissingError, PageTimeoutError, UsageError
from processors.ocr import program
from processors.ocr.engine import EngineLine
from processors.ocr.orientation import detect_orientation
from processors.ocr.tesseract import TesseractEngine
from tests.processors.ocr.ocr_sheets import page_of

CONFIG = OcrConfig()


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in for the program; the tests write what it does. pytesseract has asked the real one for its version."""
    pytesseract.get_tesseract_version(cached=True)
    path = tmp_path / "tesseract"
    monkeypatch.setattr(pytesseract.pytesseract, "tesseract_cmd", str(path))
    return path


def script(path: Path, body: str) -> None:
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def read() -> tuple[EngineLine, ...]:
    return TesseractEngine(CONFIG).read(np.full((20, 20), 255, np.uint8), 300.0, 1.0)


def test_missing_program_says_what_to_install(fake: Path) -> None:
    with pytest.raises(MissingError, match="apt install tesseract-ocr"):
        read()


def test_hanging_program_is_ended(fake: Path) -> None:
    script(fake, "exec sleep 30")
    with pytest.raises(PageTimeoutError, match="1 s"):
        read()


def test_missing_language_is_named(fake: Path) -> None:
    script(fake, "echo 'Error opening data file /x/tessdata/eng.traineddata' >&2; exit 1")
    with pytest.raises(MissingError, match="tesseract-ocr-eng"):
        read()


def test_failures_keep_what_the_program_said(fake: Path) -> None:
    script(fake, "echo 'something broke' >&2; exit 3")
    with pytest.raises(EngineError, match="something broke"):
        read()


def test_output_that_is_not_text_is_an_error(fake: Path) -> None:
    script(fake, "printf '\\377\\376' > \"$2.tsv\"")
    with pytest.raises(EngineError, match="not text"):
        read()


@pytest.mark.parametrize(("set_by_user", "seen"), [(None, "1"), ("3", "3")])
def test_one_thread_unless_the_user_says_otherwise(
    fake: Path, monkeypatch: pytest.MonkeyPatch, set_by_user: str | None, seen: str
) -> None:
    monkeypatch.delenv("OMP_THREAD_LIMIT", raising=False)
    if set_by_user:
        monkeypatch.setenv("OMP_THREAD_LIMIT", set_by_user)
    script(fake, 'echo "limit $OMP_THREAD_LIMIT" >&2; exit 1')
    with pytest.raises(EngineError, match=f"limit {seen}"):
        read()


def test_no_file_is_left_behind(fake: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(program.tempfile, "tempdir", str(folder))
    script(fake, "exit 1")
    with pytest.raises(EngineError):
        read()
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("languages", [("-psm",), ("eng;rm",), ("",), ()])
def test_languages_cannot_be_options(languages: tuple[str, ...]) -> None:
    with pytest.raises(UsageError):
        TesseractEngine(OcrConfig(languages=languages))


@pytest.mark.parametrize(("dpi", "told"), [(1.0, "70"), (299.6, "300"), (1e6, "2400")])
def test_resolution_stays_believable(dpi: float, told: str) -> None:
    assert program.dpi_argument(dpi) == told


def test_saved_images_are_plain() -> None:
    image = np.arange(12, dtype=np.uint8).reshape(3, 4)
    with program.saved(image) as path:
        assert Path(path).read_bytes() == b"P5\n4 3\n255\n" + image.tobytes()
    assert not Path(path).exists()


@pytest.mark.tesseract
def test_orientation_of_a_turned_page() -> None:
    words = ("the keeper of the harbour light", "was asked to bring the boat", "before the storm came in",
             "and the jetty was under water", "so that nobody could reach it")  # fmt: skip
    image, _ = page_of(words)
    turns, confidence = detect_orientation(np.ascontiguousarray(np.rot90(image)), 300.0, 30.0)
    assert turns == 1
    assert confidence > 1


@pytest.fixture
def unasked() -> Iterator[None]:
    """Nothing is remembered of the program, before and after."""
    answers = (program.data_folder, program.program_version)
    for answer in answers:
        answer.cache_clear()
    yield
    for answer in answers:
        answer.cache_clear()


def test_a_program_that_is_killed_while_it_is_asked_is_not_taken_for_one_without_data(
    fake: Path, unasked: None
) -> None:
    # Without the model for orientation among the tools, all pages would count as read by another version.
    script(fake, 'case "$1" in --list-langs) kill -9 $$;; *) echo "tesseract 5.3.0";; esac')
    with pytest.raises(EngineError, match="signal 9"):
        program.language_tools(("osd",))
    script(fake, "echo tesseract 5.3.0; exit 0")
    with pytest.raises(MissingError, match="no language data"):
        program.language_tools(("osd",))


def test_a_program_that_is_killed_before_it_tells_its_version_is_a_failure_of_ours(
    fake: Path, unasked: None
) -> None:
    script(fake, "kill -9 $$")
    with pytest.raises(EngineError, match="signal 9"):
        program.program_version()
    script(fake, "echo tesseract of my own")
    with pytest.raises(EngineError, match="of my own"):
        program.program_version()
