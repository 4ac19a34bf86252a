"""The board in words: columns with totals, cards with what comes next and how urgent it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from flask import url_for
from flask_babel import gettext

from engine.feel.values import RecordRef
from engine.identity import queries as people
from webui import context, localization
from webui.screens.records import links

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from sqlalchemy import Connection

    from engine.analytics import pipeline
    from engine.analytics.planned import Next

_ZERO = Decimal(0)
_SOON = timedelta(hours=24)
State = Literal["late", "soon", "good", "none"]
"""Red: overdue. Amber: within a day, or nothing is planned. Green: planned later."""


@dataclass(frozen=True, kw_only=True)
class Card:
    key: int
    name: str
    href: str
    move: str
    account: str | None
    amount: Decimal | None
    currency: str
    base: str
    converted: Decimal | None
    """In the base currency, where the deal has another one."""
    rate_missing: bool
    owner: str
    close_date: date | None
    closes_late: bool
    next_step: str | None
    state: State
    next_text: str
    next_when: str
    next_href: str | None


@dataclass(frozen=True, kw_only=True)
class Column:
    value: str
    label: str
    probability: int
    count: int
    amount: Decimal
    weighted: Decimal
    cards: list[Card]
    next: str | None


@dataclass(frozen=True, kw_only=True)
class Board:
    base: str
    columns: list[Column]
    count: int
    amount: Decimal
    weighted: Decimal
    missing: str
    """Which deals no total contains, in words; empty when none."""


def board(connection: Connection, found: pipeline.Board) -> Board:
    names = _owners(connection, (card for column in found.columns for card in column.cards))
    return Board(
        base=found.base,
        columns=[_column(one, found.base, names) for one in found.columns],
        count=sum(one.total.count for one in found.columns),
        amount=_sum(one.total.amount for one in found.columns),
        weighted=_sum(one.total.weighted for one in found.columns).quantize(Decimal(1)),
        missing=_missing(found.missing),
    )


def _owners(connection: Connection, cards: Iterable[pipeline.Card]) -> dict[int, str]:
    return people.names(connection, {card.owner for card in cards if card.owner is not None})


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, start=_ZERO)


def _missing(missing: dict[str, int]) -> str:
    """A missing rate is said: the totals leave these deals out."""
    told = [f"{currency}: {localization.format_number(count)}" for currency, count in sorted(missing.items())]
    return ", ".join(told)


def _column(column: pipeline.Column, base: str, names: dict[int, str]) -> Column:
    return Column(
        value=column.stage.value,
        label=column.stage.labels.in_locale(localization.locale()),
        probability=column.stage.probability,
        count=column.total.count,
        amount=column.total.amount,
        weighted=column.total.weighted.quantize(Decimal(1)),
        cards=[_card(card, base, names) for card in column.cards],
        next=column.next,
    )


def _card(card: pipeline.Card, base: str, names: dict[int, str]) -> Card:
    state = _state(card.next)
    foreign = card.currency != base and card.amount is not None
    return Card(
        key=card.key,
        name=card.name,
        href=links.href(RecordRef("opportunity", card.key)) or "",
        move=url_for("pipeline.ask", key=card.key),
        account=card.account,
        amount=card.amount,
        currency=card.currency,
        base=base,
        converted=card.base_amount if foreign else None,
        rate_missing=foreign and card.base_amount is None,
        owner=names.get(card.owner or 0, ""),
        close_date=card.close_date,
        closes_late=card.close_date is not None and card.close_date < context.business_now().date(),
        next_step=card.next_step,
        state=state,
        next_text=_text(card.next),
        next_when=_when(card.next),
        next_href=url_for("inbox.task", key=card.next.task) if card.next and card.next.task else None,
    )


def _state(following: Next | None) -> State:
    if following is None:
        return "none"
    if following.at is None:
        return "good"
    left = following.at - context.business_now()
    return "late" if left < timedelta(0) else "soon" if left < _SOON else "good"


def _text(following: Next | None) -> str:
    if following is None:
        return str(gettext("Nothing is planned"))
    if following.kind == "meeting":
        return str(gettext("Meeting"))
    name = following.name
    return name if isinstance(name, str) else name.name_in(localization.locale())


def _when(following: Next | None) -> str:
    if following is None or following.at is None:
        return ""
    return localization.format_distance(following.at, context.business_now())
