"""The clocks of a case, put together from its record, its plan's calendar and the stretches in which they stood.

No operation of its own: those of a case and the case board reckon with it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from engine.calendars import queries as calendars
from engine.calendars.service_clock import ROUND_THE_CLOCK, ServiceClock
from engine.declarations import Input
from engine.errors import NotFound
from engine.feel.values import RecordRef
from engine.labels import Labels
from engine.operations import inputs
from engine.records import cases, store
from engine.records.history import Step

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from engine.calendars.service_clock import Hours
    from engine.feel.values import Value
    from engine.operations import OperationCall
    from engine.records import Record

WARNING, LIMIT, CRITICAL = 0.75, 1.0, 1.5
"""Shares of the promised time at which somebody hears of a case."""
CASE: Final = Input(
    name="case", label=Labels("Case", "Обращение"), kind="record", required=True, record_type="case"
)
"""The input that every operation on a case has."""
_MINUTE = timedelta(minutes=1)
_MARKS = {
    "warned_at": "solution_warn_at",
    "breached_at": "solution_due_at",
    "director_told_at": "solution_critical_at",
    "first_response_warned_at": "first_response_warn_at",
    "first_response_missed_at": "first_response_due_at",
}
"""What was told, and the moment that it told of."""


def hours_of(connection: Connection, case: Mapping[str, Value]) -> Hours:
    """When the time of a case counts: round the clock, or by the calendar of its plan."""
    if case["round_the_clock"]:
        return ROUND_THE_CLOCK
    plan = case["sla_plan"]
    found = store.read(connection, plan) if isinstance(plan, RecordRef) else None
    return calendars.load(connection, None if found is None else found["calendar"])


def clock_of(connection: Connection, ref: RecordRef, case: Mapping[str, Value]) -> ServiceClock:
    """The solution clock: it runs from the case's creation, and stands while the customer has the word."""
    stops = cases.stops(connection, ref.key)
    return ServiceClock(begun=case["created_at"], hours=hours_of(connection, case), stops=stops)


def current(call: OperationCall) -> tuple[RecordRef, Record]:
    """The case that a service task names, as it stands."""
    ref = inputs.record(call, "case", "case")
    record = store.read(call.connection, ref)
    if record is None:
        raise NotFound(what="case", key=ref.key)
    return ref, record


def step(call: OperationCall) -> Step:
    return Step(by=call.by, at=call.at, keys=call.keys, cause=call.cause)


def reckoned(call: OperationCall, ref: RecordRef, case: Mapping[str, Value]) -> dict[str, Value]:
    """Every moment that follows from the clock of *case*, which holds what this step is about to write.

    A warning or breach that another priority puts into the future was none: it is taken back.
    """
    clock = clock_of(call.connection, ref, case)
    values: dict[str, Value] = {
        **_first_response_limits(clock, minutes(case["first_response_minutes"])),
        **_limits(clock, minutes(case["solution_minutes"])),
        "paused_minutes": whole_minutes(clock.stood(call.at)),
    }
    for mark, limit in _MARKS.items():
        due = values[limit]
        if case[mark] is not None and due is not None and due > call.at:
            values[mark] = None
    if "breached_at" in values:
        values["solution_met"] = None
    return values | _first_response(call.at, case, values["first_response_due_at"])


def minutes(value: Value) -> timedelta:
    """A number of minutes as a length; nothing is no time at all."""
    return timedelta() if value is None else int(value) * _MINUTE


def whole_minutes(length: timedelta) -> int:
    """Rounded down, so that nobody is promised a minute that is not there."""
    return length // _MINUTE


def _limits(clock: ServiceClock, promised: timedelta) -> dict[str, Value]:
    shares = {"solution_warn_at": WARNING, "solution_due_at": LIMIT, "solution_critical_at": CRITICAL}
    return {name: _whole_second(clock.reaches(promised * share)) for name, share in shares.items()}


def _first_response_limits(clock: ServiceClock, promised: timedelta) -> dict[str, Value]:
    """No stop moves them: the clock can only stand once the customer was asked, and that is a first response."""
    shares = {"first_response_warn_at": WARNING, "first_response_due_at": LIMIT}
    return {
        name: _whole_second(clock.hours.add(clock.begun, promised * share)) for name, share in shares.items()
    }


def _whole_second(moment: datetime | None) -> datetime | None:
    """A timer fires to the millisecond: one that fired must find its moment in the past, not microseconds ahead."""
    return None if moment is None else moment.replace(microsecond=0)


def _first_response(at: datetime, case: Mapping[str, Value], due: datetime) -> dict[str, Value]:
    """A response that was given is judged by the new target; one that is owed too long is missed."""
    given = case["first_responded_at"]
    if given is None and due > at:
        return {"first_response_met": None}
    return {"first_response_met": given is not None and given <= due}
