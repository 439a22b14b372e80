"""Pages over time, from when the page store wrote each of them."""

from __future__ import annotations

import datetime as dt
import os
from array import array
from itertools import pairwise
from pathlib import Path

from declass.catalog.store import STORE_NAME
from declass.report.figures import Progress, RunFigures
from declass.report.settings import CURVE_POINTS, PAUSE_SECONDS

# Seconds by which the clock of a file server may be behind ours.
_SLACK = 2.0
# A rate over less than this (seconds) says nothing.
_LEAST_SECONDS = 1.0


def progress(out: Path, run: RunFigures | None) -> Progress | None:
    """How many pages were stored by when.

    Of a run, where one is told of, else of the last stretch of pages without a pause of `PAUSE_SECONDS`.

    Args:
        out: the folder for results.
        run: the run that the report is of.

    Returns:
        None where no page was stored: the run read none, or the store was deleted.
    """
    times = _store_times(out)
    if run is None:
        start = _last_stretch(times)
        chosen, began = times[start:], times[start] if times else 0.0
    else:
        began = dt.datetime.fromisoformat(run.started).timestamp()
        last = began + run.seconds + _SLACK
        chosen = array("d", (t for t in times if began - _SLACK <= t <= last))
    if not chosen:
        return None
    after = array("d", (max(0.0, t - began) for t in chosen))
    seconds, pages = after[-1], len(after)
    # From the first page on, that page itself took no time.
    timed = pages if run is not None else pages - 1
    return Progress(
        started=dt.datetime.fromtimestamp(began, dt.UTC).isoformat(timespec="seconds"),
        points=_points(after),
        pages=pages,
        seconds=round(seconds, 1),
        pages_per_minute=round(60 * timed / seconds, 1) if seconds >= _LEAST_SECONDS else 0.0,
        earlier_pages=sum(t < chosen[0] for t in times),
        of_run=run is not None,
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


def _last_stretch(times: array[float]) -> int:
    """Where in `times` the pages behind the last pause begin."""
    pauses = (k for k, (a, b) in enumerate(pairwise(times), 1) if b - a > PAUSE_SECONDS)
    return max(pauses, default=0)


def _points(after: array[float]) -> tuple[tuple[float, int], ...]:
    """The curve, thinned evenly to `CURVE_POINTS`, its last point kept."""
    count = len(after)
    step = max(1, -(-count // CURVE_POINTS))
    kept = [*range(0, count - 1, step), count - 1]
    return tuple((round(after[k], 1), k + 1) for k in kept)
