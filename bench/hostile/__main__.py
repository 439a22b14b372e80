"""A batch over hostile files among good ones: `python -m bench.hostile FOLDER [--good 50]`.

FOLDER must not exist yet. The good files are read alone first, then all together in a second output: so it shows what
the hostile ones do to memory. Readers are stand-ins (`bench.stand_in`). 1 where anything went wrong: a file that did
not end as it should, a process that died or was ended over a file that is not made for it, a good file that was not
read, or a batch that took much more memory itself than with the good ones alone.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from bench.hostile.folder import (
    became,
    good_and_read,
    hostile,
    told,
    write_good,
    write_hostile,
    wrong,
)
from bench.hostile.kinds import End, Hostile
from bench.measured import DECLASS, Measured, measured
from bench.stand_in import StandIn

_MB = 1e6
# Bytes that the batch itself may take more with the hostile ones: measured were 23 MB for 220 documents more.
_MORE = 100_000_000
# Exit codes of a batch in which nothing failed, and in which something did.
_ENDED = (0, 9)


def main() -> int:
    """Reads them and prints what became of each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--good", type=int, default=50)
    asked = parser.parse_args()
    folder: Path = asked.folder
    folder.mkdir(parents=True)
    reader = StandIn(folder / "engine", folder / "read.log")
    reader.install()
    write_good(folder / "sources", asked.good)
    alone = _ingest(folder, "alone", reader)
    files = list(hostile())
    write_hostile(folder / "sources", files)
    beside = {path.name for path in folder.iterdir()} | {"all", "all.log"}
    together = _ingest(folder, "all", reader)
    problems = _told_of_each(folder, files)
    if {path.name for path in folder.iterdir()} != beside:
        problems += 1
        print("WRONG: something was written beside the results")  # noqa: T201 - the result
    there, read = good_and_read(folder / "all", folder / "sources")
    print(f"{len(files)} hostile files, {problems} things wrong; {read} of {there} good ones read")  # noqa: T201
    for name, made in (("good ones alone", alone), ("all", together)):
        print(f"{name}: {_figures(made)}")  # noqa: T201
    went = went_wrong(alone, together)
    for line in went:
        print(f"WRONG: {line}")  # noqa: T201 - the result
    return 0 if not went and not problems and read == there else 1


def went_wrong(alone: Measured, together: Measured) -> list[str]:
    """What is wrong with the batches, whatever became of their files.

    Args:
        alone: the batch over the good files.
        together: the one over all.
    """
    wrong_codes = [f"exit code {made.code}" for made in (alone, together) if made.code not in _ENDED]
    more = together.peak_main - alone.peak_main
    return wrong_codes + ([f"the batch itself took {more / _MB:.0f} MB more"] if more > _MORE else [])


def _ingest(folder: Path, name: str, reader: StandIn) -> Measured:
    command = [*DECLASS, "ingest", str(folder / "sources"), "--out", str(folder / name), "--workers", "2"]
    environment = {key: value for key, value in reader.environment().items() if key != "PREFECT_API_URL"}
    environment["PREFECT_HOME"] = os.environ.get("PREFECT_HOME") or str(folder / "engine" / "prefect")
    return measured(command, environment, folder / f"{name}.log")


def _told_of_each(folder: Path, files: Sequence[Hostile]) -> int:
    """Prints what became of each file, and gives how many went wrong."""
    problems, ends = 0, Counter[str]()
    for item, found in became(folder / "all", folder / "sources", files):
        problem = wrong(item, found)
        if found.end == "no document" and item.end is End.REFUSED and not told(folder / "all.log", item):
            problem = "is not told of"
        ends[found.end] += 1
        problems += bool(problem)
        reason = found.reasons[0] if found.reasons else ""
        print(f"{'WRONG: ' + problem + ': ' if problem else ''}{found.name}: {found.end}. {reason}"[:200])  # noqa: T201
    print(dict(ends))  # noqa: T201
    return problems


def _figures(made: Measured) -> str:
    memory = ", ".join(f"{size / _MB:.0f}" for size in (made.peak, made.peak_main, made.peak_other))
    return (
        f"exit code {made.code}, {made.seconds:.0f} s, {made.cpu:.0f} s of CPU; "
        f"MB of memory at most, in all, in the batch itself, in another process: {memory}"
    )


if __name__ == "__main__":
    sys.exit(main())
