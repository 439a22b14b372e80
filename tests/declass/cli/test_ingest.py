"""What `declass ingest` refuses before anything starts."""

from __future__ import annotations

from pathlib import Path

import pytest

from declass.cli.ingest import check_apart
from processors.errors import UsageError


@pytest.mark.parametrize(
    ("source", "out", "refused"),
    [
        ("in", "in/out", True),
        ("in", "in", True),
        ("in", "out", False),
        ("in/**/*.pdf", "in/out", True),
        ("in/*", "in/out", True),
        ("in/*/deep/*.pdf", "in/out", True),
        ("in/*.pdf", "in/out", False),
        ("in/a*/*.pdf", "in/out", False),
        ("s3://in/a", "in/out", False),
        ("in/a.zip!/b", "in/out", False),
        ("gone", "gone/out", False),
    ],
)
def test_results_are_never_read_as_input(
    source: str, out: str, refused: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.zip").write_bytes(b"")
    monkeypatch.chdir(tmp_path)
    for named in (source, source if "://" in source else str(tmp_path / source)):
        if refused:
            with pytest.raises(UsageError, match="inside a folder"):
                check_apart([named], Path(out))
        else:
            check_apart([named], Path(out))
