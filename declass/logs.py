"""The log: readable on a terminal, JSON by option; each line that is about a page says which file and page.

Library code only writes to the logger `declass`; what becomes of it is decided here, once, by whoever starts a run. The
choice is kept in the environment, so that processes started by that run (a scheduled flow, for example) keep to it.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from processors.errors import DeclassError, printable

if TYPE_CHECKING:
    from rich.console import Console

LOG = logging.getLogger("declass")
# Where the choice is kept for processes that a run starts: a level's name, with "+json" behind it for JSON.
ENVIRONMENT = "DECLASS_LOG"
# Fields of a line beside its message; all are optional.
_OF_TOTALS = ("documents", "pages_read", "pages_known", "pages_failed", "exit_code")
FIELDS = ("file", "page", "seconds", "category", *_OF_TOTALS)


@dataclass(frozen=True, slots=True)
class LogChoice:
    """What is logged and how.

    Attributes:
        level: lines below this level of `logging` are dropped.
        as_json: one JSON object a line, for programs, instead of text for a person.
    """

    level: int = logging.INFO
    as_json: bool = False

    @classmethod
    def of(cls, *, quiet: bool, verbose: bool, as_json: bool) -> LogChoice:
        """From the options of the command: `--quiet` tells errors alone, `--verbose` each page too."""
        return cls(logging.ERROR if quiet else logging.DEBUG if verbose else logging.INFO, as_json)

    @property
    def quiet(self) -> bool:
        """Whether errors alone are told."""
        return self.level >= logging.ERROR

    @property
    def bare(self) -> bool:
        """Whether nothing may move on the terminal: no bar, no wheel."""
        return self.quiet or self.as_json

    @classmethod
    def from_environment(cls) -> LogChoice:
        """What the process that started this one chose; the usual where it chose nothing that is understood."""
        name, _, form = os.environ.get(ENVIRONMENT, "").partition("+")
        level = logging.getLevelNamesMapping().get(name.upper(), logging.INFO)
        return cls(level, form == "json")

    def keep(self) -> None:
        """Keeps the choice for processes started from now on."""
        form = "+json" if self.as_json else ""
        os.environ[ENVIRONMENT] = f"{logging.getLevelName(self.level).lower()}{form}"


class TextLines(logging.Formatter):
    """`file, page n: message`, all on one line, with nothing in it that a terminal would obey."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        file, page = getattr(record, "file", None), getattr(record, "page", None)
        where = [printable(str(file))] if file else []
        if page is not None:
            where.append(f"page {page}")
        message = printable(record.getMessage())
        text = f"{', '.join(where)}: {message}" if where else message
        return f"{text}\n{self.formatException(record.exc_info)}" if record.exc_info else text


class JsonLines(logging.Formatter):
    """One JSON object a line, in ASCII: `time` (UTC), `level`, `message`, and of `FIELDS` those that are known."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        when = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, object] = {
            "time": when,
            "level": record.levelname.lower(),
            "message": record.getMessage(),
        }
        line |= {name: getattr(record, name) for name in FIELDS if getattr(record, name, None) is not None}
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)


def set_up(choice: LogChoice, console: Console | None = None) -> None:
    """Sends the log to standard error.

    Args:
        choice: what and how.
        console: where lines for a person go, for example above a progress bar; a new one on standard error if None.
    """
    LOG.setLevel(choice.level)
    LOG.propagate = False
    LOG.handlers[:] = [_json_handler() if choice.as_json else _text_handler(console)]


def _json_handler() -> logging.Handler:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    return handler


class _Lines(logging.Handler):
    """Writes lines for a person through rich: a bar stays below them, and nothing in them is taken for markup."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self._console = console
        self.setFormatter(TextLines())

    def emit(self, record: logging.LogRecord) -> None:
        """Prints one line."""
        style = "red" if record.levelno >= logging.WARNING else "default"
        try:
            self._console.print(
                f"declass: {self.format(record)}", style=style, markup=False, highlight=False, soft_wrap=True
            )
        except OSError:
            self.handleError(record)


def _text_handler(console: Console | None) -> logging.Handler:
    from rich.console import Console

    return _Lines(console or Console(stderr=True))


def problem(error: DeclassError, level: int = logging.ERROR) -> None:
    """Tells of a file or page that was not read, with both as fields of the line."""
    LOG.log(level, error.reason, extra=_fields(error.file, error.page) | {"category": error.category})


def page_read(file: str, page: int, seconds: float) -> None:
    """Tells that a page was read, to those who want to know each page.

    Args:
        file: as the user named it.
        page: its 1-based number.
        seconds: how long reading it took.
    """
    LOG.debug(f"read in {seconds:.1f} s", extra=_fields(file, page) | {"seconds": round(seconds, 3)})


@dataclass(frozen=True, slots=True)
class Totals:
    """What a batch came to.

    Attributes:
        seconds: it took so long.
        documents: how many ended, by outcome.
        pages_read: by this batch.
        pages_known: from before, and not read again.
        pages_failed: that could not be read.
        exit_code: of the command.
    """

    seconds: float
    documents: Mapping[str, int]
    pages_read: int
    pages_known: int
    pages_failed: int
    exit_code: int


def ended(message: str, totals: Totals, level: int = logging.INFO) -> None:
    """Tells how a batch ended, with what it came to as fields of the line."""
    fields = {name: getattr(totals, name) for name in _OF_TOTALS} | {"seconds": round(totals.seconds, 3)}
    LOG.log(level, message, extra=fields | {"documents": dict(sorted(totals.documents.items()))})


def _fields(file: str | None, page: int | None) -> dict[str, object]:
    return {"file": file, "page": page}
