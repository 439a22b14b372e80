"""How often Python looks for garbage that refers to itself.

Results of pages are trees of small objects, which are freed without that. A process with Prefect has three hundred
thousand objects that stay, and looking through them over and over took a fifth of its CPU.
"""

from __future__ import annotations

import atexit
import gc

# Objects that were made and not freed before the youngest are looked through, and looks before older ones are (Python's
# own: 700, 10 and 10). The words of some twenty pages; garbage of so many objects takes some megabytes.
_THRESHOLDS = 20_000, 10, 10


def look_seldom() -> None:
    """From now on all of memory is looked through some thirty times less often, and not when the process ends."""
    gc.set_threshold(*_THRESHOLDS)
    # What was registered first is done last.
    atexit.register(gc.freeze)
