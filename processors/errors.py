"""One error family: what happened, to which file and page, what to do next, and the exit code.

Exit codes (documented in docs/use.md; equal to OCRmyPDF's where the meaning is the same):

    0  all pages of all files were read
    1  a wrong argument
    2  no input could be read (damaged, empty, not what its name says, refused by a limit)
    3  a program or package is missing
    4  `declass verify` found results that are not as they were written, or not of that source
    5  a file or folder may not be read or written, or the disk is full
    8  the file is encrypted
    9  some pages or files failed, the rest was read
    10 `declass leaks` found text that survives
    11 a batch stopped itself: too many failures, or the first one where that was asked for
    15 any other error (a bug: please report it)
    130 stopped by Ctrl-C
"""

from __future__ import annotations

from enum import IntEnum
from typing import ClassVar


class ExitCode(IntEnum):
    """Exit statuses of the `declass` command."""

    OK = 0
    USAGE = 1
    INPUT = 2
    MISSING = 3
    CHANGED = 4
    ACCESS = 5
    ENCRYPTED = 8
    PARTIAL = 9
    LEAKS = 10
    FAILURES = 11
    OTHER = 15
    INTERRUPTED = 130


class DeclassError(Exception):
    """Base of all errors that are meant for a person.

    Attributes:
        category: a short stable word kept in the record's `errors`.
        exit_code: what the command exits with if this error ends it.
    """

    category: ClassVar[str] = "error"
    exit_code: ClassVar[ExitCode] = ExitCode.OTHER

    def __init__(
        self, message: str, *, file: str | None = None, page: int | None = None, hint: str = ""
    ) -> None:
        """Keeps the parts; `str()` puts them together.

        Args:
            message: what happened, one sentence without a full stop.
            file: the file as the user named it.
            page: the 1-based page, where it is about one.
            hint: what the user can do.
        """
        super().__init__(message, file, page, hint)
        self.message, self.file, self.page, self.hint = message, file, page, hint

    def __reduce__(self) -> tuple[object, ...]:
        """Survives the way back from a worker process with its keywords."""
        return (_rebuild, (type(self), self.message, self.file, self.page, self.hint))

    @property
    def reason(self) -> str:
        """`message. hint`: without the place, which the file may have others of."""
        return f"{self.message}. {self.hint}" if self.hint else self.message

    def __str__(self) -> str:
        """`file, page n: message. hint`."""
        where = printable(self.file) if self.file else ""
        if self.page is not None:
            where = f"{where}, page {self.page}" if where else f"page {self.page}"
        message = printable(self.message)
        text = f"{where}: {message}" if where else message
        return f"{text}. {self.hint}" if self.hint else text


def _rebuild(
    kind: type[DeclassError], message: str, file: str | None, page: int | None, hint: str
) -> DeclassError:
    return kind(message, file=file, page=page, hint=hint)


def printable(name: str) -> str:
    """A file name safe to show on one terminal line: control characters and lone surrogates are escaped."""
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape", "backslashreplace").decode() for c in name
    )


class UsageError(DeclassError):
    """An argument is wrong."""

    category = "usage"
    exit_code = ExitCode.USAGE


class InputError(DeclassError):
    """The file is damaged, empty, or not what its name says."""

    category = "input"
    exit_code = ExitCode.INPUT


class LimitError(InputError):
    """The file or page is beyond a limit of `Config.limits`."""

    category = "limit"


class EncryptedError(InputError):
    """The file wants a password."""

    category = "encrypted"
    exit_code = ExitCode.ENCRYPTED


class MissingError(DeclassError):
    """A program or package is not installed."""

    category = "missing"
    exit_code = ExitCode.MISSING


class AccessError(DeclassError):
    """A file or folder may not be read or written, or the disk is full."""

    category = "access"
    exit_code = ExitCode.ACCESS


class PageTimeoutError(DeclassError):
    """A page took longer than `Config.limits.page_seconds` and its process was ended."""

    category = "timeout"
    exit_code = ExitCode.PARTIAL


class PageCrashError(DeclassError):
    """The process that read a page died (out of memory, a crash in a library)."""

    category = "crash"
    exit_code = ExitCode.PARTIAL


class StoppedError(DeclassError):
    """The run was stopped before this page was read; nothing is wrong with the page."""

    category = "stopped"
    exit_code = ExitCode.INTERRUPTED


class EngineError(DeclassError):
    """The OCR engine failed on a page."""

    category = "ocr"
    exit_code = ExitCode.PARTIAL
