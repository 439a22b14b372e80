"""Files on this machine: named ones, those below folders, and those that match a pattern; sorted, folder by folder.

Links to folders are not followed: they may lead in circles. A link to a file is followed where the file lies below the
same folder; one that leads out of it is told and passed over, since nobody asked for what lies there.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from declass.catalog.stamps import settled_stamp
from declass.gather.archives import is_wanted
from declass.gather.errors import AbsentError
from declass.gather.options import GatherLimits
from declass.gather.origins import LocalFile, looked_at
from declass.gather.patterns import Pattern, States, split_pattern
from declass.gather.types import GatherError, GatherNote
from processors.errors import InputError, printable

LocalFound = LocalFile | GatherError | GatherNote


def local_files(source: str, limits: GatherLimits) -> Iterator[LocalFound]:
    """All files that `source` names: a file, a folder or a pattern.

    Raises:
        AbsentError: there is no such thing.
        InputError: nothing that can be read matches.
    """
    pattern: Pattern | None = None
    base = source
    if not os.path.lexists(source):
        base, pattern = split_pattern(source)
        if pattern is None or not Path(base or ".").is_dir():
            raise AbsentError("there is no such file or folder", file=source, hint="Check the name")
    elif not Path(source).is_dir():
        yield named_file(Path(source), limits)
        return
    found = False
    for item in _Walk(Path(base or "."), pattern, limits).items():
        found = True
        yield item
    if pattern is not None and not found:
        raise InputError("no file that can be read matches", file=source, hint="Check the pattern")


def named_file(path: Path, limits: GatherLimits) -> LocalFile | GatherError:
    """The file at `path`, whatever its name."""
    address = whole(path)
    try:
        return LocalFile(
            address, printable(path.name), path.stat().st_size, settled_stamp(path), path, limits
        )
    except OSError as error:
        return GatherError(address, looked_at(address, error))


def local_path(address: str) -> str:
    """The path that a `file://` address names.

    Raises:
        InputError: it names another machine.
    """
    parts = urlsplit(address)
    if parts.netloc not in ("", "localhost"):
        raise InputError("names a file on another machine", file=address, hint="Write file:///path")
    return unquote(address.split("://", 1)[1].removeprefix("localhost"), errors="surrogateescape")


def whole(path: Path) -> str:
    """The path from the root, with links as they were named."""
    return os.path.abspath(path)  # noqa: PTH100 - `resolve` follows links


class _Walk:
    """One way through a folder."""

    def __init__(self, base: Path, pattern: Pattern | None, limits: GatherLimits) -> None:
        self._base, self._pattern, self._limits = base, pattern, limits
        self._real = Path(os.path.realpath(base))

    def items(self) -> Iterator[LocalFound]:
        """Everything below, sorted; folders are held open by name only, so that their depth does not matter."""
        start = self._pattern.start if self._pattern else None
        waiting: list[Iterator[LocalFound | tuple[Path, States | None]]] = [self._folder(self._base, start)]
        while waiting:
            item = next(waiting[-1], None)
            if item is None:
                waiting.pop()
            elif isinstance(item, tuple):
                waiting.append(self._folder(*item))
            else:
                yield item

    def _folder(
        self, folder: Path, states: States | None
    ) -> Iterator[LocalFound | tuple[Path, States | None]]:
        """Files of one folder and the folders in it; `states` is None where everything in it matches."""
        try:
            with os.scandir(folder) as entries:
                ordered = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            yield GatherError(whole(folder), looked_at(whole(folder), error))
            return
        for entry in ordered:
            if states is None and entry.name.startswith("."):
                continue
            after = self._pattern.step(states, entry.name) if self._pattern and states is not None else None
            inside = after is None or (self._pattern is not None and self._pattern.accepts(after))
            if not inside and not after:
                continue
            try:
                if entry.is_dir(follow_symlinks=False):
                    yield folder / entry.name, None if inside else after
                elif inside and is_wanted(entry.name):
                    yield self._file(folder / entry.name, entry)
            except OSError as error:
                address = whole(folder / entry.name)
                yield GatherError(address, looked_at(address, error))

    def _file(self, path: Path, entry: os.DirEntry[str]) -> LocalFound:
        if entry.is_symlink() and path.exists():
            target = Path(os.path.realpath(path))
            if target.is_dir() or not target.is_relative_to(self._real):
                return GatherNote(
                    whole(path),
                    "is a link that leads out of the folder, or to a folder; name its target to read it",
                )
        elif not entry.is_symlink() and not entry.is_file(follow_symlinks=False):
            return GatherNote(whole(path), "is no regular file; it is passed over")
        return named_file(path, self._limits)
