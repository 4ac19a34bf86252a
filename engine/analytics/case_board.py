"""The cases that are not closed, as the case board shows them: whose each is, and how much of its time is left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import select, true

from engine.feel.values import RecordRef
from engine.identity import queries as people
from engine.operations.case_clock import hours_of, minutes
from engine.process.models import InstanceRecord, UserTask
from engine.records.cases import OPEN_STATUSES
from engine.records.types.account import Account
from engine.records.types.case import TYPE
from engine.records.visibility import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection

    from engine.calendars.service_clock import Hours
    from engine.identity import User
    from engine.records import Record

Who = Literal["all", "mine", "team"]
State = Literal["late", "soon", "running", "paused", "solved"]
BOARD_STATUSES = ("new", "open", "waiting_customer", "solved")
SOON = 0.25
"""The share of a promised time that is left when it turns urgent: the warning has come."""
_MOST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstAnswer:
    """The first response that a customer still waits for."""

    state: Literal["late", "soon", "running"]
    due_at: datetime
    left: timedelta
    """Counted time; negative since it is late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """How a case stands against what was promised."""

    state: State
    left: timedelta | None
    """Negative when the promise is broken; None before any target is set."""
    stands: bool
    """The customer has the word, or it is solved: no time runs."""
    promised: timedelta
    due_at: datetime | None
    """None while the clock stands."""
    first_answer: FirstAnswer | None
    """Set while it is owed."""
    update_due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One case on the board."""

    key: int
    number: str
    subject: str
    customer: str
    """The account, or who reported it."""
    priority: str | None
    line: str
    status: str
    holder: str | None
    """Who has its task in hand; None when it waits for somebody to take it."""
    vendor: bool
    """It waits for a vendor."""
    clock: Clock


def cards(
    connection: Connection,
    user: User,
    now: datetime,
    *,
    who: Who = "all",
    priority: str | None = None,
    line: str | None = None,
) -> list[Card]:
    """The cases that *user* sees, the one with the least time left first; those whose clock stands come last."""
    table = TYPE.table
    statement = (
        select(table)
        .where(table.c.deleted_at.is_(None), table.c.status.in_(BOARD_STATUSES), visible(user, table))
        .where(
            _chosen("priority", priority), _chosen("line", line), _team_of(user) if who == "team" else true()
        )
        .order_by(table.c.solution_due_at.is_(None), table.c.solution_due_at, table.c.key)
        .limit(_MOST)
    )
    records = [TYPE.record(row) for row in connection.execute(statement)]
    holders = _holders(connection, records)
    if who == "mine":
        records = [one for one in records if holders.get(one.ref.key) == user.key]
    found = _cards(connection, records, holders, now)
    return sorted(found, key=_urgency)


def clock(connection: Connection, case: Record, now: datetime) -> Clock:
    """How one case stands."""
    return _clock(case, hours_of(connection, case), now)


def _chosen(name: str, value: str | None) -> ColumnElement[bool]:
    return true() if value is None else TYPE.table.c[name] == value


def _team_of(user: User) -> ColumnElement[bool]:
    teams = {*user.managed_teams, *([] if user.team_key is None else [user.team_key])}
    return TYPE.table.c.team.in_(sorted(teams))


def _holders(connection: Connection, records: Iterable[Record]) -> dict[int, int]:
    """Who has each case: the assignee of its task, or else its owner."""
    cases = {one.ref.key: one for one in records}
    rows = connection.execute(
        select(InstanceRecord.record_key, UserTask.assignee)
        .join(UserTask, UserTask.instance == InstanceRecord.instance)
        .where(
            InstanceRecord.record_type == TYPE.name,
            InstanceRecord.role == TYPE.name,
            InstanceRecord.record_key.in_(cases),
            UserTask.assignee.is_not(None),
        )
        .order_by(UserTask.key.desc())
    )
    held = {row.record_key: row.assignee for row in rows}
    owned = {key: owner.key for key, one in cases.items() if isinstance(owner := one["owner"], RecordRef)}
    return held | owned


def _cards(
    connection: Connection, records: list[Record], holders: Mapping[int, int], now: datetime
) -> list[Card]:
    names = people.names(connection, set(holders.values()))
    accounts = _names_of_accounts(connection, records)
    calendars: dict[tuple[bool, Any], Hours] = {}
    found = []
    for one in records:
        kind = (bool(one["round_the_clock"]), one["sla_plan"])
        if kind not in calendars:
            calendars[kind] = hours_of(connection, one)
        holder = holders.get(one.ref.key)
        account = accounts.get(one["account"].key) if one["account"] else None
        found.append(
            Card(
                key=one.ref.key,
                number=str(one["number"]),
                subject=str(one["subject"]),
                customer=account or str(one["reporter"] or ""),
                priority=one["priority"],
                line=str(one["line"]),
                status=str(one["status"]),
                holder=None if holder is None else names.get(holder),
                vendor=one["vendor_since"] is not None,
                clock=_clock(one, calendars[kind], now),
            )
        )
    return found


def _names_of_accounts(connection: Connection, records: Iterable[Record]) -> dict[int, str]:
    keys = {one["account"].key for one in records if one["account"]}
    rows = connection.execute(select(Account.key, Account.name).where(Account.key.in_(keys)))
    return {row.key: row.name for row in rows}


def _clock(case: Record, hours: Hours, now: datetime) -> Clock:
    promised, due = minutes(case["solution_minutes"]), case["solution_due_at"]
    left = _left(case, hours, now)
    return Clock(
        state=_state(case, left, promised),
        left=left,
        stands=case["paused_since"] is not None,
        promised=promised,
        due_at=None if case["paused_since"] else due,
        first_answer=_first_answer(case, hours, now),
        update_due_at=case["update_due_at"],
    )


def _left(case: Record, hours: Hours, now: datetime) -> timedelta | None:
    """The counted time until the promise runs out; negative since it did."""
    if case["remaining_minutes"] is not None:
        return timedelta(minutes=int(case["remaining_minutes"]))
    due = case["solution_due_at"]
    return None if due is None else hours.between(now, due)


def _first_answer(case: Record, hours: Hours, now: datetime) -> FirstAnswer | None:
    due = case["first_response_due_at"]
    if due is None or case["first_responded_at"] is not None or case["status"] not in OPEN_STATUSES:
        return None
    left = hours.between(now, due)
    urgent = left <= minutes(case["first_response_minutes"]) * SOON
    return FirstAnswer(state="late" if due < now else "soon" if urgent else "running", due_at=due, left=left)


def _state(case: Record, left: timedelta | None, promised: timedelta) -> State:
    if case["status"] == "solved":
        return "solved"
    if left is not None and left < timedelta():
        return "late"
    if case["paused_since"] is not None:
        return "paused"
    return "soon" if left is not None and left <= promised * SOON else "running"


def _urgency(card: Card) -> tuple[bool, timedelta, int]:
    """Cases whose time runs, by what is left of it; then those whose clock stands."""
    left = card.clock.left
    return card.clock.stands, timedelta.max if left is None else left, card.key
