"""Campaigns: what we want of whom, what it may cost, whom it reached, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.db import Base
from engine.labels import Labels
from engine.records import columns
from engine.records.record import RecordColumns, define
from engine.records.types.consent import PURPOSES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.feel.values import Value

STATUSES = (
    ("planning", "Planning", "Планируется"),
    ("scheduled", "Waiting for its start", "Ждёт начала"),
    ("running", "Running", "Идёт"),
    ("measuring", "Measuring", "Измеряется"),
    ("stopped", "Stopped", "Остановлена"),
    ("done", "Done", "Завершена"),
)
MAIL, TASKS = "mail", "tasks"
CHANNELS = ((MAIL, "Mail", "Письма"), (TASKS, "To-dos for people", "Дела для сотрудников"))
CONSENT_CHANNELS = {MAIL: "email", TASKS: "phone"}
"""The channel of the consent that each way of reaching out needs."""
KPIS = (
    ("leads", "Leads", "Лиды"),
    ("deals", "Won deals", "Выигранные сделки"),
    ("revenue", "Revenue", "Выручка"),
    ("responses", "Responses", "Ответы"),
)


class Campaign(RecordColumns, Base):
    __tablename__ = "campaign"

    name = columns.text("Name", "Название", required=True, searchable=True)
    # Brief
    objective = columns.long_text("Objective", "Цель кампании")
    product = columns.reference("product", "Product", "Продукт")
    segment = columns.reference("segment", "Segment", "Сегмент")
    offer = columns.long_text("Offer", "Предложение")
    channel = columns.choice("Channel", "Канал", CHANNELS, default=MAIL)
    purpose = columns.choice("Purpose of the consent", "Цель согласия", PURPOSES, default="marketing")
    kpi = columns.choice("What counts as success", "Показатель успеха", KPIS)
    kpi_target = columns.decimal("Target", "Цель показателя", places=2, minimum=0)
    starts_on = columns.day("Starts", "Начало")
    ends_on = columns.day("Ends", "Окончание")
    # Budget
    budget = columns.money("Budget", "Бюджет", process_owned=True)
    currency = columns.currency()
    status = columns.choice("Status", "Состояние", STATUSES, process_owned=True, default="planning")
    # Creative
    subject = columns.text("Subject of the mail", "Тема письма", length=200)
    body = columns.long_text("Text", "Текст")
    # Audience, as it was frozen
    audience_matched = columns.integer("Match the segment", "Подходят под сегмент", process_owned=True)
    audience_no_consent = columns.integer("Without consent", "Без согласия", process_owned=True)
    audience_withdrawn = columns.integer("Consent withdrawn", "Согласие отозвано", process_owned=True)
    audience_no_address = columns.integer("Without an address", "Без адреса", process_owned=True)
    audience_recent = columns.integer("Contacted lately", "Недавно обращались", process_owned=True)
    audience_same_address = columns.integer("Share an address", "Общий адрес", process_owned=True)
    audience_size = columns.integer("May be contacted", "Можно обратиться", process_owned=True)
    # Execution
    launched_at = columns.instant("Launched", "Запущена", process_owned=True)
    sent = columns.integer("Reached out to", "Обращений", process_owned=True)
    failed = columns.integer("Failed", "Не удалось", process_owned=True)
    responded = columns.integer("Responded", "Ответили", process_owned=True)
    unsubscribed = columns.integer("Unsubscribed", "Отписались", process_owned=True)
    # Results
    leads = columns.integer("Leads", "Лиды", process_owned=True)
    deals = columns.integer("Deals", "Сделки", process_owned=True)
    won = columns.integer("Won deals", "Выигранные сделки", process_owned=True)
    revenue = columns.money("Revenue", "Выручка", process_owned=True)
    cost = columns.money("Cost", "Затраты", process_owned=True)
    roi_percent = columns.decimal("ROI, %", "ROI, %", places=1, process_owned=True)
    measured_at = columns.instant("Measured", "Измерено", process_owned=True)
    overrun_note = columns.long_text("Why it cost more", "Почему вышло дороже")
    # Lessons
    what_worked = columns.long_text("What worked", "Что сработало")
    what_to_change = columns.long_text("What to change", "Что изменить")
    reuse = columns.boolean("Use it again", "Повторить")


_AGREED = frozenset({"subject", "body", "segment", "channel", "purpose", "currency"})
"""What was approved: the text, whom it goes to, and the money."""


def _settled(campaign: Mapping[str, Value]) -> frozenset[str]:
    """Everybody sees a campaign; after its approval nobody slips another text under it."""
    return frozenset() if campaign["status"] == "planning" else _AGREED


TYPE = define(
    Campaign.__table__,
    labels=Labels("Campaign", "Кампания"),
    plural=Labels("Campaigns", "Кампании"),
    prefix="CAM",
    company_wide=True,
    settled=_settled,
)
