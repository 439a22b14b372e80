"""Limits of the report, each with unit and reason: the page must stay a page, however large the batch."""

from __future__ import annotations

DOCUMENT_ROWS = 500
"""Documents in the table of the page; 500 rows are some 300 KB of HTML. All of them are in the CSV and the JSON."""
WORST_PAGES = 50
"""Pages in the list of the worst: an hour of looking."""
THUMBNAILS = 24
"""Pictures of them: 24 of 12 KB are 400 KB of the page."""
LEAST_PICTURED = 6
"""Pages shown with a picture even where every page was read well: one row."""
THUMBNAIL_PIXELS = 260
"""Width of a picture (pixels); it is shown at half to two thirds of that, sharp on fine screens too."""
THUMBNAIL_BYTES = 15_000
"""A picture is made coarser until it is below this (bytes)."""
THUMBNAIL_SECONDS = 60.0
"""Pictures that are not ready after this time (seconds) are left out: a report is worth no longer wait."""
THUMBNAIL_UNPACKED_BYTES = 500_000_000
"""A larger compressed TAR archive is not unpacked for pictures (bytes): that takes longer than a picture is worth."""
LEAST_WORDS = 10
"""Pages with fewer words are not called bad: they hold a stamp or a number, and a mean of those says little."""
FAILURES_KEPT = 5_000
"""Failures listed one by one in the JSON; beyond, they are only counted. Each record has its own."""
MESSAGES_SHOWN = 8
"""Different reasons shown for one category of failures, the most frequent first."""
PLACES_SHOWN = 6
"""Files named for one reason."""
CODES_SHOWN = 40
"""Codes in the table of the page; a batch rarely has more, and misread ones must not flood it."""
TEXT_SHOWN = 240
"""Characters of a name or message in the page; file systems allow 255 bytes, hostile messages anything."""
CURVE_POINTS = 160
"""Points of the progress curve: more than a plot can show apart."""
PAUSE_SECONDS = 900.0
"""Where no page was stored for longer than this (seconds), nobody read: a page takes at most some minutes."""
YEARS_SHOWN = 60
"""Years between the first and last bar of release dates; earlier ones are taken together."""
COARSE_DPI = 150.0
"""A page scanned coarser than this (dots per inch) is called coarse; agencies scan at 200 to 400."""
SKEWED_DEGREES = 2.0
"""A page turned by more than this (degrees) is called skewed."""
