"""`decisions.jsonl`: the decisions on a document beside its result, one a line, from the oldest to the newest.

The catalog's log is what counts. The file makes a result tell how it came to be without a catalog, and fills the log of
a new one.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from processors.decisions.rules import is_sound
from processors.decisions.standing import in_order
from processors.decisions.types import Decision
from processors.outputs.files import write_atomic

if TYPE_CHECKING:
    from pydantic import TypeAdapter

DECISIONS_NAME = "decisions.jsonl"


@functools.cache
def _decisions() -> TypeAdapter[Decision]:
    from pydantic import TypeAdapter

    return TypeAdapter(Decision)


def dump_decisions(decisions: Sequence[Decision]) -> bytes:
    """The decisions as lines of JSON; equal decisions give equal bytes, in whatever order they come."""
    return b"".join(_decisions().dump_json(decision) + b"\n" for decision in in_order(decisions))


def write_decisions(folder: Path, decisions: Sequence[Decision]) -> None:
    """Writes `decisions.jsonl`, if there is anything to write.

    Raises:
        AccessError: the folder cannot be written to.
    """
    if decisions:
        write_atomic(folder / DECISIONS_NAME, dump_decisions(decisions))


def read_decisions(folder: Path, sha256: str) -> tuple[Decision, ...]:
    """The decisions that lie beside a result, none where there is no file; a line that is none is passed over.

    Args:
        folder: of the result.
        sha256: of the document: decisions on others are passed over too.
    """
    try:
        lines = (folder / DECISIONS_NAME).read_bytes().splitlines()
    except OSError:
        return ()
    found = (_read(line) for line in lines)
    return tuple(decision for decision in found if decision is not None and decision.sha256 == sha256)


def _read(line: bytes) -> Decision | None:
    try:
        decision = _decisions().validate_json(line)
    except ValueError:
        return None
    return decision if is_sound(decision) else None
