"""What events wait for: a moment, a message, a signal, a condition."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from engine import feel
from engine.calendars import queries as calendars
from engine.errors import BatonError
from engine.feel.values import RecordRef
from engine.jobs.models import Job
from engine.process.resting import message_for
from engine.process.waits import MessageBuffer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime, timedelta

    from sqlalchemy import Row

    from engine.bpmn.standing import LiveToken
    from engine.feel.values import Value
    from engine.process.queries.waiting_scene import Facts, Moment, Scene

_COUNTED = frozenset({"add working time", "add working days", "next working time"})
"""FEEL's functions whose result is a moment of some working calendar."""
_OTHER_KEYS = 3


def timer(row: Row[Any], token: LiveToken, scene: Scene) -> Facts:
    event = scene.element(token).event
    text = None if event is None else event.expression
    return {
        "due": row.due,
        "left": row.due - scene.moment.at,
        "working": working_left(text, row.due, _reader(token), scene),
        "repeats": event is not None and event.timer == "cycle",
    }


def working_left(text: str | None, due: datetime, number: int, scene: Scene) -> timedelta | None:
    """How much working time is left until *due*, by the calendar that its expression asks; None if it asks none."""
    if not text or not any(name in text for name in _COUNTED):
        return None
    asked: list[str | None] = []
    moment, environment = scene.moment, scene.environment
    listening = {
        name: _noting(asked, function) if name in _COUNTED else function
        for name, function in environment.functions.items()
    }
    try:
        context = scene.waits_at(number)
        feel.evaluate(text.removeprefix("="), context, replace(environment, functions=listening))
        if not asked or due <= moment.at:
            return None
        calendar = calendars.load(moment.connection, asked[-1], time_zone=moment.time_zone)
        return calendar.between(moment.at, due)
    except BatonError:  # what the expression reads has changed since: then nothing is claimed
        return None


def _noting(asked: list[str | None], function: Callable[..., Value]) -> Callable[..., Value]:
    """The working-time function, which tells the name of the calendar that it was asked for."""

    def noting(start: Value, *rest: Value) -> Value:
        names = [one for one in rest if isinstance(one, str)]
        asked.append(names[0] if names else None)
        return function(start, *rest)

    return noting


def message(row: Row[Any], scene: Scene) -> Facts:
    """The name and key that would be received, and which of its name have come under other keys."""
    if row.name not in scene.buffered:
        scene.buffered[row.name] = _buffered(row.name, scene.moment)
    keys = scene.buffered[row.name]
    return {
        "name": row.name,
        "key": row.correlation_key,
        "buffered": (row.correlation_key or "") in keys or _rests(row, scene.moment),
        "other_keys": [one for one in keys if one != (row.correlation_key or "")][:_OTHER_KEYS],
    }


def _rests(row: Row[Any], moment: Moment) -> bool:
    """Whether one has come that a worker hands over when it may: after a resumption, or at once."""
    came = select(Job.key).where(message_for(row.name, row.correlation_key)).limit(1)
    return moment.connection.scalar(came) is not None


def _buffered(name: str, moment: Moment) -> list[str]:
    """The correlation keys of the messages of this name that wait for a receiver, the oldest first."""
    rows = moment.connection.scalars(
        select(MessageBuffer.correlation_key)
        .where(
            MessageBuffer.name == name,
            MessageBuffer.received_by.is_(None),
            MessageBuffer.expires > moment.at,
        )
        .order_by(MessageBuffer.key)
        .limit(_OTHER_KEYS + 1)
    )
    return [one or "" for one in rows]


def condition(token: LiveToken, scene: Scene) -> Facts:
    """The condition, its value now, and what it reads with the values."""
    event, environment = scene.element(token).event, scene.moment.environment()  # it tells what was read
    text = (event.expression if event is not None else None) or ""
    variables = scene.waits_at(_reader(token))
    facts: Facts = {"condition": text.removeprefix("="), "value": None, "reads": {}}
    try:
        names = feel.parse(facts["condition"]).names
        facts["value"] = feel.evaluate(facts["condition"], variables, environment)
        facts["reads"] = {name: variables.get(name) for name in sorted(names)}
    except BatonError as problem:
        facts["problem"] = str(problem)
    return {**facts, "reads": {**_plain(facts["reads"]), **_read_records(environment)}}


def _plain(reads: Mapping[str, Value]) -> dict[str, Value]:
    """Records are told by the fields that were read."""
    return {name: value for name, value in reads.items() if not isinstance(value, RecordRef)}


def _read_records(environment: feel.Environment) -> dict[str, Value]:
    take = getattr(environment.resolve, "take_reads", None)
    return {} if take is None else dict(take())


def _reader(token: LiveToken) -> int:
    """The token whose variables the event's expressions see: beside an activity, the activity's."""
    return token.number if token.holder is None else token.holder
