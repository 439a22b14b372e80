"""Files below folders on this machine, and the folder where the result of one goes."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from processors.errors import AccessError, DeclassError, InputError
from processors.outputs.record import written


@dataclass(frozen=True, slots=True)
class Discovered:
    """The files to read, and what could not even be looked at."""

    files: tuple[Path, ...]
    errors: tuple[DeclassError, ...]


def discover(sources: Iterable[Path]) -> Discovered:
    """Files as named, and all supported files below folders, each once, sorted by path.

    Links to folders are not followed: they may lead in circles. Hidden files and folders are passed over.
    """
    from processors.sources import is_supported

    files: set[Path] = set()
    errors: list[DeclassError] = []
    for source in sources:
        if not source.is_dir():
            if not os.path.lexists(source):
                errors.append(InputError("there is no such file or folder", file=str(source)))
            else:
                files.add(source)
            continue
        unreadable: list[OSError] = []
        for folder, folders, names in os.walk(source, onerror=unreadable.append):
            folders[:] = [name for name in folders if not name.startswith(".")]
            paths = (Path(folder) / name for name in names if not name.startswith("."))
            files.update(path for path in paths if is_supported(path))
        errors += [
            AccessError(
                f"the folder cannot be read ({e.strerror})",
                file=str(e.filename),
                hint="Check its permissions",
            )
            for e in unreadable
        ]
    return Discovered(tuple(sorted(files)), tuple(errors))


def result_folder(out: Path, name: str, sha256: str) -> Path:
    """Where the result of a file goes: `out/name`, or, if other content was read under that name, with a suffix.

    The suffix is the start of the checksum, so the same file always goes to the same folder and nothing is overwritten
    by a file that only shares its name. A record without any page that was read is no loss and makes way.
    """
    there = written(out / name)
    free = there is None or there.sha256 == sha256 or there.pages == 0
    return out / name if free else out / f"{name}-{sha256[:8]}"
