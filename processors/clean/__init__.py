"""Making a page ready for OCR. Marks are looked for on the untouched raster; nothing here may serve that."""

from processors.clean.measure import PageMeasures, measure, x_height
from processors.clean.page import Cleaned, clean_page

__all__ = ["Cleaned", "PageMeasures", "clean_page", "measure", "x_height"]
