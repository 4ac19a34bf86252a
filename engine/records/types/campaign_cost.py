"""What a campaign costs: planned in its budget, and spent."""

from __future__ import annotations

from engine.db import Base
from engine.labels import Labels
from engine.records import columns
from engine.records.fields import TODAY
from engine.records.record import RecordColumns, define

TYPES = (
    ("media", "Media and advertising", "Реклама и размещение"),
    ("content", "Text and design", "Тексты и дизайн"),
    ("event", "Event", "Мероприятие"),
    ("tools", "Tools and services", "Инструменты и сервисы"),
    ("agency", "Agency", "Агентство"),
    ("other", "Other", "Прочее"),
)
PLANNED, SPENT = "planned", "spent"
KINDS = ((PLANNED, "Planned", "План"), (SPENT, "Spent", "Потрачено"))


class CampaignCost(RecordColumns, Base):
    __tablename__ = "campaign_cost"

    campaign = columns.reference("campaign", "Campaign", "Кампания", required=True)
    kind = columns.choice("Planned or spent", "План или факт", KINDS, required=True, default=SPENT)
    type = columns.choice("Type", "Вид затрат", TYPES, required=True)
    amount = columns.money("Amount", "Сумма", required=True)
    currency = columns.currency()
    spent_on = columns.day("Date", "Дата", default=TODAY)
    note = columns.text("Note", "Примечание")


TYPE = define(
    CampaignCost.__table__,
    labels=Labels("Cost", "Затраты"),
    plural=Labels("Costs", "Затраты"),
    title="type",
    follows=("campaign",),
)
