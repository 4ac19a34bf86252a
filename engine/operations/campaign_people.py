"""What the operations of campaigns share: the campaign, its audience in turn, and the touches that come of it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select, update

from engine import settings
from engine.declarations import Input
from engine.errors import Invalid, NotFound
from engine.labels import Labels
from engine.operations import OperationCall, inputs
from engine.records import seen, store, type_of
from engine.records import segments_audience as audience
from engine.records.history import Step
from engine.records.segments_audience import Use
from engine.records.types.campaign import CONSENT_CHANNELS
from engine.records.types.segment_member import DONE, SKIPPED, WAITING
from engine.records.types.segment_member import TYPE as MEMBER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Row

    from engine.feel.values import RecordRef, Value
    from engine.records.record import Record, RecordType

CAMPAIGN: Final = Input(
    name="campaign",
    label=Labels("Campaign", "Кампания"),
    kind="record",
    required=True,
    record_type="campaign",
)
REST: Final = Input(
    name="rest_days",
    label=Labels("Days of rest", "Дней покоя"),
    kind="number",
    default="3",
    help=Labels(
        "Who was contacted less than so many days ago is left alone; 3 if null.",
        "Кого беспокоили меньше стольких дней назад, того не трогаем; по умолчанию 3.",
    ),
)
LIMIT: Final = Input(
    name="limit",
    label=Labels("At once", "За один раз"),
    kind="number",
    help=Labels("How many people one step takes.", "Сколько человек берёт один шаг."),
)
MOST_AT_ONCE: Final = 500


class NotReady(Invalid):
    """A campaign is to do something that its brief does not say how to do."""

    text = "Campaign {number} has no {missing}. Fill it in on the campaign's page, then retry."


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody of an audience, as a text or a task names them."""

    ref: RecordRef
    name: str
    given_name: str
    family_name: str
    company: str
    language: str
    owner: RecordRef | None


def current(call: OperationCall) -> Record:
    """The campaign as it stands."""
    ref = inputs.record(call, "campaign", "campaign")
    found = store.read(call.connection, ref)
    if found is None:
        raise NotFound(what=ref.type, key=ref.key)
    return found


def step_of(call: OperationCall) -> Step:
    return Step(by=call.by, at=call.at, keys=call.keys, cause=call.cause)


def use_of(call: OperationCall, campaign: Record) -> Use:
    """What the campaign reaches people for, and how."""
    days = call.inputs.get("rest_days")
    rest = timedelta(days=float(days)) if isinstance(days, Decimal) and days >= 0 else audience.REST
    return Use(
        purpose=str(campaign["purpose"] or "marketing"),
        channel=CONSENT_CHANNELS[str(campaign["channel"] or "mail")],
        at=call.at,
        rest=rest,
    )


def limit_of(call: OperationCall, default: int) -> int:
    value = call.inputs.get("limit")
    return min(int(value), MOST_AT_ONCE) if isinstance(value, Decimal) and value >= 1 else default


def reached(call: OperationCall, campaign: Record) -> RecordType:
    """What the campaign's audience consists of: contacts or leads."""
    table: Any = MEMBER.table.c
    row = call.connection.execute(
        select(table.lead).where(table.campaign == campaign.ref.key).limit(1)
    ).first()
    return type_of("contact" if row is None or row.lead is None else "lead")


def take(
    call: OperationCall, campaign: Record, record_type: RecordType, limit: int
) -> Sequence[Row[*tuple[Any, ...]]]:
    """The next people of the audience who may be reached now; those who may not any more leave it."""
    rows = audience.unserved(
        call.connection, campaign.ref.key, record_type, use_of(call, campaign), limit=limit
    )
    allowed = [row for row in rows if row.verdict == audience.ALLOWED]
    mark(call, [row.member for row in allowed], DONE)
    mark(call, [row.member for row in rows if row.verdict != audience.ALLOWED], SKIPPED)
    return allowed


def mark(call: OperationCall, members: Sequence[int], state: str) -> None:
    """Members leave the queue, in the transaction that does what they waited for."""
    if members:
        values = {
            "state": state,
            "updated_at": call.at,
            "updated_by": call.by.key,
            "version": MEMBER.table.c.version + 1,
        }
        call.connection.execute(update(MEMBER.table).where(MEMBER.table.c.key.in_(members)).values(values))
        seen.begin(call.connection)  # written past the store: their versions are not known here


def waiting(call: OperationCall, campaign: Record) -> bool:
    """Whether anybody of the audience is still to be reached."""
    table: Any = MEMBER.table.c
    found = select(table.key).where(
        table.campaign == campaign.ref.key, table.state == WAITING, table.deleted_at.is_(None)
    )
    return call.connection.execute(found.limit(1)).first() is not None


def people(call: OperationCall, record_type: RecordType, keys: Sequence[int]) -> dict[int, Person]:
    """The people with these keys, with the names of their companies."""
    table = record_type.table
    records = [
        record_type.record(row) for row in call.connection.execute(select(table).where(table.c.key.in_(keys)))
    ]
    accounts = {one["account"].key for one in records if one["account"] is not None}
    account: Any = type_of("account").table.c
    named: dict[int, str] = dict(
        call.connection.execute(select(account.key, account.name).where(account.key.in_(accounts))).all()
    )
    return {one.ref.key: _person(one, named) for one in records}


def _person(one: Record, companies: Mapping[int, str]) -> Person:
    company = companies.get(one["account"].key) if one["account"] is not None else None
    return Person(
        ref=one.ref,
        name=str(one["name"] or ""),
        given_name=str(one["given_name"] or ""),
        family_name=str(one["family_name"] or ""),
        company=company or str(one.get("company") or ""),
        language=str(one["language"] or "en"),
        owner=one["owner"],
    )


def touched(
    call: OperationCall,
    campaign: Record,
    rows: Sequence[tuple[RecordRef, str]],
    outcome: str,
    note: str | None = None,
) -> list[tuple[RecordRef, str]]:
    """A touch for each (person, address), with the token of its unsubscribe link."""
    use = use_of(call, campaign)
    values: list[dict[str, Value]] = [
        {
            "campaign": campaign.ref, person.type: person, "purpose": use.purpose, "channel": use.channel,
            "address": address.lower(), "at": call.at, "outcome": outcome, "note": note,
            "token": secrets.token_urlsafe(24), "owner": campaign["owner"],
        }
        for person, address in rows
    ]  # fmt: skip
    refs = store.create_many(
        call.connection, "touch", values, by=call.by, at=call.at, keys=call.keys, process=True
    )
    return [(ref, str(one["token"])) for ref, one in zip(refs, values, strict=True)]


def unsubscribe_address(call: OperationCall, token: str) -> str:
    """Where the link in a mail leads: the installation's own address, as the setting ``site`` says."""
    return f"{settings.site_address(call.connection).rstrip('/')}/public/unsubscribe/{token}"
