"""Opening files of pages and rendering them, safely.

`open_source` looks at the content, refuses what is beyond the limits, and gives a `Source` whose pages are
read one by one. Everything is reported in points of the page as a viewer shows it, origin top left.
"""

from __future__ import annotations

from processors.sources.base import Source
from processors.sources.media import MEDIA_SUFFIXES, is_supported
from processors.sources.opening import open_source

__all__ = ["MEDIA_SUFFIXES", "Source", "is_supported", "open_source"]
