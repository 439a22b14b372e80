"""Finds the file that a document was read from, as it was: by its addresses in the catalog and its sha256."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from declass.catalog.gone import INSIDE
from declass.gather import Gathered, GatherOptions, gather
from processors.errors import AccessError, DeclassError
from processors.sources.checksum import file_sha256


@contextlib.contextmanager
def source_file(addresses: Sequence[str], sha256: str, spool: Path | None = None) -> Iterator[Path]:
    """The file of that content, at one of the addresses; a copy is deleted at the end of the block.

    Args:
        addresses: where it lay.
        sha256: of its content: another file is not taken for it.
        spool: the folder for copies of what is no local file; that of the system where None.

    Raises:
        AccessError: it is at none of the addresses any more.
    """
    for address in addresses:
        path = Path(address)
        if "://" not in address and INSIDE not in address and path.is_file() and _sum(path) == sha256:
            yield path
            return
    with contextlib.ExitStack() as stack:
        for address in addresses:
            if "://" in address or INSIDE in address:
                found = _fetched(stack, address, sha256, spool)
                if found is not None:
                    yield found
                    return
    raise AccessError(
        "the file is not where it was read from any more, or was changed",
        file=addresses[0] if addresses else None,
        hint="Put it back, and publish again",
    )


def _fetched(stack: contextlib.ExitStack, address: str, sha256: str, spool: Path | None) -> Path | None:
    items = stack.enter_context(gather([address], GatherOptions(spool=spool)))
    for item in items:
        if isinstance(item, Gathered) and item.address == address:
            with contextlib.suppress(DeclassError):
                fetched = item.fetch()
                return fetched.path if (fetched.sha256 or _sum(fetched.path)) == sha256 else None
    return None


def _sum(path: Path) -> str:
    try:
        return file_sha256(path)
    except DeclassError:
        return ""
