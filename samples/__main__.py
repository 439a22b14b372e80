"""`python -m samples OUT [--seed N] [--count N] [--kinds a,b] [--demo]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from processors.errors import DeclassError
from samples.generate import DEMO_SEED, demo, generate
from samples.kinds import KINDS


def main(arguments: list[str] | None = None) -> int:
    """Writes a set of samples; returns the exit code."""
    parser = argparse.ArgumentParser(prog="samples", description="Write synthetic releases with exact truth.")
    parser.add_argument("out", type=Path, help="folder to write into")
    parser.add_argument("--seed", type=int, default=DEMO_SEED, help="the same seed gives the same bytes")
    parser.add_argument("--count", type=int, default=22, help="number of documents")
    parser.add_argument("--kinds", default=",".join(KINDS), help=f"comma-separated, of: {', '.join(KINDS)}")
    parser.add_argument("--demo", action="store_true", help="the small set that the demo shows")
    given = parser.parse_args(arguments)
    try:
        if given.demo:
            files = demo(given.out, given.seed)
        else:
            files = generate(given.out, given.seed, given.count, kinds=tuple(given.kinds.split(",")))
    except DeclassError as error:
        sys.stderr.write(f"samples: {error}\n")
        return int(error.exit_code)
    sys.stdout.write(f"{len(files)} documents and truth.jsonl in {given.out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
