from __future__ import annotations

from importlib import metadata

import pytest

from processors.config import Config
from processors.errors import MissingError, UsageError
from processors.language import usual_words
from processors.ocr import library, rapid, registry
from processors.ocr.line_reader import LineReader
from tests.processors.ocr.ocr_sheets import InkEngine


def offered(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    point = metadata.EntryPoint("ink", value, registry.GROUP)
    monkeypatch.setattr(metadata, "entry_points", lambda group: (point,) if group == registry.GROUP else ())


def ink(config: Config) -> InkEngine:
    assert isinstance(config, Config)
    return InkEngine()


def test_the_usual_readers() -> None:
    first, second = registry.readers(Config())
    assert (first.name, second.name) == ("tesseract", "rapidocr")
    assert isinstance(second, LineReader)


def test_another_package_adds_an_engine_by_entry_point(monkeypatch: pytest.MonkeyPatch) -> None:
    offered(monkeypatch, f"{__name__}:ink")
    monkeypatch.setenv("DECLASS_FIRST_READER", "ink")
    first, second = registry.readers(Config.from_environment())
    assert (first.name, second.name) == ("ink", "rapidocr")


def test_an_engine_without_lines_is_no_second_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    offered(monkeypatch, f"{__name__}:ink")
    monkeypatch.setenv("DECLASS_SECOND_READER", "ink")
    with pytest.raises(UsageError, match="single lines"):
        registry.readers(Config.from_environment())


def test_unknown_engines_are_named_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match="'goggles'") as caught:
        registry.engine("goggles", Config())
    assert "tesseract" in str(caught.value.hint)


def test_packages_that_cannot_be_loaded_are_said_to_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    offered(monkeypatch, "no_such_package_here:make")
    with pytest.raises(MissingError, match="ink"):
        registry.engine("ink", Config())


def test_what_is_no_engine_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    offered(monkeypatch, "builtins:str")
    with pytest.raises(UsageError, match="is none"):
        registry.engine("ink", Config())


def test_empty_variables_mean_the_usual_engines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DECLASS_FIRST_READER", "")
    assert Config.from_environment() == Config()


def test_what_pages_need_is_loaded_before_there_is_one() -> None:
    loaded = (library._loaded, rapid._recogniser, usual_words._frequencies)
    for cache in loaded:
        cache.cache_clear()
    registry.load_first(Config())
    assert [cache.kept for cache in loaded] == [1, 0, 0]
    registry.load_second(Config())
    assert [cache.kept for cache in loaded] == [1, 1, 1]
