"""Stretches of days that figures are told for. A day is a day in UTC; the last one is not part of the period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

Kind = Literal["month", "quarter", "year", "custom"]
_MONTHS: dict[Kind, int] = {"month": 1, "quarter": 3, "year": 12}
LONGEST = timedelta(days=366 * 5)
"""Of a period that somebody chooses day by day."""


@dataclass(frozen=True, slots=True)
class Period:
    kind: Kind
    start: date
    end: date

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    @property
    def last(self) -> date:
        """The last day that belongs to it."""
        return self.end - timedelta(days=1)

    @property
    def begins(self) -> datetime:
        return datetime.combine(self.start, time(), UTC)

    @property
    def ends(self) -> datetime:
        return datetime.combine(self.end, time(), UTC)

    @property
    def previous(self) -> Period:
        """The one of the same length before it."""
        return self._moved(-1)

    @property
    def following(self) -> Period:
        return self._moved(1)

    def series(self, count: int) -> list[Period]:
        """*count* periods of the same length, this one the last."""
        found = [self]
        while len(found) < count:
            found.insert(0, found[0].previous)
        return found

    def _moved(self, steps: int) -> Period:
        months = _MONTHS.get(self.kind)
        if months is None:
            length = self.end - self.start
            return Period(self.kind, self.start + steps * length, self.end + steps * length)
        return Period(self.kind, _later(self.start, steps * months), _later(self.end, steps * months))


def around(kind: Kind, day: date) -> Period:
    """The calendar month, quarter or year that *day* lies in."""
    months = _MONTHS[kind]
    start = date(day.year, (day.month - 1) // months * months + 1, 1)
    return Period(kind, start, _later(start, months))


def between(first: date, last: date) -> Period | None:
    """From one day to another, both included; None when that is no day, or more than `LONGEST`."""
    length = last - first + timedelta(days=1)
    if not timedelta(0) < length <= LONGEST:
        return None
    return Period("custom", first, last + timedelta(days=1))


def _later(day: date, months: int) -> date:
    """The first of a month, months later."""
    position = day.year * 12 + day.month - 1 + months
    return date(position // 12, position % 12 + 1, 1)
