"""Runs the steps over the connection that `declass.catalog.database` hands in, inside its transaction."""

from __future__ import annotations

from alembic import context

from declass.catalog.database import is_ours
from declass.catalog.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    include_name=is_ours,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
