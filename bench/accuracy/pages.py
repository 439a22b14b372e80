"""The pages that are read, each with its truth, and the picture of it that the other programs get."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from processors.errors import InputError, UsageError

SETS = {
    "text": ("funsd", "scribe", "oldbooks"),
    "us": ("cib", "jfk", "fisa", "fbi"),
    "cables": ("200 dpi", "300 dpi"),
    "reviewed": ("reviewed",),
}
"""Sets of pages and the groups in each that are measured; `reviewed` is what `declass review --export-truth` writes."""

USUAL_SETS = ("text", "us", "cables")
"""Sets that are measured where none are named."""

RENDER_DPI = 300
"""Pixels per inch at which PDF pages are drawn for programs that want a picture: what all of them recommend."""


@dataclass(frozen=True, slots=True)
class BenchPage:
    """One page.

    Attributes:
        set_name: one of `SETS`.
        group: its group in that set.
        file: what `declass` reads.
        number: 1-based page in `file`.
        picture: what the other programs read: one image.
        dpi: pixels per inch of `picture`.
        lines: the true text; handwriting left out.
        complete: whether `lines` is all that stands there.
    """

    set_name: str
    group: str
    file: Path
    number: int
    picture: Path
    dpi: float
    lines: tuple[str, ...]
    complete: bool

    @property
    def name(self) -> str:
        """What tells it from others in lists: group, file and page."""
        return f"{self.set_name}/{self.group}/{self.file.name}#{self.number}"


def bench_pages(data: Path, pictures: Path, sets: Sequence[str], limit: int | None) -> list[BenchPage]:
    """All pages of the sets, groups taken in turn.

    Args:
        data: folder with `text.jsonl`, `us.jsonl` and `cables/`.
        pictures: folder where pictures of PDF pages are kept.
        sets: some of `SETS`.
        limit: most pages a group; None for all.

    Raises:
        UsageError: an unknown set.
        InputError: the folder lacks one.
    """
    from bench.accuracy.cables import cable_pages

    pictures.mkdir(parents=True, exist_ok=True)
    found: list[BenchPage] = []
    for name in sets:
        if name not in SETS:
            raise UsageError(f"there is no set called {name!r}", hint=f"Known are: {', '.join(SETS)}")
        if name == "cables":
            found += cable_pages(data / name, pictures, limit)
        else:
            found += _truth_pages(data, pictures, name, limit)
    return found


def _truth_pages(data: Path, pictures: Path, name: str, limit: int | None) -> Iterator[BenchPage]:
    rows = [row for row in _rows(data / f"{name}.jsonl") if row.get("lines")]
    for group in SETS[name]:
        for row in sorted((r for r in rows if r.get("group") == group), key=lambda r: str(r["file"]))[:limit]:
            file, number = data / row["file"], int(row["page"])
            picture, dpi = _picture(file, number, pictures)
            yield BenchPage(
                set_name=name,
                group=group,
                file=file,
                number=number,
                picture=picture,
                dpi=dpi,
                lines=tuple(line["text"] for line in row["lines"] if line.get("kind") != "handwriting"),
                complete=bool(row.get("complete")),
            )


def _rows(path: Path) -> list[dict[str, Any]]:
    try:
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except FileNotFoundError:
        raise InputError("there is no such page truth", file=str(path), hint="Name its folder") from None


def _picture(file: Path, number: int, pictures: Path) -> tuple[Path, float]:
    """The page as one image that every program takes, and its resolution."""
    from PIL import Image

    from processors.config import Config
    from processors.sources import open_source
    from processors.sources.checksum import file_sha256

    target = pictures / f"{file_sha256(file)[:16]}-{number}.png"
    if file.suffix.lower() == ".pdf":
        if not target.is_file():
            save_picture(render(file, number, RENDER_DPI), target, RENDER_DPI)
        return target, RENDER_DPI
    with open_source(file, Config()) as source:
        scan = source.page(number)
    with Image.open(file) as image:
        plain = image.mode in {"1", "L", "RGB"}
    if plain:
        return file, scan.dpi
    # OCRmyPDF takes no image with an alpha channel or palette.
    if not target.is_file():
        save_picture(Image.fromarray(scan.raster), target, scan.dpi)
    return target, scan.dpi


def render(file: Path, number: int, dpi: float) -> Any:
    """A page of a PDF as a grey PIL image.

    Args:
        file: the PDF.
        number: 1-based page.
        dpi: pixels per inch.
    """
    import pypdfium2

    document = pypdfium2.PdfDocument(file)
    try:
        return document[number - 1].render(scale=dpi / 72).to_pil().convert("L")
    finally:
        document.close()


def save_picture(image: Any, target: Path, dpi: float) -> None:
    """Writes a PIL image as PNG, whole or not at all."""
    part = target.with_suffix(".part")
    image.save(part, format="PNG", dpi=(dpi, dpi))
    part.replace(target)
