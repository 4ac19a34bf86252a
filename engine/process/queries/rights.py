"""Who may see an instance."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from sqlalchemy import select

from engine.errors import NotFound
from engine.process import people
from engine.process.journal import History
from engine.process.models import TaskCandidate, UserTask
from engine.process.tasks import claimants_of
from engine.records import queries as record_queries
from engine.records import types as record_types

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from engine.feel.values import RecordRef
    from engine.identity import User
    from engine.process.people import Claimants


def sees_instance(connection: Connection, user: User, key: int, records: Sequence[RecordRef]) -> bool:
    """One of the instance's records or tasks is the person's to see, or the person has worked in it."""
    return (
        user.visibility == "all"
        or "administrator" in user.roles
        or _sees_by_records(connection, user, records)
        or any(people.sees_task(connection, user, one) for one in claimants_in(connection, key).values())
        or _worked(connection, user, key)
    )


def sees_record(connection: Connection, user: User, ref: RecordRef) -> bool:
    try:
        record_queries.get(connection, ref, user)
    except NotFound:
        return False
    return True


def claimants_in(connection: Connection, instance: int) -> dict[int, Claimants]:
    """Who each open task of an instance belongs to, by task key."""
    rows = connection.execute(
        select(UserTask.key, UserTask.assignee, TaskCandidate.group_name, TaskCandidate.user_key)
        .join(TaskCandidate, TaskCandidate.task == UserTask.key, isouter=True)
        .where(UserTask.instance == instance)
        .order_by(UserTask.key)
    )
    return {key: claimants_of(list(group)) for key, group in groupby(rows, key=lambda row: row.key)}


def _sees_by_records(connection: Connection, user: User, records: Sequence[RecordRef]) -> bool:
    """A deal decides about its process even when everybody sees the deal's account; people and teams never decide."""
    kinds = record_types()
    ours = [ref for ref in records if ref.type in kinds and kinds[ref.type].writable]
    personal = [ref for ref in ours if not kinds[ref.type].company_wide]
    return any(sees_record(connection, user, ref) for ref in personal or ours)


def _worked(connection: Connection, user: User, key: int) -> bool:
    worked = select(History.number).where(History.instance == key, History.by == user.key).limit(1)
    return connection.execute(worked).first() is not None
