from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest

from declass.catalog.store import STORE_NAME
from declass.report.figures import RunFigures
from declass.report.progress import progress
from declass.report.settings import CURVE_POINTS

START = dt.datetime(2026, 11, 27, 12, 0, tzinfo=dt.UTC).timestamp()


def store(out: Path, *seconds: float) -> Path:
    """A page store with pages written so long after `START`."""
    for second in seconds:
        path = out / STORE_NAME / "pages" / "ab" / f"{second}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}")
        os.utime(path, (START + second, START + second))
    return out


def run(seconds: float, offset: float = 0.0) -> RunFigures:
    started = dt.datetime.fromtimestamp(START + offset, dt.UTC).isoformat(timespec="seconds")
    return RunFigures(started, seconds, 2, 0, 0, 0)


def test_pages_of_a_run_by_when_they_were_stored(tmp_path: Path) -> None:
    found = progress(store(tmp_path, 30, 10, 60, -500, 5000), run(61))
    assert found is not None
    assert found.points == ((10.0, 1), (30.0, 2), (60.0, 3))
    assert (found.pages, found.earlier_pages, found.of_run) == (3, 1, True)
    assert found.pages_per_minute == 3.0


def test_a_run_that_stored_nothing_has_no_progress(tmp_path: Path) -> None:
    assert progress(store(tmp_path, -500), run(20)) is None
    assert progress(tmp_path / "nowhere", run(20)) is None
    assert progress(tmp_path / "nowhere", None) is None


def test_without_a_run_it_is_the_pages_since_the_last_pause(tmp_path: Path) -> None:
    found = progress(store(tmp_path, 0, 20, 10_000, 10_030, 10_060), None)
    assert found is not None
    assert found.points == ((0.0, 1), (30.0, 2), (60.0, 3))
    assert (found.earlier_pages, found.of_run) == (2, False)
    assert found.pages_per_minute == 2.0
    assert found.started == "2026-11-27T14:46:40+00:00"


def test_one_page_has_no_rate(tmp_path: Path) -> None:
    found = progress(store(tmp_path, 5), None)
    assert found is not None
    assert (found.pages, found.pages_per_minute) == (1, 0.0)


@pytest.mark.parametrize("pages", [CURVE_POINTS, CURVE_POINTS + 1, 1000])
def test_long_curves_are_thinned_and_end_where_they_end(tmp_path: Path, pages: int) -> None:
    found = progress(store(tmp_path, *range(pages)), None)
    assert found is not None
    assert len(found.points) <= CURVE_POINTS + 1
    assert found.points[0] == (0.0, 1)
    assert found.points[-1] == (pages - 1.0, pages)
    assert list(found.points) == sorted(found.points)
