"""Messages that nobody waits for yet, and those that were received, so that a repetition is recognised."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, func, insert, select, update

from engine import feel
from engine.prepared import Prepared
from engine.process.locks import one_at_a_time
from engine.process.waits import MessageBuffer

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

    from sqlalchemy import Connection

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
        "message_id": message_id,
        "variables": feel.dumps(variables),
        "expires": work.at + time_to_live,
        "received_by": receiver,
    }
    work.connection.execute(insert(MessageBuffer), row)


def repetition(work: Work, name: str, message_id: str) -> tuple[bool, int | None]:
    """Whether this very message came before, and who received it."""
    # Two deliveries of one message at once: the second waits here, then finds the first.
    one_at_a_time(work.connection, "message id", name, message_id)
    work.connection.execute(
        delete(MessageBuffer).where(
            MessageBuffer.name == name,
            MessageBuffer.message_id == message_id,
            MessageBuffer.expires <= work.at,
        )
    )
    row = work.connection.execute(
        select(MessageBuffer.received_by).where(
            MessageBuffer.name == name, MessageBuffer.message_id == message_id
        )
    ).first()
    return (False, None) if row is None else (True, row.received_by)


def expire(work: Work) -> None:
    """Forget messages whose time to live is over."""
    work.connection.execute(delete(MessageBuffer).where(MessageBuffer.expires <= work.at))


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
