"""Kills processes of running batches: `python -m bench.faults FOLDER [--faults N] [--seed N]`.

Each batch is killed at random moments, one process of it, all of them, or the Prefect server, and started again until
it comes to its end; then what it wrote is compared, byte for byte, with what a batch wrote that nobody disturbed.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path

from bench.faults.keeper import Keeper
from bench.faults.kill import Killer, Tally, undisturbed
from bench.faults.scene import make_scene
from flows.server import Server
from flows.settings import apply_defaults


def main() -> int:
    """Runs the faults and prints what became of them; 1 where anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="a folder that does not exist yet")
    parser.add_argument("--faults", type=int, default=40)
    parser.add_argument("--documents", type=int, default=6)
    parser.add_argument("--pages", type=int, default=50, help="of each document")
    parser.add_argument("--seconds", type=float, default=0.0, help="that reading a page takes on top")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--port", type=int, default=4290, help="for the Prefect server")
    asked = parser.parse_args()
    apply_defaults()
    asked.folder.mkdir(parents=True)
    server = Server(f"http://127.0.0.1:{asked.port}/api", asked.folder / "server", asked.port)
    begun = time.monotonic()
    with Keeper(server) as keeper:
        scene = make_scene(asked.folder, asked.documents, asked.pages, server.url, asked.seconds)
        usual = undisturbed(scene)
        _tell(f"undisturbed: {usual:.1f} s")
        chance = random.Random(asked.seed)  # noqa: S311 - no secret
        tally = Killer(scene, keeper, usual, asked.faults, chance).run(_tell)
    _tell(f"{_line(tally)}; {(time.monotonic() - begun) / 60:.0f} minutes")
    for wrong in tally.wrong:
        _tell(f"WRONG: {wrong}")
    return 1 if tally.wrong else 0


def _line(tally: Tally) -> str:
    killed = ", ".join(f"{count} {name}" for name, count in sorted(tally.killed.items()))
    return (
        f"{tally.killed.total()} killed ({killed}) in {tally.batches} batches, "
        f"which were started {tally.starts} times; {tally.compared} files compared, {len(tally.wrong)} things wrong"
    )


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
