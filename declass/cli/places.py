"""Where results and their catalog are looked for when nobody says."""

from __future__ import annotations

import os
from pathlib import Path

from declass.catalog.database import CATALOG_NAME, ENVIRONMENT
from declass.catalog.store import STORE_NAME
from processors.errors import InputError


def results_place(out: Path | None, catalog: str | None) -> Path | None:
    """The folder for results that is meant: as named, else this folder where a catalog lies in it and none is named.

    Args:
        out: as `--out` names it.
        catalog: as `--catalog` names it.

    Raises:
        InputError: there is no such folder.
    """
    if out is not None:
        if not out.is_dir():
            raise InputError("there is no such folder", file=str(out), hint="Name the folder for results")
        return out
    if not catalog and not os.environ.get(ENVIRONMENT) and (Path(STORE_NAME) / CATALOG_NAME).is_file():
        return Path()
    return None
