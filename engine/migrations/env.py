"""Alembic's entry: runs the migrations on the connection that `engine.schema` hands over."""

from __future__ import annotations

from alembic import context

from engine import schema

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=schema.tables(),
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
