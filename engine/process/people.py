"""Users as processes name them, and who may see and do a task."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import aliased

from engine import keys
from engine.errors import NotFound
from engine.facts import fact
from engine.feel.values import RecordRef
from engine.identity.models import Team, UserAccount
from engine.identity.store import folded
from engine.prepared import Prepared
from engine.process.errors import UnknownAssignee
from engine.process.models import UserTask

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import ColumnElement, Connection

    from engine.feel.values import Value
    from engine.identity.users import User
    from engine.process.running import Running


@fact
class Claimants:
    """Who a task belongs to, or may belong to."""

    assignee: int | None
    groups: frozenset[str]
    users: frozenset[int]

    @property
    def nobody(self) -> bool:
        """The model says nothing: whoever sees everything takes it."""
        return self.assignee is None and not self.groups and not self.users

    def include(self, user: User) -> bool:
        """The person is a candidate."""
        return user.key in self.users or not self.groups.isdisjoint(user.groups)


def sees_task(connection: Connection, user: User, claimants: Claimants) -> bool:
    return (
        user.key == claimants.assignee
        or user.visibility == "all"
        or claimants.include(user)
        or directs(connection, user, claimants.assignee)
    )


def directs(connection: Connection, user: User, assignee: int | None) -> bool:
    """The person may decide about the assignee's tasks: as administrator, or as manager of the assignee's team."""
    if "administrator" in user.roles:
        return True
    if assignee is None or not user.managed_teams:
        return False
    team = connection.scalar(select(UserAccount.team).where(UserAccount.key == assignee))
    return team in user.managed_teams


def user_key(connection: Connection, value: Value, *, element_id: str) -> int | None:
    """The user that an assignment names by reference, login or key; raises `UnknownAssignee`."""
    if value is None or value == "":
        return None
    if isinstance(value, RecordRef) and value.type == "user":
        return value.key
    named = _named(value)
    found = None if named is None else connection.scalar(select(UserAccount.key).where(named))
    if found is None:
        raise UnknownAssignee(element_id=element_id, assignee=str(value))
    return found


def in_charge(connection: Connection, key: int) -> int | None:
    """The person, or the manager of the team of somebody who has left; None when that one has left too."""
    row = _IN_CHARGE.run(connection, key).first()
    if row is None or row.active:
        return key
    return row.manager if row.manager_active else None


def open_tasks(running: Running, users: Collection[int]) -> dict[int, int]:
    """How many open tasks each of *users* has, those that this step opened included."""
    counted = select(UserTask.assignee, func.count()).where(UserTask.assignee.in_(users))
    found = running.work.connection.execute(counted.group_by(UserTask.assignee)).all()
    opening = Counter(
        task.assignee for member in running.tree.members.values() for task in member.rows.tasks.values()
    )
    kept = {row[0]: int(row[1]) for row in found}
    return {user: kept.get(user, 0) + opening[user] for user in users}


def departed(connection: Connection, users: Collection[int]) -> frozenset[int]:
    """Those of *users* who have left."""
    gone = select(UserAccount.key).where(UserAccount.key.in_(users), UserAccount.active.is_(False))
    return frozenset(connection.scalars(gone)) if users else frozenset()


def require_active_user(connection: Connection, key: int) -> None:
    """Raise `NotFound` unless the person exists and has not left."""
    who = (UserAccount.key == key, UserAccount.active.is_(True))
    if connection.scalar(select(UserAccount.key).where(*who)) is None:
        raise NotFound(what="user", key=key)


def _named(value: Value) -> ColumnElement[bool] | None:
    if isinstance(value, str):
        key = keys.parse(value)
        return UserAccount.login_folded == folded(value) if key is None else UserAccount.key == key
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return UserAccount.key == int(value)
    return None


_MANAGER = aliased(UserAccount)
_IN_CHARGE = Prepared(
    select(
        UserAccount.active,
        _MANAGER.key.label("manager"),
        _MANAGER.active.label("manager_active"),
    )
    .join(Team, Team.key == UserAccount.team, isouter=True)
    .join(_MANAGER, _MANAGER.key == Team.manager, isouter=True)
    .where(UserAccount.key == bindparam("k")),
    "k",
)
