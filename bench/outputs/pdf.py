"""`python -m bench.outputs.pdf DATA RESULTS`: searchable PDFs of documents that were read, looked at by other programs.

DATA holds the files that were read, RESULTS a folder with a `record.json` for each. For every document it prints how
many words poppler finds where the record has them, whether the images are the source's byte by byte, whether
annotations and outline resolve, how much larger the file is, and what it took. Exit code 1 if anything is not as it
should be.
"""

from __future__ import annotations

import argparse
import hashlib
import html
import re
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from processors.geometry import Box
from processors.outputs.pdf import PDF_NAME, write_pdf
from processors.outputs.record import RECORD_NAME, load_record
from processors.records import Record

# Points that a word may stand from its place in the record; share and bytes a page that a copy may be larger.
NEAR, SHARE, BYTES = 2.0, 0.05, 15 * 1024
_WORD = re.compile(
    r'<word xMin="([^"]+)" yMin="([^"]+)" xMax="([^"]+)" yMax="([^"]+)">(.*?)</word>', re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Checked:
    """One document.

    Attributes:
        words: of the record.
        near: how many poppler gives with the same text, each side within `NEAR` points.
        worst: the largest distance of a side among those that were found at all, in points.
        extra: words that poppler gives and the record has not.
        images: whether each image of the source is there, byte by byte, once.
        resolves: whether annotations and outline lead somewhere, and qpdf has nothing to say.
        archival: whether it says it is PDF/A.
        before: bytes of the source.
        after: bytes of the copy.
        pages: how many.
        seconds: of CPU.
    """

    name: str
    words: int
    near: int
    worst: float
    extra: int
    images: bool
    resolves: bool
    archival: bool
    before: int
    after: int
    pages: int
    seconds: float

    @property
    def growth(self) -> int:
        """Bytes by which the copy is larger."""
        return self.after - self.before

    @property
    def small(self) -> bool:
        """Whether the copy is no more than 5 % or 15 KB a page larger."""
        return self.growth <= max(SHARE * self.before, BYTES * self.pages)

    @property
    def good(self) -> bool:
        """Whether all is as it should be."""
        return self.near == self.words and not self.extra and self.images and self.resolves and self.small


def poppler_words(pdf: Path) -> list[list[tuple[str, Box]]]:
    """The words of each page with their boxes, as `pdftotext -bbox` gives them for the visible part of the page."""
    done = subprocess.run(
        [shutil.which("pdftotext") or "pdftotext", "-bbox", str(pdf), "-"],
        capture_output=True,
        check=True,
        timeout=600,
    )
    pages = done.stdout.decode("utf-8", "replace").split("<page ")[1:]
    return [
        [(html.unescape(m[5]), Box(*(float(m[k]) for k in range(1, 5)))) for m in _WORD.finditer(page)]
        for page in pages
    ]


def distance(a: Box, b: Box) -> float:
    """How far the sides of two boxes are apart at most, in points."""
    return max(abs(x - y) for x, y in zip(a, b, strict=True))


def compare(wanted: list[tuple[str, Box]], given: list[tuple[str, Box]]) -> tuple[int, float, int]:
    """How many words are near, the largest distance of one that was found, and how many are too many."""
    left: dict[str, list[Box]] = {}
    for text, box in given:
        left.setdefault(text, []).append(box)
    near, worst = 0, 0.0
    for text, box in wanted:
        places = left.get(text)
        if not places:
            continue
        best = min(range(len(places)), key=lambda k: distance(places[k], box))
        off = distance(places.pop(best), box)
        near, worst = near + (off <= NEAR), max(worst, off)
    return near, worst, sum(map(len, left.values()))


def record_words(record: Record) -> Iterator[list[tuple[str, Box]]]:
    """The words of each page; one with blanks in it counts as its parts do in poppler, which parts it there."""
    for page in record.pages:
        words: list[tuple[str, Box]] = []
        for word in (word for line in page.lines for word in line.words):
            text, step = word.text.strip(), word.bbox.width / max(1, len(word.text.strip()))
            for part in re.finditer(r"\S+", text):
                x0 = word.bbox.x0 + step * part.start()
                words.append((part[0], Box(x0, word.bbox.y0, x0 + step * len(part[0]), word.bbox.y1)))
        yield words


def images(path: Path) -> Counter[str]:
    """Digests of the raw bytes of a PDF's images."""
    with pikepdf.open(path) as pdf:
        return Counter(
            hashlib.sha256(item.read_raw_bytes()).hexdigest()
            for item in pdf.objects
            if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == pikepdf.Name.Image
        )


def _resolves(path: Path, record: Record) -> bool:
    with pikepdf.open(path) as pdf:
        with warnings.catch_warnings():
            # Without a decoder of JBIG2 at hand it says that it did not look into such images.
            warnings.simplefilter("ignore")
            if pdf.check_pdf_syntax():
                return False
        for sheet, page in zip(pdf.pages, record.pages, strict=True):
            notes = list(sheet.obj.get("/Annots", []))
            names = [str(note.NM) for note in notes]
            wanted = [found.id for found in page.redactions] + [found.id for found in page.strikes]
            if names != wanted:
                return False
            if any(not note.AP.N.read_bytes() or note.P.objgen != sheet.obj.objgen for note in notes):
                return False
        with pdf.open_outline() as outline:
            pages = {sheet.obj.objgen for sheet in pdf.pages}
            entries = [*outline.root, *(child for entry in outline.root for child in entry.children)]
            places = [entry.destination for entry in entries]
            return all(isinstance(p, pikepdf.Array) and p[0].objgen in pages for p in places)


def check(record: Record, source: Path, folder: Path) -> Checked:
    """Writes the searchable PDF of a record into `folder` and looks at it."""
    start = time.process_time()
    write_pdf(folder, record, source)
    seconds = time.process_time() - start
    made = folder / PDF_NAME
    wanted, given = list(record_words(record)), poppler_words(made)
    found = [compare(w, g) for w, g in zip(wanted, given, strict=True)]
    is_pdf = source.read_bytes().startswith(b"%PDF")
    with pikepdf.open(made) as pdf:
        archival = b"<pdfaid:part>2</pdfaid:part>" in pdf.Root.Metadata.read_bytes()
    return Checked(
        name=record.source.uri,
        words=sum(map(len, wanted)),
        near=sum(near for near, _, _ in found),
        worst=max((worst for _, worst, _ in found), default=0.0),
        extra=sum(extra for _, _, extra in found),
        images=not is_pdf or images(source) == images(made),
        resolves=_resolves(made, record),
        archival=archival,
        before=source.stat().st_size,
        after=made.stat().st_size,
        pages=len(record.pages),
        seconds=seconds,
    )


def main(arguments: list[str] | None = None) -> int:
    """Prints the table; returns the exit code."""
    parser = argparse.ArgumentParser(prog="bench.outputs.pdf", description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="folder with the files that were read")
    parser.add_argument("results", type=Path, help="folder with their results")
    parser.add_argument("--keep", type=Path, help="where to leave the PDFs; a temporary folder by default")
    given = parser.parse_args(arguments)
    rows: list[Checked] = []
    with tempfile.TemporaryDirectory() as scratch:
        for path in sorted(given.results.glob(f"*/{RECORD_NAME}")):
            record = load_record(path.read_bytes())
            source = given.data / record.source.uri
            rows.append(check(record, source, (given.keep or Path(scratch)) / path.parent.name))
    sys.stdout.write("\n".join(_table(rows)) + "\n")
    return 0 if rows and all(row.good for row in rows) else 1


def _table(rows: list[Checked]) -> Iterator[str]:
    yield "| document | words | within 2 pt | worst | extra | images | resolves | PDF/A | KB | more | s |"
    yield "|---|--:|--:|--:|--:|---|---|---|--:|--:|--:|"
    for row in rows:
        yield (
            f"| {row.name} | {row.words} | {row.near} | {row.worst:.2f} | {row.extra} | {_yes(row.images)} | "
            f"{_yes(row.resolves)} | {_yes(row.archival)} | {row.after / 1024:.0f} | "
            f"{row.growth / 1024:+.1f} KB {_yes(row.small)} | {row.seconds:.3f} |"
        )
    words, near = sum(r.words for r in rows), sum(r.near for r in rows)
    pages, seconds = sum(r.pages for r in rows), sum(r.seconds for r in rows)
    yield ""
    yield (
        f"{len(rows)} documents, {pages} pages: {near} of {words} words within {NEAR:g} points, "
        f"{sum(r.extra for r in rows)} extra; images unchanged in {sum(r.images for r in rows)}, annotations and "
        f"outline resolve in {sum(r.resolves for r in rows)}, small enough {sum(r.small for r in rows)}, "
        f"PDF/A {sum(r.archival for r in rows)}; {seconds / max(1, pages):.3f} s of CPU a page"
    )


def _yes(value: bool) -> str:
    return "yes" if value else "NO"


if __name__ == "__main__":
    sys.exit(main())
