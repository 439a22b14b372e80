"""From a file to the published result and back: read, decided in the browser, published there, and read once more."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from PIL import Image, ImageDraw, ImageFont
from typer.testing import CliRunner

from declass.catalog.catalog import open_catalog
from declass.catalog.database import catalog_url, open_database
from declass.catalog.locks import Locks
from declass.cli.main import app
from tests.declass.review.browser.conftest import Seat, Server
from tests.declass.review.browser.pictured import Desk

pytestmark = [pytest.mark.browser, pytest.mark.tesseract, pytest.mark.slow]

LINES = (
    "The station reported on the harbor in May",
    "and asked for three more radio operators.",
    "The committee did not agree with the report",
    "and the meeting was closed at five o'clock.",
)


def _scan(path: Path) -> None:
    font = ImageFont.truetype("DejaVuSansMono.ttf", 40)
    image = Image.new("L", (1700, 2200), 255)
    draw = ImageDraw.Draw(image)
    for number, line in enumerate(LINES):
        draw.text((200, 300 + 100 * number), line, font=font, fill=0)
    draw.rectangle((200, 800, 900, 850), fill=0)
    image.save(path, resolution=200)


def _read(file: Path, out: Path) -> None:
    result = CliRunner().invoke(
        app, ["read", str(file), "--out", str(out), "--format", "pdf", "--workers", "1"]
    )
    assert result.exit_code == 0, result.output


@pytest.fixture
def read(tmp_path: Path) -> Iterator[tuple[Server, Path]]:
    """A server over a folder with one file that was read."""
    file, out = tmp_path / "memo.pdf", tmp_path / "out"
    out.mkdir()
    _scan(file)
    with closing(open_database(catalog_url(out, None))) as database, Locks(out) as locks:
        open_catalog(database, out, locks)
    _read(file, out)
    server = Server(Desk(tmp_path, ()))
    yield server, file
    server.stop()


def _page(out: Path) -> dict[str, Any]:
    record = json.loads((out / "memo" / "record.json").read_text())
    assert record["conflicts"] == []
    page: dict[str, Any] = record["pages"][0]
    return page


def _hidden(page: dict[str, Any], box: list[float]) -> str:
    """What is read in a place."""
    x0, y0, x1, y1 = box
    words = [word for line in page["lines"] for word in line["words"]]
    return " ".join(
        w["text"]
        for w in words
        if x0 <= (w["bbox"][0] + w["bbox"][2]) / 2 <= x1 and y0 <= (w["bbox"][1] + w["bbox"][3]) / 2 <= y1
    )


def _draw(seat: Seat) -> None:
    """A box over the line of the committee, which the machine did not see."""
    page = seat.page
    sheet = page.locator(".stage-sheet").bounding_box()
    assert sheet
    scale = sheet["width"] / 1700
    seat.press("d")
    page.mouse.move(sheet["x"] + 190 * scale, sheet["y"] + 495 * scale)
    page.mouse.down()
    page.mouse.move(sheet["x"] + 600 * scale, sheet["y"] + 520 * scale, steps=3)
    page.mouse.move(sheet["x"] + 1400 * scale, sheet["y"] + 560 * scale)
    page.mouse.up()
    seat.press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Kind").select_option("white_box")
    dialog.get_by_label("Codes").fill("(b)(3)")
    seat.press("Enter")


def test_what_was_decided_is_published_and_stays_when_the_file_is_read_again(
    sit: Callable[..., Seat], read: tuple[Server, Path]
) -> None:
    server, file = read
    out = server.desk.out
    assert "committee" in (out / "memo" / "text.md").read_text()
    seat = sit(server=server)
    page = seat.open_queue()
    page.get_by_role("button", name="Fit the page").click()
    _draw(seat)
    (drawn,) = server.log_of(1)
    seat.press("a")
    server.log_of(2)
    seat.open("/batches")
    page.locator("main a[href^='/batches/']").first.click()
    page.get_by_role("button", name="Publish 1").click()
    page.get_by_role("dialog").get_by_role("button", name="Publish").click()
    page.wait_for_function("() => !document.querySelector('#do .main')", timeout=60_000)

    box = drawn["after"]["bbox"]
    for _ in range(2):
        text = (out / "memo" / "text.md").read_text()
        assert "committee" not in text
        assert "[REDACTED (b)(3)]" in text
        found = _page(out)
        (mine,) = [r for r in found["redactions"] if r["kind"] == "white_box"]
        assert mine["decided"]["by"] == "person"
        assert _hidden(found, box) == ""
        with pdfplumber.open(out / "memo" / "searchable.pdf") as pdf:
            assert "committee" not in (pdf.pages[0].extract_text() or "")
            assert "harbor" in (pdf.pages[0].extract_text() or "")
        # Once more, by reading the file again.
        _read(file, out)
