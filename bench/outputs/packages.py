"""`python -m bench.outputs.packages RESULTS SOURCES OUT`: whole results from records, and what every part of it costs.

RESULTS has a `record.json` a document, SOURCES the files that were read, under their names. OUT gets what `declass
ingest` writes: text, record, formats, provenance, crates and checksums; `declass verify` and the validators of outputs
can then be run on it. Times are CPU seconds of this process, set against those that reading a page takes.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from declass.catalog.documents import now
from processors.config.text import TextConfig
from processors.document_records import Tool
from processors.outputs.formats import Format, parse_formats, write_formats
from processors.outputs.package import complete, complete_batch, stamps
from processors.outputs.prov_document import PROVENANCE_NAME, Run
from processors.outputs.record import RECORD_NAME, load_record, write_record
from processors.outputs.withholdings_files import withholding_rows, write_withholdings
from processors.records import Record
from processors.stable_ids import events_with_ids, identifiers_with_ids, page_with_ids

# CPU seconds that reading a page takes (docs/speed.md), and the share of it that outputs may cost.
_READING = 5.0
_SHARE = 0.10


class _Clock:
    """CPU seconds by what they were spent on."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def run(self, what: str, work: Callable[[], None]) -> None:
        """Does some work and notes its time."""
        start = time.process_time()
        work()
        self.seconds[what] = self.seconds.get(what, 0.0) + time.process_time() - start


def main(arguments: Sequence[str] | None = None) -> int:
    """Writes the results; returns 1 where outputs cost more than they may."""
    parser = argparse.ArgumentParser(prog="python -m bench.outputs.packages", description=__doc__)
    parser.add_argument("results", type=Path)
    parser.add_argument("sources", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--format", action="append", default=None, help="as for declass read (default: all)")
    given = parser.parse_args(arguments)
    formats = parse_formats(given.format or ["all"])
    clock, pages, described, names = _Clock(), 0, 0, []
    started, tools = now(), tuple[Tool, ...]()
    for path in sorted(given.results.glob(f"*/{RECORD_NAME}")):
        record = load_record(path.read_bytes())
        # Before 1.2 markings and events had no names.
        record = _named(record) if record.schema_version < "1.2" else record
        _document(given.out / path.parent.name, record, given.sources, formats, clock)
        names.append(path.parent.name)
        pages += len(record.pages)
        described += (given.out / path.parent.name / PROVENANCE_NAME).stat().st_size
        tools = record.provenance.tools
    clock.run("batch", lambda: complete_batch(given.out, Run(started, now()), tools))
    return _report(clock, len(names), pages, described)


def _named(record: Record) -> Record:
    """An older record with names of findings as they are given now."""
    return replace(
        record,
        pages=tuple(page_with_ids(page) for page in record.pages),
        events=events_with_ids(record.events),
        identifiers=identifiers_with_ids(record.identifiers),
    )


def _document(folder: Path, record: Record, sources: Path, formats: Sequence[Format], clock: _Clock) -> None:
    source, started = sources / record.source.uri, now()
    before = stamps(folder)
    clock.run("withholdings", lambda: write_withholdings(folder, withholding_rows(record, TextConfig())))
    for wanted in formats:
        clock.run(str(wanted), partial(_write_format, folder, record, source, wanted))
    clock.run("text and record", lambda: write_record(folder, record))
    whole = "provenance, crate, checksums"
    clock.run(whole, lambda: complete(folder, record, (), Run(started, now()), before))


def _write_format(folder: Path, record: Record, source: Path, wanted: Format) -> None:
    failed = write_formats(folder, record, source, [wanted])
    if failed:
        raise RuntimeError(failed[0].message)


def _report(clock: _Clock, documents: int, pages: int, described: int) -> int:
    total = sum(clock.seconds.values())
    for what, seconds in clock.seconds.items():
        sys.stdout.write(f"{1000 * seconds / pages:8.1f} ms a page  {what}\n")
    share = total / pages / _READING
    sys.stdout.write(
        f"{1000 * total / pages:8.1f} ms a page  together ({documents} documents, {pages} pages): "
        f"{100 * share:.1f} % of reading at {_READING:.0f} s a page\n"
        f"{described // pages} bytes a page in {PROVENANCE_NAME}\n"
    )
    return 1 if share > _SHARE else 0


if __name__ == "__main__":
    sys.exit(main())
