"""Whether what was read is still there."""

from __future__ import annotations

import os
from pathlib import Path

INSIDE = "!/"
"""Stands in an address between an archive and the path of a document in it."""


def is_gone(address: str) -> bool:
    """Whether nothing is at a path any more, nor at that of its archive; of other places it is not known."""
    return "://" not in address and not (
        os.path.lexists(address) or (INSIDE in address and os.path.lexists(address.partition(INSIDE)[0]))
    )


def is_gone_for_good(address: str) -> bool:
    """Whether nothing is there any more, and not because a disk or a share is not mounted.

    Where one is mounted an empty folder is left while it is not; so a path below an empty folder may come back.
    """
    if not is_gone(address):
        return False
    for folder in Path(address.partition(INSIDE)[0]).parents:
        try:
            return next(folder.iterdir(), None) is not None
        except FileNotFoundError:
            continue
        except OSError:
            return False
    return False
