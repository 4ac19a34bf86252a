"""What became of tasks that a page still shows."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import select

from engine.identity import queries as identity
from engine.process import definitions, history, people
from engine.process.errors import TaskAlreadyCompleted, TaskWithdrawn
from engine.process.models import ProcessInstance, TaskCandidate, UserTask
from engine.process.tasks import claimants_of, may_claim

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from engine.identity import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """An open task with who holds it, or a closed one with who completed it."""

    key: int
    name: Mapping[str, str]
    """Name by language; "" holds the default."""
    state: Literal["open", "completed", "withdrawn"]
    who: str | None
    who_key: int | None
    at: datetime | None
    """When it was closed, business time."""
    works: bool
    """The person who asks can still complete it."""


def fates(connection: Connection, wanted: Sequence[int], user: User) -> list[Fate]:
    """Those of the tasks that *user* may see; about others nothing is said."""
    opened = list(_open(connection, wanted, user))
    known = {one.key for one in opened} | _hidden(connection, wanted)
    return [
        *opened,
        *(fate for key in wanted if key not in known if (fate := _closed(connection, key, user))),
    ]


def _open(connection: Connection, wanted: Sequence[int], user: User) -> Iterator[Fate]:
    found = connection.execute(_SELECT.where(UserTask.key.in_(wanted)).order_by(UserTask.key)).all()
    names = identity.names(connection, {row.assignee for row in found if row.assignee is not None})
    for key, group in groupby(found, key=lambda row: row.key):
        rows: list[Row[*tuple[Any, ...]]] = list(group)
        row, claimants = rows[0], claimants_of(rows)
        if not people.sees_task(connection, user, claimants):
            continue
        element = definitions.get(connection, row.definition).element(row.element)
        free = row.assignee is None and may_claim(user, claimants)
        directs = people.directs(connection, user, row.assignee)
        yield Fate(
            key=key,
            name={"": element.name or element.id, **dict(element.names)},
            state="open",
            who=names.get(row.assignee),
            who_key=row.assignee,
            at=None,
            works=free or directs or row.assignee == user.key,
        )


def _hidden(connection: Connection, wanted: Sequence[int]) -> set[int]:
    """Every task that is open; those that are nobody's business here are not looked for among the closed ones."""
    return set(connection.scalars(select(UserTask.key).where(UserTask.key.in_(wanted))))


def _closed(connection: Connection, key: int, user: User) -> Fate | None:
    why = history.why_gone(connection, key, user)
    if isinstance(why, TaskAlreadyCompleted):
        return _fate(key, why.task, "completed", why.who, why.who_key, why.at)
    if isinstance(why, TaskWithdrawn):
        return _fate(key, why.task, "withdrawn", None, None, why.at)
    return None


def _fate(
    key: int,
    name: str,
    state: Literal["completed", "withdrawn"],
    who: str | None,
    who_key: int | None,
    at: datetime,
) -> Fate:
    return Fate(key=key, name={"": name}, state=state, who=who, who_key=who_key, at=at, works=False)


_SELECT = (
    select(
        UserTask.key,
        UserTask.assignee,
        UserTask.element,
        TaskCandidate.group_name,
        TaskCandidate.user_key,
        ProcessInstance.definition,
    )
    .join(ProcessInstance, ProcessInstance.key == UserTask.instance)
    .join(TaskCandidate, TaskCandidate.task == UserTask.key, isouter=True)
)
