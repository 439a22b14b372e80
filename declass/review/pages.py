"""The pages of the review: HTML around what the scripts fetch."""

from __future__ import annotations

import functools
import pathlib
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from declass.review.api import SHA256
from declass.review.sessions import reading, sessions_of

router = APIRouter(include_in_schema=False)


@functools.cache
def templates() -> Environment:
    """The templates, which escape all that is put into them."""
    return Environment(
        loader=FileSystemLoader(pathlib.Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _page(request: Request, name: str, **values: object) -> Response:
    """A page, or the one for logging in where that is needed first."""
    sessions = sessions_of(request)
    if sessions.needs_token and sessions.of(request) is None:
        return RedirectResponse("/login", 303)
    reading(request)
    return _rendered(name, **values)


def _rendered(name: str, **values: object) -> Response:
    return HTMLResponse(templates().get_template(f"{name}.html").render(screen=name, **values))


@router.get("/")
def root() -> RedirectResponse:
    """The queue is where work begins."""
    return RedirectResponse("/queue")


@router.get("/queue")
def queue(request: Request) -> Response:
    """What needs a person."""
    return _page(request, "queue")


@router.get("/documents")
def documents(request: Request) -> Response:
    """All documents."""
    return _page(request, "documents")


@router.get("/documents/{sha256}")
def document(request: Request, sha256: SHA256, page: Annotated[int, Query(ge=1, le=10**6)] = 1) -> Response:
    """The reader of one document."""
    return _page(request, "document", sha256=sha256, page=page)


@router.get("/batches")
def batches(request: Request) -> Response:
    """All batches."""
    return _page(request, "batches")


@router.get("/batches/{number}")
def batch(request: Request, number: Annotated[int, Path(ge=1, le=2**62)]) -> Response:
    """One batch with its figures."""
    return _page(request, "batch", batch=number)


@router.get("/compare")
def compare(request: Request, a: str = "", b: str = "") -> Response:
    """Two releases of one document."""
    return _page(request, "compare", a=a, b=b)


@router.get("/log")
def log(request: Request) -> Response:
    """Who decided what."""
    return _page(request, "log")


@router.get("/login")
def login() -> Response:
    """Where a token is asked for."""
    return _rendered("login")
