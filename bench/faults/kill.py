"""Killing processes of a batch, or all, at random moments; and seeing that nothing comes of it."""

from __future__ import annotations

import contextlib
import os
import random
import re
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from bench.faults.keeper import Keeper
from bench.faults.scene import Scene
from declass.catalog.database import catalog_url, open_database
from declass.catalog.overview import overview
from declass.catalog.store import STORE_NAME
from declass.report.write import FIGURES_NAME, PAGE_NAME
from processors.outputs.checksums import CHECKSUMS_NAME
from processors.outputs.checksums_check import check_folder
from processors.outputs.crate import CRATE_NAME
from processors.outputs.files import SCRATCH_PREFIX
from processors.outputs.prov_document import PROVENANCE_NAME

# Files that say when something was done and how long it took, or hold the checksum of one that does: these are held
# against the checksums of the result itself.
_OF_THEIR_TIME = frozenset({CHECKSUMS_NAME, CRATE_NAME, PROVENANCE_NAME, PAGE_NAME, FIGURES_NAME})
# A batch that does not come to its end in this time (seconds) hangs.
_HANGS = 240.0
# Batches that end badly so many times in a row, with nobody disturbing them, do not go on.
_PATIENCE = 3
_UNDISTURBED = "undisturbed"
# What is killed, and how often; `power` is everything at once. A server takes ten seconds to start again.
_KINDS = {"batch": 0.25, "worker": 0.65, "server": 0.04, "power": 0.06}
# When the first is killed: while the batch starts, while it reads, or when all is read; at a random moment of that.
_STARTING, _READING = 0.15, 0.7
# Share of the time of an undisturbed batch that passes before the first page is read, and after the last.
_OUTSIDE = 0.35
# Seconds after which something is killed again while the batch still runs, at most.
_AGAIN = 2.5
_LOOK_SECONDS = 0.1
# As the stand-in writes a page's name into its text, and the store into its files.
_NAME = re.compile(rb'"text":\s*"([0-9a-f]{12})"')


@dataclass(slots=True)
class Tally:
    """What was done, and what was wrong."""

    killed: Counter[str] = field(default_factory=Counter)
    starts: int = 0
    batches: int = 0
    compared: int = 0
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Killer:
    """Who kills.

    Attributes:
        scene: what is read.
        keeper: of the Prefect server.
        usual: seconds that a batch takes which nobody disturbs.
        faults: how many processes to kill in all.
        chance: chooses moments and processes.
    """

    scene: Scene
    keeper: Keeper
    usual: float
    faults: int
    chance: random.Random

    def run(self, tell: Callable[[str], None]) -> Tally:
        """Kills until it is enough; `tell` gets a line for each batch that came to its end."""
        tally = Tally()
        while self._left(tally) > 0:
            out = self.scene.folder / f"out{tally.batches}"
            self._disturb(out, tally)
            tally.batches += 1
            tally.wrong += [f"{out.name}: {wrong}" for wrong in check(self.scene, out)]
            tally.compared += len(_files(out))
            tell(
                f"{out.name}: {dict(tally.killed)} killed so far, {len(tally.wrong)} wrong: {tally.wrong[-3:]}"
            )
        return tally

    def _left(self, tally: Tally) -> int:
        return self.faults - tally.killed.total()

    def _disturb(self, out: Path, tally: Tally) -> None:
        """Starts a batch over and over until it comes to its end."""
        failures = 0
        while failures < _PATIENCE:
            stored, before = _stored(out), len(self.scene.reader.reads())
            batch = self.scene.ingest(out)
            tally.starts += 1
            killed = Counter(self._kill(batch, self.scene.pages - len(stored), self._left(tally)))
            tally.killed += killed
            try:
                code = batch.wait(_HANGS)
            except subprocess.TimeoutExpired:
                tally.wrong.append(f"{out.name}: hangs after {dict(killed)} were killed")
                _kill_group(batch)
                return
            _wait_for_orphans(batch)
            self.keeper.start()
            if stored.intersection(self.scene.reader.reads()[before:]):
                tally.wrong.append(f"{out.name}: a page that was stored was read again")
            if code == 0:
                return
            failures = 0 if killed else failures + 1
        tally.wrong.append(f"{out.name}: does not come to its end")

    def _first_moment(self, batch: subprocess.Popen[bytes], left: int) -> float:
        """Waits for a random share of the pages that are left to be read; gives the seconds still to wait."""
        when = self.chance.random()
        if when < _STARTING:
            return self.chance.uniform(0.0, _OUTSIDE) * self.usual
        reads = self.scene.reader.reads
        share = self.chance.random() if when < _STARTING + _READING else 1.0
        wanted = len(reads()) + round(share * left)
        while batch.poll() is None and len(reads()) < wanted:
            time.sleep(_LOOK_SECONDS)
        return self.chance.uniform(0.0, 1.0 if share < 1.0 else _OUTSIDE * self.usual)

    def _kill(self, batch: subprocess.Popen[bytes], left: int, most: int) -> Iterator[str]:
        """Kills one process after the other until the batch ends; gives the kind of each that was killed."""
        wait = self._first_moment(batch, left)
        for _ in range(most):
            with contextlib.suppress(subprocess.TimeoutExpired):
                batch.wait(wait)
                return
            wait = self.chance.uniform(0.0, _AGAIN)
            (kind,) = self.chance.choices(list(_KINDS), list(_KINDS.values()))
            with contextlib.suppress(psutil.Error):
                if self._kill_one(batch, kind):
                    yield kind

    def _kill_one(self, batch: subprocess.Popen[bytes], kind: str) -> bool:
        """Whether there was something of that kind to be killed."""
        root = psutil.Process(batch.pid)
        if kind == "server":
            return self.keeper.kill()
        if kind == "worker":
            below = [
                p for p in root.children(recursive=True) if "resource_tracker" not in " ".join(p.cmdline())
            ]
            if below:
                self.chance.choice(below).kill()
            return bool(below)
        if kind == "power":
            self.keeper.kill()
            _kill_group(batch)
        root.kill()
        return True


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


def _wait_for_orphans(batch: subprocess.Popen[bytes]) -> None:
    """Workers end when their batch does; a moment is given to them, as a person who starts it again gives."""
    until = time.monotonic() + 5
    while time.monotonic() < until and _group(batch):
        time.sleep(0.2)


def _group(batch: subprocess.Popen[bytes]) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, ProcessLookupError):
            if os.getpgid(process.pid) == batch.pid and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


def _kill_group(batch: subprocess.Popen[bytes]) -> None:
    for process in _group(batch):
        with contextlib.suppress(psutil.Error):
            process.kill()


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
    wrong += [f"{found.name} is {found.change}: {found.detail}" for found in check_folder(out).differences]
    wrong += [f"{path} was left half written" for path in out.rglob(f"{SCRATCH_PREFIX}*")]
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


def _stored(out: Path) -> set[str]:
    """Names of the pages that are in the store."""
    found: set[str] = set()
    for path in (out / STORE_NAME / "pages").rglob("*.json"):
        if not path.name.startswith("."):
            found.update(name.decode() for name in _NAME.findall(path.read_bytes()))
    return found
