"""`declass overlay`: one page with everything found drawn on it."""

from __future__ import annotations

from pathlib import Path

from processors.config import Config
from processors.errors import UsageError
from processors.in_worker import PageJob
from processors.outputs.files import write_atomic
from processors.workers import WorkerPool, outcome


def overlay_page(path: Path, number: int, out: Path) -> None:
    """Reads page `number` of `path` in a worker and writes the picture to `out` (PNG).

    Raises:
        UsageError: `out` is no PNG file by name, or is the file that is read.
        DeclassError: the page cannot be read or the picture not written.
    """
    if out.suffix.lower() != ".png":
        raise UsageError("the picture is a PNG file", file=str(out), hint="Give a name that ends in .png")
    if out.exists() and path.exists() and out.samefile(path):
        raise UsageError(
            "the picture would replace the file that is read", file=str(out), hint="Choose another name"
        )
    config = Config.from_environment()
    with WorkerPool(1, config) as pool:
        picture = outcome(pool.draw(PageJob(str(path), number)), str(path), number, config)
    write_atomic(out, picture)
