"""Watches how a batch goes, and says when to stop: too many failures, the first one, or a disk that runs full."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from declass.catalog.documents import LASTING, Failure
from flows.policy import GIGABYTE, OnError, Policy
from flows.results import Seen
from processors.errors import AccessError, DeclassError, ExitCode

# A share of fewer pages or documents says nothing.
LEAST_SEEN = 20
# Where nobody named a share: half of at least so many, in so many documents, and no fault of the files. One long
# document that cannot be read, or a folder full of damaged files, is no run that goes wrong everywhere.
UNASKED_SHARE = 0.5
UNASKED_SEEN = 100
UNASKED_DOCUMENTS = 5
# A page leaves files in the folder for temporary files while it is read: its largest raster, some times over (bytes).
_TEMPORARY_BYTES = 200_000_000
# Seconds between two looks at the disks.
_LOOK_SECONDS = 1.0
_GOES_ON = "What was read is kept: the same command goes on from there"


class RunStoppedError(DeclassError):
    """A batch ended itself for its failures."""

    category: ClassVar[str] = "stopped"
    exit_code: ClassVar[ExitCode] = ExitCode.FAILURES


@dataclass(slots=True)
class _Tally:
    """Pages, or documents, that were seen."""

    seen: int = 0
    failed: int = 0
    blameless: int = 0
    files: set[str] = field(default_factory=set)

    def add(self, file: str, category: str) -> None:
        self.seen += 1
        if category:
            self.failed += 1
            if category not in LASTING:
                self.blameless += 1
                if len(self.files) < UNASKED_DOCUMENTS:
                    self.files.add(file)

    def too_many(self, share: float | None) -> int:
        """How many failed, where that is too many, else 0."""
        if share is not None:
            return self.failed if self.seen >= LEAST_SEEN and self.failed > share * self.seen else 0
        enough = self.seen >= UNASKED_SEEN and len(self.files) >= UNASKED_DOCUMENTS
        return self.blameless if enough and self.blameless > UNASKED_SHARE * self.seen else 0


class Guard:
    """Asked and told from any thread; once it said stop, it stays with it.

    It is not told of failures that an earlier run met already: a batch that stopped would come no further.
    """

    def __init__(
        self, policy: Policy, folders: Iterable[Path] = (), then: Callable[[], None] = lambda: None
    ) -> None:
        """Watches nothing yet.

        Args:
            policy: when to stop.
            folders: that are written to; the one for temporary files is watched too.
            then: called once, when the batch is to stop.
        """
        self._policy, self._then = policy, then
        self._places = [(folder, policy.free_bytes) for folder in folders]
        temporary = min(policy.free_bytes, _TEMPORARY_BYTES)
        self._places.append((Path(tempfile.gettempdir()), temporary))
        self._pages, self._documents = _Tally(), _Tally()
        self._lock = threading.Lock()
        self._looked = 0.0
        self._stopped: DeclassError | None = None

    @property
    def stopped(self) -> DeclassError | None:
        """Why the batch is to stop, None as long as it is not."""
        return self._stopped

    @property
    def is_full(self) -> bool:
        """Whether it is to stop because nothing more should be written."""
        return isinstance(self._stopped, AccessError)

    @property
    def seen(self) -> Seen:
        """What it was told of so far."""
        with self._lock:
            documents, pages = self._documents, self._pages
            return Seen(documents.seen, documents.failed, pages.seen, pages.failed)

    def page(self, file: str, error: DeclassError | Failure | None = None) -> None:
        """A page was read, or could not be; with that the disks are looked at."""
        self._ended(self._pages, "pages", file, error)
        self.look()

    def document(self, file: str, error: DeclassError | Failure | None = None) -> None:
        """A document was read, in part at least, or could not be."""
        self._ended(self._documents, "documents", file, error)
        self.look()

    def look(self) -> None:
        """Stops the batch where a disk has run full."""
        now = time.monotonic()
        with self._lock:
            if now - self._looked < _LOOK_SECONDS:
                return
            self._looked = now
        for folder, floor in self._places:
            problem = too_little(folder, floor)
            if problem is not None:
                self.stop(problem)

    def stop(self, reason: DeclassError) -> None:
        """Stops the batch; the first reason counts."""
        with self._lock:
            if self._stopped is not None:
                return
            self._stopped = reason
        self._then()

    def _ended(self, tally: _Tally, what: str, file: str, error: DeclassError | Failure | None) -> None:
        with self._lock:
            tally.add(file, error.category if error is not None else "")
            failed, seen = tally.too_many(self._policy.max_failures), tally.seen
        if error is not None and self._policy.on_error is OnError.STOP:
            told = f"stopped after the first failure: {_told(error, file)}"
            self.stop(RunStoppedError(told, hint=_GOES_ON))
        elif failed:
            self.stop(RunStoppedError(f"stopped: {failed} of {seen} {what} could not be read", hint=_GOES_ON))


def _told(error: DeclassError | Failure, file: str) -> str:
    if isinstance(error, DeclassError):
        return str(error).removesuffix(".")
    return str(DeclassError(error.message, file=file, page=error.page)).removesuffix(".")


def too_little(folder: Path, floor: int) -> AccessError | None:
    """What to tell where the disk of `folder` has less than `floor` bytes free, else None."""
    try:
        free = shutil.disk_usage(_there(folder)).free
    except OSError:
        # Whoever writes to it will tell what is wrong.
        return None
    if free >= floor:
        return None
    left = f"{free / GIGABYTE:.1f} GB are free on the disk, and {floor / GIGABYTE:.1f} GB must stay free"
    return AccessError(
        left,
        file=str(folder),
        hint="Free some space, or allow less with --min-free; the same command goes on from what was read",
    )


def check_room(out: Path, policy: Policy) -> None:
    """Sees that there is room for results, before any work is done.

    Raises:
        AccessError: there is less than is to stay free.
    """
    problem = too_little(out, policy.free_bytes)
    if problem is not None:
        raise problem


def _there(folder: Path) -> Path:
    """The folder, or the nearest one above it that exists."""
    for path in (folder, *folder.absolute().parents):
        if os.path.lexists(path):
            return path
    return folder
