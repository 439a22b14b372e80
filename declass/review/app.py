"""Puts the server together: routes, templates, static files and what guards them."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from fastapi import APIRouter, FastAPI
from fastapi.staticfiles import StaticFiles

from declass.review import pages
from declass.review.desk import Desk, open_desk
from declass.review.guard import Guard
from declass.review.problems import handle_problems
from declass.review.routes import (
    batches,
    decisions,
    documents,
    live,
    pictures,
    publishing,
    queue,
    reader,
    releases,
    session,
)
from declass.review.sessions import Sessions
from declass.review.settings import ReviewSettings

_HERE = Path(__file__).parent


def create_app(settings: ReviewSettings, desk: Desk | None = None) -> FastAPI:
    """The application, ready to be served by uvicorn or called by a test.

    Args:
        settings: how it runs.
        desk: what it works with; opened, and closed at the end, where none is given.

    Raises:
        AccessError: the catalog cannot be opened.
        UsageError: there is none.
    """
    opened = desk or open_desk(settings)

    @contextlib.asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        opened.live.start()
        yield
        opened.close()

    app = FastAPI(
        title="declass review",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        openapi_url="/api/v1/openapi.json",
        lifespan=lifespan,
    )
    app.state.settings, app.state.desk, app.state.sessions = settings, opened, Sessions(settings)
    handle_problems(app)
    app.add_middleware(Guard, settings=settings)
    api = APIRouter(prefix="/api/v1")
    for module in (
        session,
        queue,
        decisions,
        documents,
        reader,
        pictures,
        releases,
        batches,
        publishing,
        live,
    ):
        api.include_router(module.router)
    app.include_router(api)
    app.include_router(pages.router)
    app.mount("/static", StaticFiles(directory=_HERE / "static", check_dir=False), name="static")
    return app
