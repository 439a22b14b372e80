"""Reads pages of a finished document once more, and compares them with its record."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

from processors.assembly import finished_page
from processors.config import Config
from processors.decisions.apply import apply_decisions
from processors.decisions.types import Decision
from processors.document_records import Tool
from processors.errors import DeclassError
from processors.in_worker import PageJob
from processors.outputs.provenance import code_digest
from processors.outputs.record import dump_page
from processors.records import Line, LineKind, Page, PageStatus, Record
from processors.results import PageResult
from processors.workers import WorkerPool, outcome

# What a line is that repeats from page to page is known from all pages together, not from one.
_RUNNING = (LineKind.HEADER, LineKind.FOOTER)


@dataclass(frozen=True, slots=True)
class PageCheck:
    """A page that was read again: in which fields it differs from the record, or why it could not be read."""

    page: int
    differs_in: tuple[str, ...] = ()
    failure: str = ""


def sample(record: Record, count: int, seed: int) -> tuple[int, ...]:
    """Up to `count` pages that were read, in order; equal records and seeds give equal pages."""

    def place(number: int) -> bytes:
        return hashlib.sha256(f"{seed} {record.source.sha256} {number}".encode()).digest()

    read = [page.number for page in record.pages if page.status is not PageStatus.FAILED]
    return tuple(sorted(sorted(read, key=place)[:count]))


def reread(
    pool: WorkerPool,
    record: Record,
    source: Path,
    numbers: Sequence[int],
    config: Config,
    decisions: Sequence[Decision] = (),
) -> Iterator[PageCheck]:
    """Reads the pages `numbers` of `source` in the pool and compares each with the record, byte for byte.

    What people decided since is carried out on what is read, as it was on what the record was made from.
    """
    recorded = {page.number: page for page in record.pages}
    futures = [(number, pool.read(PageJob(str(source), number))) for number in numbers]
    for number, future in futures:
        try:
            result = outcome(future, str(source), number, config)
        except DeclassError as error:
            yield PageCheck(number, failure=error.message)
        else:
            here = [decision for decision in decisions if decision.page == number]
            (result,), _ = apply_decisions([result], here, config)
            yield PageCheck(number, differences(recorded[number], result, config))


def differences(recorded: Page, result: PageResult, config: Config) -> tuple[str, ...]:
    """Names of the fields in which a page that was read again is not the recorded one, to the byte."""
    again = _same_running_lines(recorded, finished_page(result, result.page, config))
    if dump_page(again) == dump_page(recorded):
        return ()
    names = tuple(f.name for f in fields(Page) if getattr(again, f.name) != getattr(recorded, f.name))
    return names or ("its bytes",)


def _same_running_lines(recorded: Page, again: Page) -> Page:
    """The page with lines called running headers and footers where the record calls them so."""
    if len(recorded.lines) != len(again.lines):
        return again
    pairs = zip(recorded.lines, again.lines, strict=True)
    return replace(again, lines=tuple(_same_kind(old, new) for old, new in pairs))


def _same_kind(old: Line, new: Line) -> Line:
    return replace(new, kind=old.kind) if old.kind in _RUNNING else new


def changes_since(record: Record, code: str, config: Config, tools: Sequence[Tool]) -> tuple[str, ...]:
    """What is another now than when the record was made, so that reading need not give the same.

    Args:
        record: the record.
        code: sha256 of the code that made it, empty if that is not known.
        config: the present settings.
        tools: the present programs, libraries and models.
    """
    then = {(tool.name, tool.version, tool.sha256) for tool in record.provenance.tools}
    now = {(tool.name, tool.version, tool.sha256) for tool in tools}
    told = {name: version for name, version, _ in sorted(then - now)}
    present = {name: version for name, version, _ in sorted(now - then)}
    changed = [
        f"{name} {told.get(name, 'not there')}, now {present.get(name, 'not there')}"
        for name in sorted(told.keys() | present.keys())
    ]
    if record.provenance.config_digest != config.digest():
        changed.append("other settings")
    if code != code_digest():
        changed.append("other code of declass")
    return tuple(changed)
