"""What is killed: batches of small scans, read by an engine that does no OCR and writes down each page it reads."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw

# Tells of each picture it is given in a file that only grows.
_ENGINE = """
import hashlib, os, time
from processors.geometry import Box
from processors.ocr.engine import EngineLine, EngineWord

class Noted:
    name = "noted"
    def version(self):
        return "1.0"
    def models(self):
        return ()
    def read(self, image, dpi, timeout):
        time.sleep(float(os.environ.get("NOTED_SECONDS", "0")))
        name = hashlib.sha256(image.tobytes()).hexdigest()[:12]
        handle = os.open(os.environ["NOTED_LOG"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        os.write(handle, (name + "\\n").encode())
        os.close(handle)
        return (EngineLine.of([EngineWord(name, Box(40.0, 40.0, 200.0, 70.0), 0.99)]),)
    def read_area(self, image, box, kind, dpi, timeout):
        return ()

def make(config):
    return Noted()
"""


@dataclass(frozen=True, slots=True)
class Scene:
    """A folder with sources, and how they are read.

    Attributes:
        folder: everything lies under it.
        pages: of all sources.
        url: of the Prefect server.
        seconds: that the engine takes a page.
    """

    folder: Path
    pages: int
    url: str
    seconds: float

    @property
    def sources(self) -> Path:
        """The scans."""
        return self.folder / "sources"

    @property
    def log(self) -> Path:
        """The engine's notes, one line a page read."""
        return self.folder / "read.log"

    def reads(self) -> int:
        """Pages that were read so far."""
        return len(self.log.read_text().splitlines()) if self.log.is_file() else 0

    def ingest(self, out: Path) -> subprocess.Popen[bytes]:
        """Starts `declass ingest` as a process group of its own."""
        paths = (str(self.folder / "engine"), os.environ.get("PYTHONPATH", ""))
        environment = os.environ | {
            "PYTHONPATH": os.pathsep.join(filter(None, paths)),
            "DECLASS_FIRST_READER": "noted",
            "NOTED_LOG": str(self.log),
            "NOTED_SECONDS": str(self.seconds),
            "PREFECT_API_URL": self.url,
            "PREFECT_HOME": str(self.folder / "client"),
        }
        command = [sys.executable, "-c", "from declass.cli.main import main; main()", "ingest"]
        with (self.folder / "ingest.log").open("ab") as log:
            return subprocess.Popen(
                [*command, str(self.sources), "--out", str(out), "--workers", "2"],
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )


def make_scene(folder: Path, documents: int, pages: int, url: str, seconds: float) -> Scene:
    """Writes the sources and the engine."""
    engine = folder / "engine"
    info = engine / "noted_engine-1.0.dist-info"
    info.mkdir(parents=True)
    (engine / "noted_engine.py").write_text(_ENGINE)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: noted-engine\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[declass.engines]\nnoted = noted_engine:make\n")
    scene = Scene(folder, documents * pages, url, seconds)
    scene.sources.mkdir()
    for document in range(documents):
        sheets = [_sheet(document, page) for page in range(pages)]
        sheets[0].save(
            scene.sources / f"release{document}.pdf", save_all=True, append_images=sheets[1:], resolution=50
        )
    return scene


def _sheet(document: int, page: int) -> Image.Image:
    image = Image.new("L", (425, 550), 255)
    draw = ImageDraw.Draw(image)
    draw.text((40, 40), f"PAGE {page} OF {document}", fill=0, font_size=20)
    draw.rectangle((60, 100, 90 + 7 * page, 120 + document), fill=0)
    return image
