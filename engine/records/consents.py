"""Consents are given and withdrawn here: one row for each person, purpose and channel, with its field history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select

from engine.errors import Invalid, NotFound
from engine.feel.values import RecordRef
from engine.records import store
from engine.records.discovery import type_of
from engine.records.types.consent import GIVEN, SUBJECTS, WITHDRAWN
from engine.records.types.touch import TYPE as TOUCH

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from engine.feel.values import Value
    from engine.records.history import Step
    from engine.records.record import Record

UNSUBSCRIBE = "unsubscribe link"
"""The source of what a recipient withdrew without a sign-in."""


class NoConsentOf(Invalid):
    """Consent is a person's: companies and deals have none."""

    text = "A {type} gives no consent. Give it for a contact or a lead."


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known about how a consent was given or withdrawn."""

    legal_basis: str = "consent"
    address: str | None = None
    """The e-mail address or phone number it holds for; None for whatever the person's is."""
    evidence: str | None = None
    """Which form, which text, which call: what shows later that it is so."""
    source: str | None = None


def give(
    connection: Connection, subject: RecordRef, purpose: str, channel: str, facts: Facts, step: Step
) -> RecordRef:
    """The person allows a use of one channel; raises `NoConsentOf`, `InvalidRecord`."""
    values = {
        "status": GIVEN,
        "legal_basis": facts.legal_basis,
        "address": facts.address,
        "given_at": step.at,
        "withdrawn_at": None,
        "evidence": facts.evidence,
        "source": facts.source,
    }
    return _set(connection, subject, purpose, channel, values, step)


def withdraw(
    connection: Connection, subject: RecordRef, purpose: str, channel: str, facts: Facts, step: Step
) -> RecordRef:
    """The person forbids a use; what was never given can be forbidden too. Raises like `give`."""
    values = {
        "status": WITHDRAWN,
        "withdrawn_at": step.at,
        "evidence": facts.evidence,
        "source": facts.source,
    }
    if facts.address:
        values["address"] = facts.address
    return _set(connection, subject, purpose, channel, values, step)


def carry_over(connection: Connection, lead: RecordRef, contact: RecordRef, step: Step) -> None:
    """A converted lead's consents become the contact's; where both say something, the more restrictive one stays."""
    kept = {(row["purpose"], row["channel"]): row for row in of_person(connection, contact)}
    for row in of_person(connection, lead):
        purpose, channel = str(row["purpose"]), str(row["channel"])
        own = kept.get((purpose, channel))
        if own is None or (row["status"], own["status"]) == (WITHDRAWN, GIVEN):
            names = ("status", "legal_basis", "address", "given_at", "withdrawn_at", "evidence", "source")
            _set(connection, contact, purpose, channel, {name: row[name] for name in names}, step)


def of_person(connection: Connection, subject: RecordRef) -> list[Record]:
    """All that a person has said, given or withdrawn."""
    record_type = type_of("consent")
    table = record_type.table
    rows = connection.execute(
        select(table)
        .where(_column(subject) == subject.key, table.c.deleted_at.is_(None))
        .order_by(table.c.purpose, table.c.channel)
    )
    return [record_type.record(row) for row in rows]


def unsubscribe(connection: Connection, token: str, step: Step) -> Record:
    """Withdraw what the mail with this token was sent by; the touch. Raises `NotFound`. Doing it twice is once."""
    touch = by_token(connection, token)
    if touch["outcome"] != "unsubscribed":
        subject = next(touch[name] for name in SUBJECTS if touch[name] is not None)
        facts = Facts(
            address=touch["address"],
            source=UNSUBSCRIBE,
            evidence=f"Unsubscribed by the link of touch {touch.ref.key}.",
        )
        withdraw(connection, subject, str(touch["purpose"]), str(touch["channel"]), facts, step)
        store.update(
            connection,
            touch.ref,
            {"outcome": "unsubscribed"},
            by=step.by,
            at=step.at,
            keys=step.keys,
            process=True,
        )
    return touch


def by_token(connection: Connection, token: str) -> Record:
    """The touch whose mail carries *token*; raises `NotFound`, which says nothing about anybody."""
    row = connection.execute(select(TOUCH.table).where(TOUCH.table.c.token == token)).first()
    if row is None:
        raise NotFound(what="link", key="of this kind")
    return TOUCH.record(row)


def withdrawn_since(connection: Connection, touch: RecordRef) -> bool:
    """Whether the person of a touch, or somebody at its address, has withdrawn what it was allowed by."""
    reached, said = TOUCH.table.c, type_of("consent").table.c
    same = or_(said.address == reached.address, *(said[name] == reached[name] for name in SUBJECTS))
    found = select(said.key).where(
        reached.key == touch.key, said.purpose == reached.purpose, said.channel == reached.channel,
        said.status == WITHDRAWN, said.deleted_at.is_(None), same,
    )  # fmt: skip
    return connection.execute(found.limit(1)).first() is not None


def _set(
    connection: Connection,
    subject: RecordRef,
    purpose: str,
    channel: str,
    values: Mapping[str, Value],
    step: Step,
) -> RecordRef:
    column = _column(subject)
    # The person's row is the lock: two clicks at once make one consent.
    if type_of(subject.type).load(connection, subject.key, lock=True) is None:
        raise NotFound(what=subject.type, key=subject.key)
    table = type_of("consent").table
    found = connection.execute(
        select(table.c.key).where(
            column == subject.key, table.c.purpose == purpose, table.c.channel == channel
        )
    ).scalar()
    how: dict[str, Any] = {
        "by": step.by,
        "at": step.at,
        "keys": step.keys,
        "cause": step.cause,
        "process": True,
    }
    if found is None:
        facts = {subject.type: subject, "purpose": purpose, "channel": channel, "given_at": None, **values}
        return store.create(connection, "consent", facts, **how)
    ref = RecordRef("consent", found)
    store.update(connection, ref, values, **how)
    return ref


def _column(subject: RecordRef) -> Any:
    if subject.type not in SUBJECTS:
        raise NoConsentOf(type=subject.type)
    return type_of("consent").table.c[subject.type]
