"""`record.json`: writing, reading back, and the JSON Schema it keeps to."""

from __future__ import annotations

import functools
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from processors.errors import AccessError, InputError, printable
from processors.outputs.files import write_atomic
from processors.records import SCHEMA_VERSION, Page, Record

if TYPE_CHECKING:
    from pydantic import TypeAdapter

RECORD_NAME = "record.json"
TEXT_NAME = "text.md"
# A record that we wrote begins so; strings of JSON hold no line breaks, so no file name can look like the checksum.
_HEAD = re.compile(rb'\{\n "source": \{\n  "uri": "(?:[^"\\]|\\.)*",\n  "sha256": "([0-9a-f]{64})"')
# Bytes that the beginning may have: a name has 255 bytes on most systems, each at most six as JSON writes it.
_HEAD_BYTES = 16_384
_SHA256 = re.compile("[0-9a-f]{64}")
_READ_AGAIN = "Read the file again with declass read"


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
        version = _version(data)
        if not _is_ours(version):
            raise _other_version(version) from error
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        reason = f"{first['msg']} at {where}" if where else first["msg"]
        raise InputError(
            f"is damaged, or not a declass record ({printable(reason)})", hint=_READ_AGAIN
        ) from error
    if not _is_ours(record.schema_version):
        raise _other_version(record.schema_version)
    return record


def _is_ours(version: str) -> bool:
    return version.partition(".")[0] == SCHEMA_VERSION.partition(".")[0]


def _version(data: bytes) -> str:
    """The version that a record states that cannot be read; the present one where it states none."""
    try:
        stated = json.loads(data)["schema_version"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return SCHEMA_VERSION
    return stated if isinstance(stated, str) and re.fullmatch(r"\d+\.\d+\.\d+", stated) else SCHEMA_VERSION


def _other_version(version: str) -> InputError:
    return InputError(
        f"is a record of version {version}, and this program reads {SCHEMA_VERSION}",
        hint="Install the version of declass that wrote it",
    )


def read_record(path: Path) -> Record:
    """The record of a result; errors name the file and what to do.

    Args:
        path: the result folder, or the record in it.

    Raises:
        InputError: there is none, it is damaged, or of another major version of the schema.
        AccessError: it may not be read.
    """
    place = path / RECORD_NAME if path.is_dir() else path
    try:
        return load_record(place.read_bytes())
    except FileNotFoundError as error:
        if path.is_dir():
            raise InputError(
                f"holds no {RECORD_NAME}", file=str(path), hint="Name a result folder"
            ) from error
        raise InputError(
            "cannot be read: it is not there", file=str(path), hint="Name a result folder"
        ) from error
    except OSError as error:
        raise AccessError(f"cannot be read ({error.strerror})", file=str(place)) from error
    except InputError as error:
        raise InputError(error.message, file=str(place), hint=error.hint) from error


def source_sha256(folder: Path) -> str:
    """The sha256 of the file that the record in `folder` was read from, empty where no record tells it.

    Of a record as we write it the beginning alone is read: it may have hundreds of megabytes. One that another program
    wrote again, with other blanks or in another order, is read as a whole.
    """
    try:
        with (folder / RECORD_NAME).open("rb") as file:
            head = _HEAD.match(file.read(_HEAD_BYTES))
            if head is not None:
                return head[1].decode()
            file.seek(0)
            found = json.load(file)["source"]["sha256"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return ""
    return found if isinstance(found, str) and _SHA256.fullmatch(found) else ""


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
