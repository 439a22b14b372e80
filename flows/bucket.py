"""Results of pages in a bucket, or wherever else fsspec can write; the folder for results stays on this machine."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from declass.catalog.store import STORE_NAME, Files, Objects
from declass.gather.options import GatherLimits
from declass.gather.remote import Place, scheme_of, shown
from declass.gather.remote_errors import asked
from processors.errors import AccessError, UsageError

# Names the place for results of pages: a folder, or an address such as s3://bucket/prefix.
ENVIRONMENT = "DECLASS_STORE"
_LOCAL = ("", "file", "local")
_WEB = ("http", "https")

T = TypeVar("T")


def store_place() -> str:
    """The place that the environment names, empty where it names none.

    Raises:
        UsageError: nothing can be written there, or it tells a user and a password to everyone.
    """
    place = os.environ.get(ENVIRONMENT, "").strip()
    if scheme_of(place) in _WEB:
        raise UsageError("results cannot be written to a web address", file=shown(place))
    if shown(place) != place:
        raise UsageError(
            "holds a user or a password",
            file=shown(place),
            hint="Leave them to the usual places, for S3 AWS_ACCESS_KEY_ID or AWS_PROFILE (docs/scale.md)",
        )
    if scheme_of(place) in ("file", "local"):
        place = place.split("://", 1)[1]
    return place if not place or scheme_of(place) else str(Path(place).absolute())


def objects_at(place: str, out: Path) -> Objects:
    """Where results of pages lie.

    Args:
        place: as `store_place` gives it; empty for the folder for results.
        out: the folder for results.

    Raises:
        AccessError: the place cannot be reached.
        MissingError: the package for such addresses is not installed.
        UsageError: there are no such addresses.
    """
    if not place:
        return Files(out / STORE_NAME)
    return Bucket(place) if scheme_of(place) not in _LOCAL else Files(Path(place))


class Bucket:
    """Objects below an address. Each is written by one request, so that it is there as a whole or not at all."""

    def __init__(self, address: str, limits: GatherLimits | None = None) -> None:
        """Asks for nothing yet.

        Raises:
            AccessError: the place cannot be reached.
            MissingError: the package for such addresses is not installed.
            UsageError: there are no such addresses.
        """
        self._limits = limits or GatherLimits()
        self._place = Place(address, self._limits)
        self._root = self._place.path.rstrip("/")
        if not self._root:
            raise UsageError("names no bucket or folder", file=self._place.address)

    def get(self, keys: Sequence[str]) -> list[bytes | None]:
        """What lies under each key, None where nothing does; all are asked for at once.

        Raises:
            AccessError: the place does not answer, or refuses.
        """
        return self._asked(lambda: self._got(list(keys))) if keys else []

    def put(self, key: str, data: bytes) -> None:
        """Puts something under a key, in place of what lay there.

        Raises:
            AccessError: the place does not answer, or refuses.
        """
        self._asked(lambda: self._place.fs.pipe_file(self._path(key), data))

    def remove(self, key: str) -> None:
        """Takes away what lies under a key, if anything does.

        Raises:
            AccessError: the place does not answer, or refuses.
        """
        self._asked(lambda: self._removed(key))

    def _got(self, keys: list[str]) -> list[bytes | None]:
        found: dict[str, Any] = self._place.fs.cat([self._path(key) for key in keys], on_error="return")
        data = [found.get(self._path(key)) for key in keys]
        for one in data:
            if isinstance(one, Exception) and not isinstance(one, FileNotFoundError):
                raise one
        return [one if isinstance(one, bytes) else None for one in data]

    def _removed(self, key: str) -> None:
        try:
            self._place.fs.rm_file(self._path(key))
        except FileNotFoundError:
            return

    def _path(self, key: str) -> str:
        return f"{self._root}/{key}"

    def _asked(self, action: Callable[[], T]) -> T:
        try:
            return asked(action, self._place.address, self._limits)
        except AccessError as error:
            # Whatever the cause, nothing is wrong with the document that was being read.
            told = f"the place for results of pages cannot be used: {error.message}"
            raise AccessError(told, file=error.file, hint=error.hint) from error
