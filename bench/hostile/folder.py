"""A folder of hostile files among good ones, and what became of each."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.hostile.kinds import GIVEN_UP, End, Hostile
from bench.hostile.pdfs import pdfs, plain_pdf
from bench.hostile.pictures import pictures
from bench.hostile.places import places
from bench.scale.sheets import write_scan
from processors.outputs.record import read_record
from processors.records import PageStatus, Record

# Said of what our own code did not foresee: contained, but never right.
_UNFORESEEN = "an unexpected"


@dataclass(frozen=True, slots=True)
class Became:
    """What became of a file: `read`, `partly read`, `refused` or `no document`, and the reasons."""

    name: str
    end: str
    reasons: tuple[str, ...]


def hostile() -> Iterator[Hostile]:
    """All hostile files."""
    yield from pdfs()
    yield from pictures()
    yield from places()


def write_good(folder: Path, count: int) -> None:
    """Writes good files of two pages: every other one is a scan."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        path = folder / f"good-{number:03}.pdf"
        if number % 2:
            write_scan(path, 2 * number, 2)
        else:
            path.write_bytes(plain_pdf(2).replace(b"plain file", b"file %05d" % number))


def write_hostile(folder: Path, files: Sequence[Hostile]) -> None:
    """Makes the hostile files."""
    folder.mkdir(parents=True, exist_ok=True)
    for item in files:
        item.make(_path(folder, item))


def _path(folder: Path, item: Hostile) -> Path:
    return folder / os.fsdecode(item.name)


def became(out: Path, folder: Path, files: Sequence[Hostile]) -> Iterator[tuple[Hostile, Became]]:
    """What became of each hostile file, by the results in `out`."""
    records = {record.source.sha256: record for record in _records(out)}
    for item in files:
        yield item, _became(ascii(item.name)[2:-1], records.get(_sha256(_path(folder, item), item)))


def good_and_read(out: Path, folder: Path) -> tuple[int, int]:
    """How many good files there are, and how many of them were read whole."""
    wanted = {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("good-*")}
    read = {record.source.sha256 for record in _records(out) if _became("", record).end == "read"}
    return len(wanted), sum(sha256 in read for sha256 in wanted.values())


def _sha256(path: Path, item: Hostile) -> str:
    if item.holds:
        return hashlib.sha256(item.holds).hexdigest()
    if path.is_symlink() or not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _records(out: Path) -> Iterator[Record]:
    for path in out.glob("*/record.json"):
        yield read_record(path)


def _became(name: str, record: Record | None) -> Became:
    if record is None:
        return Became(name, "no document", ())
    failed = sum(page.status is PageStatus.FAILED for page in record.pages)
    reasons = tuple(dict.fromkeys(f"{error.category}: {error.message}" for error in record.errors))
    if not failed and record.pages:
        return Became(name, "read", reasons)
    return Became(name, "partly read" if failed < len(record.pages) else "refused", reasons)


def wrong(item: Hostile, found: Became) -> str:
    """What is wrong with what became of a file, empty where nothing is."""
    allowed = {
        End.READ: {"read"},
        End.REFUSED: {"refused", "no document"},
        End.EITHER: {"read", "partly read", "refused"},
        End.TOLD: {"no document"},
    }[item.end]
    if found.end not in allowed:
        return f"is {found.end}, not {' or '.join(sorted(allowed))}"
    if found.end in ("partly read", "refused") and not found.reasons:
        return "has no reason"
    if any(_UNFORESEEN in reason for reason in found.reasons):
        return "was not foreseen"
    given_up = any(reason.partition(":")[0] in GIVEN_UP for reason in found.reasons)
    return "was given up" if given_up and not item.given_up else ""


def told(log: Path, item: Hostile) -> bool:
    """Whether the log of a batch names a file."""
    name = os.fsdecode(item.name)
    plain = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in name)
    return plain in log.read_text(errors="replace")
