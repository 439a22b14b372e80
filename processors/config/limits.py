"""Limits that keep bad input from doing harm, each with unit and reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LimitsConfig:
    """What is refused.

    Attributes:
        file_bytes: larger files are refused (bytes). The largest single releases seen are some 700 MB.
        pages: files with more pages are refused. The longest releases seen have some 4,000 pages.
        page_pixels: larger rasters are refused (pixels): an A0 sheet at 300 dpi has 139 million.
        page_points: a page side longer than this is refused (points); PDF's own limit is 14,400.
        page_seconds: a page that takes longer is ended (seconds). Slow real pages take 20 to 40 s.
        pages_per_worker: a worker process is replaced after so many pages, so that no leak can grow.
        worker_bytes: address space of a worker (bytes): a page that needs more fails alone. Libraries reserve
            far more than they use; a page at the pixel limit was seen to need under 3 GB.
        render_dpi: resolution for pages without a scan of their own (dots per inch); Tesseract's best is 300.
        max_dpi: scans finer than this are rendered at it (dots per inch): finer ones gain nothing in OCR.
        min_dpi: scans coarser than this are enlarged to it only by OCR's own cleaning (dots per inch).
    """

    file_bytes: int = 2_000_000_000
    pages: int = 20_000
    page_pixels: int = 150_000_000
    page_points: float = 14_400.0
    page_seconds: float = 180.0
    pages_per_worker: int = 300
    worker_bytes: int = 6_000_000_000
    render_dpi: float = 300.0
    max_dpi: float = 400.0
    min_dpi: float = 70.0
