"""Who sees which record: the one predicate that every list, page and timeline uses."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, false, or_, select, true

from engine.records.discovery import type_of, types

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Table

    from engine.identity import User
    from engine.records.record import Follows, RecordType


def visible(user: User, table: Table) -> ColumnElement[bool]:
    """The rows of a record type's *table* that *user* may see.

    Accounts, products and people are everybody's. A deal is seen by its owner, by the owner's team for those who
    see their team, by the managers of its team, and by those who see all; a deal that nobody owns is everybody's,
    or it would be lost. A contact follows its account, an activity and a product line what they belong to.
    """
    record_type = _by_table()[table.name]
    if record_type.company_wide or user.visibility == "all":
        return true()
    if record_type.follows:
        return _followed(user, table, record_type.follows)
    return _owned(user, table)


def _owned(user: User, table: Table) -> ColumnElement[bool]:
    columns: Any = table.c
    reach = [columns.owner == user.key, and_(columns.owner.is_(None), columns.team.is_(None))]
    teams = set(user.managed_teams)
    if user.visibility == "team" and user.team_key is not None:
        teams.add(user.team_key)
    if teams:
        reach.append(columns.team.in_(sorted(teams)))
    return or_(*reach)


def _followed(user: User, table: Table, follows: Follows) -> ColumnElement[bool]:
    """The first reference that is set decides, or any of several that stand together; else the owner sees it."""
    decided: ColumnElement[bool] = false()
    unset: ColumnElement[bool] = true()
    for together in follows:
        names = (together,) if isinstance(together, str) else together
        seen = or_(*(_sees(user, table.c[name], type_of(name).table) for name in names))
        decided = or_(decided, and_(unset, seen))
        unset = and_(unset, *(table.c[name].is_(None) for name in names))
    return or_(decided, and_(unset, _owned(user, table)))


def _sees(user: User, column: Any, target: Table) -> ColumnElement[bool]:
    """The reference in *column* is set, and leads to a record that the person sees."""
    named = select(target.c.key).where(
        target.c.key == column, target.c.deleted_at.is_(None), visible(user, target)
    )
    return and_(column.is_not(None), named.exists())


@functools.cache
def _by_table() -> dict[str, RecordType]:
    """Record types by table; a table that is none raises KeyError rather than being seen by everybody."""
    return {record_type.table.name: record_type for record_type in types().values()}
