"""Making a page ready for OCR. Marks are looked for on the untouched raster; nothing here may serve that."""

from processors.clean.measure import PageMeasures, measure, x_height
from processors.clean.page import Cleaned, Prepared, ask_orientation, clean_page, clean_prepared, prepare_page

__all__ = [
    "Cleaned",
    "PageMeasures",
    "Prepared",
    "ask_orientation",
    "clean_page",
    "clean_prepared",
    "measure",
    "prepare_page",
    "x_height",
]
