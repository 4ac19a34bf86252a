"""Consents: what a person allows us to use an address for. One for each person, purpose and channel; never deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Index, UniqueConstraint

from engine.db import Base
from engine.labels import Labels
from engine.records import columns
from engine.records.fields import NOW
from engine.records.messages import Message
from engine.records.record import RecordColumns, define

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from engine.feel.values import Value

PURPOSES = (
    ("marketing", "Marketing", "Реклама"),
    ("newsletter", "Newsletter", "Рассылка новостей"),
    ("service", "Service notices", "Сервисные сообщения"),
    ("phone_sales", "Sales by phone", "Продажи по телефону"),
)
CHANNELS = (("email", "E-mail", "Эл. почта"), ("phone", "Phone", "Телефон"), ("sms", "SMS", "СМС"))
BASES = (
    ("consent", "Consent", "Согласие"),
    ("contract", "Contract", "Договор"),
    ("legitimate_interest", "Legitimate interest", "Законный интерес"),
)
GIVEN, WITHDRAWN = "given", "withdrawn"
STATUSES = ((GIVEN, "Given", "Дано"), (WITHDRAWN, "Withdrawn", "Отозвано"))
SUBJECTS = ("contact", "lead")
"""The types of records that a consent can be a person's of."""


class Consent(RecordColumns, Base):
    __tablename__ = "consent"
    __table_args__ = (
        UniqueConstraint("source", "external_id"),
        UniqueConstraint("number"),
        UniqueConstraint("contact", "purpose", "channel"),
        UniqueConstraint("lead", "purpose", "channel"),
        Index(None, "address", "purpose", "channel"),
    )

    contact = columns.reference("contact", "Contact", "Контакт")
    lead = columns.reference("lead", "Lead", "Лид")
    address = columns.text("Address it holds for", "Адрес, на который дано", searchable=True)
    """Folded e-mail address or phone number; empty: whatever the person's address is."""
    purpose = columns.choice("Purpose", "Цель", PURPOSES, required=True)
    channel = columns.choice("Channel", "Канал", CHANNELS, required=True)
    legal_basis = columns.choice("Legal basis", "Основание", BASES, required=True, default="consent")
    status = columns.choice("Status", "Состояние", STATUSES, required=True, default=GIVEN, process_owned=True)
    given_at = columns.instant("Given", "Дано", default=NOW, process_owned=True)
    withdrawn_at = columns.instant("Withdrawn", "Отозвано", process_owned=True)
    evidence = columns.long_text("Evidence", "Подтверждение")


def _derive(values: Mapping[str, Value]) -> dict[str, Value]:
    address = values.get("address")
    return {"address": address.strip().casefold() if isinstance(address, str) else None}


def _check(_connection: Connection, _key: int | None, values: Mapping[str, Value]) -> dict[str, Message]:
    """A consent is one person's, or that of an address about whose holder nothing more is known."""
    persons = sum(1 for name in SUBJECTS if values.get(name))
    if persons == 1 or (persons == 0 and values.get("address")):
        return {}
    return {"contact": Message("Say whose consent it is: one contact, one lead, or an address.")}


TYPE = define(
    Consent.__table__,
    labels=Labels("Consent", "Согласие"),
    plural=Labels("Consents", "Согласия"),
    title="purpose",
    follows=SUBJECTS,
    derive=_derive,
    check=_check,
)
