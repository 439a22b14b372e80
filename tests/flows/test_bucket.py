"""Results of pages in a bucket, on a server that speaks S3, and in other places."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from declass.catalog.store import Files, PageStore
from declass.gather import GatherLimits
from flows.bucket import ENVIRONMENT, Bucket, objects_at, store_place
from flows.server import free_port
from processors.errors import AccessError, MissingError, UsageError
from tests.declass.catalog.test_store import RESULT, SHA
from tests.flows.services import make_scan, wait_for

pytest.importorskip("s3fs", reason="s3fs is not installed")
pytest.importorskip("moto.server", reason="moto's server is not installed")
from tests.declass.gather.test_s3 import client, served, use

QUICK = GatherLimits(attempts=2, first_pause_seconds=0.05)
PLACE = "s3://results/a/b"


@dataclass(frozen=True)
class Server:
    endpoint: str
    client: Any

    def listed(self) -> set[str]:
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket="results")
        return {item["Key"] for page in pages for item in page.get("Contents", ())}

    def environment(self) -> dict[str, str]:
        """What a process needs to know of it."""
        names = ("AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION")
        return {name: os.environ[name] for name in names} | {ENVIRONMENT: PLACE}


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    with served() as endpoint:
        server = Server(endpoint, client(endpoint))
        server.client.create_bucket(Bucket="results")
        yield server


@pytest.fixture
def server(running: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    use(monkeypatch, running.endpoint)
    for key in running.listed():
        running.client.delete_object(Bucket="results", Key=key)
    return running


def test_results_lie_in_the_bucket_and_nothing_of_them_on_this_machine(
    server: Server, tmp_path: Path
) -> None:
    store = PageStore(tmp_path, "digest", objects=Bucket(PLACE, QUICK))
    assert store.page(SHA, 4) is None
    store.put_page(SHA, RESULT)
    assert store.page(SHA, 4) == RESULT
    assert list(tmp_path.rglob("*")) == []
    (key,) = server.listed()
    assert key.startswith("a/b/pages/")
    assert PageStore(tmp_path, "other", objects=Bucket(PLACE, QUICK)).page(SHA, 4) is None
    # A damaged one counts as none, as on a disk.
    server.client.put_object(Bucket="results", Key=key, Body=b'{"page": ')
    assert store.page(SHA, 4) is None


def test_many_are_asked_for_at_once_and_come_in_order(server: Server, tmp_path: Path) -> None:
    bucket = Bucket(PLACE, QUICK)
    keys = [f"pages/{number}" for number in range(70)]
    for key in keys[::2]:
        bucket.put(key, key.encode())
    assert bucket.get(keys) == [key.encode() if not n % 2 else None for n, key in enumerate(keys)]
    assert bucket.get([]) == []
    assert bucket.get(keys[:1]) == [b"pages/0"]
    bucket.put(keys[0], b"")
    assert bucket.get(keys[:1]) == [b""]
    for _ in range(2):
        bucket.remove(keys[0])
    assert bucket.get(keys[:1]) == [None]


def test_outputs_share_pages_and_not_what_failed(server: Server, tmp_path: Path) -> None:
    one, two = (PageStore(tmp_path / name, "digest", objects=Bucket(PLACE, QUICK)) for name in "ab")
    one.put_page(SHA, RESULT)
    one.put_failure(f"{SHA} 5")
    assert two.page(SHA, 4) == RESULT
    assert one.is_known_failure(f"{SHA} 5")
    assert not one.is_known_failure(f"{SHA} 6")
    assert not two.is_known_failure(f"{SHA} 5")


def test_a_place_that_does_not_answer_or_refuses_is_no_fault_of_a_page(
    server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    gone = Bucket("s3://no-such-bucket/x", QUICK)
    with pytest.raises(AccessError, match="place for results"):
        gone.put("pages/1", b"1")
    use(monkeypatch, f"http://127.0.0.1:{free_port()}")
    silent = PageStore(tmp_path, "digest", objects=Bucket(PLACE, QUICK))
    start = time.monotonic()
    for ask in (lambda: silent.page(SHA, 4), lambda: silent.put_page(SHA, RESULT)):
        with pytest.raises(
            AccessError, match="place for results of pages cannot be used: the place does not"
        ):
            ask()
    assert time.monotonic() - start < 60
    use(monkeypatch, server.endpoint, key="", secret="")
    with pytest.raises(AccessError, match="no credentials"):
        Bucket(PLACE, QUICK).put("pages/1", b"1")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from(["put", "remove", "get"]), st.integers(0, 4), st.binary(max_size=50)),
        max_size=25,
    )
)
def test_all_places_keep_the_same(tmp_path: Path, steps: list[tuple[str, int, bytes]]) -> None:
    """Files, and what fsspec writes to (here its memory), do as a dictionary does."""
    shutil.rmtree(tmp_path / "files", ignore_errors=True)
    root = hashlib.sha256(repr(steps).encode()).hexdigest()
    places = [Files(tmp_path / "files"), Bucket(f"memory://{root}", QUICK)]
    kept: dict[str, bytes] = {}
    for what, number, data in steps:
        key = f"pages/{number}.json"
        for place in places:
            if what == "put":
                place.put(key, data)
            elif what == "remove":
                place.remove(key)
        if what == "put":
            kept[key] = data
        elif what == "remove":
            kept.pop(key, None)
        keys = [f"pages/{n}.json" for n in range(5)]
        for place in places:
            assert place.get(keys) == [kept.get(one) for one in keys]


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("https://example.org/results", "web address"),
        ("s3://key:secret@bucket/x", "user or a password"),
    ],
)
def test_a_place_that_cannot_be_is_refused(place: str, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENVIRONMENT, place)
    with pytest.raises(UsageError, match=told) as caught:
        store_place()
    assert "secret" not in str(caught.value)


def test_a_folder_is_a_place_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for named in ("shared", f"file://{tmp_path}/shared"):
        monkeypatch.setenv(ENVIRONMENT, named)
        assert store_place() == str(tmp_path / "shared")
        store = PageStore(tmp_path / "out", "digest", objects=objects_at(store_place(), tmp_path / "out"))
        store.put_page(SHA, RESULT)
    assert not (tmp_path / "out").exists()
    assert len(list((tmp_path / "shared").rglob("*.json"))) == 1
    monkeypatch.delenv(ENVIRONMENT)
    assert store_place() == ""
    with pytest.raises((MissingError, UsageError)):
        objects_at("nosuch://place", tmp_path)


Programs = Callable[..., "subprocess.Popen[bytes]"]
DOCUMENTS, PAGES = 3, 4


def records(out: Path) -> dict[str, bytes]:
    return {path.parent.name: path.read_bytes() for path in out.glob("*/record.json")}


def page_keys(server: Server) -> set[str]:
    return {key for key in server.listed() if "/pages/" in key}


@pytest.fixture
def releases(tmp_path: Path) -> Path:
    folder = tmp_path / "releases"
    folder.mkdir()
    for number in range(DOCUMENTS):
        make_scan(folder / f"doc{number}.pdf", PAGES, tint=10 * number)
    return folder


@pytest.mark.prefect
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_batch_on_a_cluster_that_was_killed_goes_on_from_the_bucket(
    server: Server, programs: Programs, releases: Path, tmp_path: Path
) -> None:
    pytest.importorskip("prefect_dask")
    far, near, env = tmp_path / "far", tmp_path / "near", server.environment()
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    programs("dask", "scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard")
    worker = ("dask", "worker", address, "--nthreads", "2", "--no-dashboard", "--no-nanny")
    programs(*worker, QUICK_SECONDS="0.5", **env)
    batch = ("declass", "ingest", str(releases), "--out", str(far), "--dask", address)
    first = programs(*batch, **env)
    wait_for(lambda: len(page_keys(server)) >= 3, 120, "pages in the bucket")
    first.send_signal(signal.SIGKILL)
    first.wait()
    at_death = page_keys(server)
    assert programs(*batch, **env).wait(180) == 0
    assert at_death <= page_keys(server)
    assert len(page_keys(server)) == DOCUMENTS * PAGES
    assert not list(far.glob(".declass/pages/**/*.json"))
    # Another output finds the pages in the bucket: it reads none, and is the same as without a bucket.
    log = tmp_path / "same.log"
    same = programs("declass", "ingest", str(releases), "--out", str(tmp_path / "same"), **env)
    assert same.wait(120) == 0
    log = max(tmp_path.glob("declass-*.log"), key=lambda path: int(path.stem.rpartition("-")[2]))
    assert "; 0 pages read" in log.read_text()
    assert programs("declass", "ingest", str(releases), "--out", str(near)).wait(120) == 0
    assert records(far) == records(near) == records(tmp_path / "same")
    assert all(len(json.loads(one)["pages"]) == PAGES for one in records(far).values())
