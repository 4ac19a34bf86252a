"""What can be wrong with a working calendar, on saving it and on asking it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import BatonError, Conflict, Invalid, NotFound

if TYPE_CHECKING:
    from collections.abc import Mapping


class UnknownCalendar(NotFound):
    text = (
        "There is no working calendar {name!r}. "
        "Correct the name in the model, or ask an administrator for the calendar."
    )


class NoWorkingTime(Invalid):
    """A calendar that is closed too long: found out when it is saved, or when a process asks it."""

    text = (
        "The working calendar “{calendar}” has no {sought} of working time within ten years of "
        "{moment:%Y-%m-%d %H:%M} UTC. Give it weekly hours, or remove exceptions."
    )


class TooFarApart(Invalid):
    text = (
        "The working time of “{calendar}” between {start:%Y-%m-%d} and {end:%Y-%m-%d} is not counted: "
        "they are more than ten years apart. Ask for a shorter time."
    )


class BadHours(Invalid):
    """Hours of a day that cannot be read."""

    text = "“{hours}” are no working hours. Write them like 09:00-13:00, 14:00-18:00."


class BackwardHours(BadHours):
    text = (
        "“{hours}” ends before it begins. Write a night as two: until 24:00, and from 00:00 on the next day."
    )


class OverlappingHours(BadHours):
    text = "“{hours}” overlap: {first} and {second}. Leave each hour in one of them."


class UnknownTimeZone(Invalid):
    text = "There is no time zone “{name}”. Use an IANA name such as Europe/Berlin."


class UnknownHolidays(Invalid):
    text = "No public holidays are known for “{place}”. Choose a country and region from the list."


class BadExceptionDay(Invalid):
    text = "“{day}” is no day, or stands there twice. Write each day once, like 2026-12-24."


class MissingName(Invalid):
    text = "The name has {length} characters. Give it 1 to {longest}."


class CalendarRefused(Invalid):
    """A calendar that cannot be saved; `.problems` maps each place (`monday`, `exceptions.0`) to what is wrong."""

    text = "The working calendar “{name}” was not saved. {first}"

    def __init__(self, name: str, problems: Mapping[str, BatonError]) -> None:
        self.problems = dict(problems)
        super().__init__(name=name, first=str(next(iter(self.problems.values()))))


class CalendarNameTaken(Conflict):
    text = "There is a working calendar “{name}” already. Choose another name."


class CalendarInUse(Conflict):
    text = "The working calendar “{name}” is used by {teams}. Give them another calendar first."


class CalendarIsDefault(Conflict):
    text = "The working calendar “{name}” is the company's own. Make another calendar the company's first."


class CalendarChanged(Conflict):
    text = "Somebody else changed the working calendar “{name}” meanwhile. Reload the page, then change it again."
