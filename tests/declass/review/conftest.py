"""A catalog with a few made-up documents over real PDF files, and a browser's way to the server."""

from __future__ import annotations

import io
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from fastapi.testclient import TestClient
from httpx import Response
from PIL import Image, ImageDraw

from bench.review.made_up import file_record, made_up_record
from declass.catalog.catalog import open_catalog
from declass.catalog.database import catalog_url, open_database
from declass.catalog.locks import Locks
from declass.review.app import create_app
from declass.review.settings import ReviewSettings
from processors.document_records import SourceInfo
from processors.sources.checksum import file_sha256

DOCUMENTS, PAGES = 3, 2
HOME = "http://127.0.0.1:8573"


@dataclass
class Scene:
    """An output with its catalog and the files it is of."""

    root: Path
    files: list[Path]
    shas: list[str]

    @property
    def out(self) -> Path:
        return self.root / "out"

    @property
    def settings(self) -> ReviewSettings:
        return ReviewSettings(catalog="", out=self.out, cache=self.root / "cache", reviewer="Ada")


class Browser:
    """A reviewer's browser: keeps the session, and sends what the pages send."""

    def __init__(self, client: TestClient, reviewer: str = "") -> None:
        self.client = client
        if reviewer:
            client.post("/api/v1/session", json={"reviewer": reviewer})
        self.csrf = client.get("/api/v1/session").json()["csrf"]

    def get(self, path: str, **params: Any) -> Response:
        return self.client.get(f"/api/v1{path}", params=params)

    def post(self, path: str, body: object) -> Response:
        return self.client.post(f"/api/v1{path}", json=body, headers={"X-CSRF-Token": self.csrf})

    def items(self, **params: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.get("/queue", **params).json()["items"]
        return found

    def decide(self, item: dict[str, Any], act: str, request: str = "", **more: Any) -> Response:
        self.count = getattr(self, "count", 0) + 1
        decision = proposal(item, act) | more
        return self.post(
            "/decisions", {"request": request or f"{id(self):016d}-{self.count}", "decisions": [decision]}
        )


def state_of(item: dict[str, Any]) -> dict[str, Any]:
    """An item as the reviewer sees it."""
    state = {key: item[key] for key in ("bbox", "kind", "status", "confidence")}
    state["codes"] = [code["code"] for code in item["codes"]]
    if item["subject"] != "redaction":
        state["text"] = item["text"]
    if item["subject"] == "strike":
        state["what"] = item["what"]
    if item["subject"] == "marking":
        state["struck"] = item["struck"]
    return state


def proposal(item: dict[str, Any], act: str) -> dict[str, Any]:
    """A decision about an item: as it is, where the act leaves something."""
    before = state_of(item)
    after = before | {"confidence": 1.0, "status": ""} if act in ("accept", "change", "correct") else None
    return {
        "sha256": item["sha256"],
        "page": item["page"],
        "ref": item["ref"],
        "subject": item["subject"],
        "act": act,
        "before": None if act in ("draw", "undo", "comment") else before,
        "after": after,
        "seen": item["version"],
    }


def make_scene(root: Path) -> Scene:
    files = [root / "sources" / f"release_{number}.pdf" for number in range(DOCUMENTS)]
    (root / "out").mkdir(parents=True)
    (root / "sources").mkdir()
    database = open_database(catalog_url(root / "out", None))
    try:
        with Locks(root / "out") as locks:
            catalog = open_catalog(database, root / "out", locks)
            for number, file in enumerate(files):
                _write_pdf(file, number)
                source = SourceInfo(
                    file.name, file_sha256(file), file.stat().st_size, "application/pdf", PAGES
                )
                record = replace(made_up_record(number, PAGES), source=source)
                file_record(catalog, root / "out", file.stem, record, str(file))
    finally:
        database.close()
    return Scene(root, files, [file_sha256(file) for file in files])


def _write_pdf(file: Path, number: int) -> None:
    """Pages that are one picture each, at 100 dpi."""
    pages = []
    for page in range(PAGES):
        picture = Image.new("L", (850, 1100), 255)
        ImageDraw.Draw(picture).text((100, 100), f"document {number} page {page + 1}", fill=0)
        pages.append(picture)
    buffer = io.BytesIO()
    pages[0].save(buffer, "PDF", resolution=100.0, save_all=True, append_images=pages[1:])
    with pikepdf.open(buffer) as pdf:
        pdf.docinfo["/Title"] = f"Release {number}"
        pdf.save(file, deterministic_id=True)


@pytest.fixture(scope="session")
def made_scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """Made once; tests work on copies of its output."""
    return make_scene(tmp_path_factory.mktemp("scene"))


@pytest.fixture
def scene(made_scene: Scene, tmp_path: Path) -> Scene:
    """An output of its own over files that nobody changes."""
    shutil.copytree(made_scene.out, tmp_path / "out")
    catalog = sqlite3.connect(tmp_path / "out" / ".declass" / "catalog.sqlite")
    with catalog:
        catalog.execute("UPDATE outputs SET path = ?", (str(tmp_path / "out"),))
    catalog.close()
    return replace(made_scene, root=tmp_path)


@pytest.fixture
def serve() -> Iterator[Callable[[ReviewSettings], TestClient]]:
    """Starts servers in this process, and ends them behind the test."""
    started: list[TestClient] = []

    def start(settings: ReviewSettings) -> TestClient:
        client = TestClient(create_app(settings), base_url=HOME, follow_redirects=False)
        client.__enter__()
        started.append(client)
        return client

    yield start
    for client in started:
        client.__exit__(None, None, None)


@pytest.fixture
def browser(scene: Scene, serve: Callable[[ReviewSettings], TestClient]) -> Browser:
    return Browser(serve(scene.settings))
