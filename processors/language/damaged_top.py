"""`TOP` before `SECRET` that a stroke or a worn stamp damaged: read without it, the level would be one too low."""

from __future__ import annotations

import re

from processors.language.usual_words import is_word

CONFIDENCE = 0.7
"""That the level is `TOP SECRET`, as where one letter of it was read amiss."""
_BEFORE = re.compile(r"(?:[\W_]*\W)?(?P<top>[A-Z]{2,3}) {1,3}")


def is_damaged_top(read: str) -> bool:
    """Whether letters are those of `TOP` but for one that is lacking or read as another, and no word themselves.

    >>> is_damaged_top("TP"), is_damaged_top("TGP"), is_damaged_top("TO"), is_damaged_top("TIP")
    (True, True, False, False)
    """
    if read in ("OP", "TP"):
        return True
    differ = sum(a != b for a, b in zip(read, "TOP", strict=False))
    return len(read) == len("TOP") and differ == 1 and not is_word(read)


def damaged_top(upper: str, end: int) -> int | None:
    """Where a damaged `TOP` begins that stands right before `end` with nothing else before it; None where none does."""
    found = _BEFORE.fullmatch(upper, 0, end)
    return found.start("top") if found is not None and is_damaged_top(found["top"]) else None
