from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from pikepdf import Dictionary, Name, Stream
from PIL import Image, ImageDraw, ImageFont

from bench.accuracy import ablation, systems
from bench.accuracy.__main__ import main
from bench.accuracy.cables import RECIPES, cable_pages, true_lines
from bench.accuracy.measures import score_page
from bench.accuracy.pages import bench_pages
from bench.accuracy.readers import READERS, Job
from bench.accuracy.running import in_own_process
from processors.config import Config
from processors.errors import EngineError, InputError, UsageError
from samples.damage import NAMES

SENTENCE = "The harbour keeper lit the lantern"


def picture(path: Path, mode: str = "L", top: int = 120) -> None:
    image = Image.new("L", (900, 700), 255)
    ImageDraw.Draw(image).text((60, top), SENTENCE, fill=0, font=ImageFont.load_default(40))
    image.convert(mode).save(path, dpi=(200, 200))


def cable(path: Path, pages: int = 1, leading: int = 20) -> None:
    pdf = pikepdf.new()
    for _ in range(pages):
        page = pdf.add_blank_page(page_size=(400, 200))
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        page.obj.Resources = Dictionary(Font=Dictionary(F=font))
        lines = ("FM HARBOUR", "S E C R E T SECTION 1", "--------- 0412")
        shown = "".join(f"1 0 0 1 40 {150 - leading * k} Tm ({line}) Tj " for k, line in enumerate(lines))
        page.obj.Contents = Stream(pdf, f"BT /F 12 Tf {shown} 1 0 0 1 300 150 Tm (PAGE 01) Tj ET".encode())
    pdf.save(path)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    (folder / "cables").mkdir(parents=True)
    cable(folder / "cables" / "one.pdf", pages=7)
    picture(folder / "a.png")
    picture(folder / "b.png", "RGBA", top=300)
    lines = [{"text": SENTENCE, "kind": "body"}, {"text": "scrawl", "kind": "handwriting"}]
    row = {"page": 1, "group": "scribe", "complete": True, "lines": lines}
    rows = [{**row, "file": name} for name in ("b.png", "a.png")]
    (folder / "text.jsonl").write_text("".join(json.dumps(r) + "\n" for r in rows))
    return folder


def test_pages_are_sorted_limited_and_have_no_handwriting(data: Path, tmp_path: Path) -> None:
    pages = bench_pages(data, tmp_path / "pictures", ["text"], None)
    assert [p.file.name for p in pages] == ["a.png", "b.png"]
    assert pages[0].lines == (SENTENCE,) and round(pages[0].dpi) == 200
    assert len(bench_pages(data, tmp_path / "pictures", ["text"], 1)) == 1


def test_others_get_a_picture_without_alpha(data: Path, tmp_path: Path) -> None:
    plain, clear = bench_pages(data, tmp_path / "pictures", ["text"], None)
    assert plain.picture == plain.file
    with Image.open(clear.picture) as image:
        assert image.mode in {"L", "RGB"}


def test_cables_take_every_sixth_page_at_both_resolutions_with_the_same_bytes(
    data: Path, tmp_path: Path
) -> None:
    pages = cable_pages(data / "cables", _made(tmp_path / "one"), None)
    again = cable_pages(data / "cables", _made(tmp_path / "two"), None)
    assert [(p.group, p.dpi) for p in pages] == [("200 dpi", 200)] * 2 + [("300 dpi", 300)] * 2
    assert [p.picture.read_bytes() for p in pages] == [p.picture.read_bytes() for p in again]
    drawn = [np.asarray(Image.open(p.picture)) for p in pages]
    assert all(image.min() < 128 < image.max() for image in drawn)


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def test_the_truth_of_a_cable_parts_columns_and_leaves_out_leaders_and_spaced_words(data: Path) -> None:
    found = true_lines(data / "cables" / "one.pdf", 1)
    assert found == ("FM HARBOUR", "PAGE 01", "SECTION 1", *"SECRET", "0412")
    assert score_page(found, True, ["FM HARBOUR PAGE 01", "SECRET SECTION 1", "---0412"]).edits == 0


def test_lines_closer_than_their_type_is_high_do_not_get_each_others_words(tmp_path: Path) -> None:
    cable(tmp_path / "close.pdf", leading=10)
    assert true_lines(tmp_path / "close.pdf", 1)[:2] == ("FM HARBOUR", "PAGE 01")
    cable(tmp_path / "wide.pdf")
    assert sorted(true_lines(tmp_path / "close.pdf", 1)) == sorted(true_lines(tmp_path / "wide.pdf", 1))


def test_recipes_are_of_known_damages() -> None:
    assert {name for recipe in RECIPES for name in recipe} <= set(NAMES)


def test_unknown_names_and_missing_data_are_told(data: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no set"):
        bench_pages(data, tmp_path / "p", ["novels"], None)
    with pytest.raises(InputError, match="no such page truth"):
        bench_pages(data, tmp_path / "p", ["us"], None)
    with pytest.raises(UsageError, match="no system"):
        systems.chosen(["abbyy"])


def test_a_program_that_is_not_installed_is_left_out_with_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(systems.shutil, "which", lambda _program: None)
    found, left_out = systems.chosen(["ocrmypdf"])
    assert not found
    assert left_out == ["ocrmypdf is left out: not installed: ocrmypdf, unpaper"]


def test_a_failing_program_is_an_error_of_that_page(tmp_path: Path) -> None:
    gone = tmp_path / "gone.png"
    with pytest.raises(EngineError, match="failed with status"):
        in_own_process(Job("tesseract", gone, 1, gone, 300, Config()))


@pytest.mark.tesseract
@pytest.mark.parametrize("reader", ["declass", "tesseract", "rapidocr"])
def test_each_reader_reads_a_clear_line_and_counts_its_time(reader: str, data: Path) -> None:
    assert reader in READERS
    path = data / "a.png"
    reading = in_own_process(Job(reader, path, 1, path, 200, Config()))
    assert " ".join(reading.lines).replace(" ", "") == SENTENCE.replace(" ", "")
    assert reading.cpu > 0.01
    if reader == "declass":
        assert [text for text, _ in reading.words] == SENTENCE.split()


@pytest.mark.tesseract
def test_the_command_writes_tables_and_goes_on_from_what_it_kept(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    work = tmp_path / "work"
    (work / "docs").mkdir(parents=True)
    (work / "docs" / "accuracy.md").write_text("# Accuracy\n")
    monkeypatch.chdir(work)
    command = [str(data), "--out", "out", "--sets", "text", "--systems", "tesseract", "--write-docs"]
    assert main(command) == 0
    first = capsys.readouterr()
    assert first.err.count("s of CPU") == 2
    assert main(command) == 0
    second = capsys.readouterr()
    assert "s of CPU" not in second.err and second.out == first.out
    page = (work / "docs" / "accuracy.md").read_text()
    assert page.startswith("# Accuracy\n\n<!-- bench:text -->") and "| scribe | 2 |" in page
    for name in ("accuracy.svg", "accuracy.json"):
        assert (work / "docs" / name).read_text() == (work / "out" / name).read_text()
    assert json.loads((work / "out" / "accuracy.json").read_text())[0]["character_error"] == 0


@pytest.mark.tesseract
def test_ablation_and_calibration_have_sections_of_their_own(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "docs").mkdir()
    monkeypatch.chdir(tmp_path)
    one = next(v for v in ablation.variants() if v.title == "no noise filters")
    monkeypatch.setattr(ablation, "variants", lambda: [one])
    asked = ["--ablation", "--ablation-limit", "1", "--calibration", "--write-docs"]
    assert main([str(data), "--out", "out", "--sets", "text", "--systems", "declass", *asked]) == 0
    page = (tmp_path / "docs" / "accuracy.md").read_text()
    assert [name for name in ("text", "calibration", "ablation") if f"<!-- /bench:{name} -->" in page] == [
        "text",
        "calibration",
        "ablation",
    ]
    assert "| everything | 1 | 0.00 % (1.000) |" in page and "| no noise filters | 1 |" in page
