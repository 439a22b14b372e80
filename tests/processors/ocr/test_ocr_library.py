from __future__ import annotations

import contextlib
import ctypes
import shutil
from pathlib import Path
from unittest.mock import MagicMock

import numpy as np
import pytesseract
import pytest

from processors.config.ocr import OcrConfig
from processors.errors import EngineError, MissingError, PageTimeoutError
from processors.ocr import library, orientation, tesseract
from processors.ocr.engine import EngineLine
from processors.ocr.tesseract import TesseractEngine
from processors.scan import Raster
from tests.processors.ocr.ocr_sheets import page_of

CONFIG = OcrConfig()
needs_library = pytest.mark.skipif(
    shutil.which("tesseract") is None or library.linked("eng") is None,
    reason="Tesseract's library is missing",
)
pytestmark = [pytest.mark.tesseract, needs_library]


def hurt(image: Raster) -> Raster:
    """A grainy page."""
    noise = np.random.default_rng(3).normal(0, 12, image.shape)
    return np.asarray(np.clip(image + noise, 0, 255), dtype=np.uint8)


def by_program(image: Raster, monkeypatch: pytest.MonkeyPatch) -> tuple[EngineLine, ...]:
    with monkeypatch.context() as changed:
        changed.setattr(tesseract, "linked", lambda _languages: None)
        return TesseractEngine(CONFIG).read(image, 300.0, 60.0)


@pytest.mark.parametrize("colours", [1, 3])
def test_library_reads_what_the_program_reads(monkeypatch: pytest.MonkeyPatch, colours: int) -> None:
    image = hurt(page_of()[0])
    seen = image if colours == 1 else np.repeat(image[:, :, None], 3, axis=2)
    lines = TesseractEngine(CONFIG).read(seen, 300.0, 60.0)
    assert lines
    assert lines == by_program(seen, monkeypatch)


def test_pages_before_change_nothing() -> None:
    engine = TesseractEngine(CONFIG)
    page, other = hurt(page_of()[0]), page_of(("zebras", "wander", "slowly"))[0]
    first = engine.read(page, 300.0, 60.0)
    engine.read(other, 300.0, 60.0)
    assert engine.read(page, 300.0, 60.0) == first


def test_slow_pages_are_given_up_and_the_next_is_read(capfd: pytest.CaptureFixture[str]) -> None:
    engine = TesseractEngine(CONFIG)
    page, _ = page_of()
    with pytest.raises(PageTimeoutError, match="0 s"):
        engine.read(page, 300.0, 0.0)
    assert engine.read(page, 300.0, 60.0)
    assert capfd.readouterr().err == ""


def test_unknown_languages_are_left_to_the_program() -> None:
    assert library.linked("xyz") is None
    with pytest.raises(MissingError, match="xyz"):
        TesseractEngine(OcrConfig(languages=("xyz",))).read(page_of()[0], 300.0, 60.0)


def test_another_program_reads_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pytesseract.pytesseract, "tesseract_cmd", "/opt/tesseract")
    assert library.linked("eng") is None


def test_a_script_in_its_place_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "tesseract"
    script.write_text("#!/bin/sh\nexit 1\n")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    assert library.linked("eng") is None


@pytest.mark.parametrize("fault", ["version", "file"])
def test_without_a_library_like_the_program_the_program_reads(
    monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    if fault == "version":
        monkeypatch.setattr(library, "program_version", lambda: "0.0")
    else:
        monkeypatch.setattr(library, "_library", _none)
    library._loaded.cache_clear()
    try:
        assert library.linked("eng") is None
        assert library.linked_orientation(page_of()[0], 300.0) is None
    finally:
        library._loaded.cache_clear()


def _none() -> ctypes.CDLL | None:
    return None


def asked_program(image: Raster, monkeypatch: pytest.MonkeyPatch) -> tuple[int, float]:
    with monkeypatch.context() as changed:
        changed.setattr(orientation, "linked_orientation", lambda _image, _dpi: None)
        return orientation.detect_orientation(image, 300.0, 60.0)


@pytest.mark.parametrize("turns", range(4))
def test_library_tells_which_way_up_a_page_is_as_the_program_does(
    monkeypatch: pytest.MonkeyPatch, turns: int
) -> None:
    sheet = page_of(
        ("which way up", "this page lies", "is told by its letters", "of which it has enough") * 2
    )[0]
    lying = np.ascontiguousarray(np.rot90(sheet, turns))
    told = orientation.detect_orientation(lying, 300.0, 60.0)
    assert told == asked_program(lying, monkeypatch)
    assert told[0] == turns


def test_a_page_without_text_has_no_way_up(monkeypatch: pytest.MonkeyPatch) -> None:
    blank = np.full((600, 500), 255, np.uint8)
    with pytest.raises(EngineError):
        orientation.detect_orientation(blank, 300.0, 60.0)
    with pytest.raises(EngineError):
        asked_program(blank, monkeypatch)
    # That page changes nothing for the next one.
    assert TesseractEngine(CONFIG).read(page_of()[0], 300.0, 60.0)


@pytest.mark.parametrize("enough", [True, False])
def test_the_model_that_tells_which_way_up_pages_are_is_not_kept(
    monkeypatch: pytest.MonkeyPatch, enough: bool
) -> None:
    words = ("which way up", "this page lies", "is told by its letters", "of which it has enough") * 2
    page = page_of(words)[0] if enough else np.full((600, 500), 255, np.uint8)
    library.linked("eng")
    api = library._library()
    assert api is not None
    made, gone = MagicMock(wraps=api.TessBaseAPICreate), MagicMock(wraps=api.TessBaseAPIDelete)
    monkeypatch.setattr(api, "TessBaseAPICreate", made)
    monkeypatch.setattr(api, "TessBaseAPIDelete", gone)
    with contextlib.suppress(EngineError):
        orientation.detect_orientation(page, 300.0, 60.0)
    assert made.call_count == gone.call_count == 1


def test_without_its_model_the_program_is_asked_which_way_up_a_page_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(library, "OSD", "xyz")
    assert library.linked_orientation(page_of()[0], 300.0) is None
