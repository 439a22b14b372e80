from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest

from declass.catalog.store import STORE_NAME
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


def test_pages_by_when_they_were_stored(tmp_path: Path) -> None:
    found = progress(store(tmp_path, 30, 10, 60))
    assert found is not None
    assert found.points == ((0.0, 1), (20.0, 2), (50.0, 3))
    assert (found.pages, found.seconds, found.pauses, found.last_pages) == (3, 50.0, 0, 3)
    assert found.pages_per_minute == 2.4
    assert found.started == "2026-11-27T12:00:10+00:00"


def test_without_a_store_there_is_no_progress(tmp_path: Path) -> None:
    assert progress(tmp_path / "nowhere") is None


def test_pauses_are_left_out_and_batches_join(tmp_path: Path) -> None:
    found = progress(store(tmp_path, 0, 20, 10_000, 10_030, 10_060, 90_000))
    assert found is not None
    assert found.points == ((0.0, 1), (20.0, 2), (20.0, 3), (50.0, 4), (80.0, 5), (80.0, 6))
    assert (found.pauses, found.last_pages) == (2, 1)
    assert found.pages_per_minute == 2.2
    assert found.started == "2026-11-27T12:00:00+00:00"


def test_one_page_has_no_rate(tmp_path: Path) -> None:
    found = progress(store(tmp_path, 5))
    assert found is not None
    assert (found.pages, found.pages_per_minute) == (1, 0.0)


@pytest.mark.parametrize("pages", [CURVE_POINTS, CURVE_POINTS + 1, 1000])
def test_long_curves_are_thinned_and_end_where_they_end(tmp_path: Path, pages: int) -> None:
    found = progress(store(tmp_path, *range(pages)))
    assert found is not None
    assert len(found.points) <= CURVE_POINTS + 1
    assert found.points[0] == (0.0, 1)
    assert found.points[-1] == (pages - 1.0, pages)
    assert list(found.points) == sorted(found.points)
