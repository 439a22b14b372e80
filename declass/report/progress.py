"""Pages over time, from when the page store wrote each of them.

The report is of all results in a folder, so the curve is of all of its pages, whichever run read them: several at the
same time, one that was killed and its successor, or batches of many nights. The time in which none read is left out.
"""

from __future__ import annotations

import datetime as dt
import os
from array import array
from itertools import pairwise
from pathlib import Path

from declass.catalog.store import STORE_NAME
from declass.report.figures import Progress
from declass.report.settings import CURVE_POINTS, PAUSE_SECONDS

# A rate over less than this (seconds) says nothing.
_LEAST_SECONDS = 1.0


def progress(out: Path) -> Progress | None:
    """How many pages were stored by when, without pauses longer than `PAUSE_SECONDS`.

    Args:
        out: the folder for results.

    Returns:
        None where no page is stored: the store was deleted, or lies elsewhere.
    """
    times = _store_times(out)
    if not times:
        return None
    after, pauses = _without_pauses(times)
    seconds, pages = after[-1], len(after)
    # The first page, and the first after a pause, took no time that is counted.
    timed = pages - 1 - len(pauses)
    return Progress(
        started=dt.datetime.fromtimestamp(times[0], dt.UTC).isoformat(timespec="seconds"),
        points=_points(after),
        pages=pages,
        seconds=round(seconds, 1),
        pages_per_minute=round(60 * timed / seconds, 1) if seconds >= _LEAST_SECONDS else 0.0,
        pauses=len(pauses),
        last_pages=pages - (pauses[-1] if pauses else 0),
    )


def _store_times(out: Path) -> array[float]:
    """When each page result was written (seconds since 1970), in order; eight bytes a page."""
    times = array("d")
    for folder, _, names in os.walk(out / STORE_NAME / "pages"):
        for name in names:
            if name.endswith(".json"):
                try:
                    times.append((Path(folder) / name).stat().st_mtime)
                except OSError:
                    continue
    return array("d", sorted(times))


def _without_pauses(times: array[float]) -> tuple[array[float], list[int]]:
    """Seconds of reading until each page, and which pages (counted from 0) were the first after a pause."""
    after, pauses = array("d", [0.0]), []
    for k, (earlier, later) in enumerate(pairwise(times), 1):
        gap = later - earlier
        if gap > PAUSE_SECONDS:
            pauses.append(k)
            gap = 0.0
        after.append(after[-1] + gap)
    return after, pauses


def _points(after: array[float]) -> tuple[tuple[float, int], ...]:
    """The curve, thinned evenly to `CURVE_POINTS`, its last point kept."""
    count = len(after)
    step = max(1, -(-count // CURVE_POINTS))
    kept = [*range(0, count - 1, step), count - 1]
    return tuple((round(after[k], 1), k + 1) for k in kept)
