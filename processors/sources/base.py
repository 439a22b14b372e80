"""What all sources have in common: the open file, its identity, and pages asked for one by one."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from processors.config.limits import LimitsConfig
from processors.document_records import SourceInfo
from processors.errors import LimitError, UsageError, printable
from processors.scan import Scan

_CHUNK = 1 << 20


# OpenCV turns and straightens pictures whose sides are below 2**15 pixels alone.
SIDE_PIXELS = 32_766


class Source(ABC):
    """An open file of pages, read page by page. A context manager; close it when done.

    A source belongs to the one thread that opened it: pdfium is not thread-safe, not even across documents,
    so only one thread of a process may hold sources.
    """

    def __init__(self, stream: BinaryIO, file: str, media_type: str, limits: LimitsConfig) -> None:
        """Keeps the open file.

        Args:
            stream: the file, open for reading; closed with the source.
            file: the file as the user named it, for messages.
            media_type: what its content is.
            limits: what is refused.
        """
        self.file = file
        self.name = Path(file).name
        self.media_type = media_type
        self._stream = stream
        self._limits = limits
        self._info: SourceInfo | None = None

    @property
    @abstractmethod
    def page_count(self) -> int:
        """Number of pages."""

    @property
    def info(self) -> SourceInfo:
        """The file's identity. The first call reads the whole file for its sha256; opening does not."""
        if self._info is None:
            digest, size = hashlib.sha256(), 0
            self._stream.seek(0)
            while chunk := self._stream.read(_CHUNK):
                digest.update(chunk)
                size += len(chunk)
            self._info = SourceInfo(
                uri=printable(self.name),
                sha256=digest.hexdigest(),
                bytes=size,
                media_type=self.media_type,
                page_count=self.page_count,
            )
        return self._info

    def page(self, number: int) -> Scan:
        """Reads one page; nothing of other pages is read.

        Args:
            number: 1-based page number.

        Raises:
            UsageError: there is no such page.
            InputError: this page is damaged; others may still be readable.
            LimitError: this page is beyond a limit.
        """
        if not 1 <= number <= self.page_count:
            count = f"{self.page_count} page{'s' if self.page_count != 1 else ''}"
            raise UsageError(f"there is no page {number}; the file has {count}", file=self.file)
        try:
            scan = self._read(number)
        except MemoryError:
            raise LimitError(
                "there is not enough memory for this page",
                file=self.file,
                page=number,
                hint="Lower limits.page_pixels or limits.max_dpi",
            ) from None
        if max(scan.raster.shape[:2]) > SIDE_PIXELS:
            reason = (
                f"a side of the page has over {SIDE_PIXELS:,} pixels, which is more than can be straightened"
            )
            raise LimitError(reason, file=self.file, page=number, hint="Split the page")
        return scan

    @abstractmethod
    def _read(self, number: int) -> Scan:
        """Reads page `number`, which exists."""

    def close(self) -> None:
        """Lets go of the file; further calls do nothing."""
        self._stream.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()
