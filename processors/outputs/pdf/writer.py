"""The searchable PDF: the release's own pages, an invisible text layer, annotations, outline and metadata."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from processors.errors import InputError, UsageError
from processors.outputs.files import atomic_file
from processors.outputs.pdf.annotations import add_annotations
from processors.outputs.pdf.archival import doubts
from processors.outputs.pdf.font import Font
from processors.outputs.pdf.foreign import damage, dictionary, items
from processors.outputs.pdf.metadata import add_metadata
from processors.outputs.pdf.outline import add_outline
from processors.outputs.pdf.text_layer import FONT_NAME, text_layer, units
from processors.records import Page, Record
from processors.sources.media import HEAD_BYTES, PDF, sniff

if TYPE_CHECKING:
    import pikepdf

    from processors.outputs.pdf.image_files import ImageFilePages
    from processors.outputs.pdf.source_pages import PdfPages, Taken

PDF_NAME = "searchable.pdf"
_VERSION = "1.7"
_OWN_TEXT = "text of the source's own"


@dataclass(frozen=True, slots=True)
class Made:
    """How a copy came out.

    Attributes:
        notices: what is not as in the source, a sentence each.
        archival: whether it says that it keeps to PDF/A-2u.
    """

    notices: tuple[str, ...]
    archival: bool


def write_pdf(folder: Path, record: Record, source: Path) -> None:
    """Writes `searchable.pdf`: a new file, the source is never changed.

    Args:
        folder: the result folder.
        record: what was read.
        source: the file that was read.

    Raises:
        AccessError: the folder cannot be written to.
        EncryptedError: the source wants a password.
        InputError: the source cannot be used.
        UsageError: the result would take the place of the source.
    """
    path = folder / PDF_NAME
    if path.exists() and path.samefile(source):
        raise UsageError(
            "would be overwritten by its own copy", file=str(source), hint="Choose another --out"
        )
    try:
        with _pages(source) as (pages, pdf), atomic_file(path) as file:
            make(pdf, pages, record)
            save(pdf, file)
    except damage() as error:
        # A stranger's file can be broken in ways that nobody thought of, also where no single page is to blame.
        reason = f"the copy cannot be made: it is damaged ({type(error).__name__})"
        raise InputError(reason, file=str(source)) from error


def make(pdf: pikepdf.Pdf, pages: PdfPages | ImageFilePages, record: Record) -> Made:
    """Fills the empty document `pdf` with the pages of a record."""
    if not record.pages:
        raise InputError("no page of it was read", file=record.source.uri)
    font = Font.of(units(record.pages))
    embedded = font.embed(pdf)
    taken: list[Taken] = []
    against: set[str] = set()
    for page in record.pages:
        one = pages.take(page)
        against |= doubts(one.sheet) | ({_OWN_TEXT} if one.shows_text else set())
        if not one.keeps_text:
            _add_text(pdf, one, page, font, embedded)
        add_annotations(pdf, one.sheet, page, one.frame)
        taken.append(one)
    notices = [*pages.finish(), *(notice for one in taken for notice in one.notices)]
    if against:
        notices.append(f"Not marked as PDF/A-2u because of {', '.join(sorted(against))}.")
    add_outline(pdf, record.pages, [one.frame for one in taken])
    _number_pages(pdf, record.pages)
    add_metadata(pdf, record, notices, archival=not against)
    return Made(tuple(notices), not against)


def save(pdf: pikepdf.Pdf, file: BinaryIO) -> None:
    """Writes the document: streams of the source byte by byte, and the same bytes every time."""
    import pikepdf

    pdf.save(
        file,
        min_version=_VERSION,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
        compress_streams=True,
        deterministic_id=True,
        fix_metadata_version=False,
    )


@contextmanager
def _pages(source: Path) -> Iterator[tuple[PdfPages | ImageFilePages, pikepdf.Pdf]]:
    """The pages of the source, by its content, and an empty document for them."""
    import pikepdf

    from processors.outputs.pdf.image_files import ImageFilePages
    from processors.outputs.pdf.source_pages import PdfPages

    with source.open("rb") as stream:
        kind = sniff(stream.read(HEAD_BYTES))
    with pikepdf.new() as pdf:
        pages = PdfPages(source, pdf) if kind == PDF else ImageFilePages(source, pdf)
        try:
            yield pages, pdf
        finally:
            pages.close()


def _add_text(pdf: pikepdf.Pdf, taken: Taken, page: Page, font: Font, embedded: pikepdf.Object) -> None:
    """Puts the text layer before the page's own content, where no graphics state that is left open reaches it."""
    import pikepdf

    layer = text_layer(page, taken.frame, font)
    if not layer:
        return
    sheet = taken.sheet.obj
    stream = pdf.make_indirect(pikepdf.Stream(pdf, zlib.compress(layer, 9), Filter=pikepdf.Name.FlateDecode))
    given = sheet.get("/Contents")
    own = [item for item in (given, *items(given)) if isinstance(item, pikepdf.Stream)]
    sheet["/Contents"] = pikepdf.Array([stream, *own])
    # Pages may share their resources, and pages without text need no font.
    resources = pikepdf.Dictionary(dict(dictionary(sheet.get("/Resources")).items()))
    fonts = pikepdf.Dictionary(dict(dictionary(resources.get("/Font")).items()))
    fonts[FONT_NAME] = embedded
    resources["/Font"] = fonts
    sheet["/Resources"] = resources


def _number_pages(pdf: pikepdf.Pdf, pages: Sequence[Page]) -> None:
    """Pages keep the numbers that they have in the source, where only some of them were read."""
    import pikepdf

    if [page.number for page in pages] == list(range(1, len(pages) + 1)):
        return
    labels: list[pikepdf.Object | int] = []
    for index, page in enumerate(pages):
        labels += [index, pikepdf.Dictionary(S=pikepdf.Name.D, St=max(1, page.number))]
    pdf.Root.PageLabels = pikepdf.Dictionary(Nums=pikepdf.Array(labels))
