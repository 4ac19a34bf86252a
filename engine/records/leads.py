"""What only the process does to a lead: join it to people we know, hand it over, turn it into a deal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from engine.errors import Conflict, NotFound
from engine.feel.values import RecordRef
from engine.records import consents, store
from engine.records.discovery import type_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from sqlalchemy import Connection

    from engine.feel.values import Value
    from engine.records.history import Step
    from engine.records.record import Record

_ROLES = {"decider": "economic_buyer", "influencer": "champion"}
"""What a person's authority says of their part in the deal; everybody else is a user."""


class AlreadyConverted(Conflict):
    """Somebody has made a deal of the lead before."""

    text = "{number} was converted before. Open its deal instead of converting it again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a lead becomes: records that exist, or None for new ones."""

    account: RecordRef | None = None
    contact: RecordRef | None = None
    opportunity: RecordRef | None = None
    name: str | None = None
    """Of a new deal."""
    amount: Decimal | None = None
    currency: str | None = None
    close_date: date | None = None
    owner: RecordRef | None = None
    """Who leads a new deal; None for the lead's owner."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Converted:
    """What a lead has become."""

    account: RecordRef
    contact: RecordRef
    opportunity: RecordRef
    made: tuple[RecordRef, ...]
    """Those of them that are new."""


def join(connection: Connection, lead: RecordRef, known: RecordRef, step: Step) -> RecordRef | None:
    """The lead is somebody we know: a contact, or another lead that it is merged into. Who looks after them."""
    record = _read(connection, lead)
    values = _of_lead(connection, known) if known.type == "lead" else _of_contact(connection, known)
    _update(connection, lead, values, step)
    consents.carry_over(connection, lead, known, step)
    regarding = {known.type: known} | {
        name: values[name] for name in ("opportunity", "account") if values.get(name) is not None
    }
    _log(connection, _enquiry(record), regarding, step)
    owner: RecordRef | None = values["owner"]
    return owner


def take(connection: Connection, lead: RecordRef, step: Step) -> None:
    """The person who acts owns the lead from now on."""
    _update(connection, lead, {"owner": RecordRef("user", step.by.key)}, step)


def convert(connection: Connection, lead: RecordRef, choice: Choice, step: Step) -> Converted:
    """Make or link account, contact and deal; the lead's story and consents go with them.

    Raises `AlreadyConverted`, `InvalidRecord`, `NotFound`.
    """
    record = _read(connection, lead, lock=True)
    if record["status"] == "converted":
        raise AlreadyConverted(number=record["number"])
    account = choice.account or _create(connection, "account", _account_of(record), step)
    contact = choice.contact or _create(connection, "contact", _contact_of(record, account), step)
    deal = choice.opportunity or _create(connection, "opportunity", _deal_of(record, account, choice), step)
    _link(connection, deal, contact, record, step)
    _move_story(connection, lead, {"opportunity": deal, "contact": contact, "account": account}, step)
    consents.carry_over(connection, lead, contact, step)
    become = {"account": account, "contact": contact, "opportunity": deal}
    _update(connection, lead, {**become, "status": "converted", "converted_at": step.at}, step)
    chosen = (choice.account, choice.contact, choice.opportunity)
    made = tuple(ref for ref in become.values() if ref not in chosen)
    return Converted(**become, made=made)


def open_deal_of(connection: Connection, contact: RecordRef) -> RecordRef | None:
    """The newest open deal in which the contact has a part."""
    link, deal = type_of("opportunity_contact").table, type_of("opportunity").table
    key = connection.scalar(
        select(deal.c.key)
        .join(link, link.c.opportunity == deal.c.key)
        .where(link.c.contact == contact.key, link.c.deleted_at.is_(None))
        .where(deal.c.deleted_at.is_(None), deal.c.outcome.is_(None), deal.c.stage.not_in(("won", "lost")))
        .order_by(deal.c.key.desc())
        .limit(1)
    )
    return None if key is None else RecordRef("opportunity", key)


def _of_contact(connection: Connection, contact: RecordRef) -> dict[str, Value]:
    """The owner of the person's open deal, else of the person, else of the company."""
    record, deal = _read(connection, contact), open_deal_of(connection, contact)
    account = record["account"]
    holders = [ref for ref in (deal, contact, account) if ref is not None]
    owners = (_read(connection, ref)["owner"] for ref in holders)
    owner = next((one for one in owners if one is not None), None)
    return {"contact": contact, "account": account, "opportunity": deal, "owner": owner}


def _of_lead(connection: Connection, known: RecordRef) -> dict[str, Value]:
    owner = _read(connection, known)["owner"]
    return {"merged_into": known, "owner": owner, "status": "disqualified", "reject_reason": "duplicate"}


def _account_of(lead: Record) -> dict[str, Value]:
    same = {name: lead[name] for name in ("industry", "country", "website", "tax_id", "employees", "owner")}
    return {"name": lead["company"] or lead["name"], "currency": lead["currency"], **same}


def _contact_of(lead: Record, account: RecordRef) -> dict[str, Value]:
    names = ("given_name", "middle_name", "title", "email", "phone", "language", "owner")
    same = {name: lead[name] for name in names}
    return {"family_name": lead["family_name"] or lead["name"], "account": account, **same}


def _deal_of(lead: Record, account: RecordRef, choice: Choice) -> dict[str, Value]:
    return {
        "name": choice.name or lead["company"] or lead["name"],
        "account": account,
        "amount": choice.amount if choice.amount is not None else lead["budget_amount"],
        "currency": choice.currency or lead["currency"],
        "close_date": choice.close_date,
        "owner": choice.owner or lead["owner"],
        "need": lead["need"] or lead["interest"],
        "decider": lead["name"] if lead["authority"] == "decider" else None,
        "description": lead["fit_notes"],
    }


def _link(connection: Connection, deal: RecordRef, contact: RecordRef, lead: Record, step: Step) -> None:
    """The person has a part in the deal, once."""
    table = type_of("opportunity_contact").table
    linked = select(table.c.key).where(
        table.c.opportunity == deal.key, table.c.contact == contact.key, table.c.deleted_at.is_(None)
    )
    if connection.scalar(linked.limit(1)) is None:
        role = _ROLES.get(lead["authority"] or "", "user")
        values = {"opportunity": deal, "contact": contact, "role": role, "owner": lead["owner"]}
        _create(connection, "opportunity_contact", values, step)


def _move_story(connection: Connection, lead: RecordRef, become: Mapping[str, RecordRef], step: Step) -> None:
    """Calls and mails with the lead stand on the timelines of what it became too."""
    table = type_of("activity").table
    keys = connection.scalars(
        select(table.c.key).where(table.c.lead == lead.key, table.c.deleted_at.is_(None))
    )
    for key in keys.all():
        activity = _read(connection, RecordRef("activity", key))
        empty = {name: ref for name, ref in become.items() if activity[name] is None}
        _update(connection, activity.ref, empty, step)


def _enquiry(lead: Record) -> tuple[str, str | None]:
    """The subject and text of a note about another message of somebody we know."""
    return f"{lead['name']} wrote again ({lead['number']})", lead["interest"]


def _log(
    connection: Connection, said: tuple[str, str | None], regarding: Mapping[str, RecordRef], step: Step
) -> None:
    subject, body = said
    values = {"kind": "note", "subject": subject[:255], "body": body, "at": step.at, **regarding}
    _create(connection, "activity", values, step)


def _read(connection: Connection, ref: RecordRef, *, lock: bool = False) -> Record:
    record = type_of(ref.type).load(connection, ref.key, lock=lock)
    if record is None:
        raise NotFound(what=ref.type, key=ref.key)
    return record


def _create(connection: Connection, kind: str, values: Mapping[str, Value], step: Step) -> RecordRef:
    return store.create(
        connection, kind, values, by=step.by, at=step.at, keys=step.keys, cause=step.cause, process=True
    )


def _update(connection: Connection, ref: RecordRef, values: Mapping[str, Value], step: Step) -> None:
    store.update(
        connection, ref, values, by=step.by, at=step.at, keys=step.keys, cause=step.cause, process=True
    )
