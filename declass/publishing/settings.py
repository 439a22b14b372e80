"""The settings of a reading, as its record has them."""

from __future__ import annotations

from processors.config import Config
from processors.records import Record


def config_of(record: Record) -> Config | None:
    """The settings by which the record was read, None where this version knows other ones."""
    from pydantic import TypeAdapter, ValidationError

    try:
        config = TypeAdapter(Config).validate_python(record.provenance.config)
    except ValidationError:
        return None
    return config if config.digest() == record.provenance.config_digest else None
