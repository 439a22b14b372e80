"""Where a batch reads and writes: what it writes must not be read as input by this run, or the next one."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from declass.gather.patterns import split_pattern
from processors.errors import UsageError


def check_places(sources: Sequence[str | Path], out: Path, quarantine: str = "") -> None:
    """Sees that results and quarantine lie apart from what is read, and from one another.

    Args:
        sources: what is read.
        out: the folder for results.
        quarantine: the folder for copies of files that could not be read; empty for none.

    Raises:
        UsageError: one of them lies inside one of the source folders, or is one, or a pattern may match what lies in
            it; or the quarantine lies in `out`, where `declass verify` would take it for a result.
    """
    check_apart(sources, out)
    if not quarantine:
        return
    check_apart(sources, Path(quarantine), "--quarantine")
    if Path(quarantine).resolve().is_relative_to(out.resolve()):
        raise UsageError(
            "--quarantine lies inside --out", file=quarantine, hint="Choose a folder outside the results"
        )


def check_apart(sources: Sequence[str | Path], out: Path, option: str = "--out") -> None:
    """Sees that what is written will not be read as input.

    Args:
        sources: what is read.
        out: the folder that is written to.
        option: that names it.

    Raises:
        UsageError: `out` lies inside one of the source folders, or is one, or a pattern may match what lies in it.
    """
    target = out.resolve()
    for source in sources:
        if _reads(str(source), target):
            raise UsageError(
                f"{option} lies inside a folder that is read",
                file=str(out),
                hint="Choose a folder outside the sources",
            )


def _reads(source: str, target: Path) -> bool:
    """Whether gathering `source` looks into the folder `target`, or further down."""
    base, pattern = (source, None) if os.path.lexists(source) else split_pattern(source)
    folder = Path(base or ".")
    if not folder.is_dir() or not target.is_relative_to(folder.resolve()):
        return False
    if pattern is None:
        return True
    states = pattern.start
    for name in target.relative_to(folder.resolve()).parts:
        if pattern.accepts(states):
            break
        states = pattern.step(states, name)
    return bool(states)
