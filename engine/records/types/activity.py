"""Activities: calls, meetings, mails, notes and tasks that a person logged on a record."""

from __future__ import annotations

from typing import TYPE_CHECKING

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

KINDS = (
    ("call", "Call", "Звонок"),
    ("meeting", "Meeting", "Встреча"),
    ("email", "E-mail", "Письмо"),
    ("note", "Note", "Заметка"),
    ("task", "To do", "Дело"),
)
DIRECTIONS = (
    ("outgoing", "From us to the customer", "От нас клиенту"),
    ("incoming", "From the customer", "От клиента"),
)
REGARDING = ("opportunity", "lead", "case", "contact", "account", "campaign")


class Activity(RecordColumns, Base):
    __tablename__ = "activity"

    kind = columns.choice("Kind", "Вид", KINDS, required=True)
    direction = columns.choice("Direction", "Направление", DIRECTIONS)
    subject = columns.text("Subject", "Тема", required=True, searchable=True)
    body = columns.long_text("Text", "Текст")
    at = columns.instant("When", "Когда", required=True, default=NOW)
    outcome = columns.text("Outcome", "Результат")
    opportunity = columns.reference("opportunity", "Opportunity", "Сделка")
    lead = columns.reference("lead", "Lead", "Лид")
    case = columns.reference("case", "Case", "Обращение")
    contact = columns.reference("contact", "Contact", "Контакт")
    account = columns.reference("account", "Account", "Компания")
    campaign = columns.reference("campaign", "Campaign", "Кампания")


def _check(_connection: Connection, _key: int | None, values: Mapping[str, Value]) -> dict[str, Message]:
    """An activity that regards nothing would be seen nowhere."""
    if any(values.get(name) for name in REGARDING):
        return {}
    return {"opportunity": Message("Say which opportunity, contact or account it regards.")}


TYPE = define(
    Activity.__table__,
    labels=Labels("Activity", "Событие"),
    plural=Labels("Activities", "События"),
    title="subject",
    # A call with a lead stays with whoever has the lead, and goes along to whoever gets its deal.
    follows=(("opportunity", "lead"), *REGARDING[2:]),
    check=_check,
)
