"""Dates and times that Python's own classes cannot hold: far years, and fractions finer than a microsecond.

FEEL's years run from -999,999,999 to 999,999,999 (proleptic Gregorian, year 0 between -1 and 1), its fractions of a
second to nanoseconds. Whatever fits is plain `date`, `time`, `datetime`, `timedelta`. A finer fraction is kept by a
subclass of those, so that a program which knows only Python's still reads the value to the microsecond; a far year or a
duration beyond 999,999,999 days is a class of its own. `engine.feel.timeline` makes them and calculates with them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import TypeAlias

from engine.feel.errors import Undefined

MAX_YEAR = 999_999_999
SECOND = 1_000_000_000
"""In nanoseconds, like all lengths of time in here and in `timeline`."""
DAY = 86_400 * SECOND
_CYCLE_YEARS = 400
_BASE_YEAR = 2000
_LONGEST = 1_000_000_000_000 * DAY
"""More than lies between the first and the last day of FEEL."""
_OF_PYTHON = range(-999_999_999 * DAY, 1_000_000_000 * DAY)
"""What a timedelta holds."""


class _Finer:
    """What a value of Python's lacks: the nanoseconds below its microsecond."""

    nano: int = 0

    def __eq__(self, other: object) -> bool:
        same = super().__eq__(other)
        return same if same is not True else self.nano == getattr(other, "nano", 0)

    def __ne__(self, other: object) -> bool:
        # Python's own classes answer != by themselves, not through ==.
        same = self.__eq__(other)
        return same if same is NotImplemented else not same

    def __hash__(self) -> int:
        return super().__hash__()

    def __copy__(self) -> _Finer:
        return self

    def __deepcopy__(self, _: object) -> _Finer:
        # Immutable; the copy that Python makes would forget the nanoseconds.
        return self


class NanoTime(_Finer, time):
    """A time of day with nanoseconds."""

    @classmethod
    def of(cls, plain: time, nano: int) -> NanoTime:
        made = cls(
            plain.hour, plain.minute, plain.second, plain.microsecond, tzinfo=plain.tzinfo, fold=plain.fold
        )
        made.nano = nano
        return made


class NanoDateTime(_Finer, datetime):
    """A date and time with nanoseconds."""

    @classmethod
    def of(cls, day: date, clock: time, nano: int) -> NanoDateTime:
        made = cls.combine(day, clock)
        made.nano = nano
        return made


class NanoDuration(_Finer, timedelta):
    """A duration with nanoseconds."""

    @classmethod
    def of(cls, plain: timedelta, nano: int) -> NanoDuration:
        made = cls(plain.days, plain.seconds, plain.microseconds)
        made.nano = nano
        return made

    def __abs__(self) -> timedelta:
        whole = duration(abs(nanoseconds(self)))
        return whole if isinstance(whole, timedelta) else self


@dataclass(frozen=True, slots=True)
class FarDate:
    """A day before the year 1 or after the year 9999."""

    year: int
    month: int
    day: int

    def __post_init__(self) -> None:
        if date.min.year <= self.year <= date.max.year or abs(self.year) > MAX_YEAR:
            raise ValueError(f"{self.year} is no far year")
        self.twin()

    def twin(self) -> date:
        """The same day of the calendar in a year from 2000 to 2399: every 400 years it repeats, weekdays too."""
        return date(_BASE_YEAR + (self.year - _BASE_YEAR) % _CYCLE_YEARS, self.month, self.day)


@dataclass(frozen=True, slots=True)
class FarDateTime:
    """A time on a far day; the time carries the zone."""

    day: FarDate
    clock: time

    @property
    def tzinfo(self) -> tzinfo | None:
        return self.clock.tzinfo


@dataclass(frozen=True, slots=True, order=True)
class FarDuration:
    """A duration of more than 999,999,999 days."""

    nanoseconds: int

    def __post_init__(self) -> None:
        if self.nanoseconds in _OF_PYTHON or abs(self.nanoseconds) > _LONGEST:
            raise ValueError("no such far duration")

    def __abs__(self) -> AnyDuration:
        return duration(abs(self.nanoseconds))


AnyDate: TypeAlias = "date | FarDate"
AnyDateTime: TypeAlias = "datetime | FarDateTime"
AnyDuration: TypeAlias = "timedelta | FarDuration"
BEYOND_PYTHON = frozenset({NanoTime, NanoDateTime, NanoDuration, FarDate, FarDateTime, FarDuration})


def nanoseconds(length: AnyDuration) -> int:
    """The whole of a duration."""
    if isinstance(length, FarDuration):
        return length.nanoseconds
    micros = (length.days * 86_400 + length.seconds) * 1_000_000 + length.microseconds
    return micros * 1_000 + getattr(length, "nano", 0)


def duration(length: int) -> AnyDuration:
    """The duration of so many nanoseconds."""
    if length not in _OF_PYTHON:
        if abs(length) > _LONGEST:
            raise Undefined("the duration is longer than 1,000,000,000,000 days")
        return FarDuration(length)
    micros, nano = divmod(length, 1_000)
    plain = timedelta(microseconds=micros)
    return NanoDuration.of(plain, nano) if nano else plain
