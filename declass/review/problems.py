"""Errors as answers: JSON for scripts, a calm page for people, never a trace."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from markupsafe import escape
from starlette.exceptions import HTTPException

from declass.catalog.decisions import Clash
from declass.review.api import Newer, Problem
from declass.review.shelf import NotFoundError
from processors.errors import (
    AccessError,
    DeclassError,
    InputError,
    LimitError,
    MissingError,
    UsageError,
    printable,
)

_API = "/api/"
# What an error of ours means to a browser; the first kind that fits.
_STATUS: tuple[tuple[type[DeclassError], int], ...] = (
    (NotFoundError, 404),
    (Clash, 409),
    (UsageError, 422),
    (LimitError, 422),
    (InputError, 422),
    (AccessError, 503),
    (MissingError, 503),
)
_WORDS = {401: "Log in first", 404: "There is nothing here", 405: "That cannot be done here"}
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/static/css/error.css">
<main><h1>{title}</h1><p>{text}</p><p><a href="/queue">To the queue</a></p></main></html>"""


class Refusal(Exception):  # noqa: N818 - no error: it is what the server answers
    """A request that is not served: `status` of HTTP, a stable word, what happened, and what to do."""

    def __init__(self, status: int, error: str, message: str, hint: str = "") -> None:
        """Takes what is answered."""
        super().__init__(message)
        self.status = status
        self.problem = Problem(error=error, message=message, hint=hint)


def handle_problems(app: FastAPI) -> None:
    """Makes the app answer every error calmly."""
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(DeclassError, _told)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


def problem_answer(request_path: str, status: int, problem: Problem) -> Response:
    """The answer to a request for `request_path` that cannot be served."""
    if request_path.startswith(_API):
        return JSONResponse(problem.model_dump(mode="json"), status)
    text = f"{problem.message}. {problem.hint}".rstrip()
    return HTMLResponse(
        _PAGE.format(title=escape(_WORDS.get(status, "This did not work")), text=escape(text)), status
    )


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)  # noqa: S101 - registered for it
    return problem_answer(request.url.path, error.status, error.problem)


def _told(request: Request, error: Exception) -> Response:
    assert isinstance(error, DeclassError)  # noqa: S101 - registered for it
    status = next((status for kind, status in _STATUS if isinstance(error, kind)), 500)
    message = printable(error.message)
    if isinstance(error, Clash):
        newer = Newer(error=error.category, message=message, hint=error.hint, newer=error.newer)
        return JSONResponse(newer.model_dump(mode="json"), status)
    return problem_answer(
        request.url.path, status, Problem(error=error.category, message=message, hint=error.hint)
    )


def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for it
    first = next(iter(error.errors()), {"loc": (), "msg": ""})
    where = ".".join(str(part) for part in first["loc"])
    problem = Problem(error="invalid", message=printable(f"{first['msg']} ({where})"))
    return problem_answer(request.url.path, 422, problem)


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for it
    message = _WORDS.get(error.status_code, error.detail)
    answer = problem_answer(request.url.path, error.status_code, Problem(error="http", message=message))
    for name, value in (error.headers or {}).items():
        answer.headers[name] = value
    return answer
