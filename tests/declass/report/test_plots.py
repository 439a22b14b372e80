"""Plots drawn by workers, as those drawn here."""

from __future__ import annotations

import concurrent.futures
from pathlib import Path
from typing import cast

import pytest

from declass.report.charts import Chart
from declass.report.collect import Collector, document_sums
from declass.report.figures import Figures
from declass.report.page import plotted, shown_charts
from declass.report.plots import all_drawn, get_ready
from processors.config import Config
from processors.errors import StoppedError
from processors.workers import WorkerPool
from tests.declass.report.report_samples import line, page, record


class _Broken:
    """Workers that die over each plot."""

    def do(self, *_: object) -> concurrent.futures.Future[str]:
        future = concurrent.futures.Future[str]()
        future.set_exception(RuntimeError())
        return future


class _Stopped:
    """Workers that take nothing more."""

    def do(self, *_: object) -> concurrent.futures.Future[str]:
        raise StoppedError("was not read: the run was stopped")


class _Cancelling:
    """Workers that are stopped before they begin."""

    def do(self, *_: object) -> concurrent.futures.Future[str]:
        future = concurrent.futures.Future[str]()
        future.cancel()
        return future


@pytest.fixture(scope="module")
def figures() -> Figures:
    collector = Collector(Path("nowhere"))
    text = line(100, ("alpha", 0.95), ("of", 0.5))
    collector.add("one", document_sums(record(page(1, text), page(2, text))))
    return collector.figures("batch", None, None)


@pytest.fixture(scope="module")
def charts(figures: Figures) -> list[Chart]:
    return shown_charts(figures)


def test_workers_draw_the_same(figures: Figures) -> None:
    with WorkerPool(1, Config()) as pool:
        ready = pool.do(get_ready)
        drawn = plotted(figures, pool)
    assert drawn == plotted(figures)
    assert len(drawn) > 1
    assert ready.exception() is None


@pytest.mark.parametrize("workers", [_Broken(), _Stopped(), _Cancelling()])
def test_what_a_worker_cannot_draw_is_drawn_here(charts: list[Chart], workers: object) -> None:
    assert all_drawn(charts, cast("WorkerPool", workers)) == all_drawn(charts, None)


def test_what_reading_kept_is_given_back_before_anything_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[object] = []
    monkeypatch.setattr("declass.report.plots.give_back", done.append)
    monkeypatch.setattr("declass.report.plots.drawn", lambda _chart: done.append("drawn"))
    get_ready()
    assert done[:1] == [0]
