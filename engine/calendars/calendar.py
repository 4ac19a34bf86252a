"""A working calendar as a value: when it is open, and how much open time lies between two moments.

Hours are what the clock on the wall says. Working time is real elapsed time while it is open: on the day of a change
of the clock, hours that contain the change are an hour shorter or longer. A local time that the change skips is the
moment of the change; one that comes twice is the first of the two. Intervals are half-open: a calendar that closes
at 18:00 is not open at 18:00.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from engine.calendars import public_holidays
from engine.calendars.errors import NoWorkingTime, TooFarApart
from engine.feel.temporal import iso

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.calendars.hours import Hours

HORIZON = timedelta(days=3653)
"""Ten years: no search goes further, so that a calendar that is closed for good ends in an error, not in a loop."""
_DAY, _NOTHING, _SECOND = timedelta(days=1), timedelta(), timedelta(seconds=1)
Span = tuple[datetime, datetime]
"""Two moments in UTC; the second one is outside."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Calendar:
    """Weekly hours in a time zone, public holidays, and exceptions that override both."""

    name: str
    time_zone: str
    """IANA."""
    week: tuple[Hours, ...]
    """Monday to Sunday."""
    country: str | None = None
    """ISO code; None observes no public holidays."""
    subdivision: str | None = None
    exceptions: Mapping[date, Hours] = field(default_factory=dict)

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @cached_property
    def _known(self) -> dict[date, tuple[Span, ...]]:
        return {}

    def add(self, start: datetime, length: timedelta) -> datetime:
        """The first moment with *length* of working time since *start*; the last one before it for a negative length.

        Nothing added is *start* itself, open or not. Raises `NoWorkingTime`.
        """
        start, rest = _utc(start), abs(length)
        if not length:
            return start
        forward = length > _NOTHING
        for opens, closes in self._after(start) if forward else self._before(start):
            if closes - opens >= rest:
                return opens + rest if forward else closes - rest
            rest -= closes - opens
        raise self._closed(iso(length), start)

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The working time from *start* to *end*; negative when *end* is earlier. Raises `TooFarApart`."""
        start, end = _utc(start), _utc(end)
        if end < start:
            return -self.between(end, start)
        if end - start > HORIZON:
            raise TooFarApart(calendar=self.name, start=start, end=end)
        spans = self._after(start, until=end)
        return sum((min(closes, end) - opens for opens, closes in spans if opens < end), _NOTHING)

    def is_open(self, moment: datetime) -> bool:
        moment = _utc(moment)
        return any(opens <= moment < closes for opens, closes in self._spans(self._day(moment)))

    def next_open(self, moment: datetime) -> datetime:
        """*moment* itself while the calendar is open, else when it opens next. Raises `NoWorkingTime`."""
        moment = _utc(moment)
        for opens, _ in self._after(moment):
            return opens
        raise self._closed("minute", moment)

    def add_days(self, start: datetime, count: int) -> datetime:
        """The same time of day, *count* working days later (or earlier); a day is a working day if it opens at all.

        No days added to a day that is closed lead to the next working day. Raises `NoWorkingTime`.
        """
        start = _utc(start)
        here, step = start.astimezone(self.zone), _DAY if count >= 0 else -_DAY
        if not count and self.hours_on(here.date()):
            return start
        left = max(abs(count), 1)
        for day in _days(here.date() + step, step):
            left -= bool(self.hours_on(day))
            if not left:
                return _moment(day, timedelta(hours=here.hour, minutes=here.minute, seconds=here.second,
                                              microseconds=here.microsecond), self.zone)  # fmt: skip
        raise self._closed(f"P{abs(count)}D", start)

    def hours_on(self, day: date) -> Hours:
        """The hours of one day: an exception's, else none on a public holiday, else the week's."""
        if day in self.exceptions:
            return self.exceptions[day]
        if self.country is None:
            return self.week[day.weekday()]
        year = public_holidays.year(self.country, self.subdivision, day.year)
        if day in year.days_off:
            return ()
        return self._weekend_at_work(day) if day in year.working_weekends else self.week[day.weekday()]

    def _weekend_at_work(self, day: date) -> Hours:
        """A weekend day on which the country works has its own hours, else those of the last day that has some."""
        backwards = (self.week[(day.weekday() - back) % len(self.week)] for back in range(len(self.week)))
        return next((hours for hours in backwards if hours), ())

    def _after(self, start: datetime, until: datetime | None = None) -> Iterator[Span]:
        """What is open from *start* on, in order, the first one cut to begin there."""
        last = None if until is None else self._day(until)
        for day in _days(self._day(start), _DAY):
            if last is not None and day > last:
                return
            yield from ((max(opens, start), closes) for opens, closes in self._spans(day) if closes > start)

    def _before(self, end: datetime) -> Iterator[Span]:
        """What was open until *end*, backwards, the first one cut to end there."""
        for day in _days(self._day(end), -_DAY):
            spans = reversed(self._spans(day))
            yield from ((opens, min(closes, end)) for opens, closes in spans if opens < end)

    def _spans(self, day: date) -> tuple[Span, ...]:
        found = self._known.get(day)
        if found is None:
            both = (
                (_at(day, one.opens, self.zone), _at(day, one.closes, self.zone))
                for one in self.hours_on(day)
            )
            # Hours that the change of the clock skips altogether are no time at all.
            found = self._known[day] = tuple(span for span in both if span[0] < span[1])
        return found

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def _closed(self, sought: str, moment: datetime) -> NoWorkingTime:
        return NoWorkingTime(calendar=self.name, sought=sought, moment=moment)


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"A moment needs a time zone, got {moment!r}.")
    return moment.astimezone(UTC)


def _days(first: date, step: timedelta) -> Iterator[date]:
    """Ten years of days, fewer where the calendar of mankind ends."""
    day = first
    for _ in range(HORIZON.days + 1):
        if not date.min + _DAY < day < date.max - _DAY:
            return
        yield day
        day += step


def _at(day: date, minute: int, zone: ZoneInfo) -> datetime:
    return _moment(day, timedelta(minutes=minute), zone)


def _moment(day: date, clock: timedelta, zone: ZoneInfo) -> datetime:
    """When clocks in *zone* first show *clock* on *day*; the moment of the change if it skips that time."""
    local = datetime.combine(day, time()) + clock
    moment = local.replace(tzinfo=zone).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == local:
        return moment
    return _change(local, zone)


def _change(local: datetime, zone: ZoneInfo) -> datetime:
    """The moment of the change that skips *local*: found between the two readings of a time that does not exist."""
    after = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    before = local.replace(tzinfo=zone, fold=1).astimezone(UTC)
    while after - before > _SECOND:
        middle = before + timedelta(seconds=(after - before) // _SECOND // 2)
        if middle.astimezone(zone).replace(tzinfo=None) > local:
            after = middle
        else:
            before = middle
    return after
