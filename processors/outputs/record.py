"""`record.json`: writing, reading back, and the JSON Schema it keeps to."""

from __future__ import annotations

import functools
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from processors.errors import InputError
from processors.outputs.files import write_atomic
from processors.records import SCHEMA_VERSION, Page, Record

if TYPE_CHECKING:
    from pydantic import TypeAdapter

RECORD_NAME = "record.json"
TEXT_NAME = "text.md"
# A record begins so; strings of JSON hold no line breaks, so that no file name can look like the checksum.
_HEAD = re.compile(rb'\{\n "source": \{\n  "uri": "(?:[^"\\]|\\.)*",\n  "sha256": "([0-9a-f]{64})"')
# Bytes that the beginning may have: a name has 255 bytes on most systems, each at most six as JSON writes it.
_HEAD_BYTES = 16_384


@functools.cache
def _adapter() -> TypeAdapter[Record]:
    # Built on first use: it takes 50 ms, which `declass --help` need not pay.
    from pydantic import TypeAdapter

    return TypeAdapter(Record)


def dump_record(record: Record) -> bytes:
    """The record as indented UTF-8 JSON with a final newline; equal records give equal bytes."""
    return _adapter().dump_json(record, indent=1) + b"\n"


@functools.cache
def _page_adapter() -> TypeAdapter[Page]:
    from pydantic import TypeAdapter

    return TypeAdapter(Page)


def dump_page(page: Page) -> bytes:
    """One page of a record as JSON without line breaks; equal pages give equal bytes."""
    return _page_adapter().dump_json(page)


def load_record(data: bytes) -> Record:
    """Reads back what `dump_record` wrote, now or in an older version: what it did not know gets its default.

    Raises:
        InputError: it is not a record of this major version of the schema.
    """
    from pydantic import ValidationError

    try:
        record = _adapter().validate_json(data)
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError(f"not a declass record ({first['msg']} at {first['loc']})") from error
    if record.schema_version.partition(".")[0] != SCHEMA_VERSION.partition(".")[0]:
        raise InputError(
            f"is a record of version {record.schema_version}, and this program reads {SCHEMA_VERSION}",
            hint="Install the version of declass that wrote it",
        )
    return record


def source_sha256(folder: Path) -> str:
    """The sha256 of the file that the record in `folder` was read from, empty where there is no record.

    Reads the beginning of the record alone, which may have hundreds of megabytes.
    """
    try:
        with (folder / RECORD_NAME).open("rb") as file:
            found = _HEAD.match(file.read(_HEAD_BYTES))
    except OSError:
        return ""
    return found[1].decode() if found else ""


def record_schema() -> dict[str, object]:
    """The JSON Schema (2020-12) of `record.json`."""
    schema = _adapter().json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "declass record", **schema}


def write_record(folder: Path, record: Record) -> None:
    """Writes `text.md` and, last, `record.json` into `folder`: whoever sees the record finds the text.

    Raises:
        AccessError: the folder cannot be written to.
    """
    write_atomic(folder / TEXT_NAME, record.text.encode("utf-8", "replace"))
    write_atomic(folder / RECORD_NAME, dump_record(record))


@dataclass(frozen=True, slots=True)
class Written:
    """What lies in a result folder: the sha256 of the source, and how many of its pages were read."""

    sha256: str
    pages: int


def written(folder: Path) -> Written | None:
    """What lies in `folder`, or None where there is no readable record."""
    try:
        record = json.loads((folder / RECORD_NAME).read_bytes())
        read = sum(page["status"] != "failed" for page in record["pages"])
        return Written(str(record["source"]["sha256"]), read)
    except (OSError, ValueError, KeyError, TypeError):
        return None
