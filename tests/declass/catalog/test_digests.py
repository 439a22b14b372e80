from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path

import processors
from declass.catalog.digests import LATE_LIMITS, LATE_TEXT, document_digest, page_digest
from processors.config import Config
from processors.config.leaks import LeakConfig
from processors.config.limits import LimitsConfig
from processors.config.text import TextConfig
from processors.outputs.formats import Format

ROOT = Path(processors.__file__).parents[1]
# What a worker runs to open a file and read a page of it.
READING = ("processors.reading", "processors.leaks.reading", "processors.ocr.registry", "processors.sources")


def file_of(module: str) -> Path | None:
    path = ROOT.joinpath(*module.split("."))
    found = [p for p in (path.with_suffix(".py"), path / "__init__.py") if p.is_file()]
    return found[0] if found else None


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


def reading_files() -> set[Path]:
    found: set[Path] = set()
    ahead = list(READING)
    while ahead:
        module = ahead.pop()
        path = file_of(module) if module.startswith("processors") else None
        if path is not None and path not in found:
            found.add(path)
            ahead += imported(path)
    return found


def attributes(paths: set[Path]) -> set[str]:
    trees = (ast.parse(path.read_text()) for path in paths if "config" not in path.parts)
    return {node.attr for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def test_no_setting_left_out_of_a_page_s_key_is_used_where_pages_are_read() -> None:
    files = reading_files()
    assert ROOT / "processors/text/layout.py" in files
    assert ROOT / "processors/assembly.py" not in files
    used = attributes(files)
    assert "heading_size" in used
    # The settings of gaps have an `indent` of their own.
    assert attributes(files - {ROOT / "processors/gaps.py"}).isdisjoint(LATE_TEXT)
    limits = {p for p in files if attributes({p}) & (set(LATE_LIMITS) - {"pages"})}
    # Refusing a file says nothing of its pages; everything else is read whole.
    assert {p.parent.name for p in limits} <= {"sources"}


def test_a_setting_that_acts_later_reads_no_page_again() -> None:
    usual = Config()
    late = (
        replace(usual, text=replace(usual.text, paragraph_gap=0.7)),
        replace(usual, limits=replace(LimitsConfig(), pages_per_worker=7)),
    )
    for config in late:
        assert page_digest(config, ()) == page_digest(usual, ())
        assert document_digest(config, (), ()) != document_digest(usual, (), ())


def test_every_other_setting_reads_pages_again() -> None:
    usual = Config()
    for field in fields(TextConfig):
        value = getattr(usual.text, field.name)
        if isinstance(value, float) and field.name not in LATE_TEXT:
            config = replace(usual, text=replace(usual.text, **{field.name: value + 1.0}))
            assert page_digest(config, ()) != page_digest(usual, ()), field.name
    for config in (
        replace(usual, ocr=replace(usual.ocr, first="rapidocr")),
        replace(usual, leaks=replace(LeakConfig(), dpi=100.0)),
    ):
        assert page_digest(config, ()) != page_digest(usual, ())


def test_formats_make_another_document_of_the_same_pages() -> None:
    usual = Config()
    assert document_digest(usual, (), ()) != document_digest(usual, (), (Format.TXT,))
