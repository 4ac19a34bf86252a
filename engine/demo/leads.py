"""The leads of the demo company: who writes, and how it goes with them. Planned backwards from today."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from engine.calendars.calendar import Calendar
    from engine.feel.values import Value

T = TypeVar("T")

_SEED: Final = 4711
_MINUTE: Final = timedelta(minutes=1)
_RECENT, _LONG_AGO, _SPREAD = 900, 9_600, 5
"""Working minutes: a lead whose story has ended was lost or won two days to four weeks ago."""

Step = tuple[int, str]
"""Working minutes after the step before, and what is done then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """How some leads go."""

    times: int
    steps: tuple[Step, ...] = ()
    since: int | None = None
    """Working minutes since the last step of a lead that goes on; None for one that ended earlier."""
    hot: bool = False
    known_number: bool = False
    """Somebody else with the same number is known."""


_TALKED: Final[tuple[Step, ...]] = ((9, "reached"), (280, "sql"))
_ACCEPTED: Final[tuple[Step, ...]] = (*_TALKED, (190, "accept"))
_WAYS: Final = (
    _Way(times=7, steps=(*_ACCEPTED, (60, "convert")), hot=True),
    _Way(times=5, steps=((120, "reached"), (400, "nothing"))),
    _Way(times=3, steps=((35, "refused"),)),
    _Way(times=2, steps=((60, "wrong"),)),
    _Way(times=4, steps=((90, "reached"), (300, "later"))),
    _Way(times=3, steps=((40, "no_answer"),), since=600),
    _Way(times=3, steps=((11, "reached"),), since=190, hot=True),
    _Way(times=3, steps=_TALKED, since=110, hot=True),
    _Way(times=2, steps=_ACCEPTED, since=70, hot=True),
    _Way(times=2, steps=(*_TALKED, (150, "reject")), since=140, hot=True),
    _Way(times=2, since=6, hot=True),
    _Way(times=2, since=65),
    _Way(times=1, since=75, hot=True),
    _Way(times=2, since=25, known_number=True),
)

_GIVEN: Final = {
    "en": (
        "Alice",
        "Ben",
        "Clare",
        "Daniel",
        "Elena",
        "Frank",
        "Grace",
        "Hugo",
        "Ingrid",
        "James",
        "Katrin",
        "Liam",
    ),
    "ru": ("Анна", "Вера", "Дарья", "Жанна", "Зоя", "Инна", "Клара"),
}
_FAMILY: Final = {
    "en": ("Moreno", "Carter", "Dubois", "Ng", "Rossi", "Vogel", "Lind", "Santos", "Dahl", "Ward", "Bauer", "Doyle",
           "Silva"),
    "ru": ("Котова", "Гусева", "Лапина", "Фомина", "Ершова"),
}  # fmt: skip
_COMPANIES: Final = {
    "en": ("Northwind Dairy", "Bluefield Snacks", "Orchard & Vine", "Harbour Foods", "Alpine Springs", "Meadow Bakery",
           "Silverline Pharma", "Granite Logistics", "Copperleaf Tea", "Lakeside Bottling", "Polar Fish", "Amber Malt",
           "Redwood Cereals", "Sunrise Juices"),
    "ru": ("Молоко Заречья", "Хлебный Двор", "Чистый Ключ", "Сады Придонья", "Фарма-Ритм", "Горный Мёд",
           "Склад-Профи"),
}  # fmt: skip
_TITLES: Final = {
    "en": ("Head of production", "Plant manager", "Technical director", "Engineer", "Buyer"),
    "ru": (
        "Директор по производству",
        "Начальник цеха",
        "Технический директор",
        "Инженер",
        "Снабженец",
    ),
}
_INTERESTS: Final = {
    "en": ("We need an offer for two packing lines before the summer.",
           "Our palletiser is twelve years old. What would a new one cost?",
           "Can your vision inspection read embossed dates? We would like a demo.",
           "Looking for a service contract for three conveyors.",
           "Please send a price list for checkweighers."),
    "ru": ("Нужно предложение на две упаковочные линии до лета.",
           "Нашему паллетайзеру двенадцать лет. Сколько стоит новый?",
           "Читает ли ваша камера тиснёные даты? Хотим презентацию.",
           "Ищем сервисный договор на три конвейера.",
           "Пришлите, пожалуйста, цены на весы."),
}  # fmt: skip
_COUNTRIES: Final = {"en": ("Germany", "France", "Ireland", "Netherlands", "Italy"), "ru": ("Россия",)}
_ORIGINS: Final = ("web", "web", "web", "event", "import")
_CAMPAIGNS: Final = (None, "spring-packing", None, "line-efficiency")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One lead as it is planned."""

    number: int
    locale: str
    hot: bool
    known_number: bool
    origin: str
    begins: datetime

    @property
    def external_id(self) -> str:
        return f"lead-{self.number:03}"

    @property
    def company(self) -> str:
        return _pick(_COMPANIES[self.locale], self.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happens to a lead."""

    at: datetime
    lead: Plan
    what: str


def count() -> int:
    return sum(way.times for way in _WAYS)


def plan(calendar: Calendar, now: datetime) -> list[Event]:
    """Everything that happened to leads until *now*, in the order of time."""
    dice = random.Random(_SEED)  # noqa: S311  no secret
    events: list[Event] = []
    ways = [way for way in _WAYS for _ in range(way.times)]
    dice.shuffle(ways)
    for number, way in enumerate(ways, 1):
        lead = _lead(number, way, calendar, now, dice)
        events += _told(lead, way.steps, calendar)
    return sorted((one for one in events if one.at <= now), key=lambda one: (one.at, one.lead.number))


def values_of(lead: Plan) -> dict[str, Value]:
    """What the lead's record says, by field."""
    locale, number = lead.locale, lead.number
    given, family = _pick(_GIVEN[locale], number), _pick(_FAMILY[locale], number)
    box = f"contact{number}" if locale == "ru" else f"{given}.{family}".lower()
    domain = "zavod" if locale == "ru" else "".join(filter(str.isalpha, lead.company)).lower()
    values: dict[str, Value] = {
        "given_name": given,
        "family_name": family,
        "email": f"{box}@{domain}.example" if lead.hot else f"{box}@gmail.com",
        "country": _pick(_COUNTRIES[locale], number),
        "interest": _pick(_INTERESTS[locale], number),
    }
    if lead.hot or number % 2:
        values |= {"company": lead.company, "title": _pick(_TITLES[locale][: 3 if lead.hot else 5], number)}
    if lead.hot:
        values |= {"phone": f"+4930{5_550_000 + number}", "employees": 60 + number * 17}
    return values


def answer(lead: Plan, what: str, today: datetime) -> dict[str, Value]:
    """What is filled in at a step."""
    if what in {"reached", "no_answer", "refused", "wrong"}:
        return {"contact_channel": "call", "contact_result": what}
    if what == "convert":
        return _conversion(lead, today)
    if what in {"accept", "reject"}:
        back = {"sent_back_reason": "not qualified enough", "sent_back_note": _say(lead, "Who signs, and when?",
                "Кто подписывает и когда?")}  # fmt: skip
        return {"accept_decision": what} | (back if what == "reject" else {})
    return {"qualify_outcome": "judge"} | _bant(lead, what)


def _bant(lead: Plan, what: str) -> dict[str, Value]:
    need = {"lead.has_need": True, "lead.need": _pick(_INTERESTS[lead.locale], lead.number)}
    if what == "sql":
        amount = Decimal(20_000 + lead.number * 1_500)
        money = {"lead.budget": "range", "lead.budget_amount": amount}
        return need | money | {"lead.authority": "decider", "lead.timeline": "3m"}
    if what == "later":
        return need | {"lead.budget": "none", "lead.authority": "influencer", "lead.timeline": "12m"}
    return {"lead.budget": "none", "lead.authority": "user", "lead.timeline": "none"}


def _conversion(lead: Plan, today: datetime) -> dict[str, Value]:
    return {
        "convert_account": "new",
        "convert_contact": "new",
        "convert_deal": "new",
        "deal_name": _say(lead, f"Packing line for {lead.company}", f"Упаковочная линия, {lead.company}"),
        "deal_amount": Decimal(20_000 + lead.number * 1_500),
        "deal_currency": "EUR",
        "deal_close_date": (today + timedelta(days=60 + lead.number)).date(),
    }


def utm_of(lead: Plan) -> dict[str, str]:
    """The campaign that a lead of the web form came by."""
    campaign = _pick(_CAMPAIGNS, lead.number)
    return {"utm_campaign": campaign, "utm_source": "newsletter"} if campaign else {}


def _lead(number: int, way: _Way, calendar: Calendar, now: datetime, dice: random.Random) -> Plan:
    length = sum(minutes for minutes, _ in way.steps)
    ago = dice.randrange(_RECENT, _LONG_AGO) if way.since is None else way.since + dice.randrange(_SPREAD)
    return Plan(
        number=number,
        locale="ru" if number % 4 == 0 else "en",
        hot=way.hot,
        known_number=way.known_number,
        origin=_pick(_ORIGINS, number),
        begins=calendar.add(now, -(ago + length) * _MINUTE),
    )


def _told(lead: Plan, steps: tuple[Step, ...], calendar: Calendar) -> Iterator[Event]:
    at = lead.begins
    yield Event(at=at, lead=lead, what="create")
    for minutes, what in steps:
        at = calendar.add(at, minutes * _MINUTE)
        yield Event(at=at, lead=lead, what=what)


def _pick(texts: tuple[T, ...], number: int) -> T:
    return texts[number % len(texts)]


def _say(lead: Plan, english: str, russian: str) -> str:
    return russian if lead.locale == "ru" else english
