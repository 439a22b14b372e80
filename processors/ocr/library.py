"""Tesseract's own library, called in this process.

The program loads its models anew for each page, some 0.13 s of CPU, and reads the page from a file byte by byte. What
the library reads is the same to the last character; where it cannot be loaded, the program reads.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import sys
import threading
import time
from collections.abc import Iterator
from ctypes import c_bool, c_char_p, c_float, c_int, c_void_p
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pytesseract

from processors.errors import DeclassError, EngineError, PageTimeoutError
from processors.ocr.engine import EngineLine, EngineWord
from processors.ocr.program import dpi_argument, program_version
from processors.ocr.tsv import word_of
from processors.once import loaded_once
from processors.scan import Raster

FILES = ("libtesseract.5.dylib",) if sys.platform == "darwin" else ("libtesseract.so.5",)
"""Names of the library's binary interface of Tesseract 5."""

PROGRAM = "tesseract"
"""Where another program is set, that one reads."""

LSTM_ONLY = 1
"""`--oem 1`."""

OSD = "osd"
"""The model that tells which way up a page is; one of the older engine (`--oem 0`)."""

_OLDER_ONLY, _OSD_MODE = 0, 0

# Levels of what it read.
_LINE, _WORD = 2, 3

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
    "TessBaseAPIGetIterator": (c_void_p, (c_void_p,)),
    "TessPageIteratorIsAtBeginningOf": (c_bool, (c_void_p, c_int)),
    "TessPageIteratorBoundingBox": (c_bool, (c_void_p, c_int, *(ctypes.POINTER(c_int),) * 4)),
    "TessResultIteratorGetPageIterator": (c_void_p, (c_void_p,)),
    "TessResultIteratorGetUTF8Text": (c_void_p, (c_void_p, c_int)),
    "TessResultIteratorConfidence": (c_float, (c_void_p, c_int)),
    "TessResultIteratorNext": (c_bool, (c_void_p, c_int)),
    "TessResultIteratorDelete": (None, (c_void_p,)),
    "TessBaseAPIClear": (None, (c_void_p,)),
    "TessBaseAPIClearAdaptiveClassifier": (None, (c_void_p,)),
    "TessBaseAPIDetectOrientationScript": (
        c_bool,
        (c_void_p, *(ctypes.POINTER(kind) for kind in (c_int, c_float, c_char_p, c_float))),
    ),
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
        self._handle = _opened(api, languages, LSTM_ONLY)

    def lines(self, image: Raster, dpi: float, mode: int, timeout: float) -> tuple[EngineLine, ...]:
        """The words of an image by lines, as in Tesseract's table, which takes 5 % of a reading to be written.

        Args:
            image: height x width grey levels, or with three colours.
            dpi: pixels per inch.
            mode: page segmentation, as in `--psm`.
            timeout: seconds after which reading is given up.

        Raises:
            PageTimeoutError: the time is over.
            EngineError: Tesseract failed.
        """
        height, width = image.shape[:2]
        with self._lock, _shown(self._api, self._handle, image, dpi, mode):
            self._recognise(timeout)
            return self._words(width, height)

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

    def _words(self, width: int, height: int) -> tuple[EngineLine, ...]:
        api = self._api
        found = api.TessBaseAPIGetIterator(self._handle)
        if not found:
            return ()
        results = c_void_p(found)
        lines: list[list[EngineWord]] = []
        try:
            place = c_void_p(api.TessResultIteratorGetPageIterator(results))
            while True:
                text = self._text(results)
                if text is not None:
                    if not lines or api.TessPageIteratorIsAtBeginningOf(place, _LINE):
                        lines.append([])
                    # The table has six decimals.
                    confidence = round(api.TessResultIteratorConfidence(results, _WORD), 6)
                    word = word_of(text, self._edges(place), confidence, width, height)
                    lines[-1].extend([word] if word else ())
                if not api.TessResultIteratorNext(results, _WORD):
                    break
        finally:
            api.TessResultIteratorDelete(results)
        return tuple(EngineLine.of(words) for words in lines if words)

    def _text(self, results: c_void_p) -> str | None:
        """The word at which the results stand; None at a picture."""
        text = self._api.TessResultIteratorGetUTF8Text(results, _WORD)
        if not text:
            return None
        try:
            return ctypes.string_at(text).decode("utf-8")
        except UnicodeDecodeError as error:
            raise EngineError("Tesseract wrote something that is not text") from error
        finally:
            self._api.TessDeleteText(c_void_p(text))

    def _edges(self, place: c_void_p) -> tuple[float, float, float, float]:
        edges = [c_int() for _ in range(4)]
        self._api.TessPageIteratorBoundingBox(place, _WORD, *(ctypes.byref(edge) for edge in edges))
        x0, y0, x1, y1 = (float(edge.value) for edge in edges)
        return x0, y0, x1, y1


def _opened(api: ctypes.CDLL, languages: str, engine: int) -> c_void_p:
    """A handle with the models of some languages loaded.

    Raises:
        EngineError: they cannot be loaded.
    """
    handle = c_void_p(api.TessBaseAPICreate())
    if api.TessBaseAPIInit2(handle, None, languages.encode(), engine) != 0:
        api.TessBaseAPIDelete(handle)
        raise EngineError(f"Tesseract's library could not load {languages!r}")
    api.TessBaseAPISetVariable(handle, *_SILENT)
    api.setMsgSeverity(_NO_MESSAGES)
    return handle


@contextlib.contextmanager
def _shown(api: ctypes.CDLL, handle: c_void_p, image: Raster, dpi: float, mode: int) -> Iterator[None]:
    """Tesseract sees an image in this block, and nothing of it afterwards."""
    pixels = np.ascontiguousarray(image)
    height, width = pixels.shape[:2]
    each = 1 if pixels.ndim == 2 else pixels.shape[2]
    api.TessBaseAPISetVariable(handle, b"user_defined_dpi", dpi_argument(dpi).encode())
    api.TessBaseAPISetPageSegMode(handle, mode)
    api.TessBaseAPISetImage(handle, pixels.ctypes.data, width, height, each, width * each)
    try:
        yield
    finally:
        # Nothing of this page may change how the next one is read.
        api.TessBaseAPIClear(handle)
        api.TessBaseAPIClearAdaptiveClassifier(handle)


def linked(languages: str) -> TesseractLibrary | None:
    """The library for these languages, loaded at the first use; None where the program has to read.

    Args:
        languages: as in `tesseract -l`.
    """
    return _loaded(languages, os.environ.get("TESSDATA_PREFIX")) if _may_be_linked() else None


def linked_orientation(image: Raster, dpi: float) -> tuple[int, float] | None:
    """Which way up the library says a page is; None where the program has to tell, which takes thrice as long.

    The model is loaded for each page that is asked about, some 0.05 s: kept, it takes 45 to 65 MB, for few pages.

    Args:
        image: height x width grey levels.
        dpi: pixels per inch.

    Returns:
        Quarter turns clockwise that set the page upright (0 to 3), and the confidence, as the program prints it.

    Raises:
        EngineError: the page has too little text.
    """
    model = _orientation_model()
    if model is None:
        return None
    api, handle = model
    try:
        return _orientation(api, handle, image, dpi)
    finally:
        api.TessBaseAPIDelete(handle)


def _orientation_model() -> tuple[ctypes.CDLL, c_void_p] | None:
    """The library and a handle with the model; None where the program has to tell."""
    with contextlib.suppress(DeclassError):
        api = _same_as_program() if _may_be_linked() else None
        if api is not None:
            return api, _opened(api, OSD, _OLDER_ONLY)
    return None


def _orientation(api: ctypes.CDLL, handle: c_void_p, image: Raster, dpi: float) -> tuple[int, float]:
    turned, sure, script, sure_script = c_int(), c_float(), c_char_p(), c_float()
    told = (ctypes.byref(value) for value in (turned, sure, script, sure_script))
    with _shown(api, handle, image, dpi, _OSD_MODE):
        if not api.TessBaseAPIDetectOrientationScript(handle, *told):
            raise EngineError("Tesseract could not tell which way up the page is: it has too little text")
        return -turned.value // 90 % 4, round(sure.value, 2)


def _may_be_linked() -> bool:
    command = pytesseract.pytesseract.tesseract_cmd
    return command == PROGRAM and not _is_script(shutil.which(command))


@lru_cache(maxsize=4)
def _is_script(program: str | None) -> bool:
    """Whether somebody has put a script in the program's place, which then has to be asked."""
    try:
        return program is not None and Path(program).read_bytes()[:2] == b"#!"
    except OSError:
        return True


@loaded_once(2)
def _loaded(languages: str, _data: str | None) -> TesseractLibrary | None:
    with contextlib.suppress(DeclassError):
        api = _same_as_program()
        return None if api is None else TesseractLibrary(api, languages)
    return None


def _same_as_program() -> ctypes.CDLL | None:
    """The library where it has the version of the program, which records name, and which was seen to read alike."""
    # Read when the library is loaded; threads of parallel pages would fight for the same cores.
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    api = _library()
    return api if api is not None and api.TessVersion().decode() == program_version() else None


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
