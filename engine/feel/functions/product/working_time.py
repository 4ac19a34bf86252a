"""Working time. FEEL knows how these functions are called; the environment brings the calendars that answer."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from engine.feel.comparing import home
from engine.feel.errors import Undefined
from engine.feel.far_dates import FarDateTime, FarDuration
from engine.feel.functions.product.asking import ask
from engine.feel.functions.registry import built_in
from engine.feel.numbers import whole

if TYPE_CHECKING:
    from decimal import Decimal

    from engine.feel.far_dates import AnyDateTime, AnyDuration
    from engine.feel.running import Run
    from engine.feel.values import Value

_STEPS = 100
"""A call may walk through ten years of days."""


@built_in(
    "add working time",
    "from: date and time, duration: days and time duration, calendar: string|null?",
)
def _add(run: Run, start: AnyDateTime, length: AnyDuration, calendar: str | None = None) -> Value:
    if isinstance(length, FarDuration):
        raise Undefined("the duration is longer than 999,999,999 days")
    return _ask(run, "add working time", _moment(run, start), length, calendar)


@built_in("working time between", "from: date and time, to: date and time, calendar: string|null?")
def _between(run: Run, start: AnyDateTime, end: AnyDateTime, calendar: str | None = None) -> Value:
    return _ask(run, "working time between", _moment(run, start), _moment(run, end), calendar)


@built_in("is working time", "moment: date and time, calendar: string|null?")
def _is_open(run: Run, moment: AnyDateTime, calendar: str | None = None) -> Value:
    return _ask(run, "is working time", _moment(run, moment), calendar)


@built_in("next working time", "moment: date and time, calendar: string|null?")
def _next_open(run: Run, moment: AnyDateTime, calendar: str | None = None) -> Value:
    return _ask(run, "next working time", _moment(run, moment), calendar)


@built_in("add working days", "from: date and time, days: number, calendar: string|null?")
def _add_days(run: Run, start: AnyDateTime, days: Decimal, calendar: str | None = None) -> Value:
    count = whole(days)
    if count is None:
        raise Undefined(f"{days} is no whole number of days")
    return _ask(run, "add working days", _moment(run, start), count, calendar)


def _ask(run: Run, name: str, *arguments: object) -> Value:
    """What the environment's calendars say, a moment in the environment's time zone."""
    value = ask(run, name, *arguments, steps=_STEPS, missing="there are no working calendars here")
    return value.astimezone(home(run)) if isinstance(value, datetime) else value


def _moment(run: Run, value: AnyDateTime) -> datetime:
    """A date and time without a zone is meant in the environment's; calendars end with the year 9999."""
    if isinstance(value, FarDateTime):
        raise Undefined("working calendars know the years 1 to 9999 only")
    return value if value.tzinfo is not None else value.replace(tzinfo=home(run))
