"""Page ranges as people write them: `1,3-5`."""

from __future__ import annotations

import re

from processors.errors import UsageError

_RANGE = re.compile(r"([0-9]{1,6})(?:-([0-9]{0,6}))?")


def parse_pages(text: str, count: int) -> tuple[int, ...]:
    """Page numbers named by `text` (`1,3-5`, `7-` to the end), each once, rising.

    Raises:
        UsageError: it is not a page range, or names a page that the file does not have.
    """
    pages: set[int] = set()
    for part in text.split(","):
        match = _RANGE.fullmatch(part.strip())
        if match is None:
            raise UsageError(
                f"'{part.strip()}' is not a page or a range of pages", hint="Write for example --pages 1,3-5"
            )
        first = int(match[1])
        last = first if match[2] is None else int(match[2] or count)
        if not 1 <= first <= last <= count:
            raise UsageError(
                f"there is no page range {part.strip()}", hint=f"The file has pages 1 to {count}"
            )
        pages.update(range(first, last + 1))
    return tuple(sorted(pages))
