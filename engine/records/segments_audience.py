"""Whom of a segment a campaign may reach: consent, address and rest since the last touch, decided by the database.

Each person has one verdict, the first that applies. What is counted before a campaign is asked again of each person
at the moment of sending.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import case, exists, func, literal, or_, select

from engine.records.discovery import type_of
from engine.records.types.consent import GIVEN, WITHDRAWN
from engine.records.types.segment_member import TYPE as MEMBER
from engine.records.types.touch import TYPE as TOUCH

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Row

    from engine.records.record import RecordType

REST: Final = timedelta(days=3)
"""How long a person is left alone after a touch, unless the process says otherwise."""
CHUNK: Final = 1000
"""People read at once: the memory of a hundred thousand is that of a thousand."""
NO_ADDRESS, NO_CONSENT, RECENT, ALLOWED = "no_address", "no_consent", "recent", "allowed"
_FIELD_OF: Final = {"email": "email", "phone": "phone", "sms": "phone"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """What people are to be reached for, and how."""

    purpose: str
    channel: str
    at: datetime
    """Business time."""
    rest: timedelta = REST


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How a segment falls apart; the parts add up to *matched*."""

    matched: int = 0
    no_consent: int = 0
    withdrawn: int = 0
    no_address: int = 0
    recent: int = 0
    same_address: int = 0
    """Allowed, but at the address of somebody who is counted already: one mail is enough."""
    allowed: int = 0


def address_of(record_type: RecordType, channel: str) -> Any:
    """The column that holds where a person is reached."""
    return record_type.table.c[_FIELD_OF[channel]]


def verdict(record_type: RecordType, use: Use) -> ColumnElement[str]:
    """Whether a person may be reached, else why not; one of the words of `Count`."""
    address = address_of(record_type, use.channel)
    return case(
        (or_(address.is_(None), address == ""), literal(NO_ADDRESS)),
        (_said(record_type, use, WITHDRAWN), literal(WITHDRAWN)),
        (~_said(record_type, use, GIVEN), literal(NO_CONSENT)),
        (_touched(record_type, use), literal(RECENT)),
        else_=literal(ALLOWED),
    )


def count(connection: Connection, record_type: RecordType, people: ColumnElement[bool], use: Use) -> Count:
    """How many of the *people* may be reached, and why the others may not; one statement, no rows."""
    judged = select(
        verdict(record_type, use).label("verdict"),
        func.lower(address_of(record_type, use.channel)).label("address"),
    ).where(people).subquery()  # fmt: skip
    rows = connection.execute(
        select(judged.c.verdict, func.count(), func.count(judged.c.address.distinct())).group_by(
            judged.c.verdict
        )
    )
    found = {row[0]: (int(row[1]), int(row[2])) for row in rows}
    allowed, addresses = found.pop(ALLOWED, (0, 0))
    return Count(
        matched=allowed + sum(number for number, _ in found.values()),
        same_address=allowed - addresses,
        allowed=addresses,
        **{name: number for name, (number, _) in found.items()},
    )


def chunks(
    connection: Connection,
    record_type: RecordType,
    people: ColumnElement[bool],
    use: Use | None = None,
    *,
    size: int = CHUNK,
) -> Iterator[Sequence[Row[*tuple[Any, ...]]]]:
    """The people as (key, address), in the order of their keys; with *use*, those alone who may be reached."""
    key = record_type.table.c.key
    address = literal(None) if use is None else address_of(record_type, use.channel)
    statement = select(key, address.label("address")).where(people)
    if use is not None:
        statement = statement.where(verdict(record_type, use) == ALLOWED)
    last = 0
    while rows := connection.execute(statement.where(key > last).order_by(key).limit(size)).all():
        yield rows
        last = rows[-1].key


def unserved(
    connection: Connection, campaign: int, record_type: RecordType, use: Use, *, limit: int
) -> Sequence[Row[*tuple[Any, ...]]]:
    """The next waiting members of a campaign as (member, person, address, verdict), judged by what holds now."""
    members, people = MEMBER.table, record_type.table
    address = address_of(record_type, use.channel)
    gone = or_(people.c.key.is_(None), people.c.deleted_at.is_not(None))
    statement = (
        select(
            members.c.key.label("member"),
            members.c[record_type.name].label("person"),
            address.label("address"),
            case((gone, literal(NO_ADDRESS)), else_=verdict(record_type, use)).label("verdict"),
        )
        .select_from(members.outerjoin(people, people.c.key == members.c[record_type.name]))
        .where(members.c.campaign == campaign, members.c.state == "waiting", members.c.deleted_at.is_(None))
        .order_by(members.c.key)
        .limit(limit)
    )
    return connection.execute(statement).all()


def _said(record_type: RecordType, use: Use, status: str) -> ColumnElement[bool]:
    """The person gave, or somebody withdrew, a consent for this use.

    A consent counts for the address that it names, or for any if it names none. A withdrawal counts for everybody at
    its address: who unsubscribed as a lead must not be written to as a contact.
    """
    consent: Any = type_of("consent").table.c
    address = func.lower(address_of(record_type, use.channel))
    own = consent[record_type.name] == record_type.table.c.key
    said = (
        consent.purpose == use.purpose,
        consent.channel == use.channel,
        consent.status == status,
        consent.deleted_at.is_(None),
    )
    if status == WITHDRAWN:
        # Two questions, each with an index of its own.
        return or_(exists().where(own, *said), exists().where(consent.address == address, *said))
    return exists().where(own, or_(consent.address.is_(None), consent.address == address), *said)


def _touched(record_type: RecordType, use: Use) -> ColumnElement[bool]:
    touch: Any = TOUCH.table.c
    return exists().where(
        touch[record_type.name] == record_type.table.c.key,
        touch.at > use.at - use.rest,
        touch.outcome.not_in(("failed", "bounced")),
        touch.deleted_at.is_(None),
    )
