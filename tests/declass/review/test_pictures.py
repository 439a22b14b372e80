from __future__ import annotations

import os
from pathlib import Path

import pytest

from declass.review import originals, pictures
from declass.review.originals import Originals
from declass.review.pictures import Pictures, Wanted
from declass.review.widths import fitting, widths
from tests.declass.review.conftest import Scene


class _Fixed(Originals):
    """Finds one file, whatever is asked for."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def find(self, sha256: str) -> Path:  # noqa: ARG002
        return self._path


def test_the_folder_of_pictures_is_bounded_and_keeps_what_was_looked_at_last(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "pages"
    made = Pictures(_Fixed(scene.files[0]), folder)
    try:
        sizes = {}
        for k, page in enumerate((1, 2)):
            wanted = Wanted(scene.shas[0], page, 200, cleaned=False)
            sizes[page] = len(made.get(wanted))
            os.utime(next(folder.glob(f"*/{wanted.tag}.webp")), (k, k))
        monkeypatch.setattr(pictures, "_KEPT_BYTES", sum(sizes.values()) + 10)
        # Looked at again: it is not the oldest any more.
        made.get(Wanted(scene.shas[0], 1, 200, cleaned=False))
        made.get(Wanted(scene.shas[0], 1, 400, cleaned=False))
        left = sorted(path.name for path in folder.glob("*/*.webp"))
        assert f"{Wanted(scene.shas[0], 2, 200, cleaned=False).tag}.webp" not in left
    finally:
        made.close()


def test_a_picture_that_was_drawn_in_an_older_way_is_not_shown(scene: Scene, tmp_path: Path) -> None:
    wanted = Wanted(scene.shas[0], 1, 200, cleaned=False)
    older = tmp_path / wanted.sha256[:2] / f"{wanted.sha256[:32]}-1-200.webp"
    older.parent.mkdir()
    older.write_bytes(b"as it was drawn before")
    made = Pictures(_Fixed(scene.files[0]), tmp_path)
    try:
        assert made.kept(wanted) is None
    finally:
        made.close()


def test_without_a_place_for_pictures_they_are_made_each_time(scene: Scene, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    made = Pictures(_Fixed(scene.files[0]), tmp_path / "file" / "pages")
    try:
        assert made.get(Wanted(scene.shas[0], 1, 200, cleaned=False))[:4] == b"RIFF"
    finally:
        made.close()


@pytest.mark.tesseract
def test_what_ocr_saw_lies_upon_the_page(scene: Scene, tmp_path: Path) -> None:
    import io

    import numpy as np
    from PIL import Image

    made = Pictures(_Fixed(scene.files[0]), tmp_path / "pages")
    try:
        shown, cleaned = (
            np.asarray(Image.open(io.BytesIO(made.get(Wanted(scene.shas[0], 1, 850, c)))).convert("L")) < 128
            for c in (False, True)
        )
    finally:
        made.close()
    assert shown.shape == cleaned.shape
    rows, columns = np.nonzero(shown)
    rows2, columns2 = np.nonzero(cleaned)
    assert abs(rows.mean() - rows2.mean()) < 3
    assert abs(columns.mean() - columns2.mean()) < 3


def test_pictures_are_made_behind_answers(scene: Scene, tmp_path: Path) -> None:
    made = Pictures(_Fixed(scene.files[0]), tmp_path)
    try:
        before = os.getpriority(os.PRIO_PROCESS, 0)
        starts = made._starter.submit(os.getpriority, os.PRIO_PROCESS, 0).result()
        assert (starts - before, os.getpriority(os.PRIO_PROCESS, 0)) == (pictures._NICE, before)
    finally:
        made.close()


def test_copies_out_of_archives_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(originals, "_COPIES", 2)
    (tmp_path / "source").write_bytes(b"x")
    kept = object.__new__(Originals)
    kept._copies = tmp_path / "copies"
    for k in range(4):
        kept._keep(tmp_path / "source", tmp_path / "copies" / f"{k}.pdf")
        os.utime(tmp_path / "copies" / f"{k}.pdf", (k, k))
    assert sorted(path.name for path in (tmp_path / "copies").iterdir()) == ["2.pdf", "3.pdf"]


def test_pictures_come_in_few_widths_up_to_the_pixels_of_the_page() -> None:
    from dataclasses import replace

    from bench.review.made_up import made_up_record

    page = made_up_record(0, 1).pages[0]
    assert widths(page) == (200, 800, 1400, 1700)
    assert widths(replace(page, dpi=1200.0))[-1] == 6000
    assert widths(replace(page, dpi=10.0)) == (85,)
    assert [fitting(page, wanted) for wanted in (1, 200, 201, 1401, 9999)] == [200, 200, 800, 1700, 1700]
