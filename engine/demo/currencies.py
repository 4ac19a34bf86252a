"""Exchange rates of the demo company: its deals with Europe and Russia are told in one currency too."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.identity import SYSTEM
from engine.records.rates import Rate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from engine.engine import Engine

_RATES = {"EUR": (Decimal("1.08"), Decimal("0.004")), "RUB": (Decimal("0.0121"), Decimal("-0.00005"))}
"""In dollars on the first day, and what a month adds; made up, as everything here."""


def open_exchange(engine: Engine, begins: datetime, now: datetime) -> None:
    """A rate for the first day of each month; again, it changes nothing."""
    rates = [
        Rate(currency, day, first + number * change)
        for currency, (first, change) in _RATES.items()
        for number, day in enumerate(_months(begins.date(), now.date()))
    ]
    engine.keep_rates(rates, by=SYSTEM)


def _months(first: date, last: date) -> Iterator[date]:
    day = first.replace(day=1)
    while day <= last:
        yield day
        day = date(day.year + day.month // 12, day.month % 12 + 1, 1)
