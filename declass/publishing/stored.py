"""Under which digests the pages of a result are stored as the machine read them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from declass.catalog.digests import page_digest
from declass.catalog.store import PageStore
from declass.publishing.settings import config_of
from processors.document_records import Provenance, Tool
from processors.outputs.provenance import library_versions
from processors.records import Record


def page_digests(out: Path, digest: str, name: str, record: Record) -> Iterator[str]:
    """What the results of a document's pages may be stored under, the likeliest first.

    Args:
        out: the folder for results.
        digest: of the reading that made the result.
        name: that was asked for.
        record: of the result.
    """
    done = PageStore(out, "", digest).marked(record.source.sha256, name)
    if done is not None and done.reading:
        yield done.reading
    config = config_of(record)
    if config is not None:
        yield page_digest(config, engines_of(record.provenance))


def engines_of(made: Provenance) -> tuple[Tool, ...]:
    """The readers and models among what made a record: behind the libraries, one of which has a reader's name."""
    libraries = [tool.name for tool in library_versions()]
    known = [tool.name for tool in made.tools[: len(libraries)]] == libraries
    return made.tools[len(libraries) :] if known else ()
