"""SLA plans name a working calendar: they follow its new name, and keep it from being deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from engine.feel.values import RecordRef
from engine.records import store
from engine.records.types.sla_plan import SlaPlan

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from engine.records.history import Step


def naming(connection: Connection, calendar: str) -> dict[RecordRef, str]:
    """The plans that count time by *calendar*, with their names."""
    rows = connection.execute(
        select(SlaPlan.key, SlaPlan.name)
        .where(SlaPlan.calendar == calendar, SlaPlan.deleted_at.is_(None))
        .order_by(SlaPlan.name, SlaPlan.key)
    )
    return {RecordRef("sla_plan", row.key): row.name for row in rows}


def follow(connection: Connection, old: str, new: str, step: Step) -> list[RecordRef]:
    """A calendar has got another name: the plans that name it name it so; they are told."""
    changed = list(naming(connection, old)) if new != old else []
    for ref in changed:
        store.update(connection, ref, {"calendar": new}, by=step.by, at=step.at, keys=step.keys)
    return changed
