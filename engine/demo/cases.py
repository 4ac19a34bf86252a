"""The support cases of the demo company: what each is about, and how it goes. Planned backwards from today."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from engine.calendars.calendar import Calendar
    from engine.demo.customers import Customer

_SEED: Final = 1107
PLANS: Final = (
    ("premium", "Premium", "Support"),
    ("standard", "Standard", "Support"),
    ("basic", "Basic", "Company"),
)
"""Tier, name and working calendar of each SLA plan."""
_LEVELS: Final = ("high", "medium", "medium", "low")
_MINUTE: Final = timedelta(minutes=1)
_RECENT, _LONG_AGO, _SPREAD = 3_000, 27_000, 40
"""Working minutes: a case that ended did so one to nine weeks ago; the others are not told in step."""

Step = tuple[int, str]
"""Working minutes after the step before, and what is done then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """How some cases go."""

    times: int
    steps: tuple[Step, ...]
    since: int | None = None
    """Working minutes since the last step of a case that goes on; None for one that ended long ago."""
    levels: tuple[str, str] | None = None
    """Impact and urgency; thrown with dice where it does not matter."""


_HIGH: Final = ("high", "high")
_SOLVED: Final[tuple[Step, ...]] = ((20, "triage"), (25, "reply"), (140, "solve"))
_CLIMBED: Final[tuple[Step, ...]] = ((25, "triage"), (40, "escalate"), (90, "escalate"))
_WAYS: Final = (
    _Way(times=15, steps=(*_SOLVED, (90, "yes"))),
    _Way(times=5, steps=((15, "triage"), (30, "ask"), (300, "answered"), (60, "solve"), (200, "yes"))),
    _Way(times=4, steps=((30, "triage"), (45, "reply"), (60, "escalate"), (180, "solve"), (120, "yes"))),
    _Way(times=3, steps=(*_CLIMBED, (240, "down"), (45, "solve"), (60, "yes"))),
    _Way(times=3, steps=((300, "triage"), (900, "solve"), (100, "yes")), levels=_HIGH),
    _Way(times=3, steps=(*_SOLVED, (400, "no"), (60, "reply"), (120, "solve"), (90, "yes"))),
    _Way(times=3, steps=_SOLVED),
    _Way(times=4, steps=_SOLVED, since=150),
    _Way(times=4, steps=((20, "triage"), (40, "ask")), since=420),
    _Way(times=3, steps=((10, "triage"), (20, "reply")), since=70),
    _Way(times=2, steps=((10, "triage"), (20, "reply")), since=25, levels=_HIGH),
    _Way(times=2, steps=((10, "triage"), (20, "reply")), since=390, levels=("medium", "high")),
    _Way(times=1, steps=((15, "triage"), (35, "reply")), since=900, levels=_HIGH),
    _Way(times=2, steps=((15, "triage"), (30, "vendor")), since=260),
    _Way(times=2, steps=((20, "triage"), (30, "escalate")), since=150),
    _Way(times=2, steps=_CLIMBED, since=260),
    _Way(times=3, steps=(), since=45),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One case as it is planned."""

    number: int
    customer: Customer
    subject: int
    """Which of the texts it is about."""
    impact: str
    urgency: str
    begins: datetime
    by_phone: bool

    @property
    def external_id(self) -> str:
        return f"case-{self.number:03}"

    @property
    def locale(self) -> str:
        return self.customer.locale


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that is done about a case."""

    at: datetime
    case: Plan
    what: str


def plan(customers: Sequence[Customer], calendar: Calendar, now: datetime) -> list[Event]:
    """Everything that was done about cases until *now*, in the order of time."""
    dice = random.Random(_SEED)  # noqa: S311  no secret
    events: list[Event] = []
    for number, way in enumerate(_shuffled(dice), 1):
        case = _case(number, way, customers, calendar, now, dice)
        events += _told(case, way.steps, calendar)
    return sorted((one for one in events if one.at <= now), key=lambda one: (one.at, one.case.number))


def count() -> int:
    """How many cases the demo company has."""
    return sum(way.times for way in _WAYS)


def _shuffled(dice: random.Random) -> list[_Way]:
    ways = [way for way in _WAYS for _ in range(way.times)]
    dice.shuffle(ways)
    return ways


def _case(
    number: int,
    way: _Way,
    customers: Sequence[Customer],
    calendar: Calendar,
    now: datetime,
    dice: random.Random,
) -> Plan:
    ago = dice.randrange(_RECENT, _LONG_AGO) if way.since is None else way.since + dice.randrange(_SPREAD)
    length = ago + sum(minutes for minutes, _ in way.steps)
    impact, urgency = way.levels or (dice.choice(_LEVELS), dice.choice(_LEVELS))
    return Plan(
        number=number,
        customer=customers[number * 11 % len(customers)],
        subject=dice.randrange(SUBJECTS),
        impact=impact,
        urgency=urgency,
        begins=calendar.add(now, -length * _MINUTE),
        by_phone=number % 3 == 0,
    )


def _told(case: Plan, steps: Sequence[Step], calendar: Calendar) -> Iterator[Event]:
    moment = case.begins
    yield Event(at=moment, case=case, what="create")
    for minutes, what in steps:
        moment = calendar.add(moment, minutes * _MINUTE)
        yield Event(at=moment, case=case, what=what)


_ABOUT: Final = {
    "en": (
        ("fault", "The palletiser stops with error E42", "It happens twice an hour since yesterday’s shift."),
        (
            "fault",
            "The vision camera rejects good parts",
            "About one part in ten, since we cleaned the lens.",
        ),
        ("question", "How do we change the conveyor’s speed?", "The new operator cannot find the menu."),
        ("request", "A second login for the night shift", "For Ms Ortega, please, with the same rights."),
        (
            "fault",
            "The checkweigher drifts by two grams",
            "Calibrated this morning; it drifts again by noon.",
        ),
        ("billing", "The invoice names the wrong site", "It should be our plant in the north."),
        ("request", "Spare belts before the holidays", "Three belts for the 10 m conveyor."),
        ("complaint", "The technician did not come", "We had waited with the line stopped since eight."),
        ("fault", "The display stays dark after a restart", "The line runs, but nobody sees any value."),
        ("question", "Does the service contract cover belts?", "We are about to order some."),
    ),
    "ru": (
        ("fault", "Паллетайзер останавливается с ошибкой E42", "Дважды в час со вчерашней смены."),
        ("fault", "Камера бракует годные детали", "Примерно каждую десятую, после чистки объектива."),
        ("question", "Как изменить скорость конвейера?", "Новый оператор не находит меню."),
        ("request", "Второй вход для ночной смены", "Для Ортеги, с теми же правами."),
        ("fault", "Весы уходят на два грамма", "Утром откалибровали, к обеду снова уходят."),
        ("billing", "В счёте указана не та площадка", "Должен быть наш северный завод."),
        ("request", "Запасные ленты до праздников", "Три ленты для конвейера 10 м."),
        ("complaint", "Мастер не приехал", "Ждали с остановленной линией с восьми утра."),
        ("fault", "Экран не включается после перезапуска", "Линия работает, но значений не видно."),
        ("question", "Входят ли ленты в сервисный договор?", "Собираемся заказывать."),
    ),
}
SUBJECTS: Final = len(_ABOUT["en"])
_SAYS: Final = {
    "en": {
        "reply": "Thank you, we are looking into it. Please leave the line as it is until we call you.",
        "ask": "Which firmware does the controller show, and what was changed last?",
        "answered": "It shows 2.3. We have changed nothing but the belt.",
        "escalate": "The usual steps do not help; it needs somebody who knows the controller.",
        "down": "New firmware is on the server. Please install it together with the customer.",
        "vendor": "Asked the maker of the controller about the series",
        "diagnosis": "The log shows lost bus telegrams just before each stop.",
        "solve": "The plug of the bus was loose. We have fixed it and updated the firmware.",
        "no": "It came back after an hour.",
        "yes": "Thank you, it runs again.",
        "answer_now": "The line calls them now; I have said sorry for the wait.",
        "review": "Lin takes it first thing; I have called the customer.",
    },
    "ru": {
        "reply": "Спасибо, уже разбираемся. Пожалуйста, не трогайте линию, пока не позвоним.",
        "ask": "Какую прошивку показывает контроллер и что меняли последним?",
        "answered": "Показывает 2.3. Меняли только ленту.",
        "escalate": "Обычные шаги не помогают, нужен тот, кто знает контроллер.",
        "down": "Новая прошивка на сервере. Установите её вместе с клиентом.",
        "vendor": "Спросили изготовителя контроллера об этой серии",
        "diagnosis": "В журнале перед каждой остановкой теряются телеграммы шины.",
        "solve": "Разъём шины отошёл. Закрепили и обновили прошивку.",
        "no": "Через час всё повторилось.",
        "yes": "Спасибо, снова работает.",
        "answer_now": "Линия звонит сейчас же; за ожидание я извинилась.",
        "review": "Лин займётся в первую очередь; клиенту я позвонила.",
    },
}


def about(case: Plan) -> tuple[str, str, str]:
    """Category, subject and description."""
    return _ABOUT[case.locale][case.subject]


def says(case: Plan, what: str) -> str:
    """What somebody writes at a step."""
    return _SAYS[case.locale][what]
