"""`python -m bench.outputs.bitflips RESULTS`: flips one bit of a copy, a thousand times, and asks what was changed.

RESULTS is a folder of results that is whole. Half of the bits are drawn from all files alike, so that small files, such
as the checksums, have their turn; half from all bytes. Each time the check must name that file and no other.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from processors.outputs.checksums import file_names
from processors.outputs.checksums_check import Change, check_folder


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the check; returns 1 where a change was not found, or another file was named."""
    parser = argparse.ArgumentParser(prog="python -m bench.outputs.bitflips", description=__doc__)
    parser.add_argument("results", type=Path, help="a folder of results")
    parser.add_argument("--flips", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(shutil.copytree(given.results, Path(scratch) / "copy"))
        before = check_folder(copy)
        if before.differences or not before.documents:
            sys.stderr.write(f"{given.results} is not whole to begin with: {before.differences[:3]}\n")
            return 1
        start = time.perf_counter()
        missed, flipped = _flips(copy, given.flips, random.Random(given.seed))  # noqa: S311
        seconds = time.perf_counter() - start
    sys.stdout.write(
        f"{given.flips} single bits flipped in {before.files} files of {len(before.documents)} documents: "
        f"{given.flips - len(missed)} found and named, {len(missed)} not; "
        f"{1000 * seconds / given.flips:.0f} ms a check of all\n"
    )
    for kind, count in sorted(flipped.items()):
        sys.stdout.write(f"  {count:4} in {kind}\n")
    for name in missed:
        sys.stdout.write(f"MISSED {name}\n")
    return 1 if missed else 0


def _flips(folder: Path, count: int, chance: random.Random) -> tuple[list[str], Counter[str]]:
    """Files whose change was not told, and how often each kind of file was changed."""
    names = [name for name in file_names(folder) if not name.startswith(".")]
    sizes = [(folder / name).stat().st_size for name in names]
    filled = [name for name, size in zip(names, sizes, strict=True) if size]
    missed: list[str] = []
    flipped: Counter[str] = Counter()
    for k in range(count):
        name = chance.choice(filled) if k % 2 else chance.choices(names, sizes)[0]
        path = folder / name
        body = path.read_bytes()
        place = chance.randrange(8 * len(body))
        changed = bytearray(body)
        changed[place // 8] ^= 1 << place % 8
        path.write_bytes(changed)
        if [(d.name, d.change) for d in check_folder(folder).differences] != [(name, Change.CHANGED)]:
            missed.append(f"{name}, bit {place}")
        path.write_bytes(body)
        flipped[Path(name).name if not name.endswith((".xml", ".pdf")) else Path(name).suffix] += 1
    return missed, flipped


if __name__ == "__main__":
    sys.exit(main())
