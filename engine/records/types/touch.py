"""Touches: each time a campaign reached out to somebody, and what came of it."""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint

from engine.db import Base
from engine.labels import Labels
from engine.records import columns
from engine.records.fields import NOW
from engine.records.record import RecordColumns, define
from engine.records.types.consent import CHANNELS, PURPOSES

OUTCOMES = (
    ("sent", "Sent", "Отправлено"),
    ("failed", "Could not be sent", "Не удалось отправить"),
    ("bounced", "Came back", "Вернулось"),
    ("reached", "Reached", "Дозвонились"),
    ("not_reached", "Not reached", "Не дозвонились"),
    ("responded", "Responded", "Ответ получен"),
    ("unsubscribed", "Unsubscribed", "Отписка"),
)


class Touch(RecordColumns, Base):
    __tablename__ = "touch"
    __table_args__ = (
        UniqueConstraint("source", "external_id"),
        UniqueConstraint("number"),
        # A person is reached out to once in a campaign, even if two workers try.
        UniqueConstraint("campaign", "contact"),
        UniqueConstraint("campaign", "lead"),
        UniqueConstraint("token"),
        Index(None, "contact", "at"),
        Index(None, "lead", "at"),
    )

    campaign = columns.reference("campaign", "Campaign", "Кампания", required=True)
    contact = columns.reference("contact", "Contact", "Контакт")
    lead = columns.reference("lead", "Lead", "Лид")
    purpose = columns.choice("Purpose", "Цель", PURPOSES, required=True)
    channel = columns.choice("Channel", "Канал", CHANNELS, required=True)
    address = columns.text("Address", "Адрес")
    at = columns.instant("When", "Когда", required=True, default=NOW)
    outcome = columns.choice("Outcome", "Результат", OUTCOMES, required=True, process_owned=True)
    note = columns.text("Note", "Примечание", length=500)
    token = columns.text("Mark of its link", "Метка ссылки", length=64, process_owned=True)
    """What the unsubscribe link of its mail shows: unguessable, and good for nothing else."""


TYPE = define(
    Touch.__table__,
    labels=Labels("Touch", "Касание"),
    plural=Labels("Touches", "Касания"),
    title="address",
    follows=("contact", "lead"),
)
