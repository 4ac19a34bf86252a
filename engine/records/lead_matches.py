"""Whom a new lead may be: people and companies that we know already, found by what decides, scored by `matching`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select

from engine.feel.values import RecordRef
from engine.records import matching, store
from engine.records.discovery import type_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sqlalchemy import Connection

    from engine.feel.values import Value
    from engine.records.matching import Likeness, Person
    from engine.records.record import Record

_LIMIT = 50
"""Of people who share an address; more of them are no help to anybody."""
_OPEN = ("new", "contacted", "qualified", "nurture")


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A contact, or another lead, that the lead may be."""

    ref: RecordRef
    likeness: Likeness


def people(connection: Connection, lead: Record) -> list[Match]:
    """Contacts and open leads like this one, the likest first; a contact before a lead that is as like."""
    known = _person(connection, lead)
    found = [*_contacts(connection, lead), *_leads(connection, lead)]
    matches = [
        Match(ref=record.ref, likeness=matching.compare(known, _person(connection, record)))
        for record in found
    ]
    similar = [one for one in matches if one.likeness.is_similar]
    return sorted(similar, key=lambda one: (-one.likeness.score, one.ref.type, one.ref.key))


def company(connection: Connection, lead: Record) -> RecordRef | None:
    """The one account that the lead is at: by its tax id, its domain, or its name; None when it is none or several."""
    table = type_of("account").table
    rows = connection.execute(
        select(table.c.key, table.c.name, table.c.website, table.c.tax_id).where(
            table.c.deleted_at.is_(None), or_(*_hints(table, lead))
        )
    ).all()
    for found in (_by_tax_id(lead, rows), _by_domain(lead, rows), _by_name(lead, rows)):
        if len(found) == 1:
            return RecordRef("account", found[0])
    return None


def _hints(table: Any, lead: Record) -> Iterator[Any]:
    """What narrows the accounts down before Python looks closely."""
    domain = _domain(lead)
    yield table.c.tax_id == (lead["tax_id"] or "-")
    if domain:
        yield table.c.website.like(f"%{domain}%")
    words = matching.company_key(lead["company"] or "").split()
    if words:
        yield table.c.search_text.like(f"%{max(words, key=len)}%")


def _by_tax_id(lead: Record, rows: Iterable[Any]) -> list[int]:
    wanted = matching.digits_and_letters(lead["tax_id"] or "")
    return [row.key for row in rows if wanted and matching.digits_and_letters(row.tax_id or "") == wanted]


def _by_domain(lead: Record, rows: Iterable[Any]) -> list[int]:
    wanted = _domain(lead)
    return [row.key for row in rows if wanted and matching.domain_of(row.website or "") == wanted]


def _by_name(lead: Record, rows: Iterable[Any]) -> list[int]:
    wanted = matching.company_key(lead["company"] or "")
    return [row.key for row in rows if wanted and matching.company_key(row.name) == wanted]


def _domain(lead: Record) -> str:
    return matching.domain_of(lead["website"] or "") or matching.company_domain(lead["email"] or "")


def _contacts(connection: Connection, lead: Record) -> list[Record]:
    return _reached(connection, "contact", lead)


def _leads(connection: Connection, lead: Record) -> list[Record]:
    found = _reached(connection, "lead", lead)
    return [
        one for one in found if one.ref != lead.ref and one["status"] in _OPEN and one.ref.key < lead.ref.key
    ]


def _reached(connection: Connection, kind: str, lead: Record) -> list[Record]:
    """Those with the same e-mail address or phone number."""
    record_type = type_of(kind)
    table = record_type.table
    same = [table.c[name] == lead[name] for name in ("email", "phone") if lead[name]]
    if not same:
        return []
    rows = connection.execute(
        select(table).where(table.c.deleted_at.is_(None), or_(*same)).order_by(table.c.key).limit(_LIMIT)
    )
    return [record_type.record(row) for row in rows]


def _person(connection: Connection, record: Record) -> Person:
    person = matching.person_of(record, company=_company_of(connection, record))
    return replace(person, phone_shared=_sharing(connection, person.phone))


def _company_of(connection: Connection, record: Record) -> Mapping[str, Value]:
    """What holds the site and the tax id: a lead itself, a contact's account."""
    if record.ref.type == "lead":
        return record
    return (store.read(connection, record["account"]) if record["account"] else None) or {}


def _sharing(connection: Connection, phone: str) -> int:
    """How many contacts have this number."""
    if not phone:
        return 0
    table = type_of("contact").table
    statement = select(func.count()).where(table.c.phone == phone, table.c.deleted_at.is_(None))
    return connection.scalar(statement) or 0
