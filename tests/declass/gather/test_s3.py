"""Against a server that speaks S3, in a process of its own on this machine."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from declass.gather import Gathered, GatherLimits, GatherOptions, gather
from flows.server import free_port
from processors.errors import AccessError
from tests.declass.gather.gather_samples import gathered

pytest.importorskip("s3fs", reason="s3fs is not installed")
pytest.importorskip("moto.server", reason="moto's server is not installed")

QUICK = GatherLimits(attempts=2, first_pause_seconds=0.05, connect_seconds=1, answer_seconds=5)
BUCKET = "releases"


@dataclass(frozen=True)
class Server:
    """A running server, and a client of it."""

    endpoint: str
    client: Any

    def put(self, files: dict[str, bytes]) -> None:
        for key, data in files.items():
            self.client.put_object(Bucket=BUCKET, Key=key, Body=data)

    def clear(self) -> None:
        for page in self.client.get_paginator("list_objects_v2").paginate(Bucket=BUCKET):
            keys = [{"Key": item["Key"]} for item in page.get("Contents", ())]
            if keys:
                self.client.delete_objects(Bucket=BUCKET, Delete={"Objects": keys})


@contextlib.contextmanager
def served(**environment: str) -> Iterator[str]:
    port = free_port()
    command = [
        sys.executable,
        "-c",
        "from moto.server import main; main()",
        "-H",
        "127.0.0.1",
        "-p",
        str(port),
    ]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, env={**os.environ, **environment}, stdout=quiet, stderr=quiet) as process:
        try:
            for _ in range(300):
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                    break
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()


def client(endpoint: str, key: str = "test", secret: str = "test") -> Any:  # noqa: S107 - of a server for tests
    import boto3

    keys = {"aws_access_key_id": key, "aws_secret_access_key": secret}
    return boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1", **keys)


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    with served() as endpoint:
        server = Server(endpoint, client(endpoint))
        server.client.create_bucket(Bucket=BUCKET)
        yield server


@pytest.fixture
def server(running: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    use(monkeypatch, running.endpoint)
    running.clear()
    return running


def use(monkeypatch: pytest.MonkeyPatch, endpoint: str, key: str = "test", secret: str = "test") -> None:  # noqa: S107
    """What a person has in the environment; caches of an earlier test must not answer for it."""
    import s3fs

    s3fs.S3FileSystem.clear_instance_cache()
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    for name, value in {"AWS_ACCESS_KEY_ID": key, "AWS_SECRET_ACCESS_KEY": secret}.items():
        if value:
            monkeypatch.setenv(name, value)
        else:
            monkeypatch.delenv(name, raising=False)


def zipped(files: dict[str, bytes]) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def s3(files: dict[str, bytes]) -> dict[str, bytes]:
    return {f"s3://{BUCKET}/{key}": data for key, data in files.items()}


def test_buckets_folders_files_and_patterns(server: Server) -> None:
    files = {"a.pdf": b"1", "x/b.pdf": b"2", "x/y/c d+é%20.TIF": b"3", "xy/d.pdf": b"4"}
    server.put({**files, "x/readme.txt": b"no", "x/.h.pdf": b"no", "x/folder/": b""})
    assert gathered([f"s3://{BUCKET}"]).contents == s3(files)
    assert gathered([f"s3://{BUCKET}/"]).contents == s3(files)
    assert set(gathered([f"s3://{BUCKET}/x"]).contents) == set(s3({"x/b.pdf": b"", "x/y/c d+é%20.TIF": b""}))
    assert gathered([f"s3://{BUCKET}/x/b.pdf"]).contents == s3({"x/b.pdf": b"2"})
    assert gathered([f"s3://{BUCKET}/**/[bd].pdf"]).contents == s3({"x/b.pdf": b"2", "xy/d.pdf": b"4"})
    assert gathered([f"s3://{BUCKET}/x*/d.*"]).contents == s3({"xy/d.pdf": b"4"})
    items = gathered([f"s3://{BUCKET}/x/y"]).items
    assert [(i.label, i.name, i.size) for i in items] == [("c d+é%20.TIF", "c d+é%20", 1)]


def test_more_keys_than_one_page_of_a_listing(server: Server) -> None:
    files = {f"{n:05}.pdf": b"" for n in range(1005)}
    server.put(files)
    with gather([f"s3://{BUCKET}"]) as found:
        assert [item.address for item in found if isinstance(item, Gathered)] == sorted(s3(files))


def test_archives_in_a_bucket(server: Server) -> None:
    server.put({"r.zip": zipped({"x/a.pdf": b"1", "b.pdf": b"2"}), "z.pdf": b"3"})
    expected = {"r.zip!/x/a.pdf": b"1", "r.zip!/b.pdf": b"2", "z.pdf": b"3"}
    assert gathered([f"s3://{BUCKET}"]).contents == s3(expected)
    assert gathered([f"s3://{BUCKET}/r.zip!/x"]).contents == s3({"r.zip!/x/a.pdf": b"1"})


def test_a_stamp_tells_without_fetching_whether_a_key_was_changed(server: Server) -> None:
    def stamps() -> list[str]:
        with gather([f"s3://{BUCKET}"]) as found:
            return [item.stamp for item in found if isinstance(item, Gathered)]

    server.put({"a.pdf": b"1", "r.zip": zipped({"b.pdf": b"1"})})
    first = stamps()
    assert all(first)
    assert stamps() == first
    server.put({"a.pdf": b"2", "r.zip": zipped({"b.pdf": b"2"})})
    assert not set(stamps()) & set(first)


def test_a_large_file_comes_whole(server: Server) -> None:
    data = os.urandom(20_000_000)
    server.put({"a.pdf": data})
    assert gathered([f"s3://{BUCKET}"]).contents == s3({"a.pdf": data})
    found = gathered([f"s3://{BUCKET}"], GatherOptions(limits=GatherLimits(file_bytes=10_000_000)))
    assert str(found.contents[f"s3://{BUCKET}/a.pdf"]).startswith("limit: ")


def test_a_key_that_goes_or_changes_after_the_listing_is_told(server: Server) -> None:
    server.put({"a.pdf": b"1", "b.pdf": b"2", "c.pdf": b"3"})
    with gather([f"s3://{BUCKET}"]) as found:
        items = [item for item in found if isinstance(item, Gathered)]
        server.client.delete_object(Bucket=BUCKET, Key="a.pdf")
        server.put({"b.pdf": b"new"})
        with pytest.raises(AccessError, match="no longer"):
            items[0].fetch()
        with pytest.raises(AccessError, match="was changed"):
            items[1].fetch()
        assert items[2].fetch().path.read_bytes() == b"3"


def test_what_is_not_there_is_told(server: Server) -> None:
    server.put({"a.pdf": b"1"})
    found = gathered(
        [f"s3://{BUCKET}/gone.pdf", "s3://nobucket/x", f"s3://{BUCKET}/**/*.tif", f"s3://{BUCKET}"]
    )
    assert found.contents == s3({"a.pdf": b"1"})
    assert len(found.errors) == 3


def test_a_manifest_names_keys(server: Server, tmp_path: Path) -> None:
    server.put({"x/a.pdf": b"1", "b.pdf": b"2"})
    manifest = tmp_path / "m.csv"
    manifest.write_text(f"address,title\ns3://{BUCKET}/b.pdf,two\nx/a.pdf,one\n")
    found = gathered([f"s3://{BUCKET}"], GatherOptions(manifest=manifest))
    assert [[m.value for m in item.metadata] for item in found.items] == [["two"], ["one"]]


def test_no_server_is_told_soon(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    use(monkeypatch, f"http://127.0.0.1:{free_port()}")
    (tmp_path / "a.pdf").write_bytes(b"1")
    start = time.monotonic()
    found = gathered([f"s3://{BUCKET}/x", tmp_path], GatherOptions(limits=QUICK))
    assert time.monotonic() - start < 15
    assert "does not answer" in found.errors[0]
    assert len(found.contents) == 1


def test_no_credentials_are_told(monkeypatch: pytest.MonkeyPatch, server: Server) -> None:
    use(monkeypatch, server.endpoint, "", "")
    found = gathered([f"s3://{BUCKET}"], GatherOptions(limits=QUICK))
    assert "no credentials were found" in found.errors[0]
    assert "AWS_ACCESS_KEY_ID" in found.errors[0]


def test_wrong_credentials_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with served(INITIAL_NO_AUTH_ACTION_COUNT="1") as endpoint:
        client(endpoint).create_bucket(Bucket=BUCKET)
        use(monkeypatch, endpoint, "wrong", "secretsecret")
        found = gathered([f"s3://{BUCKET}", f"s3://{BUCKET}/a.pdf"], GatherOptions(limits=QUICK))
    assert len(found.errors) == 2
    for error in found.errors:
        assert "access is refused" in error
        assert "secretsecret" not in error


def test_a_server_that_dies_in_the_middle_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with contextlib.ExitStack() as stack:
        endpoint = stack.enter_context(served())
        made = client(endpoint)
        made.create_bucket(Bucket=BUCKET)
        made.put_object(Bucket=BUCKET, Key="a.pdf", Body=b"1")
        use(monkeypatch, endpoint)
        with gather([f"s3://{BUCKET}"], GatherOptions(limits=QUICK)) as found:
            items = [item for item in found if isinstance(item, Gathered)]
            stack.close()
            with pytest.raises(AccessError, match="does not answer"):
                items[0].fetch()


def test_a_server_that_never_answers_is_told_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        use(monkeypatch, f"http://127.0.0.1:{silent.getsockname()[1]}")
        limits = GatherLimits(attempts=2, first_pause_seconds=0.05, connect_seconds=1, answer_seconds=0.3)
        start = time.monotonic()
        found = gathered([f"s3://{BUCKET}"], GatherOptions(limits=limits))
    assert time.monotonic() - start < 5
    assert "does not answer" in found.errors[0]


def test_public_buckets_and_profiles_are_read(server: Server, tmp_path: Path) -> None:
    """In a process of its own: the libraries look at the environment when they are loaded."""
    server.put({"a.pdf": b"1"})
    (tmp_path / "credentials").write_text("[press]\naws_access_key_id = a\naws_secret_access_key = b\n")
    usual = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}
    usual |= {
        "AWS_ENDPOINT_URL": server.endpoint,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    profile = {"AWS_PROFILE": "press", "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials")}
    code = "from declass.cli.main import main; main()"
    for extra, expected in (({"FSSPEC_S3_ANON": "true"}, 0), (profile, 0), ({}, 5)):
        command = [sys.executable, "-c", code, "sources", f"s3://{BUCKET}"]
        done = subprocess.run(
            command, env={**usual, **extra, "HOME": str(tmp_path)}, capture_output=True, text=True
        )
        assert done.returncode == expected, done.stderr
