"""A service clock: how much counted time a promise to a customer has used, and when it runs out.

It counts the open time of its hours since it began, less the stretches in which it was stopped. A stretch that
begins after a limit was reached does not move that limit: what is broken stays broken.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime


class Hours(Protocol):
    """When time counts: a `Calendar`, or `ROUND_THE_CLOCK`."""

    def add(self, start: datetime, length: timedelta) -> datetime: ...

    def between(self, start: datetime, end: datetime) -> timedelta: ...


class RoundTheClock:
    """Every minute counts."""

    def add(self, start: datetime, length: timedelta) -> datetime:
        return start + length

    def between(self, start: datetime, end: datetime) -> timedelta:
        return end - start


ROUND_THE_CLOCK = RoundTheClock()
Stop = tuple["datetime", "datetime | None"]
"""When the clock was stopped and when it went on; None while it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceClock:
    """The clock of one promise; all moments are aware."""

    begun: datetime
    hours: Hours
    stops: tuple[Stop, ...] = ()
    """In order of time; only the last one may be open."""

    def reaches(self, length: timedelta) -> datetime | None:
        """When *length* is used up; None while the clock stands before it."""
        moment = self.hours.add(self.begun, length)
        for stopped, resumed in self.stops:
            if stopped >= moment:
                return moment
            if resumed is None:
                return None
            moment = self.hours.add(moment, self.hours.between(stopped, resumed))
        return moment

    def used(self, until: datetime) -> timedelta:
        """The counted time from its beginning to *until*."""
        return self.hours.between(self.begun, until) - self.stood(until)

    def stood(self, until: datetime) -> timedelta:
        """The time that would have counted, had the clock not been stopped."""
        ends = ((stopped, min(resumed or until, until)) for stopped, resumed in self.stops if stopped < until)
        return sum((self.hours.between(stopped, end) for stopped, end in ends), timedelta())
