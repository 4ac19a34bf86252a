"""Whose turn it is: one row per pool of people, locked while somebody is chosen, so that no turn is given twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Text, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Key

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection


class AssignmentTurn(Base):
    """Who of a pool was chosen last."""

    __tablename__ = "assignment_turn"

    pool: Mapped[str] = mapped_column(Text, primary_key=True)
    last: Mapped[int] = mapped_column(Key)
    """The user's key; 0 before the first choice."""


def take(connection: Connection, pool: str, people: Collection[int]) -> int:
    """The next of *people* in the order of their keys, after the one who was chosen last; remembers the choice.

    The row is locked until the transaction ends: whoever chooses at the same time waits, and gets the next one.
    """
    last = _locked(connection, pool)
    chosen = min((key for key in people if key > last), default=min(people))
    connection.execute(update(AssignmentTurn).where(AssignmentTurn.pool == pool).values(last=chosen))
    return chosen


def _locked(connection: Connection, pool: str) -> int:
    connection.execute(_ADD[connection.dialect.name], {"pool": pool, "last": 0})
    row = select(AssignmentTurn.last).where(AssignmentTurn.pool == pool).with_for_update()
    return int(connection.scalars(row).one())


_ADD = {
    "postgresql": postgresql.insert(AssignmentTurn).on_conflict_do_nothing(),
    "sqlite": sqlite.insert(AssignmentTurn).on_conflict_do_nothing(),
}
