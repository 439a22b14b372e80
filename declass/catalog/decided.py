"""Decisions as a transaction sees them, for whoever keeps rows with the log."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from declass.catalog.models import DecisionRow, Document
from processors.decisions.types import Decision

if TYPE_CHECKING:
    from pydantic import TypeAdapter


@functools.cache
def _decisions() -> TypeAdapter[Decision]:
    from pydantic import TypeAdapter

    return TypeAdapter(Decision)


@functools.cache
def _states() -> TypeAdapter[Any]:
    from pydantic import TypeAdapter

    return TypeAdapter(dict[str, Any])


def decisions_within(
    connection: Connection, *conditions: sa.ColumnElement[bool], limit: int | None = None
) -> tuple[Decision, ...]:
    """Decisions that meet the conditions on `DecisionRow`, in the order of their numbers."""
    query = sa.select(DecisionRow.__table__).where(*conditions).order_by(DecisionRow.number).limit(limit)
    return tuple(_decision(dict(row)) for row in connection.execute(query).mappings())


def newest_decision() -> sa.ScalarSelect[int]:
    """The number of the newest decision on the document of a query, 0 where there is none."""
    newest = sa.func.coalesce(sa.func.max(DecisionRow.number), 0)
    return (
        sa.select(newest).where(DecisionRow.sha256 == Document.sha256).correlate(Document).scalar_subquery()
    )


def _decision(row: dict[str, Any]) -> Decision:
    states = {name: _states().validate_json(row[name]) if row[name] else None for name in ("before", "after")}
    return _decisions().validate_python({**row, **states})
