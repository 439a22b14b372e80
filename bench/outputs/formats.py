"""`python -m bench.outputs.formats DATA RESULTS`: writes every format of results, checks it, and tells what it costs.

DATA is the folder with `us.jsonl`, whose files RESULTS has results of, one folder a document. Checked for every page:
ALTO is valid against its schema, every annotation resolves; a second writing gives the same bytes.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bench.outputs.alto_schema import MISSING, alto_schema
from bench.outputs.resolve import page_texts, resolved
from processors.outputs.alto import ALTO_FOLDER, write_alto
from processors.outputs.annotations import ANNOTATIONS_NAME, write_annotations
from processors.outputs.findings_files import write_batch_findings
from processors.outputs.formats import Writer
from processors.outputs.hocr import HOCR_NAME, write_hocr
from processors.outputs.iiif import write_manifest
from processors.outputs.plain import write_plain
from processors.outputs.record import load_record, write_record
from processors.records import Record

if TYPE_CHECKING:
    from lxml.etree import XMLSchema

_WRITERS: dict[str, Writer] = {
    "alto": write_alto,
    "hocr": write_hocr,
    "txt": write_plain,
    "annotations": write_annotations,
    "manifest": lambda folder, record, _source: write_manifest(folder, record, "https://example.org", {}),
}


@dataclass(slots=True)
class _Sums:
    """What was written and found."""

    pages: int = 0
    valid: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    bytes: Counter[str] = field(default_factory=Counter)
    pointed: Counter[str] = field(default_factory=Counter)
    annotations: int = 0
    problems: list[str] = field(default_factory=list)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the check; returns 1 where anything is wrong."""
    parser = argparse.ArgumentParser(prog="python -m bench.outputs.formats", description=__doc__)
    parser.add_argument("data", type=Path, help="the folder with us.jsonl")
    parser.add_argument("results", type=Path, help="a folder with a result folder a document")
    given = parser.parse_args(arguments)
    schema = alto_schema()
    if schema is None:
        sys.stderr.write(f"{MISSING}\n")
        return 3
    rows = (given.data / "us.jsonl").read_text().splitlines()
    names = sorted({Path(json.loads(row)["file"]).stem for row in rows})
    sums = _Sums()
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            record = load_record((given.results / name / "record.json").read_bytes())
            _document(Path(folder) / name, record, schema, sums)
        for kind in ("csv", "csv and parquet"):
            _timed(kind, partial(write_batch_findings, Path(folder), names, "parquet" in kind), sums)
    sys.stdout.write(_report(sums, len(names)))
    return 1 if sums.problems or sums.valid < sums.pages else 0


def _timed(name: str, work: Callable[[], None], sums: _Sums) -> None:
    start = time.process_time()
    work()
    sums.seconds[name] = sums.seconds.get(name, 0.0) + time.process_time() - start


def _document(folder: Path, record: Record, schema: XMLSchema, sums: _Sums) -> None:
    sums.pages += len(record.pages)
    write_record(folder, record)
    for name, write in _WRITERS.items():
        before = _contents(folder)
        _timed(name, partial(write, folder, record, folder), sums)
        fresh = {k: v for k, v in _contents(folder).items() if k not in before}
        sums.bytes[name] += sum(map(len, fresh.values()))
        write(folder, record, folder)
        if {k: v for k, v in _contents(folder).items() if k in fresh} != fresh:
            sums.problems.append(f"{record.source.uri}: {name} is not the same the second time")
    _check_alto(folder, schema, sums)
    _check_annotations(folder, record, sums)


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def _check_alto(folder: Path, schema: XMLSchema, sums: _Sums) -> None:
    from lxml import etree

    for path in sorted((folder / ALTO_FOLDER).iterdir()):
        if schema.validate(etree.parse(str(path))):
            sums.valid += 1
        else:
            sums.problems.append(f"{folder.name}/{path.name}: {schema.error_log.last_error}")


def _check_annotations(folder: Path, record: Record, sums: _Sums) -> None:
    collection = json.loads((folder / ANNOTATIONS_NAME).read_bytes())
    sums.annotations += collection["total"]
    try:
        for place in resolved(collection, record, page_texts((folder / HOCR_NAME).read_bytes())):
            kind = (
                "regions" if place.exact is None else "quotes of pages" if place.page else "quotes of text.md"
            )
            sums.pointed[kind] += 1
    except ValueError as error:
        sums.problems.append(f"{record.source.uri}: {error}")


def _report(sums: _Sums, documents: int) -> str:
    lines = [
        f"{documents} documents, {sums.pages} pages; ALTO valid: {sums.valid} pages",
        f"{sums.annotations} annotations resolve: "
        + ", ".join(f"{n} {kind}" for kind, n in sorted(sums.pointed.items())),
        "",
        "| output | CPU ms a page | kB a page |",
        "|---|---|---|",
    ]
    for name, seconds in sums.seconds.items():
        size = f"{sums.bytes[name] / 1000 / sums.pages:.1f}" if sums.bytes[name] else ""
        lines.append(f"| {name} | {1000 * seconds / sums.pages:.1f} | {size} |")
    return "\n".join([*lines, *sums.problems]) + "\n"


if __name__ == "__main__":
    sys.exit(main())
