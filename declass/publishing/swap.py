"""A result in place of another, at once: whoever looks, also after a crash, sees the old one or the new one, whole.

The new one is made under OUT/.declass/publishing, beside nothing that anybody reads. Linux exchanges two folders in one
step; elsewhere the old one is moved aside first, and `recover` brings it back where that was all that happened.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
from collections.abc import Collection
from pathlib import Path

from declass.catalog.store import STORE_NAME
from processors.errors import AccessError
from processors.outputs.checksums import file_names
from processors.outputs.files import SCRATCH_PREFIX

_STAGED, _ASIDE = "publishing", "published-before"
# renameat2(2): the folder that paths begin from where they are absolute, and the flag that exchanges two of them.
_AT_FDCWD, _EXCHANGE = -100, 2
_CANNOT = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP}


def staged(out: Path, folder: str) -> Path:
    """An empty place for the new result of that folder. Whoever calls has the folder's lock.

    Raises:
        AccessError: it cannot be made.
    """
    place = out / STORE_NAME / _STAGED / folder
    try:
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
    except OSError as error:
        raise AccessError(f"cannot be made ({error.strerror})", file=str(place)) from error
    return place


def keep(old: Path, new: Path, ours: Collection[str]) -> None:
    """Puts what somebody else laid into a result into the new one too.

    Args:
        old: the result as it is.
        new: the one that takes its place.
        ours: names of files that a run of ours wrote into the old one.

    Raises:
        AccessError: a file cannot be copied.
    """
    for name in file_names(old):
        target = new / name
        if name in ours or target.exists() or Path(name).name.startswith(SCRATCH_PREFIX):
            continue
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(old / name, target, follow_symlinks=False)
        except OSError as error:
            raise AccessError(f"cannot be copied ({error.strerror})", file=str(old / name)) from error


def put(out: Path, folder: str) -> None:
    """Puts the staged result in the place of the old one, which goes.

    Raises:
        AccessError: it cannot be moved.
    """
    new, old = out / STORE_NAME / _STAGED / folder, out / folder
    try:
        _sync(new)
        if not _exchanged(new, old):
            aside = out / STORE_NAME / _ASIDE / folder
            shutil.rmtree(aside, ignore_errors=True)
            aside.parent.mkdir(parents=True, exist_ok=True)
            old.rename(aside)
            new.rename(old)
            shutil.rmtree(aside, ignore_errors=True)
        _sync(out)
    except OSError as error:
        raise AccessError(f"cannot be put in place ({error.strerror})", file=str(old)) from error
    shutil.rmtree(new, ignore_errors=True)


def recover(out: Path, folder: str) -> None:
    """Brings back a result that was moved aside when its run was killed, and takes away what that run was making.

    Whoever calls has the folder's lock.

    Raises:
        AccessError: it cannot be moved.
    """
    aside = out / STORE_NAME / _ASIDE / folder
    try:
        if aside.is_dir() and not (out / folder).exists():
            aside.rename(out / folder)
    except OSError as error:
        raise AccessError(f"cannot be brought back ({error.strerror})", file=str(aside)) from error
    shutil.rmtree(aside, ignore_errors=True)
    shutil.rmtree(out / STORE_NAME / _STAGED / folder, ignore_errors=True)


def _sync(folder: Path) -> None:
    """Makes sure that the names in a folder are on the disk; files were synced when they were written."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _exchanged(a: Path, b: Path) -> bool:
    """Exchanges two folders in one step; False where the system or the file system cannot.

    Raises:
        OSError: they cannot be moved at all.
    """
    if not sys.platform.startswith("linux"):
        return False
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except AttributeError:
        return False
    done = rename(_AT_FDCWD, os.fsencode(a), _AT_FDCWD, os.fsencode(b), _EXCHANGE)
    if done == 0:
        return True
    problem = ctypes.get_errno()
    if problem in _CANNOT:
        return False
    raise OSError(problem, os.strerror(problem))
