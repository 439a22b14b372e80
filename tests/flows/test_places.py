"""Where results and quarantine may lie."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.places import check_apart, check_places
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


def test_a_quarantine_among_the_results_is_refused(tmp_path: Path) -> None:
    check_places((), tmp_path / "out", str(tmp_path / "aside"))
    for inside in (tmp_path / "out", tmp_path / "out" / "aside"):
        with pytest.raises(UsageError, match="inside --out"):
            check_places((), tmp_path / "out", str(inside))


def test_a_quarantine_is_never_read_as_input(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    with pytest.raises(UsageError, match="--quarantine lies inside a folder"):
        check_places([tmp_path / "in"], tmp_path / "out", str(tmp_path / "in" / "aside"))
