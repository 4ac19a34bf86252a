"""What FEEL can read of an opportunity beyond its own columns: people, lines, the last activity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from engine.feel.values import RecordRef, Value
from engine.records import kinds
from engine.records.types.activity import Activity
from engine.records.types.contact import Contact
from engine.records.types.opportunity_contact import OpportunityContact
from engine.records.types.opportunity_line import TYPE as LINE

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection


def contacts_of(connection: Connection, key: int) -> list[Value]:
    """The people of an opportunity: contact, name and role, in the order in which they were added."""
    rows = connection.execute(
        select(OpportunityContact.contact, Contact.name, OpportunityContact.role)
        .join(Contact, Contact.key == OpportunityContact.contact)
        .where(
            OpportunityContact.opportunity == key,
            OpportunityContact.deleted_at.is_(None),
            Contact.deleted_at.is_(None),
        )
        .order_by(OpportunityContact.key)
    )
    return [
        {"contact": RecordRef("contact", row.contact), "name": row.name, "role": row.role} for row in rows
    ]


def lines_of(connection: Connection, key: int) -> list[Value]:
    """The product lines of an opportunity with quantity, unit price, discount and amount."""
    table = LINE.table
    rows = connection.execute(
        select(table).where(table.c.opportunity == key, table.c.deleted_at.is_(None)).order_by(table.c.key)
    )
    names = ("product", "quantity", "unit_price", "discount_percent", "amount")
    lines = [LINE.record(row) for row in rows]
    return [{name: line[name] for name in names} for line in lines]


def last_activity_of(connection: Connection, key: int) -> datetime | None:
    """When somebody last did something about an opportunity; None if nobody ever did."""
    moment: datetime | None = connection.scalar(
        select(func.max(Activity.at)).where(Activity.opportunity == key, Activity.deleted_at.is_(None))
    )
    return None if moment is None else kinds.utc(moment)
