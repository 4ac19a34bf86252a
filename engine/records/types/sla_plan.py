"""SLA plans: what a tier of customers is promised. `sla_matrix` holds the hours, by priority and tier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import column, select, table

from engine.db import Base
from engine.labels import Labels
from engine.records import columns
from engine.records.messages import Message
from engine.records.record import RecordColumns, define

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from engine.feel.values import Value

TIERS = (
    ("premium", "Premium", "Премиум"),
    ("standard", "Standard", "Стандарт"),
    ("basic", "Basic", "Базовый"),
)
# Named as a foreign key would name it: records and calendars stand side by side and do not import each other.
_CALENDARS = table("work_calendar", column("name"))


class SlaPlan(RecordColumns, Base):
    __tablename__ = "sla_plan"

    name = columns.text("Name", "Название", required=True, searchable=True)
    tier = columns.choice("Tier", "Уровень", TIERS, required=True)
    calendar = columns.text("Working calendar", "Рабочий календарь", length=64)
    active = columns.boolean("Active", "Действует", default=True)
    description = columns.long_text("Description", "Описание")


def _check(connection: Connection, _key: int | None, values: Mapping[str, Value]) -> dict[str, Message]:
    """A calendar that does not exist would stop every case of the plan."""
    name = values.get("calendar")
    known = connection.scalars(select(_CALENDARS.c.name).order_by(_CALENDARS.c.name)).all() if name else []
    if not name or name in known:
        return {}
    if not known:
        return {
            "calendar": Message(
                "There is no working calendar yet. Leave it empty for the company's own hours."
            )
        }
    return {
        "calendar": Message(
            "There is no working calendar “{name}”. Choose one of {known}, or leave it empty for the company's own.",
            name=name,
            known=", ".join(f"“{one}”" for one in known),
        )
    }


TYPE = define(
    SlaPlan.__table__,
    labels=Labels("SLA plan", "План SLA"),
    plural=Labels("SLA plans", "Планы SLA"),
    prefix="SLA",
    company_wide=True,
    check=_check,
)
