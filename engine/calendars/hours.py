"""The open hours of a day as people write them: ``09:00-13:00, 14:00-18:00``; no text is a closed day."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from engine.calendars.errors import BackwardHours, BadHours, OverlappingHours

DAY = 24 * 60
ALL_DAY = "00:00-24:00"
_SEPARATORS = re.compile(r"\s*[,;\n]\s*")
_INTERVAL = re.compile(r"(\d{1,2})[:.](\d\d)\s*[-–—]\s*(\d{1,2})[:.](\d\d)", re.ASCII)
_MOST = 12
_HOUR = 60


class Interval(NamedTuple):
    """Open from one minute of the local day up to, not including, another; 1440 is midnight at its end."""

    opens: int
    closes: int


Hours = tuple[Interval, ...]
"""The intervals of one day: in order, with something closed between them."""


def parse(text: str) -> Hours:
    """The hours of *text*; raises `BadHours`."""
    parts = [part for part in _SEPARATORS.split(text.strip()) if part]
    if len(parts) > _MOST:
        raise BadHours(hours=_shown(text))
    hours = sorted(_interval(part, text) for part in parts)
    for before, after in pairwise(hours):
        if after.opens < before.closes:
            raise OverlappingHours(hours=_shown(text), first=_spelt(before), second=_spelt(after))
    return _joined(hours)


def spell(hours: Hours) -> str:
    """What `parse` reads."""
    return ", ".join(_spelt(one) for one in hours)


def minutes(hours: Hours) -> int:
    """How long a day with these hours is open, when its clock does not change."""
    return sum(one.closes - one.opens for one in hours)


def _interval(part: str, text: str) -> Interval:
    match = _INTERVAL.fullmatch(part)
    if match is None:
        raise BadHours(hours=_shown(text))
    opens, closes = (_minute(match[hour], match[hour + 1], text) for hour in (1, 3))
    if closes <= opens:
        raise BackwardHours(hours=_shown(part))
    return Interval(opens, closes)


def _minute(hour: str, minute: str, text: str) -> int:
    of_day = int(hour) * _HOUR + int(minute)
    if of_day > DAY or int(minute) >= _HOUR:
        raise BadHours(hours=_shown(text))
    return of_day


def _joined(hours: list[Interval]) -> Hours:
    """Intervals that touch are one."""
    joined: list[Interval] = []
    for one in hours:
        if joined and joined[-1].closes == one.opens:
            joined[-1] = Interval(joined[-1].opens, one.closes)
        else:
            joined.append(one)
    return tuple(joined)


def _spelt(interval: Interval) -> str:
    return "-".join(f"{minute // _HOUR:02}:{minute % _HOUR:02}" for minute in interval)


def _shown(text: str) -> str:
    return " ".join(text.split())[:120]
