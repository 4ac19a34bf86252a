"""The worked examples as values."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

from engine.calendars import hours
from engine.calendars.calendar import Calendar

_BOOK = yaml.load((Path(__file__).parent / "examples.yaml").read_text(), yaml.BaseLoader)  # noqa: S506  texts only
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def examples(kind):
    """The examples of one kind; each is a dict of texts."""
    return _BOOK[kind]


def count():
    return sum(len(rows) for kind, rows in _BOOK.items() if kind != "calendars")


def calendar(name):
    facts = _BOOK["calendars"][name]
    country, _, subdivision = facts.get("holidays", "").partition("-")
    exceptions = facts.get("exceptions", {})
    return Calendar(
        name=name,
        time_zone=facts["zone"],
        week=tuple(hours.parse(_hours(facts, number)) for number in range(7)),
        country=country or None,
        subdivision=subdivision or None,
        exceptions={date.fromisoformat(day): hours.parse(text) for day, text in exceptions.items()},
    )


def moment(text, of):
    """A local time of the calendar *of*, or UTC with a Z."""
    if text.endswith("Z"):
        return datetime.fromisoformat(text)
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(of.time_zone)).astimezone(UTC)


def _hours(facts, weekday):
    own = facts.get(_DAYS[weekday], "")
    return own or (facts.get("mon-fri", "") if weekday < 5 else "") or facts.get("daily", "")
