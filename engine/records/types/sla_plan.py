"""SLA plans: what a tier of customers is promised. `sla_matrix` holds the hours, by priority and tier."""

from __future__ import annotations

from engine.db import Base
from engine.labels import Labels
from engine.records import columns
from engine.records.record import RecordColumns, define

TIERS = (
    ("premium", "Premium", "Премиум"),
    ("standard", "Standard", "Стандарт"),
    ("basic", "Basic", "Базовый"),
)


class SlaPlan(RecordColumns, Base):
    __tablename__ = "sla_plan"

    name = columns.text("Name", "Название", required=True, searchable=True)
    tier = columns.choice("Tier", "Уровень", TIERS, required=True)
    calendar = columns.text("Working calendar", "Рабочий календарь", length=64)
    active = columns.boolean("Active", "Действует", default=True)
    description = columns.long_text("Description", "Описание")


TYPE = define(
    SlaPlan.__table__,
    labels=Labels("SLA plan", "План SLA"),
    plural=Labels("SLA plans", "Планы SLA"),
    prefix="SLA",
    company_wide=True,
)
