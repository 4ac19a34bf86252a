"""What of a committed change one person may hear of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from engine.identity.models import UserAccount
from engine.process.models import ProcessInstance
from engine.process.queries.inbox import records_of
from engine.process.queries.rights import visible_instances
from engine.records import types
from engine.records.visibility import visible

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sqlalchemy import Connection

    from engine.feel.values import RecordRef
    from engine.identity import User
    from engine.process.work import Change, TouchedTask

_MOST = 50
"""Instances and records that are looked at one by one; of more, a person hears only that much has changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Keys that a person may know of."""

    tasks: frozenset[int] = frozenset()
    instances: frozenset[int] = frozenset()
    records: frozenset[RecordRef] = frozenset()
    incidents: frozenset[int] = frozenset()
    """Instances that got an incident or lost one."""
    everything: bool = False

    def __bool__(self) -> bool:
        return bool(self.tasks or self.instances or self.records or self.incidents or self.everything)


def heard(connection: Connection, user: User, change: Change) -> Heard:
    """The part of *change* that *user* may see; empty when nothing of it is theirs."""
    touched = change.instances | change.incidents
    if change.everything or len(touched) + len(change.records) > _MOST:
        return Heard(everything=True)
    seen = _instances(connection, user, touched)
    named = (
        {ref for found in records_of(connection, touched).values() for _, ref in found} if touched else set()
    )
    return Heard(
        tasks=_tasks(connection, user, change),
        instances=seen & change.instances,
        records=_records(connection, user, change.records | named),
        incidents=seen & change.incidents,
    )


def _instances(connection: Connection, user: User, keys: Collection[int]) -> frozenset[int]:
    if not keys:
        return frozenset()
    wanted = select(ProcessInstance.key).where(ProcessInstance.key.in_(keys), visible_instances(user))
    return frozenset(connection.scalars(wanted))


def _tasks(connection: Connection, user: User, change: Change) -> frozenset[int]:
    if user.visibility == "all" or "administrator" in user.roles:
        return frozenset(change.tasks)
    directed = _directed(connection, user, change.tasks.values())
    return frozenset(
        key
        for key, task in change.tasks.items()
        if user.key in task.assignees | task.users
        or not user.groups.isdisjoint(task.groups)
        or not directed.isdisjoint(task.assignees)
    )


def _directed(connection: Connection, user: User, touched: Iterable[TouchedTask]) -> set[int]:
    """Those of the tasks' holders whose team the person manages."""
    holders = {one for task in touched for one in task.assignees}
    if not holders or not user.managed_teams:
        return set()
    mine = (UserAccount.key.in_(holders), UserAccount.team.in_(user.managed_teams))
    return set(connection.scalars(select(UserAccount.key).where(*mine)))


def _records(connection: Connection, user: User, refs: Iterable[RecordRef]) -> frozenset[RecordRef]:
    known, by_type = types(), dict[str, list["RecordRef"]]()
    for ref in refs:
        if ref.type in known and known[ref.type].writable:
            by_type.setdefault(ref.type, []).append(ref)
    return frozenset(
        ref for name, found in by_type.items() for ref in _visible(connection, user, name, found)
    )


def _visible(connection: Connection, user: User, name: str, refs: list[RecordRef]) -> list[RecordRef]:
    table = types()[name].table
    wanted = select(table.c.key).where(table.c.key.in_([ref.key for ref in refs]), visible(user, table))
    keys = set(connection.scalars(wanted))
    return [ref for ref in refs if ref.key in keys]
