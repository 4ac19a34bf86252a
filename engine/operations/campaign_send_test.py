"""A campaign's mail to the person who works on it, as the first of the audience would get it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from engine import mails
from engine.declarations import Declaration, Output
from engine.feel.values import RecordRef
from engine.identity.models import UserAccount
from engine.labels import Labels
from engine.operations import OperationCall, operation
from engine.operations import campaign_people as people
from engine.operations.campaign_people import CAMPAIGN, Person
from engine.operations.campaign_send import mail, sender_of
from engine.records.types.segment_member import TYPE as MEMBER

if TYPE_CHECKING:
    from engine.feel.values import Value
    from engine.records.record import Record

_NO_TOKEN = "test"  # noqa: S105  a link that is good for nothing


@operation(
    Declaration(
        type="campaign.send_test",
        title=Labels("Send a test mail", "Отправить пробное письмо"),
        purpose=Labels(
            "Sends the campaign's mail to the person who completes the task, merged with the first of the audience.",
            "Отправляет письмо кампании тому, кто выполняет задачу, с данными первого человека аудитории.",
        ),
        inputs=(CAMPAIGN,),
        outputs=(
            Output(
                name="sent_to", label=Labels("Sent to, or null", "Отправлено на адрес или null"), kind="text"
            ),
        ),
    )
)
def send_test(call: OperationCall) -> dict[str, Value]:
    """One mail to oneself; a person without an address is told so by the null."""
    campaign = people.current(call)
    address = call.connection.scalar(select(UserAccount.email).where(UserAccount.key == call.by.key))
    if not address:
        return {"sent_to": None}
    sample = _first(call, campaign) or _oneself(call)
    new = mail(
        call, campaign, sample, to=address, sender=sender_of(call, campaign), touch=None, token=_NO_TOKEN
    )
    mails.queue(call.connection, [new], keys=call.keys, at=call.at, now=call.now)
    return {"sent_to": address}


def _first(call: OperationCall, campaign: Record) -> Person | None:
    record_type = people.reached(call, campaign)
    named = MEMBER.table.c[record_type.name]
    statement = select(named).where(
        MEMBER.table.c.campaign == campaign.ref.key, MEMBER.table.c.deleted_at.is_(None)
    )
    key = call.connection.scalar(statement.order_by(MEMBER.table.c.key).limit(1))
    return None if key is None else people.people(call, record_type, [key]).get(key)


def _oneself(call: OperationCall) -> Person:
    return Person(
        ref=RecordRef("user", call.by.key),
        name=call.by.name,
        given_name=call.by.name.partition(" ")[0],
        family_name=call.by.name.rpartition(" ")[2],
        company="",
        language=call.by.locale,
        owner=None,
    )
