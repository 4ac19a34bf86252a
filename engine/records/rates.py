"""Exchange rates by day, and amounts in the company's base currency.

A rate says how much of the base currency ONE unit of the other is worth, from its day on until the next rate. A deal is
converted at the rate of its own day (see `deal_day`), so that yesterday's totals do not move with tomorrow's market. A
missing rate is an answer of its own: never zero, never one.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING

from sqlalchemy import Date, String, delete, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from engine import settings
from engine.db import Base
from engine.errors import Invalid
from engine.records import money
from engine.settings import store as setting_store

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

SETTING = "currency"
"""The setting that holds the base currency, as ``{"base": "EUR"}``."""
LARGEST = Decimal(10) ** 12
"""No rate reaches it."""


class ExchangeRate(Base):
    """What one unit of a currency is worth in the base currency, from a day on."""

    __tablename__ = "exchange_rate"

    base: Mapped[str] = mapped_column(String(3), primary_key=True)
    currency: Mapped[str] = mapped_column(String(3), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    rate: Mapped[str] = mapped_column(String(32))
    """An exact decimal number; a float of the database would lose digits."""


class RateMissing(Invalid):
    """An amount cannot be said in the base currency."""

    text = "There is no exchange rate from {currency} to {base} for {day} or a day before. Add it under Currencies."


@dataclass(frozen=True, slots=True)
class Rates:
    """The rates of one consistent view of the database."""

    base: str
    by_currency: Mapping[str, tuple[Sequence[date], Sequence[Decimal]]]
    """Days in order, and the rate from each on."""

    def rate(self, currency: str, on: date) -> Decimal | None:
        """The newest rate of *on* or a day before; None when there is none."""
        if currency == self.base:
            return Decimal(1)
        days, rates = self.by_currency.get(currency, ((), ()))
        position = bisect_right(days, on)
        return rates[position - 1] if position else None

    def convert(self, amount: Decimal, currency: str, on: date) -> Decimal | None:
        """*amount* in the base currency, rounded to its smallest unit (half to even); None without a rate."""
        rate = self.rate(currency, on)
        if rate is None:
            return None
        return (amount * rate).quantize(Decimal(1).scaleb(-money.places(self.base)), ROUND_HALF_EVEN)

    def to_base(self, amount: Decimal, currency: str, on: date) -> Decimal:
        """*amount* in the base currency; raises `RateMissing`."""
        converted = self.convert(amount, currency, on)
        if converted is None:
            raise RateMissing(what="", reason="", remedy="", currency=currency, base=self.base, day=on)
        return converted


def base_currency(connection: Connection) -> str:
    """The currency that totals are shown in."""
    kept = settings.read(connection, SETTING) or {}
    return str(kept.get("base") or money.DEFAULT_CURRENCY)


def choose_base(connection: Connection, code: str, *, now: datetime) -> None:
    """Totals are in this currency from now on; rates to the former one stay, for going back."""
    setting_store.write(connection, SETTING, {"base": code}, now=now)


def load(connection: Connection) -> Rates:
    """All rates to the base currency: a few hundred rows a year and currency."""
    base = base_currency(connection)
    found: dict[str, tuple[list[date], list[Decimal]]] = {}
    for row in all_rates(connection, base):
        days, rates = found.setdefault(row.currency, ([], []))
        days.append(row.day)
        rates.append(row.rate)
    return Rates(base, found)


@dataclass(frozen=True, slots=True)
class Rate:
    """One line of the table of rates."""

    currency: str
    day: date
    rate: Decimal


def all_rates(connection: Connection, base: str) -> list[Rate]:
    """The rates to *base*, by currency and day."""
    rows = connection.execute(
        select(ExchangeRate.currency, ExchangeRate.day, ExchangeRate.rate)
        .where(ExchangeRate.base == base)
        .order_by(ExchangeRate.currency, ExchangeRate.day)
    )
    return [Rate(row.currency, row.day, Decimal(row.rate)) for row in rows]


def keep(connection: Connection, base: str, rates: Sequence[Rate]) -> dict[tuple[str, date], Decimal]:
    """Write *rates*, each in the place of one for the same day; what was there before."""
    before: dict[tuple[str, date], Decimal] = {}
    for one in rates:
        same = (
            ExchangeRate.base == base,
            ExchangeRate.currency == one.currency,
            ExchangeRate.day == one.day,
        )
        kept = connection.scalar(select(ExchangeRate.rate).where(*same).with_for_update())
        if kept is not None:
            before[(one.currency, one.day)] = Decimal(kept)
        connection.execute(delete(ExchangeRate).where(*same))
        row = {"base": base, "currency": one.currency, "day": one.day, "rate": format(one.rate, "f")}
        connection.execute(insert(ExchangeRate), row)
    return before


def forget(connection: Connection, base: str, currency: str, day: date) -> Decimal | None:
    """Remove the rate of one day; what it was."""
    same = (ExchangeRate.base == base, ExchangeRate.currency == currency, ExchangeRate.day == day)
    kept = connection.scalar(select(ExchangeRate.rate).where(*same).with_for_update())
    connection.execute(delete(ExchangeRate).where(*same))
    return None if kept is None else Decimal(kept)
