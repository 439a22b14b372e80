"""A result made whole: provenance, crate and checksums, over exactly the files that were written.

What an earlier run left and this one did not write belongs to an earlier reading, and goes; what somebody else put
there stays, and `declass verify` names it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from processors.decisions.files import DECISIONS_NAME, read_decisions
from processors.decisions.types import Decision
from processors.document_records import Tool
from processors.errors import AccessError, DeclassError, InputError
from processors.outputs.checksums import (
    BATCH,
    CHECKSUMS_NAME,
    Checksums,
    FileSum,
    file_names,
    file_sum,
    file_sums,
    read_checksums,
    write_checksums,
)
from processors.outputs.checksums_check import Change, check_result, result_folders
from processors.outputs.crate import CRATE_NAME, Part, write_batch_crate, write_crate
from processors.outputs.prov_document import (
    PROVENANCE_NAME,
    Run,
    read_provenance,
    reading_document,
    with_export,
    write_provenance,
)
from processors.records import Record
from processors.results import PageResult

# Made here, after all else.
_OURS = frozenset({PROVENANCE_NAME, CRATE_NAME, CHECKSUMS_NAME})

Stamps = dict[str, tuple[int, int]]
"""Name of a file -> what tells whether it was written again: every file is written beside its place and moved there."""


def stamps(folder: Path) -> Stamps:
    """The files in `folder` as they are now; none where there is no such folder."""
    found = {}
    for name in file_names(folder):
        with contextlib.suppress(FileNotFoundError):
            status = (folder / name).lstat()
            found[name] = (status.st_ino, status.st_mtime_ns)
    return found


def complete(
    folder: Path,
    record: Record,
    results: Sequence[PageResult],
    run: Run,
    before: Stamps,
    decisions: Sequence[Decision] = (),
) -> None:
    """Makes a result whole that was just written.

    Args:
        folder: of the result.
        record: that was written there.
        results: page results, for the time that steps took.
        run: when.
        before: `stamps` of the folder before anything was written.
        decisions: what people said about the document.

    Raises:
        AccessError: a file cannot be read or written.
    """
    written = _written_since(folder, before)
    _remove_earlier(folder, written)
    files = file_sums(folder, written)
    write_provenance(folder, reading_document(record, results, run, files, decisions))
    _close(folder, record, run, files)


def _written_since(folder: Path, before: Stamps) -> list[str]:
    return [n for n, stamp in stamps(folder).items() if n not in _OURS and before.get(n) != stamp]


def _remove_earlier(folder: Path, written: Iterable[str]) -> None:
    """Removes what an earlier run wrote and this one did not, if nobody changed it since."""
    earlier = _trusted(folder)
    listed = earlier.files if earlier is not None else {}
    for name in sorted(name for name in listed.keys() - set(written) - _OURS if _lies_in(folder, name)):
        # What cannot be read, or is gone already, was not left as it was.
        with contextlib.suppress(DeclassError, OSError):
            if file_sum(folder, name).sha256 == listed[name]:
                (folder / name).unlink()
                # A folder of pages that is empty now goes too; another stays, which is an error of no weight.
                (folder / name).parent.rmdir()


def _lies_in(folder: Path, name: str) -> bool:
    """Whether the file `name` is in the folder itself: a link on the way may lead to what is somebody else's."""
    return (folder / name).parent.resolve() == (folder.resolve() / name).parent


def _close(folder: Path, record: Record, run: Run, files: Sequence[FileSum]) -> None:
    """Writes the crate and, last, the checksums; a list over a batch that the folder belongs to follows."""
    files = sorted((*files, file_sum(folder, PROVENANCE_NAME)), key=lambda file: file.name)
    listed = any(file.name == DECISIONS_NAME for file in files)
    said = read_decisions(folder, record.source.sha256) if listed else ()
    write_crate(folder, record, run, files, said)
    files.append(file_sum(folder, CRATE_NAME))
    sums = {file.name: file.sha256 for file in files}
    write_checksums(folder, Checksums(record.source.sha256, record.source.uri, sums))
    _follow(folder)


def _follow(folder: Path) -> None:
    """Brings the list over the batch up to date, where there is one and it can be trusted."""
    batch = _trusted(folder.parent)
    if batch is not None and batch.source == BATCH:
        name = f"{folder.name}/{CHECKSUMS_NAME}"
        batch.files[name] = file_sum(folder, CHECKSUMS_NAME).sha256
        write_checksums(folder.parent, batch)


def check_untouched(folder: Path) -> None:
    """Makes sure that writing more into a result hides no change that was made to it.

    Raises:
        InputError: a file of it was changed or is missing, or its checksums were.
    """
    if not (folder / CHECKSUMS_NAME).exists():
        return
    wrong = [d for d in check_result(folder).differences if d.change is not Change.ADDED]
    if wrong:
        names = ", ".join(d.name for d in wrong)
        raise InputError(
            f"was changed since it was written: {names}", file=str(folder), hint="Read the file again"
        )


def extend(folder: Path, record: Record, run: Run, before: Stamps) -> None:
    """Takes files that were just added to a whole result into its provenance, crate and checksums.

    The result of an older version, which has no checksums, is left without.

    Args:
        folder: of the result; `check_untouched` was asked before anything was written.
        record: of the result.
        run: when the files were written.
        before: `stamps` of the folder before they were.

    Raises:
        InputError: the provenance cannot be read.
        AccessError: a file cannot be read or written.
    """
    earlier = read_checksums(folder)
    if earlier is None:
        return
    written = _written_since(folder, before)
    document = with_export(read_provenance(folder), run, version("declass"), file_sums(folder, written))
    write_provenance(folder, document)
    names = (earlier.files.keys() | set(written)) - _OURS
    _close(folder, record, run, file_sums(folder, sorted(names)))


def open_batch(out: Path) -> None:
    """Takes away the list over a batch, before documents of it are written: it is true of a whole batch or not there.

    Raises:
        AccessError: it cannot be removed.
    """
    try:
        (out / CHECKSUMS_NAME).unlink(missing_ok=True)
    except OSError as error:
        raise AccessError(f"cannot be removed ({error.strerror})", file=str(out / CHECKSUMS_NAME)) from error


def complete_batch(out: Path, run: Run, tools: Sequence[Tool]) -> None:
    """Writes the crate and the checksums over all results in a folder, unless they lie there for the same files.

    Args:
        out: the folder of the results; what else lies in it is taken in too.
        run: when the last of them were written.
        tools: what took part.

    Raises:
        AccessError: a file cannot be read or written.
    """
    lists = {name: found for name in result_folders(out) if (found := _trusted(out / name)) is not None}
    loose = sorted(p.name for p in out.iterdir() if p.is_file() and not p.is_symlink() and p.name[0] != ".")
    files = file_sums(out, (name for name in loose if name not in _OURS))
    sums = {file.name: file.sha256 for file in files}
    sums |= {f.name: f.sha256 for f in file_sums(out, (f"{name}/{CHECKSUMS_NAME}" for name in lists))}
    if _told_already(out, sums):
        return
    parts = [Part(name, found.source, found.name) for name, found in lists.items()]
    write_batch_crate(out, parts, run, tools, [file.name for file in files])
    sums[CRATE_NAME] = file_sum(out, CRATE_NAME).sha256
    write_checksums(out, Checksums(BATCH, f"of {len(parts)} documents", sums))


def _told_already(out: Path, sums: Mapping[str, str]) -> bool:
    """Whether the list over the batch has these files, and its crate."""
    earlier = _trusted(out)
    if earlier is None or CRATE_NAME not in earlier.files:
        return False
    with contextlib.suppress(InputError):
        return earlier.files == {**sums, CRATE_NAME: file_sum(out, CRATE_NAME).sha256}
    return False


def _trusted(folder: Path) -> Checksums | None:
    """The checksums in a folder, None where there are none that can be trusted."""
    with contextlib.suppress(InputError):
        return read_checksums(folder)
    return None
