"""`declass verify`: whether results are as they were written, of which file, and whether reading gives them again."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from declass.catalog.rereading import changes_since, reread, sample
from declass.cli.originals import Originals
from declass.cli.output import print_text
from processors.config import Config
from processors.decisions.files import read_decisions
from processors.errors import AccessError, DeclassError, ExitCode, InputError, UsageError, printable
from processors.ocr.versions import engine_tools
from processors.outputs.checksums import BATCH, CHECKSUMS_NAME, file_sum, heads_batch, read_checksums
from processors.outputs.checksums_check import Change, Checked, check_folder
from processors.outputs.prov_document import code_sha256, read_provenance
from processors.outputs.provenance import provenance
from processors.outputs.record import RECORD_NAME, read_record
from processors.workers import WorkerPool


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be proved.

    Attributes:
        path: the result of a document, or a folder of results.
        source: the file that was read, or a folder with the files; None leaves that unproved.
        pages: how many pages of each document are read again.
        seed: which ones: equal seeds choose the same.
        workers: pages read at the same time.
    """

    path: Path
    source: Path | None
    pages: int
    seed: int
    workers: int


@dataclass(slots=True)
class _Report:
    """Lines for a person, and how it ends."""

    wrong: bool = False
    unread: bool = False
    proved: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)

    def tell(self, text: str) -> None:
        """Prints a line at once: large batches take a while."""
        print_text(printable(text) + "\n")

    def code(self) -> ExitCode:
        """Changes outweigh what could not be read."""
        return ExitCode.CHANGED if self.wrong else ExitCode.ACCESS if self.unread else ExitCode.OK


def verify(request: Request) -> ExitCode:
    """Checks results, and prints what is wrong, what was proved and what was not.

    Raises:
        UsageError: pages are to be read again, but of which file is not said.
        InputError: there are no results there.
        AccessError: the folder cannot be read.
    """
    if request.pages and request.source is None:
        raise UsageError(
            "--reread needs the file that was read", hint="Name it, or its folder, with --source"
        )
    if request.path.is_file():
        hint = f"Name the folder {printable(str(request.path.parent))}"
        raise InputError("is no folder of results", file=str(request.path), hint=hint)
    if not request.path.is_dir():
        raise InputError("there is no such folder", file=str(request.path), hint="Name a folder of results")
    report = _Report()
    checked = check_folder(request.path)
    if not checked.documents and not heads_batch(request.path):
        raise InputError("holds no results of declass", file=str(request.path))
    _tell_files(report, request.path, checked)
    sources = _tell_sources(report, request, checked)
    _tell_pages(report, request, sources)
    _tell_end(report, request.path)
    return report.code()


def _tell_files(report: _Report, path: Path, checked: Checked) -> None:
    for d in checked.differences:
        report.tell(f"{path / d.name}: {d.change}{f' ({d.detail})' if d.detail else ''}")
        report.unread |= d.change is Change.UNPROVED
        report.wrong |= d.change is not Change.UNPROVED
    documents = _count(len(checked.documents), "document")
    if not checked.differences:
        report.proved.append(f"all {_count(checked.files, 'file')} of {documents} are as they were written")
    else:
        report.tell(
            f"{_count(checked.files, 'file')} of {documents} are as they were written, the others are not"
        )
    if checked.documents != (".",) and not (path / CHECKSUMS_NAME).exists():
        report.open.append(
            "that no document was put in or taken away: there are no checksums over the folder"
        )


def _tell_sources(report: _Report, request: Request, checked: Checked) -> dict[Path, Path]:
    """Compares each document with its source; gives those that are of it."""
    if request.source is None:
        report.open.append("of which file the results are (name it with --source)")
        return {}
    originals = Originals(request.source)
    changed = {d.name for d in checked.differences}
    found: dict[Path, Path] = {}
    for document in checked.documents:
        folder = request.path / document
        if (RECORD_NAME if document == "." else f"{document}/{RECORD_NAME}") in changed:
            report.tell(f"{folder}: its record is missing or damaged, so of which file it is cannot be told")
            continue
        try:
            name, sha256 = _read_from(folder)
        except DeclassError as error:
            report.wrong = True
            report.tell(str(error))
            continue
        source = originals.find(name, sha256)
        if source is not None:
            found[folder] = source
        else:
            report.wrong = True
            report.tell(f"{folder}: is not the reading of {originals.named(name)}")
    if found:
        report.proved.append(f"{_count(len(found), 'document')} read from the files named, by their sha256")
    return found


def _read_from(folder: Path) -> tuple[str, str]:
    """Name and sha256 of the file that a result is of, by its list, else by its record.

    Raises:
        InputError: neither tells.
        AccessError: one of them cannot be read.
    """
    with contextlib.suppress(InputError):
        listed = read_checksums(folder)
        if listed is not None:
            return listed.name, listed.source
    read = read_record(folder).source
    return read.uri, read.sha256


def _tell_pages(report: _Report, request: Request, sources: dict[Path, Path]) -> None:
    if not request.pages:
        report.open.append("that reading gives the same again (--reread N reads N pages of each document)")
        return
    config, same = Config.from_environment(), 0
    tools = provenance(config, engine_tools(config)).tools
    with WorkerPool(request.workers, config) as pool:
        for folder, source in sources.items():
            record = read_record(folder)
            changed = changes_since(record, _code(folder), config, tools)
            pages = sample(record, request.pages, request.seed)
            if not pages:
                report.open.append(f"that {folder} is read the same again: no page of it could be read")
            decisions = read_decisions(folder, record.source.sha256)
            for check in reread(pool, record, source, pages, config, decisions):
                same += not (check.differs_in or check.failure)
                if check.failure:
                    report.wrong = True
                    report.tell(f"{folder}, page {check.page}: cannot be read again ({check.failure})")
                elif check.differs_in:
                    report.wrong = True
                    why = f"; that may be due to {', '.join(changed)}" if changed else ""
                    report.tell(
                        f"{folder}, page {check.page}: reads differently in {_list(check.differs_in)}{why}"
                    )
    if same:
        report.proved.append(f"{_count(same, 'page')} read again, each with the same result to the byte")


def _code(folder: Path) -> str:
    try:
        return code_sha256(read_provenance(folder))
    except InputError:
        return ""


def _tell_end(report: _Report, path: Path) -> None:
    for line in report.proved:
        report.tell(f"Proved: {line}")
    for line in report.open:
        report.tell(f"Not proved: {line}")
    for line in _seal(path) if report.code() is ExitCode.OK else ():
        report.tell(line)


def _seal(path: Path) -> Iterator[str]:
    """One number that stands for all: who keeps it elsewhere notices even results and checksums changed together."""
    try:
        checksums = read_checksums(path)
        seal = file_sum(path, CHECKSUMS_NAME).sha256
    except (InputError, AccessError):
        return
    if checksums is not None:
        what = "these results" if checksums.source == BATCH else "this result"
        yield f"Seal of {what}, to be kept elsewhere: {seal}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _list(names: tuple[str, ...]) -> str:
    return ", ".join(name.replace("_", " ") for name in names)
