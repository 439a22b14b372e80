"""Gathering: from what a person names to documents, wherever they lie.

Folders, patterns, single files, archives, places afar, with what a manifest says of them. Documents come one by one and
are fetched when they are asked for:

    with gather(["releases/", "s3://bucket/2024/"], GatherOptions()) as found:
        for item in found:
            if isinstance(item, Gathered):
                try:
                    read(item.fetch().path)
                finally:
                    item.release()
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence

from declass.gather.duplicates import Duplicates, Group
from declass.gather.gathering import Gathering
from declass.gather.holding import Fetched
from declass.gather.options import GatherLimits, GatherOptions
from declass.gather.types import Found, Gathered, GatherError, GatherNote

__all__ = [
    "Duplicates",
    "Fetched",
    "Found",
    "GatherError",
    "GatherLimits",
    "GatherNote",
    "GatherOptions",
    "Gathered",
    "Gathering",
    "Group",
    "gather",
]


@contextlib.contextmanager
def gather(sources: Sequence[str], options: GatherOptions | None = None) -> Iterator[Gathering]:
    """What `sources` name, to be asked for one by one; all copies are deleted at the end of the block.

    Args:
        sources: paths, patterns, `file://`, `s3://`, `https://` and other addresses, and parts of archives
            (`a.zip!/folder`).
        options: the manifest, the place for copies, and limits.

    Raises:
        AccessError, LimitError, UsageError: the manifest cannot be used. Whatever is wrong with a source comes as a
            `GatherError` among the documents.
    """
    gathering = Gathering(sources, options or GatherOptions())
    try:
        yield gathering
    finally:
        gathering.close()
