"""What finding marks costs, and whether the same is found."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from bench.speed.marks import main


def test_each_page_is_timed_and_what_was_found_is_told_apart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = np.full((700, 600), 255, np.uint8)
    cv2.imwrite(str(tmp_path / "blank.png"), page)
    cv2.imwrite(str(tmp_path / "again.png"), page)
    page[200:240, 100:400] = 0
    cv2.imwrite(str(tmp_path / "black.png"), page)
    files = [str(tmp_path / f"{name}.png") for name in ("blank", "again", "black")]
    assert main([*files, "--looks", "1"]) == 0
    *lines, last = capsys.readouterr().out.splitlines()
    digests = [line.split()[2] for line in lines]
    assert digests[0] == digests[1] != digests[2]
    assert lines[2].endswith("black.png page 1")
    assert last.startswith("3 pages: mean ")
