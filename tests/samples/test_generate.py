"""Whole sets: the same bytes from the same seed, files that open, truth that fits them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2
import pytest
from PIL import Image

from processors.errors import AccessError, MissingError, UsageError
from samples import demo, generate
from samples.__main__ import main
from samples.chance import stream
from samples.fonts import FACES, PACKAGES, locate
from samples.formats import PageImage, write
from samples.kinds import KINDS
from samples.stamp import document_number


def digests(folder: Path) -> dict[str, str]:
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    demo(folder)
    return folder


def rows(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines()]


def shown_page(file: Path, number: int, width: int) -> np.ndarray:
    if file.suffix == ".pdf":
        with pypdfium2.PdfDocument(file) as pdf:
            page = pdf[number - 1]
            return np.asarray(page.render(scale=width / page.get_width()).to_pil().convert("L"))
    with Image.open(file) as image:
        image.seek(number - 1)
        return np.asarray(image.convert("L"))


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        generate(tmp_path / name, 5, 4, kinds=("memo", "withheld", "form", "title"))
    generate(tmp_path / "other", 6, 2, kinds=("memo", "withheld"))
    one, two, other = (digests(tmp_path / name) for name in ("one", "two", "other"))
    assert one == two
    assert not set(one.values()) & set(other.values())


def test_a_longer_set_begins_with_the_shorter_one(tmp_path: Path) -> None:
    generate(tmp_path / "short", 8, 2, kinds=("memo",))
    generate(tmp_path / "long", 8, 3, kinds=("memo",))
    short, long = digests(tmp_path / "short"), digests(tmp_path / "long")
    short.pop("truth.jsonl")
    assert short.items() <= long.items()


def test_the_demo_is_small_and_mixed(shown: Path) -> None:
    found = rows(shown)
    assert len({row["file"] for row in found}) == 8
    assert len(found) == 14
    assert {Path(str(row["file"])).suffix for row in found} == {".pdf", ".tif", ".png", ".jpg"}
    assert (shown / "expected" / "memo_001.md").read_text(encoding="utf-8").startswith("(b)(3)\n\nMEMORANDUM")


def test_every_row_fits_the_page_that_its_file_shows(shown: Path) -> None:
    for row in rows(shown):
        page = shown_page(shown / str(row["file"]), int(str(row["page"])), int(str(row["width"])))
        assert (
            abs(page.shape[0] - int(str(row["height"]))) <= 1
            and abs(page.shape[1] - int(str(row["width"]))) <= 1
        )
        for found in row["redactions"]:  # type: ignore[attr-defined]
            x0, y0, x1, y1 = (round(v) for v in found["bbox"])
            if found["kind"] in ("black_box", "marker"):
                assert (page[y0:y1, x0:x1] < 128).mean() > 0.55, (row["file"], found)


def test_rows_have_the_keys_of_the_shared_format(shown: Path) -> None:
    for row in rows(shown):
        assert row.keys() >= {"file", "page", "group", "width", "height", "complete", "lines", "redactions"}
        assert row.keys() >= {"strikes", "not_struck", "traps", "release_lines", "damage", "withheld_pages"}
        assert row["group"] in KINDS
        for found in row["redactions"]:  # type: ignore[attr-defined]
            assert found.keys() == {"bbox", "kind", "codes", "hidden_characters", "unsure"}


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_pdf_page_shows_upright_whatever_its_rotation(tmp_path: Path, turn: int) -> None:
    page = np.full((220, 170), 255, dtype=np.uint8)
    page[20:60, 10:40] = 0
    write(
        tmp_path,
        "page",
        ".pdf",
        [PageImage(page, 100, turn), PageImage(np.full((50, 80, 3), 200, np.uint8), 100)],
    )
    shown = shown_page(tmp_path / "page.pdf", 1, 170)
    assert shown.shape == (220, 170)
    assert shown[25:55, 15:35].max() < 60 and shown[80:].min() > 200
    with pikepdf.open(tmp_path / "page.pdf") as pdf:
        assert "/Info" not in pdf.trailer and len(pdf.pages) == 2


def test_tiffs_keep_one_bit_pages_and_all_pages(tmp_path: Path) -> None:
    black = np.zeros((40, 60), dtype=np.uint8)
    grey = np.full((40, 60), 99, dtype=np.uint8)
    write(tmp_path, "two", ".tif", [PageImage(black, 150), PageImage(grey, 150)])
    with Image.open(tmp_path / "two.tif") as image:
        assert image.n_frames == 2 and image.mode == "1" and image.info["compression"] == "group4"
        assert tuple(map(float, image.info["dpi"])) == (150.0, 150.0)
        image.seek(1)
        assert image.mode == "L" and image.getpixel((3, 3)) == 99


def test_formats_of_one_page_get_a_file_a_page(tmp_path: Path) -> None:
    pages = [PageImage(np.full((30, 30), 255, np.uint8), 100)] * 2
    assert [p.name for p in write(tmp_path, "a", ".png", pages)] == ["a_p1.png", "a_p2.png"]
    assert [p.name for p in write(tmp_path, "a", ".jpg", pages[:1])] == ["a.jpg"]


def test_document_numbers_keep_their_check_sum() -> None:
    for seed in range(20):
        number = document_number(stream(seed)).removeprefix("CIA-RDP")
        total = sum(int(c) if c.isdigit() else ord(c) - 64 for c in number if c.isalnum())
        assert total % 10 == 9


@pytest.mark.parametrize("name", FACES)
def test_every_face_is_found(name: str) -> None:
    assert locate(name).is_file()


def test_a_missing_font_names_the_packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("samples.fonts.shutil.which", lambda _: None)
    with pytest.raises(MissingError, match=PACKAGES[0]):
        locate("typewriter", tmp_path)


def test_wrong_arguments_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UsageError, match="kind called 'novel'"):
        generate(tmp_path, 1, 1, kinds=("novel",))
    with pytest.raises(UsageError, match="damage called 'moths'"):
        generate(tmp_path, 1, 1, damages=(("moths",),))
    with pytest.raises(UsageError, match="nothing to generate"):
        generate(tmp_path, 1, 0)
    assert main([str(tmp_path), "--kinds", "novel"]) == 1
    assert "novel" in capsys.readouterr().err


def test_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(AccessError):
        generate(tmp_path / "file", 1, 1)


def test_the_command_writes_a_set(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path), "--seed", "3", "--count", "2", "--kinds", "table,memo"]) == 0
    assert "truth.jsonl" in capsys.readouterr().out
    assert {row["group"] for row in rows(tmp_path)} == {"table", "memo"}
