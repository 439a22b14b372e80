"""Batches: what the report says of them, and what runs."""

from __future__ import annotations

import hashlib
import json
from typing import Annotated, Literal

from fastapi import APIRouter, Path
from fastapi.responses import Response

from declass.review.api import Problem
from declass.review.api_batches import BatchDetail, Batches, ChartView
from declass.review.asking import Reader, TheDesk
from declass.review.batches import batch_lines, folder_of, runs
from declass.review.plots import charts, plot, report_of
from declass.review.routes.publishing import approvals

router = APIRouter(tags=["batches"])
Number = Annotated[int, Path(ge=1, le=2**62)]


@router.get("/batches")
def batches(desk: TheDesk, _who: Reader) -> Batches:
    """All folders for results, with how far their review is."""
    return Batches(batches=batch_lines(desk.database, desk.output))


@router.get("/batches/{number}")
def batch(desk: TheDesk, _who: Reader, number: Number) -> BatchDetail:
    """One batch with the figures of its report."""
    place = folder_of(desk.database, number, desk.output)
    report = report_of(place)
    # A browser shows a picture that it has again, as long as its address is the same.
    made = hashlib.sha256(report.data).hexdigest()[:12] if report is not None else ""
    waiting, problem = approvals(str(place))
    return BatchDetail(
        batch=batch_lines(desk.database, number)[0],
        runs=runs(desk.database, number),
        figures=json.loads(report.data) if report is not None else None,
        charts=tuple(
            ChartView(
                key=chart.key,
                title=chart.title,
                note=chart.note,
                alternative=chart.alternative,
                columns=chart.columns,
                rows=chart.rows,
                image=f"/api/v1/batches/{number}/plots/{chart.key}?of={made}" if drawable else "",
            )
            for chart, drawable in charts(report)
        ),
        approvals=waiting,
        approvals_problem=problem,
    )


@router.get(
    "/batches/{number}/plots/{key}",
    response_class=Response,
    responses={200: {"content": {"image/svg+xml": {}}}, 404: {"model": Problem}},
)
def plot_of(
    desk: TheDesk,
    _who: Reader,
    number: Number,
    key: Annotated[str, Path(pattern="^[a-z]{1,20}$")],
    theme: Literal["light", "dark"] = "light",
) -> Response:
    """A plot of the report as a picture."""
    made = plot(report_of(folder_of(desk.database, number, desk.output)), key, theme)
    # A picture of our own drawing; its style is its own.
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return Response(made, media_type="image/svg+xml", headers={"Content-Security-Policy": policy})
