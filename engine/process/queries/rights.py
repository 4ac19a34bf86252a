"""Who may see an instance: one predicate for pages, lists, counts and verbs."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from sqlalchemy import and_, false, func, or_, select, true

from engine.errors import NotFound
from engine.identity.models import UserAccount
from engine.process.journal import History
from engine.process.models import InstanceRecord, ProcessInstance, TaskCandidate, UserTask
from engine.process.tasks import claimants_of
from engine.process.waits import AD_HOC, Subscription
from engine.records import queries as record_queries
from engine.records import types as record_types
from engine.records import visibility

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import ColumnElement, Connection
    from sqlalchemy.orm import InstrumentedAttribute

    from engine.feel.values import RecordRef
    from engine.identity import User
    from engine.process.people import Claimants
    from engine.records.record import RecordType

    _Instance = InstrumentedAttribute[int] | InstrumentedAttribute[int | None]


def visible_instances(user: User) -> ColumnElement[bool]:
    """The rows of ``process_instance`` that *user* may see.

    Administrators and those who see all: every one. Others: one of its records is theirs to see, or one of its open
    tasks (held by them or by somebody whose team they manage, or theirs to claim), or they have worked in it, or
    their group may begin something in it. A called instance is as visible as its root, and whoever works in it sees it.
    """
    if user.visibility == "all" or "administrator" in user.roles:
        return true()
    return or_(
        _by_records(user, _seen), _in_tree(_by_tasks, user), _in_tree(_by_work, user), _by_offers(user)
    )


def repairable_instances(user: User) -> ColumnElement[bool]:
    """Of the visible ones, those that *user* may repair as a manager.

    To have worked in one is not enough, nor that everybody sees its records: then the owner or the team decides.
    """
    if "administrator" in user.roles:
        return true()
    if "manager" not in user.roles:
        return false()
    return (
        true() if user.visibility == "all" else or_(_by_records(user, _answered), _in_tree(_by_tasks, user))
    )


def sees_instance(connection: Connection, user: User, key: int) -> bool:
    return _is(connection, key, visible_instances(user))


def repairs_instance(connection: Connection, user: User, key: int) -> bool:
    return _is(connection, key, repairable_instances(user))


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


def _is(connection: Connection, key: int, condition: ColumnElement[bool]) -> bool:
    found = select(ProcessInstance.key).where(ProcessInstance.key == key, condition)
    return connection.execute(found).first() is not None


def _by_records(
    user: User, of_shared: Callable[[User, RecordType], ColumnElement[bool]]
) -> ColumnElement[bool]:
    """A deal decides about its process even when everybody sees the deal's account; people and teams never decide.

    *of_shared* says which records of a type that is everybody's count.
    """
    ours = [one for one in record_types().values() if one.writable]
    personal = [one for one in ours if not one.company_wide]
    shared = [one for one in ours if one.company_wide]
    has_personal = _names(true(), InstanceRecord.record_type.in_([one.name for one in personal]))
    theirs = _names(or_(false(), *(_seen(user, kind) for kind in personal)))
    common = _names(or_(false(), *(of_shared(user, kind) for kind in shared)))
    return or_(theirs, and_(common, ~has_personal))


def _names(*where: ColumnElement[bool]) -> ColumnElement[bool]:
    # The root's records decide about a called instance, whatever it was given of them.
    of_instance = InstanceRecord.instance == func.coalesce(ProcessInstance.root, ProcessInstance.key)
    return select(InstanceRecord.instance).where(of_instance, *where).correlate(ProcessInstance).exists()


def _seen(user: User, kind: RecordType) -> ColumnElement[bool]:
    return _record(kind, visibility.visible(user, kind.table))


def _answered(user: User, kind: RecordType) -> ColumnElement[bool]:
    """The record is the person's own, or belongs to a team that they manage."""
    columns = kind.table.c
    return _record(kind, or_(columns.owner == user.key, columns.team.in_(sorted(user.managed_teams))))


def _record(kind: RecordType, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    table = kind.table
    found = select(table.c.key).where(
        table.c.key == InstanceRecord.record_key, table.c.deleted_at.is_(None), condition
    )
    return and_(InstanceRecord.record_type == kind.name, found.correlate(InstanceRecord).exists())


def _in_tree(by: Callable[[User, _Instance], ColumnElement[bool]], user: User) -> ColumnElement[bool]:
    """By what the instance itself has, or its root."""
    called = and_(ProcessInstance.root.is_not(None), by(user, ProcessInstance.root))
    return or_(by(user, ProcessInstance.key), called)


def _by_tasks(user: User, instance: _Instance) -> ColumnElement[bool]:
    candidate = select(TaskCandidate.task).where(
        TaskCandidate.task == UserTask.key,
        or_(TaskCandidate.user_key == user.key, TaskCandidate.group_name.in_(sorted(user.groups))),
    )
    holders = [UserTask.assignee == user.key, candidate.correlate(UserTask).exists()]
    if user.managed_teams:
        managed = select(UserAccount.key).where(UserAccount.team.in_(sorted(user.managed_teams)))
        holders.append(UserTask.assignee.in_(managed))
    found = select(UserTask.key).where(UserTask.instance == instance, or_(*holders))
    return found.correlate(ProcessInstance).exists()


def _by_work(user: User, instance: _Instance) -> ColumnElement[bool]:
    found = select(History.number).where(History.instance == instance, History.by == user.key)
    return found.correlate(ProcessInstance).exists()


def _by_offers(user: User) -> ColumnElement[bool]:
    """A group that may begin something in it is the person's."""
    found = select(Subscription.key).where(
        Subscription.instance == ProcessInstance.key,
        Subscription.kind == AD_HOC,
        Subscription.name.in_(sorted(user.groups)),
    )
    return found.correlate(ProcessInstance).exists()
