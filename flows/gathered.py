"""How a batch gathers its documents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from declass.catalog.store import STORE_NAME
from declass.gather import Found, Gathered, GatherError, GatherNote, GatherOptions
from processors.errors import DeclassError


def gather_options(out: Path, manifest: str) -> GatherOptions:
    """The manifest, where one is named, and a place for copies that the workers of a cluster see too."""
    return GatherOptions(Path(manifest) if manifest else None, out.resolve() / STORE_NAME / "spool")


def documents(
    found: Iterable[Found],
    tell: Callable[[DeclassError | str], None],
    unreachable: list[GatherError],
    failed: Callable[[str, DeclassError], None] = lambda *_: None,
) -> Iterator[Gathered]:
    """The documents among what is found; all else is told.

    Args:
        found: what gathering gives.
        tell: takes errors and remarks.
        unreachable: gets each thing that could not be had.
        failed: gets its address, and why.
    """
    for item in found:
        if isinstance(item, Gathered):
            yield item
        elif isinstance(item, GatherNote):
            tell(str(item))
        else:
            tell(item.error)
            failed(item.address, item.error)
            unreachable.append(item)
