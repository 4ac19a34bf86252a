"""Opportunities: deals we try to win, with the facts that the gate of each stage asks for."""

from __future__ import annotations

from engine.db import Base
from engine.labels import Labels
from engine.records import columns, views
from engine.records.fields import TODAY
from engine.records.record import RecordColumns, define
from engine.records.stages import STAGES

_STAGE_CHOICES = tuple((stage.value, stage.labels.en, stage.labels.ru) for stage in STAGES)
_OUTCOMES = (("won", "Won", "Выиграна"), ("lost", "Lost", "Проиграна"))
_DEMO_RESULTS = (
    ("accepted", "Accepted", "Принято"),
    ("rejected", "Rejected", "Отклонено"),
    ("open", "No answer yet", "Ответа ещё нет"),
)
_LOST_REASONS = (
    ("price", "Price", "Цена"),
    ("competitor", "A competitor was better", "Конкурент оказался лучше"),
    ("no_budget", "No budget", "Нет бюджета"),
    ("no_decision", "No decision was made", "Решение не принято"),
    ("no_fit", "Our product does not fit", "Наш продукт не подходит"),
    ("timing", "Wrong time", "Не вовремя"),
    ("no_contact", "Contact lost", "Контакт потерян"),
    ("other", "Other", "Другое"),
)


class Opportunity(RecordColumns, Base):
    __tablename__ = "opportunity"

    name = columns.text("Name", "Название", required=True, searchable=True)
    account = columns.reference("account", "Account", "Компания")
    product = columns.reference("product", "Product", "Продукт")
    amount = columns.money("Amount", "Сумма")
    currency = columns.currency()
    amount_estimated = columns.boolean("Amount is estimated", "Сумма оценочная", default=False)
    stage = columns.choice("Stage", "Этап", _STAGE_CHOICES, process_owned=True, default="qualify")
    probability = columns.integer(
        "Probability, %", "Вероятность, %", process_owned=True, default=10, minimum=0, maximum=100
    )
    opened_on = columns.day("Opened", "Открыта", default=TODAY)
    close_date = columns.day("Expected close", "Ожидаемое закрытие")
    next_step = columns.text("Next step", "Следующий шаг")
    description = columns.long_text("Description", "Описание")

    # 1 Qualify
    need = columns.long_text("Need, in the customer's words", "Потребность словами клиента")
    budget = columns.text("Budget or way of funding", "Бюджет или источник средств")
    decider = columns.text("Who decides", "Кто принимает решение")
    decide_by = columns.day("Solved by", "Решить к дате")
    next_meeting = columns.day("Next meeting", "Следующая встреча")
    # 2 Discover
    pain_metric = columns.text("What is measured", "Что измеряем")
    pain_baseline = columns.text("Today", "Сейчас")
    pain_target = columns.text("Goal", "Цель")
    decision_process = columns.long_text("How they decide", "Как принимают решение")
    decision_criteria = columns.long_text("What they decide by", "Критерии решения")
    competitor = columns.text("Competitor", "Конкурент")
    # 3 Present
    demo_result = columns.choice("Result of the demo", "Результат демонстрации", _DEMO_RESULTS)
    champion = columns.text("Champion", "Сторонник у клиента")
    economic_buyer_met = columns.boolean("Economic buyer met", "Встреча с распорядителем бюджета")
    # 4 Propose
    quote_sent_on = columns.day("Quote sent", "Предложение отправлено")
    customer_replied = columns.boolean("Customer replied", "Клиент ответил")
    closing_plan = columns.long_text("Plan to close, with dates", "План закрытия с датами")
    # 5 Negotiate
    legal_contact = columns.text("Legal contact", "Юрист клиента")
    procurement_contact = columns.text("Procurement contact", "Закупщик клиента")
    terms_agreed = columns.boolean("Terms agreed", "Условия согласованы")
    discount_percent = columns.decimal("Discount, %", "Скидка, %", places=2, minimum=0, maximum=100)
    # 6 Contract
    signed_on = columns.day("Signed", "Подписан")
    contract_number = columns.text("Contract number", "Номер договора", length=64, searchable=True)
    contract_file = columns.text("Contract document", "Документ договора")
    # Closed
    outcome = columns.choice("Outcome", "Итог", _OUTCOMES, process_owned=True)
    closed_on = columns.day("Closed", "Закрыта", process_owned=True)
    won_amount = columns.money("Won amount", "Сумма выигрыша", process_owned=True)
    lost_reason = columns.text(
        "Reason of the loss", "Причина проигрыша", known=_LOST_REASONS, process_owned=True
    )
    lost_competitor = columns.text("Lost to", "Кому проиграли", process_owned=True)
    lesson = columns.long_text("Lesson", "Урок", process_owned=True)
    reopen_on = columns.day("Try again on", "Вернуться к сделке", process_owned=True)
    # What an imported deal said of itself; the replay tells it again through the process.
    source_stage = columns.choice("Stage at the source", "Этап в источнике", _STAGE_CHOICES)
    source_closed_on = columns.day("Closed at the source", "Закрыта в источнике")
    source_amount = columns.money("Value at the source", "Сумма в источнике")


TYPE = define(
    Opportunity.__table__,
    labels=Labels("Opportunity", "Сделка"),
    plural=Labels("Opportunities", "Сделки"),
    prefix="OPP",
    searched_through=("account",),
    virtual={
        "contacts": views.contacts_of,
        "lines": views.lines_of,
        "last_activity_at": views.last_activity_of,
    },
)
