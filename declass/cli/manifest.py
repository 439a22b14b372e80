"""`declass manifest`: a IIIF manifest of a result, for the address under which it will be served."""

from __future__ import annotations

from pathlib import Path

from declass.catalog.documents import now
from declass.cli.export import check_is_folder
from declass.cli.originals import Originals
from declass.logs import LOG, LogChoice, set_up
from processors.config import Config
from processors.errors import DeclassError, printable
from processors.outputs.iiif import MANIFEST_NAME, PageImage, checked_base, write_manifest
from processors.outputs.package import check_untouched, extend, stamps
from processors.outputs.prov_document import Run
from processors.outputs.record import read_record
from processors.records import PageStatus, Record


def make_manifest(folder: Path, base_url: str, source: Path | None) -> None:
    """Writes `manifest.json` and what it names into a result folder, and takes the files into its checksums.

    Args:
        folder: with a `record.json`.
        base_url: where the folder will be served.
        source: the file that was read, or a folder with it somewhere below, for pictures of the pages; None for none.

    Raises:
        UsageError: `base_url` is no address.
        InputError: the folder holds no record, it or the file cannot be used, the file is not the one that was read, or
            the result was changed since it was written.
        AccessError: a file cannot be written.
    """
    base = checked_base(base_url)
    set_up(LogChoice.from_environment())
    check_is_folder(folder)
    record = read_record(folder)
    check_untouched(folder)
    started, before = now(), stamps(folder)
    images = _images(folder, record, source) if source is not None else {}
    write_manifest(folder, record, base, images)
    extend(folder, record, Run(started, now()), before)
    LOG.info(f"written: {printable(str(folder / MANIFEST_NAME))}")


def _images(folder: Path, record: Record, source: Path) -> dict[int, PageImage]:
    """Pictures of all pages that could be read."""
    from processors.outputs.iiif_images import write_page_image
    from processors.sources import open_source

    path = Originals(source).of(record.source)
    images: dict[int, PageImage] = {}
    with open_source(path, Config.from_environment()) as opened:
        for page in record.pages:
            if page.status is PageStatus.FAILED:
                continue
            try:
                images[page.number] = write_page_image(folder, opened.page(page.number))
            except DeclassError as error:
                raise type(error)(error.message, file=str(path), page=page.number, hint=error.hint) from error
    return images
