"""Leads: people who may become customers, from the first word of theirs to a deal or a reason why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.db import Base
from engine.labels import Labels
from engine.records import columns
from engine.records.matching import digits_and_letters
from engine.records.messages import Message
from engine.records.record import RecordColumns, define
from engine.records.types.contact import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from engine.feel.values import Value

STATUSES = (
    ("new", "New", "Новый"),
    ("contacted", "Contacted", "Есть контакт"),
    ("qualified", "Qualified", "Квалифицирован"),
    ("nurture", "Nurture", "На потом"),
    ("disqualified", "Disqualified", "Отклонён"),
    ("converted", "Converted", "Передан в сделку"),
)
ORIGINS = (
    ("manual", "Entered by hand", "Введён вручную"),
    ("web", "Web form", "Форма на сайте"),
    ("import", "Import", "Импорт"),
    ("phone", "Phone call", "Звонок"),
    ("email", "E-mail", "Письмо"),
    ("event", "Event", "Мероприятие"),
    ("campaign", "Campaign", "Кампания"),
)
BANDS = (("hot", "Hot", "Горячий"), ("warm", "Warm", "Тёплый"), ("cold", "Cold", "Холодный"))
REJECT_REASONS = (
    ("no_need", "No need", "Нет потребности"),
    ("no_budget", "No budget", "Нет бюджета"),
    ("no_fit", "We do not fit", "Мы не подходим"),
    ("not_reached", "Never reached", "Не удалось связаться"),
    ("wrong_contact", "Wrong contact data", "Неверные контакты"),
    ("refused", "Wants no contact", "Отказался от контакта"),
    ("duplicate", "Duplicate", "Дубликат"),
    ("known", "Known already", "Уже известен"),
    ("spam", "Spam", "Спам"),
    ("other", "Other", "Другое"),
)
BUDGETS = (
    ("none", "None", "Нет"),
    ("range", "A range is known", "Известен диапазон"),
    ("approved", "Approved", "Утверждён"),
)
AUTHORITIES = (
    ("user", "User", "Пользователь"),
    ("influencer", "Influencer", "Влияет на решение"),
    ("decider", "Decides", "Принимает решение"),
)
TIMELINES = (
    ("3m", "Within 3 months", "До 3 месяцев"),
    ("6m", "Within 6 months", "До 6 месяцев"),
    ("12m", "Within 12 months", "До 12 месяцев"),
    ("none", "No date", "Срока нет"),
)
_REACHABLE = ("family_name", "company", "email", "phone")


class Lead(RecordColumns, Base):
    __tablename__ = "lead"

    name = columns.text("Name", "Имя", length=400, searchable=True)
    given_name = columns.text("Given name", "Имя", length=128)
    middle_name = columns.text("Middle name", "Отчество", length=128)
    family_name = columns.text("Family name", "Фамилия", length=128)
    title = columns.text("Title", "Должность", length=128)
    company = columns.text("Company", "Компания", searchable=True)
    tax_id = columns.text("Tax id", "ИНН или VAT", length=32, searchable=True)
    email = columns.email("E-mail", "Эл. почта", searchable=True, index=True)
    phone = columns.phone("Phone", "Телефон", searchable=True, index=True)
    website = columns.url("Website", "Сайт")
    country = columns.text("Country", "Страна", length=64)
    industry = columns.text("Industry", "Отрасль", length=64)
    employees = columns.integer("Employees", "Сотрудников", minimum=0)
    language = columns.choice("Language", "Язык", LANGUAGES)
    interest = columns.long_text("Interest, in their words", "Интерес, их словами")

    # Where it came from
    origin = columns.choice("Came by", "Канал", ORIGINS, required=True, default="manual")
    campaign = columns.reference("campaign", "Campaign", "Кампания")
    utm_source = columns.text("UTM source", "UTM source")
    utm_medium = columns.text("UTM medium", "UTM medium")
    utm_campaign = columns.text("UTM campaign", "UTM campaign")
    utm_term = columns.text("UTM term", "UTM term")
    utm_content = columns.text("UTM content", "UTM content")
    referrer = columns.text("Came from the page", "Пришёл со страницы", length=500)

    # What the process knows
    status = columns.choice("Status", "Состояние", STATUSES, required=True, process_owned=True, default="new")
    score = columns.integer("Score", "Оценка", process_owned=True)
    score_band = columns.choice("Temperature", "Температура", BANDS, process_owned=True)
    queue = columns.text("Queue", "Очередь", length=64, process_owned=True)
    first_touch_due_at = columns.instant("First contact due", "Первый контакт до", process_owned=True)
    first_touch_at = columns.instant("First contact", "Первый контакт", process_owned=True)
    qualified_at = columns.instant("Qualified at", "Квалифицирован", process_owned=True)
    converted_at = columns.instant("Converted at", "Передан", process_owned=True)
    reject_reason = columns.text("Reason", "Причина", known=REJECT_REASONS, process_owned=True)
    next_contact_on = columns.day("Next contact", "Следующий контакт")

    # BANT
    has_need = columns.boolean("There is a need", "Потребность есть")
    need = columns.long_text("Need, in the customer's words", "Потребность словами клиента")
    budget = columns.choice("Budget", "Бюджет", BUDGETS)
    budget_amount = columns.money("Budget amount", "Сумма бюджета")
    currency = columns.currency()
    authority = columns.choice("Authority", "Полномочия", AUTHORITIES)
    timeline = columns.choice("Timeline", "Срок", TIMELINES)
    fit_notes = columns.long_text("Notes on the fit", "Заметки о соответствии")

    # Whom it turned out to be
    account = columns.reference("account", "Account", "Компания-клиент", process_owned=True)
    contact = columns.reference("contact", "Contact", "Контакт", process_owned=True)
    opportunity = columns.reference("opportunity", "Opportunity", "Сделка", process_owned=True)
    merged_into = columns.reference("lead", "Merged into", "Объединён с", process_owned=True)


def _derive(values: Mapping[str, Value]) -> dict[str, Value]:
    """What people call the lead: the person, else the company, else the address."""
    parts = [values.get(part) for part in ("given_name", "middle_name", "family_name")]
    person = " ".join(part for part in parts if part)
    return {
        "name": person or values.get("company") or values.get("email") or values.get("phone"),
        "email": (values.get("email") or "").lower() or None,
        "tax_id": digits_and_letters(values.get("tax_id") or "") or None,
    }


def _check(_connection: Connection, _key: int | None, values: Mapping[str, Value]) -> dict[str, Message]:
    """Nobody could do anything about a lead without a name or an address."""
    if any(values.get(name) for name in _REACHABLE):
        return {}
    return {"family_name": Message("Give a name, a company, an e-mail address or a phone number.")}


TYPE = define(
    Lead.__table__,
    labels=Labels("Lead", "Лид"),
    plural=Labels("Leads", "Лиды"),
    prefix="LEAD",
    searched_through=("account",),
    derive=_derive,
    check=_check,
)
