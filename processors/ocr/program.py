"""The Tesseract program: running it, its files and its failures."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import pytesseract

from processors.document_records import Tool
from processors.errors import EngineError, MissingError, PageTimeoutError, UsageError
from processors.scan import Raster

Answer = TypeVar("Answer")

INSTALL = "Install it (Debian and Ubuntu: apt install tesseract-ocr; macOS: brew install tesseract)"
LANGUAGE = re.compile(r"[A-Za-z][A-Za-z0-9_/]*")
DPI_RANGE = (70, 2400)
"""What Tesseract itself believes as a resolution."""


def language_argument(languages: tuple[str, ...]) -> str:
    """The value of `-l`.

    Raises:
        UsageError: a code is not the name of a language, such as one that starts with a dash.
    """
    for code in languages:
        if not LANGUAGE.fullmatch(code):
            raise UsageError(f"{code!r} is not a Tesseract language", hint="See tesseract --list-langs")
    if not languages:
        raise UsageError("no OCR language is set", hint="See tesseract --list-langs")
    return "+".join(languages)


@contextmanager
def saved(image: Raster) -> Iterator[str]:
    """The image as an uncompressed file for the program: PNG would cost more time than it saves.

    Raises:
        EngineError: the temporary folder cannot be written.
    """
    header = b"P5" if image.ndim == 2 else b"P6"
    with tempfile.TemporaryDirectory(prefix="declass-") as folder:
        path = Path(folder) / "page.pnm"
        try:
            with path.open("wb") as file:
                file.write(header + b"\n%d %d\n255\n" % (image.shape[1], image.shape[0]))
                file.write(image.tobytes())
        except OSError as error:
            raise EngineError(f"the page could not be handed to Tesseract: {error.strerror}") from error
        yield str(path)


def dpi_argument(dpi: float) -> str:
    """The value of `--dpi`, within what Tesseract accepts."""
    low, high = DPI_RANGE
    return str(min(high, max(low, round(dpi))))


def call(run: Callable[[], Answer], timeout: float) -> Answer:
    """Calls into pytesseract, with one thread a process, and turns its failures into ours.

    Threads of parallel Tesseracts fight (tesseract issue 3109: 459 s in place of 9 s), so a limit of one is passed
    on unless the user has set another.

    Raises:
        MissingError: Tesseract or its language data is not installed.
        PageTimeoutError: it took longer than `timeout` seconds and was ended.
        EngineError: it failed otherwise.
    """
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    try:
        return run()
    except pytesseract.TesseractNotFoundError as error:
        raise MissingError("Tesseract is not installed or not in PATH", hint=INSTALL) from error
    except OSError as error:
        raise EngineError(f"Tesseract could not be run: {error.strerror}") from error
    except subprocess.CalledProcessError as error:
        raise _ended(error.returncode) from error
    except pytesseract.TesseractError as error:
        raise _failure(str(error.message)) from error
    except RuntimeError as error:
        if "timeout" not in str(error):
            raise EngineError(f"Tesseract failed: {error}") from error
        raise PageTimeoutError(f"Tesseract took longer than {timeout:g} s and was ended") from error
    except UnicodeDecodeError as error:
        raise EngineError("Tesseract wrote something that is not text") from error
    except SystemExit as error:
        # So pytesseract says that the program is too old, or tells no version.
        raise EngineError(f"Tesseract cannot be used: {' '.join(str(error).split())[:200]}") from error


def _ended(status: int) -> EngineError:
    """What to say where the program gave no answer to a question of ours."""
    how = f"was ended by signal {-status}" if status < 0 else f"ended with status {status}"
    return EngineError(f"Tesseract {how}", hint="Run the same command again")


def _failure(message: str) -> MissingError | EngineError:
    lost = re.search(r"([\w/.-]+)\.traineddata", message)
    if lost and "Error opening data file" in message:
        code = Path(lost.group(1)).name
        return MissingError(
            f"Tesseract's data for {code!r} is not installed",
            hint=f"Install it (Debian and Ubuntu: apt install tesseract-ocr-{code.replace('_', '-')})",
        )
    return EngineError(f"Tesseract failed: {' '.join(message.split())[:200]}")


@lru_cache(maxsize=1)
def program_version() -> str:
    """Tesseract's version, such as `5.3.0`.

    Raises:
        MissingError: it is not installed.
        EngineError: it gives no answer.
    """
    return str(call(pytesseract.get_tesseract_version, 0)).strip()


@lru_cache(maxsize=1)
def data_folder() -> Path:
    """Where Tesseract's language data lies.

    Raises:
        MissingError: it is not installed, or has no data.
        EngineError: it gives no answer: without one, nothing is known of its data.
    """
    command = [pytesseract.pytesseract.tesseract_cmd, "--list-langs"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    except FileNotFoundError as error:
        raise MissingError("Tesseract is not installed or not in PATH", hint=INSTALL) from error
    except subprocess.TimeoutExpired as error:
        raise EngineError("Tesseract does not name its languages within a minute") from error
    if done.returncode < 0:
        raise _ended(done.returncode)
    named = re.search(r'languages in "([^"]+)"', done.stdout + done.stderr)
    if not named:
        raise MissingError("Tesseract has no language data", hint=INSTALL)
    return Path(named.group(1))


@lru_cache(maxsize=8)
def language_tools(languages: tuple[str, ...]) -> tuple[Tool, ...]:
    """The language models with their checksums.

    Raises:
        MissingError: one is not installed.
    """
    tools = []
    for code in languages:
        path = data_folder() / f"{code}.traineddata"
        if not path.is_file():
            raise _failure(f"Error opening data file {path}")
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        tools.append(Tool(name=f"{code}.traineddata", version=program_version(), sha256=digest))
    return tuple(tools)
