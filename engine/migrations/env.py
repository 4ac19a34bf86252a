"""Alembic's entry: runs the migrations on the connection that `engine.schema` hands over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from alembic import context
from sqlalchemy.types import TypeDecorator

from engine import schema

if TYPE_CHECKING:
    from alembic.autogenerate.api import AutogenContext


def _plain_types(kind: str, item: Any, _autogen: AutogenContext) -> str | Literal[False]:
    """A migration names the database's own types: it must not change when the code's types do."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=schema.tables(),
    transactional_ddl=True,
    render_as_batch=True,
    render_item=_plain_types,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
