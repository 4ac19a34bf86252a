"""Support cases: a customer's question or trouble, its priority, its clocks, and who is on it."""

from __future__ import annotations

from engine.db import Base
from engine.labels import Labels
from engine.records import columns
from engine.records.cases import LINES, PRIORITIES, noted
from engine.records.record import RecordColumns, define
from engine.records.types.contact import LANGUAGES
from engine.records.types.sla_plan import TIERS

CHANNELS = (
    ("web", "Web form", "Форма на сайте"),
    ("email", "E-mail", "Эл. почта"),
    ("phone", "Phone", "Телефон"),
    ("portal", "Portal", "Портал"),
)
CATEGORIES = (
    ("question", "Question", "Вопрос"),
    ("fault", "Fault", "Неисправность"),
    ("request", "Service request", "Запрос на обслуживание"),
    ("billing", "Billing", "Счета и оплата"),
    ("complaint", "Complaint", "Жалоба"),
)
LEVELS = (("high", "High", "Высокое"), ("medium", "Medium", "Среднее"), ("low", "Low", "Низкое"))
URGENCIES = (("high", "High", "Высокая"), ("medium", "Medium", "Средняя"), ("low", "Low", "Низкая"))
STATUSES = (
    ("new", "New", "Новое"),
    ("open", "Open", "В работе"),
    ("waiting_customer", "Waiting for the customer", "Ждём клиента"),
    ("solved", "Solved", "Решено"),
    ("closed", "Closed", "Закрыто"),
)
ENDINGS = (
    ("confirmed", "Confirmed by the customer", "Подтверждено клиентом"),
    ("silent", "The customer did not answer", "Клиент не ответил"),
)


class Case(RecordColumns, Base):
    __tablename__ = "case"

    subject = columns.text("Subject", "Тема", required=True, searchable=True)
    description = columns.long_text("Description", "Описание")
    channel = columns.choice("Channel", "Канал", CHANNELS)
    account = columns.reference("account", "Account", "Компания")
    contact = columns.reference("contact", "Contact", "Контакт")
    reporter = columns.text("Reported by", "Кто обратился", length=200, searchable=True)
    reporter_email = columns.email("E-mail for answers", "Почта для ответов", searchable=True)
    language = columns.choice("Language of the answers", "Язык ответов", LANGUAGES)
    sla_plan = columns.reference("sla_plan", "SLA plan", "План SLA")
    tier = columns.choice("Tier", "Уровень", TIERS)
    serial_number = columns.text("Serial number", "Серийный номер", length=64, searchable=True)

    category = columns.choice("Category", "Категория", CATEGORIES)
    impact = columns.choice("Impact", "Влияние", LEVELS)
    urgency = columns.choice("Urgency", "Срочность", URGENCIES)
    priority = columns.choice("Priority", "Приоритет", PRIORITIES, process_owned=True)
    line = columns.choice("Line", "Линия", LINES, process_owned=True, default="L1")
    status = columns.choice("Status", "Статус", STATUSES, process_owned=True, default="new")
    diagnosis = columns.long_text("Diagnosis", "Диагноз")
    solution = columns.long_text("Solution", "Решение")

    # What was promised, in minutes that count.
    first_response_minutes = columns.integer(
        "First response within, min", "Первый ответ за, мин", process_owned=True, minimum=0
    )
    update_minutes = columns.integer(
        "Update every, min", "Обновление каждые, мин", process_owned=True, minimum=0
    )
    solution_minutes = columns.integer(
        "Solution within, min", "Решение за, мин", process_owned=True, minimum=0
    )
    round_the_clock = columns.boolean("Round the clock", "Круглосуточно", process_owned=True)

    first_response_warn_at = columns.instant(
        "75 % of the first response's time", "75 % срока первого ответа", process_owned=True
    )
    first_response_due_at = columns.instant("First response due", "Первый ответ до", process_owned=True)
    first_responded_at = columns.instant("First response", "Первый ответ", process_owned=True)
    first_response_met = columns.boolean("First response in time", "Первый ответ в срок", process_owned=True)
    first_response_warned_at = columns.instant(
        "Warned of the first response", "Предупреждение о первом ответе", process_owned=True
    )
    first_response_missed_at = columns.instant(
        "First response overdue since", "Первый ответ просрочен с", process_owned=True
    )
    update_due_at = columns.instant("Next update due", "Следующее обновление до", process_owned=True)
    solution_warn_at = columns.instant("75 % of the time", "75 % срока", process_owned=True)
    solution_due_at = columns.instant("Solution due", "Решение до", process_owned=True)
    solution_critical_at = columns.instant("150 % of the time", "150 % срока", process_owned=True)
    warned_at = columns.instant("Warned", "Предупреждение", process_owned=True)
    breached_at = columns.instant("Overdue since", "Просрочено с", process_owned=True)
    director_told_at = columns.instant("Director told", "Сообщено директору", process_owned=True)
    paused_since = columns.instant("Clock stopped since", "Часы остановлены с", process_owned=True)
    paused_minutes = columns.integer("Clock stood, min", "Часы стояли, мин", process_owned=True, default=0)
    remaining_minutes = columns.integer(
        "Left when the clock stopped, min", "Оставалось при остановке, мин", process_owned=True
    )
    vendor_since = columns.instant("Waiting for a vendor since", "Ждём поставщика с", process_owned=True)

    solved_at = columns.instant("Solved", "Решено", process_owned=True)
    solution_met = columns.boolean("Solved in time", "Решено в срок", process_owned=True)
    worked_minutes = columns.integer("Time to the solution, min", "Время до решения, мин", process_owned=True)
    reopened = columns.integer("Reopened", "Открыто повторно", process_owned=True, default=0)
    escalations = columns.integer("Escalations", "Эскалации", process_owned=True, default=0)
    closed_at = columns.instant("Closed", "Закрыто", process_owned=True)
    ending = columns.choice("How it was closed", "Как закрыто", ENDINGS, process_owned=True)
    csat = columns.integer(
        "Satisfaction, 1 to 5", "Удовлетворённость, 1–5", process_owned=True, minimum=1, maximum=5
    )
    customer_comment = columns.long_text("What the customer said", "Что сказал клиент", process_owned=True)


TYPE = define(
    Case.__table__,
    labels=Labels("Case", "Обращение"),
    plural=Labels("Cases", "Обращения"),
    prefix="CAS",
    title="subject",
    searched_through=("account", "contact"),
    noted=noted,
)
