"""The deals of the demo company: who sells what to whom, and how far each has come. Planned backwards from today."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final, Literal

from engine.demo import texts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from engine.demo.customers import Customer, Market
    from engine.feel.values import RecordRef
    from engine.identity import User

_SEED: Final = 4020
OPEN_STAGES: Final = ("qualify", "discover", "present", "propose", "negotiate", "contract")
_ENDS: Final = (
    *("qualify",) * 8,
    *("discover",) * 7,
    *("present",) * 5,
    *("propose",) * 4,
    *("negotiate",) * 3,
    *("contract",) * 2,
    *("won",) * 6,
    *("lost",) * 5,
)
"""Where each deal stands at the end; every stage is there for the screens to show."""
_ASKED: Final = frozenset({"discover", "propose"})
"""Stages in which every second deal waits for its manager: for an override, for the approval of a quote."""
_SILENT_EVERY: Final = 6
"""Every sixth deal falls silent, so that reminders can be seen."""
Kind = Literal["create", "log", "pass", "ask", "lose", "close"]
"""``ask``: the owner asks the manager, who has not answered yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    """One deal as it is planned."""

    number: int
    name: str
    customer: Customer
    owner: User | None
    product: RecordRef
    quantity: int
    price: Decimal
    close_in: int
    """Days from its opening to the expected close."""

    @property
    def external_id(self) -> str:
        return f"deal-{self.number:03}"

    @property
    def locale(self) -> str:
        return self.customer.locale

    @property
    def amount(self) -> Decimal:
        return self.price * self.quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happens to a deal at a moment of business time."""

    at: datetime
    deal: Deal
    kind: Kind
    stage: str = ""
    note: int = 0
    """Which of the texts is logged."""


def plan(market: Market, sellers: dict[str, Sequence[User]], now: datetime) -> list[Event]:
    """Everything that happened to the deals until *now*, in the order of time."""
    dice = random.Random(_SEED)  # noqa: S311  no secret
    events: list[Event] = []
    for number, end in enumerate(_ENDS, 1):
        deal = _deal(number, market, sellers, dice)
        events += _story(deal, end, now, dice)
    events += _nobodys(len(_ENDS) + 1, market, now, dice)
    return sorted(events, key=lambda event: (event.at, event.deal.number))


def count() -> int:
    """How many deals the demo company has."""
    return len(_ENDS) + 1


def _deal(number: int, market: Market, sellers: dict[str, Sequence[User]], dice: random.Random) -> Deal:
    customer = market.customers[number * 7 % len(market.customers)]
    product, name, price = dice.choice(market.products)
    return Deal(
        number=number,
        name=f"{name}, {customer.name}",
        customer=customer,
        # The first seller is the one who is shown around: she has more to do than the others.
        owner=dice.choice([*sellers[customer.locale], sellers[customer.locale][0]]),
        product=product,
        quantity=dice.choice((1, 1, 1, 2, 3)),
        price=price,
        close_in=dice.randrange(60, 150),
    )


def _story(deal: Deal, end: str, now: datetime, dice: random.Random) -> list[Event]:
    """From the opening to where the deal stands, with something logged every few days on the way."""
    passed = _passed(end, dice)
    stays = [dice.randrange(3, 12) for _ in passed]
    silent = deal.number % _SILENT_EVERY == 0
    since = dice.randrange(23, 40) if silent else dice.randrange(1, 10)
    opened = _day_before(now, sum(stays) + since, dice)
    events = [Event(at=opened, deal=deal, kind="create")]
    moment = opened
    for stage, stay in zip(passed, stays, strict=True):
        events.append(
            Event(at=moment + timedelta(days=stay / 2), deal=deal, kind="log", note=dice.randrange(5))
        )
        moment += timedelta(days=stay)
        kind: Kind = "lose" if end == "lost" and stage == passed[-1] else "pass"
        events.append(Event(at=moment, deal=deal, kind=kind, stage=stage))
    if end == "won":
        events.append(Event(at=moment + timedelta(hours=2), deal=deal, kind="close"))
    elif end in _ASKED and deal.number % 2:
        events.append(Event(at=moment + timedelta(hours=3), deal=deal, kind="ask", stage=end))
    elif end != "lost" and not silent:
        last = moment + (now - moment) * dice.random()
        events.append(Event(at=last, deal=deal, kind="log", note=dice.randrange(5)))
    return [event for event in events if event.at <= now]


def _passed(end: str, dice: random.Random) -> tuple[str, ...]:
    """The stages whose task is completed; a lost deal ends with the completion of one of the first four."""
    if end == "won":
        return OPEN_STAGES
    if end == "lost":
        return OPEN_STAGES[: dice.randrange(1, 5)]
    return OPEN_STAGES[: OPEN_STAGES.index(end)]


def _nobodys(number: int, market: Market, now: datetime, dice: random.Random) -> list[Event]:
    """A deal that came by itself and waits for a manager to give it to somebody."""
    customer = next(one for one in reversed(market.customers) if one.locale == "en")
    product, name, price = market.products[0]
    deal = Deal(
        number=number,
        name=f"{name}, {customer.name}",
        customer=customer,
        owner=None,
        product=product,
        quantity=1,
        price=price,
        close_in=90,
    )
    return [Event(at=_day_before(now, 1, dice), deal=deal, kind="create")]


def _day_before(now: datetime, days: int, dice: random.Random) -> datetime:
    """A moment in working hours, *days* before now."""
    day = (now - timedelta(days=days)).date()
    return datetime.combine(day, time(8 + dice.randrange(4), dice.randrange(60)), tzinfo=now.tzinfo)


def contact_of(deal: Deal) -> str:
    """The name of the customer's first person."""
    return deal.customer.contacts[0][1]


def note(event: Event) -> tuple[str, str, str]:
    """Kind, subject and body of what is logged."""
    kind, subject, body = texts.ACTIVITIES[event.deal.locale][event.note]
    return kind, subject.format(contact=contact_of(event.deal)), body
