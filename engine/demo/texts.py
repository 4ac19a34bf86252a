"""What sellers of the demo company write into their forms, in their customer's language."""

from __future__ import annotations

from typing import Final

FACTS: Final = {
    "en": {
        "need": "The old line stops twice a week and nobody can say why.",
        "budget": "From this year's investment budget",
        "pain_metric": "Stops a month",
        "pain_baseline": "9",
        "pain_target": "1",
        "decision_process": "The plant asks purchasing for three quotes; the board signs above 50,000.",
        "decision_criteria": "Uptime, then price, then delivery time",
        "competitor": "none",
        "champion": "{contact}, who opened the plant's doors for us",
        "closing_plan": "Terms in two weeks, signature in four",
    },
    "ru": {
        "need": "Старая линия останавливается дважды в неделю, и никто не знает почему.",
        "budget": "Инвестиционный бюджет этого года",
        "pain_metric": "Остановок в месяц",
        "pain_baseline": "9",
        "pain_target": "1",
        "decision_process": "Завод запрашивает три предложения; выше 50 000 решает совет.",
        "decision_criteria": "Надёжность, затем цена, затем срок поставки",
        "competitor": "нет",
        "champion": "{contact}: помог нам попасть на завод",
        "closing_plan": "Условия через две недели, подпись через четыре",
    },
}
ACTIVITIES: Final = {
    "en": (
        ("call", "Call with {contact}", "They want to see the line at work before summer."),
        (
            "meeting",
            "Visit to the plant",
            "Walked along the line, measured the conveyor, met the shift leaders.",
        ),
        ("email", "Sent the reference list", "Three customers of their size, with phone numbers."),
        ("note", "Budget is being discussed", "A decision is expected at the next board meeting."),
        ("call", "Talked about delivery time", "Twelve weeks are fine if training is included."),
    ),
    "ru": (
        ("call", "Звонок: {contact}", "Хотят увидеть линию в работе до лета."),
        ("meeting", "Визит на завод", "Прошли вдоль линии, измерили конвейер, познакомились с мастерами."),
        ("email", "Отправлен список референсов", "Три клиента такого же размера, с телефонами."),
        ("note", "Бюджет обсуждается", "Решение ожидается на следующем совете."),
        ("call", "Обсудили срок поставки", "Двенадцать недель подходят, если обучение включено."),
    ),
}
OVERRIDE: Final = {
    "en": ("The contract is signed on paper; the scan follows.", "I have seen the paper."),
    "ru": ("Договор подписан на бумаге, скан будет позже.", "Оригинал видел."),
}
REQUESTS: Final = {
    "en": "Their purchasing wants the demo first; the numbers come next week.",
    "ru": "Закупки сначала хотят демонстрацию; цифры будут на следующей неделе.",
}
LESSONS: Final = {
    "en": "Ask for the board's budget before the demo.",
    "ru": "Спросить о бюджете совета до демонстрации.",
}
