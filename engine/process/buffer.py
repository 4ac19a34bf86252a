"""Messages that nobody waits for yet, and those that were received, so that a repetition is recognised."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, func, insert, or_, select, update

from engine import feel
from engine.prepared import Prepared
from engine.process.locks import one_at_a_time
from engine.process.waits import MessageBuffer

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

    from sqlalchemy import ColumnElement, Connection

    from engine.feel.values import Value
    from engine.process.work import Work


def serialise(connection: Connection, name: str, correlation_key: str | None) -> None:
    """Make a message and a subscription to it wait for each other, or both could look before the other is written."""
    one_at_a_time(connection, "message", name, correlation_key or "")


def take(work: Work, name: str, correlation_key: str | None, *, receiver: int) -> Mapping[str, Value] | None:
    """The variables of the oldest waiting message for a new subscription; it is the receiver's from now on."""
    serialise(work.connection, name, correlation_key)
    row = _OLDEST.run(work.connection, name, work.at_milliseconds, correlation_key or "").first()
    if row is None:
        return None
    received(work, row.key, receiver)
    return feel.loads(row.variables)


def received(work: Work, key: int, receiver: int) -> None:
    work.connection.execute(
        update(MessageBuffer).where(MessageBuffer.key == key).values(received_by=receiver)
    )


def keep(
    work: Work,
    name: str,
    *,
    correlation_key: str | None,
    variables: Mapping[str, Value],
    message_id: str | None,
    time_to_live: timedelta,
    receiver: int | None = None,
) -> None:
    """Keep a message until it expires: for a later receiver, or to recognise its repetition."""
    row = {
        "key": work.parts.keys.new(),
        "name": name,
        "correlation_key": correlation_key,
        "message_id": None if message_id is None else _under(correlation_key, message_id),
        "variables": feel.dumps(variables),
        "expires": work.at + time_to_live,
        "received_by": receiver,
    }
    work.connection.execute(insert(MessageBuffer), row)


def repetition(
    work: Work, name: str, message_id: str, correlation_key: str | None = None
) -> tuple[bool, int | None]:
    """Whether this very message came before, and who received it; under another key it is another message."""
    # Two deliveries of one message at once: the second waits here, then finds the first.
    one_at_a_time(work.connection, "message id", name, _under(correlation_key, message_id))
    # An earlier release kept the bare id.
    ids = {message_id, _under(correlation_key, message_id)}
    same = (
        MessageBuffer.name == name,
        MessageBuffer.message_id.in_(ids),
        func.coalesce(MessageBuffer.correlation_key, "") == (correlation_key or ""),
    )
    work.connection.execute(delete(MessageBuffer).where(*same, MessageBuffer.expires <= work.at))
    row = work.connection.execute(select(MessageBuffer.received_by).where(*same)).first()
    return (False, None) if row is None else (True, row.received_by)


def has_id(message_id: str) -> ColumnElement[bool]:
    """A message with this id, under whatever key it came."""
    return or_(
        MessageBuffer.message_id == message_id,
        MessageBuffer.message_id.startswith(message_id + _KEY, autoescape=True),
    )


def _under(correlation_key: str | None, message_id: str) -> str:
    """The id of a message, which is unique with its name and key, as Camunda 8 has it."""
    return f"{message_id}{_KEY}{correlation_key}" if correlation_key else message_id


def expire(work: Work) -> None:
    """Forget messages whose time to live is over."""
    work.connection.execute(delete(MessageBuffer).where(MessageBuffer.expires <= work.at))


_KEY = "\x1f"
"""Between an id and its key: a sign that stands in no text."""
_OLDEST = Prepared(
    select(MessageBuffer.key, MessageBuffer.variables)
    .where(
        MessageBuffer.name == bindparam("n"),
        MessageBuffer.received_by.is_(None),
        MessageBuffer.expires > bindparam("at"),
        func.coalesce(MessageBuffer.correlation_key, "") == bindparam("k"),
    )
    .order_by(MessageBuffer.key)
    .limit(1),
    *("n", "at", "k"),
)
