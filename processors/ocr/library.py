"""Tesseract's own library, called in this process.

The program loads its models anew for each page, some 0.13 s of CPU, and reads the page from a file byte by byte. What
the library reads is the same to the last character; where it cannot be loaded, the program reads.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
import threading
import time
from ctypes import c_bool, c_char_p, c_int, c_void_p
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pytesseract

from processors.errors import DeclassError, EngineError, PageTimeoutError
from processors.ocr.program import dpi_argument, program_version
from processors.scan import Raster

FILES = ("libtesseract.5.dylib",) if sys.platform == "darwin" else ("libtesseract.so.5",)
"""Names of the library's binary interface of Tesseract 5."""

PROGRAM = "tesseract"
"""Where another program is set, that one reads."""

LSTM_ONLY = 1
"""`--oem 1`."""

# Otherwise Tesseract, and Leptonica below it, write to the terminal about single pages.
_SILENT = (b"debug_file", os.devnull.encode())
_NO_MESSAGES = 6
_CANCEL = ctypes.CFUNCTYPE(c_bool, c_void_p, c_int)
_FUNCTIONS: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "setMsgSeverity": (c_int, (c_int,)),
    "TessVersion": (c_char_p, ()),
    "TessDeleteText": (None, (c_void_p,)),
    "TessBaseAPICreate": (c_void_p, ()),
    "TessBaseAPIDelete": (None, (c_void_p,)),
    "TessBaseAPIInit2": (c_int, (c_void_p, c_char_p, c_char_p, c_int)),
    "TessBaseAPISetVariable": (c_bool, (c_void_p, c_char_p, c_char_p)),
    "TessBaseAPISetPageSegMode": (None, (c_void_p, c_int)),
    "TessBaseAPISetImage": (None, (c_void_p, c_void_p, c_int, c_int, c_int, c_int)),
    "TessBaseAPIRecognize": (c_int, (c_void_p, c_void_p)),
    "TessBaseAPIGetTsvText": (c_void_p, (c_void_p, c_int)),
    "TessBaseAPIClear": (None, (c_void_p,)),
    "TessBaseAPIClearAdaptiveClassifier": (None, (c_void_p,)),
    "TessMonitorCreate": (c_void_p, ()),
    "TessMonitorDelete": (None, (c_void_p,)),
    "TessMonitorSetCancelFunc": (None, (c_void_p, _CANCEL)),
}


class TesseractLibrary:
    """Tesseract with its models loaded, for one set of languages; one page at a time."""

    def __init__(self, api: ctypes.CDLL, languages: str) -> None:
        """Loads the models.

        Raises:
            EngineError: they cannot be loaded.
        """
        self._api = api
        self._lock = threading.Lock()
        self._handle = c_void_p(api.TessBaseAPICreate())
        if api.TessBaseAPIInit2(self._handle, None, languages.encode(), LSTM_ONLY) != 0:
            api.TessBaseAPIDelete(self._handle)
            raise EngineError(f"Tesseract's library could not load {languages!r}")
        api.TessBaseAPISetVariable(self._handle, *_SILENT)
        api.setMsgSeverity(_NO_MESSAGES)

    def tsv(self, image: Raster, dpi: float, mode: int, timeout: float) -> str:
        """The words of an image as Tesseract's table, without the heading row.

        Args:
            image: height x width grey levels, or with three colours.
            dpi: pixels per inch.
            mode: page segmentation, as in `--psm`.
            timeout: seconds after which reading is given up.

        Raises:
            PageTimeoutError: the time is over.
            EngineError: Tesseract failed.
        """
        pixels = np.ascontiguousarray(image)
        height, width = pixels.shape[:2]
        each = 1 if pixels.ndim == 2 else pixels.shape[2]
        with self._lock:
            api, handle = self._api, self._handle
            api.TessBaseAPISetVariable(handle, b"user_defined_dpi", dpi_argument(dpi).encode())
            api.TessBaseAPISetPageSegMode(handle, mode)
            api.TessBaseAPISetImage(handle, pixels.ctypes.data, width, height, each, width * each)
            try:
                self._recognise(timeout)
                return self._table()
            finally:
                # Nothing of this page may change how the next one is read.
                api.TessBaseAPIClear(handle)
                api.TessBaseAPIClearAdaptiveClassifier(handle)

    def _recognise(self, timeout: float) -> None:
        end = time.monotonic() + timeout
        # Asked before each word; that it is Python lets the signals that end a worker through, too.
        is_over = _CANCEL(lambda _this, _words: time.monotonic() > end)
        monitor = c_void_p(self._api.TessMonitorCreate())
        try:
            self._api.TessMonitorSetCancelFunc(monitor, is_over)
            failed = self._api.TessBaseAPIRecognize(self._handle, monitor) != 0
        finally:
            self._api.TessMonitorDelete(monitor)
        if failed and time.monotonic() > end:
            raise PageTimeoutError(f"Tesseract took longer than {timeout:g} s and was ended")
        if failed:
            raise EngineError("Tesseract failed")

    def _table(self) -> str:
        text = self._api.TessBaseAPIGetTsvText(self._handle, 0)
        if not text:
            return ""
        try:
            return ctypes.string_at(text).decode("utf-8")
        except UnicodeDecodeError as error:
            raise EngineError("Tesseract wrote something that is not text") from error
        finally:
            self._api.TessDeleteText(c_void_p(text))


def linked(languages: str) -> TesseractLibrary | None:
    """The library for these languages, loaded at the first use; None where the program has to read.

    Args:
        languages: as in `tesseract -l`.
    """
    command = pytesseract.pytesseract.tesseract_cmd
    if command != PROGRAM or _is_script(shutil.which(command)):
        return None
    return _loaded(languages, os.environ.get("TESSDATA_PREFIX"))


@lru_cache(maxsize=4)
def _is_script(program: str | None) -> bool:
    """Whether somebody has put a script in the program's place, which then has to be asked."""
    try:
        return program is not None and Path(program).read_bytes()[:2] == b"#!"
    except OSError:
        return True


@lru_cache(maxsize=2)
def _loaded(languages: str, _data: str | None) -> TesseractLibrary | None:
    # Read when the library is loaded; threads of parallel pages would fight for the same cores.
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    try:
        api = _library()
        # Records name the program's version, and only that one was seen to read alike.
        if api is None or api.TessVersion().decode() != program_version():
            return None
        return TesseractLibrary(api, languages)
    except DeclassError:
        return None


@lru_cache(maxsize=1)
def _library() -> ctypes.CDLL | None:
    for file in FILES:
        try:
            api = ctypes.CDLL(file)
            for name, (result, arguments) in _FUNCTIONS.items():
                function = getattr(api, name)
                function.restype, function.argtypes = result, arguments
        except (OSError, AttributeError):
            continue
        return api
    return None
