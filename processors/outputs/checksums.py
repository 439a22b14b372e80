"""`checksums.sha256`: the sha256 of every file of a result, in a file that also tells when it was changed itself.

    # declass checksums 1 (sha256sum -c checksums.sha256)
    # source 5f3c…e1 memo.pdf
    9a41…07  record.json
    …
    # end 77be…29          sha256 of all bytes above

`sha256sum -c` takes it as it is. Every byte of it is fixed by what it says, so whatever is flipped in it is noticed: a
file that reads back otherwise than it would be written is not trusted.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from processors.errors import AccessError, InputError
from processors.outputs.files import write_atomic

CHECKSUMS_NAME = "checksums.sha256"
BATCH = "batch"
"""What a list over the documents of a batch stands under, instead of a source."""

_TITLE = "# declass checksums 1 (sha256sum -c checksums.sha256)\n"
_SOURCE = re.compile(r"# source ([0-9a-f]{64}|batch) ([^\n]*)\n")
_ENTRY = re.compile(r"([0-9a-f]{64})  ([^\n]+)\n")
_END = re.compile(r"# end ([0-9a-f]{64})\n")


@dataclass(frozen=True, slots=True)
class FileSum:
    """One file: its name below the folder with `/` between parts, its sha256 and its size in bytes."""

    name: str
    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Checksums:
    """What a list says.

    Attributes:
        source: sha256 of the file that was read, or `BATCH`.
        name: of that file, on one line.
        files: name -> sha256.
    """

    source: str
    name: str
    files: dict[str, str]

    def dump(self) -> bytes:
        """The list as it is written, names in order."""
        lines = [_TITLE, f"# source {self.source} {self.name}\n"]
        lines += [f"{self.files[name]}  {name}\n" for name in sorted(self.files)]
        body = "".join(lines).encode("utf-8", "replace")
        return body + f"# end {hashlib.sha256(body).hexdigest()}\n".encode()


def parse_checksums(data: bytes) -> Checksums:
    """Reads back what `Checksums.dump` wrote.

    Raises:
        InputError: not one byte of it may differ.
    """
    try:
        lines = data.decode().split("\n")
    except UnicodeDecodeError as error:
        raise InputError("is damaged: it is no text") from error
    source = _SOURCE.fullmatch(lines[1] + "\n") if len(lines) > 1 else None
    entries = [_ENTRY.fullmatch(line + "\n") for line in lines[2:-2]]
    if source is None or not all(e is not None and _is_below(e[2]) for e in entries):
        raise InputError("is damaged: a line of it is none of a list of checksums")
    found = Checksums(source[1], source[2], {e[2]: e[1] for e in entries if e is not None})
    if found.dump() != data:
        raise InputError("is damaged: it does not have the checksum that its last line gives")
    return found


def _is_below(name: str) -> bool:
    """Whether a name leads to a file below the folder: a list that somebody made up leads nowhere else."""
    return not {"", ".", ".."} & set(name.split("/"))


def heads_batch(folder: Path) -> bool:
    """Whether the list in `folder` begins as one over a batch; told from its beginning alone."""
    start = f"{_TITLE}# source {BATCH} ".encode()
    try:
        with (folder / CHECKSUMS_NAME).open("rb") as file:
            return file.read(len(start)) == start
    except OSError:
        return False


def read_checksums(folder: Path) -> Checksums | None:
    """The list in `folder`, None where there is none.

    Raises:
        InputError: it was changed.
        AccessError: it cannot be read.
    """
    path = folder / CHECKSUMS_NAME
    try:
        return parse_checksums(path.read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise AccessError(f"cannot be read ({error.strerror})", file=str(path)) from error


def write_checksums(folder: Path, checksums: Checksums) -> None:
    """Writes the list into `folder`.

    Raises:
        AccessError: it cannot be written.
    """
    write_atomic(folder / CHECKSUMS_NAME, checksums.dump())


def file_names(folder: Path) -> Iterator[str]:
    """Names of all files below `folder`, in order, links included, folders that links lead to not entered."""
    for parent, folders, names in os.walk(folder):
        folders.sort()
        links = [name for name in folders if (Path(parent) / name).is_symlink()]
        for name in sorted([*names, *links]):
            yield (Path(parent) / name).relative_to(folder).as_posix()


def file_sum(folder: Path, name: str) -> FileSum:
    """Sum and size of the file `name` below `folder`.

    Raises:
        InputError: it is a link or another thing that is not a plain file.
        AccessError: it cannot be read.
    """
    path = folder / name
    try:
        if path.is_symlink() or not path.is_file():
            raise InputError("is no plain file", file=str(path))
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            return FileSum(name, digest, file.tell())
    except OSError as error:
        raise AccessError(f"cannot be read ({error.strerror})", file=str(path)) from error


def file_sums(folder: Path, names: Iterable[str]) -> tuple[FileSum, ...]:
    """Sums of the files `names` below `folder`.

    Raises:
        InputError: one of them is no plain file.
        AccessError: one of them cannot be read.
    """
    return tuple(file_sum(folder, name) for name in names)
