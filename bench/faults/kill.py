"""Killing one process of a batch, or all, at random moments; and seeing that nothing comes of it."""

from __future__ import annotations

import contextlib
import os
import random
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from bench.faults.scene import Scene
from declass.catalog.database import catalog_url, open_database
from declass.catalog.overview import overview
from declass.catalog.store import STORE_NAME
from declass.report.write import FIGURES_NAME, PAGE_NAME
from processors.outputs.checksums import CHECKSUMS_NAME
from processors.outputs.crate import CRATE_NAME
from processors.outputs.prov_document import PROVENANCE_NAME

# Files that say when something was done and how long it took, or hold the checksum of one that does.
_OF_THEIR_TIME = frozenset({CHECKSUMS_NAME, CRATE_NAME, PROVENANCE_NAME, PAGE_NAME, FIGURES_NAME})
# A batch that does not come to its end in this time (seconds) hangs.
_HANGS = 240.0
# Batches that end badly so many times in a row, with nobody disturbing them, do not go on.
_PATIENCE = 3
_UNDISTURBED = "undisturbed"


@dataclass(slots=True)
class Tally:
    """What was done, and what was wrong."""

    killed: Counter[str] = field(default_factory=Counter)
    batches: int = 0
    compared: int = 0
    wrong: list[str] = field(default_factory=list)


def undisturbed(scene: Scene) -> float:
    """Runs the batch that all others are compared with; gives the seconds that it takes.

    Raises:
        RuntimeError: it fails.
    """
    start = time.monotonic()
    code = scene.ingest(scene.folder / _UNDISTURBED).wait(_HANGS)
    if code != 0:
        raise RuntimeError(f"the undisturbed batch ended with {code}")
    return time.monotonic() - start


def run_faults(
    scene: Scene, usual: float, faults: int, chance: random.Random, tell: Callable[[str], None]
) -> Tally:
    """Kills so many processes.

    Args:
        scene: what is read.
        usual: seconds that a batch takes; processes are killed within that time.
        faults: how many.
        chance: chooses moments and processes.
        tell: gets a line for each batch that came to its end.
    """
    tally = Tally()
    while sum(tally.killed.values()) < faults:
        out = scene.folder / f"out{tally.batches}"
        _disturbed(scene, out, usual, faults, chance, tally)
        tally.batches += 1
        tally.wrong += [f"{out.name}: {wrong}" for wrong in check(scene, out)]
        tally.compared += len(_files(out))
        tell(f"{out.name}: {dict(tally.killed)} killed so far, {len(tally.wrong)} wrong")
    return tally


def _disturbed(
    scene: Scene, out: Path, usual: float, faults: int, chance: random.Random, tally: Tally
) -> None:
    """Starts a batch over and over until it comes to its end."""
    failures = 0
    while failures < _PATIENCE:
        stored, reads = _stored(out), scene.reads()
        batch = scene.ingest(out)
        victim = ""
        if sum(tally.killed.values()) < faults:
            victim = _kill_one(batch, chance.uniform(0.3, 1.0) * usual, chance)
        tally.killed += Counter([victim] if victim else [])
        try:
            code = batch.wait(_HANGS)
        except subprocess.TimeoutExpired:
            tally.wrong.append(f"{out.name}: hangs after {victim or 'nothing'} was killed")
            _kill_all(batch)
            return
        _wait_for_orphans(batch)
        if scene.reads() - reads > scene.pages - stored:
            tally.wrong.append(f"{out.name}: a page that was stored was read again")
        if code == 0:
            return
        failures = 0 if victim else failures + 1
    tally.wrong.append(f"{out.name}: does not come to its end")


def _kill_one(batch: subprocess.Popen[bytes], after: float, chance: random.Random) -> str:
    """Kills the batch itself, or one process below it; gives its kind, empty where the batch had ended before."""
    time.sleep(after)
    try:
        root = psutil.Process(batch.pid)
        below = [p for p in root.children(recursive=True) if "resource_tracker" not in " ".join(p.cmdline())]
        # The batch itself is where most can go wrong, so it is half of all that is killed.
        process = chance.choice(below) if below and chance.random() < 0.5 else root
        process.kill()
    except psutil.Error:
        return ""
    return "batch" if process.pid == batch.pid else "worker"


def _wait_for_orphans(batch: subprocess.Popen[bytes]) -> None:
    """Workers end when their batch does; a moment is given to them, as a person who starts it again gives."""
    until = time.monotonic() + 5
    while time.monotonic() < until and _group(batch):
        time.sleep(0.1)


def _group(batch: subprocess.Popen[bytes]) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, ProcessLookupError):
            if os.getpgid(process.pid) == batch.pid:
                found.append(process)
    return found


def _kill_all(batch: subprocess.Popen[bytes]) -> None:
    for process in _group(batch):
        with contextlib.suppress(psutil.Error):
            process.kill()
    batch.wait()


def check(scene: Scene, out: Path) -> list[str]:
    """What is wrong with the results in `out`, compared with those of the undisturbed batch."""
    wrong = []
    right = scene.folder / _UNDISTURBED
    names, expected = _files(out), _files(right)
    wrong += [f"{name} is missing" for name in sorted(expected - names)]
    wrong += [f"{name} is too much" for name in sorted(names - expected)]
    wrong += [
        f"{name} differs"
        for name in sorted(names & expected)
        if Path(name).name not in _OF_THEIR_TIME and (out / name).read_bytes() != (right / name).read_bytes()
    ]
    with contextlib.closing(open_database(catalog_url(out, None), create=False)) as database:
        figures = overview(database, out)
    counted = (sum(figures.documents.values()), figures.pages, figures.pages_failed)
    if counted != (len(list(scene.sources.iterdir())), scene.pages, 0):
        wrong.append(f"the catalog counts {counted} documents, pages and failed pages")
    return wrong


def _files(out: Path) -> set[str]:
    """The files of the results, without the store."""
    paths = (path.relative_to(out) for path in out.rglob("*") if path.is_file())
    return {path.as_posix() for path in paths if path.parts[0] != STORE_NAME}


def _stored(out: Path) -> int:
    """Pages that are in the store."""
    pages = out / STORE_NAME / "pages"
    return sum(1 for path in pages.rglob("*.json") if not path.name.startswith("."))
