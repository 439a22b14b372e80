"""`declass review --export`, `--import` and `--export-truth`: findings out to other programs and back."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from processors.errors import AccessError, DeclassError, ExitCode, UsageError, printable

if TYPE_CHECKING:
    from declass.catalog.database import Database
    from declass.review.exchange.transfers import Filed

IMAGES = "images"
# Where Label Studio looks for files of its own machine; the rest of the address is below its document root.
LOCAL_FILES = "/data/local-files/?d="


class Form(StrEnum):
    """In which form findings are handed out."""

    CSV = "csv"
    LABEL_STUDIO = "label-studio"
    ANNOTATIONS = "annotations"


@dataclass(frozen=True, slots=True)
class Exchange:
    """What is wanted; one of the three is given.

    Attributes:
        export: form of the findings that go out.
        to: file for them, or folder for Label Studio.
        bring: file with corrected ones.
        truth: folder for reviewed pages as truth.
        documents: beginnings of checksums, or names of result folders; empty for all.
        images: where Label Studio will find the pictures; empty for its local files under the folder's name.
    """

    export: Form | None = None
    to: Path | None = None
    bring: Path | None = None
    truth: Path | None = None
    documents: tuple[str, ...] = ()
    images: str = ""

    @property
    def is_wanted(self) -> bool:
        """Whether there is anything to do."""
        return self.export is not None or self.bring is not None or self.truth is not None


def exchange(wanted: Exchange, catalog: str | None, out: Path | None, reviewer: str) -> ExitCode:
    """Does what is wanted, and tells of it.

    Args:
        wanted: one of an export, an import and a truth.
        catalog: URL of the catalog; None for that of `out` or of the environment.
        out: the folder for results.
        reviewer: who answers for what is brought in.

    Returns:
        `PARTIAL` where a part could not be taken, else `OK`.

    Raises:
        UsageError: what is wanted makes no sense.
        AccessError: the catalog or a file cannot be used.
        InputError: a file or a result is no such thing.
    """
    from declass.logs import LogChoice, set_up

    if sum(x is not None for x in (wanted.export, wanted.bring, wanted.truth)) != 1:
        raise UsageError("one thing at a time", hint="Give one of --export, --import and --export-truth")
    if wanted.export is not None and wanted.to is None:
        raise UsageError(
            "an export needs a place", hint="Name a file, or for Label Studio a folder, with --to"
        )
    if wanted.bring is not None and not reviewer.strip():
        raise UsageError("somebody answers for what is brought in", hint="Give a name with --reviewer")
    set_up(LogChoice.from_environment())
    folder = out if out is not None or catalog or os.environ.get("DECLASS_CATALOG") else Path.cwd()
    with _catalog(folder, catalog) as database:
        if wanted.bring is not None:
            return _bring(database, wanted.bring, reviewer)
        if wanted.truth is not None:
            return _truth(database, wanted)
        return _export(database, wanted)


@contextlib.contextmanager
def _catalog(out: Path | None, catalog: str | None) -> Iterator[Database]:
    from declass.catalog.database import catalog_url, open_database

    with contextlib.closing(open_database(catalog_url(out, catalog), create=False)) as database:
        yield database


def _bring(database: Database, file: Path, reviewer: str) -> ExitCode:
    from declass.logs import LOG
    from declass.review.exchange.transfers import LARGEST, bring_in

    try:
        with file.open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except OSError as error:
        raise AccessError(f"cannot be read ({error.strerror})", file=str(file)) from error
    try:
        brought = bring_in(database, data, reviewer)
    except DeclassError as error:
        raise type(error)(error.message, file=str(file), hint=error.hint) from error
    for reason in brought.refused:
        LOG.error(printable(reason))
    LOG.info(f"{len(brought.decisions)} decisions taken, {len(brought.refused)} refused")
    if brought.decisions:
        LOG.info("To bring them into the results: declass publish")
    return ExitCode.PARTIAL if brought.refused else ExitCode.OK


def _truth(database: Database, wanted: Exchange) -> ExitCode:
    from declass.catalog.decisions import DecisionLog
    from declass.logs import LOG
    from declass.review.exchange.transfers import filed
    from declass.review.exchange.truth import TRUTH_NAME, write_truth

    assert wanted.truth is not None  # noqa: S101 - asked for
    pages, gone = write_truth(DecisionLog(database), filed(database, wanted.documents), wanted.truth)
    for folder in gone:
        LOG.error(f"{printable(folder)}: left out, its file is gone or was changed")
    LOG.info(f"written: {printable(str(wanted.truth / TRUTH_NAME))} ({pages} reviewed pages)")
    return ExitCode.PARTIAL if gone else ExitCode.OK


def _export(database: Database, wanted: Exchange) -> ExitCode:
    from declass.catalog.decisions import DecisionLog
    from declass.logs import LOG
    from declass.review.exchange.spreadsheet import as_csv
    from declass.review.exchange.transfers import filed, listings
    from declass.review.exchange.web_annotations import collections
    from processors.outputs.files import write_atomic

    documents = filed(database, wanted.documents)
    found = list(listings(DecisionLog(database), documents))
    target = wanted.to
    assert target is not None  # noqa: S101 - asked for
    code = ExitCode.OK
    if wanted.export is Form.CSV:
        write_atomic(target, as_csv(found))
    elif wanted.export is Form.ANNOTATIONS:
        write_atomic(target, _json(collections(found)))
    else:
        from declass.review.exchange.label_studio import image_name, label_config, tasks

        prefix = wanted.images or f"{LOCAL_FILES}{target.resolve().name}/{IMAGES}/"
        made = tasks(found, lambda sha256, page: prefix + image_name(sha256, page))
        code = _images(target / IMAGES, documents)
        write_atomic(target / "labels.xml", label_config().encode())
        write_atomic(target / "tasks.json", _json(made))
    count = sum(len(item.items) for item in found)
    LOG.info(f"written: {printable(str(target))} ({count} findings in {len(found)} documents)")
    return code


def _json(value: object) -> bytes:
    return (json.dumps(value, indent=1, ensure_ascii=False) + "\n").encode("utf-8", "replace")


def _images(folder: Path, documents: Sequence[Filed]) -> ExitCode:
    """Pictures of all pages that were read, as PNG; a file that is gone is told."""
    import io

    from PIL import Image

    from declass.logs import LOG
    from declass.review.exchange.label_studio import image_name
    from processors.config import Config
    from processors.outputs.files import write_atomic
    from processors.outputs.record import read_record
    from processors.records import PageStatus
    from processors.sources import open_source

    code = ExitCode.OK
    for document in documents:
        pages = [p.number for p in read_record(document.folder).pages if p.status is not PageStatus.FAILED]
        with document.source() as source:
            if source is None:
                LOG.error(
                    f"{printable(document.folder.name)}: its pages have no pictures, the file is gone or was changed"
                )
                code = ExitCode.PARTIAL
                continue
            with open_source(source, Config.from_environment()) as opened:
                for number in pages:
                    scan, buffer = opened.page(number), io.BytesIO()
                    Image.fromarray(scan.sheet()).save(buffer, "PNG")
                    write_atomic(folder / image_name(document.sha256, number), buffer.getvalue())
    return code
