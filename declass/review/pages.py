"""The pages of the review: HTML around what the scripts fetch."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from declass.review.api import SHA256

router = APIRouter(include_in_schema=False)


@functools.cache
def templates() -> Environment:
    """The templates, which escape all that is put into them."""
    return Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _page(name: str, **values: object) -> HTMLResponse:
    return HTMLResponse(templates().get_template(f"{name}.html").render(screen=name, **values))


@router.get("/")
def root() -> RedirectResponse:
    """The queue is where work begins."""
    return RedirectResponse("/queue")


@router.get("/queue")
def queue() -> HTMLResponse:
    """What needs a person."""
    return _page("queue")


@router.get("/documents")
def documents() -> HTMLResponse:
    """All documents."""
    return _page("documents")


@router.get("/documents/{sha256}")
def document(sha256: SHA256, page: Annotated[int, Query(ge=1, le=10**6)] = 1) -> HTMLResponse:
    """The reader of one document."""
    return _page("document", sha256=sha256, page=page)


@router.get("/batches")
def batches() -> HTMLResponse:
    """All batches."""
    return _page("batches")


@router.get("/batches/{number}")
def batch(number: int) -> HTMLResponse:
    """One batch with its figures."""
    return _page("batch", batch=number)


@router.get("/compare")
def compare(a: str = "", b: str = "") -> HTMLResponse:
    """Two releases of one document."""
    return _page("compare", a=a, b=b)


@router.get("/log")
def log() -> HTMLResponse:
    """Who decided what."""
    return _page("log")


@router.get("/login")
def login() -> HTMLResponse:
    """Where a token is asked for."""
    return _page("login")
