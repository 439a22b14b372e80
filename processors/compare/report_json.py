"""`compare.json`: the comparison as data, and the JSON Schema it keeps to."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from processors.compare.types import Comparison

if TYPE_CHECKING:
    from pydantic import TypeAdapter


@functools.cache
def _adapter() -> TypeAdapter[Comparison]:
    from pydantic import TypeAdapter

    return TypeAdapter(Comparison)


def comparison_json(comparison: Comparison) -> str:
    """The comparison as indented JSON; equal comparisons give equal text."""
    return _adapter().dump_json(comparison, indent=1).decode() + "\n"


def comparison_schema() -> dict[str, object]:
    """The JSON Schema (2020-12) of `compare.json`."""
    schema = _adapter().json_schema(mode="serialization")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "declass comparison",
        **schema,
    }
