"""The next people of a campaign's audience get their mail: touch and outbox in the step's own transaction."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import select

from engine import mails
from engine.declarations import Declaration, Output
from engine.feel.values import RecordRef
from engine.identity.models import UserAccount
from engine.labels import Labels
from engine.mails import NewMail
from engine.operations import OperationCall, operation
from engine.operations import campaign_people as people
from engine.operations.campaign_people import CAMPAIGN, LIMIT, REST
from engine.records import campaigns_texts as texts

if TYPE_CHECKING:
    from engine.feel.values import Value
    from engine.operations.campaign_people import Person
    from engine.records.record import Record

_CHUNK = 200
_PURPOSES = {"marketing": "marketing", "newsletter": "newsletter"}


@operation(
    Declaration(
        type="campaign.send",
        title=Labels("Send a campaign's next mails", "Отправить следующие письма кампании"),
        purpose=Labels(
            "Takes the next people of the audience, asks once more whether they may be written to, and puts a mail for "
            "each into the outbox together with its touch: everybody once, even if a worker dies. Repeat it while "
            "anybody remains.",
            "Берёт следующих людей аудитории, ещё раз проверяет, можно ли им писать, и кладёт каждому письмо в "
            "исходящие вместе с касанием: каждому один раз, даже если обработчик упадёт. Повторяйте, пока кто-то "
            "остаётся.",
        ),
        inputs=(CAMPAIGN, LIMIT, REST),
        outputs=(
            Output(
                name="sent", label=Labels("Mails put into the outbox", "Писем в исходящих"), kind="number"
            ),
            Output(name="remaining", label=Labels("Somebody remains", "Кто-то остался"), kind="boolean"),
        ),
    )
)
def send(call: OperationCall) -> dict[str, Value]:
    """One chunk of mails."""
    campaign = people.current(call)
    record_type = people.reached(call, campaign)
    rows = people.take(call, campaign, record_type, people.limit_of(call, _CHUNK))
    known = people.people(call, record_type, [row.person for row in rows])
    touches = people.touched(
        call, campaign, [(RecordRef(record_type.name, row.person), row.address) for row in rows], "sent"
    )
    sender = sender_of(call, campaign)
    new = [
        mail(call, campaign, known[row.person], to=row.address, sender=sender, touch=touch, token=token)
        for row, (touch, token) in zip(rows, touches, strict=True)
    ]
    mails.queue(call.connection, new, keys=call.keys, at=call.at, now=call.now)
    return {"sent": Decimal(len(new)), "remaining": people.waiting(call, campaign)}


def mail(
    call: OperationCall,
    campaign: Record,
    person: Person,
    *,
    to: str,
    sender: tuple[str, str | None],
    touch: RecordRef | None,
    token: str,
) -> NewMail:
    """What one person is sent; without a *touch* it is a test."""
    name, reply_to = sender
    link = people.unsubscribe_address(call, token)
    values = {
        "first_name": person.given_name or person.name,
        "last_name": person.family_name,
        "full_name": person.name,
        "company": person.company,
        "sender_name": name,
        "unsubscribe_link": link,
    }
    merged = texts.merge(str(campaign["subject"] or ""), str(campaign["body"] or ""), values, person.language)
    return NewMail(
        to=to,
        subject=merged.subject,
        text=merged.text,
        reply_to=reply_to,
        purpose=_PURPOSES.get(str(campaign["purpose"]), "service"),
        # A mail program's one click needs https (RFC 8058); the link in the text works everywhere.
        list_unsubscribe=link if link.startswith("https://") else None,
        record=touch or campaign.ref,
        idempotency_key="" if touch is None else f"touch-{touch.key}",
    )


def sender_of(call: OperationCall, campaign: Record) -> tuple[str, str | None]:
    """The campaign's owner: the name for merge fields, the address for answers."""
    owner = campaign["owner"]
    if not isinstance(owner, RecordRef):
        return "", None
    row = call.connection.execute(
        select(UserAccount.name, UserAccount.email).where(UserAccount.key == owner.key)
    ).first()
    return ("", None) if row is None else (row.name, row.email)
