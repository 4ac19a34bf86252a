"""Who plays which part at the customer in an opportunity."""

from __future__ import annotations

from engine.db import Base
from engine.labels import Labels
from engine.records import columns
from engine.records.record import RecordColumns, define

ROLES = (
    ("economic_buyer", "Economic buyer", "Распорядитель бюджета"),
    ("champion", "Champion", "Сторонник"),
    ("user", "User", "Пользователь"),
    ("technical", "Technical", "Технический эксперт"),
    ("legal", "Legal", "Юрист"),
    ("procurement", "Procurement", "Закупщик"),
    ("blocker", "Blocker", "Противник"),
)


class OpportunityContact(RecordColumns, Base):
    __tablename__ = "opportunity_contact"

    opportunity = columns.reference("opportunity", "Opportunity", "Сделка", required=True)
    contact = columns.reference("contact", "Contact", "Контакт", required=True)
    role = columns.choice("Role", "Роль", ROLES, required=True)


TYPE = define(
    OpportunityContact.__table__,
    labels=Labels("Contact's role", "Роль контакта"),
    plural=Labels("Contacts' roles", "Роли контактов"),
    title="contact",
    follows=("opportunity",),
)
