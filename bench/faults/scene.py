"""What is killed: batches of small scans, read by an engine that does no OCR and writes down each page it reads."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw

from bench.stand_in import StandIn

# Pixels of a sheet, at a resolution at which its picture is taken as it is: a page costs some hundredths of a second.
_SIZE = (340, 440)
_DPI = 200


@dataclass(frozen=True, slots=True)
class Scene:
    """A folder with sources, and how they are read.

    Attributes:
        folder: everything lies under it.
        pages: of all sources.
        url: of the Prefect server.
        reader: reads them.
    """

    folder: Path
    pages: int
    url: str
    reader: StandIn

    @property
    def sources(self) -> Path:
        """The scans."""
        return self.folder / "sources"

    def ingest(self, out: Path) -> subprocess.Popen[bytes]:
        """Starts `declass ingest` as a process group of its own."""
        environment = self.reader.environment() | {
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
    reader = StandIn(folder / "engine", folder / "read.log", seconds)
    reader.install()
    scene = Scene(folder, documents * pages, url, reader)
    scene.sources.mkdir()
    for document in range(documents):
        sheets = [_sheet(document, page) for page in range(pages)]
        sheets[0].save(
            scene.sources / f"release{document}.pdf",
            save_all=True,
            append_images=sheets[1:],
            resolution=_DPI,
        )
    return scene


def _sheet(document: int, page: int) -> Image.Image:
    image = Image.new("L", _SIZE, 255)
    draw = ImageDraw.Draw(image)
    draw.text((40, 30), f"PAGE {page} OF {document}", fill=0, font_size=20)
    draw.rectangle((60, 80, 90 + 4 * (page % 50), 100 + document), fill=0)
    return image
