"""`declass export`: further formats of results that were read before, without reading a page again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from declass.catalog.documents import now
from processors.errors import InputError, UsageError
from processors.outputs.formats import Format, write_formats
from processors.outputs.package import check_untouched, extend, stamps
from processors.outputs.prov_document import Run
from processors.outputs.record import RECORD_NAME, load_record
from processors.records import SourceInfo
from processors.sources.checksum import file_sha256


def export_results(results: Sequence[Path], source: Path, formats: Sequence[Format]) -> None:
    """Writes each result folder's record in `formats`, and takes the files into its provenance, crate and checksums.

    Args:
        results: folders with a `record.json`.
        source: the file that was read, or a folder with the files under their names.
        formats: what to write.

    Raises:
        UsageError: a folder holds no record.
        InputError: a record or a file cannot be used, the file is not the one that was read, or the result was changed
            since it was written.
        AccessError: a file cannot be written.
    """
    for folder in results:
        try:
            record = load_record((folder / RECORD_NAME).read_bytes())
        except OSError as error:
            raise UsageError("holds no record.json", file=str(folder)) from error
        path = named_source(record.source, source)
        check_untouched(folder)
        started, before = now(), stamps(folder)
        write_formats(folder, record, path, formats)
        extend(folder, record, Run(started, now()), before)


def named_source(read: SourceInfo, source: Path) -> Path:
    """The file that was read: `source`, or the file of its name in that folder.

    Raises:
        InputError: it is another file than the one that was read.
        AccessError: it cannot be read.
    """
    path = source / read.uri if source.is_dir() else source
    if file_sha256(path) != read.sha256:
        raise InputError("is not the file that this record was read from", file=str(path))
    return path
