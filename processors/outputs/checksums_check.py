"""Compares a result, or a batch of them, with its checksums: what was changed, what is missing, what was added."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from processors.errors import AccessError, DeclassError, InputError
from processors.outputs.checksums import (
    BATCH,
    CHECKSUMS_NAME,
    Checksums,
    file_names,
    file_sum,
    heads_batch,
    read_checksums,
)
from processors.outputs.record import RECORD_NAME, source_sha256


class Change(StrEnum):
    """What became of a file since it was written."""

    CHANGED = "changed"
    MISSING = "missing"
    ADDED = "added"
    UNPROVED = "unproved"


@dataclass(frozen=True, slots=True)
class Difference:
    """One file that is not as it was written; `name` is below the folder that was checked, `detail` may be empty."""

    name: str
    change: Change
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found.

    Attributes:
        differences: files that are not as they were written, in order.
        files: number of files that are.
        documents: folders of documents, below the folder that was checked (`.` for itself).
    """

    differences: tuple[Difference, ...]
    files: int
    documents: tuple[str, ...]


def is_result(folder: Path) -> bool:
    """Whether `folder` is the result of one document."""
    return (folder / RECORD_NAME).is_file()


def check_folder(folder: Path) -> Checked:
    """Checks the result of one document, or a folder with the results of many.

    Raises:
        AccessError: the folder cannot be listed.
    """
    try:
        return check_result(folder) if _is_one(folder) else check_batch(folder)
    except OSError as error:
        raise AccessError(f"cannot be read ({error.strerror})", file=str(folder)) from error


def _is_one(folder: Path) -> bool:
    """Whether the folder is one result; its record may be what is missing."""
    if is_result(folder):
        return not heads_batch(folder)
    checksums, _ = _list_of(folder)
    return checksums is not None and checksums.source != BATCH


def check_result(folder: Path) -> Checked:
    """Checks every file of one document."""
    checksums, wrong = _list_of(folder)
    if checksums is None:
        return Checked(wrong, 0, (".",))
    found = list(_compared(folder, checksums))
    good = len(checksums.files) - sum(d.change in (Change.CHANGED, Change.MISSING) for d in found)
    judged = RECORD_NAME in {d.name for d in found}
    if not judged and source_sha256(folder) != checksums.source:
        found.append(Difference(RECORD_NAME, Change.CHANGED, "is of another source than its checksums"))
    return Checked(tuple(found), good + 1, (".",))


def _list_of(folder: Path) -> tuple[Checksums | None, tuple[Difference, ...]]:
    """The checksums of a folder, or why there are none to go by."""
    try:
        found = read_checksums(folder)
    except InputError as error:
        damaged = f"{error.message}, so the files beside it cannot be judged"
        return None, (Difference(CHECKSUMS_NAME, Change.CHANGED, damaged),)
    except DeclassError as error:
        return None, (Difference(CHECKSUMS_NAME, Change.UNPROVED, error.message),)
    if found is None:
        return None, (Difference(CHECKSUMS_NAME, Change.MISSING, "so the files beside it cannot be judged"),)
    return found, ()


def _compared(folder: Path, checksums: Checksums) -> Iterator[Difference]:
    present = set(file_names(folder)) - {CHECKSUMS_NAME}
    for name in sorted(present | checksums.files.keys()):
        if name not in present:
            yield Difference(name, Change.MISSING)
        elif name not in checksums.files:
            yield Difference(name, Change.ADDED)
        else:
            yield from _changed(folder, name, checksums.files[name])


def _changed(folder: Path, name: str, sha256: str) -> Iterator[Difference]:
    try:
        if file_sum(folder, name).sha256 != sha256:
            yield Difference(name, Change.CHANGED)
    except InputError as error:
        yield Difference(name, Change.CHANGED, error.message)
    except DeclassError as error:
        yield Difference(name, Change.UNPROVED, error.message)


def check_batch(out: Path) -> Checked:
    """Checks every document below `out`, the files over all of them, and that none was put in or taken away.

    Hidden files and folders of `out` itself, such as the store of pages that were read, are no results.
    """
    present = {path.name: path for path in out.iterdir() if not path.name.startswith(".")}
    checked = {name: check_result(out / name) for name in result_folders(out)}
    differences = [
        replace(d, name=f"{name}/{d.name}") for name, one in checked.items() for d in one.differences
    ]
    files = sum(one.files for one in checked.values())
    batch, wrong = _batch_list(out)
    differences += wrong
    if not (out / CHECKSUMS_NAME).exists():
        differences += _unlisted(present, checked)
    if batch is not None:
        over = list(_batch_compared(out, batch, present, checked))
        differences += over
        loose = {name for name in batch.files if "/" not in name}
        files += 1 + len(loose) - sum(d.name in loose for d in over)
    return Checked(tuple(differences), files, tuple(checked))


def result_folders(out: Path) -> tuple[str, ...]:
    """Names of the folders in `out` with the result of a document, in order; links to folders are none."""
    folders = (path for path in out.iterdir() if path.is_dir() and not path.is_symlink())
    return tuple(sorted(f.name for f in folders if not f.name.startswith(".") and _is_one(f)))


def _batch_list(out: Path) -> tuple[Checksums | None, tuple[Difference, ...]]:
    """The list over a batch, or why there is none to go by; documents that were read one by one need none."""
    if not (out / CHECKSUMS_NAME).exists() and not _was_batch(out):
        return None, ()
    found, wrong = _list_of(out)
    if found is None and wrong[0].change is Change.MISSING:
        none_over = "so that no document was put in or taken away cannot be proved"
        return None, (replace(wrong[0], detail=none_over),)
    return found, wrong


def _was_batch(out: Path) -> bool:
    """Whether a list over the folder was there: files over all documents, such as the crate, are written with it."""
    files = (path for path in out.iterdir() if path.is_file() and not path.name.startswith("."))
    return len(result_folders(out)) > 1 and next(files, None) is not None


def _unlisted(present: Mapping[str, Path], checked: Mapping[str, Checked]) -> Iterator[Difference]:
    """What lies beside the documents, where no list over all of them tells what it was."""
    for name in sorted(present.keys() - checked.keys() - {CHECKSUMS_NAME}):
        what = "is no folder of results" if present[name].is_dir() else "no list names it"
        yield Difference(name, Change.ADDED, what)


def _batch_compared(
    out: Path, batch: Checksums, present: Mapping[str, Path], checked: Mapping[str, Checked]
) -> Iterator[Difference]:
    documents = {name.partition("/")[0] for name in batch.files if "/" in name}
    for name, sha256 in batch.files.items():
        folder = name.partition("/")[0]
        if folder not in present:
            yield Difference(folder, Change.MISSING, "the whole document" if folder in documents else "")
        elif folder not in documents:
            yield from _changed(out, name, sha256)
        elif folder not in checked:
            yield Difference(folder, Change.CHANGED, "is no folder of results")
        elif not checked[folder].differences and any(_changed(out, name, sha256)):
            whole = "was written again since the batch was, and is whole in itself"
            yield Difference(folder, Change.CHANGED, whole)
    for name in sorted(present.keys() - documents - batch.files.keys() - {CHECKSUMS_NAME}):
        yield Difference(name, Change.ADDED)
