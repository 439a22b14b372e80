"""Born-digital cables made into scans: drawn, then damaged as paper is, with their text layer as truth."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from bench.accuracy.pages import BenchPage, render, save_picture
from processors.errors import InputError

STRIDE = 6
"""Every so many pages of a cable are taken, from the first on: the others look the same."""

RECIPES: tuple[tuple[str, ...], ...] = (
    ("skew", "jpeg"),
    ("photocopy", "skew", "otsu"),
    ("speckle", "photocopy"),
    ("fade", "skew", "jpeg"),
    ("bleed", "photocopy", "border"),
    ("mottle", "otsu"),
    ("photocopy", "holes", "threshold"),
    ("skew", "fax_fine"),
)
"""Damages that occur together (names of `samples.damage`), in the order in which they happen; taken in turn."""

RESOLUTIONS = (200, 300)
"""Pixels per inch at which cables are drawn."""

SEED = 1979
"""All chance is drawn from it, the content of the file, the page and the resolution."""

COLUMN_GAP = 1.5
"""A gap between words wider than so many heights of the type starts another piece of a true line."""

LEADER = re.compile(r"-{4,}")
"""Left out of the truth: nobody counts the dashes."""

LETTER_SPACED = re.compile(r"\b(?:[A-Z0-9] ){3,}[A-Z0-9]\b")
"""Words such as `S E C R E T`, which may be read joined or not."""


def cable_pages(folder: Path, pictures: Path, limit: int | None) -> list[BenchPage]:
    """The cables at each resolution.

    Args:
        folder: with the PDFs.
        pictures: folder where the damaged pictures are kept.
        limit: most pages a resolution; None for all.

    Raises:
        InputError: there is no PDF in `folder`.
    """
    files = sorted(folder.glob("*.pdf"))
    if not files:
        raise InputError("there are no cables", file=str(folder))
    places = [(file, number) for file in files for number in range(1, _page_count(file) + 1, STRIDE)]
    # Recipes go round at another pace for each resolution, so that a page is not hurt twice in the same way.
    return [
        _cable_page(file, number, dpi, (place + shift * 3) % len(RECIPES), pictures)
        for shift, dpi in enumerate(RESOLUTIONS)
        for place, (file, number) in enumerate(places[:limit])
    ]


def _page_count(file: Path) -> int:
    import pdfplumber

    with pdfplumber.open(file) as document:
        return len(document.pages)


def _cable_page(file: Path, number: int, dpi: int, recipe: int, pictures: Path) -> BenchPage:
    from bench.accuracy.cache import tree_digest
    from processors.sources.checksum import file_sha256

    made_by = tree_digest("samples")[:8]
    picture = pictures / f"{file_sha256(file)[:16]}-{number}-{dpi}-{recipe}-{made_by}.png"
    if not picture.is_file():
        save_picture(_scanned(file, number, dpi, recipe), picture, dpi)
    return BenchPage(
        set_name="cables",
        group=f"{dpi} dpi",
        file=picture,
        number=1,
        picture=picture,
        dpi=dpi,
        lines=true_lines(file, number),
        complete=True,
    )


def _scanned(file: Path, number: int, dpi: int, recipe: int) -> Any:
    from PIL import Image

    from processors.sources.checksum import file_sha256
    from samples.chance import stream
    from samples.damage import apply

    drawn = np.asarray(render(file, number, dpi), dtype=np.uint8)
    rng = stream(SEED, int(file_sha256(file)[:8], 16), number, dpi)
    return Image.fromarray(apply(drawn, RECIPES[recipe], rng, dpi=dpi).image)


def true_lines(file: Path, number: int) -> tuple[str, ...]:
    """The lines of a page's text layer, cut where columns part.

    Args:
        file: a born-digital PDF.
        number: 1-based page.
    """
    import pdfplumber

    with pdfplumber.open(file) as document:
        # Tabs and other characters that draw nothing come out as `(cid:9)`.
        page = document.pages[number - 1].filter(lambda item: not item.get("text", "").startswith("(cid:"))
        lines = page.extract_text_lines(return_chars=True)
        found = [piece for line in lines for piece in _pieces(page, line)]
    return tuple(part for piece in found for part in _parts(piece) if part)


def _parts(piece: str) -> list[str]:
    """What is compared of a piece: letter-spaced words become lines of one letter, which count as words alone."""
    parts = []
    for part in LEADER.split(piece):
        parts += [between.strip() for between in LETTER_SPACED.split(part)]
        parts += [letter for word in LETTER_SPACED.findall(part) for letter in word.split()]
    return parts


def _pieces(page: Any, line: dict[str, Any]) -> list[str]:
    # Lines may stand closer than their characters are high: a crop would take in those of the neighbours.
    def inside(item: dict[str, Any]) -> bool:
        return bool(line["top"] < (item["top"] + item["bottom"]) / 2 < line["bottom"])

    return _joined(page.filter(inside).extract_words())


def _joined(words: Sequence[dict[str, Any]]) -> list[str]:
    """The words with single spaces, in pieces between wide gaps."""
    if not words:
        return []
    pieces = [[str(words[0]["text"])]]
    for before, word in pairwise(words):
        high = before["bottom"] - before["top"]
        if word["x0"] - before["x1"] > COLUMN_GAP * high:
            pieces.append([])
        pieces[-1].append(str(word["text"]))
    return [" ".join(piece) for piece in pieces]
