from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from processors.outputs import provenance
from processors.outputs.formats import Format
from processors.outputs.provenance import code_digest, output_digest


@pytest.fixture
def fake_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "outputs").mkdir()
    (tmp_path / "reading.py").write_text("read = 1\n")
    (tmp_path / "outputs" / "alto.py").write_text("write = 1\n")
    monkeypatch.setattr(provenance, "_ROOT", tmp_path)
    return tmp_path


def _reading() -> str:
    return code_digest.__wrapped__()


def test_changed_outputs_leave_the_digest_of_readings_alone(fake_sources: Path) -> None:
    reading, writing = _reading(), output_digest(())
    (fake_sources / "outputs" / "alto.py").write_text("write = 2\n")
    assert _reading() == reading
    assert output_digest(()) != writing


def test_changed_reading_changes_its_digest(fake_sources: Path) -> None:
    before = _reading()
    (fake_sources / "reading.py").write_text("read = 2\n")
    assert _reading() != before


def test_other_formats_are_other_outputs() -> None:
    assert len({output_digest(()), output_digest((Format.PDF,)), output_digest((Format.ALTO,))}) == 3


def test_nothing_that_reads_a_page_is_among_the_outputs() -> None:
    outputs = "[m for m in sys.modules if m.startswith('processors.outputs')]"
    code = f"import sys, processors.reading, processors.recognition; print({outputs})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
