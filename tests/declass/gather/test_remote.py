from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import fsspec
import pytest

from declass.gather import GatherLimits, GatherOptions
from declass.gather.remote import shown
from tests.declass.gather.gather_samples import gathered, touch
from tests.declass.gather.test_zip import made

pytest.importorskip("aiohttp", reason="aiohttp is not installed")

QUICK = GatherOptions(
    limits=GatherLimits(attempts=3, first_pause_seconds=0.02, connect_seconds=1, answer_seconds=0.3)
)


class Handler(BaseHTTPRequestHandler):
    """Answers by the path; counts what was asked."""

    files: ClassVar[dict[str, bytes]] = {}
    asked: ClassVar[list[str]] = []
    failing: ClassVar[int] = 0

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        self.asked.append(self.path)
        if path == "/redirect.pdf":
            self.send_response(302)
            self.send_header("Location", "/a.pdf")
            self.end_headers()
        elif path.startswith("/status/"):
            self.send_error(int(path.split("/")[2].removesuffix(".pdf")))
        elif path == "/hangs.pdf":
            threading.Event().wait(3)
        elif path in self.files:
            self._file(self.files[path])
        else:
            self.send_error(404)

    def _file(self, data: bytes) -> None:
        cut = type(self).failing > 0 and self.command == "GET"
        if cut:
            type(self).failing -= 1
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("ETag", '"1"')
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(data[: len(data) // 2] if cut else data)

    do_HEAD = do_GET  # noqa: N815 - the library's names

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def web() -> Iterator[str]:
    Handler.files, Handler.asked, Handler.failing = {"/a.pdf": b"%PDF" * 100}, [], 0
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_a_file_of_the_web(web: str) -> None:
    found = gathered([f"{web}/a.pdf?id=3", f"{web}/redirect.pdf"], QUICK)
    assert found.contents == {f"{web}/a.pdf?id=3": b"%PDF" * 100, f"{web}/redirect.pdf": b"%PDF" * 100}
    assert [(item.label, item.size) for item in found.items] == [("a.pdf", 400), ("redirect.pdf", 400)]
    assert found.items[0].stamp


def test_an_archive_of_the_web(web: str, tmp_path: Path) -> None:
    Handler.files["/r.zip"] = made(tmp_path / "r.zip", {"a.pdf": b"1", "b.pdf": b"2"}).read_bytes()
    assert gathered([f"{web}/r.zip"], QUICK).contents == {
        f"{web}/r.zip!/a.pdf": b"1",
        f"{web}/r.zip!/b.pdf": b"2",
    }
    assert gathered([f"{web}/r.zip!/b.pdf"], QUICK).contents == {f"{web}/r.zip!/b.pdf": b"2"}


def test_web_pages_and_links_are_not_followed(web: str) -> None:
    Handler.files["/"] = b"<a href='/a.pdf'>a</a>"
    gathered([f"{web}/"], QUICK)
    assert not any("a.pdf" in path for path in Handler.asked)


def test_an_interrupted_file_is_begun_anew(web: str) -> None:
    Handler.files["/b.pdf"] = bytes(300_000) + b"end"
    Handler.failing = 2
    assert gathered([f"{web}/b.pdf"], QUICK).contents == {f"{web}/b.pdf": bytes(300_000) + b"end"}
    Handler.failing = 100
    assert str(gathered([f"{web}/b.pdf"], QUICK).contents[f"{web}/b.pdf"]).startswith("unreachable: ")


@pytest.mark.parametrize(
    ("path", "tells"),
    [("gone.pdf", "not there"), ("status/403/x.pdf", "refused"), ("status/418/x.pdf", "status 418")],
)
def test_what_cannot_be_had_is_told_at_once(web: str, path: str, tells: str) -> None:
    found = gathered([f"{web}/{path}"], QUICK)
    assert tells in found.errors[0]
    assert len(Handler.asked) <= 2


@pytest.mark.parametrize("path", ["status/503/x.pdf", "hangs.pdf"])
def test_a_busy_or_silent_server_is_asked_again_and_told(web: str, path: str) -> None:
    found = gathered([f"{web}/{path}"], QUICK)
    assert "does not answer" in found.errors[0]
    assert len(Handler.asked) >= 3


def test_secrets_of_addresses_are_never_shown(web: str) -> None:
    host = web.removeprefix("http://")
    found = gathered(
        [
            f"http://user:geheim@{host}/a.pdf?X-Amz-Signature=geheim&id=3",
            f"http://user:geheim@{host}/gone.pdf?sig=geheim",
        ],
        QUICK,
    )
    assert [item.address for item in found.items] == [f"{web}/a.pdf?X-Amz-Signature=***&id=3"]
    assert "geheim" not in str(found.errors) + str(found.items)
    assert shown("s3://key:geheim@bucket/a.pdf") == "s3://bucket/a.pdf"


def test_folders_of_other_places_are_walked() -> None:
    place = fsspec.filesystem("memory")
    files = {"/d/b/1.pdf": b"1", "/d/a.pdf": b"2", "/d/.h/x.pdf": b"no", "/d/n.txt": b"no", "/d/c.pdf": b"3"}
    for path, data in files.items():
        place.pipe(path, data)
    try:
        expected = {"memory:///d/a.pdf": b"2", "memory:///d/b/1.pdf": b"1", "memory:///d/c.pdf": b"3"}
        found = gathered(["memory:///d"])
        assert found.contents == expected
        assert list(found.contents) == sorted(expected)
        assert gathered(["memory:///d/*/1.pdf"]).contents == {"memory:///d/b/1.pdf": b"1"}
        assert gathered(["memory:///d/c.pdf"]).contents == {"memory:///d/c.pdf": b"3"}
        assert "not there" in gathered(["memory:///e"]).errors[0]
    finally:
        place.rm("/d", recursive=True)


@pytest.mark.parametrize(
    ("address", "tells"),
    [
        ("nosuch://x/a.pdf", "is no address"),
        ("simplecache::s3://bucket/a.pdf", "no such file"),
        ("zip://*.pdf::/tmp/x.zip", "chains"),
        ("s3://b*/a.pdf", "names no bucket"),
    ],
)
def test_addresses_that_cannot_be_read_are_told(tmp_path: Path, address: str, tells: str) -> None:
    touch(tmp_path / "a.pdf")
    found = gathered([address, tmp_path], QUICK)
    assert tells in found.errors[0]
    assert len(found.contents) == 1


def test_a_missing_package_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from fsspec.registry import _registry

    monkeypatch.setitem(sys.modules, "s3fs", None)
    with contextlib.suppress(KeyError):
        monkeypatch.delitem(_registry, "s3")
    assert "declass[s3]" in gathered(["s3://bucket/a.pdf"]).errors[0]
