"""What tests of whole services need: a Prefect server of their own, an engine without OCR, and small scans."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from flows.server import Server, free_port, running
from flows.settings import apply_defaults
from tests.flows.services import make_scan

# An engine that "reads" one word a page, told by the picture alone, after as many seconds as it is told to take.
_ENGINE = """
import os, time
from pathlib import Path
from processors.geometry import Box
from processors.ocr.engine import EngineLine, EngineWord
from processors.ocr.line_reader import LineReading

# Waits until two processes read that were told of the same folder.
def meet(folder):
    if folder:
        Path(folder, str(os.getpid())).touch()
        end = time.monotonic() + 60
        while len(os.listdir(folder)) < 2 and time.monotonic() < end:
            time.sleep(0.1)

class Quick:
    name = "quick"
    def version(self):
        return "1.0"
    def models(self):
        return ()
    def read(self, image, dpi, timeout):
        time.sleep(float(os.environ.get("QUICK_SECONDS", "0")))
        meet(os.environ.get("QUICK_MEET"))
        word = EngineWord("w%d" % int(image.mean() * 1000), Box(40.0, 40.0, 200.0, 70.0), 0.99)
        return (EngineLine.of([word]),)
    def read_area(self, image, box, kind, dpi, timeout):
        return ()
    def detect(self, image):
        return ()
    def read_lines(self, image, boxes, timeout, margin=None, characters=()):
        return tuple(LineReading(box, ()) for box in boxes)

def make(config):
    return Quick()
"""


@pytest.fixture(scope="session")
def quick_engine(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment in which processes read with an engine that does no OCR."""
    folder = tmp_path_factory.mktemp("engine")
    (folder / "quick_engine.py").write_text(_ENGINE)
    info = folder / "quick_engine-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: quick-engine\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[declass.engines]\nquick = quick_engine:make\n")
    path = os.pathsep.join(filter(None, (str(folder), os.environ.get("PYTHONPATH", ""))))
    return {"PYTHONPATH": path, "DECLASS_FIRST_READER": "quick", "DECLASS_SECOND_READER": "quick"}


@pytest.fixture(scope="module")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A real server on this machine, with its data in a folder of its own."""
    apply_defaults()
    port = free_port()
    server = Server(f"http://127.0.0.1:{port}/api", tmp_path_factory.mktemp("server"), port)
    with running(server):
        yield server


@pytest.fixture
def programs(
    prefect_server: Server, quick_engine: dict[str, str], tmp_path: Path
) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Starts installed programs (prefect, declass, dask) on the server, in `tmp_path`; ends those that still run."""
    environment = os.environ | quick_engine
    environment |= {"PREFECT_API_URL": prefect_server.url, "PREFECT_HOME": str(tmp_path / "client")}
    environment |= {"PREFECT_RUNNER_POLL_FREQUENCY": "1", "PREFECT_WORKER_QUERY_SECONDS": "1"}
    # Workers look a little ahead; runs would otherwise start too early to collide as they do in real life.
    environment |= {"PREFECT_WORKER_PREFETCH_SECONDS": "1", "PREFECT_RUNNER_SERVER_ENABLE": "false"}
    started: list[subprocess.Popen[bytes]] = []

    def start(name: str, *arguments: str, **more: str) -> subprocess.Popen[bytes]:
        program = Path(sys.executable).with_name(name)
        if not program.is_file():
            pytest.skip(f"{name} is not installed")
        log = tmp_path / f"{name}-{len(started)}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [str(program), *arguments], env=environment | more, cwd=tmp_path, stdout=output, stderr=output
            )
        started.append(process)
        return process

    yield start
    # Whatever started last asks the ones before it on its way out.
    for process in reversed(started):
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture
def drop(tmp_path: Path) -> Path:
    """A folder with one document of four pages and a file that is none."""
    folder = tmp_path / "drop"
    folder.mkdir()
    make_scan(folder / "memo.pdf", 4)
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4 nothing more")
    return folder
