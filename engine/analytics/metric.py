"""A metric: a figure about one period, made of records that can be listed. What is listed is what was counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import Select, select

from engine.db import UtcDateTime
from engine.records import rates, type_of
from engine.records.visibility import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from sqlalchemy import Connection, RowMapping

    from engine.analytics.period import Period
    from engine.feel.values import RecordRef
    from engine.identity import User
    from engine.labels import Labels
    from engine.records.rates import Rates

Unit = Literal["percent", "money", "money_per_day", "days", "hours", "minutes"]
Area = Literal["sales", "marketing", "support"]
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One record, and how it counts."""

    ref: RecordRef
    day: date
    """By which it belongs to a period."""
    value: Decimal | None = Decimal(1)
    """What it adds; None when its money has no exchange rate: it is listed, and left out of the figure."""
    second: Decimal | None = None
    """A second number of the formula, such as the cost beside the revenue."""
    part: str = ""
    """Its role in the formula, such as won, lost, open."""
    until: date | None = None
    """Of an open deal: the day on which it was closed after all."""
    missing: str = ""
    """The currency without a rate."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a period's items come to; None while there is nothing to measure."""

    value: Decimal | None
    second: Decimal | None = None
    """The companion figure, see `Metric.second`."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """Who looks at which days: everything that reads a metric's records."""

    connection: Connection
    user: User
    since: date
    until: date
    now: datetime
    team: int | None = None

    @cached_property
    def rates(self) -> Rates:
        return rates.load(self.connection)

    def rows(self, record_type: str, *columns: str, when: str | None, **equal: Any) -> list[RowMapping]:
        """Records that the person may see, with their key and *columns*; *when* is the column of their day."""
        table = type_of(record_type).table
        wanted = [table.c.deleted_at.is_(None), visible(self.user, table)]
        if self.team is not None:
            wanted.append(table.c.team == self.team)
        if when is not None:
            wanted += self._within(table.c[when])
        wanted += [table.c[name] == value for name, value in equal.items()]
        statement: Select[Any] = select(table.c.key, *(table.c[name] for name in columns)).where(*wanted)
        return list(self.connection.execute(statement.order_by(table.c.key)).mappings())

    def base_amount(self, amount: Decimal | None, currency: str, on: date) -> tuple[Decimal | None, str]:
        """In the base currency, and the currency that has no rate, if so."""
        converted = None if amount is None else self.rates.convert(amount, currency, on)
        return converted, currency if amount is not None and converted is None else ""

    def _within(self, column: Any) -> list[Any]:
        if isinstance(column.type, UtcDateTime):
            first, last = (datetime.combine(day, time(), UTC) for day in (self.since, self.until))
            return [column >= first, column < last]
        return [column >= self.since, column < self.until]


def by_day(items: Sequence[Item], period: Period) -> list[Item]:
    """Those whose day lies in the period."""
    return [item for item in items if item.day in period]


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """The declaration of one metric; one file each in `engine/analytics/metrics`."""

    id: str
    area: Area
    place: int
    labels: Labels
    definition: Labels
    """Window, set and formula, so that two people who read the number mean the same."""
    unit: Unit
    load: Callable[[Look], list[Item]]
    """Every item of the days that are looked at."""
    combine: Callable[[Sequence[Item]], Reading]
    among: Callable[[Sequence[Item], Period], list[Item]] = by_day
    """The items that make up one period."""
    second: Labels | None = None
    """What the companion figure is called."""
    counts_as: Labels
    """The head of the column that says how a record counts."""
    counts_also: Labels | None = None
    more_is_better: bool = True

    def items(self, look: Look, period: Period) -> list[Item]:
        return self.among(self.load(look), period)


def counted(items: Iterable[Item]) -> list[Item]:
    """Without those whose money could not be converted."""
    return [item for item in items if item.value is not None]


def total(items: Iterable[Item]) -> Decimal:
    return sum((item.value for item in items if item.value is not None), start=Decimal(0))


def share(items: Sequence[Item]) -> Reading:
    """Ones and zeros as a percentage."""
    return Reading(total(items) * _HUNDRED / len(items) if items else None)


def mean(items: Sequence[Item]) -> Reading:
    found = counted(items)
    return Reading(total(found) / len(found) if found else None)


def median(values: Iterable[Decimal]) -> Decimal | None:
    """The middle one; of an even number the mean of the two in the middle."""
    ordered = sorted(values)
    if not ordered:
        return None
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def percentile(values: Iterable[Decimal], percent: int) -> Decimal | None:
    """The smallest value that so many per cent of all do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[-(-len(ordered) * percent // 100) - 1] if ordered else None


def values(items: Iterable[Item]) -> list[Decimal]:
    return [item.value for item in items if item.value is not None]


def minutes(length: timedelta) -> Decimal:
    """A length in minutes, to the second."""
    return Decimal(round(length.total_seconds())) / 60
