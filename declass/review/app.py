"""Puts the server together: routes, templates, static files and what guards them."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from declass.review import pages
from declass.review.settings import ReviewSettings

_HERE = Path(__file__).parent


def create_app(settings: ReviewSettings) -> FastAPI:
    """The application, ready to be served by uvicorn or called by a test."""
    app = FastAPI(title="declass review", docs_url=None, redoc_url=None, openapi_url="/api/v1/openapi.json")
    app.state.settings = settings
    app.include_router(pages.router)
    app.mount("/static", StaticFiles(directory=_HERE / "static", check_dir=False), name="static")
    return app
