"""What of a published record schema a later one may not take back.

A schema is summed up as `{type: {field: [form, required]}}`, enumerations as `{type: [values]}`. Summaries of all
published versions lie in `published/`; `python -m tests.processors.outputs.schema_changes` writes that of the present
version, once, when it is published.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from processors.outputs.record import record_schema
from processors.records import SCHEMA_VERSION

PUBLISHED = Path(__file__).with_name("published")
_WORDS_ONLY = ("title", "description", "default", "examples")
Summary = dict[str, Any]


def summary(schema: dict[str, Any]) -> Summary:
    """The promises of a schema, without its prose."""
    types = {"Record": schema, **schema["$defs"]}
    return {name: _promises(types[name]) for name in sorted(types)}


def _promises(schema: dict[str, Any]) -> Any:
    if "enum" in schema or "const" in schema:
        return sorted(schema.get("enum", [schema.get("const")]))
    required = set(schema.get("required", []))
    return {
        name: [json.dumps(_form(form), sort_keys=True), name in required]
        for name, form in sorted(schema.get("properties", {}).items())
    }


def _form(schema: Any) -> Any:
    if isinstance(schema, dict):
        return {key: _form(value) for key, value in schema.items() if key not in _WORDS_ONLY}
    return [_form(item) for item in schema] if isinstance(schema, list) else schema


def broken_promises(old: Summary, new: Summary) -> list[str]:
    """Why a reader of the old schema may fail on new records, or a reader of the new one on old records."""
    out = []
    for name, promises in old.items():
        now = new.get(name)
        if now is None:
            out.append(f"{name} is gone")
        elif isinstance(promises, list):
            out += [f"{name} no longer knows {value}" for value in promises if value not in now]
        else:
            out += _broken_fields(name, promises, now)
    return out


def _broken_fields(name: str, old: dict[str, list[Any]], new: dict[str, list[Any]]) -> list[str]:
    out = []
    for field, (form, required) in old.items():
        if field not in new:
            out.append(f"{name}.{field} is gone")
        elif new[field][0] != form:
            out.append(f"{name}.{field} has another form")
        elif new[field][1] != required:
            out.append(f"{name}.{field} is {'now' if new[field][1] else 'no longer'} required")
    added = [field for field in new if field not in old and new[field][1]]
    return out + [f"{name}.{field} is new and required" for field in added]


def present() -> Summary:
    return summary(record_schema())


if __name__ == "__main__":
    path = PUBLISHED / f"{SCHEMA_VERSION}.json"
    if path.exists():
        raise SystemExit(f"{path} is published; raise SCHEMA_VERSION")
    path.write_text(json.dumps(present(), indent=1) + "\n")
